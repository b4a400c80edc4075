//! The V3 signature, by default `ACS3-HMAC-SHA256`: one scheme for RPC and ROA, carried in the `authorization` header.

mod algorithm;
mod request;
mod steps;

pub use algorithm::Algorithm;
pub(crate) use algorithm::SigningKey;
pub(crate) use request::sign_request_with;
pub use request::{anonymous_request, bearer_request, sign_request};
pub use steps::{
    CanonicalHeaders, Signature, canonical_headers, canonical_query, canonical_request, is_signed_header, payload_hash,
    sign, string_to_sign,
};
