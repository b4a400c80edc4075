//! What a request claims, before it is verified.

use crate::refusal::Refusal;

/// The signing parameters of a request, and its signature.
pub(crate) struct Claim<'a> {
    pub(crate) access_key_id: &'a str,
    pub(crate) security_token: Option<&'a str>,
    pub(crate) date: Option<&'a str>,
    pub(crate) nonce: Option<&'a str>,
    pub(super) signature: Signature<'a>,
}

impl Claim<'_> {
    /// Whether its date is written as HTTP writes it: only V1 of requests with paths has it in the header `date`.
    pub(crate) fn has_http_date(&self) -> bool {
        matches!(self.signature, Signature::V1Roa { .. })
    }
}

pub(super) enum Signature<'a> {
    V1 {
        given: &'a str,
    },
    V1Roa {
        given: &'a str,
    },
    /// The names of the headers are separated by semicolons.
    V3 {
        given: &'a str,
        signed_headers: String,
    },
}

/// The refusal of a malformed claim.
pub(super) fn incomplete(why: &str) -> Refusal {
    let message = format!("The request signature does not conform to Aliyun standards. {why}");
    Refusal::new(400, "IncompleteSignature", message)
}
