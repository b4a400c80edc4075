//! Writes a tree as canonical YAML, so that a spec file has one form and a change of it one small diff.
//!
//! Keys stand in the order of their [`Mapping`], lists as they are: the order of keys carries no meaning, that of a list does.
//! Text is plain where YAML allows it, folded where it is long and literal where it has lines; short lists of scalars
//! stand on one line. Comments do not survive: notes on a spec belong into the overlay.

mod scalar;

use crate::keys::Mapping;
use crate::tree::{Entry, Node, Value};

/// The width of hand-written code, for specs as well.
const WIDTH: usize = 120;

/// The document as canonical text, which reads back as the same document.
#[must_use]
pub fn write(document: &Node, mapping: &Mapping) -> String {
    let mut text = String::new();
    match &document.value {
        Value::Map(entries) if !entries.is_empty() => write_mapping(&mut text, document, mapping, 0),
        Value::List(elements) if !elements.is_empty() => write_list(&mut text, document, mapping, 0),
        _ => text.push_str(&inline(&document.value)),
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// A text on one line, fit to stand inside brackets.
#[must_use]
pub fn text(text: &str) -> String {
    scalar::one_line(text, true)
}

/// The value on one line. Two values are equal when their lines are, whatever quotes or layout they were read with.
#[must_use]
pub fn inline(value: &Value) -> String {
    let pair = |entry: &Entry| format!("{}: {}", scalar::key(&entry.key), inline(&entry.node.value));
    match value {
        Value::Null => "null".to_owned(),
        Value::Scalar { text, quoted } => scalar::one_line(text, *quoted),
        Value::List(elements) => {
            format!("[{}]", elements.iter().map(|element| inline(&element.value)).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let mut pairs: Vec<_> = entries.iter().map(pair).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

fn write_mapping(text: &mut String, node: &Node, mapping: &Mapping, indent: usize) {
    let mut entries: Vec<_> = node.entries().iter().collect();
    entries.sort_by_key(|entry| (mapping.rank(&entry.key), &entry.key));
    for (position, entry) in entries.into_iter().enumerate() {
        // The first key of a list element stands on the line of its dash.
        if position > 0 || !text.ends_with("- ") {
            text.extend(std::iter::repeat_n(' ', indent));
        }
        text.push_str(&scalar::key(&entry.key));
        text.push(':');
        write_value(text, &entry.node, mapping.within(&entry.key), indent);
    }
}

/// Writes what follows `key:`, with the end of the line.
fn write_value(text: &mut String, node: &Node, mapping: &Mapping, indent: usize) {
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => {
            text.push('\n');
            write_mapping(text, node, mapping, indent + 2);
        }
        Value::List(elements) if !elements.is_empty() => match short_list(node, column(text)) {
            Some(list) => {
                text.push(' ');
                text.push_str(&list);
                text.push('\n');
            }
            None => {
                text.push('\n');
                write_list(text, node, mapping, indent + 2);
            }
        },
        Value::Scalar { text: value, quoted } => {
            text.push(' ');
            text.push_str(&scalar::block(value, *quoted, indent + 2, column(text)));
            text.push('\n');
        }
        _ => {
            text.push(' ');
            text.push_str(&inline(&node.value));
            text.push('\n');
        }
    }
}

fn write_list(text: &mut String, node: &Node, mapping: &Mapping, indent: usize) {
    for element in node.elements() {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str("- ");
        match &element.value {
            Value::Map(entries) if !entries.is_empty() => write_mapping(text, element, mapping, indent + 2),
            Value::Scalar { text: value, quoted } => {
                text.push_str(&scalar::block(value, *quoted, indent + 2, column(text)));
                text.push('\n');
            }
            // A list in a list stands on one line whatever its length: no published document has one.
            _ => {
                text.push_str(&inline(&element.value));
                text.push('\n');
            }
        }
    }
}

/// A list of scalars that fits on the line it starts on.
fn short_list(node: &Node, column: usize) -> Option<String> {
    let scalars = node.elements().iter().all(|element| matches!(element.value, Value::Scalar { .. } | Value::Null));
    let list = scalars.then(|| inline(&node.value))?;
    (column + 1 + list.chars().count() <= WIDTH).then_some(list)
}

/// How many characters the last line has so far.
fn column(text: &str) -> usize {
    text.rsplit('\n').next().map_or(0, |line| line.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;

    fn canonical(text: &str, mapping: &Mapping) -> String {
        let once = write(&Node::parse("test.yaml", text).unwrap(), mapping);
        let twice = write(&Node::parse("test.yaml", &once).unwrap(), mapping);
        assert_eq!(once, twice, "writing twice changes nothing");
        once
    }

    #[test]
    fn keys_are_ordered_by_what_they_are_in() {
        let text = r#"{
            "responses": {"default": {}, "200": {"schema": {"properties": {"type": {"type": "string"}, "Age": {"minimum": "1",
                "type": "integer", "required": false}}, "type": "object"}}},
            "zebra": 1, "parameters": [{"schema": {"type": "string", "enum": ["a", "1"]}, "in": "query", "name": "JobId"}],
            "security": [{"AK": []}], "methods": ["post", "get"], "deprecated": false, "title": "Get a job"
        }"#;
        insta::assert_snapshot!(canonical(text, &keys::OPERATION), @r#"
        title: Get a job
        deprecated: false
        methods: [post, get]
        security:
          - AK: []
        parameters:
          - name: JobId
            in: query
            schema:
              type: string
              enum: [a, "1"]
        responses:
          "200":
            schema:
              type: object
              properties:
                Age:
                  type: integer
                  required: false
                  minimum: "1"
                type:
                  type: string
          default: {}
        zebra: 1
        "#);
    }

    #[test]
    fn moving_a_key_moves_nothing() {
        let left = canonical("{a: 1, c: [x, {e: 1, d: 2}], b: 2}", &keys::PLAIN);
        let right = canonical("{c: [x, {d: 2, e: 1}], b: 2, a: 1}", &keys::PLAIN);
        assert_eq!(left, right);
    }

    #[test]
    fn a_long_list_stands_in_lines() {
        let words = ["abcdefghij"; 12].join(", ");
        let text = canonical(&format!("{{short: [a, b], long: [{words}]}}"), &keys::PLAIN);
        assert!(text.contains("short: [a, b]\n"), "{text}");
        assert!(text.starts_with("long:\n  - abcdefghij\n"), "{text}");
    }

    #[test]
    fn empty_documents_and_values_are_written() {
        assert_eq!(canonical("{}", &keys::PLAIN), "{}\n");
        assert_eq!(canonical("{a: {}, b: [], c: , d: ''}", &keys::PLAIN), "a: {}\nb: []\nc: null\nd: \"\"\n");
    }
}
