//! The response that an error is about.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::line::{LONGEST_FACT, one_line};

/// A response as it was received, byte for byte.
#[derive(Clone)]
pub(crate) struct ErrorResponse {
    /// The host that the request was sent to, with the port where it is not the scheme's own.
    pub(crate) host: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The names of the request ID in a body.
pub(crate) const REQUEST_IDS: [&str; 4] = ["RequestId", "requestId", "requestid", "request_id"];

/// Whether a status says that the service has failed: 500 or more. As HTTP wants it, one beyond 599 is treated as 500
/// is.
pub(crate) fn is_failure(status: StatusCode) -> bool {
    status.as_u16() >= 500
}

/// Whether a status leaves open whether the service has acted: that of a failure, and 408, which a load balancer says that
/// closes an idle connection while a request is on its way.
pub(crate) fn leaves_effect_open(status: StatusCode) -> bool {
    status == StatusCode::REQUEST_TIMEOUT || is_failure(status)
}

/// Whether the body is HTML, by its content type or by its first characters.
pub(crate) fn is_html(headers: &HeaderMap, body: &[u8]) -> bool {
    let declared =
        headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().to_ascii_lowercase().starts_with(b"text/html"));
    let start = body.trim_ascii_start().get(..5).unwrap_or_default().to_ascii_lowercase();
    declared || start == b"<html" || start == b"<!doc"
}

/// The request ID in the header that the gateway sets on every response; Function Compute has one of its own.
pub(crate) fn header_request_id(headers: &HeaderMap) -> Option<String> {
    let ids = ["x-acs-request-id", "x-fc-request-id"].into_iter().flat_map(|name| headers.get_all(name));
    let mut ids = ids.filter_map(|id| Some(one_line(id.to_str().ok()?, LONGEST_FACT)));
    ids.find(|id| !id.is_empty())
}
