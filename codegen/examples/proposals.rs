//! `cargo run -p codegen --example proposals -- specs/ice [api-docs.json] [--misses]`: what lint proposes without the overlay, measured
//! by the specs; with a published document, from its words. Fails where what only published words tell has become worse.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a tool for maintainers that stops at the first surprise")]

#[path = "../tests/proposals/measure.rs"]
mod measure;
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::import::{Import, folder};
use codegen::propose::Kind;
use codegen::sources::Sources;
use codegen::tree::Node;
use codegen::{canonical, keys};
use measure::{figures, is_right, proposed, truth, without_facts, without_overlay};

/// Kind, and the percents of recall and precision on the published words of ICE that may not become less.
const PUBLISHED_FLOORS: [(Kind, usize, usize); 2] = [(Kind::Enum, 70, 60), (Kind::Required, 4, 60)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--misses").collect();
    let specs = support::sources(&Path::new(&arguments[0]).canonicalize().unwrap().to_string_lossy());
    let mut truth = truth(&specs);
    let kinds: Vec<Kind> = Kind::ALL.to_vec();
    let all = match arguments.get(1) {
        Some(document) => {
            let document = published(document);
            let operations: Vec<&str> =
                document.files.keys().filter_map(|path| path.strip_prefix("api/")?.strip_suffix(".yaml")).collect();
            truth.retain(|(_, path), _| operations.contains(&path.split('.').next().unwrap()));
            // Values that the document states need no proposal. What it marks as required is hidden from the proposals.
            let stated = measure::truth(&document);
            truth.retain(|key, _| key.0 != Kind::Enum || !stated.contains_key(key));
            let mut all = proposed(&document, &kinds);
            all.retain(|proposal| proposal.kind != Kind::Required);
            all.extend(proposed(&without_facts(&document), &[Kind::Required]));
            all
        }
        None => {
            let mut all = proposed(&without_overlay(&specs), &kinds);
            all.retain(|proposal| ![Kind::Enum, Kind::Required].contains(&proposal.kind));
            all.extend(proposed(&without_facts(&specs), &[Kind::Enum, Kind::Required]));
            all
        }
    };
    let figures = figures(&all, &truth, &kinds);
    for (kind, figures) in &figures {
        println!("{:<18}{figures}", kind.name());
    }
    for (kind, recall, precision) in PUBLISHED_FLOORS.into_iter().filter(|_| arguments.len() > 1) {
        let found = &figures[&kind];
        assert!(found.recall() >= recall && found.precision() >= precision, "{} has become worse", kind.name());
    }
    if std::env::args().any(|argument| argument == "--misses") {
        for proposal in all.iter().filter(|proposal| !is_right(proposal, &truth)) {
            println!(
                "- {} {}: {} | {:?}",
                proposal.kind.name(),
                proposal.path,
                proposal.evidence,
                truth.get(&(proposal.kind, proposal.path.clone()))
            );
        }
        for ((kind, path), values) in &truth {
            if !all.iter().any(|it| it.kind == *kind && it.path == *path) {
                println!("+ {} {path}: {values:?}", kind.name());
            }
        }
    }
}

/// A published document with its words, which an import would leave out.
fn published(path: &str) -> Sources {
    let document = Node::parse(path, &fs::read_to_string(path).unwrap()).unwrap();
    let none = Sources { folder: format!("specs/{}", folder(&document).unwrap()), files: BTreeMap::new() };
    let families = BTreeMap::new();
    let import =
        Import { document: &document, sources: &none, operations: &[], families: &families, family: Some("api") };
    let imported = import.run().unwrap().files;
    let mut files = BTreeMap::new();
    files.insert("product.yaml".to_owned(), imported[&format!("{}/product.yaml", none.folder)].clone());
    for entry in document.get("apis").unwrap().entries() {
        files.insert(format!("api/{}.yaml", entry.key), canonical::write(&entry.node, &keys::OPERATION));
    }
    Sources { folder: none.folder, files }
}
