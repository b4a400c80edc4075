//! Whatever a document holds: no panic, no file elsewhere, no more than 5 s and 1 GiB.
//!
//! `cargo run --release -p codegen --example mutations -- 100000 1 api-docs.json…` tries more of them.

use super::documents::published;
use super::mutate;
use crate::support;

#[test]
fn a_thousand_spoilt_documents_are_refused_or_come_to_crates() {
    let made = [support::specimen(), support::sources("../specs/ice")];
    let documents: Vec<_> = made.iter().map(published).collect();
    let outcomes = mutate::run(&documents, 1000, 1).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(outcomes.crates > 500 && outcomes.refused > 50, "{outcomes:?}");
    assert!(mutate::most_memory().is_none_or(|most| most < 1024), "{:?} MiB", mutate::most_memory());
}
