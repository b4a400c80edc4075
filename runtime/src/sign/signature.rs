//! The signature of a request, of either version.

use super::{v1, v3};

/// The signature of a request with what it was made from, to be compared with what the service says it saw.
///
/// Has no `Debug`: what was signed includes the security token.
#[derive(Clone)]
#[non_exhaustive]
pub enum Signature {
    /// HMAC-SHA1: of RPC style over query and form, of ROA style over headers, path and query.
    V1(v1::Signature),
    /// `ACS3-HMAC-SHA256`, or another algorithm of this version.
    V3(v3::Signature),
}

impl Signature {
    /// The signature itself.
    pub(crate) fn text(&self) -> &str {
        match self {
            Signature::V1(signature) => &signature.signature,
            Signature::V3(signature) => &signature.signature,
        }
    }

    /// The text that was signed. A service that refuses a signature often quotes its own.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        match self {
            Signature::V1(signature) => &signature.string_to_sign,
            Signature::V3(signature) => &signature.string_to_sign,
        }
    }
}
