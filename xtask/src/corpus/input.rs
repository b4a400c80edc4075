//! A request with every parameter that a published operation has, as the schema describes it.

use serde_json::{Map, Value, json};

/// Levels of a value that hold all that the schema has. Below them is only what is required: schemas may contain themselves.
const DEEPEST: usize = 4;

/// The level at which a schema that requires itself is given up: no value of it ends.
const ENDLESS: usize = 32;

/// What a body of bytes is filled with, and the Base64 that stands for it in the parameters of a call by name.
pub(super) const BYTES: &str = "bytes";
const BASE64: &str = "Ynl0ZXM=";

/// Whether a parameter is a body of bytes.
pub(super) fn is_bytes(parameter: &Value) -> bool {
    let schema = &parameter["schema"];
    parameter["in"] == "body" && schema["type"] == "string" && schema["format"] == "binary"
}

/// The parameters of an operation, each name and each header once, with their values.
pub(super) fn parameters<'a>(document: &Value, operation: &'a Value) -> Vec<(&'a Value, Value)> {
    let mut seen: Vec<(&str, bool)> = Vec::new();
    let mut parameters = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, is_header) = (parameter["name"].as_str().unwrap_or_default(), parameter["in"] == "header");
        if seen.iter().any(|(other, is)| *other == name || *is && is_header && other.eq_ignore_ascii_case(name)) {
            continue;
        }
        seen.push((name, is_header));
        let value = if is_bytes(parameter) {
            Some(json!(BASE64))
        } else if parameter["in"] == "host" {
            Some(json!("a-label"))
        } else {
            value(document, &parameter["schema"], 0)
        };
        parameters.extend(value.map(|value| (parameter, value)));
    }
    parameters
}

/// A value that a schema describes; none where it would not end.
fn value(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if depth > ENDLESS {
        return None;
    }
    let schema = target(document, schema);
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

/// The schema that references lead to; nothing where they lead nowhere.
fn target<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    const MOST: usize = 8;
    let next = |schema: &'a Value| {
        let name = schema["$ref"].as_str()?.rsplit('/').next()?;
        Some(&document["components"]["schemas"][name])
    };
    std::iter::successors(Some(schema), |schema| next(schema)).take(MOST).last().unwrap_or(schema)
}

fn object(document: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if let Some(properties) = schema["properties"].as_object().filter(|properties| !properties.is_empty()) {
        let mut values = Map::new();
        for (name, schema) in properties {
            let is_required = schema["required"] == true;
            if depth >= DEEPEST && !is_required {
                continue;
            }
            match value(document, schema, depth + 1) {
                // Nothing of it is shown at this level.
                Some(Value::Object(empty)) if empty.is_empty() && !is_required => {}
                Some(value) => drop(values.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        return Some(Value::Object(values));
    }
    let entry = match &schema["additionalProperties"] {
        Value::Object(schema) => value(document, &Value::Object(schema.clone()), depth + 1)?,
        _ => json!("v"),
    };
    Some(Value::Object(Map::from_iter([("key".to_owned(), entry)])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(document: &Value) -> Option<Value> {
        let operation =
            json!({"parameters": [{"name": "A", "in": "query", "schema": {"$ref": "#/components/schemas/A"}}]});
        parameters(document, &operation).pop().map(|(_, value)| value)
    }

    /// A document with a schema that holds itself as its property `Inner`.
    fn document(required: bool) -> Value {
        let inner = json!({"$ref": "#/components/schemas/A", "required": required});
        let id = json!({"type": "integer", "required": true});
        json!({"components": {"schemas": {"A": {"type": "object", "properties": {"Inner": inner, "Id": id}}}}})
    }

    #[test]
    fn what_is_required_is_there_however_deep_it_is() {
        let found = first(&document(false));
        assert_eq!(
            found,
            Some(json!({"Inner": {"Inner": {"Inner": {"Inner": {"Id": 7}, "Id": 7}, "Id": 7}, "Id": 7}, "Id": 7}))
        );
    }

    #[test]
    fn a_schema_that_requires_itself_has_no_value() {
        assert_eq!(first(&document(true)), None);
    }

    #[test]
    fn a_header_is_sent_once_however_it_is_spelled() {
        let header = |name: &str| json!({"name": name, "in": "header", "schema": {"type": "integer"}});
        let query = json!({"name": "x-id", "in": "query", "schema": {"type": "integer"}});
        let operation = json!({"parameters": [header("X-Id"), header("x-id"), query, header("X-Id")]});
        let sent: Vec<_> = parameters(&json!({}), &operation).into_iter().map(|(it, _)| it.clone()).collect();
        assert_eq!(sent, [header("X-Id"), operation["parameters"][2].clone()]);
    }

    #[test]
    fn a_part_of_the_host_name_is_a_label() {
        let operation = json!({"parameters": [{"name": "project", "in": "host", "schema": {"type": "string"}}]});
        let values: Vec<_> = parameters(&json!({}), &operation).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["a-label"]);
    }
}
