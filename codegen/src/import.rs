//! Merges published metadata into the specs.
//!
//! Facts come from the published document; words are ours. What happens to a key is decided by its role:
//! structure follows the document even where it is silent, a refinement of ours (a format, a range, a list of values)
//! stays until the document has its own, and prose is never taken and never lost without being reported.
//!
//! A spec has two keys that metadata has no form for yet. The importer leaves both alone:
//!
//! ```yaml
//! ramActions:                           # what a caller must be allowed to do
//!   - action: ice:GetCustomizedVoiceJob # as a policy names it
//!     accessLevel: get                  # get, list, create, update, delete, none: as the reference page says
//!     resources:                        # what the permission can be limited to
//!       - type: All Resources
//!         arn: "*"
//!         required: true                # whether a policy that names resources must name one of this type
//!     conditionKeys: []                 # names of condition keys
//!     associatedActions: []             # actions that must be allowed as well, as `ice:GetMediaInfo`
//! changeSet:                            # newest first
//!   - date: 2023-11-21
//!     description: The response has another structure.
//! ```

mod build;
mod components;
mod facts;
mod operation;
mod product;
mod report;
mod schema;
mod selection;
mod specs;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use product::placeholder;
pub use report::{Event, FileReport, Report, State};

use crate::canonical::{self, Kind};
use crate::diagnostic::Diagnostics;
use crate::tree::Node;

use report::Log;
use specs::Specs;

/// What is merged into what.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// The file of the document, for messages.
    pub file: &'a str,
    /// Published metadata: a whole product, or one operation, whose name [`operations`](Self::operations) then gives.
    pub document: &'a Node,
    /// The folder of the product, for example `specs/ice`.
    pub folder: &'a str,
    /// The text of every file in the folder, by its path from the root of the workspace.
    pub specs: &'a BTreeMap<String, String>,
    /// The operations to merge; when empty, all that the document has.
    pub operations: &'a [String],
    /// The family of each operation. An operation that has a spec stays in its family.
    pub families: &'a BTreeMap<String, String>,
    /// The family of new operations that `families` does not name.
    pub family: Option<&'a str>,
}

/// What an import comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The files to write, by path; files that stay as they are are not among them.
    pub files: BTreeMap<String, String>,
    /// What happens, file by file.
    pub report: Report,
}

/// The folder below `specs/` that a whole document belongs to: the name of its product in lower case.
#[must_use]
pub fn folder(document: &Node) -> Option<String> {
    let name = document.get("info")?.get("product")?.text()?;
    Some(name.to_lowercase())
}

impl Import<'_> {
    /// Merges, in memory.
    ///
    /// # Errors
    /// The document is not metadata, belongs to another product, lacks a selected operation, or has a new one without a
    /// family; or a spec does not parse. All problems are told at once.
    pub fn run(&self) -> Result<Imported, Diagnostics> {
        let mut problems = Diagnostics::default();
        let specs = Specs::read(self.folder, self.specs, &mut problems);
        let selected = selection::select(self, &specs, &mut problems);
        product::check(self, &specs, &mut problems);
        if problems.has_errors() {
            return Err(problems);
        }

        let mut outcome = Outcome::default();
        let mut operations = specs.nodes();
        for chosen in &selected {
            let ours = specs.operations.get(&chosen.name);
            let mut log = Log::default();
            if let Some(said) = self.families.get(&chosen.name).filter(|said| **said != chosen.family) {
                let message = format!("stays `{}`, and not `{said}`: the operation has a spec there", chosen.family);
                log.noted("family", message);
            }
            let merged = operation::merge(chosen, ours.map(|spec| &spec.node), &mut log);
            let path = format!("{}/{}/{}.yaml", self.folder, chosen.family, chosen.name);
            outcome.file(path, ours.map(|spec| spec.text), &merged, Kind::Operation, log);
            operations.insert(chosen.name.clone(), merged);
        }

        let mut families: BTreeSet<&str> = specs.operations.values().map(|spec| spec.family.as_str()).collect();
        families.extend(selected.iter().map(|chosen| chosen.family.as_str()));
        let mut log = Log::default();
        let ours = specs.product.as_ref();
        let schemas = components::merge(self.document, ours.map(|spec| &spec.node), &operations, &mut log);
        let merged = product::merge(self, ours.map(|spec| &spec.node), &families, schemas, &mut log);
        let path = format!("{}/product.yaml", self.folder);
        outcome.file(path, ours.map(|spec| spec.text), &merged, Kind::Product, log);
        outcome.report.absent = selection::absent(self.document, &specs);
        Ok(Imported { files: outcome.files, report: outcome.report })
    }
}

/// What has come out so far.
#[derive(Debug, Default)]
struct Outcome {
    files: BTreeMap<String, String>,
    report: Report,
}

impl Outcome {
    /// Adds a file, and to the files to write only when it is new or differs.
    fn file(&mut self, path: String, old: Option<&str>, merged: &Node, kind: Kind, log: Log) {
        let text = canonical::write(merged, kind);
        let state = match old {
            None => State::Added,
            Some(old) if old == text => State::Unchanged,
            Some(_) => State::Changed,
        };
        self.report.files.push(FileReport { path: path.clone(), state, events: log.events });
        if state != State::Unchanged {
            self.files.insert(path, text);
        }
    }
}
