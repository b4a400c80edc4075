//! What a request claims, before it is verified.

use crate::refusal::Refusal;

/// The signing parameters of a request, and its signature.
pub(crate) struct Claim {
    pub(crate) access_key_id: String,
    pub(crate) security_token: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(super) signature: Signature,
}

pub(super) enum Signature {
    V1 { given: String },
    V1Roa { given: String },
    V3 { given: String, signed_headers: Vec<String> },
}

/// The refusal of a malformed claim.
pub(super) fn incomplete(why: &str) -> Refusal {
    let message = format!("The request signature does not conform to Aliyun standards. {why}");
    Refusal::new(400, "IncompleteSignature", message)
}
