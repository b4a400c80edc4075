//! Recorded requests.

use bytes::Bytes;

/// More headers than any request of a test has.
const MAX_HEADERS: usize = 128;

/// A request as it was received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The target up to `?`, not decoded. A proxy receives an absolute URL here, or for `CONNECT` a host and port.
    pub path: String,
    /// The rest of the target, not decoded and without `?`; empty if there is none.
    pub query: String,
    /// Names in lower case and values, in the order in which they were sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The value of the first header of this name, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(given, _)| given == name)?;
        Some(value)
    }

    /// Path and query.
    #[must_use]
    pub fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The body as text.
    ///
    /// # Panics
    /// The body is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Parses the head of a request; returns it, without its body, and the length of the head. `None` if the head is not
    /// complete.
    pub(crate) fn parse(received: &[u8]) -> Result<Option<(Self, usize)>, httparse::Error> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = head.parse(received)? else { return Ok(None) };
        let (path, query) = split(head.path.unwrap_or_default());
        let headers = head
            .headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()));
        let method = head.method.unwrap_or_default().to_owned();
        Ok(Some((Self { method, path, query, headers: headers.collect(), body: Vec::new() }, length)))
    }
}

fn split(target: &str) -> (String, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (path.to_owned(), query.to_owned())
}

/// A request that was passed to a transport, to compare it with those that a server has received.
impl From<&http::Request<Bytes>> for RecordedRequest {
    fn from(request: &http::Request<Bytes>) -> Self {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
            body: request.body().to_vec(),
        }
    }
}
