//! Takes the spec's types from a located tree.
//!
//! A key that is absent, `null` or, where a mapping is due, an empty list says nothing: published documents write all
//! three. Anything else of another shape than its key has is reported, for a slip of the pen must not drop facts.

mod product;
mod typos;

use crate::canonical::Kind;
use crate::diagnostic::{Diagnostic, Diagnostics, Mark};
use crate::overlay;
use crate::spec::{Located, Operation, Parameter, RamAction, Reference, Schema};
use crate::tree::{Entry, Node, Value};

/// Keys of a schema that bound its values.
const BOUNDS: [&str; 8] =
    ["default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"];

/// Reads documents, collecting what is wrong with them.
pub struct Reader<'a> {
    file: String,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// A reader of one file.
    pub fn new(file: String, diagnostics: &'a mut Diagnostics) -> Self {
        Self { file, diagnostics }
    }

    /// Reads one operation.
    pub fn operation(&mut self, family: &str, name: &str, node: &Node) -> Operation {
        if !matches!(node.value, Value::Map(_)) {
            self.report(
                "not-an-operation",
                node.mark,
                name,
                format!("the file holds {}, which is no operation", node.describe()),
                "a mapping with `methods`, `parameters` and `responses`",
                "write the operation, or delete the file",
            );
        }
        self.key_typos(node, Kind::Operation, name);
        let parameters = self.list(node, "parameters", name).iter().enumerate();
        Operation {
            name: name.to_owned(),
            family: family.to_owned(),
            file: self.file.clone(),
            title: line(&self.text(node, "title", name)),
            summary: self.text(node, "summary", name),
            description: self.text(node, "description", name),
            methods: self
                .list(node, "methods", name)
                .iter()
                .filter_map(|method| self.word(method, "methods", name))
                .collect(),
            path: node.get("path").and_then(|path| self.word(path, "path", name)),
            security: self
                .list(node, "security", name)
                .iter()
                .flat_map(Node::entries)
                .map(|entry| entry.key.clone())
                .collect(),
            deprecated: self.flag(node, "deprecated", name),
            effect: node.get("effect").and_then(|effect| self.word(effect, "effect", name)),
            parameters: parameters.map(|(index, node)| self.parameter(node, index, name)).collect(),
            response: self.response(node, name),
            error_codes: self.error_codes(node, name),
            ram_actions: self
                .list(node, "ramActions", name)
                .iter()
                .map(|action| self.ram_action(action, name))
                .collect(),
            changes: self
                .list(node, "changeSet", name)
                .iter()
                .map(|change| (self.text(change, "date", name), self.text(change, "description", name)))
                .collect(),
            sample: node.get("responseDemo").and_then(Node::text).and_then(sample),
        }
    }

    fn parameter(&mut self, node: &Node, index: usize, operation: &str) -> Parameter {
        // Until the name is known, the parameter is told by its number.
        let name = self.needed(node, "name", &format!("{operation}.parameters, number {}", index + 1));
        let path = format!("{operation}.request.{}", name.value);
        self.key_typos(node, Kind::Parameter, &path);
        let nothing = nothing(node.mark);
        let schema = node.entry("schema");
        let mark = schema.map_or(node.mark, |entry| entry.mark);
        Parameter {
            location: self.needed(node, "in", &path),
            style: node.get("style").and_then(|style| self.word(style, "style", &path)),
            schema: self.schema(schema.map_or(&nothing, |entry| &entry.node), mark, &path),
            name: name.value,
            mark: name.mark,
        }
    }

    /// The schema of the first successful status that has one.
    fn response(&mut self, node: &Node, operation: &str) -> Option<Schema> {
        let mut successes: Vec<_> =
            self.map(node, "responses", operation).iter().filter(|entry| entry.key.starts_with('2')).collect();
        successes.sort_by(|left, right| left.key.cmp(&right.key));
        let entry = successes.into_iter().find_map(|entry| entry.node.entry("schema"))?;
        // `schema: {}` says nothing, like no schema at all.
        if is_nothing(&entry.node) {
            return None;
        }
        Some(self.schema(&entry.node, entry.mark, &format!("{operation}.response")))
    }

    fn schema(&mut self, node: &Node, key: Mark, path: &str) -> Schema {
        const PREFIX: &str = "#/components/schemas/";
        self.key_typos(node, Kind::Schema, path);
        self.format_typos(node, path);
        let reference = node.get("$ref").and_then(|reference| self.word(reference, "$ref", path));
        let reference = reference.map(|reference| Located {
            value: Reference {
                name: reference.value.strip_prefix(PREFIX).unwrap_or(&reference.value).to_owned(),
                text: reference.value,
            },
            mark: reference.mark,
        });
        let kind = node.get("type").and_then(|kind| self.word(kind, "type", path));
        if kind.is_none() && reference.is_none() && node.get("type").is_none_or(is_nothing) {
            let message = match &node.value {
                Value::Map(_) | Value::Null => "the schema has no `type`".to_owned(),
                _ => format!("a schema has to stand here, and {} does", node.describe()),
            };
            self.report(
                "missing-type",
                key,
                path,
                message,
                "`type` (string, integer, number, boolean, object, array or any) or `$ref`",
                overlay::snippet(path, "{type: null}", likely_type(node)),
            );
        }
        let value_titles = self.map(node, "enumValueTitles", path);
        let properties = self.map(node, "properties", path);
        if let Some(nameless) = properties.iter().find(|entry| entry.key.is_empty()) {
            self.report(
                "nameless-property",
                nameless.mark,
                path,
                "a property has an empty name".to_owned(),
                "a name",
                "give it the name that the service uses, or delete it",
            );
        }
        let mut child = |key: &str, sign: &str| {
            let entry = node.entry(key).filter(|entry| entry.node.value != Value::Null)?;
            let path = format!("{path}{sign}");
            Some(Box::new(self.schema(&entry.node, entry.mark, &path)))
        };
        Schema {
            mark: key,
            items: child("items", "[]"),
            entries: child("additionalProperties", "{}"),
            properties: properties
                .iter()
                .map(|entry| {
                    let path = format!("{path}.{}", entry.key);
                    (entry.key.clone(), self.schema(&entry.node, entry.mark, &path))
                })
                .collect(),
            kind,
            reference,
            format: self.text(node, "format", path),
            description: self.text(node, "description", path),
            required: self.flag(node, "required", path),
            deprecated: self.flag(node, "deprecated", path),
            sensitive: self.verdict(node, "sensitive", "the name decides", path),
            json: self.verdict(node, "json", "it is plain text", path),
            example: node.get("example").and_then(Node::text).map(str::to_owned),
            values: self.texts(node, "enum", path),
            value_titles: value_titles
                .iter()
                .map(|entry| (entry.key.clone(), entry.node.text().unwrap_or_default().to_owned()))
                .collect(),
            bounds: BOUNDS.into_iter().filter_map(|key| Some((key, node.get(key)?.text()?.to_owned()))).collect(),
        }
    }

    /// Status, code and our words of each documented error.
    fn error_codes(&mut self, node: &Node, operation: &str) -> Vec<(String, String, String)> {
        let mut codes = Vec::new();
        let mut statuses: Vec<&Entry> = self.map(node, "errorCodes", operation).iter().collect();
        // The order of keys means nothing; that of a status's errors is kept.
        statuses.sort_by_key(|status| (status.key.len(), &status.key));
        for status in statuses {
            for error in status.node.elements() {
                if let Some(code) = error.get("errorCode").and_then(Node::text) {
                    let words = line(&self.text(error, "errorMessage", operation));
                    codes.push((status.key.clone(), code.to_owned(), words));
                }
            }
        }
        codes
    }

    fn ram_action(&mut self, node: &Node, operation: &str) -> RamAction {
        RamAction {
            action: self.text(node, "action", operation),
            access_level: self.text(node, "accessLevel", operation),
            resources: self
                .list(node, "resources", operation)
                .iter()
                .map(|node| (self.text(node, "type", operation), self.text(node, "arn", operation)))
                .collect(),
            condition_keys: self.texts(node, "conditionKeys", operation),
            associated: self.texts(node, "associatedActions", operation),
        }
    }

    /// The text of a key that has to be there.
    fn needed(&mut self, node: &Node, key: &str, path: &str) -> Located<String> {
        let found = node.get(key);
        let word = found.and_then(|found| self.word(found, key, path));
        if word.is_none() && found.is_none_or(is_nothing) {
            self.report(
                "missing-key",
                found.map_or(node.mark, |found| found.mark),
                path,
                format!("`{key}` is missing"),
                &format!("`{key}: …`"),
                format!("add `{key}`"),
            );
        }
        word.unwrap_or(Located { value: String::new(), mark: node.mark })
    }

    /// A single word; an empty one counts as none.
    fn word(&mut self, node: &Node, key: &str, path: &str) -> Option<Located<String>> {
        if is_nothing(node) {
            return None;
        }
        let Some(text) = node.text() else {
            self.shape(node, key, path, "a single word");
            return None;
        };
        Some(Located { value: text.to_owned(), mark: node.mark })
    }

    fn text(&mut self, node: &Node, key: &str, path: &str) -> String {
        self.text_or(node, key, path, "")
    }

    fn text_or(&mut self, node: &Node, key: &str, path: &str, default: &str) -> String {
        let word = node.get(key).and_then(|found| self.word(found, key, path));
        word.map_or_else(|| default.to_owned(), |word| word.value.trim().to_owned())
    }

    fn texts(&mut self, node: &Node, key: &str, path: &str) -> Vec<String> {
        let texts = self.list(node, key, path).iter();
        texts.filter_map(|text| Some(self.word(text, key, path)?.value)).collect()
    }

    fn flag(&mut self, node: &Node, key: &str, path: &str) -> bool {
        let Some(found) = node.get(key).filter(|found| !is_nothing(found)) else {
            return false;
        };
        found.boolean().unwrap_or_else(|| {
            self.shape(found, key, path, "`true` or `false`, without quotes");
            false
        })
    }

    /// A flag that decides: one that says nothing decides nothing, least of all that a secret is none.
    fn verdict(&mut self, node: &Node, key: &str, otherwise: &str, path: &str) -> Option<bool> {
        const EXPECTED: &str = "`true` or `false`, without quotes";
        let found = node.get(key)?;
        if is_nothing(found) {
            let message = format!("`{key}` says nothing");
            let warning = Diagnostic::error("empty-verdict", &self.file, Some(found.mark), message).warning();
            let help = format!("take `{key}` away, so that {otherwise}, or correct it");
            self.diagnostics.push(warning.at(path).expected(EXPECTED).help(help));
            return None;
        }
        let verdict = found.boolean();
        if verdict.is_none() {
            self.shape(found, key, path, EXPECTED);
        }
        verdict
    }

    fn list<'n>(&mut self, node: &'n Node, key: &str, path: &str) -> &'n [Node] {
        match node.get(key) {
            Some(found) if !matches!(found.value, Value::List(_)) && !is_nothing(found) => {
                self.shape(found, key, path, "a list");
                &[]
            }
            found => found.map_or(&[], Node::elements),
        }
    }

    fn map<'n>(&mut self, node: &'n Node, key: &str, path: &str) -> &'n [Entry] {
        match node.get(key) {
            Some(found) if !matches!(found.value, Value::Map(_)) && !is_nothing(found) => {
                self.shape(found, key, path, "a mapping");
                &[]
            }
            found => found.map_or(&[], Node::entries),
        }
    }

    /// Reports a value of another shape than its key has.
    fn shape(&mut self, found: &Node, key: &str, path: &str, expected: &str) {
        let quoted = matches!(found.value, Value::Scalar { quoted: true, .. });
        let message = format!("`{key}` is {}{}", found.describe(), if quoted { " in quotes" } else { "" });
        self.report("unexpected-shape", found.mark, path, message, expected, "correct the file at this place");
    }

    fn report(
        &mut self,
        code: &'static str,
        mark: Mark,
        path: &str,
        message: String,
        expected: &str,
        help: impl Into<String>,
    ) {
        let error = Diagnostic::error(code, &self.file, Some(mark), message);
        self.diagnostics.push(error.at(path).expected(expected).help(help));
    }
}

fn nothing(mark: Mark) -> Node {
    Node { mark, value: Value::Null }
}

/// The type that a schema without one most likely has, as text for an overlay.
fn likely_type(schema: &Node) -> &'static str {
    let has = |key| schema.get(key).is_some_and(|node| !is_nothing(node));
    if has("properties") || has("additionalProperties") {
        "{type: object}"
    } else if has("items") {
        "{type: array}"
    } else {
        "{type: string}"
    }
}

/// Whether a value says nothing: `null`, an empty text, list or mapping.
fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar { text, .. } => text.is_empty(),
        Value::List(elements) => elements.is_empty(),
        Value::Map(entries) => entries.is_empty(),
    }
}

/// Text that has to stand on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The JSON sample of a `responseDemo`: JSON text that holds a list of `{type, example, errorExample}`.
fn sample(demo: &str) -> Option<String> {
    let demos: serde_json::Value = serde_json::from_str(demo).ok()?;
    let sample = demos.as_array()?.iter().find(|demo| demo["type"] == "json")?["example"].as_str()?;
    (!sample.trim().is_empty()).then(|| sample.to_owned())
}
