//! Path templates: `/jobs/{JobId}`, in a few places `[JobId]`, sometimes with a query (`/jobs?list`) or a star.

use crate::spec::{Operation, Parameter};

/// The names in braces or brackets of a path template, without the sign of those that take several segments.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    let names = segments(template).flat_map(pieces).filter_map(|(_, name)| name);
    names.map(|name| name.strip_prefix('+').unwrap_or(name))
}

/// What of a path template cannot be part of a path as it is sent: a sign that has to be encoded, or a segment that
/// leads elsewhere.
pub(crate) fn unsendable(template: &str) -> Option<&str> {
    let leads_elsewhere = |segment: &&str| matches!(*segment, "." | "..");
    let literals = || segments(template).flat_map(pieces).map(|(literal, _)| literal);
    let encoded = literals().find(|literal| !is_encoded(literal));
    encoded.or_else(|| segments(template).find(leads_elsewhere))
}

/// The segments of a path template. What is in its query is literal, and encoded where it is sent.
fn segments(template: &str) -> impl Iterator<Item = &str> {
    template.split('?').next().unwrap_or(template).split('/')
}

/// The literals of a segment, each with the name behind it, as they are filled at a call.
fn pieces(segment: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(segment);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let placeholder = text.find(['{', '[']).and_then(|start| {
            let close = if text[start..].starts_with('{') { '}' } else { ']' };
            let (name, after) = text[start + 1..].split_once(close)?;
            Some((&text[..start], name, after))
        });
        let Some((literal, name, after)) = placeholder else { return Some((text, None)) };
        rest = Some(after);
        Some((literal, Some(name)))
    })
}

/// Whether a literal consists of what RFC 3986 allows in a path.
fn is_encoded(literal: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(character);
    let mut parts = literal.split('%');
    let hex = |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    parts.next().is_none_or(|first| first.chars().all(plain)) && parts.all(|part| hex(part) && part.chars().all(plain))
}

/// The path template of an operation, with a place for each of its parameters in the path.
///
/// A star as a segment is any number of them: `{+name}` for the one parameter that has no place of its own. Where the
/// template has other names than the parameters, that parameter is the whole path, as in `/providers/{provider}/*` with
/// `requestPath` alone.
///
/// # Errors
/// A parameter in the path has no place in the template.
pub(crate) fn of(operation: &Operation) -> Result<String, &Parameter> {
    let template = operation.path.as_ref().map_or("", |path| path.value.as_str());
    // A missing name is reported where the spec is read.
    let in_path = || operation.parameters.iter().filter(|it| it.location.value == "path" && !it.name.is_empty());
    let mut unplaced = in_path().filter(|parameter| names(template).all(|name| name != parameter.name));
    let Some(first) = unplaced.next() else { return Ok(template.to_owned()) };
    let stars = segments(template).filter(|segment| *segment == "*").count();
    if unplaced.next().is_some() || stars != 1 || template.matches('*').count() != 1 {
        return Err(first);
    }
    let place = format!("{{+{}}}", first.name);
    let is_whole = names(template).any(|name| in_path().all(|parameter| parameter.name != name));
    Ok(if is_whole { format!("/{place}") } else { template.replace('*', &place) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_are_filled_at_a_call() {
        for (template, expected) in [
            ("/jobs/{Id}/logs/[Name]", &["Id", "Name"][..]),
            ("/a/pre-{A}.{B}", &["A", "B"]),
            ("/a/{+Rest}", &["Rest"]),
            ("/a/{{A}}", &["{A"]),
            ("/a/{A/B}/{C", &[]),
            ("/a/{}", &[""]),
            ("/a?b={A}", &[]),
        ] {
            assert_eq!(names(template).collect::<Vec<_>>(), expected, "{template}");
        }
    }

    #[test]
    fn only_a_path_that_arrives_as_it_is_signed_is_sent() {
        for good in ["/", "jobs", "/jobs/{Id}/it's/a:b@c;d=1", "/a%20b/~c", "/a/{Id}..", "/a?b c#é", "/api/*"] {
            assert_eq!(unsendable(good), None, "{good}");
        }
        for (bad, expected) in [
            ("/a b/c", "a b"),
            ("/jobs/é", "é"),
            ("/a#b", "a#b"),
            ("/a\r\nHost: b", "a\r\nHost: b"),
            ("/%zz", "%zz"),
            ("/a%2", "a%2"),
            ("\\jobs", "\\jobs"),
            ("/a/../b", ".."),
            ("/./b", "."),
            ("/a/{Id", "{Id"),
            ("/<Id>", "<Id>"),
        ] {
            assert_eq!(unsendable(bad), Some(expected), "{bad}");
        }
    }
}
