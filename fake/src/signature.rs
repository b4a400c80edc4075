//! Verification of signatures. It is written from the description of the protocol and shares nothing with the code of the
//! client, so that each tests the other.

mod claim;
mod mac;
mod v1;
mod v1_roa;
mod v3;

pub(crate) use claim::Claim;
use claim::Signature;

use crate::refusal::Refusal;
use crate::request::Request;

/// Reads the signing parameters of a request; `None` if it is not signed.
///
/// # Errors
/// A signing parameter is missing or malformed.
pub(crate) fn read<'a>(request: &'a Request<'_>) -> Result<Option<Claim<'a>>, Refusal> {
    match request.header("authorization") {
        Some(authorization) if authorization.starts_with(v1_roa::SCHEME) => {
            v1_roa::claim(request, authorization).map(Some)
        }
        Some(authorization) => v3::claim(request, authorization).map(Some),
        None => v1::claim(request),
    }
}

/// Verifies the signature of a request.
///
/// # Errors
/// It does not match. The message has what the server has signed.
pub(crate) fn verify(claim: &Claim<'_>, request: &Request<'_>, secret: &str) -> Result<(), Refusal> {
    match &claim.signature {
        Signature::V1 { given } => v1::verify(request, secret, given),
        Signature::V1Roa { given } => v1_roa::verify(request, secret, given),
        Signature::V3 { given, signed_headers } => v3::verify(request, secret, given, signed_headers),
    }
}

#[cfg(test)]
mod tests;
