//! The expected request, derived from a spec alone. Shares no code with `runtime`, which it checks.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::spec::Specs;
use crate::support::v3;
use loopback::RecordedRequest;

/// The parts of a request that an operation and its input decide.
#[derive(Debug, PartialEq)]
pub struct Layout {
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    /// None where no parameter is a form's, and then there is no body.
    pub form: Option<BTreeMap<String, String>>,
}

impl Layout {
    /// What must arrive.
    pub fn expected(specs: &Specs, operation: &str, input: &Value) -> Self {
        let methods = specs.operations[operation]["methods"].as_array().unwrap();
        // As official SDKs choose.
        let method = if methods.iter().any(|it| it == "post") { "POST" } else { methods[0].as_str().unwrap() };
        let mut layout =
            Self { method: method.to_uppercase(), path: "/".to_owned(), query: BTreeMap::new(), form: None };
        for parameter in specs.parameters(operation) {
            let pairs = match parameter.location {
                "query" => &mut layout.query,
                "formData" => layout.form.get_or_insert_default(),
                other => panic!("the tests do not know how a parameter travels in {other}"),
            };
            let Some(value) = input.get(parameter.name) else { continue };
            match parameter.style {
                Some("json") => drop(pairs.insert(parameter.name.to_owned(), text(value))),
                None | Some("flat" | "repeatList") => flatten(parameter.name.to_owned(), value, pairs),
                Some(other) => panic!("the tests do not know the style {other}"),
            }
        }
        if is_anonymous(specs, operation) {
            // In the query as well, as in V1.
            let facts = [("Action", operation), ("Format", "json"), ("Version", "2020-11-09")];
            layout.query.extend(facts.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        layout
    }

    /// What has arrived, without what is new in every anonymous request.
    pub fn of(request: &RecordedRequest) -> Self {
        let body = String::from_utf8(request.body.clone()).unwrap();
        // An operation with a form sends one even where it is empty.
        let form = match request.header("content-type") {
            Some("application/x-www-form-urlencoded") => Some(decoded(&body)),
            _ => None,
        };
        assert!(form.is_some() || body.is_empty(), "a body that is no form: {body}");
        let mut query = decoded(&request.query);
        if request.header("authorization").is_none() {
            let nonce = query.remove("SignatureNonce").unwrap();
            let timestamp = query.remove("Timestamp").unwrap();
            assert!(nonce.len() >= 16 && timestamp.ends_with('Z'), "{nonce} {timestamp}");
        }
        Self { method: request.method.clone(), path: request.path.clone(), query, form }
    }
}

/// Whether an operation is never signed.
pub fn is_anonymous(specs: &Specs, operation: &str) -> bool {
    let schemes = specs.operations[operation]["security"].as_array().unwrap();
    schemes.iter().all(|scheme| scheme.get("Anonymous").is_some())
}

/// Texts stand for themselves; anything else is compact JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn flatten(name: String, value: &Value, pairs: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, it)| flatten(format!("{name}.{}", index + 1), it, pairs));
        }
        Value::Object(entries) => entries.iter().for_each(|(key, it)| flatten(format!("{name}.{key}"), it, pairs)),
        scalar => drop(pairs.insert(name, text(scalar))),
    }
}

fn decoded(encoded: &str) -> BTreeMap<String, String> {
    let pairs = v3::decoded_pairs(encoded).unwrap();
    let count = pairs.len();
    let map: BTreeMap<_, _> = pairs.into_iter().collect();
    assert_eq!(map.len(), count, "a name stands twice in {encoded}");
    map
}
