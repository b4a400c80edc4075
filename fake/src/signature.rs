//! Whether a request is signed by a key that is known. Written from the description of the protocol alone: nothing is
//! shared with the client's code, or neither would test the other.

mod v1;
mod v3;

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};

use crate::refusal::Refusal;
use crate::request::Request;

/// What a request says of who signs it.
pub(crate) struct Claim {
    pub(crate) access_key_id: String,
    pub(crate) security_token: Option<String>,
    /// When it was signed, as it says.
    pub(crate) date: Option<String>,
    pub(crate) nonce: Option<String>,
    signature: Signature,
}

enum Signature {
    V1 { given: String },
    V3 { given: String, signed_headers: Vec<String> },
}

impl Claim {
    /// Reads what a request claims; none where it is not signed at all.
    ///
    /// # Errors
    /// What is missing or malformed.
    pub(crate) fn read(request: &Request) -> Result<Option<Self>, Refusal> {
        match request.header("authorization") {
            Some(authorization) => v3::claim(request, authorization).map(Some),
            None => v1::claim(request),
        }
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// What the service computed instead.
    pub(crate) fn verify(&self, request: &Request, secret: &str) -> Result<(), Refusal> {
        match &self.signature {
            Signature::V1 { given } => v1::verify(request, secret, given),
            Signature::V3 { given, signed_headers } => v3::verify(request, secret, given, signed_headers),
        }
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    // Every length of key will do.
    <M as KeyInit>::new_from_slice(key)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

type Sha1Mac = Hmac<sha1::Sha1>;
type Sha256Mac = Hmac<sha2::Sha256>;

fn incomplete(why: &str) -> Refusal {
    let message = format!("The request signature does not conform to Aliyun standards. {why}");
    Refusal::new(400, "IncompleteSignature", message)
}

#[cfg(test)]
mod tests;
