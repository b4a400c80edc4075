//! A request, parsed.

use bytes::Bytes;
use http::request::Parts;

use crate::percent;
use crate::refusal::Refusal;

/// A request as it was received, with query and form decoded.
pub(crate) struct Request<'a> {
    /// As in the request line.
    pub(crate) method: &'a str,
    /// As it was sent.
    pub(crate) path: &'a str,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    /// Names in lower case.
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: Bytes,
}

impl<'a> Request<'a> {
    /// Parses a request.
    ///
    /// # Errors
    /// The headers, the query or the form cannot be decoded.
    pub(crate) fn read(parts: &'a Parts, body: Bytes) -> Result<Self, Refusal> {
        let invalid =
            |what: &str| Refusal::new(400, "InvalidParameter", format!("The {what} of the request cannot be decoded."));
        let mut headers = Vec::with_capacity(parts.headers.len());
        for (name, value) in &parts.headers {
            let value = std::str::from_utf8(value.as_bytes()).map_err(|_| invalid("headers"))?;
            headers.push((name.as_str(), value));
        }
        let query = percent::pairs(parts.uri.query().unwrap_or_default()).ok_or_else(|| invalid("query"))?;
        let mut request =
            Self { method: parts.method.as_str(), path: parts.uri.path(), query, form: Vec::new(), headers, body };
        let media_type = request.header("content-type").and_then(|kind| kind.split(';').next());
        if media_type.is_some_and(|it| it.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
            let text = std::str::from_utf8(&request.body).map_err(|_| invalid("body"))?;
            request.form = percent::pairs(text).ok_or_else(|| invalid("body"))?;
        }
        Ok(request)
    }

    /// The first header of this name, which is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }

    /// A parameter of the query or the form. The form takes precedence.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.form.iter().chain(&self.query);
        pairs.into_iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The value of a common parameter: a header under V3, a parameter otherwise.
    pub(crate) fn common(&self, header: &str, parameter: &str) -> Option<&str> {
        self.header(header).or_else(|| self.parameter(parameter)).filter(|value| !value.is_empty())
    }

    /// The host.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }
}
