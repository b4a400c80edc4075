//! Signature V1: HMAC-SHA1 of query and form, in the query.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::claim::{Claim, Signature, incomplete};
use super::mac::{Sha1Mac, mac};
use crate::percent::{encode, encode_into};
use crate::refusal::Refusal;
use crate::request::Request;

pub(super) fn claim<'a>(request: &'a Request<'_>) -> Result<Option<Claim<'a>>, Refusal> {
    let value = |name: &str| request.parameter(name).filter(|value| !value.is_empty());
    // An operation may have a parameter `Signature` of its own.
    let Some(access_key_id) = value("AccessKeyId") else { return Ok(None) };
    let given = value("Signature").ok_or_else(|| Refusal::missing("Signature"))?;
    match value("SignatureMethod") {
        Some("HMAC-SHA1") => {}
        None => return Err(Refusal::missing("SignatureMethod")),
        Some(_) => return Err(Refusal::new(400, "InvalidSignatureMethod", "Specified signature method is not valid.")),
    }
    if value("SignatureVersion") != Some("1.0") {
        return Err(incomplete("SignatureVersion is not 1.0."));
    }
    Ok(Some(Claim {
        access_key_id,
        security_token: value("SecurityToken"),
        date: value("Timestamp"),
        nonce: value("SignatureNonce"),
        signature: Signature::V1 { given },
    }))
}

pub(super) fn verify(request: &Request<'_>, secret: &str, given: &str) -> Result<(), Refusal> {
    let to_sign = string_to_sign(request.method, &request.query, &request.form);
    let code = mac::<Sha1Mac>(format!("{secret}&").as_bytes(), to_sign.as_bytes());
    if STANDARD.encode(code) == given {
        return Ok(());
    }
    let message =
        format!("Specified signature is not matched with our calculation. server string to sign is:{to_sign}");
    Err(Refusal::new(400, "SignatureDoesNotMatch", message))
}

/// The method, the path, and all parameters except the signature, sorted. The form takes precedence over the query.
pub(super) fn string_to_sign(method: &str, query: &[(String, String)], form: &[(String, String)]) -> String {
    let fields: HashSet<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
    let of_query = query.iter().filter(|(name, _)| !fields.contains(name.as_str()));
    let mut pairs: Vec<_> = of_query.chain(form).filter(|(name, _)| name != "Signature").collect();
    pairs.sort_unstable();
    let mut joined = String::new();
    for (name, value) in pairs {
        if !joined.is_empty() {
            joined.push('&');
        }
        encode_into(&mut joined, name);
        joined.push('=');
        encode_into(&mut joined, value);
    }
    format!("{method}&%2F&{}", encode(&joined))
}
