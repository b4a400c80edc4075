//! A check of V1 signatures as a server makes it. Shares nothing with `runtime`, or it would prove nothing.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::v3::{decoded_pairs, encode};

/// Checks the signature of a request without a form, and gives its parameters.
pub fn verify(
    method: &str,
    query: &str,
    access_key_id: &str,
    secret: &str,
) -> Result<BTreeMap<String, String>, String> {
    let mut parameters = BTreeMap::new();
    for (name, value) in decoded_pairs(query)? {
        if parameters.insert(name.clone(), value).is_some() {
            return Err(format!("{name} is there twice"));
        }
    }
    let facts = [("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0"), ("AccessKeyId", access_key_id)];
    for (name, expected) in facts {
        if parameters.get(name).map(String::as_str) != Some(expected) {
            return Err(format!("{name} is {:?}", parameters.get(name)));
        }
    }
    for name in ["Action", "Version", "Format", "Timestamp", "SignatureNonce"] {
        parameters.get(name).ok_or_else(|| format!("no {name}"))?;
    }
    let signature = parameters.remove("Signature").ok_or("no signature")?;
    let pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let to_sign = format!("{method}&%2F&{}", encode(&pairs.join("&")));
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).map_err(|error| error.to_string())?;
    mac.update(to_sign.as_bytes());
    let expected = STANDARD.encode(mac.finalize().into_bytes());
    if signature == expected {
        Ok(parameters)
    } else {
        Err(format!("signature {signature} instead of {expected}; string to sign:\n{to_sign}"))
    }
}
