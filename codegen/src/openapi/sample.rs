//! The published sample of a response, as an example of it.

use serde_json::Value;

use super::components::Components;
use super::examples::within;
use super::json::text_of;
use crate::build::{Mapping, list, literal, null, text};
use crate::tree::Node;

/// A sample, which is JSON text. `None` if the exported schema does not take it: a tool would refuse the document for that.
pub(super) fn sample(components: &Components, schema: &Node, sample: &str) -> Option<Node> {
    let value = serde_json::from_str(sample).ok()?;
    takes(components, schema, &value).then(|| node(&value))
}

/// Whether a schema takes a value.
fn takes(components: &Components, schema: &Node, value: &Value) -> bool {
    let Some(schema) = components.resolved(schema) else { return false };
    // Documented values are the first of `anyOf`, and all of their type the last.
    if let Some(any) = schema.get("anyOf").and_then(|any_of| any_of.elements().last()) {
        return takes(components, any, value);
    }
    let below = |schema: Option<&Node>, value| schema.is_none_or(|schema| takes(components, schema, value));
    let is_within = |kind: &str, text: &str| within(|key| schema.get(key), kind, text).is_some();
    match (text_of(schema, "type"), value) {
        (Some("object"), Value::Object(fields)) => fields.iter().all(|(name, value)| match schema.get("properties") {
            Some(properties) => below(properties.get(name), value),
            None => below(schema.get("additionalProperties"), value),
        }),
        (Some("array"), Value::Array(elements)) => {
            let is_bounded = schema.get("minItems").is_some() || schema.get("maxItems").is_some();
            !is_bounded && elements.iter().all(|element| below(schema.get("items"), element))
        }
        (Some("string"), Value::String(text)) => is_within("string", text),
        (Some(kind @ ("integer" | "number")), Value::Number(number)) => is_within(kind, &number.to_string()),
        (Some("boolean"), Value::Bool(_)) | (None, _) => true,
        _ => false,
    }
}

fn node(value: &Value) -> Node {
    match value {
        Value::Null => null(),
        Value::Bool(value) => literal(value),
        Value::Number(value) => literal(value),
        Value::String(value) => text(value),
        Value::Array(elements) => list(elements.iter().map(node).collect()),
        Value::Object(fields) => {
            let mut mapping = Mapping::default();
            fields.iter().for_each(|(name, value)| mapping.push(name.as_str(), node(value)));
            mapping.node()
        }
    }
}
