//! Takes the types of a spec from a tree.
//!
//! A key that is absent, `null` or empty says nothing: published documents write all of that. Unknown keys, and values of
//! another shape than their key has, are reported by the table of keys, for a typo must not drop facts; what is said here
//! is what the table does not know.

mod limits;
mod overlay;
mod product;
mod resources;
mod schema;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::keys::{self, Mapping, Role, Shape};
use crate::span::Span;
use crate::spec::{Glossary, Located, Operation, Parameter, RamAction, Schema, parameter_path};
use crate::suggestion::nearest;
use crate::tree::{Entry, Node, Value};

/// A message lists the keys of a mapping that has at most so many.
const MOST_KEYS: usize = 12;

/// Reads documents, collecting what is wrong with them.
pub struct Reader<'a> {
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// A reader that reports to these.
    pub fn new(diagnostics: &'a mut Diagnostics) -> Self {
        Self { diagnostics }
    }

    /// Reads one operation.
    pub fn operation(&mut self, family: &str, name: &str, node: &Node) -> Operation {
        if !matches!(node.value, Value::Map(_)) {
            let message = format!("the file holds {} and not an operation", node.describe());
            self.report(
                Diagnostic::new(Code::NotAnOperation, &node.span, message)
                    .at(name)
                    .expected("a mapping with `methods`, `parameters` and `responses`")
                    .help("write the operation, or delete the file"),
            );
        }
        self.check(node, &keys::OPERATION, name);
        let parameters = node.get("parameters").map_or(&[][..], Node::elements).iter().enumerate();
        Operation {
            name: name.to_owned(),
            family: family.to_owned(),
            file: node.span.file.path.clone(),
            span: Span::new(&node.span.file, 0..0),
            title: line(&text(node, "title")),
            summary: text(node, "summary"),
            description: text(node, "description"),
            // A word in place of a list is reported by the table of keys.
            methods: word(node, "methods").map_or_else(|| words(node, "methods"), |method| vec![method]),
            // Published paths may have blanks around them, as hosts do.
            path: word(node, "path").map(|path| Located { value: path.value.trim().to_owned(), ..path }),
            schemes: words(node, "schemes").into_iter().map(lower_case).collect(),
            consumes: words(node, "consumes").into_iter().map(media).collect(),
            produces: words(node, "produces").into_iter().map(media).collect(),
            security: elements(node, "security").iter().flat_map(Node::entries).map(name_of).collect(),
            deprecated: flag(node, "deprecated"),
            effect: word(node, "effect"),
            parameters: parameters.map(|(index, node)| self.parameter(node, index, name)).collect(),
            response: self.response(node, name),
            redirects: redirects(node),
            error_codes: self.error_codes(node, name),
            ram_actions: elements(node, "ramActions").iter().map(|action| self.ram_action(action, name)).collect(),
            changes: elements(node, "changeSet").iter().map(|change| self.change(change, name)).collect(),
            sample: node.get("responseDemo").and_then(Node::text).and_then(sample),
        }
    }

    fn parameter(&mut self, node: &Node, index: usize, operation: &str) -> Parameter {
        // Until the name is known, the parameter is named by its number.
        let name = word(node, "name");
        let path = match &name {
            Some(name) => parameter_path(operation, &name.value),
            None => format!("{operation}.parameters, number {}", index + 1),
        };
        self.check(node, &keys::PARAMETER, &path);
        let nothing = Node::null(&node.span);
        let schema = node.entry("schema");
        let span = schema.map_or(&node.span, |entry| &entry.span);
        let missing = || Located { value: String::new(), span: node.span.clone() };
        let name = name.unwrap_or_else(missing);
        Parameter {
            location: word(node, "in").unwrap_or_else(missing),
            style: word(node, "style"),
            schema: self.schema(schema.map_or(&nothing, |entry| &entry.node), span, &path),
            name: name.value,
            span: name.span,
        }
    }

    /// The schema of the first successful status that has one.
    fn response(&mut self, node: &Node, operation: &str) -> Option<Schema> {
        let responses = node.get("responses")?;
        let path = format!("{operation}.response");
        self.check(responses, &keys::RESPONSES, &path);
        for response in responses.entries().iter().filter(|entry| keys::RESPONSES.key(&entry.key).is_none()) {
            if !is_status(&response.key) {
                self.report(
                    unknown_key(response, &keys::RESPONSES, &path).expected("a status, such as `200` or `4XX`"),
                );
            }
            self.check(&response.node, &keys::RESPONSE, &path);
        }
        let entry = successful(responses)?.node.entry("schema")?;
        Some(self.schema(&entry.node, &entry.span, &path))
    }

    /// Status, code and our words of each documented error.
    fn error_codes(&mut self, node: &Node, operation: &str) -> Vec<(String, String, String)> {
        let Some(errors) = node.get("errorCodes") else { return Vec::new() };
        self.check(errors, &keys::ERRORS, operation);
        let mut statuses: Vec<&Entry> = errors.entries().iter().collect();
        // The order of keys means nothing; that of a status's errors is kept.
        statuses.sort_by_key(|status| (status.key.len(), &status.key));
        let mut codes = Vec::new();
        for status in statuses {
            for error in status.node.elements() {
                self.check(error, &keys::ERROR, operation);
                // Published codes have blanks around them at times.
                let code = text(error, "errorCode");
                if !code.is_empty() {
                    codes.push((status.key.clone(), code, line(&text(error, "errorMessage"))));
                }
            }
        }
        codes
    }

    fn ram_action(&mut self, node: &Node, operation: &str) -> RamAction {
        self.check(node, &keys::RAM_ACTION, operation);
        let resources = elements(node, "resources");
        resources.iter().for_each(|resource| self.check(resource, &keys::RESOURCE, operation));
        RamAction {
            action: text(node, "action"),
            access_level: text(node, "accessLevel"),
            resources: resources.iter().map(|node| (text(node, "type"), text(node, "arn"))).collect(),
            condition_keys: texts(node, "conditionKeys"),
            associated: texts(node, "associatedActions"),
        }
    }

    fn change(&mut self, node: &Node, operation: &str) -> (String, String) {
        self.check(node, &keys::CHANGE, operation);
        (text(node, "date"), text(node, "description"))
    }

    /// Reads the sentences of a `glossary.yaml`.
    pub fn glossary(&mut self, node: &Node) -> Glossary {
        self.check_document(node, &keys::GLOSSARY);
        let sentence = |entry: &Entry| {
            let value = entry.node.text()?.trim().to_owned();
            Some((entry.key.clone(), Located { value, span: entry.span.clone() }))
        };
        node.entries().iter().filter_map(sentence).collect()
    }

    /// The entries of the mapping at a key, which is checked itself.
    fn checked_entries<'n>(&mut self, node: &'n Node, key: &str, mapping: &Mapping, path: &str) -> &'n [Entry] {
        let Some(found) = node.get(key) else { return &[] };
        self.check(found, mapping, path);
        found.entries()
    }

    /// Reports the keys of a mapping that are unknown, missing, or have a value of another shape.
    fn check(&mut self, node: &Node, mapping: &Mapping, path: &str) {
        for entry in node.entries() {
            match mapping.shape(&entry.key) {
                None => self.report(unknown_key(entry, mapping, path)),
                Some(shape) => {
                    let by_hand = || mapping.ours.then(|| shape.blank(&entry.node)).flatten();
                    let found = shape.misfit(&entry.node).or_else(by_hand);
                    let Some(problem) = found.map(|found| misfit(entry, found, shape, path)) else { continue };
                    // Words that cannot be read change no code.
                    let words = !mapping.ours && mapping.role(&entry.key) == Role::Prose;
                    self.report(if words { problem.warning() } else { problem });
                }
            }
        }
        // Anything else than a mapping has been reported where its key stands.
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            return;
        }
        for key in mapping.lacking(node) {
            let at = node.get(key.name).unwrap_or(node);
            self.report(missing_key(at, key.name, mapping, path));
        }
    }

    /// The same for a whole document.
    fn check_document(&mut self, node: &Node, mapping: &'static Mapping) {
        if let Some(found) = Shape::Map(mapping).misfit(node) {
            let message = format!("the file holds {}", found.describe());
            self.report(unexpected_shape(found, message, Shape::Map(mapping)));
        }
        self.check(node, mapping, "");
    }

    fn report(&mut self, problem: Diagnostic) {
        self.diagnostics.push(problem);
    }
}

