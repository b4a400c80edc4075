//! What a correction's target names: the way there, and what is read and written at its end.

use super::Documents;
use crate::diagnostic::Mark;
use crate::tree::{Entry, Node, Value};

/// Keys that a parameter has beside its schema.
const PARAMETER_KEYS: [&str; 6] = ["name", "in", "style", "schema", "allowEmptyValue", "examples"];

/// What a target names.
pub(super) enum Target<'a> {
    /// An operation or a schema.
    Node(&'a mut Node),
    /// A parameter, whose schema counts as part of it: each key is sought where it belongs.
    Parameter(&'a mut Node),
}

impl Target<'_> {
    /// The value at a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Target::Parameter(node) if !PARAMETER_KEYS.contains(&key) => node.get("schema")?.get(key),
            Target::Node(node) | Target::Parameter(node) => node.get(key),
        }
    }

    /// Puts a value at a key; `null` takes the key away.
    pub(super) fn put(&mut self, entry: &Entry) {
        match self {
            Target::Parameter(node) if !PARAMETER_KEYS.contains(&entry.key.as_str()) => {
                if node.get("schema").is_none() {
                    let schema = Entry {
                        key: "schema".to_owned(),
                        mark: node.mark,
                        node: Node { mark: node.mark, value: Value::Null },
                    };
                    change(node, |entries| entries.push(schema));
                }
                if let Some(schema) = step(node, "schema") {
                    put(schema, entry);
                }
            }
            Target::Node(node) | Target::Parameter(node) => put(node, entry),
        }
    }
}

/// The value stands at the place of its target, where messages then point.
fn put(node: &mut Node, entry: &Entry) {
    let mark = node.mark;
    change(node, |entries| {
        entries.retain(|existing| existing.key != entry.key);
        if entry.node.value != Value::Null {
            let mut node = entry.node.clone();
            remark(&mut node, mark);
            entries.push(Entry { key: entry.key.clone(), mark, node });
        }
    });
}

/// Changes the entries of a node, which becomes a mapping where it is none.
fn change(node: &mut Node, change: impl FnOnce(&mut Vec<Entry>)) {
    let mut entries = match std::mem::replace(&mut node.value, Value::Null) {
        Value::Map(entries) => entries,
        _ => Vec::new(),
    };
    change(&mut entries);
    node.value = Value::Map(entries);
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
pub(super) fn find<'a>(documents: &'a mut Documents, path: &str) -> Result<Target<'a>, String> {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    if head == "schemas" {
        let schemas = step(&mut documents.product, "components").and_then(|node| step(node, "schemas"));
        return descend(schemas.ok_or("there are no shared schemas")?, rest, Within::Names);
    }
    let operation = documents.operations.get_mut(head).ok_or_else(|| format!("no operation `{head}`"))?;
    let (part, rest) = rest.split_once(['.', '[', '{']).map_or((rest, ""), |(part, _)| (part, &rest[part.len()..]));
    match part {
        "" => Ok(Target::Node(operation)),
        "request" => {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let Some(Value::List(parameters)) = step(operation, "parameters").map(|node| &mut node.value) else {
                return Err("the operation has no parameters".to_owned());
            };
            let named = |node: &Node| {
                let parameter = node.get("name").and_then(Node::text)?;
                is_prefix(name, parameter).then_some(parameter.len())
            };
            let found = parameters.iter().enumerate().filter_map(|(index, node)| Some((named(node)?, index))).max();
            let (length, index) = found.ok_or_else(|| format!("no parameter `{name}`"))?;
            descend(&mut parameters[index], &name[length..], Within::Parameter)
        }
        "response" => {
            let Some(Value::Map(responses)) = step(operation, "responses").map(|node| &mut node.value) else {
                return Err("the operation has no responses".to_owned());
            };
            // The response that the spec's reader takes: the first successful status that has one.
            let response = responses
                .iter_mut()
                .filter(|entry| entry.key.starts_with('2') && entry.node.get("schema").is_some())
                .min_by(|left, right| left.key.cmp(&right.key))
                .and_then(|entry| step(&mut entry.node, "schema"))
                .ok_or("the operation has no response schema")?;
            descend(response, rest, Within::Schema)
        }
        _ => Err(format!("`{part}` is neither `request` nor `response`")),
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

fn descend<'a>(node: &'a mut Node, path: &str, within: Within) -> Result<Target<'a>, String> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if path.is_empty() {
        return Ok(match within {
            Within::Parameter => Target::Parameter(node),
            Within::Schema | Within::Names => Target::Node(node),
        });
    }
    if within == Within::Parameter {
        return descend(step(node, "schema").ok_or("the parameter has no schema")?, path, Within::Schema);
    }
    for (sign, key) in [("[]", "items"), ("{}", "additionalProperties")] {
        if let Some(rest) = path.strip_prefix(sign) {
            let inner = step(node, key).ok_or_else(|| format!("there is no `{key}` at `{path}`"))?;
            return descend(inner, rest, Within::Schema);
        }
    }
    if let Some(reference) = node.get("$ref").and_then(Node::text) {
        let schema = reference.trim_start_matches("#/components/schemas/");
        return Err(format!("the shared schema `{schema}` stands here; use `schemas.{schema}.{path}`"));
    }
    let names = if within == Within::Names { Some(node) } else { step(node, "properties") };
    let Some(Value::Map(entries)) = names.map(|node| &mut node.value) else {
        return Err(format!("nothing is named `{path}`"));
    };
    // Names may hold dots, so the longest name that fits is taken.
    let found = entries.iter().enumerate().filter(|(_, entry)| is_prefix(path, &entry.key));
    let index = found.max_by_key(|(_, entry)| entry.key.len()).map(|(index, _)| index);
    let entry = &mut entries[index.ok_or_else(|| format!("nothing is named `{path}`"))?];
    let rest = &path[entry.key.len()..];
    descend(&mut entry.node, rest, Within::Schema)
}

/// Whether a path starts with a whole name.
fn is_prefix(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{']))
}

fn step<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Map(entries) => entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node),
        _ => None,
    }
}
