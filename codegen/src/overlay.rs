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
//! something else stands than it expects, or what it sets stands already, fails the generation: corrections that never
//! expire rot.

mod gather;
mod target;

use std::collections::{BTreeMap, BTreeSet};

pub use gather::gather;

use crate::canonical;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::lower::behaviour::SECTIONS;
use crate::names;
use crate::tree::{Node, Value};

/// What stands for a reason until there is one.
const PLACEHOLDER: &str = "…";

/// The documents that an overlay corrects.
pub struct Documents {
    /// `product.yaml`.
    pub product: Node,
    /// Operations by name.
    pub operations: BTreeMap<String, Node>,
    /// Operations whose file does not parse. That is reported already, so corrections of them are passed over.
    pub unreadable: BTreeSet<String>,
}

/// Applies every entry of the overlay.
pub fn apply(file: &str, overlay: &Node, documents: &mut Documents, diagnostics: &mut Diagnostics) {
    if !matches!(overlay.value, Value::Map(_) | Value::Null) {
        let message = format!("the overlay holds {}", overlay.describe());
        diagnostics.push(
            Diagnostic::error("unexpected-shape", file, Some(overlay.mark), message)
                .expected("a mapping with `corrections:`")
                .help("put the entries into a list under `corrections:`"),
        );
    }
    for entry in overlay.entries() {
        let (expected, each) = match entry.key.as_str() {
            "corrections" => ("a list of entries with `reason`, `targets`, `expect` and `set`", "entry"),
            key if SECTIONS.contains(&key) => ("a list of groups with `reason` and `operations`", "group"),
            names::SECTION => ("a list of entries with `reason` and `paths`", "entry"),
            unknown => {
                let message = format!("`{unknown}` is no section of an overlay");
                diagnostics.push(
                    Diagnostic::error("unknown-section", file, Some(entry.mark), message)
                        .at(unknown)
                        .expected("`corrections`, `paging`, `waiters` or `names`")
                        .help("correct the section's name, or delete it"),
                );
                continue;
            }
        };
        if !matches!(entry.node.value, Value::List(_) | Value::Null) {
            let message = format!("`{}` cannot be {}", entry.key, entry.node.describe());
            diagnostics.push(
                Diagnostic::error("unexpected-shape", file, Some(entry.node.mark), message)
                    .at(&entry.key)
                    .expected(expected)
                    .help(format!("start each {each} with `- `")),
            );
        }
    }
    let corrections = overlay.get("corrections").map_or(&[][..], Node::elements);
    for (index, correction) in corrections.iter().enumerate() {
        apply_correction(file, index, correction, documents, diagnostics);
    }
}

/// The overlay text that settles a problem, as help on it. The lines fit below `corrections:` as they are.
#[must_use]
pub fn snippet(target: &str, expect: &str, set: &str) -> String {
    format!(
        "correct the file, or add to overlay.yaml below `corrections:`, with a reason\n- reason: {PLACEHOLDER}\n  \
         {}\n  expect: {expect}\n  set: {set}",
        targets(target)
    )
}

/// A correction of many places, to paste below `corrections:`.
#[must_use]
pub fn correction<'a>(paths: impl IntoIterator<Item = &'a str>, expect: &str, set: &str) -> String {
    let all: String = paths.into_iter().map(|path| format!("      - {}\n", canonical::text(path))).collect();
    format!("  - reason: {PLACEHOLDER}\n    targets:\n{all}    expect: {expect}\n    set: {set}\n")
}

/// The targets of a correction of one place.
fn targets(target: &str) -> String {
    format!("targets: [{}]", canonical::text(target))
}

/// What is missing from a correction, or says nothing.
fn incomplete(correction: &Node) -> Option<&'static str> {
    let text = |key| correction.get(key).and_then(Node::text).map_or("", str::trim);
    let list = |key| correction.get(key).map_or(&[][..], Node::elements);
    let filled = |key| correction.get(key).is_some_and(|node| !node.entries().is_empty());
    if text("reason").is_empty() || text("reason") == PLACEHOLDER {
        Some("reason")
    } else if list("targets").is_empty() || list("targets").iter().any(|target| target.text().is_none()) {
        Some("targets")
    } else {
        ["expect", "set"].into_iter().find(|&key| !filled(key))
    }
}

fn apply_correction(
    file: &str,
    index: usize,
    correction: &Node,
    documents: &mut Documents,
    diagnostics: &mut Diagnostics,
) {
    if let Some(key) = incomplete(correction) {
        let what = match key {
            "reason" => "`reason: …` in your words",
            "targets" => "`targets: […]`, a list of paths",
            "expect" => "`expect: {…}`, what stands there now; `null` for an absent key",
            _ => "`set: {…}`, what to put in its place; `null` takes the key away",
        };
        diagnostics.push(
            Diagnostic::error(
                "incomplete-correction",
                file,
                Some(correction.mark),
                format!("the correction has no `{key}`"),
            )
            .at(format!("corrections, number {}", index + 1))
            .expected(what)
            .help(format!("add `{key}`, or delete the correction")),
        );
        return;
    }
    let expect = correction.get("expect").map_or(&[][..], Node::entries);
    let set = correction.get("set").map_or(&[][..], Node::entries);
    for target in correction.get("targets").map_or(&[][..], Node::elements) {
        let Some(path) = target.text() else { continue };
        let operation = path.split_once('.').map_or(path, |(operation, _)| operation);
        if documents.unreadable.contains(operation) {
            continue;
        }
        let problem = |code, message: String| Diagnostic::error(code, file, Some(target.mark), message).at(path);
        let mut found = match target::find(documents, path) {
            Ok(found) => found,
            Err(missing) => {
                diagnostics.push(
                    problem("overlay-target-gone", format!("the target does not exist: {missing}"))
                        .expected("`Operation`, `Operation.request.…`, `Operation.response.…` or `schemas.…`")
                        .help(format!("delete `{path}` from this correction, or correct it")),
                );
                continue;
            }
        };
        if set.iter().all(|entry| is_so(found.get(&entry.key), &entry.node)) {
            diagnostics.push(
                problem("overlay-outdated", "what the correction sets is so already".to_owned())
                    .expected("a correction that changes something")
                    .help(format!("delete `{path}` from this correction")),
            );
            continue;
        }
        let unmet = expect.iter().find(|entry| !same(found.get(&entry.key), &entry.node));
        if let Some(entry) = unmet {
            let there = found.get(&entry.key).map_or_else(|| "absent".to_owned(), shown);
            diagnostics.push(
                problem("overlay-outdated", format!("`{}` is {there} now", entry.key))
                    .expected(shown(&entry.node))
                    .help(format!(
                        "if the metadata is right now, delete `{path}` from this correction; else update `expect`"
                    )),
            );
            continue;
        }
        for entry in set {
            found.put(entry);
        }
    }
}

/// A value on one line, for messages.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "absent".to_owned(),
        _ => format!("`{}`", canonical::inline(node)),
    }
}

/// Whether a key has exactly the value that a correction gives it; `null` means absent.
fn is_so(found: Option<&Node>, wanted: &Node) -> bool {
    let value = |node: &Node| (node.value != Value::Null).then(|| canonical::inline(node));
    found.and_then(value) == value(wanted)
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
