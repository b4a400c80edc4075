//! The published metadata format as types, taken from the located tree.
//!
//! Reading is tolerant of everything that published documents are known to contain; what cannot be used is reported with
//! its place, and reading goes on, so that one run reports every problem.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Mark};
use crate::tree::{Node, Value};

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub mark: Mark,
}

/// `product.yaml`.
#[derive(Debug, Clone)]
pub struct Product {
    /// The file, for messages.
    pub file: String,
    /// `RPC`, `ROA` or another style.
    pub style: Located<String>,
    /// The product code, for example `ICE`.
    pub product: String,
    /// The API version, for example `2020-11-09`.
    pub version: String,
    /// The product's name in English.
    pub title: String,
    /// The name of the generated crate.
    pub crate_name: String,
    /// The folder of the generated crate, from the root of the workspace.
    pub folder: String,
    /// The first label of the product's hosts.
    pub host_prefix: String,
    /// The pattern of a reference page's address.
    pub docs: String,
    /// The documented regions.
    pub endpoints: Vec<Endpoint>,
    /// Family name and its line of documentation.
    pub families: Vec<(Located<String>, String)>,
    /// Names that are one word, however they are spelt.
    pub words: Vec<String>,
    /// Shared schemas by name.
    pub schemas: BTreeMap<String, Schema>,
}

/// A documented region.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The region.
    pub region: String,
    /// The public host.
    pub public: String,
    /// The host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// One operation's file.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The name on the wire.
    pub name: String,
    /// The family, which is the file's folder.
    pub family: String,
    /// The file, for messages.
    pub file: String,
    /// A short name in English.
    pub title: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Lower-case HTTP methods.
    pub methods: Vec<Located<String>>,
    /// The path template.
    pub path: Option<Located<String>>,
    /// Names of accepted ways to authenticate.
    pub security: Vec<String>,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// `read` or `write` where the overlay decides it.
    pub effect: Option<Located<String>>,
    /// The parameters in their order.
    pub parameters: Vec<Parameter>,
    /// The schema of a successful reply.
    pub reply: Option<Schema>,
    /// Status and code of each documented error, and our words on it.
    pub error_codes: Vec<(String, String, String)>,
    /// What RAM has to allow.
    pub ram_actions: Vec<RamAction>,
    /// What changed, and when.
    pub changes: Vec<(String, String)>,
    /// A sample reply as JSON text.
    pub sample: Option<String>,
}

/// An entry of `ramActions`.
#[derive(Debug, Clone, Default)]
pub struct RamAction {
    /// For example `ice:GetCustomizedVoiceJob`.
    pub action: String,
    /// For example `get`.
    pub access_level: String,
    /// Type and name pattern of each resource.
    pub resources: Vec<(String, String)>,
    /// Condition keys.
    pub condition_keys: Vec<String>,
    /// Actions that are needed as well.
    pub associated: Vec<String>,
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// Where it stands.
    pub mark: Mark,
    /// `query`, `formData`, ….
    pub location: Located<String>,
    /// `json`, `repeatList`, …, where there is one.
    pub style: Option<Located<String>>,
    /// Its type.
    pub schema: Schema,
}

/// A schema node.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it stands.
    pub mark: Mark,
    /// `type`.
    pub kind: Option<Located<String>>,
    /// `$ref`, without `#/components/schemas/`.
    pub reference: Option<Located<String>>,
    /// `format`.
    pub format: String,
    /// Our sentence on it.
    pub description: String,
    /// Whether it has to be present in a request.
    pub required: bool,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// Whether its text must not be printed.
    pub sensitive: bool,
    /// An example value.
    pub example: Option<String>,
    /// Documented values.
    pub values: Vec<String>,
    /// What a documented value means.
    pub value_titles: BTreeMap<String, String>,
    /// Stated bounds by their key in the format: `default`, `minimum`, `maxLength`, ….
    pub bounds: BTreeMap<&'static str, String>,
    /// The type of list elements.
    pub items: Option<Box<Schema>>,
    /// The type of map values.
    pub entries: Option<Box<Schema>>,
    /// The named places, by name: the order of keys means nothing.
    pub properties: BTreeMap<String, Schema>,
}

