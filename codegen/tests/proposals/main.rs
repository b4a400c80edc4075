//! What lint proposes for ICE without the overlay, measured by the overlay.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod measure;
#[path = "../support/mod.rs"]
mod support;

use codegen::propose::Kind;
use measure::{figures, proposed, truth, without_overlay, without_values};

/// Kind, and the percents of recall and precision that may not become less.
const FLOORS: [(Kind, usize, usize); 6] = [
    (Kind::Enum, 0, 0),
    (Kind::Time, 0, 0),
    (Kind::Json, 0, 0),
    (Kind::Secret, 0, 0),
    (Kind::Paging, 0, 0),
    (Kind::Waiter, 0, 0),
];

#[test]
fn most_of_the_overlay_of_ice_is_proposed_without_it() {
    let sources = support::sources("../specs/ice");
    let truth = truth(&sources);
    let kinds = FLOORS.map(|(kind, ..)| kind);
    let mut all = proposed(&without_values(&sources), &kinds[..1]);
    all.extend(proposed(&without_overlay(&sources), &kinds[1..]));
    let figures = figures(&all, &truth, &kinds);
    let table: String = figures.iter().map(|(kind, figures)| format!("{:<16}{figures}\n", kind.name())).collect();
    println!("{table}");
    for (kind, recall, precision) in FLOORS {
        assert!(figures[&kind].recall() >= recall && figures[&kind].precision() >= precision, "{table}");
    }
}
