//! What is a fact and what is prose.
//!
//! The table of keys says so of those that are known. The live site adds keys at any time; those are carried, but only
//! what looks like a value: a text with a blank or with a character outside ASCII reads as prose.

use super::report::Log;
use super::values::{filled, is_empty};
use crate::build::{Mapping, list};
use crate::canonical::inline;
use crate::keys::{Mapping as Keys, Role, reads_as_prose};
use crate::tree::{Node, Value};

/// Merges the value of a key of such a mapping that has no parts of its own to merge. `known` says that our spec has the mapping that the
/// key stands in, so that a difference is a change.
pub(super) fn merge(
    keys: &Keys,
    key: &str,
    published: Option<&Node>,
    ours: Option<&Node>,
    known: bool,
    path: &str,
    log: &mut Log,
) -> Option<Node> {
    let ours = filled(ours);
    let published = filled(published);
    let role = keys.role(key);
    let fact = match role {
        Role::Prose => return ours.cloned(),
        Role::Ours => {
            if published.is_some() && ours.is_none() {
                log.noted(&format!("{path}: {key}"), "is left out: take it over by hand");
            }
            return ours.cloned();
        }
        Role::Structure | Role::Refinement => published.cloned(),
        Role::Carried => published.and_then(|node| values(node, keys.within(key), &format!("{path}: {key}"), log)),
    };
    match (&fact, ours) {
        (None, Some(ours)) if role != Role::Structure => {
            log.kept(path, key, &inline(&ours.value));
            return Some(ours.clone());
        }
        _ if known => {
            let (old, new) = (ours.map(|node| inline(&node.value)), fact.as_ref().map(|node| inline(&node.value)));
            if old != new {
                log.changed(path, key, old, new);
            }
        }
        _ => {}
    }
    fact
}

/// What of an unknown value looks like a value, down to the last element.
fn values(node: &Node, keys: &Keys, path: &str, log: &mut Log) -> Option<Node> {
    let taken = match &node.value {
        Value::Null => return None,
        Value::Scalar { .. } if reads_as_prose(node) => {
            log.noted(path, "is left out: it reads as prose");
            return None;
        }
        Value::Scalar { text, .. } => return (!text.is_empty()).then(|| node.clone()),
        Value::List(elements) => {
            let path = format!("{path}[]");
            list(elements.iter().filter_map(|element| values(element, keys, &path, log)).collect())
        }
        Value::Map(entries) => {
            let mut taken = Mapping::default();
            for entry in entries.iter().filter(|entry| keys.role(&entry.key) != Role::Prose) {
                let within = keys.within(&entry.key);
                taken.push(&entry.key, values(&entry.node, within, &format!("{path}.{}", entry.key), log));
            }
            taken.node()
        }
    };
    (!is_empty(&taken)).then_some(taken)
}

/// The words in a part of our spec, each with its place in the part, for a report of their removal.
pub(super) fn prose(node: &Node, keys: &Keys) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect_prose(node, keys, "", &mut found);
    found
}

fn collect_prose(node: &Node, keys: &Keys, path: &str, found: &mut Vec<(String, String)>) {
    for entry in node.entries() {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        match entry.node.text().filter(|text| !text.is_empty()) {
            Some(text) if keys.role(&entry.key) == Role::Prose => found.push((path, text.to_owned())),
            _ => collect_prose(&entry.node, keys.within(&entry.key), &path, found),
        }
    }
    for element in node.elements() {
        collect_prose(element, keys, path, found);
    }
}
