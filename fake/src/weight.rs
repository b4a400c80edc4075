//! About how much memory values take. What the fake keeps is bounded by it, because a request may have 16 MiB.

use serde_json::{Map, Value};

/// A node of the tree that an object is. It has room for eleven entries, and about six of them are in use.
const NODE: usize = 11 * (size_of::<String>() + size_of::<Value>());
const ENTRIES: usize = 6;

/// The bytes of a value.
pub(crate) fn of(value: &Value) -> usize {
    let rest = match value {
        Value::String(text) => text.len(),
        Value::Array(elements) => {
            let unused = elements.capacity() - elements.len();
            unused * size_of::<Value>() + elements.iter().map(of).sum::<usize>()
        }
        Value::Object(entries) => of_map(entries),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + rest
}

/// The bytes of the entries of an object.
pub(crate) fn of_map(entries: &Map<String, Value>) -> usize {
    let below: usize = entries.iter().map(|(name, value)| name.len() + of(value) - size_of::<Value>()).sum();
    entries.len().div_ceil(ENTRIES) * NODE + below
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn many_small_objects_weigh_what_they_take() {
        let text = format!("[{}]", vec![r#"{"a":1}"#; 1000].join(","));
        let small = of(&serde_json::from_str(&text).unwrap());
        assert!(small > 1000 * NODE, "{small}");
        let one: Map<String, Value> = (0..1000).map(|number| (number.to_string(), json!(number))).collect();
        let each = of_map(&one) / 1000;
        assert!((NODE / 11..NODE / 4).contains(&each), "{each}");
        assert_eq!((of_map(&Map::new()), of(&json!("1234"))), (0, size_of::<Value>() + 4));
    }
}
