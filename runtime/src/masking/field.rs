//! Fields in a text of any kind: a name and its value, as `"name": …`, `name=…` or `<name>…</name>`, also percent-encoded or
//! escaped as HTML, and as a line `name: …`.

use std::ops::Range;

/// What separates a name from its value.
const COLONS: [&str; 4] = [":", "%3a", "%253a", "\\u003a"];
const EQUALS: [&str; 5] = ["=>", "=", "%3d", "%253d", "\\u003d"];
const TAG_STARTS: [&str; 3] = ["<", "&lt;", "\\u003c"];
const TAG_ENDS: [&str; 3] = [">", "&gt;", "\\u003e"];
/// Quotation marks. They may have backslashes before them.
const QUOTES: [&str; 10] = ["\"", "'", "&quot;", "&#34;", "&#39;", "&apos;", "%22", "%2522", "\\u0022", "\\u0027"];
const BACKSLASHES: [&str; 3] = ["\\", "%5c", "%255c"];
/// Line breaks in text within JSON, a form or a query. Those of JSON may have more backslashes before them.
const LINE_BREAKS: [&str; 4] = ["\\n", "\\r", "%0a", "%250a"];
/// Spaces in a form or a query.
const SPACES: [&str; 3] = ["%20", "%2520", "+"];
/// The first characters of a list or an object.
const BRACKETS: [&str; 6] = ["[", "{", "%5b", "%7b", "%255b", "%257b"];
/// What ends a value in a form or a query.
const FORM_ENDS: [&str; 5] = ["&", "%26", "%2526", "\\u0026", "<"];
/// More bytes than any name has.
const LONGEST_NAME: usize = 200;

/// A field of a text.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    /// Where its value begins.
    pub(super) start: usize,
    syntax: Syntax<'a>,
}

/// What says where a value ends.
#[derive(Clone, Copy)]
enum Syntax<'a> {
    Element,
    Json,
    Form,
    Line,
    /// A line between two of these quotation marks.
    Quoted(&'a str),
    /// A line between two of these escaped line breaks.
    Escaped(&'a str),
}

impl<'a> Field<'a> {
    /// The field whose name is in front of the separator at `at`, and begins at `from` or behind it. The end of its value is not
    /// searched for yet.
    pub(super) fn at(text: &'a str, from: usize, at: usize) -> Option<Self> {
        let (before, rest) = (tail(&text[from..at]), &text[at..]);
        if let Some(mark) = first(rest, &TAG_ENDS) {
            return Some(Self { name: tag(before)?, start: at + mark.len(), syntax: Syntax::Element });
        }
        let colon = first(rest, &COLONS);
        let mark = colon.or_else(|| first(rest, &EQUALS))?;
        let (before, value) = (before.trim_end(), rest[mark.len()..].trim_start());
        let (end, begin) = (without_last_spaces(before), without_spaces(value));
        let quote = last_quote(end);
        let name = match quote {
            Some(quote) => end[..end.len() - quote.len()].rsplit(quote).next()?,
            None => bare_name(before),
        };
        let is_json = quote.is_some() || first_quote(begin).or_else(|| first(begin, &BRACKETS)).is_some();
        let value = if is_json { begin } else { value };
        let start = text.len() - value.len();
        if colon.is_none() {
            return Some(Self { name, start, syntax: Syntax::Form });
        }
        if is_json {
            return Some(Self { name, start, syntax: Syntax::Json });
        }
        let line = text[..at].trim_end();
        let line = &line[..line.len() - name.len()];
        let start_of_line = line.trim_end_matches([' ', '\t', '-']);
        let syntax = if start_of_line.is_empty() || start_of_line.ends_with('\n') {
            Syntax::Line
        } else if let Some(line_break) = last_line_break(tail(start_of_line)) {
            Syntax::Escaped(line_break)
        } else if let Some(quote) = last_quote(tail(line)) {
            Syntax::Quoted(quote)
        } else if begin.len() == rest.len() - mark.len() {
            // As Go prints a struct.
            Syntax::Form
        } else {
            // Between words, a colon is no more than punctuation.
            return None;
        };
        Some(Self { name, start: at + mark.len(), syntax })
    }

    /// Where its value is, unless that is empty, `null` or a boolean.
    pub(super) fn value(&self, text: &str) -> Option<Range<usize>> {
        let value = &text[self.start..];
        let length = self.length(value);
        let is_none = matches!(value[..length].trim(), "" | "null" | "true" | "false");
        (!is_none).then_some(self.start..self.start + length)
    }

    /// Its value without quotation marks, where that is no longer than a name.
    pub(super) fn word<'b>(&self, text: &'b str) -> &'b str {
        let value = head(&text[self.start..]);
        let word = value[..self.length(value)].trim();
        let Some(quote) = first_quote(word) else { return word };
        let word = &word[quote.len()..];
        word.strip_suffix(quote).unwrap_or(word)
    }

    /// How much of a text the value is that it begins with.
    fn length(&self, value: &str) -> usize {
        let length = match self.syntax {
            Syntax::Element => {
                let closes =
                    |(end, _)| TAG_STARTS.iter().find_map(|start| Some(value[..end].strip_suffix(start)?.len()));
                value.match_indices(&format!("/{}", self.name)).find_map(closes).unwrap_or(value.len())
            }
            Syntax::Json => json_length(value),
            Syntax::Form => form_length(value),
            Syntax::Line => line_length(value),
            Syntax::Escaped(line_break) => {
                let value = &value[..closing(value, line_break).unwrap_or(value.len())];
                if line_break.starts_with('%') {
                    form_length(value)
                } else {
                    line_length(&value[..closing(value, "\"").unwrap_or(value.len())])
                }
            }
            // The mark is searched for first, because it is nearly always there.
            Syntax::Quoted(quote) => line_length(&value[..closing(value, quote).unwrap_or(value.len())]),
        };
        #[cfg(test)]
        SEARCHED.set(SEARCHED.get() + length);
        length
    }
}

