//! Families for operations that are new: those of their siblings.

use std::collections::BTreeMap;

use heck::ToSnakeCase as _;

use crate::tree::Node;

/// A family for each operation of a document that has none yet, after the operations beside it in the document's directories,
/// else after those that share most words of its name. What has neither is left out.
#[must_use]
pub fn families_of_new(document: &Node, known: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut beside = BTreeMap::new();
    if let Some(directories) = document.get("directories") {
        directory(directories, known, &mut beside);
    }
    let names = document.get("apis").map_or(&[][..], Node::entries).iter().map(|entry| &entry.key);
    let new = names.filter(|name| !known.contains_key(*name));
    let family = |name: &String| beside.get(name.as_str()).copied().or_else(|| by_words(name, known));
    new.filter_map(|name| Some((name.clone(), family(name)?.to_owned()))).collect()
}

/// The family that most operations of a directory have, for those in it that have none.
fn directory<'a>(children: &'a Node, known: &'a BTreeMap<String, String>, found: &mut BTreeMap<&'a str, &'a str>) {
    let names: Vec<&str> = children.elements().iter().filter_map(Node::text).collect();
    let families = names.iter().filter_map(|name| known.get(*name));
    if let Some(family) = most_frequent(families.map(|family| (family.as_str(), 1))) {
        found.extend(names.into_iter().map(|name| (name, family)));
    }
    for child in children.elements().iter().filter_map(|child| child.get("children")) {
        directory(child, known, found);
    }
}

/// The family of the operations that share the most words behind the verb.
fn by_words<'a>(name: &str, known: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let words = |name: &str| name.to_snake_case().split('_').skip(1).map(singular).collect::<Vec<_>>();
    let wanted = words(name);
    let shared = |other: &str| words(other).iter().filter(|word| wanted.contains(word)).count();
    let scored: Vec<(&str, usize)> = known.iter().map(|(other, family)| (family.as_str(), shared(other))).collect();
    let best = scored.iter().map(|(_, shared)| *shared).max().filter(|best| *best > 0)?;
    most_frequent(scored.into_iter().filter(|(_, shared)| *shared == best))
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Of equally frequent ones the first in the alphabet, so that the order of directories decides nothing.
fn most_frequent<'a>(families: impl Iterator<Item = (&'a str, usize)>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    families.for_each(|(family, weight)| *counts.entry(family).or_default() += weight);
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(family, _)| family)
}
