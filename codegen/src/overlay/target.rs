//! What a correction's target names: the way there, and what is read and written at its end.

use std::sync::Arc;

use crate::documents::Documents;
use crate::keys::{self, Mapping};
use crate::read::successful;
use crate::spec::Reference;
use crate::suggestion::meant;
use crate::tree::{Entry, Node, Value};

/// What a target names.
pub(super) enum Target<'a> {
    /// An operation.
    Operation(&'a mut Node),
    /// A schema that no field has for itself: that of a response, a shared one, that of elements.
    Schema(&'a mut Node),
    /// A field of an object, by its schema.
    Field(&'a mut Node),
    /// A parameter, whose schema counts as part of it: each key is sought where it belongs.
    Parameter(&'a mut Node),
}

impl Target<'_> {
    /// The mapping that a key of the target is in.
    pub(super) fn mapping(&self, key: &str) -> &'static Mapping {
        match self {
            Target::Operation(_) => &keys::OPERATION,
            // What parameters and schemas both have, such as a description, is that of the schema.
            Target::Parameter(_) if keys::PARAMETER.key(key).is_some() && keys::SCHEMA.key(key).is_none() => {
                &keys::PARAMETER
            }
            Target::Schema(_) | Target::Field(_) | Target::Parameter(_) => &keys::SCHEMA,
        }
    }

    fn is_in_schema(&self, key: &str) -> bool {
        matches!(self, Target::Parameter(_)) && std::ptr::eq(self.mapping(key), &raw const keys::SCHEMA)
    }

    /// The value at a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let (Target::Operation(node) | Target::Schema(node) | Target::Field(node) | Target::Parameter(node)) = self;
        if self.is_in_schema(key) { node.get("schema")?.get(key) } else { node.get(key) }
    }

    /// Puts a value at a key, where it keeps its place in the overlay; `null` takes the key away.
    pub(super) fn put(&mut self, entry: &Entry) {
        let in_schema = self.is_in_schema(&entry.key);
        let (Target::Operation(node) | Target::Schema(node) | Target::Field(node) | Target::Parameter(node)) = self;
        if in_schema {
            if node.get("schema").is_none() {
                let span = node.span.clone();
                let schema = Entry { key: "schema".to_owned(), node: Node::null(&span), span };
                change(node, |entries| entries.push(schema));
            }
            if let Some(schema) = node.get_mut("schema") {
                put(schema, entry);
            }
        } else {
            put(node, entry);
        }
    }
}

