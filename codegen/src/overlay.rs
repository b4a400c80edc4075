//! Our corrections on top of what is published, applied to the documents before they are read.
//!
//! An entry names its targets, says what it expects to find there, and what to put in its place:
//!
//! ```yaml
//! corrections:
//!   - reason: The service sends fractions of a second here.
//!     targets: [GetEditingProject.reply.Project.Duration]
//!     expect: {type: integer, format: int64}
//!     set: {type: number, format: double}
//! ```
//!
//! A target is an operation (`GetEditingProject`), a parameter (`….request.Title`), something in a reply
//! (`….reply.Project.Duration`), or something in a shared schema (`schemas.Source.Url`); `[]` steps into the elements of
//! a list and `{}` into the values of a map. `null` stands for an absent key. An entry whose target is gone, or where
//! something else stands than it expects, fails the generation: corrections that never expire rot.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Mark};
use crate::tree::{Entry, Node, Value};

/// The documents that an overlay corrects.
pub struct Documents {
    /// `product.yaml`.
    pub product: Node,
    /// Operations by name.
    pub operations: BTreeMap<String, Node>,
}

/// Applies every entry of the overlay.
pub fn apply(file: &str, overlay: &Node, documents: &mut Documents, diagnostics: &mut Diagnostics) {
    for entry in overlay.entries() {
        if entry.key != "corrections" {
            diagnostics.push(
                Diagnostic::error(
                    "unknown-section",
                    file,
                    Some(entry.mark),
                    format!("`{}` is no section of an overlay", entry.key),
                )
                .expected("`corrections`")
                .help("remove the section, or correct its name"),
            );
        }
    }
    for correction in overlay.get("corrections").map_or(&[][..], Node::elements) {
        apply_correction(file, correction, documents, diagnostics);
    }
}

fn apply_correction(file: &str, correction: &Node, documents: &mut Documents, diagnostics: &mut Diagnostics) {
    for key in ["reason", "targets", "expect", "set"] {
        if correction.get(key).is_none() {
            diagnostics.push(
                Diagnostic::error(
                    "incomplete-correction",
                    file,
                    Some(correction.mark),
                    format!("the correction has no `{key}`"),
                )
                .expected("`reason`, `targets`, `expect` and `set`")
                .help(format!("add `{key}`")),
            );
            return;
        }
    }
    let expect = correction.get("expect").map_or(&[][..], Node::entries);
    let set = correction.get("set").map_or(&[][..], Node::entries);
    for target in correction.get("targets").map_or(&[][..], Node::elements) {
        let Some(path) = target.text() else { continue };
        let problem = |code, message: String, help: String| {
            Diagnostic::error(code, file, Some(target.mark), message)
                .at(path)
                .help(help)
        };
        let node = match find(documents, path) {
            Ok(node) => node,
            Err(missing) => {
                diagnostics.push(
                    problem(
                        "overlay-target-gone",
                        format!("the target does not exist: {missing}"),
                        format!("delete `{path}` from this correction, or correct it"),
                    )
                    .expected("an operation, `Operation.request.…`, `Operation.reply.…` or `schemas.…`"),
                );
                continue;
            }
        };
        let unmet = expect.iter().find(|entry| !same(node.get(&entry.key), &entry.node));
        if let Some(entry) = unmet {
            let found = node
                .get(&entry.key)
                .map_or_else(|| "nothing".to_owned(), Node::describe);
            diagnostics.push(
                problem(
                    "overlay-outdated",
                    format!("`{}` is {found} now", entry.key),
                    format!("if the metadata is right now, delete `{path}` from this correction; else update `expect`"),
                )
                .expected(entry.node.describe()),
            );
            continue;
        }
        for entry in set {
            put(node, entry);
        }
    }
}

/// Whether what is there is what was expected; an expected `null` means absent.
fn same(found: Option<&Node>, expected: &Node) -> bool {
    match (found.map(|node| &node.value), &expected.value) {
        (None | Some(Value::Null), Value::Null) => true,
        (Some(Value::Scalar { text: found, .. }), Value::Scalar { text: expected, .. }) => found == expected,
        (Some(Value::List(found)), Value::List(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| same(Some(found), expected))
        }
        (Some(Value::Map(_)), Value::Map(expected)) => expected
            .iter()
            .all(|entry| same(found.and_then(|node| node.get(&entry.key)), &entry.node)),
        _ => false,
    }
}

