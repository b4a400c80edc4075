//! What OpenAPI has no word for: keys that reading a node back would not give, or would give otherwise.

use super::EXTENSION;
use super::json::{same, verbatim};
use crate::build::{Mapping, null};
use crate::tree::{Node, Value};

/// Keys of extensions that say something to tools, and are not read back as keys of the published node.
const TOLD: [&str; 8] = ["action", "added", "name", "order", "parameters", "ref", "schema", "version"];

/// Keys that a property of the form carries for its parameter.
pub(super) const FORM_KEYS: [&str; 3] = ["allowEmptyValue", "examples", "style"];

/// Stands before a published key whose extension would be read as another one.
const MARK: &str = "published-";

/// Adds to an exported node whatever of the published one its standard keys do not say. `read` is what they say; keys in
/// `structure` are compared elsewhere.
pub(super) fn carry(exported: &mut Mapping, read: &Mapping, published: &Node, structure: &[&str]) {
    carry_beside(exported, read, published, structure, &[]);
}

/// The same where extensions of some keys, `others`, are those of another node.
pub(super) fn carry_beside(
    exported: &mut Mapping,
    read: &Mapping,
    published: &Node,
    structure: &[&str],
    others: &[&str],
) {
    let published_keys = published.entries().iter().map(|entry| entry.key.as_str());
    let mut keys: Vec<&str> = published_keys.chain(read.keys()).filter(|key| !structure.contains(key)).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let wanted = published.get(key);
        let said = match (wanted, read.get(key)) {
            (Some(wanted), Some(read)) => same(wanted, read),
            (wanted, read) => wanted.is_none() && read.is_none(),
        };
        if !said {
            let marked = TOLD.contains(&key) || others.contains(&key) || key.starts_with(MARK);
            let name = match key {
                "$ref" => extension("ref"),
                key if marked => extension(&format!("{MARK}{key}")),
                key => extension(key),
            };
            exported.push(name, wanted.map_or_else(null, verbatim));
        }
    }
}

/// Applies what a node carries to what its standard keys say. Only extensions whose name `takes` are looked at.
pub(super) fn apply(exported: &Node, read: &mut Mapping, takes: impl Fn(&str) -> bool) {
    for entry in exported.entries() {
        let name = entry.key.strip_prefix(EXTENSION).filter(|name| takes(name));
        let Some(key) = name.and_then(key) else { continue };
        let value = (entry.node.value != Value::Null).then(|| entry.node.clone());
        read.set(key, value);
    }
}

/// The published key that an extension of a name carries.
fn key(name: &str) -> Option<&str> {
    match name.strip_prefix(MARK) {
        Some(key) => Some(key),
        None if name == "ref" => Some("$ref"),
        None => (!TOLD.contains(&name)).then_some(name),
    }
}

pub(super) fn extension(name: &str) -> String {
    format!("{EXTENSION}{name}")
}
