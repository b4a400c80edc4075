//! Values to begin with.

use serde_json::{Map, Value, json};

use crate::document::{Document, Operation};
use crate::schema::{self, Property, Schema, Shape};

/// Which parameters get a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Those that are required.
    Required,
    /// All of them.
    All,
}

/// Values for the parameters of an operation.
pub(crate) fn parameters(document: &Document, operation: &Operation, extent: Extent) -> Map<String, Value> {
    object(schema::parameters(document, operation), extent, &mut Vec::new())
}

/// Values for the properties of an object, where `outer` are the types that it is within.
fn object(properties: Vec<Property<'_>>, extent: Extent, outer: &mut Vec<String>) -> Map<String, Value> {
    let wanted = properties.into_iter().filter(|property| property.required || extent == Extent::All);
    let values = wanted.filter_map(|property| {
        let value = value(property.name, &property.schema, property.shape(), extent, outer)?;
        Some((property.name.to_owned(), value))
    });
    values.collect()
}

fn value(name: &str, schema: &Schema<'_>, shape: Shape<'_>, extent: Extent, outer: &mut Vec<String>) -> Option<Value> {
    let documented = |fits: fn(&Value) -> bool| schema.values().find(|value| fits(value)).cloned();
    Some(match shape {
        Shape::Text => documented(Value::is_string).unwrap_or_else(|| text(name, schema).into()),
        Shape::JsonText => match documented(|value| value.as_str().is_some_and(|text| text.starts_with(['{', '[']))) {
            Some(example) => example,
            None if schema.description().contains("JSON array") => json!([]),
            None => json!({}),
        },
        Shape::Bytes => json!("Ynl0ZXM="),
        Shape::Integer => documented(Value::is_i64).unwrap_or_else(|| json!(1)),
        Shape::Number => documented(Value::is_number).unwrap_or_else(|| json!(0.5)),
        Shape::Boolean => documented(Value::is_boolean).unwrap_or(Value::Bool(true)),
        Shape::Any => json!({"key": "value"}),
        Shape::List(element) => json!([value(name, &element, element.shape(), extent, outer)?]),
        Shape::Map(element) => json!({"key": value(name, &element, element.shape(), extent, outer)?}),
        // A type that holds itself has no end.
        Shape::Object(_) if outer.contains(&schema.wire) => return None,
        Shape::Object(properties) => {
            outer.push(schema.wire.clone());
            let fields = object(properties, extent, outer);
            outer.pop();
            Value::Object(fields)
        }
    })
}

/// A text that says what belongs there.
fn text(name: &str, schema: &Schema<'_>) -> String {
    // Most times are text whose format is not stated.
    if schema.is_time() || name.ends_with("Time") { "2024-05-01T12:00:00Z".to_owned() } else { format!("your {name}") }
}