/// Keys of a schema that bound its values.
const BOUNDS: [&str; 9] = [
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "format",
];

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

    fn report(&mut self, code: &'static str, mark: Mark, path: &str, message: String, expected: &str) {
        self.diagnostics.push(
            Diagnostic::error(code, &self.file, Some(mark), message)
                .at(path)
                .expected(expected)
                .help("correct the file at this place"),
        );
    }

    /// The text of a key that has to be there.
    fn needed(&mut self, node: &Node, key: &str, path: &str) -> Located<String> {
        match node.get(key).and_then(|node| node.text().map(|text| (text, node.mark))) {
            Some((text, mark)) if !text.is_empty() => Located {
                value: text.to_owned(),
                mark,
            },
            _ => {
                self.report(
                    "missing-key",
                    node.mark,
                    path,
                    format!("`{key}` is missing"),
                    &format!("`{key}: …`"),
                );
                Located {
                    value: String::new(),
                    mark: node.mark,
                }
            }
        }
    }

    /// Reads `product.yaml`.
    pub fn product(&mut self, node: &Node) -> Product {
        let empty = Node {
            mark: node.mark,
            value: Value::Null,
        };
        let info = node.get("info").unwrap_or(&empty);
        let product = self.needed(info, "product", "info").value;
        let prefix = product.to_lowercase();
        let schemas = node.get("components").and_then(|components| components.get("schemas"));
        Product {
            file: self.file.clone(),
            style: self.needed(info, "style", "info"),
            version: self.needed(info, "version", "info").value,
            title: text_or(node, "title", &product),
            crate_name: text_or(node, "crate", &format!("alibabacloud-{prefix}")),
            folder: text_or(node, "folder", &format!("generated-{prefix}")),
            host_prefix: text_or(node, "hostPrefix", &prefix),
            docs: text_or(node, "docs", ""),
            endpoints: node
                .get("endpoints")
                .map_or(&[][..], Node::elements)
                .iter()
                .filter_map(|endpoint| {
                    Some(Endpoint {
                        region: endpoint.get("regionId")?.text()?.to_owned(),
                        public: endpoint.get("endpoint")?.text()?.to_owned(),
                        vpc: endpoint.get("vpc").and_then(Node::text).map(str::to_owned),
                    })
                })
                .collect(),
            families: node
                .get("families")
                .map_or(&[][..], Node::entries)
                .iter()
                .map(|entry| {
                    let name = Located {
                        value: entry.key.clone(),
                        mark: entry.mark,
                    };
                    (name, entry.node.text().unwrap_or_default().to_owned())
                })
                .collect(),
            words: texts(node, "words"),
            schemas: schemas
                .map_or(&[][..], Node::entries)
                .iter()
                .map(|entry| {
                    (
                        entry.key.clone(),
                        self.schema(&entry.node, entry.mark, &format!("schemas.{}", entry.key)),
                    )
                })
                .collect(),
            product,
        }
    }

    /// Reads one operation.
    pub fn operation(&mut self, family: &str, name: &str, node: &Node) -> Operation {
        if !matches!(node.value, Value::Map(_)) {
            self.report(
                "not-an-operation",
                node.mark,
                name,
                format!("{} is no operation", node.describe()),
                "a mapping with `methods`, `parameters` and `responses`",
            );
        }
        let parameters = node.get("parameters").map_or(&[][..], Node::elements);
        Operation {
            name: name.to_owned(),
            family: family.to_owned(),
            file: self.file.clone(),
            title: text_or(node, "title", ""),
            summary: text_or(node, "summary", ""),
            description: text_or(node, "description", ""),
            methods: node
                .get("methods")
                .map_or(&[][..], Node::elements)
                .iter()
                .filter_map(located)
                .collect(),
            path: node.get("path").and_then(located),
            security: node
                .get("security")
                .map_or(&[][..], Node::elements)
                .iter()
                .flat_map(Node::entries)
                .map(|entry| entry.key.clone())
                .collect(),
            deprecated: flag(node, "deprecated"),
            effect: node.get("effect").and_then(located),
            parameters: parameters.iter().map(|node| self.parameter(node, name)).collect(),
            reply: self.reply(node, name),
            error_codes: error_codes(node),
            ram_actions: node
                .get("ramActions")
                .map_or(&[][..], Node::elements)
                .iter()
                .map(ram_action)
                .collect(),
            changes: node
                .get("changeSet")
                .map_or(&[][..], Node::elements)
                .iter()
                .map(|change| (text_or(change, "date", ""), text_or(change, "description", "")))
                .collect(),
            sample: node.get("responseDemo").and_then(Node::text).and_then(sample),
        }
    }

    fn parameter(&mut self, node: &Node, operation: &str) -> Parameter {
        let name = self.needed(node, "name", &format!("{operation}.request"));
        let path = format!("{operation}.request.{}", name.value);
        let empty = Node {
            mark: node.mark,
            value: Value::Map(Vec::new()),
        };
        let schema = node.entry("schema");
        let mark = schema.map_or(node.mark, |entry| entry.mark);
        Parameter {
            location: self.needed(node, "in", &path),
            style: node.get("style").and_then(located),
            schema: self.schema(schema.map_or(&empty, |entry| &entry.node), mark, &path),
            name: name.value,
            mark: name.mark,
        }
    }

    /// The schema of the first successful status that has one.
    fn reply(&mut self, node: &Node, operation: &str) -> Option<Schema> {
        let responses = node.get("responses").map_or(&[][..], Node::entries);
        let mut successes: Vec<_> = responses.iter().filter(|entry| entry.key.starts_with('2')).collect();
        successes.sort_by(|left, right| left.key.cmp(&right.key));
        let entry = successes.into_iter().find_map(|entry| entry.node.entry("schema"))?;
        // `schema: {}` says nothing, like no schema at all.
        if entry.node.entries().is_empty() {
            return None;
        }
        Some(self.schema(&entry.node, entry.mark, &format!("{operation}.reply")))
    }

    fn schema(&mut self, node: &Node, key: Mark, path: &str) -> Schema {
        let reference = node.get("$ref").and_then(located).map(|reference| Located {
            value: reference.value.trim_start_matches("#/components/schemas/").to_owned(),
            mark: reference.mark,
        });
        let kind = node.get("type").and_then(located);
        if kind.is_none() && reference.is_none() {
            self.diagnostics.push(
                Diagnostic::error(
                    "missing-type",
                    &self.file,
                    Some(key),
                    "the schema has no `type`".to_owned(),
                )
                .at(path)
                .expected("`type` (string, integer, number, boolean, object, array, any) or `$ref`")
                .help(overlay_entry(path, "{type: null}", "{type: string}")),
            );
        }
        let value_titles = node.get("enumValueTitles").map_or(&[][..], Node::entries);
        let mut child = |key: &str, suffix: &str| {
            node.entry(key)
                .filter(|entry| !matches!(entry.node.value, Value::Null))
                .map(|entry| Box::new(self.schema(&entry.node, entry.mark, &format!("{path}{suffix}"))))
        };
        Schema {
            mark: key,
            items: child("items", "[]"),
            // `additionalProperties` is a schema; a boolean there (seen in other formats) says nothing about the values.
            entries: child("additionalProperties", "{}"),
            properties: node
                .get("properties")
                .map_or(&[][..], Node::entries)
                .iter()
                .map(|entry| {
                    (
                        entry.key.clone(),
                        self.schema(&entry.node, entry.mark, &format!("{path}.{}", entry.key)),
                    )
                })
                .collect(),
            kind,
            reference,
            format: text_or(node, "format", ""),
            description: text_or(node, "description", ""),
            required: flag(node, "required"),
            deprecated: flag(node, "deprecated"),
            sensitive: flag(node, "sensitive"),
            example: node.get("example").and_then(Node::text).map(str::to_owned),
            values: texts(node, "enum"),
            value_titles: value_titles
                .iter()
                .map(|entry| (entry.key.clone(), entry.node.text().unwrap_or_default().to_owned()))
                .collect(),
            bounds: BOUNDS
                .into_iter()
                .filter_map(|key| Some((key, node.get(key)?.text()?.to_owned())))
                .collect(),
        }
    }
}

