//! Reads schemas.

use super::{Reader, flag, located, text, texts, word};
use crate::diagnostic::{Code, Diagnostic};
use crate::keys;
use crate::span::Span;
use crate::spec::{Located, Reference, Schema, documented};
use crate::suggestion::typo;
use crate::tree::{Entry, Node, Value};

/// What a `format` is known to be, by type. The live site adds formats at any time, so an unknown one is no problem; one
/// that nearly is a known one most likely was meant to be it.
const FORMATS: [(&str, &str, &[&str]); 3] = [
    ("string", "a text", &["binary", "byte", "int32", "int64", "iso8601", "iso8601_normal"]),
    ("integer", "an integer", &["int32", "int64"]),
    ("number", "a number", &["double", "float"]),
];

/// Keys of a schema that bound its values.
const BOUNDS: [&str; 10] = [
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
];

impl Reader<'_> {
    /// Reads a schema, and what is in it. `key` is the place of the key that it stands at.
    pub(crate) fn schema(&mut self, node: &Node, key: &Span, path: &str) -> Schema {
        self.check(node, &keys::SCHEMA, path);
        self.check_format(node, path);
        let reference = word(node, "$ref").map(|Located { value: text, span }| {
            let name = Reference::target(&text).unwrap_or(&text).to_owned();
            Located { value: Reference { text, name }, span }
        });
        let kind = word(node, "type");
        if kind.is_none() && reference.is_none() && node.get("type").is_none_or(Node::is_nothing) {
            self.report(missing_type(node, key, path));
        }
        let properties = node.get("properties").map_or(&[][..], Node::entries);
        if let Some(nameless) = properties.iter().find(|entry| entry.key.is_empty()) {
            self.report(
                Diagnostic::new(Code::NamelessProperty, &nameless.span, "a property has an empty name")
                    .at(path)
                    .expected("a name")
                    .help("give it the name that the service uses, or delete it"),
            );
        }
        let titles = node.get("enumValueTitles");
        if let Some(titles) = titles {
            self.check(titles, &keys::TITLES, &format!("{path}: enumValueTitles"));
        }
        let mut child = |key: &str, sign: &str| {
            let entry = node.entry(key).filter(|entry| entry.node.value != Value::Null)?;
            Some(Box::new(self.schema(&entry.node, &entry.span, &format!("{path}{sign}"))))
        };
        let schema = Schema {
            span: key.clone(),
            items: child("items", "[]"),
            entries: child("additionalProperties", "{}"),
            properties: properties
                .iter()
                .map(|entry| {
                    let path = format!("{path}.{}", entry.key);
                    (entry.key.clone(), self.schema(&entry.node, &entry.span, &path))
                })
                .collect(),
            kind,
            reference,
            format: text(node, "format"),
            description: text(node, "description"),
            required: flag(node, "required"),
            deprecated: flag(node, "deprecated"),
            sensitive: self.verdict(node, "sensitive", "the name decides", path),
            json: self.verdict(node, "json", "it is plain text", path),
            example: node.get("example").and_then(Node::text).map(str::to_owned),
            values: documented(texts(node, "enum")),
            value_titles: titles
                .map_or(&[][..], Node::entries)
                .iter()
                .map(|entry| (entry.key.clone(), entry.node.text().unwrap_or_default().to_owned()))
                .collect(),
            bounds: BOUNDS.into_iter().filter_map(|key| Some((key, word(node, key)?))).collect(),
        };
        self.check_titles(titles, &schema, path);
        self.check_default(&schema, path);
        self.check_values(&schema, path);
        schema
    }

    /// Warns of a title whose value nearly is one that has none. Published lists of titles have more values at times.
    fn check_titles(&mut self, titles: Option<&Node>, schema: &Schema, path: &str) {
        let untitled = || schema.values.iter().filter(|value| !schema.value_titles.contains_key(*value));
        let titles = titles.map_or(&[][..], Node::entries).iter();
        // A number is no typo of another one.
        let is_word = |title: &&Entry| title.key.parse::<f64>().is_err();
        for title in titles.filter(is_word).filter(|title| !schema.values.contains(&title.key)) {
            let Some(meant) = typo(&title.key, untitled().map(String::as_str)) else { continue };
            let message = format!("no value takes the title of `{}`", title.key);
            let problem = Diagnostic::new(Code::UnusedSentence, &title.span, message).warning().at(path);
            self.report(problem.expected(format!("`{meant}`")).help("correct the value, or delete its title"));
        }
    }

    fn check_format(&mut self, schema: &Node, path: &str) {
        let kind = text(schema, "type");
        let Some((_, what, known)) = FORMATS.into_iter().find(|(of, ..)| *of == kind) else { return };
        let format = schema.get("format").and_then(located).filter(|format| !known.contains(&&*format.value));
        let Some(Located { value: format, span }) = format else { return };
        if let Some(meant) = typo(&format, known.iter().copied()) {
            let help = format!("if `{meant}` is meant, correct the file; otherwise there is nothing to do");
            let message = format!("unknown format `{format}` of {what}");
            let problem = Diagnostic::new(Code::UnknownFormat, &span, message).warning();
            self.report(problem.at(path).expected(format!("`{meant}`")).help(help));
        }
    }

    /// A flag that decides: one that says nothing decides nothing, least of all that a secret is none.
    fn verdict(&mut self, node: &Node, key: &str, otherwise: &str, path: &str) -> Option<bool> {
        let found = node.get(key)?;
        if found.is_nothing() {
            let problem = Diagnostic::new(Code::EmptyVerdict, &found.span, format!("`{key}` says nothing")).warning();
            let help = format!("take `{key}` away, so that {otherwise}, or correct it");
            self.report(problem.at(path).expected("`true` or `false`, without quotes").help(help));
        }
        found.boolean()
    }
}

fn missing_type(node: &Node, key: &Span, path: &str) -> Diagnostic {
    let message = match &node.value {
        Value::Map(_) | Value::Null => "the schema has no `type`".to_owned(),
        _ => format!("a schema is expected, and {} stands here", node.describe()),
    };
    // As other formats have it: `additionalProperties: true`, and what is one of several types. Elements of which nothing is said are
    // like those of a list without `items`.
    let is_part = path.ends_with("[]") || path.ends_with("{}");
    let is_open = || node.boolean().is_some() || node.is_nothing() && is_part;
    let has = |key| node.get(key).is_some_and(|node| !node.is_nothing());
    let likely = if is_open() || ["oneOf", "anyOf", "allOf"].into_iter().any(has) {
        "any"
    } else if has("properties") || has("additionalProperties") {
        "object"
    } else if has("items") {
        "array"
    } else {
        "string"
    };
    Diagnostic::new(Code::MissingType, key, message)
        .at(path)
        .expected("`type` (string, integer, number, boolean, object, array or any) or `$ref`")
        .fix([("type", Value::Null)], [("type", likely.into())])
}
