//! A text, written as a value, in a list and as a key, and read again by every reader that Rust has.

use saphyr::{LoadableYamlNode as _, Yaml};

use codegen::canonical::{inline, write};
use codegen::keys;
use codegen::span::Span;
use codegen::tree::{Entry, Node, Value};

fn text(text: &str) -> Node {
    let value = Value::Scalar { text: text.to_owned(), quoted: true };
    Node { span: Span::nowhere(), value }
}

/// What is to be read where a text stands behind a key, in a list, and as a key.
pub fn expected(content: &str) -> serde_json::Value {
    serde_json::json!({"key": content, "list": [content, "x"], "map": {content: "x"}})
}

/// The YAML of that, which all readers take for the same.
pub fn written(content: &str) -> String {
    let entry = |key: &str, node| Entry { key: key.to_owned(), span: Span::nowhere(), node };
    let list = Node { span: Span::nowhere(), value: Value::List(vec![text(content), text("x")]) };
    let map = Node { span: Span::nowhere(), value: Value::Map(vec![entry(content, text("x"))]) };
    let node = Node {
        span: Span::nowhere(),
        value: Value::Map(vec![entry("key", text(content)), entry("list", list), entry("map", map)]),
    };
    let yaml = write(&node, &keys::PLAIN);
    let read = Node::parse("test.yaml", &yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(inline(&read.value), inline(&node.value), "{yaml}");
    assert_eq!(read.get("key").unwrap().text(), Some(content), "{yaml}");
    assert_eq!(read.get("list").unwrap().elements()[0].text(), Some(content), "{yaml}");
    assert_eq!(read.get("map").unwrap().entries()[0].key, content, "{yaml}");
    // Other readers of YAML have to see the same, or our own two halves would only agree with each other.
    let expected = expected(content);
    let read: serde_json::Value = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(read, expected, "yaml_serde reads\n{yaml}");
    let read: serde_json::Value = serde_saphyr::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(read, expected, "serde-saphyr reads\n{yaml}");
    let read = Yaml::load_from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(read.iter().map(json).collect::<Vec<_>>(), [expected], "saphyr reads\n{yaml}");
    yaml
}

/// What `saphyr` has read; whatever is no text or mapping of texts is shown as it prints it.
fn json(yaml: &Yaml<'_>) -> serde_json::Value {
    match yaml {
        Yaml::Sequence(elements) => elements.iter().map(json).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| (json(key), json(value)));
            entries.map(|(key, value)| (key.as_str().map_or(key.to_string(), str::to_owned), value)).collect()
        }
        other => other.as_str().map_or_else(|| format!("{other:?} is no text").into(), Into::into),
    }
}
