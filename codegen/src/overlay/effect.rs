//! Whether what a correction sets means something where it is set: a limit of lengths says nothing of an object.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::Documents;
use crate::keys::TYPES;
use crate::spec::{Correction, Reference};
use crate::tree::{Entry, Node, Value};

use super::target::{self, Target};

/// Reports keys that say nothing of their target, once every correction is applied: one may set the type that another needs.
pub(super) fn check(corrections: &[Correction], documents: &mut Documents, diagnostics: &mut Diagnostics) {
    for correction in corrections {
        for path in &correction.targets {
            // What is missing is reported already.
            let Ok(found) = target::find(documents, &path.value) else { continue };
            for entry in correction.set.iter().filter(|entry| entry.node.value != Value::Null) {
                diagnostics.extend(without_effect(&found, entry, &path.value));
            }
        }
    }
}

/// What is wrong with an entry that says nothing of a target.
fn without_effect(target: &Target<'_>, entry: &Entry, path: &str) -> Option<Diagnostic> {
    let name = &entry.key;
    let key = target.mapping(name).key(name)?;
    let report = |message: String, expected: &str, help: String| {
        let problem = Diagnostic::new(Code::OverlayWithoutEffect, &entry.span, message);
        Some(problem.at(path).expected(expected).help(help))
    };
    let otherwise = format!("take `{name}` away, or correct `targets`");
    if key.of_field && matches!(target, Target::Schema(_)) {
        let message = format!("`{name}` is said of a field, and no field has this schema for itself");
        return report(message, "a parameter, or a field by its name", otherwise);
    }
    if let Some(reference) = target.get("$ref").and_then(Node::text)
        && (name == "type" || !key.types.is_empty())
    {
        let schema = Reference::target(reference).unwrap_or(reference);
        let message = format!("`{name}` says nothing beside a reference to the shared schema `{schema}`");
        let help = format!("set it of `schemas.{schema}`, set `$ref: null` as well, or take `{name}` away");
        return report(message, "a target without `$ref`", help);
    }
    let says_of = |kind: &str| key.types.is_empty() || key.types.contains(&kind);
    let kind = target.get("type").and_then(Node::text)?;
    // Another type is reported where it is lowered.
    if says_of(kind) || !TYPES.contains(&kind) {
        return None;
    }
    let of_elements = target.get("items").and_then(|items| items.get("type")?.text()).is_some_and(says_of);
    let help = if of_elements { format!("set it of the elements, `{path}[]`, or take it away") } else { otherwise };
    let expected = format!("a target of type {}", key.types.join(" or "));
    report(format!("`{name}` says nothing of type `{kind}`"), &expected, help)
}