fn put(node: &mut Node, entry: &Entry) {
    change(node, |entries| {
        entries.retain(|existing| existing.key != entry.key);
        if entry.node.value != Value::Null {
            entries.push(entry.clone());
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

/// The keys of the schema within a list or a map, by the signs of a path.
const INNER: [(&str, &str); 2] = [("[]", "items"), ("{}", "additionalProperties")];

/// Why a target does not exist.
pub(super) struct Missing {
    /// The part of it that is missing.
    pub(super) what: String,
    /// What may be meant.
    pub(super) near: Option<String>,
}

impl Missing {
    fn name<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Self {
        let first = name.split(['.', '[', '{']).next().unwrap_or_default();
        Self { what: format!("{what} `{name}`"), near: meant(first, known) }
    }
}

impl<T: Into<String>> From<T> for Missing {
    fn from(what: T) -> Self {
        Self { what: what.into(), near: None }
    }
}

/// Finds the node that a target names, or says which part of it is missing.
pub(super) fn find<'a>(documents: &'a mut Documents, path: &str) -> Result<Target<'a>, Missing> {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    if head == "schemas" {
        let schemas =
            Arc::make_mut(&mut documents.product).get_mut("components").and_then(|node| node.get_mut("schemas"));
        let rest = rest.ok_or("the name of a shared schema is missing")?;
        return descend(schemas.ok_or("there are no shared schemas")?, rest, Within::Names);
    }
    if !documents.operations.contains_key(head) {
        return Err(Missing::name("no operation", head, documents.operations.keys().map(String::as_str)));
    }
    let operation = documents.operations.get_mut(head).ok_or("no operation")?;
    let operation = Arc::make_mut(&mut operation.node);
    let Some(rest) = rest else { return Ok(Target::Operation(operation)) };
    let (part, rest) = rest.split_once(['.', '[', '{']).map_or((rest, ""), |(part, _)| (part, &rest[part.len()..]));
    match part {
        "request" => {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let Some(Value::List(parameters)) = operation.get_mut("parameters").map(|node| &mut node.value) else {
                return Err("the operation has no parameters".into());
            };
            let named = |node: &Node| {
                let parameter = node.get("name").and_then(Node::text)?;
                is_prefix(name, parameter).then_some(parameter.len())
            };
            let found = parameters.iter().enumerate().filter_map(|(index, node)| Some((named(node)?, index))).max();
            let Some((length, index)) = found else {
                let known = parameters.iter().filter_map(|node| node.get("name")?.text());
                return Err(Missing::name("no parameter", name, known));
            };
            descend(&mut parameters[index], &name[length..], Within::Parameter)
        }
        "response" => {
            let responses = operation.get_mut("responses").ok_or("the operation has no responses")?;
            let status = successful(responses).map(|entry| entry.key.clone());
            let response = status.and_then(|status| responses.get_mut(&status)?.get_mut("schema"));
            let response = response.ok_or("the operation has no response schema")?;
            descend(response, rest, Within::Schema)
        }
        _ => Err(format!("`{part}` is neither `request` nor `response`").into()),
    }
}

/// What the node at hand is, which decides how the next step is found.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// A parameter, whose schema is one level down.
    Parameter,
    /// A schema that no field has for itself.
    Schema,
    /// A field, by its schema.
    Field,
    /// A mapping of names to schemas.
    Names,
}

fn descend<'a>(node: &'a mut Node, path: &str, within: Within) -> Result<Target<'a>, Missing> {
    match (path, within) {
        ("", Within::Parameter) => return Ok(Target::Parameter(node)),
        ("", Within::Schema) => return Ok(Target::Schema(node)),
        ("", Within::Field) => return Ok(Target::Field(node)),
        _ => {}
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    if within == Within::Parameter {
        return descend(node.get_mut("schema").ok_or("the parameter has no schema")?, path, Within::Field);
    }
    for (sign, key) in INNER {
        if let Some(rest) = path.strip_prefix(sign) {
            let inner = node.get_mut(key).ok_or_else(|| format!("there is no `{key}` at `{path}`"))?;
            return descend(inner, rest, Within::Schema);
        }
    }
    if let Some(reference) = node.get("$ref").and_then(Node::text) {
        let schema = Reference::target(reference).unwrap_or(reference);
        return Err(format!("the shared schema `{schema}` stands here; use `schemas.{schema}.{path}`").into());
    }
    let inner = INNER.into_iter().find(|(_, key)| node.get(key).is_some());
    let names = if within == Within::Names { Some(node) } else { node.get_mut("properties") };
    let Some(Value::Map(entries)) = names.map(|node| &mut node.value) else {
        let near = inner.map(|(sign, _)| format!("`{sign}.{path}`"));
        return Err(Missing { what: format!("nothing is named `{path}`"), near });
    };
    // Names may hold dots, so the longest name that fits is taken.
    let found = entries.iter().enumerate().filter(|(_, entry)| is_prefix(path, &entry.key));
    let index = found.max_by_key(|(_, entry)| entry.key.len()).map(|(index, _)| index);
    let Some(index) = index else {
        return Err(Missing::name("nothing is named", path, entries.iter().map(|entry| entry.key.as_str())));
    };
    let entry = &mut entries[index];
    let rest = &path[entry.key.len()..];
    descend(&mut entry.node, rest, if within == Within::Names { Within::Schema } else { Within::Field })
}

/// Whether a path starts with a whole name.
fn is_prefix(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '{']))
}
