//! The response that an error is about.

use bytes::Bytes;
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

/// The request ID in the header that the gateway sets on every response.
pub(crate) fn header_request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("x-acs-request-id")?.to_str().ok()?;
    let id = one_line(id, LONGEST_FACT);
    (!id.is_empty()).then_some(id)
}
