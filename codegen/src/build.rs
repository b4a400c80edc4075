//! Building trees that stand in no file.

use crate::span::Span;
use crate::tree::{Entry, Node, Value};

/// A mapping under construction, in the order in which keys are added.
#[derive(Debug, Default)]
pub(crate) struct Mapping(Vec<Entry>);

impl Mapping {
    /// Adds a key, unless there is no value for it.
    pub(crate) fn push(&mut self, key: impl Into<String>, value: impl Into<Option<Node>>) {
        if let Some(node) = value.into() {
            self.0.push(Entry { key: key.into(), span: Span::nowhere(), node });
        }
    }

    /// Gives a key another value, or adds it; without a value it is removed.
    pub(crate) fn set(&mut self, key: &str, value: Option<Node>) {
        self.0.retain(|entry| entry.key != key);
        self.push(key, value);
    }

    /// Adds all keys of a mapping.
    pub(crate) fn extend(&mut self, more: &Node) {
        self.0.extend(more.entries().iter().cloned());
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The keys so far.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|entry| entry.key.as_str())
    }

    /// The mapping as a node.
    pub(crate) fn node(self) -> Node {
        node(Value::Map(self.0))
    }

    /// The mapping as a node, or nothing when it is empty.
    pub(crate) fn filled(self) -> Option<Node> {
        (!self.0.is_empty()).then(|| self.node())
    }
}

/// Nothing.
pub(crate) fn null() -> Node {
    node(Value::Null)
}

/// A list.
pub(crate) fn list(elements: Vec<Node>) -> Node {
    node(Value::List(elements))
}

/// A text.
pub(crate) fn text(text: impl Into<String>) -> Node {
    node(Value::Scalar { text: text.into(), quoted: true })
}

/// A list of texts.
pub(crate) fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Node {
    list(texts.into_iter().map(text).collect())
}

/// A number or a boolean.
pub(crate) fn literal(value: impl ToString) -> Node {
    node(Value::Scalar { text: value.to_string(), quoted: false })
}

fn node(value: Value) -> Node {
    Node { span: Span::nowhere(), value }
}
