//! About how much memory values take. What the fake keeps is bounded by it, because a request may have 16 MiB.

use serde_json::{Map, Value};

/// The bytes of a value.
pub(crate) fn of(value: &Value) -> usize {
    let rest = match value {
        Value::String(text) => text.len(),
        Value::Array(elements) => elements.iter().map(of).sum(),
        Value::Object(entries) => of_map(entries),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + rest
}

/// The bytes of the entries of an object.
pub(crate) fn of_map(entries: &Map<String, Value>) -> usize {
    entries.iter().map(|(name, value)| size_of::<String>() + name.len() + of(value)).sum()
}
