//! Families from the directories of a published document.
//!
//! A family is a module and a feature, so its name is an English word or two. Most titles are Chinese; such a family is named
//! after what its operations have in common and others lack: those of snapshots are `snapshot`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::names::{Words, singular};
use crate::naming;
use crate::tree::{Node, Value};

/// What is in no directory, or in one whose title says that it is the rest.
const OTHER: &str = "other";
const TITLES_OF_THE_REST: [&str; 2] = ["其他", "其它"];

/// Words that name no family: every product has them.
const EMPTY_WORDS: [&str; 18] = [
    "and",
    "api",
    "apis",
    "by",
    "for",
    "from",
    "get",
    "in",
    "info",
    "list",
    "management",
    "of",
    "or",
    "the",
    "to",
    "update",
    "v",
    "with",
];

/// The families of a document.
#[derive(Debug, Default)]
pub(super) struct Families {
    by_operation: BTreeMap<String, String>,
    titles: BTreeMap<String, String>,
}

impl Families {
    /// The family of an operation.
    pub(super) fn of(&self, operation: &str) -> &str {
        self.by_operation.get(operation).map_or(OTHER, String::as_str)
    }

    /// The published title of a family.
    pub(super) fn title(&self, family: &str) -> Option<&str> {
        self.titles.get(family).map(String::as_str)
    }
}

/// The family of each operation of a document, as its own crate has it.
#[must_use]
pub fn by_operation(document: &Node, product: &str) -> BTreeMap<String, String> {
    let families = families(document, product);
    let operations = document.get("apis").map_or(&[][..], Node::entries).iter();
    operations.map(|operation| (operation.key.clone(), families.of(&operation.key).to_owned())).collect()
}

/// A directory: its title, and the operations in it and below.
struct Directory<'a> {
    title: &'a str,
    operations: BTreeSet<&'a str>,
}

/// Names the directories at the top of a document. A product without directories is one family, of its own name.
pub(super) fn families(document: &Node, product: &str) -> Families {
    let directories = directories(document);
    let mut families = Families::default();
    if directories.is_empty() {
        let name = usable(&product.to_lowercase().replace('-', "_"));
        let operations = document.get("apis").map_or(&[][..], Node::entries);
        families.by_operation = operations.iter().map(|operation| (operation.key.clone(), name.clone())).collect();
        return families;
    }
    let words = Words::new(&[]);
    let phrases: Vec<Vec<BTreeSet<String>>> = directories
        .iter()
        .map(|directory| directory.operations.iter().map(|name| phrases(&words, name)).collect())
        .collect();
    let shares = shares(&phrases);
    for (index, directory) in directories.iter().enumerate() {
        // A module within one of its name is confusing, and `clippy` says so.
        let modules: BTreeSet<String> = directory.operations.iter().map(|it| words.split(it).join("_")).collect();
        let taken = |name: &String| families.titles.contains_key(name) || modules.contains(name);
        let mut candidates = candidates(&words, directory, index, &shares);
        let name = if TITLES_OF_THE_REST.contains(&directory.title) {
            OTHER.to_owned()
        } else {
            candidates.find(|name| naming::is_family(name) && !taken(name)).unwrap_or_else(|| OTHER.to_owned())
        };
        for operation in &directory.operations {
            families.by_operation.entry((*operation).to_owned()).or_insert_with(|| name.clone());
        }
        families.titles.entry(name).or_insert_with(|| directory.title.to_owned());
    }
    families
}

fn directories(document: &Node) -> Vec<Directory<'_>> {
    let nodes = document.get("directories").map_or(&[][..], Node::elements).iter();
    let directories = nodes.filter(|node| matches!(node.value, Value::Map(_))).map(|node| {
        let mut operations = BTreeSet::new();
        collect(node, &mut operations);
        Directory { title: node.get("title").and_then(Node::text).unwrap_or_default().trim(), operations }
    });
    directories.collect()
}

fn collect<'a>(directory: &'a Node, operations: &mut BTreeSet<&'a str>) {
    for child in directory.get("children").map_or(&[][..], Node::elements) {
        match child.text() {
            Some(name) => drop(operations.insert(name)),
            None => collect(child, operations),
        }
    }
}

/// How many of a thousand operations of a directory have a phrase: the directories of each phrase by their index, the one with
/// the most first.
fn shares(phrases: &[Vec<BTreeSet<String>>]) -> BTreeMap<&String, Vec<(usize, usize)>> {
    let mut shares = BTreeMap::<_, Vec<_>>::new();
    for (index, operations) in phrases.iter().enumerate() {
        let mut counts = BTreeMap::<_, usize>::new();
        for phrase in operations.iter().flatten() {
            *counts.entry(phrase).or_default() += 1;
        }
        for (phrase, count) in counts {
            shares.entry(phrase).or_default().push((1000 * count / operations.len(), index));
        }
    }
    shares.values_mut().for_each(|shares| shares.sort_unstable_by_key(|share| Reverse(*share)));
    shares
}

