//! A request with every parameter that a published operation has, as the schema describes it.

use serde_json::{Map, Value, json};

/// Objects within objects that a value spells out. Schemas may contain themselves.
const DEEPEST: usize = 4;

/// What a body of bytes is filled with, and the Base64 that stands for it in the parameters of a call by name.
pub(super) const BYTES: &str = "bytes";
const BASE64: &str = "Ynl0ZXM=";

/// Whether a parameter is a body of bytes.
pub(super) fn is_bytes(parameter: &Value) -> bool {
    let schema = &parameter["schema"];
    parameter["in"] == "body" && schema["type"] == "string" && schema["format"] == "binary"
}

/// The parameters of an operation, each name once, with their values.
pub(super) fn parameters<'a>(document: &Value, operation: &'a Value) -> Vec<(&'a Value, Value)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut parameters = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let value = if is_bytes(parameter) { Some(json!(BASE64)) } else { value(document, &parameter["schema"], 0) };
        parameters.extend(value.map(|value| (parameter, value)));
    }
    parameters
}

/// A value that a schema describes; none where it would never end.
fn value(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let target = &document["components"]["schemas"][name.rsplit('/').next()?];
        return value(document, target, depth + 1).or_else(|| target.is_null().then(|| json!("any value")));
    }
    let documented = schema["enum"].as_array().and_then(|values| values.first()).cloned();
    Some(match schema["type"].as_str() {
        Some("string") if schema["format"] == "iso8601" => json!("2024-01-02T03:04:05Z"),
        Some("string") => documented.unwrap_or_else(|| json!("a text: ü/+*~ &=")),
        Some("integer") => json!(7),
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        Some("array") => match &schema["items"] {
            Value::Null => json!(["a", "b"]),
            items => {
                let element = value(document, items, depth + 1)?;
                json!([element, element])
            }
        },
        Some("object") => object(document, schema, depth)?,
        _ => json!("any value"),
    })
}

fn object(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if let Some(properties) = schema["properties"].as_object().filter(|properties| !properties.is_empty()) {
        let values =
            properties.iter().filter_map(|(name, schema)| Some((name.clone(), value(document, schema, depth + 1)?)));
        return Some(Value::Object(values.collect()));
    }
    let entry = match &schema["additionalProperties"] {
        Value::Object(schema) => value(document, &Value::Object(schema.clone()), depth + 1)?,
        _ => json!("v"),
    };
    Some(Value::Object(Map::from_iter([("key".to_owned(), entry)])))
}