/// A key that is unknown: a typo in our own files, in published ones perhaps a new one.
pub(crate) fn unknown_key(entry: &Entry, mapping: &Mapping, path: &str) -> Diagnostic {
    let names = || mapping.keys.iter().map(|key| key.name);
    let near = nearest(&entry.key, names()).first().map(|near| format!("`{near}`"));
    let problem =
        Diagnostic::new(Code::UnknownKey, &entry.span, format!("unknown key `{}` of {}", entry.key, mapping.what))
            .at(path)
            .expected(near.unwrap_or_else(|| match mapping.keys.len() {
                ..=MOST_KEYS => names().collect::<Vec<_>>().join(", "),
                more => format!("one of its {more} keys, which are in codegen/src/keys.rs"),
            }));
    if mapping.ours {
        problem.help("correct the key, or delete it")
    } else {
        problem
            .warning()
            .help("if it is a typo, correct the file; a new key of the format is carried and has no effect")
    }
}

/// What of a value has another shape than its key.
pub(crate) fn wrong_shape(entry: &Entry, shape: Shape, path: &str) -> Option<Diagnostic> {
    Some(misfit(entry, shape.misfit(&entry.node)?, shape, path))
}

fn misfit(entry: &Entry, found: &Node, shape: Shape, path: &str) -> Diagnostic {
    let element = if std::ptr::eq(found, &raw const entry.node) { "" } else { "an element of " };
    unexpected_shape(found, format!("{element}`{}` is {}", entry.key, found.describe()), shape).at(path)
}

