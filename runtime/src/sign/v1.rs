//! The V1 signature, HMAC-SHA1 (`SignatureVersion=1.0`; some documents call it version 2). Here is that of RPC requests, over
//! query and form and carried in the query; that of ROA requests is in [`roa`].
//!
//! No SDK of today uses it by default. It is for presigned URLs, and for clients that
//! [ask for it](crate::SignatureVersion::V1); anonymous RPC operations have its request shape, unsigned. Of RPC requests
//! headers are not signed, nor is any body but a form.

mod request;
pub mod roa;
mod steps;

pub use request::{anonymous_request, bearer_request, sign_request};
pub use steps::{Signature, canonical_parameters, sign, string_to_sign};
