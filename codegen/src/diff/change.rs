//! Changes as data.

use super::rule::{Bump, Kind};
use crate::diagnostic::Diagnostics;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of change, which decides the version number.
    pub kind: Kind,
    /// The path in the metadata, as the overlay writes it, for example `GetJob.response.Data.Status`.
    pub path: String,
    /// What changed about it, for example `type`; empty where the kind says it.
    pub what: String,
    /// What it was; empty where it was not there.
    pub old: String,
    /// What it is; empty where it is gone.
    pub new: String,
    /// Lines of `names.lock` that are gone.
    pub removed: Vec<String>,
    /// Lines of `names.lock` that are new.
    pub added: Vec<String>,
    /// Lines of `names.lock` that stay, and what they stand for is another thing.
    pub changed: Vec<String>,
}

impl Change {
    pub(super) fn new(kind: Kind, path: impl Into<String>) -> Self {
        Self {
            kind,
            path: path.into(),
            what: String::new(),
            old: String::new(),
            new: String::new(),
            removed: Vec::new(),
            added: Vec::new(),
            changed: Vec::new(),
        }
    }

    pub(super) fn values(self, what: impl Into<String>, old: impl Into<String>, new: impl Into<String>) -> Self {
        Self { what: what.into(), old: old.into(), new: new.into(), ..self }
    }

    /// The operation that it concerns; empty for what belongs to the product.
    #[must_use]
    pub fn operation(&self) -> &str {
        let name = self.path.split(['.', '[', '{']).next().unwrap_or_default();
        let of_product = matches!(name, "schemas" | "endpoints" | "families" | "hostPrefix" | "info" | "crate")
            || name.ends_with('/');
        if of_product { "" } else { name }
    }
}

/// What another version of the metadata changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Product and API version before, for example `ICE 2020-11-09`.
    pub old: String,
    /// The same after.
    pub new: String,
    /// The changes, the gravest first, then by path.
    pub changes: Vec<Change>,
    /// How many operations are callable before and after.
    pub operations: [usize; 2],
    /// What is wrong with either version. Errors stop the generation, not the comparison.
    pub problems: Diagnostics,
}

impl Diff {
    /// What the version number has to follow; none where nothing changes.
    #[must_use]
    pub fn bump(&self) -> Option<Bump> {
        self.changes.iter().map(|change| change.kind.bump()).max()
    }

    /// The changes of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }
}
