//! The secrets in a request.

use std::collections::HashSet;

use secrecy::SecretString;
use serde_json::Value;

use crate::masking::{any_names_secret, is_pair_value, names_secret, parent_and_field, says_secret, without};
use crate::sign::{Body, UnsignedRequest};

/// Whether a text may quote a secret of a request: it has one of the request's texts in it, whatever their names are. It takes
/// a fraction of what [`confidential`] does, and nearly no text has any.
pub(super) fn may_quote(text: &str, request: &UnsignedRequest) -> bool {
    let quotes = |value: &str| is_nested(value) || without(text, value).is_some();
    json(request).is_some() || pairs(request).any(|(_, value)| quotes(value))
}

/// The texts of a request that have the names of secrets, or one of those in `also`. A service may quote them when it refuses
/// the request.
pub(super) fn confidential(request: &UnsignedRequest, also: &[&str]) -> Vec<SecretString> {
    let mut texts = Vec::new();
    let of_secrets: HashSet<&str> = pairs(request)
        .filter_map(|(name, value)| {
            let (parent, field) = parent_and_field(name);
            names_secret(field, value, also).then_some(parent)
        })
        .collect();
    for (name, value) in pairs(request) {
        let (parent, field) = parent_and_field(name);
        let within = is_pair_value(field) && of_secrets.contains(parent);
        collect_text(name, value, also, within, &mut texts);
    }
    if let Some(body) = json(request) {
        collect_text("", body, also, false, &mut texts);
    }
    texts
}

/// What a request has by name: parameters and headers.
fn pairs(request: &UnsignedRequest) -> impl Iterator<Item = &(String, String)> {
    let form = if let Body::Form(fields) = &request.body { fields.as_slice() } else { &[] };
    request.query.iter().chain(&request.headers).chain(form)
}

fn json(request: &UnsignedRequest) -> Option<&str> {
    let Body::Json(bytes) = &request.body else { return None };
    std::str::from_utf8(bytes).ok()
}

/// Whether a parameter is an object or a list, which are sent as JSON.
fn is_nested(text: &str) -> bool {
    text.starts_with(['{', '['])
}

fn collect_text(name: &str, text: &str, also: &[&str], within: bool, texts: &mut Vec<SecretString>) {
    let nested: Option<Value> = is_nested(text).then(|| serde_json::from_str(text).ok()).flatten();
    match nested {
        Some(json) => collect(name, &json, also, within, texts),
        None if within || says_secret(name, also) => texts.push(text.into()),
        None => {}
    }
}

fn collect(name: &str, value: &Value, also: &[&str], within: bool, texts: &mut Vec<SecretString>) {
    let secret = within || says_secret(name, also);
    match value {
        Value::String(text) if secret => texts.push(text.as_str().into()),
        Value::Number(number) if secret => texts.push(number.to_string().into()),
        Value::Array(elements) => elements.iter().for_each(|element| collect("", element, also, secret, texts)),
        Value::Object(fields) => {
            let of_pair = any_names_secret(fields, also);
            for (name, field) in fields {
                collect(name, field, also, secret || (of_pair && is_pair_value(name)), texts);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_values_of_pairs_are_secrets_by_the_names_beside_them() {
        let list = r#"[{"Name":"Token","Value":"in-list"},{"Name":"a","Value":"b"}]"#;
        let fields = [
            ("Parameters.1.ParameterKey", "Region"),
            ("Parameters.1.ParameterValue", "shown"),
            ("Parameters.2.ParameterValue", "in-form"),
            ("Parameters.2.ParameterKey", "DBPassword"),
            ("List", list),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = UnsignedRequest { body: Body::Form(fields.into()), ..UnsignedRequest::default() };
        let secrets = confidential(&request, &[]);
        let secrets: Vec<_> = secrets.iter().map(ExposeSecret::expose_secret).collect();
        assert_eq!(secrets, ["in-form", "in-list"]);
    }
}
