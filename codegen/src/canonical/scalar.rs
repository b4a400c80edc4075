//! How a scalar is written: as plainly as it can be read back.
//!
//! `yaml_serde` knows neither short lists on one line nor folded prose, and quotes by other rules than the reader of this
//! crate; it is the judge in the tests instead: what is written here has to be the same text to it.

use std::fmt::Write as _;

use super::WIDTH;

/// A key of a mapping. Keys are always text, so a status code stands in quotes.
pub(super) fn key(text: &str) -> String {
    one_line(text, true)
}

/// A scalar on one line, fit for flow style as well.
pub(super) fn one_line(text: &str, quoted: bool) -> String {
    if is_plain(text) && !text.contains([',', '[', ']', '{', '}']) && !(quoted && is_ambiguous(text)) {
        text.to_owned()
    } else {
        quote(text)
    }
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
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | ".inf" | "+.inf" | "-.inf" | ".nan"
    );
    // Numbers of every base, dates, times and sexagesimals.
    let number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
        && text.chars().all(|character| character.is_ascii_hexdigit() || "+-._:xoTZ".contains(character));
    word || number
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

#[cfg(test)]
mod tests {
    use crate::canonical::{Kind, inline, write};
    use crate::diagnostic::Mark;
    use crate::tree::{Entry, Node, Value};

    const MARK: Mark = Mark { line: 1, column: 1 };

    fn text(text: &str) -> Node {
        let value = Value::Scalar { text: text.to_owned(), quoted: true };
        Node { mark: MARK, value }
    }

    /// The text behind a key, in a list and as a key, written and read again.
    fn written(content: &str) -> String {
        let entry = |key: &str, node| Entry { key: key.to_owned(), mark: MARK, node };
        let list = Node { mark: MARK, value: Value::List(vec![text(content), text("x")]) };
        let map = Node { mark: MARK, value: Value::Map(vec![entry(content, text("x"))]) };
        let node = Node {
            mark: MARK,
            value: Value::Map(vec![entry("key", text(content)), entry("list", list), entry("map", map)]),
        };
        let yaml = write(&node, Kind::Plain);
        let read = Node::parse("test.yaml", &yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
        assert_eq!(inline(&read), inline(&node), "{yaml}");
        assert_eq!(read.get("key").unwrap().text(), Some(content), "{yaml}");
        assert_eq!(read.get("list").unwrap().elements()[0].text(), Some(content), "{yaml}");
        assert_eq!(read.get("map").unwrap().entries()[0].key, content, "{yaml}");
        // Another reader of YAML has to see the same, or our own two halves would only agree with each other.
        let other: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
        assert_eq!(other["key"].as_str(), Some(content), "{yaml}");
        assert_eq!(other["list"][0].as_str(), Some(content), "{yaml}");
        assert_eq!(other["map"][content].as_str(), Some("x"), "{yaml}");
        yaml
    }

    #[test]
    fn text_reads_back_as_the_same_text() {
        let cases = [
            "plain",
            "true",
            "True",
            "no",
            "1",
            "1.5",
            "-1",
            "0x1F",
            "1e3",
            "2020-11-09",
            "12:30",
            "null",
            "~",
            "",
            " ",
            " a",
            "a ",
            "\ta",
            "a: b",
            "a:",
            "a:b",
            "a #b",
            "#a",
            "a#b",
            "- a",
            "-a",
            "-",
            "--- a",
            "...",
            ".",
            "? a",
            "?a",
            "[a]",
            "{a: b}",
            "a, b",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a`",
            "'a'",
            "\"a\"",
            "a\"b\\c",
            "a'b",
            "<<",
            "=",
            "a\nb",
            "a\nb\n",
            "a\n\nb",
            "a\n\n\n",
            "\na",
            " a\nb",
            "a\n  b",
            "a \nb",
            "a\tb\nc",
            "a\r\nb",
            "\r",
            "\u{0}",
            "\u{7}\u{1b}[0m",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{feff}a",
            "配音",
            "语速：1",
            "😀",
            "x‑oss‑tagging‑count",
            "$ref",
            "#/components/schemas/A",
            "/{key}?append",
            "OAuth 2.0 Bearer Token",
            "a\\nb",
        ];
        for case in cases {
            written(case);
        }
    }

    #[test]
    fn long_text_is_folded_and_reads_back() {
        let words = "word ".repeat(60);
        let cases = [
            words.trim().to_owned(),
            format!("a  b {words}c  d"),
            format!("{}  {}", "a".repeat(130), "b".repeat(130)),
            format!("{words}# x: y - z"),
            format!("配音 {words}。"),
            format!("# {words}x"),
            words,
        ];
        for case in &cases {
            written(case);
        }
        assert!(written(&cases[0]).starts_with("key: >-\n  word word"));
    }

    #[test]
    fn numbers_and_booleans_stay_what_they_are() {
        for plain in ["1", "-1.5", "true", "null", "2023-11-21"] {
            for quotes in ["", "\""] {
                let yaml = format!("a: {quotes}{plain}{quotes}\n");
                assert_eq!(write(&Node::parse("test.yaml", &yaml).unwrap(), Kind::Plain), yaml);
            }
        }
    }
}
