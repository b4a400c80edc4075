//! Text of any kind without the values that are named like secrets.
//!
//! The text may be the page of a proxy, JSON with something in front of it, XML, a form or a query, cut anywhere, or one
//! inside another. So it is not parsed. A name and its value are found wherever they are written as `"name": …`, `name=…` or
//! `<name>…</name>`, also percent-encoded or escaped as HTML; and so is the password in a URL.

use std::borrow::Cow;

use super::name::{is_pair_value, names_secret, parent_and_field, says_secret};

/// Replaces a secret.
pub(crate) const MASK: &str = "***";

/// What separates a name from its value.
const COLONS: [&str; 3] = [":", "%3a", "%253a"];
const EQUALS: [&str; 3] = ["=", "%3d", "%253d"];
const TAG_STARTS: [&str; 2] = ["<", "&lt;"];
const TAG_ENDS: [&str; 2] = [">", "&gt;"];
/// Quotation marks, plain and encoded.
const QUOTES: [&str; 9] = ["\\\"", "\"", "'", "&quot;", "&#34;", "&#39;", "&apos;", "%22", "%2522"];
/// The first characters of a list or an object.
const BRACKETS: [&str; 6] = ["[", "{", "%5b", "%7b", "%255b", "%257b"];
/// What ends a value in a form or a query.
const FORM_ENDS: [&str; 4] = ["&", "%26", "%2526", "<"];
/// Bytes in front of a separator that are searched for a name: more than any name has. As many on both sides of a value are
/// searched for the name of its pair.
const LONGEST_NAME: usize = 200;
/// What is between the words of a pair, plain and encoded, and what ends a pair.
const BETWEEN: &str = "\"'\\:=<>,";
const ENCODED_BETWEEN: [&[&str]; 6] = [&QUOTES, &COLONS, &EQUALS, &TAG_STARTS, &TAG_ENDS, &FORM_ENDS];
const BRACES: [&str; 6] = ["{", "}", "%7b", "%7d", "%257b", "%257d"];

/// The text with every value masked that has the name of a secret, or one of those in `also`.
pub(crate) fn masked_text<'a>(text: &'a str, also: &[&str]) -> Cow<'a, str> {
    let mut masked = String::new();
    let (mut shown, mut from, mut paired) = (0, 0, 0);
    while let Some(found) = text.get(from..).and_then(|rest| rest.find([':', '=', '>', '%', '&'])) {
        let at = from + found;
        from = at + 1;
        if let Some((start, end)) = secret_at(text, shown, at, &mut paired, also).or_else(|| password_at(text, at)) {
            masked.push_str(&text[shown..start]);
            masked.push_str(MASK);
            (shown, from) = (end, end);
        }
    }
    if shown == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[shown..]);
    Cow::Owned(masked)
}

/// The start and the end of the secret whose name is in front of the separator at `at`, if there is one. The text up to `paired`
/// is the value of a pair: of another one within it, the name is searched for in front of it alone, so that no text is read
/// once for each of them.
fn secret_at(text: &str, shown: usize, at: usize, paired: &mut usize, also: &[&str]) -> Option<(usize, usize)> {
    let mut is_secret = false;
    let (name, start, end) = value_at(text, shown, at, |name| {
        let is_pair = is_pair_value(parent_and_field(name).1);
        is_secret = says_secret(name, also) || (is_pair && names_value(&text[..at], name, true, also));
        is_secret || (is_pair && *paired <= at)
    })?;
    if !is_secret {
        *paired = end;
        is_secret = names_value(&text[end..], name, false, also);
    }
    is_secret.then_some((start, end))
}

/// Whether a text has the name of a secret for this value: at its end, if it is `before` the value.
fn names_value(text: &str, value: &str, before: bool, also: &[&str]) -> bool {
    let text = if before { tail(text) } else { head(text) };
    let (mut words, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(character) = rest.chars().next() {
        let encoded = || ENCODED_BETWEEN.iter().find_map(|marks| first(rest, marks));
        let length = if BETWEEN.contains(character) {
            words.push(' ');
            1
        } else if let Some(mark) = "%&".contains(character).then(encoded).flatten() {
            words.push(' ');
            mark.len()
        } else if let Some(brace) = "%{}".contains(character).then(|| first(rest, &BRACES)).flatten() {
            if !before {
                break;
            }
            words.clear();
            brace.len()
        } else {
            words.push(character);
            character.len_utf8()
        };
        rest = &rest[length..];
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let (parent, field) = parent_and_field(pair[0]);
        parent == parent_and_field(value).0 && names_secret(field, pair[1], also)
    })
}

