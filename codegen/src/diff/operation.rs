//! Compares operations that both versions have.

use super::change::Change;
use super::named::names;
use super::rule::Kind;
use super::schema::{Schemas, Side, Version, deprecation, requirement};
use crate::callable;
use crate::lower::{own_path, style};
use crate::model::MOST_ARGUMENTS;
use crate::names::within;
use crate::spec::{Located, Operation, Parameter, is_bytes};

/// Compares what an operation says of itself, as far as a call of it differs.
pub(super) fn facts(schemas: &Schemas<'_>, old: &Operation, new: &Operation) -> Vec<Change> {
    let mut changes = Vec::new();
    let change = |kind| Change::new(kind, &old.name);
    changes.extend(deprecation(&old.name, old.deprecated, new.deprecated));
    let values =
        |words: &[Located<String>]| words.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(", ");
    // Nothing else is sent in a form that is stated.
    let has_body = |it: &Operation| it.parameters.iter().any(|parameter| parameter.location.value == "body");
    let consumed = |it: &Operation| if has_body(it) { values(&it.consumes) } else { String::new() };
    let authenticated_alike = callable::auth(old) == callable::auth(new);
    let security = |it: &Operation| if authenticated_alike { String::new() } else { values(&it.security) };
    let word = |word: Option<&Located<String>>| word.map(|word| word.value.clone()).unwrap_or_default();
    let path = |version: &Version<'_>, it| word(own_path(version.product, it));
    for (what, old, new) in [
        ("methods", values(&old.methods), values(&new.methods)),
        ("path", path(&schemas.old, old), path(&schemas.new, new)),
        ("security", security(old), security(new)),
        ("consumes", consumed(old), consumed(new)),
        ("effect", word(old.effect.as_ref()), word(new.effect.as_ref())),
    ] {
        if old != new {
            changes.push(change(Kind::RequestChanged).values(what, old, new));
        }
    }
    let redirects = |it: &Operation| it.redirects.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    if old.redirects != new.redirects {
        changes.push(change(Kind::ResponseChanged).values("redirects", redirects(old), redirects(new)));
    }
    changes
}

/// Compares the parameters.
pub(super) fn request(schemas: &Schemas<'_>, old: &Operation, new: &Operation) -> Vec<Change> {
    let mut changes = Vec::new();
    let path = |parameter: &Parameter| within(&format!("{}.request", old.name), &parameter.name);
    let find = |operation: &'_ Operation, name: &str| operation.parameters.iter().position(|it| it.name == name);
    for parameter in &old.parameters {
        let Some(index) = find(new, &parameter.name) else {
            changes.push(Change::new(Kind::ParameterRemoved, path(parameter)));
            continue;
        };
        let (path, now) = (path(parameter), &new.parameters[index]);
        let styled_alike = style(old, parameter).ok() == style(new, now).ok();
        let word = |it: &Parameter| match &it.style {
            Some(style) if !styled_alike => style.value.clone(),
            _ => String::new(),
        };
        for (what, old, new) in [
            ("in", parameter.location.value.clone(), now.location.value.clone()),
            ("style", word(parameter), word(now)),
        ] {
            if old != new {
                changes.push(Change::new(Kind::RequestChanged, &path).values(what, old, new));
            }
        }
        changes.extend(requirement(&path, is_required(parameter), is_required(now)));
        changes.extend(deprecation(&path, parameter.schema.deprecated, now.schema.deprecated));
        let bytes = [is_whole_of_bytes(old, parameter), is_whole_of_bytes(new, now)];
        schemas.content(&parameter.schema, &now.schema, &path, Side::Request, bytes, &mut changes);
    }
    for parameter in new.parameters.iter().filter(|it| find(old, &it.name).is_none()) {
        let kind = if is_required(parameter) { Kind::RequiredParameterAdded } else { Kind::ParameterAdded };
        changes.push(Change::new(kind, path(parameter)));
    }
    let required = |operation: &Operation, other: &Operation| -> Vec<String> {
        let is = |name: &str| other.parameters.iter().any(|it| it.name == name && is_required(it));
        let common = operation.parameters.iter().filter(|it| is_required(it) && is(&it.name));
        common.map(|it| it.name.clone()).collect()
    };
    // More arguments than these are the fields of a struct, whose order means nothing.
    let is_list =
        |operation: &Operation| operation.parameters.iter().filter(|it| is_required(it)).count() <= MOST_ARGUMENTS;
    let (before, after) = (required(old, new), required(new, old));
    if before != after && is_list(old) && is_list(new) {
        let change = Change::new(Kind::ArgumentsReordered, format!("{}.request", old.name));
        changes.push(change.values("", before.join(", "), after.join(", ")));
    }
    changes
}

/// Whether the constructor takes a parameter. A path without one of its parts is another path.
fn is_required(parameter: &Parameter) -> bool {
    parameter.schema.required || parameter.location.value == "path"
}

/// Whether a parameter is bytes, which only a whole body can be.
fn is_whole_of_bytes(operation: &Operation, parameter: &Parameter) -> bool {
    parameter.location.value == "body" && is_bytes(&parameter.schema, &operation.consumes)
}

/// Compares the documented errors.
pub(super) fn error_codes(old: &Operation, new: &Operation) -> Vec<Change> {
    let codes = |operation: &Operation| operation.error_codes.iter().map(|(_, code, _)| code.clone()).collect();
    let kinds = [Kind::ErrorCodeRemoved, Kind::ErrorCodeAdded];
    // As `names.lock` has it, dots and all.
    names(&codes(old), &codes(new), kinds, |code| format!("{}.errors.{code}", old.name))
}