/// The names that a directory may have, the best one first.
fn candidates<'a>(
    words: &Words,
    directory: &Directory<'_>,
    index: usize,
    shares: &'a BTreeMap<&'a String, Vec<(usize, usize)>>,
) -> impl Iterator<Item = String> + use<'a> {
    let english = directory.title.is_ascii().then(|| named(words, directory.title)).flatten();
    let mut ranked: Vec<_> = shares
        .iter()
        .filter_map(|(&phrase, shares)| {
            let here = shares.iter().find(|(_, directory)| *directory == index)?.0;
            let most = shares.iter().find(|(_, directory)| *directory != index).map_or(0, |(share, _)| *share);
            // What half of another directory shares as well tells nothing.
            let score = here.saturating_sub(most);
            Some((Reverse((score, naming::is_family(phrase), phrase.matches('_').count())), phrase))
        })
        .collect();
    ranked.sort();
    let partly = named(words, &directory.title.replace(|character: char| !character.is_ascii(), " "));
    english.into_iter().chain(ranked.into_iter().map(|(_, phrase)| usable(phrase))).chain(partly)
}

/// A title as a name: its words, without those that say nothing.
fn named(words: &Words, title: &str) -> Option<String> {
    let parts = title.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.flat_map(|part| words.split(part)).filter(|word| is_telling(word)).collect();
    (!parts.is_empty()).then(|| usable(&parts.join("_")))
}

/// What an operation is about, by its name: each word but the verb, and the last two, which mostly are one thing.
fn phrases(words: &Words, name: &str) -> BTreeSet<String> {
    let nouns: Vec<String> = words.split(name).iter().skip(1).map(|word| singular(word)).collect();
    nouns
        .windows(1)
        .chain(nouns.windows(2).last())
        .filter(|phrase| phrase.iter().all(|word| is_telling(word)))
        .map(|phrase| phrase.join("_"))
        .collect()
}

fn is_telling(word: &str) -> bool {
    word.len() > 1 && !EMPTY_WORDS.contains(&word) && word.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// The name, or the nearest that a family may have.
fn usable(name: &str) -> String {
    if naming::is_family(name) { name.to_owned() } else { format!("{name}_family") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(document: &str, operation: &str) -> String {
        let document = Node::parse("api-docs.json", document).unwrap();
        families(&document, "Shop-Front").of(operation).to_owned()
    }

    #[test]
    fn a_family_is_named_after_its_title_or_after_what_its_operations_share() {
        let document = r#"{"directories": [
            {"title": "快照", "children": ["CreateSnapshot", {"title": "查询", "children": ["DescribeSnapshots"]}]},
            {"title": "实例", "children": ["CreateInstance", "ListInstances", "StopInstance"]},
            {"title": "Image management API", "children": ["CreateImage"]},
            {"title": "Time", "children": ["GetTime"]},
            {"title": "部署", "children": ["DeployGroup", "StartDeployGroup"]},
            {"title": "回收站", "children": ["EnableRecycleBin", "GetRecycleBinAttribute"]},
            {"title": "其他", "children": ["Ping"]}, "Untitled"]}"#;
        for (operation, expected) in [
            ("CreateSnapshot", "snapshot"),
            ("DescribeSnapshots", "snapshot"),
            ("StopInstance", "instance"),
            ("CreateImage", "image"),
            ("GetTime", "time_family"),
            ("DeployGroup", "group"),
            // A folder `bin` holds programs.
            ("GetRecycleBinAttribute", "recycle"),
            ("Ping", "other"),
            ("Untitled", "other"),
        ] {
            assert_eq!(family(document, operation), expected, "{operation}");
        }
    }

    #[test]
    fn directories_that_repeat_are_one_family() {
        let children = (0..200).map(|index| format!(r#""DescribeThing{index}OfKind{index}""#)).collect::<Vec<_>>();
        let directory = format!(r#"{{"title": "快照", "children": [{}]}}"#, children.join(", "));
        let document = format!(r#"{{"directories": [{}]}}"#, vec![directory; 400].join(", "));
        assert_eq!(family(&document, "DescribeThing7OfKind7"), "kind");
    }

    #[test]
    fn a_title_that_is_too_long_for_a_folder_is_passed_over() {
        let title = "Everything about snapshots ".repeat(9);
        let document = format!(r#"{{"directories": [{{"title": "{title}", "children": ["CreateSnapshot"]}}]}}"#);
        assert_eq!(family(&document, "CreateSnapshot"), "snapshot");
    }

    #[test]
    fn a_product_without_directories_is_one_family() {
        let document = r#"{"apis": {"GetItem": {}}, "directories": ["GetItem"]}"#;
        assert_eq!(family(document, "GetItem"), "shop_front");
    }
}