/// The name in front of the separator at `at`, if it is one of those that are wanted, and the start and the end of its value.
fn value_at(
    text: &str,
    shown: usize,
    at: usize,
    mut is_wanted: impl FnMut(&str) -> bool,
) -> Option<(&str, usize, usize)> {
    let (before, rest) = (tail(&text[shown..at]), &text[at..]);
    if let Some(mark) = first(rest, &TAG_ENDS) {
        let name = tag(before).filter(|name| is_wanted(name))?;
        let value = &rest[mark.len()..];
        let closes = |(end, _)| TAG_STARTS.iter().find_map(|start| Some(value[..end].strip_suffix(start)?.len()));
        let end = value.match_indices(&format!("/{name}")).find_map(closes);
        return bounds(text, name, at + mark.len(), end.unwrap_or(value.len()));
    }
    let colon = first(rest, &COLONS);
    let mark = colon.or_else(|| first(rest, &EQUALS))?;
    let before = before.trim_end();
    let quote = QUOTES.into_iter().find(|quote| before.ends_with(quote));
    let name = match quote {
        Some(quote) => before[..before.len() - quote.len()].rsplit(quote).next()?,
        None => bare_name(before),
    };
    if !is_wanted(name) {
        return None;
    }
    let value = &rest[mark.len()..];
    let own = value.trim_start();
    let start = text.len() - own.len();
    if colon.is_none() {
        return bounds(text, name, start, form_length(own));
    }
    if quote.is_some() || first(own, &QUOTES).or_else(|| first(own, &BRACKETS)).is_some() {
        return bounds(text, name, start, json_length(own));
    }
    // Between words, a colon is no more than punctuation.
    let line = text[..at].trim_end();
    let line = line[..line.len() - name.len()].trim_end_matches([' ', '\t', '-']);
    let is_line = line.is_empty() || line.ends_with('\n');
    is_line.then(|| bounds(text, name, at + mark.len(), value.find('\n').unwrap_or(value.len())))?
}

/// The start and the end of the password in front of the host of a URL, whose scheme ends at `at`.
fn password_at(text: &str, at: usize) -> Option<(usize, usize)> {
    let slashes = first(&text[at..], &["://", ":\\/\\/"])?;
    let ends = |character: char| character.is_whitespace() || "/?#\\\"'<>&,".contains(character);
    let authority = text[at + slashes.len()..].split(ends).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let start = at + slashes.len() + name.len() + 1;
    (!password.is_empty()).then_some((start, start + password.len()))
}

/// The name and the range of a value, unless the value is empty, `null` or a boolean.
fn bounds<'a>(text: &str, name: &'a str, start: usize, length: usize) -> Option<(&'a str, usize, usize)> {
    let value = text.get(start..start + length)?;
    (!matches!(value.trim(), "" | "null" | "true" | "false")).then_some((name, start, start + length))
}

