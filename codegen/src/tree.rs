//! A document as a tree of nodes, each of which knows its place in the file.
//!
//! Everything is read through this tree, so that whatever is found later can be shown where it stands. JSON is read by
//! the same reader: it is YAML, but for surrogate pairs in `\u` escapes, which are joined first.

use std::borrow::Cow;

use marked_yaml::types::{MarkedScalarNode, Span};
use marked_yaml::{LoadError, LoaderOptions, Marker, Node as Marked, parse_yaml_with_options};

use crate::diagnostic::{Diagnostic, Mark};

/// A value and where it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where the value starts.
    pub mark: Mark,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`, `~` or nothing at all, unquoted.
    Null,
    /// Any other scalar, as text.
    Scalar {
        /// The text, unescaped.
        text: String,
        /// Whether it stood in quotes: `"true"` is text, `true` is a boolean.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key starts.
    pub mark: Mark,
    /// The value.
    pub node: Node,
}

impl Node {
    /// Reads a YAML or JSON document.
    ///
    /// # Errors
    /// The text does not parse, or a key stands twice in one mapping.
    pub fn parse(file: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Ok(Self { mark: Mark { line: 1, column: 1 }, value: Value::Null });
        }
        if let Some(line) = second_document(text) {
            return Err(Box::new(
                Diagnostic::error(
                    "unreadable-document",
                    file,
                    Some(Mark { line, column: 1 }),
                    "the document ends before this line",
                )
                .expected("one document in a file")
                .help("move what follows into a file of its own, or delete it: nothing would read it here"),
            ));
        }
        // Only JSON starts with a brace, and only JSON has surrogate pairs.
        let text = if text.trim_start().starts_with(['{', '[']) { join_surrogates(text) } else { Cow::Borrowed(text) };
        let options = LoaderOptions::default().error_on_duplicate_keys(true).prevent_coercion(true);
        parse_yaml_with_options(0, &text, options)
            .map(|node| from_marked(&node))
            .map_err(|error| Box::new(unreadable(file, &error)))
    }

    /// The value of a key in a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of a key in a mapping.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of a mapping. An empty list counts as an empty mapping, as some published documents write it.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn elements(&self) -> &[Node] {
        match &self.value {
            Value::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The boolean that an unquoted `true` or `false` is.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar { text, quoted: false } if text == "true" => Some(true),
            Value::Scalar { text, quoted: false } if text == "false" => Some(false),
            _ => None,
        }
    }

    /// What the node is, for messages: `a list`, `text "x"`.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Scalar { text, .. } => format!("`{text}`"),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
        }
    }
}

fn from_marked(node: &Marked) -> Node {
    let value = match node {
        Marked::Scalar(scalar) => from_scalar(scalar),
        Marked::Sequence(sequence) => Value::List(sequence.iter().map(from_marked).collect()),
        Marked::Mapping(mapping) => Value::Map(
            mapping
                .iter()
                .map(|(key, node)| Entry {
                    key: key.as_str().to_owned(),
                    mark: start(key.span()),
                    node: from_marked(node),
                })
                .collect(),
        ),
    };
    Node { mark: start(node.span()), value }
}

fn from_scalar(scalar: &MarkedScalarNode) -> Value {
    let quoted = !scalar.may_coerce();
    match scalar.as_str() {
        "" | "~" | "null" | "Null" | "NULL" if !quoted => Value::Null,
        text => Value::Scalar { text: text.to_owned(), quoted },
    }
}

/// The line from which on a reader of one document drops everything: what follows `...`, or a second `---`. Both are marks
/// wherever a line starts with them, within texts as well.
fn second_document(text: &str) -> Option<usize> {
    let is_mark = |line: &str, mark| {
        line.strip_prefix(mark).is_some_and(|rest: &str| rest.trim_start() != rest || rest.is_empty())
    };
    let (mut begun, mut ended) = (false, false);
    for (index, line) in text.lines().enumerate() {
        let starts = is_mark(line, "---");
        let blank = line.trim_start().is_empty() || line.trim_start().starts_with('#');
        if (starts && begun) || (ended && !blank) {
            return Some(index + 1);
        }
        ended |= is_mark(line, "...");
        // Directives stand before a document.
        begun |= starts || ended || !(blank || line.starts_with('%'));
    }
    None
}

fn start(span: &Span) -> Mark {
    span.start().map_or(Mark { line: 1, column: 1 }, mark)
}

fn mark(marker: &Marker) -> Mark {
    Mark { line: marker.line(), column: marker.column() }
}

fn unreadable(file: &str, error: &LoadError) -> Diagnostic {
    const PLAIN: &str = "YAML or JSON without anchors and tags";
    let (marker, message, expected) = match error {
        LoadError::DuplicateKey(keys) => (
            keys.key.span().start(),
            format!("the key `{}` stands twice in one mapping", keys.key.as_str()),
            "each key once",
        ),
        LoadError::ScanError(marker, error) => {
            (Some(marker), format!("the document does not parse: {}", error.info()), PLAIN)
        }
        LoadError::TopLevelMustBeMapping(marker) | LoadError::TopLevelMustBeSequence(marker) => (
            Some(marker),
            "the document holds something else than a mapping".to_owned(),
            "lines `key: value` from the first column on, or `{…}`",
        ),
        LoadError::UnexpectedAnchor(marker) => (Some(marker), "here is an anchor or an alias".to_owned(), PLAIN),
        LoadError::UnexpectedTag(marker) => (Some(marker), "here is a tag".to_owned(), PLAIN),
        LoadError::MappingKeyMustBeScalar(marker) => {
            (Some(marker), "a key is a list or a mapping".to_owned(), "keys that are words")
        }
    };
    Diagnostic::error("unreadable-document", file, marker.map(mark), message)
        .expected(expected)
        .help("correct the file at this place")
}

/// Replaces the surrogate pairs of JSON escapes, which YAML does not know, by the characters they stand for.
fn join_surrogates(json: &str) -> Cow<'_, str> {
    if !json.contains("\\u") {
        return Cow::Borrowed(json);
    }
    let unit = |text: &str| text.strip_prefix("\\u").and_then(|rest| u16::from_str_radix(rest.get(..4)?, 16).ok());
    let mut joined = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(position) = rest.find('\\') {
        let (before, escape) = rest.split_at(position);
        joined.push_str(before);
        let pair = unit(escape).zip(escape.get(6..).and_then(unit));
        let character = pair.and_then(|(high, low)| char::decode_utf16([high, low]).next()?.ok());
        // A pair takes twelve bytes; any other escape is passed on whole, so that `\\` is never taken for the start of one.
        let length = match character {
            Some(character) if character.len_utf16() == 2 => {
                joined.push(character);
                12
            }
            _ => {
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                joined.push_str(&escape[..length]);
                length
            }
        };
        rest = &escape[length..];
    }
    joined.push_str(rest);
    Cow::Owned(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Node {
        Node::parse("test.yaml", text).unwrap()
    }

    #[test]
    fn every_key_and_value_knows_its_place() {
        let node = parse("a: 1\nb:\n  - x\n  - c: \"true\"\n");
        let entry = node.entry("b").unwrap();
        assert_eq!(entry.mark, Mark { line: 2, column: 1 });
        let c = entry.node.elements()[1].get("c").unwrap();
        assert_eq!(c.mark, Mark { line: 4, column: 8 });
        assert_eq!((c.text(), c.boolean()), (Some("true"), None));
    }

    #[test]
    fn json_with_surrogate_pairs_is_read() {
        let node = parse(r#"{"a": "\ud83d\ude00 \\ud83d \/ \u00e9", "b": null}"#);
        assert_eq!(node.get("a").unwrap().text(), Some("😀 \\ud83d / é"));
        assert_eq!(node.get("b").unwrap().value, Value::Null);
    }

    #[test]
    fn what_a_reader_would_drop_is_an_error() {
        for (text, line) in [
            ("a: 1\n---\nb: 2\n", 2),
            ("---\na: 1\n---\n", 3),
            ("a: 1\n...\n# more\nb: 2\n", 4),
            ("a: 1\n...\n---\nb: 2\n", 3),
            ("a: >-\n  x\n--- y\n", 3),
        ] {
            let error = Node::parse("test.yaml", text).unwrap_err();
            assert_eq!((error.code, error.mark), ("unreadable-document", Some(Mark { line, column: 1 })), "{text}");
        }
        for text in [
            "---\na: 1\n...\n\n# end\n",
            "%YAML 1.2\n# x\n---\na: 1\n",
            "a: 1\n",
            "---a: 1\n",
            "a:\n  - |\n    x\n    ---\n",
        ] {
            assert!(!parse(text).entries().is_empty(), "{text}");
        }
    }

    #[test]
    fn null_has_three_spellings() {
        for text in ["null", "Null", "NULL", "~", ""] {
            assert_eq!(parse(&format!("a: {text}")).get("a").unwrap().value, Value::Null, "{text}");
        }
        assert_eq!(parse("a: \"Null\"").get("a").unwrap().text(), Some("Null"));
        assert_eq!(parse("a: nULL").get("a").unwrap().text(), Some("nULL"));
    }

    #[test]
    fn a_document_that_does_not_parse_says_where() {
        let error = Node::parse("test.yaml", "a: [1\nb: 2\n").unwrap_err();
        assert_eq!(error.code, "unreadable-document");
        assert!(error.mark.is_some(), "{error}");
        let error = Node::parse("test.yaml", "a: 1\na: 2\n").unwrap_err();
        assert_eq!(error.mark, Some(Mark { line: 2, column: 1 }));
    }
}
