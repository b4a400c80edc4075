//! A server's verification of V1 signatures. Shares no code with `runtime`, which it checks.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::v3::{decoded_pairs, encode};
use loopback::RecordedRequest;

/// Checks the signature of a request and says what it has to be made from.
pub fn verify(request: &RecordedRequest, access_key_id: &str, secret: &str) -> Result<String, String> {
    let mut pairs = decoded_pairs(&request.query)?;
    if request.header("content-type").is_some_and(|kind| kind == "application/x-www-form-urlencoded") {
        pairs.extend(decoded_pairs(std::str::from_utf8(&request.body).map_err(|error| error.to_string())?)?);
    }
    check(&request.method, pairs, access_key_id, secret)
}

/// Checks the signature of a URL by its query, and returns its parameters.
pub fn verify_url(query: &str, access_key_id: &str, secret: &str) -> Result<BTreeMap<String, String>, String> {
    let pairs = decoded_pairs(query)?;
    check("GET", pairs.clone(), access_key_id, secret)?;
    let parameters: BTreeMap<_, _> = pairs.iter().cloned().collect();
    if parameters.len() < pairs.len() {
        return Err("a parameter is there twice".to_owned());
    }
    Ok(parameters)
}

fn check(method: &str, mut pairs: Vec<(String, String)>, access_key_id: &str, secret: &str) -> Result<String, String> {
    let place = pairs.iter().position(|(name, _)| name == "Signature").ok_or("no Signature")?;
    let (_, signature) = pairs.remove(place);
    for expected in [("AccessKeyId", access_key_id), ("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")] {
        if !pairs.iter().any(|(name, value)| (name.as_str(), value.as_str()) == expected) {
            return Err(format!("{} is not {}", expected.0, expected.1));
        }
    }
    for name in ["Action", "Version", "Format", "Timestamp", "SignatureNonce"] {
        if pairs.iter().filter(|(given, _)| given == name).count() != 1 {
            return Err(format!("{name} is not there once"));
        }
    }
    pairs.sort();
    let joined: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let to_sign = format!("{method}&%2F&{}", encode(&joined.join("&")));
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).map_err(|error| error.to_string())?;
    mac.update(to_sign.as_bytes());
    let expected = STANDARD.encode(mac.finalize().into_bytes());
    if signature == expected {
        Ok(to_sign)
    } else {
        Err(format!("signature {signature} instead of {expected}; string to sign:\n{to_sign}"))
    }
}
