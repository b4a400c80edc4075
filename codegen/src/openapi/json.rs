//! Building trees, and writing them as JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Number;

use crate::span::Span;
use crate::tree::{Entry, Node, Value};

/// A mapping under construction, in the order in which keys are added.
#[derive(Debug, Default)]
pub(super) struct Mapping(Vec<Entry>);

impl Mapping {
    /// Adds a key, unless there is no value for it.
    pub(super) fn push(&mut self, key: impl Into<String>, value: impl Into<Option<Node>>) {
        if let Some(node) = value.into() {
            self.0.push(Entry { key: key.into(), span: Span::nowhere(), node });
        }
    }

    /// Adds a key, or gives it another value; no value removes it.
    pub(super) fn set(&mut self, key: &str, value: Option<Node>) {
        self.0.retain(|entry| entry.key != key);
        self.push(key, value);
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|entry| entry.key.as_str())
    }

    pub(super) fn node(self) -> Node {
        node(Value::Map(self.0))
    }

    /// Adds all keys of a mapping.
    pub(super) fn extend(&mut self, more: &Node) {
        self.0.extend(more.entries().iter().cloned());
    }

    /// The mapping, unless it is empty.
    pub(super) fn filled(self) -> Option<Node> {
        (!self.0.is_empty()).then(|| self.node())
    }
}

fn node(value: Value) -> Node {
    Node { span: Span::nowhere(), value }
}

pub(super) fn null() -> Node {
    node(Value::Null)
}

pub(super) fn list(elements: Vec<Node>) -> Node {
    node(Value::List(elements))
}

pub(super) fn text(text: impl Into<String>) -> Node {
    node(Value::Scalar { text: text.into(), quoted: true })
}

pub(super) fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Node {
    list(texts.into_iter().map(text).collect())
}

/// A number or a boolean.
pub(super) fn literal(text: impl ToString) -> Node {
    node(Value::Scalar { text: text.to_string(), quoted: false })
}

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
        Value::Scalar { text, quoted } => {
            let is_text = *quoted || !(is_number(text) || matches!(text.as_str(), "true" | "false"));
            node(Value::Scalar { text: text.clone(), quoted: is_text })
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