/// The first of these lower-case marks that the text starts with, in any case.
fn first(text: &str, marks: &[&'static str]) -> Option<&'static str> {
    let begins =
        |mark: &str| text.as_bytes().get(..mark.len()).is_some_and(|it| it.eq_ignore_ascii_case(mark.as_bytes()));
    marks.iter().copied().find(|mark| begins(mark))
}

/// The end of a text, which is searched for a name.
fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(LONGEST_NAME);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The start of a text, which is searched for the name of a pair.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_NAME);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The name of the tag that is still open at the end of this text, without its namespace.
fn tag(before: &str) -> Option<&str> {
    let plain = before.rfind('<').map(|start| start + 1);
    let start = plain.max(before.rfind("&lt;").map(|start| start + 4))?;
    let inner = &before[start..];
    if inner.starts_with(['/', '!', '?']) || inner.ends_with('/') {
        return None;
    }
    inner.split_whitespace().next()?.rsplit(':').next()
}

/// The word at the end of a text, without the digits of a percent-encoded character in front of it.
fn bare_name(before: &str) -> &str {
    let is_part = |character: char| character.is_alphanumeric() || ['_', '-', '.'].contains(&character);
    let start = before.trim_end_matches(is_part).len();
    let name = &before[start..];
    let encoded = match before[..start].ends_with('%') {
        true if name.starts_with("25") => 4,
        true => 2,
        false => 0,
    };
    name.get(encoded..).unwrap_or(name)
}

/// The length of a JSON value: of text up to its closing quotation mark, of lists and objects up to the end of the whole.
fn json_length(value: &str) -> usize {
    match (first(value, &QUOTES), first(value, &BRACKETS)) {
        (Some(quote), _) => quoted_length(value, quote),
        (None, Some(_)) => value.len(),
        (None, None) => value.find([',', '}', ']', '\n', '<', '&', '%']).unwrap_or(value.len()),
    }
}

fn form_length(value: &str) -> usize {
    match (first(value, &QUOTES), first(value, &BRACKETS)) {
        (Some(quote), _) => quoted_length(value, quote),
        (None, Some(bracket)) if bracket.len() == 1 => value.len(),
        _ => value.char_indices().map(|(at, _)| at).find(|at| ends_form(&value[*at..])).unwrap_or(value.len()),
    }
}

/// Whether a text begins with what ends a value in a form or a query.
fn ends_form(text: &str) -> bool {
    text.starts_with(|first: char| first.is_whitespace() || matches!(first, '"' | '\\'))
        || first(text, &FORM_ENDS).is_some()
}

fn quoted_length(value: &str, quote: &str) -> usize {
    let inner = value.get(quote.len()..).unwrap_or_default();
    let mut end = 0;
    while let Some(found) = inner.get(end..).and_then(|rest| rest.find(quote)) {
        end += found;
        let backslashes = inner[..end].len() - inner[..end].trim_end_matches('\\').len();
        if quote.len() > 1 || backslashes % 2 == 0 {
            return quote.len() + end + quote.len();
        }
        end += 1;
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (text, masked) in cases {
            assert_eq!(masked_text(text, &["Own"]), *masked, "{text}");
        }
    }

    #[test]
    fn text_that_begins_like_json_is_masked_too() {
        check(&[
            (r#"{"a":"b","Plaintext" : "c2Vj\"cmV0","n":1"#, r#"{"a":"b","Plaintext" : ***,"n":1"#),
            (r#"{"Plaintext":"c2Vj"#, r#"{"Plaintext":***"#),
            (r#"{"AuthKey":123,"n":1}"#, r#"{"AuthKey":***,"n":1}"#),
            (r#"{"AuthKey":123"#, r#"{"AuthKey":***"#),
            (r#"{"Credentials":{"a":"b"},"n":1}"#, r#"{"Credentials":***"#),
            (r#"{"Data":"{\"Token\":\"c2Vj\",\"n\":1}"}"#, r#"{"Data":"{\"Token\":***,\"n\":1}"}"#),
            ("<html>a: \"b\"</html> é: x", "<html>a: \"b\"</html> é: x"),
            (r#"{"NextToken":"c2Vj"}"#, r#"{"NextToken":"c2Vj"}"#),
            (r#"{"Token":null,"a":1}"#, r#"{"Token":null,"a":1}"#),
        ]);
    }

    #[test]
    fn the_value_of_a_pair_is_masked_by_the_name_beside_it() {
        check(&[
            (
                r#"{"Key":"Password","Value":"c2Vj"},{"Key":"a","Value":"b"}"#,
                r#"{"Key":"Password","Value":***},{"Key":"a","Value":"b"}"#,
            ),
            (
                r#"[{"Value" : "c2Vj", "Name" : "AccessKeySecret"}, {"Value":"b"}"#,
                r#"[{"Value" : ***, "Name" : "AccessKeySecret"}, {"Value":"b"}"#,
            ),
            (r#"{"ParameterKey":"Own","ParameterValue":["c2Vj"]}"#, r#"{"ParameterKey":"Own","ParameterValue":***"#),
            (r#"{"Data":"{\"Key\":\"Token\",\"Value\":\"c2Vj\"}"}"#, r#"{"Data":"{\"Key\":\"Token\",\"Value\":***}"}"#),
            (
                "Tag.1.Key=a&Tag.1.Value=b&Tag.2.Key=Token&Tag.2.Value=c2Vj&n",
                "Tag.1.Key=a&Tag.1.Value=b&Tag.2.Key=Token&Tag.2.Value=***&n",
            ),
            ("a%26Tag.1.Value%3Dc2Vj%26Tag.1.Key%3DPassword%26n", "a%26Tag.1.Value%3D***%26Tag.1.Key%3DPassword%26n"),
            (
                "%7B%22Key%22%3A%22Password%22%2C%22Value%22%3A%22c2Vj%22%7D",
                "%7B%22Key%22%3A%22Password%22%2C%22Value%22%3A***%7D",
            ),
            ("<T><Key>Token</Key><Value>c2Vj</Value></T>", "<T><Key>Token</Key><Value>***</Value></T>"),
            ("<T><Value>c2Vj</Value><Key>Token</Key></T>", "<T><Value>***</Value><Key>Token</Key></T>"),
            ("<T Name='Token' Value='c2Vj'/>", "<T Name='Token' Value=***/>"),
            (
                r#"{"Key":"NextToken","Value":"b","Password":true}"#,
                r#"{"Key":"NextToken","Value":"b","Password":true}"#,
            ),
            ("Value=&Key=Token Value", "Value=&Key=Token Value"),
        ]);
    }

    #[test]
    fn json_anywhere_in_a_text_is_masked() {
        check(&[
            (r#"OK {"Plaintext":"c2Vj","n":1}"#, r#"OK {"Plaintext":***,"n":1}"#),
            (r#"callback({"Data":{"Own":"c2Vj"}})"#, r#"callback({"Data":{"Own":***}})"#),
            (")]}'\n{\"Token\": \"c2Vj\"}", ")]}'\n{\"Token\": ***}"),
            (r#"{Plaintext: "c2Vj", n: 1}"#, r#"{Plaintext: ***, n: 1}"#),
            (r#"{'Plaintext': 'c2Vj', 'n': 1}"#, r#"{'Plaintext': ***, 'n': 1}"#),
            ("<pre>{&quot;Password&quot;:&quot;c2Vj&quot;}</pre>", "<pre>{&quot;Password&quot;:***}</pre>"),
            ("%7B%22Password%22%3A%22c2Vj%22%7D", "%7B%22Password%22%3A***%7D"),
            ("%257B%2522Password%2522%253A%2522c2Vj%2522%257D", "%257B%2522Password%2522%253A***%257D"),
        ]);
    }

    #[test]
    fn elements_of_xml_are_masked() {
        check(&[
            ("<Plaintext>c2Vj</Plaintext><n>1</n>", "<Plaintext>***</Plaintext><n>1</n>"),
            ("<a:Token x='1'>c2Vj<b/></a:Token>", "<a:Token x='1'>***"),
            ("<Credentials><a>c2Vj</a></Credentials>.", "<Credentials>***</Credentials>."),
            ("<Password>c2V", "<Password>***"),
            ("<User Password=\"c2Vj\" Name='a'/>", "<User Password=*** Name='a'/>"),
            ("&lt;Password&gt;c2Vj&lt;/Password&gt;", "&lt;Password&gt;***&lt;/Password&gt;"),
            ("<NextToken>c2Vj</NextToken><Token/>a", "<NextToken>c2Vj</NextToken><Token/>a"),
        ]);
    }

    #[test]
    fn the_password_in_a_url_is_masked() {
        check(&[
            ("cannot fetch https://user:c2Vj@a.test:8443/b", "cannot fetch https://user:***@a.test:8443/b"),
            (r#"{"Url":"rtmp:\/\/user:c2:V%40j@a.test\/b"}"#, r#"{"Url":"rtmp:\/\/user:***@a.test\/b"}"#),
            ("http://:c2Vj@a http://u:c2Vj@b,http://u:c2Vj@c", "http://:***@a http://u:***@b,http://u:***@c"),
            (
                "https://a.test:80/@b https://user@a https://user:@a a:b@c ://",
                "https://a.test:80/@b https://user@a https://user:@a a:b@c ://",
            ),
        ]);
    }

    #[test]
    fn a_long_text_of_values_is_searched_once() {
        const COUNT: usize = 1 << 14;
        for (value, masked) in [
            ("Password=c2Vj\n", "Password=***\n"),
            ("Password=&", "Password=&"),
            ("<Token>c2Vj</Token>", "<Token>***</Token>"),
            ("<Token></Token>", "<Token></Token>"),
            ("https://user:c2Vj@a.test,", "https://user:***@a.test,"),
            ("://", "://"),
            ("&lt;Token&gt;c2Vj&lt;/Token&gt;", "&lt;Token&gt;***&lt;/Token&gt;"),
            ("\"Token\":\"c2Vj\",", "\"Token\":***,"),
            ("'Token': true,", "'Token': true,"),
            ("Value=", "Value="),
            ("\"Value\":\"", "\"Value\":\""),
            ("<Value>", "<Value>"),
            ("{\"Value\":[", "{\"Value\":["),
        ] {
            assert!(masked_text(&value.repeat(COUNT), &[]) == masked.repeat(COUNT), "{value}");
        }
    }

    #[test]
    fn forms_queries_and_lines_are_masked() {
        check(&[
            ("Password=c2Vj&n=1", "Password=***&n=1"),
            ("https://a/?n=1&Config.Own.1=c2Vj&NextToken=a", "https://a/?n=1&Config.Own.1=***&NextToken=a"),
            ("a%26AuthKey%3Dc2Vj%26n%3D1", "a%26AuthKey%3D***%26n%3D1"),
            ("a%2526AuthKey%253Dc2Vj%2526n", "a%2526AuthKey%253D***%2526n"),
            ("Password = c2Vj is weak", "Password = *** is weak"),
            ("Host: a\nAuthorization: ACS3 c2Vj\nn: 1", "Host: a\nAuthorization:***\nn: 1"),
            ("Proxy-Authorization: Basic c2Vj\nn: 1", "Proxy-Authorization:***\nn: 1"),
            ("invalid token: it has expired", "invalid token: it has expired"),
        ]);
    }
}
