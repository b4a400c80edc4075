//! Signature V3: `ACS3-HMAC-SHA256`, in the header `authorization`.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::claim::{Claim, Signature, incomplete};
use super::mac::{Sha256Mac, mac};
use crate::percent::encode_into;
use crate::refusal::Refusal;
use crate::request::Request;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

pub(super) fn claim(request: &Request, authorization: &str) -> Result<Claim, Refusal> {
    let form = || incomplete("Authorization is not `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.");
    let parts = authorization.strip_prefix(ALGORITHM).and_then(|rest| rest.strip_prefix(' ')).ok_or_else(form)?;
    let part = |name: &str| {
        let mut parts = parts.split(',').filter_map(|part| part.trim().split_once('='));
        parts.find(|(key, _)| *key == name).map(|(_, value)| value).filter(|value| !value.is_empty()).ok_or_else(form)
    };
    let signed_headers: Vec<String> = part("SignedHeaders")?.split(';').map(str::to_ascii_lowercase).collect();
    // Every header of the protocol has to be signed.
    let unsigned = request.headers.iter().map(|(name, _)| name).find(|name| {
        let needed = *name == "host" || *name == "content-type" || name.starts_with("x-acs-");
        needed && !signed_headers.contains(name)
    });
    if let Some(name) = unsigned {
        return Err(incomplete(&format!("The header {name} is not signed.")));
    }
    if let Some(name) = signed_headers.iter().find(|name| request.header(name).is_none()) {
        return Err(incomplete(&format!("The header {name} is signed, and was not sent.")));
    }
    let header = |name: &str| request.header(name).filter(|value| !value.is_empty()).map(str::to_owned);
    if header("x-acs-content-sha256").is_none() {
        return Err(incomplete("The header x-acs-content-sha256 is missing."));
    }
    Ok(Claim {
        access_key_id: part("Credential")?.to_owned(),
        security_token: header("x-acs-security-token"),
        date: header("x-acs-date"),
        nonce: header("x-acs-signature-nonce"),
        signature: Signature::V3 { given: part("Signature")?.to_owned(), signed_headers },
    })
}

pub(super) fn verify(request: &Request, secret: &str, given: &str, signed: &[String]) -> Result<(), Refusal> {
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
pub(super) fn canonical_request(request: &Request, signed: &[String]) -> String {
    let mut canonical = String::with_capacity(1024);
    canonical.push_str(&request.method);
    canonical.push('\n');
    canonical.push_str(if request.path.is_empty() { "/" } else { &request.path });
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
    let mut names: Vec<&str> = signed.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    for name in &names {
        let values = request.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.trim());
        let mut values: Vec<&str> = values.collect();
        values.sort_unstable();
        canonical.push_str(name);
        canonical.push(':');
        canonical.push_str(&values.join(","));
        canonical.push('\n');
    }
    canonical.push('\n');
    canonical.push_str(&names.join(";"));
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

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    out
}
