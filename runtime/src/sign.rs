//! Signing: from the parts of a request and a pair of keys to what goes on the wire.
//!
//! Pure functions, usable with any HTTP stack: nothing here reads a clock or opens a connection, and only [`nonce`] needs
//! random numbers.
//! [`v3`] (`ACS3-HMAC-SHA256`) is what Alibaba Cloud's own SDKs use today; [`v1`] (HMAC-SHA1 over query and form) is
//! left for `AssumeRole` and for the operations that are not signed at all.
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
//! let signed = v3::sign_request(&request, &keys, &parameters);
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

mod http_request;
mod request;
pub mod v1;
pub mod v3;

use hmac::KeyInit;
use hmac::digest::InvalidLength;

pub use crate::encoding::percent_encode;
pub use crate::nonce::nonce;
pub use http_request::Unsendable;
pub use request::{Body, SignedRequest, UnsignedRequest};

/// The keys that sign one request, borrowed from wherever they are kept. Has no `Debug`: it holds secrets.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// The access key's ID, sent with every request.
    pub access_key_id: &'a str,
    /// The access key's secret, never sent.
    pub access_key_secret: &'a str,
    /// The token that belongs to temporary keys. An empty one counts as none.
    pub security_token: Option<&'a str>,
    /// Where the keys come from, for example `static_ak` or `default/env`; sent to the service where it is known.
    pub provider: Option<&'a str>,
}

impl<'a> Keys<'a> {
    /// Lasting keys of unstated origin.
    #[must_use]
    pub fn new(access_key_id: &'a str, access_key_secret: &'a str) -> Self {
        Self { access_key_id, access_key_secret, security_token: None, provider: None }
    }

    fn token(&self) -> Option<&'a str> {
        self.security_token.filter(|token| !token.is_empty())
    }
}

/// Date and nonce of one request. The service refuses an old date, and a nonce that it has seen before.
#[derive(Debug, Clone, Copy)]
pub struct SigningParameters<'a> {
    /// The time in UTC as `YYYY-MM-DDThh:mm:ssZ`, no more than 15 minutes away from the service's clock.
    pub date: &'a str,
    /// Any text that is never used twice, see [`nonce`].
    pub nonce: &'a str,
}

/// The signature of a request with what it was made from, to be compared with what the service says it saw.
///
/// Has no `Debug`: what was signed includes the security token.
#[derive(Clone)]
#[non_exhaustive]
pub enum Signature {
    /// HMAC-SHA1 over query and form.
    V1(v1::Signature),
    /// `ACS3-HMAC-SHA256`.
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

/// The message authentication code of RFC 2104 with its key, ready for a message.
fn hmac<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).unwrap_or_else(|InvalidLength| unreachable!("HMAC accepts keys of any length"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::lower_hex;
    use hmac::{Hmac, Mac};
    use sha2::Sha256;

    /// Test cases 2 and 6 of RFC 4231.
    #[test]
    fn short_and_long_keys_follow_the_standard() {
        let code = |key: &[u8], message: &[u8]| {
            lower_hex(&hmac::<Hmac<Sha256>>(key).chain_update(message).finalize().into_bytes())
        };
        assert_eq!(
            code(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            code(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn an_empty_token_is_no_token() {
        assert_eq!(Keys { security_token: Some(""), ..Keys::new("id", "secret") }.token(), None);
    }
}
