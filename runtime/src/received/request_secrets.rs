//! The secrets in a request.

use secrecy::SecretString;
use serde_json::Value;

use crate::masking::says_secret;
use crate::sign::{Body, UnsignedRequest};

/// The texts of a request that have the names of secrets, or one of those in `also`. A service may quote them when it refuses
/// the request.
pub(super) fn confidential(request: &UnsignedRequest, also: &[&str]) -> Vec<SecretString> {
    let mut texts = Vec::new();
    let (form, json) = match &request.body {
        Body::Form(fields) => (fields.as_slice(), None),
        Body::Json(bytes) => (&[][..], std::str::from_utf8(bytes).ok()),
        Body::Empty | Body::Bytes(_) => (&[][..], None),
    };
    for (name, value) in request.query.iter().chain(&request.headers).chain(form) {
        collect_text(name, value, also, &mut texts);
    }
    if let Some(body) = json {
        collect_text("", body, also, &mut texts);
    }
    texts
}

/// Objects and lists are sent as JSON.
fn collect_text(name: &str, text: &str, also: &[&str], texts: &mut Vec<SecretString>) {
    let nested: Option<Value> = text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok()).flatten();
    match nested {
        Some(json) => collect(name, &json, also, false, texts),
        None if says_secret(name, also) => texts.push(text.into()),
        None => {}
    }
}

fn collect(name: &str, value: &Value, also: &[&str], within: bool, texts: &mut Vec<SecretString>) {
    let secret = within || says_secret(name, also);
    match value {
        Value::String(text) if secret => texts.push(text.as_str().into()),
        Value::Number(number) if secret => texts.push(number.to_string().into()),
        Value::Array(elements) => elements.iter().for_each(|element| collect("", element, also, secret, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, field)| collect(name, field, also, secret, texts)),
        _ => {}
    }
}
