//! Merging mappings part by part, by the table of keys.

use super::facts;
use super::report::Log;
use super::values::{both, filled, inline};
use crate::build::{Mapping, text};
use crate::keys::{self, Mapping as Keys};
use crate::tree::Node;

/// Merges a mapping that the document has: a parameter, a header, a response, an error or a schema.
pub(super) fn mapping(keys: &Keys, published: &Node, ours: Option<&Node>, path: &str, log: &mut Log) -> Node {
    let known = ours.is_some();
    let mut merged = Mapping::default();
    for key in both(published, ours) {
        let (new, old) = (published.get(key), ours.and_then(|ours| ours.get(key)));
        let schema = |sign: &str, log: &mut Log| part(&keys::SCHEMA, new, old, known, &format!("{path}{sign}"), log);
        let value = match key {
            "schema" => schema("", log),
            "items" => schema("[]", log),
            "additionalProperties" => schema("{}", log),
            "properties" => parts(&keys::SCHEMA, new, old, known, &format!("{path}."), log),
            "headers" => parts(&keys::PARAMETER, new, old, known, &format!("{path} header "), log),
            "enumValueTitles" => titles(published, ours, path, log),
            _ => facts::merge(keys, key, new, old, known, path, log),
        };
        merged.push(key, value);
    }
    merged.node()
}

/// Merges a mapping that may be missing on either side. `known` says that our spec has what it stands in, so that a
/// difference is a change.
pub(super) fn part(
    keys: &Keys,
    published: Option<&Node>,
    ours: Option<&Node>,
    known: bool,
    path: &str,
    log: &mut Log,
) -> Option<Node> {
    let Some(published) = published else {
        if let Some(ours) = ours {
            log.removed(path, &facts::prose(ours, keys));
        }
        return None;
    };
    if known && ours.is_none() {
        log.added(path);
    }
    Some(mapping(keys, published, ours, path, log))
}

/// Merges mappings by name. The document may write an empty list for none.
pub(super) fn parts(
    keys: &Keys,
    published: Option<&Node>,
    ours: Option<&Node>,
    known: bool,
    path: &str,
    log: &mut Log,
) -> Option<Node> {
    let published = filled(published);
    let mut merged = Mapping::default();
    for name in both(published.or(ours)?, ours) {
        let (new, old) = (published.and_then(|it| it.get(name)), ours.and_then(|it| it.get(name)));
        merged.push(name, part(keys, new, old, known, &format!("{path}{name}"), log));
    }
    merged.filled()
}

/// Merges the meanings of values: the document says for which values there is one, we say what it is.
fn titles(published: &Node, ours: Option<&Node>, path: &str, log: &mut Log) -> Option<Node> {
    let empty = Mapping::default().node();
    let listed = published.get("enumValueTitles").unwrap_or(&empty);
    let written = ours.and_then(|ours| ours.get("enumValueTitles"));
    let allows = |schema: Option<&Node>, value: &str| {
        let values = schema.and_then(|schema| schema.get("enum"));
        values.is_some_and(|values| values.elements().iter().any(|element| element.text() == Some(value)))
    };
    let mut merged = Mapping::default();
    let mut spoilt = 0;
    for key in both(listed, written) {
        match written.and_then(|written| written.get(key)) {
            // Published values are sometimes spoilt with their meaning.
            None if !is_value(key) => spoilt += 1,
            None => {
                if ours.is_some() {
                    log.changed(path, &format!("enumValueTitles.{key}"), None, Some(inline(&text(""))));
                }
                merged.push(key, text(""));
            }
            Some(old) => {
                // A value that was listed and is not any more; a document without a list says nothing about values.
                let dropped = allows(ours, key) && !allows(Some(published), key);
                if dropped && filled(published.get("enum")).is_some() && listed.get(key).is_none() {
                    let words = old.text().map(|text| (key.to_owned(), text.to_owned()));
                    log.removed(&format!("{path}: enumValueTitles"), words.as_slice());
                } else {
                    merged.push(key, old.clone());
                }
            }
        }
    }
    if spoilt > 0 {
        log.noted(path, format!("loses keys of enumValueTitles that are not values: {spoilt}"));
    }
    merged.filled()
}

fn is_value(key: &str) -> bool {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_.+:/-".contains(character);
    !key.is_empty() && key.chars().all(allowed)
}
