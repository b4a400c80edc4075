//! Fields in a text of any kind: a name and its value, as `"name": …`, `name=…` or `<name>…</name>`, also percent-encoded or
//! escaped as HTML, and as a line `name: …`.

use std::ops::Range;

/// What separates a name from its value.
const COLONS: [&str; 4] = [":", "%3a", "%253a", "\\u003a"];
const EQUALS: [&str; 5] = ["=>", "=", "%3d", "%253d", "\\u003d"];
const TAG_STARTS: [&str; 3] = ["<", "&lt;", "\\u003c"];
const TAG_ENDS: [&str; 3] = [">", "&gt;", "\\u003e"];
/// Encoded quotation marks. Plain ones may have backslashes before them.
const QUOTES: [&str; 8] = ["&quot;", "&#34;", "&#39;", "&apos;", "%22", "%2522", "\\u0022", "\\u0027"];
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
        let before = before.trim_end();
        let quote = last_quote(before);
        let name = match quote {
            Some(quote) => before[..before.len() - quote.len()].rsplit(quote).next()?,
            None => bare_name(before),
        };
        let value = rest[mark.len()..].trim_start();
        let start = text.len() - value.len();
        if colon.is_none() {
            return Some(Self { name, start, syntax: Syntax::Form });
        }
        if quote.is_some() || first_quote(value).or_else(|| first(value, &BRACKETS)).is_some() {
            return Some(Self { name, start, syntax: Syntax::Json });
        }
        let line = text[..at].trim_end();
        let line = &line[..line.len() - name.len()];
        let start_of_line = line.trim_end_matches([' ', '\t', '-']);
        let syntax = if start_of_line.is_empty() || start_of_line.ends_with('\n') {
            Syntax::Line
        } else if let Some(quote) = last_quote(tail(line)) {
            Syntax::Quoted(quote)
        } else if start == at + mark.len() {
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

/// Where the quotation mark is that ends what follows one of these.
fn closing(inner: &str, quote: &str) -> Option<usize> {
    let is_plain = matches!(quote, "\"" | "'");
    let mut ends = inner.match_indices(quote).map(|(end, _)| end);
    ends.find(|end| {
        let backslashes = inner[..*end].len() - inner[..*end].trim_end_matches('\\').len();
        // More of them belong to a text within this one.
        if is_plain { backslashes.is_multiple_of(2) } else { backslashes == 0 }
    })
}

/// The quotation mark that a text begins with, and the backslashes in front of it where JSON is text in JSON.
fn first_quote(text: &str) -> Option<&str> {
    let mark = text.trim_start_matches('\\');
    let length = text.len() - mark.len() + 1;
    if mark.starts_with(['"', '\'']) { text.get(..length) } else { first(text, &QUOTES) }
}

/// The same at the end of a text.
fn last_quote(text: &str) -> Option<&str> {
    let Some(before) = text.strip_suffix(['"', '\'']) else {
        return QUOTES.into_iter().find(|quote| text.ends_with(quote));
    };
    text.get(before.trim_end_matches('\\').len()..)
}
