//! Merging one operation.

use super::values::{both, filled, inline};
use crate::build::{Mapping, list};
use std::collections::BTreeSet;

use super::report::Log;
use super::selection::Chosen;
use super::{facts, merge};
use crate::keys;
use crate::tree::Node;

/// What of an operation is merged part by part, in the order of the report.
const PARTS: [&str; 3] = ["parameters", "responses", "errorCodes"];

/// Merges an operation.
pub(super) fn merge(chosen: &Chosen<'_>, ours: Option<&Node>, log: &mut Log) -> Node {
    let published = chosen.node;
    let known = ours.is_some();
    let old = |key| ours.and_then(|ours| ours.get(key));
    let mut merged = Mapping::default();
    for key in both(published, ours).filter(|key| !PARTS.contains(key)) {
        let value = facts::merge(&keys::OPERATION, key, published.get(key), old(key), known, &chosen.name, log);
        merged.push(key, value);
    }
    let [request, response, failure] = PARTS;
    merged.push(request, parameters(published.get(request), old(request), known, log));
    merged.push(response, responses(filled(published.get(response)), old(response), known, log));
    merged.push(failure, errors(filled(published.get(failure)), old(failure), known, log));
    merged.node()
}

/// A parameter is known by its name and its location.
fn identity(parameter: &Node) -> Option<(&str, &str)> {
    let text = |key| parameter.get(key).and_then(Node::text);
    Some((text("name").filter(|name| !name.is_empty())?, text("in").unwrap_or_default()))
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
            log.added(&format!("{path} in {}", id.1));
        }
        merged.push(merge::mapping(&keys::PARAMETER, parameter, ours, &path, log));
    }
    for gone in old {
        if let Some(id) = identity(gone).filter(|id| !seen.contains(id)) {
            log.removed(&format!("request.{} in {}", id.0, id.1), &facts::prose(gone, &keys::PARAMETER));
        }
    }
    list(merged)
}

/// Merges the responses by status. Many documents are stripped of responses: where nothing is said, ours stay.
fn responses(published: Option<&Node>, ours: Option<&Node>, known: bool, log: &mut Log) -> Option<Node> {
    let Some(published) = published.filter(|published| !published.entries().is_empty()) else {
        if let Some(ours) = filled(ours) {
            let statuses: Vec<_> = ours.entries().iter().map(|entry| entry.key.as_str()).collect();
            log.kept("response", "responses", &statuses.join(", "));
        }
        return ours.cloned();
    };
    let mut merged = Mapping::default();
    for status in both(published, ours) {
        let (new, old) = (published.get(status), ours.and_then(|ours| ours.get(status)));
        let path = match status {
            "200" => "response".to_owned(),
            _ => format!("response({status})"),
        };
        merged.push(
            status,
            match status {
                // One published document has headers next to the status codes.
                "headers" => merge::parts(&keys::PARAMETER, new, old, known, "response header ", log),
                _ => merge::part(&keys::RESPONSE, new, old, known, &path, log),
            },
        );
    }
    Some(merged.node())
}

/// Merges the error codes: the codes of the document, with our messages.
fn errors(published: Option<&Node>, ours: Option<&Node>, known: bool, log: &mut Log) -> Option<Node> {
    let Some(published) = published else {
        if let Some(ours) = filled(ours) {
            log.kept("errors", "errorCodes", &inline(ours));
        }
        return filled(ours).cloned();
    };
    let code = |error: &Node| error.get("errorCode").map(inline);
    let mut merged = Mapping::default();
    for status in both(published, ours) {
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
            listed.extend(merge::part(&keys::ERROR, Some(error), ours, known, &path(error), log));
        }
        for gone in old.iter().filter(|gone| listed.iter().all(|taken| code(taken) != code(gone))) {
            log.removed(&path(gone), &facts::prose(gone, &keys::ERROR));
        }
        merged.push(status, (!listed.is_empty()).then(|| list(listed)));
    }
    merged.filled()
}
