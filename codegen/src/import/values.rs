//! Values of both sides of a merge.

use crate::canonical;
use crate::tree::{Node, Value};

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
