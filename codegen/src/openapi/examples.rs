//! Values that stand in the metadata as text: defaults, bounds, documented values and examples.
//!
//! A tool refuses a whole document for one default outside its own range. So a value is exported only where its own schema
//! takes it; any other is carried.

use super::json::is_number;
use crate::build::{literal, text};
use crate::tree::Node;

/// A value of a type; none where the text is no such value.
pub(super) fn typed(kind: &str, value: &str) -> Option<Node> {
    match kind {
        "string" => Some(text(value)),
        "integer" if is_integer(value) => Some(literal(value)),
        "number" if is_number(value) => Some(literal(value)),
        "boolean" if matches!(value, "true" | "false") => Some(literal(value)),
        _ => None,
    }
}

fn is_integer(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
}

/// A value of an exported schema of a type, if it is within the schema's bounds.
pub(super) fn within<'a>(get: impl Fn(&str) -> Option<&'a Node>, kind: &str, value: &str) -> Option<Node> {
    let number = |key: &str| get(key)?.text()?.parse::<f64>().ok();
    let value_node = typed(kind, value)?;
    let outside = |size: f64, least: &str, most: &str| {
        number(least).is_some_and(|least| size < least) || number(most).is_some_and(|most| size > most)
    };
    let bad = match kind {
        // Nobody here judges by a pattern.
        "string" => get("pattern").is_some() || outside(length(value), "minLength", "maxLength"),
        "integer" | "number" => {
            let size = value.parse().unwrap_or(f64::NAN);
            let exclusive = number("exclusiveMinimum").is_some_and(|least| size <= least)
                || number("exclusiveMaximum").is_some_and(|most| size >= most);
            let narrow = get("format").and_then(Node::text) == Some("int32") && value.parse::<i32>().is_err();
            exclusive || narrow || outside(size, "minimum", "maximum")
        }
        _ => false,
    };
    (!bad).then_some(value_node)
}

#[expect(clippy::cast_precision_loss, reason = "no text is that long")]
fn length(text: &str) -> f64 {
    text.chars().count() as f64
}