/// A document, or a value in it, of another shape.
fn unexpected_shape(node: &Node, message: String, shape: Shape) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedShape, &node.span, message)
        .expected(shape.describe())
        .help("correct the file at this place")
}

fn missing_key(at: &Node, key: &str, mapping: &Mapping, path: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingKey, &at.span, format!("`{key}` is missing"))
        .at(path)
        .expected(format!("`{key}: …` in {}", mapping.what))
        .help(format!("add `{key}`"))
}

/// The response that is read: that of the first successful status that has a schema.
pub(crate) fn successful(responses: &Node) -> Option<&Entry> {
    // `schema: {}` says nothing, like no schema at all.
    let has_schema = |entry: &&Entry| entry.node.get("schema").is_some_and(|schema| !schema.is_nothing());
    let successful = |entry: &&Entry| entry.key.starts_with(['2', '3']) && has_schema(entry);
    responses.entries().iter().filter(successful).min_by_key(|entry| &entry.key)
}

/// Whether a key of responses is a status, or all statuses of a class.
fn is_status(key: &str) -> bool {
    let [class, rest @ ..] = key.as_bytes() else { return false };
    let digit = |byte: &u8| byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'x');
    (b'1'..=b'5').contains(class) && rest.len() == 2 && rest.iter().all(digit)
}

/// The documented statuses from 300 to 399, in their order.
fn redirects(node: &Node) -> Vec<u16> {
    let statuses =
        node.get("responses").map_or(&[][..], Node::entries).iter().filter_map(|entry| entry.key.parse().ok());
    let mut redirects: Vec<u16> = statuses.filter(|status| (300..400).contains(status)).collect();
    redirects.sort_unstable();
    redirects
}

/// A single word, with its place; an empty one counts as none.
fn word(node: &Node, key: &str) -> Option<Located<String>> {
    node.get(key).and_then(located)
}

fn located(node: &Node) -> Option<Located<String>> {
    let text = node.text().filter(|text| !text.is_empty())?;
    Some(Located { value: text.to_owned(), span: node.span.clone() })
}

/// A key that is a name, with its place.
fn name_of(entry: &Entry) -> Located<String> {
    Located { value: entry.key.clone(), span: entry.span.clone() }
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::text).unwrap_or_default().trim().to_owned()
}

fn words(node: &Node, key: &str) -> Vec<Located<String>> {
    elements(node, key).iter().filter_map(located).collect()
}

/// A word whose case means nothing.
fn lower_case(word: Located<String>) -> Located<String> {
    Located { value: word.value.trim().to_ascii_lowercase(), ..word }
}

fn media(word: Located<String>) -> Located<String> {
    Located { value: media_type(&word.value), ..word }
}

/// A media type as it is compared: in lower case, without parameters such as `charset`.
pub(crate) fn media_type(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn texts(node: &Node, key: &str) -> Vec<String> {
    words(node, key).into_iter().map(|word| word.value).collect()
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::boolean).unwrap_or_default()
}

fn elements<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map_or(&[], Node::elements)
}

/// Text that has to stand on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The JSON sample of a `responseDemo`: JSON text that holds a list of `{type, example, errorExample}`.
pub(crate) fn sample(demo: &str) -> Option<String> {
    let demos: serde_json::Value = serde_json::from_str(demo).ok()?;
    let sample = demos.as_array()?.iter().find(|demo| demo["type"] == "json")?["example"].as_str()?;
    (!sample.trim().is_empty()).then(|| sample.to_owned())
}
