//! Trees as JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Number;

use crate::build::{Mapping, list, literal, null, text};
use crate::tree::{Entry, Node, Value};

pub(super) fn is_true(node: Option<&Node>) -> bool {
    node.and_then(Node::boolean) == Some(true)
}

/// The text of a key's scalar; none where it is empty.
pub(super) fn text_of<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::text).filter(|text| !text.is_empty())
}

/// The same value with its keys in order, since their order means nothing, and every text in quotes.
pub(super) fn verbatim(value: &Node) -> Node {
    match &value.value {
        Value::Null => null(),
        Value::Scalar { text: value, quoted } => {
            if is_literal(value, *quoted) {
                literal(value)
            } else {
                text(value)
            }
        }
        Value::List(elements) => list(elements.iter().map(verbatim).collect()),
        Value::Map(entries) => {
            let mut entries: Vec<&Entry> = entries.iter().collect();
            entries.sort_by(|one, other| one.key.cmp(&other.key));
            let mut mapping = Mapping::default();
            for entry in entries {
                mapping.push(entry.key.as_str(), verbatim(&entry.node));
            }
            mapping.node()
        }
    }
}

/// Whether two values are [`verbatim`] the same.
pub(super) fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar { text: one, quoted }, Value::Scalar { text: other, quoted: quoted_too }) => {
            one == other && (quoted == quoted_too || is_literal(one, *quoted) == is_literal(other, *quoted_too))
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(entries)) => {
            let same = |entry: &Entry| other.get(&entry.key).is_some_and(|node| self::same(&entry.node, node));
            one.len() == entries.len() && one.iter().all(same)
        }
        _ => false,
    }
}

/// Whether a scalar is a number or a boolean of JSON.
fn is_literal(text: &str, quoted: bool) -> bool {
    !quoted && (is_number(text) || matches!(text, "true" | "false"))
}

/// Whether a text is a number that JSON writes in just this way.
pub(super) fn is_number(text: &str) -> bool {
    text.parse::<Number>().is_ok_and(|number| number.to_string() == text)
}

/// A document, indented by two blanks.
pub(super) fn write(document: &Node) -> String {
    // Serialising into a text fails only for keys that are no text.
    let mut text = serde_json::to_string_pretty(&Json(document)).unwrap_or_default();
    text.push('\n');
    text
}

/// A node as JSON.
struct Json<'a>(&'a Node);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::Null => serializer.serialize_unit(),
            Value::Scalar { text, quoted: true } => serializer.serialize_str(text),
            Value::Scalar { text, quoted: false } => match text.parse::<Number>() {
                Ok(number) => number.serialize(serializer),
                Err(_) if text == "true" || text == "false" => serializer.serialize_bool(text == "true"),
                Err(_) => serializer.serialize_str(text),
            },
            Value::List(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(&Json(element))?;
                }
                list.end()
            }
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for entry in entries {
                    map.serialize_entry(&entry.key, &Json(&entry.node))?;
                }
                map.end()
            }
        }
    }
}
