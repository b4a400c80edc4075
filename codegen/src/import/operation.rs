//! Merging one operation.

use std::collections::BTreeSet;

use super::build::{Mapping, filled, keys, list};
use super::facts;
use super::report::Log;
use super::schema;
use super::selection::Chosen;
use crate::canonical::inline;
use crate::tree::Node;

/// What of an operation is merged part by part, in the order in which it is told.
const PARTS: [&str; 3] = ["parameters", "responses", "errorCodes"];

/// Merges an operation.
pub(super) fn merge(chosen: &Chosen<'_>, ours: Option<&Node>, log: &mut Log) -> Node {
    let published = chosen.node;
    let known = ours.is_some();
    let old = |key| ours.and_then(|ours| ours.get(key));
    let mut merged = Mapping::default();
    for key in keys(published, ours).filter(|key| !PARTS.contains(key)) {
        let value = facts::merge(key, published.get(key), old(key), known, &chosen.name, log);
        merged.push(key, value);
    }
    let [request, response, failure] = PARTS;
    merged.push(request, parameters(published.get(request), old(request), known, log));
    merged.push(response, responses(filled(published.get(response)), old(response), known, log));
    merged.push(failure, errors(filled(published.get(failure)), old(failure), known, log));
    merged.node()
}

/// A parameter is known by its name and its place.
fn identity(parameter: &Node) -> Option<(&str, &str)> {
    let text = |key| parameter.get(key).and_then(Node::text);
    Some((text("name")?, text("in").unwrap_or_default()))
}

fn parameters(published: Option<&Node>, ours: Option<&Node>, known: bool, log: &mut Log) -> Node {
    let old = ours.map_or(&[][..], Node::elements);
    let mut seen = BTreeSet::new();
    let mut merged = Vec::new();
    for parameter in published.map_or(&[][..], Node::elements) {
        let Some(id) = identity(parameter) else {
            log.noted("request", "has a parameter without a name, which is left out");
            continue;
        };
        let path = format!("request.{}", id.0);
        if !seen.insert(id) {
            log.noted(&path, format!("stands twice in {}; the first one is taken", id.1));
            continue;
        }
        let ours = old.iter().find(|old| identity(old) == Some(id));
        if known && ours.is_none() {
            log.added(format!("{path} in {}", id.1));
        }
        merged.push(part(parameter, ours, &path, log));
    }
    for gone in old {
        if let Some(id) = identity(gone).filter(|id| !seen.contains(id)) {
            log.removed(format!("request.{} in {}", id.0, id.1), facts::prose(gone));
        }
    }
    list(merged)
}

/// Merges a parameter, a header or a response: facts, with a schema and perhaps headers among them.
fn part(published: &Node, ours: Option<&Node>, path: &str, log: &mut Log) -> Node {
    let mut merged = Mapping::default();
    for key in keys(published, ours) {
        let new = published.get(key);
        let old = ours.and_then(|ours| ours.get(key));
        let value = match key {
            "schema" => schema::child(new, old, ours.is_some(), path, log),
            "headers" => parts(filled(new), old, ours.is_some(), &format!("{path} header "), log),
            _ => facts::merge(key, new, old, ours.is_some(), path, log),
        };
        merged.push(key, value);
    }
    merged.node()
}

/// Merges parts by name. A name keeps its place even when nothing is known about it.
fn parts(published: Option<&Node>, ours: Option<&Node>, known: bool, path: &str, log: &mut Log) -> Option<Node> {
    let mut merged = Mapping::default();
    for name in keys(published.or(ours)?, ours) {
        let old = ours.and_then(|ours| ours.get(name));
        let path = format!("{path}{name}");
        match (published.and_then(|published| published.get(name)), old) {
            (Some(new), old) => {
                if known && old.is_none() {
                    log.added(&path);
                }
                merged.push(name, part(new, old, &path, log));
            }
            (None, Some(old)) => log.removed(path, facts::prose(old)),
            (None, None) => {}
        }
    }
    merged.filled()
}

/// Merges the responses by status. Many documents are stripped of responses: where nothing is said, ours stay.
fn responses(published: Option<&Node>, ours: Option<&Node>, known: bool, log: &mut Log) -> Option<Node> {
    let Some(published) = published.filter(|published| !published.entries().is_empty()) else {
        if let Some(ours) = filled(ours) {
            let statuses: Vec<_> = ours.entries().iter().map(|entry| entry.key.as_str()).collect();
            log.kept("response", "responses", statuses.join(", "));
        }
        return ours.cloned();
    };
    let mut merged = Mapping::default();
    for status in keys(published, ours) {
        let new = published.get(status);
        let old = ours.and_then(|ours| ours.get(status));
        let path = match status {
            "200" => "response".to_owned(),
            _ => format!("response({status})"),
        };
        match (new, old) {
            // One published document has headers next to the status codes.
            (new, old) if status == "headers" => {
                merged.push(status, parts(filled(new), old, known, "response header ", log));
            }
            (Some(new), old) => {
                if known && old.is_none() {
                    log.added(&path);
                }
                merged.push(status, part(new, old, &path, log));
            }
            (None, Some(old)) => log.removed(path, facts::prose(old)),
            (None, None) => {}
        }
    }
    Some(merged.node())
}

/// Merges the error codes: the codes of the document, with our messages.
fn errors(published: Option<&Node>, ours: Option<&Node>, known: bool, log: &mut Log) -> Option<Node> {
    let Some(published) = published else {
        if let Some(ours) = filled(ours) {
            log.kept("errors", "errorCodes", inline(ours));
        }
        return filled(ours).cloned();
    };
    let code = |error: &Node| error.get("errorCode").map(inline);
    let mut merged = Mapping::default();
    for status in keys(published, ours) {
        let new = published.get(status).map_or(&[][..], Node::elements);
        let old = ours.and_then(|ours| ours.get(status)).map_or(&[][..], Node::elements);
        let path = |error: &Node| format!("errors.{status}.{}", code(error).unwrap_or_default());
        let mut listed: Vec<Node> = Vec::new();
        for error in new {
            // A code often stands twice, with two messages. Only the messages differ, and those are not taken.
            if code(error).is_none() || listed.iter().any(|taken| code(taken) == code(error)) {
                continue;
            }
            let ours = old.iter().find(|old| code(old) == code(error));
            if known && ours.is_none() {
                log.added(path(error));
            }
            listed.push(part(error, ours, &path(error), log));
        }
        for gone in old {
            if !listed.iter().any(|taken| code(taken) == code(gone)) {
                log.removed(path(gone), facts::prose(gone));
            }
        }
        merged.push(status, (!listed.is_empty()).then(|| list(listed)));
    }
    merged.filled()
}
