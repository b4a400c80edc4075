//! The secrets in a request.

use std::collections::HashSet;

use secrecy::SecretString;
use serde_json::Value;

use crate::masking::{any_names_secret, is_pair_value, names_secret, parent_and_field, says_secret, without};
use crate::parameters::path_values;
use crate::sign::{Body, UnsignedRequest};

/// Whether a text may quote a secret of a request: it has one of the request's texts in it, whatever their names are. It takes
/// a fraction of what [`confidential`] does, and nearly no text has any.
pub(super) fn may_quote(text: &str, request: &UnsignedRequest, template: &str) -> bool {
    let quotes = |value: &str| is_nested(value) || without(text, token(value)).is_some();
    json(request).is_some()
        || pairs(request).any(|(_, value)| quotes(value))
        || path_values(template, &request.path).any(|(_, value)| quotes(&value))
}

/// Whether there is a secret in the path of a request, which has this template.
pub(super) fn has_confidential_path(request: &UnsignedRequest, template: &str, also: &[&str]) -> bool {
    path_values(template, &request.path).any(|(name, _)| says_secret(name, also))
}

/// The texts of a request that have the names of secrets, or one of those in `also`. A service may quote them when it refuses
/// the request.
pub(super) fn confidential(request: &UnsignedRequest, template: &str, also: &[&str]) -> Vec<SecretString> {
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
    for (name, value) in path_values(template, &request.path) {
        collect_text(name, &value, also, false, &mut texts);
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

/// A secret without the scheme in front of it, as in `Bearer …`: a service quotes it alone.
fn token(secret: &str) -> &str {
    match secret.split_once(' ') {
        Some((scheme, token)) if ["bearer", "basic"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) => token,
        _ => secret,
    }
}

fn collect_text(name: &str, text: &str, also: &[&str], within: bool, texts: &mut Vec<SecretString>) {
    let nested: Option<Value> = is_nested(text).then(|| serde_json::from_str(text).ok()).flatten();
    match nested {
        Some(json) => collect(name, &json, also, within, texts),
        None if within || says_secret(name, also) => texts.push(token(text).into()),
        None => {}
    }
}

fn collect(name: &str, value: &Value, also: &[&str], within: bool, texts: &mut Vec<SecretString>) {
    let secret = within || says_secret(name, also);
    match value {
        Value::String(text) => collect_text(name, text, also, within, texts),
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

    fn exposed(request: &UnsignedRequest, template: &str) -> Vec<String> {
        let secrets = confidential(request, template, &[]);
        secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect()
    }

    #[test]
    fn the_values_of_pairs_are_secrets_by_the_names_beside_them() {
        let list = r#"[{"Name":"Token","Value":"in-list"},{"Name":"a","Value":"b"}]"#;
        let fields = [
            ("Parameters.1.ParameterKey", "Region"),
            ("Parameters.1.ParameterValue", "shown"),
            ("Parameters.2.ParameterValue", "in-form"),
            ("Parameters.2.ParameterKey", "DBPassword"),
            ("List", list),
            ("Settings", r#"{"Inner":"{\"Password\":\"in-text\",\"n\":\"n\"}"}"#),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = UnsignedRequest { body: Body::Form(fields.into()), ..UnsignedRequest::default() };
        assert_eq!(exposed(&request, "/"), ["in-form", "in-list", "in-text"]);
    }

    #[test]
    fn what_is_named_like_a_secret_in_the_path_is_one_and_so_is_what_follows_a_scheme() {
        let header = ("Authorization".to_owned(), "Bearer in-header".to_owned());
        let path = "/v1/push/in%2Fpath/shown".to_owned();
        let request = UnsignedRequest { path, headers: vec![header], ..UnsignedRequest::default() };
        let template = "/v1/push/{apiKey}/{Name}";
        assert_eq!(exposed(&request, template), ["in-header", "in/path"]);
        for text in ["no in-header", "no route in%2Fpath"] {
            assert!(may_quote(text, &request, template), "{text}");
        }
        assert!(!may_quote("no route", &request, template));
        assert!(has_confidential_path(&request, template, &[]));
        assert!(!has_confidential_path(&request, "/v1/push/{Id}/{Name}", &[]));
    }
}
