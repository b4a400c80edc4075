//! The shared schemas: exactly those that an operation reaches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::report::Log;
use super::{facts, merge};
use crate::build::Mapping;
use crate::keys;
use crate::spec::Reference;
use crate::tree::{Node, Value};

/// Merges the schemas that the operations reach, through any number of steps and circles.
pub(super) fn merge(
    document: &Node,
    product: Option<&Node>,
    operations: &BTreeMap<String, Arc<Node>>,
    log: &mut Log,
) -> Option<Node> {
    let [published, ours] = [Some(document), product].map(|document| document.map(schemas).unwrap_or_default());
    let mut wanted = BTreeSet::new();
    for operation in operations.values() {
        references(operation, &mut wanted);
    }
    let mut reached: BTreeMap<String, Option<Node>> = BTreeMap::new();
    while let Some(name) = wanted.pop_first() {
        if reached.contains_key(&name) {
            continue;
        }
        let path = format!("schemas.{name}");
        let merged = match (published.get(name.as_str()).copied(), ours.get(name.as_str()).copied()) {
            (Some(new), old) => merge::part(&keys::SCHEMA, Some(new), old, product.is_some(), &path, log),
            // A document of one operation has no shared schemas.
            (None, Some(old)) => Some(old.clone()),
            (None, None) => {
                log.noted(&path, "is referred to, but the document lacks it");
                None
            }
        };
        if let Some(schema) = &merged {
            references(schema, &mut wanted);
        }
        reached.insert(name, merged);
    }
    let mut merged = Mapping::default();
    for (name, schema) in &reached {
        merged.push(name, schema.clone());
    }
    for (gone, schema) in ours.into_iter().filter(|(name, _)| !reached.contains_key(*name)) {
        log.removed(&format!("schemas.{gone}"), &facts::prose(schema, &keys::SCHEMA));
    }
    merged.filled()
}

/// The shared schemas of a document by name. There may be thousands.
fn schemas(document: &Node) -> BTreeMap<&str, &Node> {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let entries = schemas.map_or(&[][..], Node::entries).iter();
    entries.map(|entry| (entry.key.as_str(), &entry.node)).collect()
}

/// Adds the names of the shared schemas that a tree refers to.
fn references(node: &Node, names: &mut BTreeSet<String>) {
    for entry in node.entries() {
        match &entry.node.value {
            Value::Scalar { text, .. } if entry.key == "$ref" => {
                names.extend(Reference::target(text).map(str::to_owned));
            }
            _ => references(&entry.node, names),
        }
    }
    for element in node.elements() {
        references(element, names);
    }
}
