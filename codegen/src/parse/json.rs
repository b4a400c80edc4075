//! Reads JSON. `jsonc-parser` is the one well-kept parser that keeps the place of every value and key; its extensions are
//! switched off.

use std::sync::Arc;

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::rules::{Parsed, below, once, unreadable};
use crate::span::{File, Span};
use crate::tree::{Entry, Node, Value};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a document. An empty one is null.
pub(super) fn parse(file: &Arc<File>) -> Parsed<Node> {
    let parsed = parse_to_ast(&file.text, &CollectOptions::default(), &STRICT).map_err(|error| {
        let range = error.range();
        unreadable(&Span::new(file, range.start..range.end), format!("the document does not parse: {}", error.kind()))
    })?;
    parsed.value.map_or_else(|| Ok(Node::null(&Span::new(file, 0..0))), |value| node(file, value, 0))
}

fn node(file: &Arc<File>, value: ast::Value<'_>, level: usize) -> Parsed<Node> {
    let span = span(file, &value);
    let scalar = |text: String, quoted| Value::Scalar { text, quoted };
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::StringLit(text) => scalar(text.value.into_owned(), true),
        ast::Value::NumberLit(number) => scalar(number.value.to_owned(), false),
        ast::Value::BooleanLit(boolean) => scalar(boolean.value.to_string(), false),
        ast::Value::Array(array) => {
            let level = below(level, &span)?;
            Value::List(array.elements.into_iter().map(|value| node(file, value, level)).collect::<Parsed<_>>()?)
        }
        ast::Value::Object(object) => {
            let level = below(level, &span)?;
            let entries = object.properties.into_iter().map(|property| entry(file, property, level));
            let entries = entries.collect::<Parsed<Vec<Entry>>>()?;
            once(&entries)?;
            Value::Map(entries)
        }
    };
    Ok(Node { span, value })
}

fn entry(file: &Arc<File>, property: ast::ObjectProp<'_>, level: usize) -> Parsed<Entry> {
    let (span, key) = match property.name {
        ObjectPropName::String(key) => (span(file, &key), key.value.into_owned()),
        ObjectPropName::Word(key) => (span(file, &key), key.value.to_owned()),
    };
    Ok(Entry { key, span, node: node(file, property.value, level)? })
}

fn span(file: &Arc<File>, part: &impl Ranged) -> Span {
    let range = part.range();
    Span::new(file, range.start..range.end)
}

#[cfg(test)]
mod tests {
    use crate::tree::{Node, Value};

    #[test]
    fn every_key_and_value_knows_its_bytes() {
        let text = "{\"a\": [1, \"ä\\ud83d\\ude00\"],\n \"b\": {\"c\": true, \"d\": null, \"e\": \"1\"}}";
        let node = Node::parse("test.json", text).unwrap();
        let slice = |node: &Node| text[node.span.range()].to_owned();
        let [number, emoji] = node.get("a").unwrap().elements() else { panic!("two elements") };
        assert_eq!((number.text(), slice(number)), (Some("1"), "1".to_owned()));
        assert_eq!((emoji.text(), slice(emoji)), (Some("ä😀"), "\"ä\\ud83d\\ude00\"".to_owned()));
        let b = node.entry("b").unwrap();
        assert_eq!((b.span.line(), b.span.column()), (2, 2));
        assert_eq!((b.node.get("c").unwrap().boolean(), &b.node.get("d").unwrap().value), (Some(true), &Value::Null));
        assert_eq!(b.node.get("e").unwrap().value, Value::Scalar { text: "1".to_owned(), quoted: true });
    }

    #[test]
    fn json_and_nothing_else_is_read() {
        for (text, column) in [
            ("{\"a\": 1, \"a\": 2}", 10),
            ("{\"a\": 1,}", 8),
            ("{\"a\": 1} {", 10),
            ("{a: 1}", 2),
            ("[1 2]", 3),
            ("[NaN]", 2),
            ("[0x1]", 2),
            ("['a']", 2),
            ("// x\n1", 1),
            ("[\"\\ud83d\"]", 3),
            ("{\"a\": &x 1}", 7),
        ] {
            let error = Node::parse("test.json", text).unwrap_err();
            assert_eq!(error.span.column(), column, "{error}");
        }
        assert_eq!(Node::parse("test.json", " \n").unwrap().value, Value::Null);
    }
}
