//! Signature V1 of requests with paths: HMAC-SHA1 of some headers, path and query, in the header `authorization`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::claim::{Claim, Signature, incomplete};
use super::mac::{Sha1Mac, mac};
use crate::refusal::Refusal;
use crate::request::Request;

/// What the header begins with.
pub(super) const SCHEME: &str = "acs ";

pub(super) fn claim<'a>(request: &'a Request<'_>, authorization: &'a str) -> Result<Claim<'a>, Refusal> {
    let parts = authorization.strip_prefix(SCHEME).and_then(|rest| rest.split_once(':'));
    let (access_key_id, given) =
        parts.ok_or_else(|| incomplete("Authorization is not `acs AccessKeyId:Signature`."))?;
    let header = |name: &str| request.header(name).filter(|value| !value.is_empty());
    Ok(Claim {
        access_key_id,
        security_token: header("x-acs-security-token"),
        date: header("date"),
        nonce: header("x-acs-signature-nonce"),
        signature: Signature::V1Roa { given },
    })
}

pub(super) fn verify(request: &Request<'_>, secret: &str, given: &str) -> Result<(), Refusal> {
    let to_sign = string_to_sign(request);
    if STANDARD.encode(mac::<Sha1Mac>(secret.as_bytes(), to_sign.as_bytes())) == given {
        return Ok(());
    }
    let message =
        format!("Specified signature is not matched with our calculation. server string to sign is:{to_sign}");
    Err(Refusal::new(400, "SignatureDoesNotMatch", message))
}

/// The method, four headers, those of the protocol, and the path with its query, which is sorted and not encoded.
pub(super) fn string_to_sign(request: &Request<'_>) -> String {
    let mut text = request.method.to_owned();
    for name in ["accept", "content-md5", "content-type", "date"] {
        text.push('\n');
        text.push_str(request.header(name).unwrap_or_default());
    }
    text.push('\n');
    let mut headers: Vec<_> = request.headers.iter().filter(|(name, _)| name.starts_with("x-acs-")).collect();
    headers.sort_unstable();
    for (name, value) in headers {
        text.push_str(&format!("{name}:{}\n", value.trim()));
    }
    text.push_str(request.path);
    let mut query: Vec<_> = request.query.iter().collect();
    query.sort_unstable();
    for (index, (name, value)) in query.into_iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(name);
        if !value.is_empty() {
            text.push('=');
            text.push_str(value);
        }
    }
    text
}
