//! Compares what is known by its name.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::rule::Kind;

/// Compares names: what is removed and added.
pub(super) fn names(
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
    [removed, added]: [Kind; 2],
    path: impl Fn(&str) -> String,
) -> Vec<Change> {
    let gone = old.difference(new).map(|name| Change::new(removed, path(name)));
    let come = new.difference(old).map(|name| Change::new(added, path(name)));
    gone.chain(come).collect()
}

/// Compares named texts: what is removed, added and changed.
pub(super) fn entries(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    [removed, added, changed]: [Kind; 3],
    path: impl Fn(&str) -> String,
) -> Vec<Change> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |name: &String| {
        let (kind, old, new) = match (old.get(name), new.get(name)) {
            (Some(old), None) => (removed, old.as_str(), ""),
            (None, Some(new)) => (added, "", new.as_str()),
            (Some(old), Some(new)) if old != new => (changed, old.as_str(), new.as_str()),
            _ => return None,
        };
        Some(Change::new(kind, path(name)).values("", old, new))
    };
    names.into_iter().filter_map(change).collect()
}
