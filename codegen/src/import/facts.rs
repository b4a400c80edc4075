//! What is a fact and what is prose.
//!
//! The keys of the published format are known and sorted below. The live site adds keys at any time; those are carried,
//! but only what looks like a value: a text with a blank or with a character outside ASCII reads as prose.

use super::build::{Mapping, filled, is_empty, list};
use super::report::Log;
use crate::canonical::inline;
use crate::tree::{Node, Value};

/// Who decides about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Words. Only ours count.
    Prose,
    /// Known to our specs alone; metadata has no form for it.
    Ours,
    /// Decided by the document, also by leaving the key out.
    Structure,
    /// Decided by the document where it has the key, and by us where it has not.
    Refinement,
    /// A key nobody knew in advance: as a refinement, but only what looks like a value is taken.
    Unknown,
}

impl Role {
    /// The role of a key of an operation, a parameter, a response, a schema or an endpoint.
    pub(super) fn of(key: &str) -> Self {
        match key {
            "title"
            | "summary"
            | "description"
            | "example"
            | "examples"
            | "errorMessage"
            | "extraInfo"
            | "requestParamsDescription"
            | "responseDemo"
            | "responseParamsDescription" => Self::Prose,
            "ramActions" | "changeSet" => Self::Ours,
            "$ref" | "deprecated" | "docRequired" | "in" | "methods" | "name" | "path" | "required" | "schemes"
            | "security" | "style" | "type" => Self::Structure,
            "allowEmptyValue" | "consumes" | "default" | "endpoint" | "enum" | "errorCode" | "exclusiveMaximum"
            | "exclusiveMinimum" | "format" | "maxItems" | "maxLength" | "maximum" | "minItems" | "minLength"
            | "minimum" | "operationType" | "pattern" | "produces" | "readOnly" | "regionId" | "vpc" => {
                Self::Refinement
            }
            _ => Self::Unknown,
        }
    }
}

/// Merges the value of a key that has no parts of its own to merge. `known` says that our spec has the mapping that the
/// key stands in, so that a difference is a change.
pub(super) fn merge(
    key: &str,
    published: Option<&Node>,
    ours: Option<&Node>,
    known: bool,
    path: &str,
    log: &mut Log,
) -> Option<Node> {
    let ours = filled(ours);
    let published = filled(published);
    let role = Role::of(key);
    let fact = match role {
        Role::Prose => return ours.cloned(),
        Role::Ours => {
            if published.is_some() && ours.is_none() {
                log.noted(&format!("{path}: {key}"), "is left out: take it over by hand");
            }
            return ours.cloned();
        }
        Role::Structure | Role::Refinement => published.cloned(),
        Role::Unknown => published.and_then(|node| values(node, &format!("{path}: {key}"), log)),
    };
    match (&fact, ours) {
        (None, Some(ours)) if role != Role::Structure => {
            log.kept(path, key, inline(ours));
            return Some(ours.clone());
        }
        _ if known => {
            let (old, new) = (ours.map(inline), fact.as_ref().map(inline));
            if old != new {
                log.changed(path, key, old, new);
            }
        }
        _ => {}
    }
    fact
}

/// What of an unknown value looks like a value, down to the last element.
fn values(node: &Node, path: &str, log: &mut Log) -> Option<Node> {
    let taken = match &node.value {
        Value::Null => return None,
        Value::Scalar { text, quoted } => {
            if *quoted && text.chars().any(|character| !character.is_ascii_graphic()) {
                log.noted(path, "is left out: it reads as prose");
                return None;
            }
            return (!text.is_empty()).then(|| node.clone());
        }
        Value::List(elements) => {
            let path = format!("{path}[]");
            list(elements.iter().filter_map(|element| values(element, &path, log)).collect())
        }
        Value::Map(entries) => {
            let mut taken = Mapping::default();
            for entry in entries.iter().filter(|entry| Role::of(&entry.key) != Role::Prose) {
                taken.push(&entry.key, values(&entry.node, &format!("{path}.{}", entry.key), log));
            }
            taken.node()
        }
    };
    (!is_empty(&taken)).then_some(taken)
}

/// The words in a part of our spec, each with its place in the part, for a report of their removal.
pub(super) fn prose(node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect_prose(node, "", &mut found);
    found
}

fn collect_prose(node: &Node, path: &str, found: &mut Vec<(String, String)>) {
    for entry in node.entries() {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        match entry.node.text() {
            Some(text) if Role::of(&entry.key) == Role::Prose => found.push((path, text.to_owned())),
            _ if entry.key == "enumValueTitles" => {
                let titles = entry.node.entries().iter();
                let filled =
                    titles.filter_map(|title| Some((title, title.node.text().filter(|text| !text.is_empty())?)));
                found.extend(filled.map(|(title, text)| (format!("{path}.{}", title.key), text.to_owned())));
            }
            _ => collect_prose(&entry.node, &path, found),
        }
    }
    for element in node.elements() {
        collect_prose(element, path, found);
    }
}
