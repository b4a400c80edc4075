//! Headers in addition to those of the operation: of all calls, of one call, or of one attempt.

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind, one_line};
use crate::sign::UnsignedRequest;

/// Headers that the client, the signature or HTTP itself sets: another value would be lost, or the request refused.
const RESERVED: [&str; 14] = [
    "authorization",
    "connection",
    "content-length",
    "host",
    "trailer",
    "transfer-encoding",
    "user-agent",
    "x-acs-accesskey-id",
    "x-acs-action",
    "x-acs-bearer-token",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-security-token",
    "x-acs-version",
];
/// The beginnings of the names of further ones.
const RESERVED_GROUPS: [&str; 3] = ["x-acs-credentials-provider", "x-acs-retry-", "x-acs-signature-"];

/// Headers that no call can do without or change: they depend on the body and on the transport.
const RESERVED_FOR_CALLS: [&str; 9] = [
    "accept",
    "accept-encoding",
    "content-encoding",
    "content-type",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "te",
    "upgrade",
];

/// Whether the client alone sets the header of this name, in lower case.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || RESERVED_GROUPS.iter().any(|group| name.starts_with(group))
}

/// The headers of a client and of one of its calls. Has no `Debug`: values may be confidential.
#[derive(Clone, Default)]
pub(super) struct Headers(Vec<Header>);

#[derive(Clone)]
struct Header {
    name: String,
    value: String,
    /// Whether all calls have it. A header of the operation then keeps its value.
    global: bool,
}

impl Headers {
    /// Sets a header of all calls. A further value of a name replaces the one before.
    pub(super) fn set_global(&mut self, name: String, value: String) {
        self.0.retain(|header| !(header.global && header.name.eq_ignore_ascii_case(&name)));
        self.0.push(Header { name, value, global: true });
    }

    /// Sets a header of one call.
    pub(super) fn set(&mut self, name: String, value: String) {
        self.0.push(Header { name, value, global: false });
    }

    /// The headers that were set for one call, the latest last.
    pub(super) fn of_call(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.0.iter().filter(|header| !header.global).map(|header| (header.name.as_str(), header.value.as_str()))
    }

    /// Checks the headers of all calls.
    ///
    /// # Errors
    ///
    /// A header that the client sets itself, or that HTTP does not allow. Values are not shown.
    pub(super) fn check_global(&self) -> Result<(), Error> {
        for Header { name, value, .. } in self.0.iter().filter(|header| header.global) {
            let lower = name.to_ascii_lowercase();
            let problem = if RESERVED_FOR_CALLS.contains(&lower.as_str()) || is_reserved(&lower) {
                "the client sets it itself"
            } else if HeaderName::from_bytes(name.as_bytes()).is_err() {
                "HTTP does not allow this name of a header"
            } else if HeaderValue::from_str(value).is_err() {
                "HTTP does not allow its value"
            } else {
                continue;
            };
            let message = format!("ClientBuilder::global_header: `{}`: {problem}", one_line(name, 80));
            let error = Error::new(ErrorKind::Config, message);
            return Err(match lower.as_str() {
                "user-agent" => error.with_hint("Use ClientBuilder::user_agent."),
                _ => error,
            });
        }
        Ok(())
    }

    /// Adds the headers to a request: those of all calls unless the operation has them, those of the call in any case.
    ///
    /// # Errors
    ///
    /// Those of [`set`].
    pub(super) fn add_to(&self, request: &mut UnsignedRequest) -> Result<(), Error> {
        // Those of all calls come first, because only the builder sets them.
        for Header { name, value, global } in &self.0 {
            let has = || request.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
            match global {
                true if has() => {}
                true => request.headers.push((name.clone(), value.clone())),
                false => set(request, name, value)?,
            }
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Sets a header of a request, in place of any of the same name.
///
/// # Errors
///
/// A header that the client sets itself, or that HTTP does not allow. The value is not shown: it may be confidential.
pub(super) fn set(request: &mut UnsignedRequest, name: &str, value: &str) -> Result<(), Error> {
    let invalid = |why: &str| {
        let message = format!("the header `{}` {why}", one_line(name, 80));
        Error::new(ErrorKind::InvalidRequest, message)
    };
    let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid("has a name that HTTP does not allow"))?;
    HeaderValue::from_str(value).map_err(|_| invalid("has a value that HTTP does not allow"))?;
    let has_content_type = request.body.content_type().is_some() && known == CONTENT_TYPE;
    if has_content_type || is_reserved(known.as_str()) {
        return Err(invalid("is set by the client").with_hint("Leave it out."));
    }
    request.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    request.headers.push((known.as_str().to_owned(), value.to_owned()));
    Ok(())
}
