//! Signature V3: `ACS3-HMAC-SHA256`, in the header `authorization`.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::claim::{Claim, Signature, incomplete};
use super::mac::{Sha256Mac, mac};
use crate::percent::encode_into;
use crate::refusal::Refusal;
use crate::request::Request;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

pub(super) fn claim<'a>(request: &'a Request<'_>, authorization: &'a str) -> Result<Claim<'a>, Refusal> {
    let form = || incomplete("Authorization is not `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.");
    let parts = authorization.strip_prefix(ALGORITHM).and_then(|rest| rest.strip_prefix(' ')).ok_or_else(form)?;
    let part = |name: &str| {
        let mut parts = parts.split(',').filter_map(|part| part.trim().split_once('='));
        parts.find(|(key, _)| *key == name).map(|(_, value)| value).filter(|value| !value.is_empty()).ok_or_else(form)
    };
    let signed_headers = part("SignedHeaders")?.to_ascii_lowercase();
    let is_signed = |name: &str| signed_headers.split(';').any(|signed| signed == name);
    // Every header of the protocol has to be signed.
    let unsigned = request.headers.iter().map(|(name, _)| *name).find(|name| {
        let needed = *name == "host" || *name == "content-type" || name.starts_with("x-acs-");
        needed && !is_signed(name)
    });
    if let Some(name) = unsigned {
        return Err(incomplete(&format!("The header {name} is not signed.")));
    }
    if let Some(name) = signed_headers.split(';').find(|name| request.header(name).is_none()) {
        return Err(incomplete(&format!("The header {name} is signed, and was not sent.")));
    }
    let header = |name: &str| request.header(name).filter(|value| !value.is_empty());
    if header("x-acs-content-sha256").is_none() {
        return Err(incomplete("The header x-acs-content-sha256 is missing."));
    }
    Ok(Claim {
        access_key_id: part("Credential")?,
        security_token: header("x-acs-security-token"),
        date: header("x-acs-date"),
        nonce: header("x-acs-signature-nonce"),
        signature: Signature::V3 { given: part("Signature")?, signed_headers },
    })
}

pub(super) fn verify(request: &Request<'_>, secret: &str, given: &str, signed: &str) -> Result<(), Refusal> {
    let canonical = canonical_request(request, signed);
    let to_sign = format!("{ALGORITHM}\n{}", hex(&Sha256::digest(&canonical)));
    // This also fails if the hash in the header is not that of the body.
    if hex(&mac::<Sha256Mac>(secret.as_bytes(), to_sign.as_bytes())) == given {
        return Ok(());
    }
    let message = format!(
        "Specified signature does not match our calculation. server StringToSign is [{to_sign}] \
         server CanonicalRequest is [{canonical}]"
    );
    Err(Refusal::new(400, "SignatureDoesNotMatch", message))
}

/// Method, path, query, headers, their names and the hash of the received body.
pub(super) fn canonical_request(request: &Request<'_>, signed: &str) -> String {
    let mut canonical = String::with_capacity(1024);
    canonical.push_str(request.method);
    canonical.push('\n');
    canonical.push_str(if request.path.is_empty() { "/" } else { request.path });
    canonical.push('\n');
    let mut query: Vec<&(String, String)> = request.query.iter().collect();
    query.sort_unstable();
    for (number, (name, value)) in query.into_iter().enumerate() {
        if number > 0 {
            canonical.push('&');
        }
        encode_into(&mut canonical, name);
        canonical.push('=');
        encode_into(&mut canonical, value);
    }
    canonical.push('\n');
    let mut names: Vec<&str> = signed.split(';').collect();
    names.sort_unstable();
    names.dedup();
    for name in &names {
        let values = request.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.trim());
        let mut values: Vec<&str> = values.collect();
        values.sort_unstable();
        canonical.push_str(name);
        canonical.push(':');
        push_joined(&mut canonical, &values, ',');
        canonical.push('\n');
    }
    canonical.push('\n');
    push_joined(&mut canonical, &names, ';');
    canonical.push('\n');
    // That of nothing, which most requests have, is computed once.
    static NOTHING: LazyLock<String> = LazyLock::new(|| hex(&Sha256::digest("")));
    if request.body.is_empty() {
        canonical.push_str(&NOTHING);
    } else {
        canonical.push_str(&hex(&Sha256::digest(&request.body)));
    }
    canonical
}

fn push_joined(text: &mut String, parts: &[&str], separator: char) {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            text.push(separator);
        }
        text.push_str(part);
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
