//! How a call travels: its path, query, headers and body, before it is signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::document::{Document, Location, Operation, Parameter, Style};
use crate::schema::{Property, Schema, Shape, parameters as properties};

/// A request that is not signed.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// Percent-encoded.
    pub(crate) path: String,
    /// Names and values, sorted.
    pub(crate) query: Vec<(String, String)>,
    /// Those that parameters are sent in.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    /// Its type and content, if that is not a form.
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
    /// Whether the path has parts that only the document of the service explains.
    pub(crate) has_open_path: bool,
}

impl Request {
    pub(crate) fn new(document: &Document, operation: &Operation, parameters: &Map<String, Value>) -> Self {
        let parameters = as_sent(document, operation, parameters);
        let mut request = Self { path: operation.path.clone().unwrap_or_else(|| "/".to_owned()), ..Self::default() };
        for parameter in &operation.parameters {
            let Some(value) = parameters.get(&parameter.name).filter(|value| !value.is_null()) else { continue };
            match parameter.location {
                Location::Query => request.query.extend(pairs(parameter, value)),
                Location::Form => request.form.extend(pairs(parameter, value)),
                Location::WholeForm => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        flatten(name, value, &mut request.form);
                    }
                }
                Location::Body => {
                    request.body = Some(("application/json; charset=utf-8", value.to_string().into_bytes()));
                }
                Location::Bytes => {
                    let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
                    request.body = Some(("application/octet-stream", bytes));
                }
                Location::Path => {
                    let (name, text) = (&parameter.name, encoded(&text(value)));
                    request.path =
                        request.path.replace(&format!("{{{name}}}"), &text).replace(&format!("[{name}]"), &text);
                }
                Location::Header => request.headers.push((parameter.name.to_lowercase(), text(value))),
                Location::Other => {}
            }
        }
        request.query.sort();
        request.has_open_path = request.path.contains(['*', '?', '{', '[']);
        request
    }

    /// The query as it is sent and signed.
    pub(crate) fn query_text(&self) -> String {
        form_text(&self.query)
    }

    /// The body and its type.
    pub(crate) fn content(&self) -> Option<(&'static str, Vec<u8>)> {
        match &self.body {
            None if self.form.is_empty() => None,
            None => Some(("application/x-www-form-urlencoded", form_text(&self.form).into_bytes())),
            Some(body) => Some(body.clone()),
        }
    }
}

/// The parameters with text wherever the service takes text that holds JSON.
pub(crate) fn as_sent(
    document: &Document,
    operation: &Operation,
    parameters: &Map<String, Value>,
) -> Map<String, Value> {
    object(&properties(document, operation), parameters)
}

fn object(properties: &[Property<'_>], given: &Map<String, Value>) -> Map<String, Value> {
    let sent = given.iter().map(|(name, value)| {
        let property = properties.iter().find(|property| property.name == name);
        (name.clone(), property.map_or_else(|| value.clone(), |property| sent(&property.schema, value)))
    });
    sent.collect()
}

fn sent(schema: &Schema<'_>, value: &Value) -> Value {
    match (schema.shape(), value) {
        (Shape::JsonText, Value::Array(_) | Value::Object(_)) => Value::String(value.to_string()),
        (Shape::List(element), Value::Array(values)) => values.iter().map(|value| sent(&element, value)).collect(),
        (Shape::Map(element), Value::Object(values)) => {
            Value::Object(values.iter().map(|(key, value)| (key.clone(), sent(&element, value))).collect())
        }
        (Shape::Object(properties), Value::Object(given)) => Value::Object(object(&properties, given)),
        _ => value.clone(),
    }
}

/// Names and values in a query or a form.
pub(crate) fn form_text(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A text with every byte percent-encoded that is neither a letter nor a digit nor one of `-._~`.
fn encoded(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The names and texts that a parameter of a query or a form is sent as.
fn pairs(parameter: &Parameter, value: &Value) -> Vec<(String, String)> {
    let name = &parameter.name;
    match (parameter.style, value) {
        (_, Value::Null) => Vec::new(),
        (_, Value::Bool(_) | Value::Number(_) | Value::String(_)) => vec![(name.clone(), text(value))],
        (Style::Joined(separator), Value::Array(elements)) => {
            let texts: Vec<String> = elements.iter().map(text).collect();
            vec![(name.clone(), texts.join(&separator.to_string()))]
        }
        (Style::Flat, _) => {
            let mut pairs = Vec::new();
            flatten(name, value, &mut pairs);
            pairs
        }
        _ => vec![(name.clone(), value.to_string())],
    }
}

/// One parameter for each scalar: `Name.1.Field`. What is null keeps its index.
fn flatten(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(elements) => {
            for (index, element) in (1..).zip(elements) {
                flatten(&format!("{name}.{index}"), element, pairs);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                flatten(&format!("{name}.{key}"), field, pairs);
            }
        }
        scalar => pairs.push((name.to_owned(), text(scalar))),
    }
}

/// A scalar as text, and anything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}
