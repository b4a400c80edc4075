//! Merges published metadata into the specs.
//!
//! Facts come from the published document; words are ours. What happens to a key is decided by its role:
//! structure follows the document even where it is silent, a refinement of ours (a format, a range, a list of values)
//! stays until the document has its own, and prose is never taken and never lost without being reported.
//!
//! An OpenAPI document that was exported from specs gives them back as they were, words included.
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

mod components;
mod facts;
mod history;
mod merge;
mod operation;
mod product;
mod report;
mod selection;
mod siblings;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use history::record;
pub use report::{FileReport, Log, Report, State};
pub use siblings::families_of_new;

use crate::canonical;
use crate::diagnostic::Diagnostics;
use crate::documents::{Documents, PRODUCT};
use crate::keys::{self, Mapping};
use crate::openapi;
use crate::sources::Sources;
use crate::tree::Node;

/// What is merged into what.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// Published metadata: a whole product, or one operation, whose name [`operations`](Self::operations) then gives.
    pub document: &'a Node,
    /// The specs of the product so far; none of a new product.
    pub sources: &'a Sources,
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
    let published = document.get("info").and_then(|info| info.get("product"));
    let name = published.or_else(|| document.get("x-acs-product"))?.text()?;
    Some(name.to_lowercase())
}

impl Import<'_> {
    /// Merges, in memory.
    ///
    /// # Errors
    /// The document is not metadata, belongs to another product, lacks a selected operation, or has a new one without a
    /// family; or a spec does not parse. All problems are reported at once.
    pub fn run(&self) -> Result<Imported, Diagnostics> {
        if openapi::is_openapi(self.document) {
            return self.exported();
        }
        let mut problems = Diagnostics::default();
        let documents = Documents::read(self.sources, &mut problems);
        let selected = selection::select(self, &documents, &mut problems);
        product::check(self, &documents, &mut problems);
        if problems.has_errors() {
            return Err(problems);
        }

        let mut outcome = Outcome { sources: self.sources, files: BTreeMap::new(), report: Report::default() };
        let specs = documents.operations.iter();
        let mut operations: BTreeMap<String, Arc<Node>> =
            specs.map(|(name, file)| (name.clone(), Arc::clone(&file.node))).collect();
        for chosen in &selected {
            let ours = documents.operations.get(&chosen.name);
            let mut log = Log::default();
            if let Some(said) = self.families.get(&chosen.name).filter(|said| **said != chosen.family) {
                log.noted("family", selection::stays(&chosen.family, said));
            }
            let merged = operation::merge(chosen, ours.map(|file| &*file.node), &mut log);
            outcome.file(format!("{}/{}.yaml", chosen.family, chosen.name), &merged, &keys::OPERATION, log);
            operations.insert(chosen.name.clone(), merged.into());
        }

        let mut families: BTreeSet<&str> = documents.operations.values().map(|file| file.family.as_str()).collect();
        families.extend(selected.iter().map(|chosen| chosen.family.as_str()));
        let mut log = Log::default();
        let ours = Some(&*documents.product).filter(|product| !product.is_nothing());
        let schemas = components::merge(self.document, ours, &operations, &mut log);
        let merged = product::merge(self, ours, &families, schemas, &mut log);
        outcome.file(PRODUCT.to_owned(), &merged, &keys::PRODUCT, log);
        if self.operations.is_empty() {
            outcome.report.absent = selection::absent(&selection::published(self.document), &documents);
        }
        Ok(Imported { files: outcome.files, report: outcome.report })
    }
}

impl Import<'_> {
    /// Takes the specs of a document that was exported from such, as they are: its words are ours.
    fn exported(&self) -> Result<Imported, Diagnostics> {
        let mut problems = Diagnostics::default();
        let documents = Documents::read(self.sources, &mut problems);
        product::check_exported(self, &documents, &mut problems);
        let specs = match openapi::import(self.document) {
            Ok(specs) => specs,
            Err(more) => {
                problems.extend(more.sorted());
                return Err(problems);
            }
        };
        let names: BTreeSet<&str> = specs.operations.iter().map(|(_, name, _)| name.as_str()).collect();
        problems.extend(selection::unknown(self, "paths", &names));
        let is_taken = |name: &String| self.operations.is_empty() || self.operations.contains(name);
        // An operation that has a spec stays in its family.
        let family_of = |name: &String, exported| documents.operations.get(name).map_or(exported, |spec| &spec.family);
        let mut files = selection::file_names(&documents);
        for (exported, name, node) in specs.operations.iter().filter(|(_, name, _)| is_taken(name)) {
            problems.extend(files.add(family_of(name, exported), name, &node.span));
        }
        if problems.has_errors() {
            return Err(problems);
        }

        let mut outcome = Outcome { sources: self.sources, files: BTreeMap::new(), report: Report::default() };
        let mut stays = documents.operations.keys().any(|name| !names.contains(name.as_str()) || !is_taken(name));
        for (exported, name, node) in specs.operations.iter().filter(|(_, name, _)| is_taken(name)) {
            let mut log = Log::whole();
            let family = family_of(name, exported);
            if family != exported {
                stays = true;
                log.noted("family", selection::stays(family, exported));
            }
            outcome.file(format!("{family}/{name}.yaml"), node, &keys::OPERATION, log);
        }
        let ours = Some(&*documents.product).filter(|_| stays);
        let product = ours.map_or_else(|| specs.product.clone(), |ours| product::with_ours(&specs.product, ours));
        outcome.file(PRODUCT.to_owned(), &product, &keys::PRODUCT, Log::whole());
        if self.operations.is_empty() {
            outcome.report.absent = selection::absent(&names, &documents);
        }
        Ok(Imported { files: outcome.files, report: outcome.report })
    }
}

/// What has come out so far.
struct Outcome<'a> {
    sources: &'a Sources,
    files: BTreeMap<String, String>,
    report: Report,
}

impl Outcome<'_> {
    /// Adds a file, and to the files to write only when it is new or differs.
    fn file(&mut self, path: String, merged: &Node, mapping: &Mapping, log: Log) {
        let text = canonical::write(merged, mapping);
        let state = match self.sources.files.get(&path) {
            None => State::Added,
            Some(old) if *old == text => State::Unchanged,
            Some(_) => State::Changed,
        };
        let path = self.sources.display(&path);
        self.report.files.push(FileReport { path: path.clone(), state, log });
        if state != State::Unchanged {
            self.files.insert(path, text);
        }
    }
}
