//! Reads YAML.
//!
//! `granit-parser` scans and gives events with their bytes; what is decided here is what a document may consist of: no
//! anchors, no tags, each key once, nothing behind its end.

use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, options};

use super::rules::{Parsed, below, once, refused, unreadable};
use crate::span::{File, Span};
use crate::tree::{Entry, Node, Value};

/// What is wrong with most documents that are written by hand and do not parse.
const QUOTES: &str = "correct the file at this place: indent by blanks, and put a text that begins with a sign or has `: ` in \
                      it in quotes";

/// Reads a document. An empty one is null.
pub(super) fn parse(file: &Arc<File>) -> Parsed<Node> {
    let events = Parser::new_from_str_with_options(&file.text, options! { emit_comments: false });
    let mut reader = Reader { file, events, level: 0 };
    reader.next()?;
    let (Event::DocumentStart(..), _) = reader.next()? else {
        return Ok(Node::null(&Span::new(file, 0..0)));
    };
    let node = reader.node()?;
    reader.next()?;
    match reader.next()? {
        (Event::StreamEnd, _) => Ok(node),
        (_, span) => Err(refused(&span, "a second document begins here")
            .expected("one document in a file")
            .help("move what follows into a file of its own, or delete it: it would not be read")
            .into()),
    }
}

struct Reader<'a> {
    file: &'a Arc<File>,
    events: Parser<'a, StrInput<'a>>,
    level: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Parsed<(Event<'a>, Span)> {
        match self.events.next_event() {
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or_default();
                Ok((event, Span::new(self.file, range)))
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                let message = format!("the document does not parse: {}", error.info());
                Err(unreadable(&Span::new(self.file, at..at), message).help(QUOTES).into())
            }
            None => Ok((Event::StreamEnd, Span::new(self.file, self.file.text.len()..self.file.text.len()))),
        }
    }

    fn node(&mut self) -> Parsed<Node> {
        let event = self.next()?;
        self.node_of(event)
    }

    /// The node that an event begins.
    fn node_of(&mut self, (event, mut span): (Event<'a>, Span)) -> Parsed<Node> {
        let value = match event {
            Event::Alias(_)
            | Event::Scalar(_, _, 1.., _)
            | Event::SequenceStart(_, 1.., _)
            | Event::MappingStart(_, 1.., _) => {
                return Err(unreadable(&span, "anchors and aliases are not supported".to_owned()));
            }
            Event::Scalar(.., Some(_)) | Event::SequenceStart(.., Some(_)) | Event::MappingStart(.., Some(_)) => {
                return Err(unreadable(&span, "tags are not supported".to_owned()));
            }
            Event::Scalar(text, style, ..) => {
                let quoted = style != ScalarStyle::Plain;
                match &*text {
                    "" | "~" | "null" | "Null" | "NULL" if !quoted => Value::Null,
                    _ => Value::Scalar { text: text.into_owned(), quoted },
                }
            }
            Event::SequenceStart(..) => {
                self.level = below(self.level, &span)?;
                let mut elements = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break span = self.up_to(&span, &end),
                        event => elements.push(self.node_of(event)?),
                    }
                }
                self.level -= 1;
                Value::List(elements)
            }
            _ => {
                self.level = below(self.level, &span)?;
                let mut entries = Vec::new();
                loop {
                    match self.next()? {
                        (Event::MappingEnd, end) => break span = self.up_to(&span, &end),
                        event => entries.push(self.entry(event)?),
                    }
                }
                self.level -= 1;
                once(&entries)?;
                Value::Map(entries)
            }
        };
        Ok(Node { span, value })
    }

    fn entry(&mut self, key: (Event<'a>, Span)) -> Parsed<Entry> {
        let (Event::Scalar(text, _, 0, None), span) = key else {
            return Err(unreadable(&key.1, "a key is neither a word nor a text".to_owned()));
        };
        Ok(Entry { key: text.into_owned(), span, node: self.node()? })
    }

    fn up_to(&self, start: &Span, end: &Span) -> Span {
        Span::new(self.file, start.range().start..end.range().end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn parse(text: &str) -> Node {
        Node::parse("test.yaml", text).unwrap()
    }

    fn slice<'a>(text: &'a str, span: &Span) -> &'a str {
        &text[span.range()]
    }

    #[test]
    fn every_key_and_value_knows_its_bytes() {
        let text = "a: 1\nb:\n  - ä\n  - c: \"tr\\u0075e\"\n    d: {e: [f]}\ng: |\n  h\n";
        let node = parse(text);
        let b = node.entry("b").unwrap();
        assert_eq!((slice(text, &b.span), b.span.line(), b.span.column()), ("b", 2, 1));
        assert_eq!(slice(text, &b.node.elements()[0].span), "ä");
        let c = b.node.elements()[1].get("c").unwrap();
        assert_eq!((slice(text, &c.span), c.span.line(), c.span.column()), ("\"tr\\u0075e\"", 4, 8));
        assert_eq!((c.text(), c.boolean()), (Some("true"), None));
        assert_eq!(slice(text, &b.node.elements()[1].get("d").unwrap().span), "{e: [f]}");
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
            assert_eq!((error.code, error.span.line()), (Code::UnreadableDocument, line), "{text}");
        }
        for text in [
            "---\na: 1\n...\n\n# end\n",
            "%YAML 1.2\n# x\n---\na: 1\n",
            "a: 1\n",
            "\u{feff}a: 1\n",
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
        assert_eq!(parse(" \n# nothing\n").value, Value::Null);
    }

    #[test]
    fn a_document_that_is_refused_says_where() {
        for (text, line, message) in [
            ("a: [1\nb: 2\n", 2, "does not parse"),
            ("a: 1\na: 2\n", 2, "`a` stands twice"),
            ("a: 1\nb: &x 2\n", 2, "anchors"),
            ("a: 1\nb: !t 2\n", 2, "tags"),
            ("a: 1\n? [b]\n: 2\n", 2, "a key is"),
            ("a: \"\\ud83d\"\n", 1, "does not parse"),
        ] {
            let error = Node::parse("test.yaml", text).unwrap_err();
            assert_eq!(error.span.line(), line, "{error}");
            assert!(error.message.contains(message), "{error}");
        }
    }

    #[test]
    fn a_text_that_lacks_its_quotes_is_told_so() {
        for text in ["a: b: c\n", "a: @b\n", "a: `b`\n", "a: %b\n", "a: *b*\n", "a: {b}/c\n", "a: 'b'c'\n"] {
            let error = Node::parse("test.yaml", text).unwrap_err();
            assert!(error.to_string().contains("in quotes"), "{error}");
        }
    }
}
