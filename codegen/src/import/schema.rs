//! Merging one schema, part by part.

use super::build::{Mapping, filled, keys, text};
use super::facts;
use super::report::Log;
use crate::canonical::inline;
use crate::tree::Node;

/// Merges a schema. The document may write an empty list for an empty schema.
pub(super) fn merge(published: &Node, ours: Option<&Node>, path: &str, log: &mut Log) -> Node {
    let mut merged = Mapping::default();
    for key in keys(published, ours) {
        let new = published.get(key);
        let old = ours.and_then(|ours| ours.get(key));
        let value = match key {
            "properties" => properties(filled(new), old, ours.is_some(), path, log),
            "items" => child(new, old, ours.is_some(), &format!("{path}[]"), log),
            "additionalProperties" => child(new, old, ours.is_some(), &format!("{path}{{}}"), log),
            "enumValueTitles" => titles(published, ours, path, log),
            _ => facts::merge(key, new, old, ours.is_some(), path, log),
        };
        merged.push(key, value);
    }
    merged.node()
}

/// Merges a schema that may be missing on either side. `known` says that our spec has the mapping it stands in.
pub(super) fn child(
    published: Option<&Node>,
    ours: Option<&Node>,
    known: bool,
    path: &str,
    log: &mut Log,
) -> Option<Node> {
    match (published, ours) {
        (Some(published), ours) => {
            if known && ours.is_none() {
                log.added(path);
            }
            Some(merge(published, ours, path, log))
        }
        (None, Some(ours)) => {
            log.removed(path, facts::prose(ours));
            None
        }
        (None, None) => None,
    }
}

fn properties(published: Option<&Node>, ours: Option<&Node>, known: bool, path: &str, log: &mut Log) -> Option<Node> {
    let mut merged = Mapping::default();
    let both = published.or(ours)?;
    for name in keys(both, ours) {
        let new = published.and_then(|published| published.get(name));
        let old = ours.and_then(|ours| ours.get(name));
        merged.push(name, child(new, old, known, &format!("{path}.{name}"), log));
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
    for key in keys(listed, written) {
        let old = written.and_then(|written| written.get(key));
        match old {
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
                    log.removed(format!("{path}: enumValueTitles"), words.into_iter().collect());
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
