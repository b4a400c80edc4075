//! A response before it is read.

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};

use super::secrets::Secrets;
use crate::error::{Attempts, ErrorResponse, one_line};

/// Characters of an unreadable body that are shown.
const LONGEST_OUTLINE: usize = 120;

/// A response as it was received, with what an error about it needs to know of the call.
#[derive(Clone)]
pub(crate) struct RawResponse {
    /// The host that the request was sent to, with the port where it is not the scheme's own.
    pub(crate) host: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The secrets of the request. An error masks them, and does not keep them.
    pub(crate) secrets: Secrets,
    pub(crate) attempts: Attempts,
}

impl RawResponse {
    /// A response of this host to a request that was made with these secrets.
    pub(crate) fn new(host: &str, response: http::Response<Bytes>, secrets: Secrets) -> Self {
        let (parts, body) = response.into_parts();
        let (status, headers, attempts) = (parts.status, parts.headers, Attempts::default());
        Self { host: host.to_owned(), status, headers, body, secrets, attempts }
    }

    /// The beginning of the body, on one line; its encoding where it has one, because then it cannot be read.
    pub(crate) fn outline(&self) -> String {
        // The transport takes the header away when it has decoded the body.
        let encoding =
            self.headers.get(CONTENT_ENCODING).filter(|encoding| !encoding.is_empty() && *encoding != "identity");
        if let Some(encoding) = encoding.filter(|_| !self.body.is_empty()) {
            let encoding = one_line(&String::from_utf8_lossy(encoding.as_bytes()), LONGEST_OUTLINE);
            return format!("bytes in the encoding `{encoding}`, which is not decoded");
        }
        one_line(&self.secrets.mask_all(&String::from_utf8_lossy(&self.body)), LONGEST_OUTLINE)
    }

    /// The part that an error keeps.
    pub(super) fn for_error(self) -> (ErrorResponse, Attempts) {
        let Self { host, status, headers, body, attempts, .. } = self;
        (ErrorResponse { host, status, headers, body }, attempts)
    }
}
