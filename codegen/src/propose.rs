//! What the metadata does not state and its words, names and examples suggest: entries for the overlay.
//!
//! Nothing is applied: a person decides, and writes the reason. What the overlay or a spec already decides is not proposed.
//! Each kind is a file.

mod enums;
mod json;
mod paging;
mod proposal;
mod required;
mod response;
mod secrets;
mod times;
mod waiters;

pub use proposal::{Entry, Kind, Proposal, Words, entries};

use crate::specs::Specs;
use crate::wording::schemas;

/// The proposals for a product, by kind, then in the order of the specs.
#[must_use]
pub fn proposals(specs: &Specs) -> Vec<Proposal> {
    let schemas = schemas(&specs.product, &specs.operations);
    let mut all = enums::proposals(&schemas);
    all.extend(times::proposals(&schemas, specs));
    all.extend(json::proposals(&schemas, &specs.glossary));
    all.extend(secrets::proposals(&schemas, &specs.glossary));
    all.extend(required::proposals(&specs.trees.corrected));
    all.extend(paging::proposals(specs));
    all.extend(waiters::proposals(specs));
    all
}
