//! The V3 signature, `ACS3-HMAC-SHA256`: one algorithm for RPC and ROA, carried in the `authorization` header.

mod request;
mod steps;

pub(crate) use request::sign_request_with;
pub use request::{bearer_request, sign_request};
pub(crate) use steps::SigningKey;
pub use steps::{
    ALGORITHM, CanonicalHeaders, Signature, canonical_headers, canonical_query, canonical_request, is_signed_header,
    payload_hash, sign, string_to_sign,
};
