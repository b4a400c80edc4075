//! Path templates: `/jobs/{JobId}`, in a few places `[JobId]`, sometimes with a query (`/jobs?list`) or a star.

use crate::spec::{Operation, Parameter};

/// The names in braces or brackets of a path template. What is in its query is literal.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    let path = template.split('?').next().unwrap_or(template);
    path.split(['{', '[']).skip(1).filter_map(|rest| Some(rest.split_once(['}', ']'])?.0))
}

/// The path template of an operation, with a place for each of its parameters in the path.
///
/// A star is any number of segments: `{+name}` for the one parameter that has no place of its own. Where the template has other
/// names than the parameters, that parameter is the whole path, as in `/providers/{provider}/*` with `requestPath` alone.
///
/// # Errors
/// A parameter in the path has no place in the template.
pub(crate) fn of(operation: &Operation) -> Result<String, &Parameter> {
    let template = operation.path.as_ref().map_or("", |path| path.value.as_str());
    let in_path = || operation.parameters.iter().filter(|parameter| parameter.location.value == "path");
    let mut unplaced = in_path().filter(|parameter| names(template).all(|name| name != parameter.name));
    let Some(first) = unplaced.next() else { return Ok(template.to_owned()) };
    if unplaced.next().is_some() || template.matches('*').count() != 1 {
        return Err(first);
    }
    let place = format!("{{+{}}}", first.name);
    let is_whole = names(template).any(|name| in_path().all(|parameter| parameter.name != name));
    Ok(if is_whole { format!("/{place}") } else { template.replace('*', &place) })
}
