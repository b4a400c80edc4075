//! Reads documents into trees: JSON by a parser of JSON, everything else as YAML.

mod json;
mod rules;
mod yaml;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::span::{File, Span};
use crate::tree::Node;
use rules::refused;

/// The most bytes of a document. The longest published one has 3 MB.
const MOST_BYTES: usize = 64 << 20;

/// The most commas and line breaks of a document, which bounds the values in it, and so the memory of its tree.
const MOST_SEPARATORS: usize = 4_000_000;

impl Node {
    /// Reads a document. The name of the file says whether it is JSON or YAML (`.json`, `.yaml`, `.yml`); of another one the
    /// first character does: JSON begins with a brace or a bracket.
    ///
    /// # Errors
    /// The text does not parse, holds what no spec may hold (a key twice, anchors, tags, a second document), has more than
    /// 128 levels, or is longer than 64 MiB or 4,000,000 values and lines.
    pub fn parse(path: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        // Editors put it before a text to say that it is UTF-8.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = Arc::new(File::new(path, text));
        let separators = || text.bytes().filter(|byte| matches!(byte, b',' | b'\n')).take(MOST_SEPARATORS + 1).count();
        if text.len() > MOST_BYTES || separators() > MOST_SEPARATORS {
            return Err(refused(&Span::new(&file, 0..0), "the document is too long")
                .expected("at most 64 MiB and 4,000,000 values and lines")
                .help("give the document of one product, as published")
                .into());
        }
        if is_json(path, text) { json::parse(&file) } else { yaml::parse(&file) }
    }
}

fn is_json(path: &str, text: &str) -> bool {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("json") => true,
        Some("yaml" | "yml") => false,
        _ => text.trim_start().starts_with(['{', '[']),
    }
}

#[cfg(test)]
mod tests {
    use super::rules::MOST_LEVELS;
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn the_name_decides_who_reads_and_else_the_first_character() {
        for (path, text, json) in [
            ("api-docs.json", "a: 1", true),
            ("a.yaml", "{\"a\": 1}", false),
            ("a.yml", "{a: 1}", false),
            ("a.txt", " \n{\"a\": 1}", true),
            ("folder.json/document", "a: 1", false),
            ("document", "[1]", true),
            ("document", "- 1", false),
        ] {
            assert_eq!(is_json(path, text), json, "{path}: {text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_document() {
        for (path, text) in [("a.json", "{\"a\": 1, \"a\": 2}"), ("a.yaml", "a: 1\na: 2"), ("document", "[1] 2")] {
            let problem = |text: &str| Node::parse(path, text).unwrap_err().to_string();
            assert_eq!(problem(&format!("\u{feff}{text}")), problem(text), "{path}");
        }
        assert_eq!(Node::parse("a.json", "\u{feff}[1]").unwrap().elements().len(), 1);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        for path in ["a.json", "a.yaml"] {
            let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            assert!(Node::parse(path, &nested(MOST_LEVELS)).is_ok());
            for levels in [MOST_LEVELS + 1, 100_000] {
                let error = Node::parse(path, &nested(levels)).unwrap_err();
                assert_eq!(error.code, Code::UnreadableDocument, "{path} {levels}");
            }
            let long = format!("[{}1]", "1,".repeat(MOST_SEPARATORS + 1));
            assert!(Node::parse(path, &long).unwrap_err().message.contains("too long"));
        }
    }
}