/// The overlay text that settles a problem.
#[must_use]
pub fn overlay_entry(target: &str, expect: &str, set: &str) -> String {
    format!(
        "correct the file, or add to overlay.yaml under `corrections:`\n- reason: …\n  targets: [{target}]\n  \
         expect: {expect}\n  set: {set}"
    )
}

fn located(node: &Node) -> Option<Located<String>> {
    node.text().map(|text| Located {
        value: text.to_owned(),
        mark: node.mark,
    })
}

fn text_or(node: &Node, key: &str, default: &str) -> String {
    node.get(key).and_then(Node::text).unwrap_or(default).trim().to_owned()
}

fn texts(node: &Node, key: &str) -> Vec<String> {
    node.get(key)
        .map_or(&[][..], Node::elements)
        .iter()
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect()
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::boolean).unwrap_or(false)
}

fn error_codes(node: &Node) -> Vec<(String, String, String)> {
    let statuses = node.get("errorCodes").map_or(&[][..], Node::entries);
    let codes = statuses.iter().flat_map(|status| {
        status.node.elements().iter().filter_map(|error| {
            let code = error.get("errorCode")?.text()?;
            Some((status.key.clone(), code.to_owned(), text_or(error, "errorMessage", "")))
        })
    });
    codes.collect()
}

fn ram_action(node: &Node) -> RamAction {
    let resources = node.get("resources").map_or(&[][..], Node::elements);
    RamAction {
        action: text_or(node, "action", ""),
        access_level: text_or(node, "accessLevel", ""),
        resources: resources
            .iter()
            .map(|node| (text_or(node, "type", ""), text_or(node, "arn", "")))
            .collect(),
        condition_keys: texts(node, "conditionKeys"),
        associated: texts(node, "associatedActions"),
    }
}

/// The JSON sample of a `responseDemo`: JSON text that holds a list of `{type, example, errorExample}`.
fn sample(demo: &str) -> Option<String> {
    let demos: serde_json::Value = serde_json::from_str(demo).ok()?;
    let sample = demos.as_array()?.iter().find(|demo| demo["type"] == "json")?["example"].as_str()?;
    (!sample.trim().is_empty()).then(|| sample.to_owned())
}
