//! Path templates: `/clusters/{ClusterId}/nodes`, in a few places `[Name]`, sometimes with a query (`/{key}?append`).
//! `{+Path}` takes several segments, as the reserved expansion of RFC 6570 does.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::ParameterProblem;
use crate::encoding::{percent_encode, push_path_literal};

/// Path and query that a template gives.
type Target = (String, Vec<(String, String)>);

/// Fills a template, or returns which parameter is the problem. Each value is percent-encoded once, so that a `/`
/// inside is `%2F` and the value stays within its segment; in `{+name}` it separates segments. What is literal is encoded too
/// (`/jobs:start` becomes `/jobs%3Astart`), as official SDKs do and as the canonical path of a signature has it. A name alone in
/// the template's query has an empty value.
pub(super) fn fill<'a>(template: &'a str, values: &[(&'a str, String)]) -> Result<Target, (&'a str, ParameterProblem)> {
    // What every operation of RPC style has.
    if template == "/" && values.is_empty() {
        return Ok((template.to_owned(), Vec::new()));
    }
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    let mut unplaced: Vec<_> = values.iter().map(|(name, _)| *name).collect();
    let mut filled = String::with_capacity(path.len());
    for (index, segment) in path.split('/').enumerate() {
        // The first one is empty, because paths begin with `/`.
        if index > 0 || !segment.is_empty() {
            filled.push('/');
        }
        let start = filled.len();
        let mut rest = segment;
        let mut last = None;
        while let Some((literal, placeholder, after)) = split_placeholder(rest) {
            let (name, several) = placeholder.strip_prefix('+').map_or((placeholder, false), |name| (name, true));
            let value = values.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str());
            let value = value.ok_or((name, ParameterProblem::Missing))?;
            let segments: Vec<_> = match several {
                true => value.strip_prefix('/').unwrap_or(value).split('/').collect(),
                false => vec![value],
            };
            if segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
                return Err((name, ParameterProblem::PathSegment));
            }
            unplaced.retain(|given| *given != name);
            push_path_literal(&mut filled, literal);
            let segments: Vec<_> = segments.into_iter().map(percent_encode).collect();
            filled.push_str(&segments.join("/"));
            rest = after;
            last = Some(name);
        }
        push_path_literal(&mut filled, rest);
        // Two values side by side can still add up to the segment that neither may be.
        if let Some(name) = last.filter(|_| matches!(&filled[start..], "." | "..")) {
            return Err((name, ParameterProblem::PathSegment));
        }
    }
    if let Some(name) = unplaced.first() {
        return Err((name, ParameterProblem::NotInPath));
    }
    if filled.is_empty() {
        filled.push('/');
    }
    Ok((filled, query.split('&').filter(|entry| !entry.is_empty()).map(query_entry).collect()))
}

/// The names in a template, and what a path that it gives has in their places. Where a segment has several, each has all of it,
/// and behind a `{+name}` none is known.
pub(crate) fn values<'a>(template: &'a str, path: &'a str) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    let template = template.split_once('?').map_or(template, |(path, _)| path);
    template.split('/').zip(path.split('/')).filter_map(|(segment, filled)| {
        let (before, name, after) = split_placeholder(segment)?;
        let literal = |text| {
            let mut encoded = String::new();
            push_path_literal(&mut encoded, text);
            encoded
        };
        let value = filled.strip_prefix(&literal(before)).and_then(|rest| rest.strip_suffix(&literal(after)));
        let value = percent_decode_str(value.unwrap_or(filled)).decode_utf8_lossy();
        Some((name.strip_prefix('+').unwrap_or(name), value))
    })
}

/// Splits at the first placeholder: what is before it, its name, what is behind it.
fn split_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(['{', '['])?;
    let (literal, from) = text.split_at(start);
    let close = if from.starts_with('{') { '}' } else { ']' };
    let (name, after) = from.get(1..)?.split_once(close)?;
    Some((literal, name, after))
}

fn query_entry(entry: &str) -> (String, String) {
    let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
    (name.to_owned(), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, values: &[(&str, &str)]) -> Result<(String, String), (String, ParameterProblem)> {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let (path, query) = fill(template, &values).map_err(|(name, problem)| (name.to_owned(), problem))?;
        let query: Vec<_> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok((path, query.join("&")))
    }

    #[test]
    fn values_are_encoded_once_and_stay_in_their_segment() {
        let path = filled("/clusters/{Id}/nodes/[Node]", &[("Id", "a b/c%2F"), ("Node", "é")]);
        assert_eq!(path, Ok(("/clusters/a%20b%2Fc%252F/nodes/%C3%A9".into(), String::new())));
    }

    #[test]
    fn values_are_found_again_in_the_path() {
        let template = "/a:b/{Id}/push/v-{Token}:stop/[Key]?append";
        let given = [("Id", "a b/c"), ("Token", "é:"), ("Key", "k")];
        let (path, _) = filled(template, &given).unwrap();
        let found: Vec<_> = values(template, &path).map(|(name, value)| (name, value.into_owned())).collect();
        assert_eq!(found, given.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(values("/", "/").count(), 0);
    }

    #[test]
    fn literals_are_encoded_once_too() {
        assert_eq!(filled("/apps:search", &[]), Ok(("/apps%3Asearch".into(), String::new())));
        let path = filled("/jobs/{Id}:stop/a%20b/~c-d_e.f/(g)*@h", &[("Id", "a:b")]);
        assert_eq!(path, Ok(("/jobs/a%3Ab%3Astop/a%20b/~c-d_e.f/%28g%29%2A%40h".into(), String::new())));
    }

    #[test]
    fn a_query_in_the_template_becomes_entries() {
        assert_eq!(filled("/?regions", &[]), Ok(("/".into(), "regions=".into())));
        assert_eq!(filled("/{key}?cname&comp=add", &[("key", "a?b")]), Ok(("/a%3Fb".into(), "cname=&comp=add".into())));
    }

    #[test]
    fn an_empty_template_is_the_root() {
        assert_eq!(filled("", &[]), Ok(("/".into(), String::new())));
    }

    #[test]
    fn a_value_that_would_change_the_path_is_refused() {
        for value in ["", ".", ".."] {
            assert_eq!(filled("/a/{X}", &[("X", value)]), Err(("X".into(), ParameterProblem::PathSegment)));
        }
        assert_eq!(filled("/a/.{X}", &[("X", "x")]), Ok(("/a/.x".into(), String::new())));
        assert_eq!(filled("/{X}/{Y}", &[("X", "..."), ("Y", "../..")]), Ok(("/.../..%2F..".into(), String::new())));
    }

    #[test]
    fn a_whole_path_keeps_its_segments() {
        let whole = |value| filled("/{+Path}", &[("Path", value)]);
        for value in ["/v1/a b/c%2F", "v1/a b/c%2F"] {
            assert_eq!(whole(value), Ok(("/v1/a%20b/c%252F".into(), String::new())));
        }
        assert_eq!(filled("/v1/{+Path}/x", &[("Path", "a/b?c#d")]), Ok(("/v1/a/b%3Fc%23d/x".into(), String::new())));
        for value in ["", "/", "//host/a", "a//b", "a/", "../a", "a/./b", "a/.."] {
            assert_eq!(whole(value), Err(("Path".into(), ParameterProblem::PathSegment)), "{value}");
        }
    }

    #[test]
    fn placeholders_and_values_must_match() {
        assert_eq!(filled("/{X}", &[]), Err(("X".into(), ParameterProblem::Missing)));
        assert_eq!(filled("/*", &[("X", "x")]), Err(("X".into(), ParameterProblem::NotInPath)));
    }
}
