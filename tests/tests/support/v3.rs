//! A server's verification of V3 signatures. Shares no code with `runtime`, which it checks.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use loopback::RecordedRequest;

/// Checks everything that a signed request needs.
pub fn verify(request: &RecordedRequest, access_key_id: &str, secret: &str) -> Result<(), String> {
    canonical_request(request, access_key_id, secret).map(|_| ())
}

/// The same check. Says what the signature has to be made from.
pub fn canonical_request(request: &RecordedRequest, access_key_id: &str, secret: &str) -> Result<String, String> {
    let header = |name: &str| request.header(name).ok_or_else(|| format!("no header {name}"));
    let authorization = header("authorization")?;
    let parts = authorization.strip_prefix("ACS3-HMAC-SHA256 ").ok_or("another algorithm")?;
    let parts: BTreeMap<&str, &str> = parts.split(',').filter_map(|part| part.split_once('=')).collect();
    if parts.get("Credential") != Some(&access_key_id) {
        return Err(format!("another key signs: {authorization}"));
    }
    let signed = *parts.get("SignedHeaders").ok_or("no SignedHeaders")?;
    let names: Vec<&str> = signed.split(';').collect();
    if !names.is_sorted() {
        return Err(format!("headers are not sorted: {signed}"));
    }
    // Everything that belongs to the protocol has to be signed.
    for (name, _) in &request.headers {
        let needed = name == "host" || name == "content-type" || name.starts_with("x-acs-");
        if needed && !names.contains(&name.as_str()) {
            return Err(format!("{name} is not signed"));
        }
    }
    let hash = hex(&Sha256::digest(&request.body));
    if header("x-acs-content-sha256")? != hash {
        return Err("the body has another hash".to_owned());
    }
    for name in ["x-acs-date", "x-acs-signature-nonce", "x-acs-action", "x-acs-version", "host"] {
        header(name)?;
    }
    let mut canonical = format!("{}\n{}\n{}\n", request.method, request.path, canonical_query(&request.query)?);
    for name in &names {
        canonical.push_str(&format!("{name}:{}\n", header(name)?.trim()));
    }
    canonical.push_str(&format!("\n{signed}\n{hash}"));
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(&canonical)));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| error.to_string())?;
    mac.update(to_sign.as_bytes());
    let expected = hex(&mac.finalize().into_bytes());
    match parts.get("Signature") {
        Some(signature) if *signature == expected => Ok(canonical),
        found => Err(format!("signature {found:?} instead of {expected}; string to sign:\n{to_sign}")),
    }
}

/// Name and value of each query or form parameter, decoded.
pub fn decoded_pairs(encoded: &str) -> Result<Vec<(String, String)>, String> {
    let pairs = encoded.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}` has no `=`"))?;
        Ok((decode(name)?, decode(value)?))
    });
    pairs.collect()
}

fn canonical_query(query: &str) -> Result<String, String> {
    let mut pairs = decoded_pairs(query)?;
    pairs.sort();
    let encoded: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    Ok(encoded.join("&"))
}

pub fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                bytes.push(byte.ok_or_else(|| format!("`{text}` is not percent-encoded"))?);
                rest = &rest[2..];
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
