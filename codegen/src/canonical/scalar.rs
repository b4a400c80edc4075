//! How a scalar is written: as plainly as it can be read back.
//!
//! `yaml_serde` knows neither short lists on one line nor folded prose, and quotes by other rules than the reader of this
//! crate; it is one of the judges in the tests instead: what is written here has to be the same text to all of them.

use std::fmt::Write as _;

use super::WIDTH;

/// A key of a mapping. Keys are always text, so a status code stands in quotes.
pub(super) fn key(text: &str) -> String {
    one_line(text, true)
}

/// A scalar on one line, fit for flow style as well.
pub(super) fn one_line(text: &str, quoted: bool) -> String {
    // Within brackets, some readers take a question mark for the start of a key, and a dash for that of an element.
    let fits = !text.contains([',', '[', ']', '{', '}', '?']) && !text.ends_with(" -");
    if is_plain(text) && fits && !(quoted && is_ambiguous(text)) { text.to_owned() } else { quote(text) }
}

/// A scalar that has a line to itself from `column` on; the lines of a block are indented by `indent`.
pub(super) fn block(text: &str, quoted: bool, indent: usize, column: usize) -> String {
    if let Some(block) = literal(text, indent) {
        return block;
    }
    if column + text.chars().count() > WIDTH
        && let Some(block) = folded(text, indent)
    {
        return block;
    }
    if is_plain(text) && !(quoted && is_ambiguous(text)) { text.to_owned() } else { quote(text) }
}

/// Whether the text can stand without quotes in block style.
fn is_plain(text: &str) -> bool {
    let starts_well = text.chars().next().is_some_and(|first| first.is_alphanumeric() || "_/$(.+-".contains(first));
    // A dash or a dot starts plain text only when more than punctuation follows.
    let is_mark = text.chars().all(|character| "+-.".contains(character)) || text.starts_with("- ");
    starts_well
        && !is_mark
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(is_special)
}

/// Whether unquoted text could be taken for something else than text, by this reader or by a YAML 1.1 one.
fn is_ambiguous(text: &str) -> bool {
    let word = matches!(
        text.to_ascii_lowercase().as_str(),
        "null" | "true" | "false" | "yes" | "no" | "y" | "n" | "on" | "off" | ".inf" | "+.inf" | "-.inf" | ".nan"
    );
    // Numbers of every base, dates, times and sexagesimals.
    let number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
        && text.chars().all(|character| character.is_ascii_hexdigit() || "+-._:xoTZ".contains(character));
    word || number || is_date(text)
}

/// Whether text starts with a date and goes on like a time: `2020-11-09 10:00:00 +8`.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
    let digits = |part: Option<&str>| part.is_some_and(|part| part.chars().all(|character| character.is_ascii_digit()));
    let mut parts = date.trim_end().splitn(3, '-');
    digits(parts.next())
        && digits(parts.next())
        && parts.next().is_some_and(|day| day.starts_with(|first: char| first.is_ascii_digit()))
        && time.chars().all(|character| character.is_ascii_digit() || " \t+-.:TtZz".contains(character))
}

/// Whether a character must be escaped, because it is invisible, breaks lines, or is not allowed in YAML.
fn is_special(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Single quotes where they spare escapes, double ones else.
fn quote(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.chars().any(is_special) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double_quoted(text)
    }
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // Writing into a `String` cannot fail. All special characters lie below U+10000.
            special if is_special(special) => drop(write!(quoted, "\\u{:04X}", u32::from(special))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Text of several lines as a literal block, unless an editor or the reader could spoil a line.
fn literal(text: &str, indent: usize) -> Option<String> {
    let (body, header) = match text.strip_suffix('\n') {
        Some(body) => (body, "|"),
        None => (text, "|-"),
    };
    let safe = |line: &str| !line.ends_with([' ', '\t']) && !line.chars().any(is_special);
    let starts_well = body.lines().next().is_some_and(|line| !line.is_empty() && !line.starts_with(' '));
    if !body.contains('\n') || body.ends_with('\n') || !starts_well || !body.split('\n').all(safe) {
        return None;
    }
    Some(laid_out(header, body.split('\n'), indent))
}

/// One long line as a folded block, broken where there is a single blank. Text without enough such places is refused.
fn folded(text: &str, indent: usize) -> Option<String> {
    if text.starts_with(' ') || text.ends_with(' ') || text.chars().any(is_special) {
        return None;
    }
    let width = WIDTH.saturating_sub(indent);
    let mut lines = vec![String::new()];
    let mut words = text.split(' ').peekable();
    let mut glued = true;
    while let Some(word) = words.next() {
        let line = lines.last_mut()?;
        let length = line.chars().count() + 1 + word.chars().count();
        if glued || length <= width {
            if !line.is_empty() || !glued {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
        // Two blanks in a row are an empty word; a line may not break on either side of it.
        glued = word.is_empty() || words.peek().is_some_and(|next| next.is_empty());
    }
    (lines.len() > 1).then(|| laid_out(">-", lines.iter().map(String::as_str), indent))
}

fn laid_out<'a>(header: &str, lines: impl Iterator<Item = &'a str>, indent: usize) -> String {
    let mut block = header.to_owned();
    for line in lines {
        block.push('\n');
        if !line.is_empty() {
            block.extend(std::iter::repeat_n(' ', indent));
            block.push_str(line);
        }
    }
    block
}
