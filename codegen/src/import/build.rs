//! Building trees that stand in no file.

use crate::canonical;
use crate::span::Span;
use crate::tree::{Entry, Node, Value};

/// A mapping under construction.
#[derive(Debug, Default)]
pub(super) struct Mapping(Vec<Entry>);

impl Mapping {
    /// Adds a key, unless there is no value for it.
    pub(super) fn push(&mut self, key: &str, node: impl Into<Option<Node>>) {
        if let Some(node) = node.into() {
            self.0.push(Entry { key: key.to_owned(), span: Span::nowhere(), node });
        }
    }

    /// The mapping as a node.
    pub(super) fn node(self) -> Node {
        node(Value::Map(self.0))
    }

    /// The mapping as a node, or nothing when it is empty.
    pub(super) fn filled(self) -> Option<Node> {
        (!self.0.is_empty()).then(|| self.node())
    }
}

/// A list.
pub(super) fn list(elements: Vec<Node>) -> Node {
    node(Value::List(elements))
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> Node {
    node(Value::Scalar { text: text.into(), quoted: true })
}

fn node(value: Value) -> Node {
    Node { span: Span::nowhere(), value }
}

/// The keys of both mappings, each once: those of the first in its order, then what only the second has.
pub(super) fn both<'a>(first: &'a Node, second: Option<&'a Node>) -> impl Iterator<Item = &'a str> {
    let more = second.map_or(&[][..], Node::entries);
    let more = more.iter().filter(|entry| first.get(&entry.key).is_none());
    first.entries().iter().chain(more).map(|entry| entry.key.as_str())
}

/// Whether a value says nothing: `null`, an empty mapping or an empty list.
pub(super) fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar { .. } => false,
        Value::List(elements) => elements.is_empty(),
        Value::Map(entries) => entries.is_empty(),
    }
}

/// The value, unless it says nothing.
pub(super) fn filled(node: Option<&Node>) -> Option<&Node> {
    node.filter(|node| !is_empty(node))
}

/// A value on one line.
pub(super) fn inline(node: &Node) -> String {
    canonical::inline(&node.value)
}
