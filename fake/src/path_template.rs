//! Path templates: `/jobs/{JobId}`, in a few places `[JobId]`, sometimes with a query (`/jobs?list`). `{+Path}` takes several
//! segments.

use crate::percent;

/// The parameters of a path by its template, decoded; `None` if the path does not match. Signs that a template has as they stand
/// (`/jobs:start`) may be encoded in the path, as SDKs send them.
pub(crate) fn parameters<'t>(template: &'t str, path: &str) -> Option<Vec<(&'t str, String)>> {
    let mut found = Vec::new();
    matches(relative(split_query(template).0), relative(path), &mut found).then_some(found)
}

/// The pairs that a template has in its query; a name alone has an empty value.
pub(crate) fn query(template: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = split_query(template).1.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// How much of a template is literal: of two templates that match, the one with more is the closer one.
pub(crate) fn literal_length(template: &str) -> usize {
    let mut length = 0;
    let mut rest = template;
    while let Some((literal, _, after)) = split_placeholder(rest) {
        length += literal.len();
        rest = after;
    }
    length + rest.len()
}

fn relative(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

fn split_query(template: &str) -> (&str, &str) {
    template.split_once('?').unwrap_or((template, ""))
}

/// Splits at the first placeholder: what is before it, its name, what is behind it.
fn split_placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let start = template.find(['{', '['])?;
    let close = if template[start..].starts_with('{') { '}' } else { ']' };
    let (name, after) = template[start + 1..].split_once(close)?;
    Some((&template[..start], name, after))
}

/// Gathers the values of the placeholders, each as long as possible.
fn matches<'t>(template: &'t str, path: &str, found: &mut Vec<(&'t str, String)>) -> bool {
    let Some((literal, name, after)) = split_placeholder(template) else {
        return behind(template, path) == Some("");
    };
    let Some(rest) = behind(literal, path) else { return false };
    let (name, longest) = match name.strip_prefix('+') {
        Some(name) => (name, rest.len()),
        None => (name, rest.find('/').unwrap_or(rest.len())),
    };
    (1..=longest).rev().any(|length| {
        let Some((value, rest)) = rest.split_at_checked(length) else { return false };
        let Some(value) = percent::decode(value) else { return false };
        let count = found.len();
        found.push((name, value));
        let is_match = matches(after, rest, found);
        if !is_match {
            found.truncate(count);
        }
        is_match
    })
}

/// What follows a literal of a template in a path, if that begins with it.
fn behind<'p>(literal: &str, path: &'p str) -> Option<&'p str> {
    let encoded = |rest: &'p str, sign: char| {
        let (start, rest) = rest.split_at_checked(3).filter(|_| "!$&'()*+,;=:@".contains(sign))?;
        start.eq_ignore_ascii_case(&format!("%{:02X}", u32::from(sign))).then_some(rest)
    };
    literal.chars().try_fold(path, |rest, sign| rest.strip_prefix(sign).or_else(|| encoded(rest, sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_a_path_are_read_by_its_template() {
        type Found<'a> = Option<&'a [(&'a str, &'a str)]>;
        let cases: &[(&str, &str, Found<'_>)] = &[
            ("/", "/", Some(&[])),
            ("/tokens", "/tokens", Some(&[])),
            ("/tokens", "/token", None),
            ("/a/{X}/b/[Y]?z", "/a/1%2F2/b/%C3%A9", Some(&[("X", "1/2"), ("Y", "é")])),
            ("/a/{X}", "/a/", None),
            ("/a/{X}", "/a/1/2", None),
            ("/a/{X}", "/a/%zz", None),
            ("/a/{X}.{Y}", "/a/1.2.3", Some(&[("X", "1.2"), ("Y", "3")])),
            ("/a/{+X}", "/a/1/2%2F3", Some(&[("X", "1/2/3")])),
            ("/a/{Y}/{+X}/end", "/a/0/1/2/end", Some(&[("Y", "0"), ("X", "1/2")])),
            ("/{+X}", "/", None),
            ("clusters", "/clusters", Some(&[])),
            ("/a/{X}:stop", "/a/b%3Ac%2F%253A%3Astop", Some(&[("X", "b:c/%3A")])),
            ("/a/{X}:stop", "/a/b%3ac:stop", Some(&[("X", "b:c")])),
            ("/a:b", "/a%3Bb", None),
        ];
        for (template, path, expected) in cases {
            let found = parameters(template, path);
            let found: Option<Vec<_>> = found.as_ref().map(|it| it.iter().map(|(name, it)| (*name, &**it)).collect());
            assert_eq!(found.as_deref(), *expected, "{template} {path}");
        }
    }

    #[test]
    fn a_template_has_a_literal_query_and_a_length_without_its_placeholders() {
        let pairs: Vec<_> = query("/a/{X}?list&type=2").collect();
        assert_eq!(pairs, [("list", ""), ("type", "2")]);
        assert_eq!(query("/a/{X}").count(), 0);
        assert!(literal_length("/files/{FileId}/address") > literal_length("/{+Path}"));
    }
}