/// Puts a value at a key; `null` removes the key. The value takes the place of its target, where messages then point.
fn put(node: &mut Node, entry: &Entry) {
    let mark = node.mark;
    let Value::Map(entries) = &mut node.value else { return };
    entries.retain(|existing| existing.key != entry.key);
    if entry.node.value != Value::Null {
        let mut node = entry.node.clone();
        remark(&mut node, mark);
        entries.push(Entry {
            key: entry.key.clone(),
            mark,
            node,
        });
    }
}

fn remark(node: &mut Node, mark: Mark) {
    node.mark = mark;
    match &mut node.value {
        Value::List(elements) => elements.iter_mut().for_each(|element| remark(element, mark)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| {
            entry.mark = mark;
            remark(&mut entry.node, mark);
        }),
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// Finds the node that a target names, or says which part of it is missing.
fn find<'a>(documents: &'a mut Documents, path: &str) -> Result<&'a mut Node, String> {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    if head == "schemas" {
        let schemas = step(&mut documents.product, "components").and_then(|node| step(node, "schemas"));
        return descend(schemas.ok_or("there are no shared schemas")?, rest, Within::Names);
    }
    let operation = documents
        .operations
        .get_mut(head)
        .ok_or_else(|| format!("no operation `{head}`"))?;
    let (part, rest) = rest
        .split_once(['.', '[', '{'])
        .map_or((rest, ""), |(part, _)| (part, &rest[part.len()..]));
    match part {
        "" => Ok(operation),
        // A parameter is both its own node (`in`, `style`) and that of its schema; `set` tells by the key.
        "request" => {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let Some(Value::List(parameters)) = step(operation, "parameters").map(|node| &mut node.value) else {
                return Err("the operation has no parameters".to_owned());
            };
            let named = |node: &Node| {
                let parameter = node.get("name").and_then(Node::text)?;
                is_prefix(name, parameter).then_some(parameter.len())
            };
            let found = parameters
                .iter()
                .enumerate()
                .filter_map(|(index, node)| Some((named(node)?, index)))
                .max();
            let (length, index) = found.ok_or_else(|| format!("no parameter `{name}`"))?;
            descend(&mut parameters[index], &name[length..], Within::Parameter)
        }
        "reply" => {
            let Some(Value::Map(responses)) = step(operation, "responses").map(|node| &mut node.value) else {
                return Err("the operation has no responses".to_owned());
            };
            let reply = responses
                .iter_mut()
                .filter(|entry| entry.key.starts_with('2'))
                .find_map(|entry| step(&mut entry.node, "schema"))
                .ok_or("the operation has no reply schema")?;
            descend(reply, rest, Within::Schema)
        }
        _ => Err(format!("`{part}` is neither `request` nor `reply`")),
    }
}

/// What the node at hand is, which decides how the next step is found.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// A parameter, whose schema is one level down.
    Parameter,
    /// A schema.
    Schema,
    /// A mapping of names to schemas.
    Names,
}

fn descend<'a>(node: &'a mut Node, path: &str, within: Within) -> Result<&'a mut Node, String> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if path.is_empty() {
        return Ok(node);
    }
    if within == Within::Parameter {
        return descend(
            step(node, "schema").ok_or("the parameter has no schema")?,
            path,
            Within::Schema,
        );
    }
    for (sign, key) in [("[]", "items"), ("{}", "additionalProperties")] {
        if let Some(rest) = path.strip_prefix(sign) {
            let inner = step(node, key).ok_or_else(|| format!("there is no `{key}` at `{path}`"))?;
            return descend(inner, rest, Within::Schema);
        }
    }
    if let Some(reference) = node.get("$ref").and_then(Node::text) {
        let schema = reference.trim_start_matches("#/components/schemas/");
        return Err(format!(
            "the shared schema `{schema}` stands here; use `schemas.{schema}.{path}`"
        ));
    }
    let names = if within == Within::Names {
        Some(node)
    } else {
        step(node, "properties")
    };
    let Some(Value::Map(entries)) = names.map(|node| &mut node.value) else {
        return Err(format!("nothing is named `{path}`"));
    };
    // Names may hold dots, so the longest name that fits is taken.
    let found = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| is_prefix(path, &entry.key));
    let index = found.max_by_key(|(_, entry)| entry.key.len()).map(|(index, _)| index);
    let entry = &mut entries[index.ok_or_else(|| format!("nothing is named `{path}`"))?];
    let rest = &path[entry.key.len()..];
    descend(&mut entry.node, rest, Within::Schema)
}

/// Whether a path starts with a whole name.
fn is_prefix(path: &str, name: &str) -> bool {
    path.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{']))
}

fn step<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Map(entries) => entries
            .iter_mut()
            .find(|entry| entry.key == key)
            .map(|entry| &mut entry.node),
        _ => None,
    }
}
