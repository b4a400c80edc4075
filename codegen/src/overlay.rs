//! Our corrections on top of what is published, applied to the documents before they are read.
//!
//! An entry names its targets, says what it expects to find there, and what to put in its place:
//!
//! ```yaml
//! corrections:
//!   - reason: The service sends fractions of a second here.
//!     targets: [GetEditingProject.response.Project.Duration]
//!     expect: {type: integer, format: int64}
//!     set: {type: number, format: double}
//! ```
//!
//! A target is an operation (`GetEditingProject`), a parameter (`….request.Title`), something in a response
//! (`….response.Project.Duration`), or something in a shared schema (`schemas.Source.Url`); `[]` steps into the elements of
//! a list and `{}` into the values of a map. `null` stands for an absent key. An entry whose target is gone, or where
//! something else stands than it expects, or what it sets stands already or says nothing of it, fails the generation:
//! corrections that never expire rot.

mod effect;
mod target;

use std::collections::BTreeMap;

use crate::canonical::inline;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Help, Severity};
use crate::documents::Documents;
use crate::read::{unknown_key, wrong_shape};
use crate::spec::{Correction, Located};
use crate::tree::{Entry, Node, Value};
use target::{Missing, Target};

/// What the documents had where the overlay has something else now, by target and key.
#[derive(Debug, Default)]
pub struct Corrected(BTreeMap<(String, String), Value>);

/// Applies every correction.
pub fn apply(corrections: &[Correction], documents: &mut Documents, diagnostics: &mut Diagnostics) -> Corrected {
    let mut corrected = Corrected::default();
    for correction in corrections {
        let mut checked = false;
        for target in &correction.targets {
            let operation = target.value.split_once('.').map_or(&*target.value, |(operation, _)| operation);
            // What is wrong with such a file is reported already.
            if documents.left_out.contains_key(operation) {
                continue;
            }
            let problem = match target::find(documents, &target.value) {
                Err(Missing { what, near }) => Some(
                    problem(Code::OverlayTargetGone, target, format!("the target does not exist: {what}"))
                        .expected(near.unwrap_or_else(|| {
                            "`Operation`, `Operation.request.…`, `Operation.response.…` or `schemas.…`".to_owned()
                        }))
                        .help(format!("delete `{}` from this correction, or correct it", target.value)),
                ),
                Ok(mut found) => {
                    if !std::mem::replace(&mut checked, true) {
                        check(correction, &found, &target.value, diagnostics);
                    }
                    let outdated = outdated(correction, &found, target);
                    if outdated.is_none() {
                        // A key that nothing has is reported above.
                        let known = |entry: &&Entry| found.mapping(&entry.key).shape(&entry.key).is_some();
                        for entry in correction.set.iter().filter(known).collect::<Vec<_>>() {
                            let before = found.get(&entry.key).map_or(Value::Null, |node| node.value.clone());
                            corrected.0.insert((target.value.clone(), entry.key.clone()), before);
                            found.put(entry);
                        }
                    }
                    outdated
                }
            };
            diagnostics.extend(problem);
        }
    }
    effect::check(corrections, documents, diagnostics);
    corrected
}

impl Corrected {
    /// Lets the corrections that are offered expect what the documents have, where the overlay has put something else:
    /// they take the place of the correction that did so.
    #[must_use]
    pub fn restate(&self, diagnostics: &Diagnostics) -> Diagnostics {
        let mut restated = Diagnostics::default();
        for mut problem in diagnostics.sorted() {
            if let Help::Fix(fix) = &mut problem.help {
                let target = fix.targets.concat();
                for (key, expected) in &mut fix.expect {
                    if let Some(before) = self.0.get(&(target.clone(), (*key).to_owned())) {
                        *expected = before.clone();
                        fix.replaces = true;
                    }
                }
                // The value that most likely is meant is the one that the overlay has replaced.
                if fix.replaces && fix.set == fix.expect {
                    problem.help =
                        Help::Text("correct the value that is set here, or delete the correction".to_owned());
                }
            }
            restated.push(problem);
        }
        restated
    }
}

/// Reports keys that a correction cannot know or set.
fn check(correction: &Correction, target: &Target<'_>, path: &str, diagnostics: &mut Diagnostics) {
    for entry in correction.expect.iter().chain(&correction.set) {
        let mapping = target.mapping(&entry.key);
        let problem = match mapping.shape(&entry.key) {
            None => Some(unknown_key(entry, mapping, path).help("correct the key, or delete it from the correction")),
            Some(shape) => wrong_shape(entry, shape, path),
        };
        let error = |problem| Diagnostic { severity: Severity::Error, ..problem };
        diagnostics.extend(problem.map(error));
    }
}

/// What speaks against a correction: that it changes nothing, or that something else stands there than it expects.
fn outdated(correction: &Correction, found: &Target<'_>, target: &Located<String>) -> Option<Diagnostic> {
    let path = &target.value;
    if correction.set.iter().all(|entry| is_so(found.get(&entry.key), entry)) {
        return Some(
            problem(Code::OverlayOutdated, target, "what the correction sets is so already".to_owned())
                .expected("a correction that changes something")
                .help(format!("delete `{path}` from this correction")),
        );
    }
    let entry = correction.expect.iter().find(|entry| !same(found.get(&entry.key), &entry.node))?;
    let there = found.get(&entry.key);
    let shown_there = there.map_or_else(|| "absent".to_owned(), shown);
    let other = there.filter(|there| there.span.file.path == target.span.file.path).map(|there| there.span.line());
    let help = match other {
        Some(line) => format!("a correction before this one has set it, in line {line}: make one of the two"),
        None => format!("if the metadata is right now, delete `{path}` from this correction; else update `expect`"),
    };
    Some(
        problem(Code::OverlayOutdated, target, format!("`{}` is {shown_there} now", entry.key))
            .expected(shown(&entry.node))
            .help(help),
    )
}

fn problem(code: Code, target: &Located<String>, message: String) -> Diagnostic {
    Diagnostic::new(code, &target.span, message).at(&target.value)
}

/// A value on one line, for messages.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "absent".to_owned(),
        value => format!("`{}`", inline(value)),
    }
}

/// Whether a key has exactly the value that a correction gives it; `null` means absent.
fn is_so(found: Option<&Node>, wanted: &Entry) -> bool {
    let value = |node: &Node| (node.value != Value::Null).then(|| inline(&node.value));
    found.and_then(value) == value(&wanted.node)
}

/// Whether what is there is what was expected; an expected `null` means absent.
fn same(found: Option<&Node>, expected: &Node) -> bool {
    match (found.map(|node| &node.value), &expected.value) {
        (None | Some(Value::Null), Value::Null) => true,
        (Some(Value::Scalar { text: found, .. }), Value::Scalar { text: expected, .. }) => found == expected,
        (Some(Value::List(found)), Value::List(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| same(Some(found), expected))
        }
        (Some(Value::Map(_)), Value::Map(expected)) => {
            expected.iter().all(|entry| same(found.and_then(|node| node.get(&entry.key)), &entry.node))
        }
        _ => false,
    }
}
