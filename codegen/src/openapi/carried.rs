//! What OpenAPI has no word for: keys that reading a node back would not give, or would give otherwise.

use super::EXTENSION;
use super::json::{same, verbatim};
use crate::build::{Mapping, null};
use crate::tree::{Node, Value};

/// Keys of extensions that say something to tools, and are not read back as keys of the published node.
const TOLD: [&str; 6] = ["action", "name", "order", "parameters", "schema", "version"];

/// Adds to an exported node whatever of the published one its standard keys do not say. `read` is what they say; keys in
/// `structure` are compared elsewhere.
pub(super) fn carry(exported: &mut Mapping, read: &Mapping, published: &Node, structure: &[&str]) {
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
            exported.push(extension(key), wanted.map_or_else(null, verbatim));
        }
    }
}

/// Applies what a node carries to what its standard keys say. Only keys that `takes` are looked at.
pub(super) fn apply(exported: &Node, read: &mut Mapping, takes: impl Fn(&str) -> bool) {
    for entry in exported.entries() {
        let Some(key) = key(&entry.key).filter(|key| takes(key)) else { continue };
        let value = (entry.node.value != Value::Null).then(|| entry.node.clone());
        read.set(key, value);
    }
}

/// The published key that an extension carries.
fn key(extension: &str) -> Option<&str> {
    let key = extension.strip_prefix(EXTENSION)?;
    match key {
        "ref" => Some("$ref"),
        told if TOLD.contains(&told) => None,
        key => Some(key),
    }
}

pub(super) fn extension(key: &str) -> String {
    format!("{EXTENSION}{}", key.trim_start_matches('$'))
}