#[cfg(test)]
std::thread_local! {
    /// Bytes in which ends of values were searched for, on this thread.
    pub(super) static SEARCHED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The first of these lower-case marks that the text starts with, in any case.
pub(super) fn first(text: &str, marks: &[&'static str]) -> Option<&'static str> {
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

/// The start of a text, which may be a name.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_NAME);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The name of the tag that is still open at the end of this text, without its namespace.
fn tag(before: &str) -> Option<&str> {
    let start = TAG_STARTS.iter().filter_map(|mark| Some(before.rfind(mark)? + mark.len())).max()?;
    let inner = &before[start..];
    if inner.starts_with(['/', '!', '?']) || inner.ends_with('/') {
        return None;
    }
    inner.split_whitespace().next()?.rsplit(':').next()
}

/// The word at the end of a text, without what an escaped character in front of it is made of.
fn bare_name(before: &str) -> &str {
    let is_part = |character: char| character.is_alphanumeric() || ['_', '-', '.'].contains(&character);
    let start = before.trim_end_matches(is_part).len();
    let name = &before[start..];
    let encoded = match before[..start].chars().next_back() {
        Some('%') if name.starts_with("25") => 4,
        Some('%') => 2,
        Some('\\') if name.starts_with(['n', 'r', 't']) => 1,
        _ => 0,
    };
    name.get(encoded..).unwrap_or(name)
}

/// The length of a JSON value: of text up to its closing quotation mark, of lists and objects up to the end of the whole.
fn json_length(value: &str) -> usize {
    match (first_quote(value), first(value, &BRACKETS)) {
        (Some(quote), _) => quoted_length(value, quote),
        (None, Some(_)) => value.len(),
        (None, None) => value.find([',', '}', ']', '\n', '<', '&', '%']).unwrap_or(value.len()),
    }
}

fn form_length(value: &str) -> usize {
    match (first_quote(value), first(value, &BRACKETS)) {
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

fn line_length(value: &str) -> usize {
    value.find('\n').unwrap_or(value.len())
}

/// The length of a text between two of these quotation marks, which it begins with.
fn quoted_length(value: &str, quote: &str) -> usize {
    closing(&value[quote.len()..], quote).map_or(value.len(), |end| quote.len() + end + quote.len())
}

/// Where the mark is that ends what follows one of these: a quotation mark, or an escaped line break.
fn closing(inner: &str, mark: &str) -> Option<usize> {
    let is_plain = matches!(mark, "\"" | "'");
    let mut ends = inner.match_indices(mark).map(|(end, _)| end);
    ends.find(|end| {
        let before = &inner[..*end];
        // More of them belong to a text within this one.
        match is_plain {
            true => (end - before.trim_end_matches('\\').len()).is_multiple_of(2),
            false => last(before, &BACKSLASHES).is_none(),
        }
    })
}

/// The quotation mark that a text begins with, and the backslashes in front of it where JSON is text in JSON.
fn first_quote(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        if let Some(quote) = first(rest, &QUOTES) {
            return text.get(..text.len() - rest.len() + quote.len());
        }
        rest = &rest[first(rest, &BACKSLASHES)?.len()..];
    }
}

/// The same at the end of a text.
fn last_quote(text: &str) -> Option<&str> {
    with_backslashes(text, last(text, &QUOTES)?)
}

fn last_line_break(text: &str) -> Option<&str> {
    with_backslashes(text, last(text, &LINE_BREAKS)?)
}

/// What a text ends with, and the backslashes in front of it.
fn with_backslashes<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let mut before = text.strip_suffix(mark)?;
    while let Some(backslash) = last(before, &BACKSLASHES) {
        before = &before[..before.len() - backslash.len()];
    }
    text.get(before.len()..)
}

/// What a text ends with of these lower-case marks, in any case.
fn last<'a>(text: &'a str, marks: &[&str]) -> Option<&'a str> {
    let ends = |mark: &&str| {
        let end = text.get(text.len().checked_sub(mark.len())?..)?;
        end.eq_ignore_ascii_case(mark).then_some(end)
    };
    marks.iter().find_map(ends)
}

fn without_spaces(mut text: &str) -> &str {
    while let Some(space) = first(text, &SPACES) {
        text = text[space.len()..].trim_start();
    }
    text
}

fn without_last_spaces(mut text: &str) -> &str {
    while let Some(space) = last(text, &SPACES) {
        text = text[..text.len() - space.len()].trim_end();
    }
    text
}
