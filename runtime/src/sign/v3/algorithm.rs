//! The hash functions that V3 signatures are made with.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
#[cfg(feature = "sm3")]
use sm3::Sm3;

use crate::encoding::lower_hex;
use crate::sign::hmac::hmac;

/// The algorithm of a V3 signature. All hashes of a request are made with its hash function.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// `ACS3-HMAC-SHA256`, which every product accepts.
    #[default]
    HmacSha256,
    /// `ACS3-HMAC-SM3`, with the Chinese standard hash function of GB/T 32905-2016.
    #[cfg(feature = "sm3")]
    HmacSm3,
}

impl Algorithm {
    /// The name as it opens the string to sign and the `authorization` header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::HmacSha256 => "ACS3-HMAC-SHA256",
            #[cfg(feature = "sm3")]
            Algorithm::HmacSm3 => "ACS3-HMAC-SM3",
        }
    }

    /// The hash of these bytes in lower-case hexadecimal digits.
    pub(super) fn hex_digest(self, bytes: &[u8]) -> String {
        match self {
            Algorithm::HmacSha256 => lower_hex(&Sha256::digest(bytes)),
            #[cfg(feature = "sm3")]
            Algorithm::HmacSm3 => lower_hex(&Sm3::digest(bytes)),
        }
    }
}

/// An access key secret prepared for signing: two of the five blocks that a signature hashes depend on nothing else.
/// Has no `Debug`: it is as confidential as the secret, and wiped from memory like it.
#[derive(Clone)]
pub(crate) enum SigningKey {
    HmacSha256(Hmac<Sha256>),
    #[cfg(feature = "sm3")]
    HmacSm3(Hmac<Sm3>),
}

impl SigningKey {
    /// The secret is used as it is, without the `&` that V1 adds.
    pub(crate) fn new(algorithm: Algorithm, access_key_secret: &str) -> Self {
        let secret = access_key_secret.as_bytes();
        match algorithm {
            Algorithm::HmacSha256 => Self::HmacSha256(hmac(secret)),
            #[cfg(feature = "sm3")]
            Algorithm::HmacSm3 => Self::HmacSm3(hmac(secret)),
        }
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            SigningKey::HmacSha256(_) => Algorithm::HmacSha256,
            #[cfg(feature = "sm3")]
            SigningKey::HmacSm3(_) => Algorithm::HmacSm3,
        }
    }

    /// The message authentication code in lower-case hexadecimal digits.
    pub(super) fn hex_code(&self, message: &str) -> String {
        match self {
            SigningKey::HmacSha256(key) => hex_code(key, message),
            #[cfg(feature = "sm3")]
            SigningKey::HmacSm3(key) => hex_code(key, message),
        }
    }
}

fn hex_code(key: &(impl Mac + Clone), message: &str) -> String {
    lower_hex(&key.clone().chain_update(message).finalize().into_bytes())
}
