//! Headers of the caller's, in addition to those of the operation.

use http::header::{HeaderName, HeaderValue};

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
/// Begins of the names of further ones.
const RESERVED_GROUPS: [&str; 3] = ["x-acs-credentials-provider", "x-acs-retry-", "x-acs-signature-"];

/// Whether the client alone sets the header of this name, in lower case.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || RESERVED_GROUPS.iter().any(|group| name.starts_with(group))
}

/// Sets a header of the request in place of any of the same name. Errors do not print the value: it may be confidential.
pub(super) fn set(request: &mut UnsignedRequest, name: &str, value: &str) -> Result<(), Error> {
    let invalid = |why: &str| {
        let message = format!("the header `{}` {why}", one_line(name, 80));
        Error::new(ErrorKind::InvalidRequest, message)
    };
    let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid("has a name that HTTP does not allow"))?;
    HeaderValue::from_str(value).map_err(|_| invalid("has a value that HTTP does not allow"))?;
    let content_type = request.body.content_type().filter(|_| known == http::header::CONTENT_TYPE);
    if content_type.is_some() || is_reserved(known.as_str()) {
        return Err(invalid("is set by the client").with_hint("Leave it out."));
    }
    request.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    request.headers.push((known.as_str().to_owned(), value.to_owned()));
    Ok(())
}
