//! Signing of requests.
//!
//! Pure functions, usable with any HTTP stack: nothing here reads a clock or opens a connection, and only [`nonce`] needs
//! random numbers.
//! [`v3`] (`ACS3-HMAC-SHA256`) is what Alibaba Cloud's own SDKs use today; [`v1`] (HMAC-SHA1) is for presigned URLs, and its
//! parameters are also those of RPC operations that are not signed at all.
//!
//! Each module offers its steps one by one, so that any of them can be checked against the documentation, and one
//! function that takes a whole [`UnsignedRequest`] and returns the [`SignedRequest`] to send. Send what it holds byte for
//! byte: a query string or a form that is encoded again may no longer be what was signed.
//!
//! ```
//! use alibabacloud_runtime::sign::{Keys, SigningParameters, UnsignedRequest, nonce, v3};
//!
//! let request = UnsignedRequest {
//!     method: "POST".into(),
//!     host: "ice.cn-shanghai.aliyuncs.com".into(),
//!     action: "GetCustomizedVoiceJob".into(),
//!     version: "2020-11-09".into(),
//!     query: vec![("JobId".into(), "your-job-id".into())],
//!     ..Default::default()
//! };
//! let keys = Keys::new("your-access-key-id", "your-access-key-secret");
//! // The date is now, in UTC.
//! let parameters = SigningParameters { date: "2024-01-02T03:04:05Z", nonce: &nonce()? };
//! let signed = v3::sign_request(v3::Algorithm::HmacSha256, &request, &keys, &parameters);
//!
//! println!("{} https://{}{}", signed.method, signed.host, signed.target());
//! for (name, value) in &signed.headers {
//!     println!("{name}: {value}");
//! }
//! # assert_eq!(signed.target(), "/?JobId=your-job-id");
//! # let authorization = "ACS3-HMAC-SHA256 Credential=your-access-key-id,SignedHeaders=host;x-acs-";
//! # assert!(signed.header("authorization").unwrap().starts_with(authorization));
//! # Ok::<(), alibabacloud_runtime::Error>(())
//! ```
//!
//! For an operation of a generated crate, [`Client::dry_run`](crate::Client::dry_run) does all of this.

mod hmac;
mod http_request;
mod keys;
mod request;
mod signature;
pub mod v1;
pub mod v3;

pub use crate::encoding::percent_encode;
pub use crate::nonce::nonce;
pub use http_request::Unsendable;
pub use keys::{Keys, SigningParameters};
pub use request::{Body, SignedRequest, UnsignedRequest};
pub use signature::Signature;
