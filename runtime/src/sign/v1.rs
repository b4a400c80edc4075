//! The V1 signature of RPC calls: HMAC-SHA1 over query and form, carried in the query (`SignatureVersion=1.0`; some
//! documents call it version 2).
//!
//! No SDK of today uses it by default. It is left for STS `AssumeRole`, and its request shape, unsigned, for anonymous
//! operations. Headers are not signed, nor is any body but a form. The ROA variant is not offered.

mod request;
mod steps;

pub use request::{anonymous_request, bearer_request, sign_request};
pub use steps::{Signature, canonical_parameters, sign, string_to_sign};
