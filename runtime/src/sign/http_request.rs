//! A signed request as the `http` crate has it.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};

use super::request::SignedRequest;
use crate::endpoint::Scheme;
use crate::secret_name::is_secret;

/// What the `http` crate, and with it all that is built on it, takes as a URI.
const LONGEST_URI: usize = 65_534;

impl SignedRequest<'_> {
    /// The same for HTTP libraries that are built on the `http` crate. Headers with tokens and signatures, and others that are
    /// named like secrets, are marked as sensitive, which keeps them out of logs and compression tables.
    ///
    /// # Errors
    ///
    /// What HTTP does not allow: a URL that is too long, or a character in the method, the path or a header.
    pub fn into_http(self, scheme: Scheme) -> Result<Request<Bytes>, Unsendable> {
        let separator = if self.query.is_empty() { "" } else { "?" };
        let uri = [scheme.as_str(), "://", self.host, self.path, separator, &self.query].concat();
        if uri.len() > LONGEST_URI {
            return Err(Unsendable::Url { length: uri.len() });
        }
        let mut request = Request::new(self.body);
        *request.uri_mut() = Uri::try_from(uri).map_err(|_| Unsendable::Path)?;
        *request.method_mut() = Method::from_bytes(self.method.as_bytes()).map_err(|_| Unsendable::Method)?;
        *request.headers_mut() = headers(&self.headers)?;
        Ok(request)
    }
}

/// All values share one piece of memory: there are a dozen of them, and every call has its own.
fn headers(headers: &[(Cow<'_, str>, Cow<'_, str>)]) -> Result<HeaderMap, Unsendable> {
    let mut values = String::with_capacity(headers.iter().map(|(_, value)| value.len()).sum());
    for (_, value) in headers {
        values.push_str(value);
    }
    let values = Bytes::from(values);
    // Room for those that the HTTP library adds, about the length and encodings: a map that grows hashes all names again.
    let mut map = HeaderMap::with_capacity(headers.len() + 3);
    let mut start = 0;
    for (name, value) in headers {
        let unsendable = || Unsendable::Header { name: name.to_string() };
        let end = start + value.len();
        let mut shared = HeaderValue::from_maybe_shared(values.slice(start..end)).map_err(|_| unsendable())?;
        start = end;
        let (name, is_sensitive) = match known_header(name) {
            Some(known) => known,
            None => (HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?, is_secret(name)),
        };
        shared.set_sensitive(is_sensitive);
        map.append(name, shared);
    }
    Ok(map)
}

/// The headers that requests usually have, and whether each is sensitive: their names need no memory.
fn known_header(name: &str) -> Option<(HeaderName, bool)> {
    const ACTION: HeaderName = HeaderName::from_static("x-acs-action");
    const VERSION: HeaderName = HeaderName::from_static("x-acs-version");
    const DATE: HeaderName = HeaderName::from_static("x-acs-date");
    const NONCE: HeaderName = HeaderName::from_static("x-acs-signature-nonce");
    const CONTENT_HASH: HeaderName = HeaderName::from_static("x-acs-content-sha256");
    const PROVIDER: HeaderName = HeaderName::from_static("x-acs-credentials-provider");
    const KEY_ID: HeaderName = HeaderName::from_static("x-acs-accesskey-id");
    const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-acs-security-token");
    const BEARER_TOKEN: HeaderName = HeaderName::from_static("x-acs-bearer-token");
    Some(match name {
        "host" => (HOST, false),
        "accept" => (ACCEPT, false),
        "content-type" => (CONTENT_TYPE, false),
        "user-agent" => (USER_AGENT, false),
        "x-acs-action" => (ACTION, false),
        "x-acs-version" => (VERSION, false),
        "x-acs-date" => (DATE, false),
        "x-acs-signature-nonce" => (NONCE, false),
        "x-acs-content-sha256" => (CONTENT_HASH, false),
        "x-acs-credentials-provider" => (PROVIDER, false),
        "x-acs-accesskey-id" => (KEY_ID, false),
        "authorization" => (AUTHORIZATION, true),
        "x-acs-security-token" => (SECURITY_TOKEN, true),
        "x-acs-bearer-token" => (BEARER_TOKEN, true),
        _ => return None,
    })
}

/// Why a signed request cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsendable {
    /// The query makes the URL too long.
    Url {
        /// How many bytes it has.
        length: usize,
    },
    /// The host or the path has a character that no URL has.
    Path,
    /// The method is invalid.
    Method,
    /// A header has a character that no header has. Its value is not shown.
    Header {
        /// Its name.
        name: String,
    },
}

impl fmt::Display for Unsendable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsendable::Url { length } => write!(
                formatter,
                "the parameters in the query make a URL of {length} bytes; at most {LONGEST_URI} can be sent"
            ),
            Unsendable::Path => formatter.write_str("the path cannot be sent"),
            Unsendable::Method => formatter.write_str("the method cannot be sent"),
            Unsendable::Header { name } => {
                write!(
                    formatter,
                    "the header `{}` has a character that no header has",
                    crate::error::one_line(name, 80)
                )
            }
        }
    }
}

impl std::error::Error for Unsendable {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::UnsignedRequest;

    fn request(name: &str, value: &str) -> UnsignedRequest {
        let headers = vec![(name.to_owned(), value.to_owned())];
        UnsignedRequest { method: "GET".into(), host: "a.test".into(), headers, ..Default::default() }
    }

    #[test]
    fn headers_arrive_as_they_are_and_secret_ones_are_marked() {
        let request = request("x-own", "1");
        let mut signed = SignedRequest::from_unsigned(&request);
        signed.query = "a=%20".to_owned();
        let secrets = ["authorization", "x-acs-security-token", "x-acs-bearer-token", "x-api-key", "X-Own-Secret"];
        secrets.into_iter().for_each(|name| signed.set_header(name, "hush"));
        let sent = signed.into_http(Scheme::Https).unwrap();
        assert_eq!(sent.uri(), "https://a.test/?a=%20");
        assert_eq!(
            (&sent.headers()["x-own"], &sent.headers()["host"]),
            (&"1".parse().unwrap(), &"a.test".parse().unwrap())
        );
        assert!(secrets.iter().all(|name| sent.headers()[*name] == "hush"));
        assert!(!format!("{sent:?}").contains("hush"));
    }

    #[test]
    fn what_no_http_can_carry_is_an_error_that_does_not_print_it() {
        for (name, value) in [("x-own", "hush\n"), ("x own", "hush")] {
            let request = request(name, value);
            let error = SignedRequest::from_unsigned(&request).into_http(Scheme::Https).unwrap_err();
            assert_eq!(error.to_string(), format!("the header `{name}` has a character that no header has"));
        }
        let request = request("x-own", "1");
        let mut long = SignedRequest::from_unsigned(&request);
        long.query = "a".repeat(70_000);
        assert_eq!(long.into_http(Scheme::Http).unwrap_err(), Unsendable::Url { length: 70_015 });
    }
}
