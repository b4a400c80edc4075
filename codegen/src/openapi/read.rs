//! An exported document back into specs.

use std::collections::BTreeMap;

use super::carried::{self, FORM_KEYS};
use super::components::reference;
use super::document::UNREACHED;
use super::json::{is_true, text_of};
use super::parameter;
use super::schema;
use super::{EXTENSION, Side, document, operation};
use crate::build::{Mapping, list};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::naming;
use crate::spec::Reference;
use crate::tree::{Entry, Node, Value};
use crate::wording::counted;

/// Whether a document is OpenAPI, ours or another's.
#[must_use]
pub fn is_openapi(document: &Node) -> bool {
    document.get("openapi").is_some() || document.get("swagger").is_some()
}

/// The specs that a document was exported from.
#[derive(Debug)]
pub struct Specs {
    /// `product.yaml`.
    pub product: Node,
    /// Family, name and document of each operation.
    pub operations: Vec<(String, String, Node)>,
}

/// Reads an exported document.
///
/// # Errors
/// The document was not exported by us, or names what cannot be a file.
pub fn import(document: &Node) -> Result<Specs, Diagnostics> {
    let mut problems = Diagnostics::default();
    problems.extend(foreign(document));
    let reader = Reader::new(document);
    if let Some(endless) = reader.endless() {
        problems.push(endless);
        return Err(problems);
    }
    let mut specs = Specs { product: reader.product(document), operations: Vec::new() };
    for (method, path, node) in operations(document) {
        let name = text_of(node, "operationId").unwrap_or_default();
        let family = node.get("tags").and_then(|tags| tags.elements().first()?.text()).unwrap_or_default();
        if naming::is_operation(name) && naming::is_family(family) {
            let operation = reader.operation(node, &method.key, &path.key);
            specs.operations.push((family.to_owned(), name.to_owned(), operation));
        } else if node.get(ACTION).is_some() {
            problems.push(
                Diagnostic::new(Code::BadOperationName, &method.span, format!("`{family}/{name}` cannot be a spec"))
                    .at(path.key.as_str())
                    .expected("the operation's name as `operationId`, and its family as the first of `tags`")
                    .help("correct them"),
            );
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(specs) }
}

const ACTION: &str = "x-acs-action";

/// Components within components: a published document has fewer levels.
const DEEPEST: usize = 128;

/// The components that one consists of. All that is published consists of fewer schemas.
const BIGGEST: usize = 1_000_000;

/// Each operation with its method and its path.
fn operations(document: &Node) -> impl Iterator<Item = (&Entry, &Entry, &Node)> {
    let paths = document.get("paths").map_or(&[][..], Node::entries).iter();
    paths.flat_map(|path| path.node.entries().iter().map(move |method| (method, path, &method.node)))
}

/// A document of another service says nothing of what signing and calling need.
fn foreign(document: &Node) -> Option<Diagnostic> {
    let keys = ["product", "style"].map(|key| format!("{EXTENSION}{key}"));
    let missing: Vec<String> = keys.into_iter().filter(|key| document.get(key).is_none()).collect();
    let mut lacking = operations(document).filter(|(_, _, node)| node.get(ACTION).is_none());
    let mut lacks = Vec::new();
    if !missing.is_empty() {
        lacks.push(format!("the document lacks {}", missing.join(" and ")));
    }
    if let Some((method, path, _)) = lacking.next() {
        let without = counted(1 + lacking.count(), "operation");
        lacks.push(format!("{without} without `{ACTION}`, for example `{} {}`", method.key, path.key));
    }
    let place = document.entry("openapi").or_else(|| document.entry("swagger"));
    let span = place.map_or(&document.span, |entry| &entry.span);
    (!lacks.is_empty()).then(|| {
        Diagnostic::new(Code::ForeignOpenapi, span, format!("not an export of specs: {}", lacks.join("; ")))
            .expected("a document that `cargo xtask codegen` has written")
            .help("import the product's published document, `api-docs.json`")
    })
}

/// The components by name, those that only we look at among them.
struct Reader<'a>(BTreeMap<&'a str, &'a Node>);

impl<'a> Reader<'a> {
    fn new(document: &'a Node) -> Self {
        let standard = document.get("components").and_then(|components| components.get("schemas"));
        let ours = document.get(UNREACHED);
        let entries = [standard, ours].into_iter().flatten().flat_map(Node::entries);
        Self(entries.map(|entry| (entry.key.as_str(), &entry.node)).collect())
    }

    fn product(&self, document: &Node) -> Node {
        let mut read = document::own_keys(|key| document.get(key));
        carried::apply(document, &mut read, |key| !matches!(key, "style" | "product" | "schemas"));
        let mut shared = Mapping::default();
        for component in self.0.values() {
            if let Some(name) = shared_name(component) {
                shared.push(name, self.schema(component, Side::Response, None, None));
            }
        }
        if let Some(shared) = shared.filled() {
            let mut components = Mapping::default();
            components.push("schemas", shared);
            read.push("components", components.node());
        }
        read.node()
    }

    fn operation(&self, node: &Node, method: &str, path: &str) -> Node {
        let mut read = operation::own_keys(|key| node.get(key), method, path);
        carried::apply(node, &mut read, |key| key != "responses");
        let extension = node.get(&format!("{EXTENSION}parameters"));
        if extension.is_none_or(|extension| extension.value != Value::Null) {
            read.push("parameters", self.parameters(node));
        }
        match node.get(&format!("{EXTENSION}responses")) {
            Some(carried) => read.push("responses", carried.clone()),
            None => read.push("responses", self.responses(node)),
        }
        read.node()
    }

    fn parameters(&self, node: &Node) -> Node {
        let standard = node.get("parameters").map_or(&[][..], Node::elements);
        let mut parameters: Vec<Node> = standard.iter().map(|parameter| self.parameter(parameter)).collect();
        if let Some(body) = node.get("requestBody") {
            match body.get(&format!("{EXTENSION}name")).and_then(Node::text) {
                Some(name) => parameters.push(self.body(body, name)),
                None => parameters.extend(self.form(body)),
            }
        }
        let nowhere = node.get(&format!("{EXTENSION}parameters")).map_or(&[][..], Node::elements);
        parameters.extend(nowhere.iter().cloned());
        let order = node.get(&format!("{EXTENSION}order")).map_or(&[][..], Node::elements);
        let index = |order: &Node| order.text()?.parse::<usize>().ok();
        let order: Option<Vec<usize>> = order.iter().map(index).collect();
        if let Some(order) = order.filter(|order| order.len() == parameters.len()) {
            let mut ordered: Vec<(usize, Node)> = order.into_iter().zip(parameters).collect();
            ordered.sort_by_key(|(index, _)| *index);
            parameters = ordered.into_iter().map(|(_, parameter)| parameter).collect();
        }
        list(parameters)
    }

    fn parameter(&self, node: &Node) -> Node {
        let standard = {
            let mut standard = Mapping::default();
            standard.extend(node);
            standard
        };
        let mut read = parameter::own_keys(&standard);
        carried::apply(node, &mut read, |_| true);
        if let Some((schema, described)) = parameter::schema_of(node) {
            let required = Some(is_true(node.get("required")));
            read.push("schema", self.schema(schema, Side::Request, required, described));
        }
        read.node()
    }

    fn body(&self, body: &Node, name: &str) -> Node {
        let mut read = operation::body_keys(name, body.get("content"));
        carried::apply(body, &mut read, |_| true);
        let media = body.get("content").and_then(|content| content.entries().first());
        if let Some(schema) = media.and_then(|media| media.node.get("schema")) {
            read.push("schema", self.schema(schema, Side::Request, Some(is_true(body.get("required"))), None));
        }
        read.node()
    }

    fn form(&self, body: &Node) -> Vec<Node> {
        let media = body.get("content").and_then(|content| content.entries().first());
        let Some(schema) = media.and_then(|media| media.node.get("schema")) else { return Vec::new() };
        let form = self.component(schema).unwrap_or(schema);
        let required = form.get("required").map_or(&[][..], Node::elements);
        let properties = form.get("properties").map_or(&[][..], Node::entries).iter();
        let read = properties.map(|property| {
            let mut read = parameter::form_keys(&property.key, &property.node);
            carried::apply(&property.node, &mut read, |key| FORM_KEYS.contains(&key));
            let required = Some(required.iter().any(|name| name.text() == Some(&property.key)));
            let held = property.node.get(&format!("{EXTENSION}schema")).or_else(|| property.node.get("contentSchema"));
            let schema = held.unwrap_or(&property.node);
            read.push("schema", self.schema(schema, Side::Request, required, None));
            read.node()
        });
        read.collect()
    }

    fn responses(&self, node: &Node) -> Option<Node> {
        let mut responses = Mapping::default();
        for response in node.get("responses").map_or(&[][..], Node::entries) {
            if response.key == format!("{EXTENSION}others") {
                responses.extend(&response.node);
            } else if response.node.get("$ref").is_none() && response.node.get(&format!("{EXTENSION}added")).is_none() {
                responses.push(response.key.as_str(), self.response(&response.node));
            }
        }
        responses.filled()
    }

    fn response(&self, node: &Node) -> Node {
        let mut read = operation::response_keys(|key| node.get(key));
        carried::apply(node, &mut read, |_| true);
        let media = node.get("content").and_then(|content| content.entries().first());
        match node.get(&format!("{EXTENSION}schema")) {
            Some(carried) => read.push("schema", (carried.value != Value::Null).then(|| carried.clone())),
            None => {
                let schema = media.and_then(|media| media.node.get("schema"));
                read.push("schema", schema.map(|schema| self.schema(schema, Side::Response, None, None)));
            }
        }
        read.node()
    }

    /// The component that a node refers to.
    fn component(&self, node: &Node) -> Option<&'a Node> {
        self.0.get(referred(node)?).copied()
    }

    /// A component that is read in the place of what refers to it, and that leads to itself or to very much: reading it would
    /// have no end. Shared schemas may, since a reference to one is read as such.
    fn endless(&self) -> Option<Diagnostic> {
        let places = self.0.iter().filter(|(_, node)| shared_name(node).is_none());
        let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, node) in places {
            self.parts(node, left.entry(name).or_default());
        }
        let problem = |name: &str, why: &str| {
            Diagnostic::new(
                Code::EndlessSchema,
                &self.0[name].span,
                format!("the component `{name}` has no end: {why}"),
            )
            .expected("components as `cargo xtask codegen` writes them")
            .help("export the document again")
        };
        // What leads to nothing that is left has an end, and is as big as all that it consists of.
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for level in 0.. {
            let ends = |parts: &Vec<&str>| parts.iter().all(|part| !left.contains_key(part));
            let ended: Vec<&str> = left.iter().filter(|(_, parts)| ends(parts)).map(|(name, _)| *name).collect();
            if ended.is_empty() {
                break;
            }
            for name in ended {
                let parts = left.remove(name).unwrap_or_default();
                let parts = parts.iter().map(|part| sizes.get(part).copied().unwrap_or(1));
                let size = parts.fold(1_usize, usize::saturating_add);
                if level > DEEPEST || size > BIGGEST {
                    return Some(problem(name, "references lead from it to more than a document holds"));
                }
                sizes.insert(name, size);
            }
        }
        left.keys().next().map(|name| problem(name, "references lead from it in a circle"))
    }

    /// The components that a schema consists of, each as often as it does.
    fn parts(&self, node: &'a Node, found: &mut Vec<&'a str>) {
        if let Some(name) = referred(node).filter(|name| self.0.contains_key(name)) {
            found.push(name);
            return;
        }
        let properties = node.get("properties").map_or(&[][..], Node::entries).iter().map(|property| &property.node);
        let children = ["items", "additionalProperties"].into_iter().filter_map(|key| node.get(key));
        children.chain(properties).for_each(|child| self.parts(child, found));
    }

    fn schema(&self, node: &Node, side: Side, required: Option<bool>, described: Option<&str>) -> Node {
        let target = self.component(node);
        let shared = target.and_then(shared_name);
        // A component that is no shared schema is this very place.
        if let (Some(target), None) = (target, shared) {
            return self.schema(target, side, required, described);
        }
        let shared = shared.map(reference);
        let mut read = schema::own_keys(|key| node.get(key), required, described, shared.as_deref());
        let names = node.get("required").map_or(&[][..], Node::elements);
        if shared.is_none() {
            for key in ["items", "additionalProperties"] {
                read.push(key, node.get(key).map(|child| self.schema(child, side, None, None)));
            }
            if let Some(properties) = node.get("properties") {
                let mut children = Mapping::default();
                for property in properties.entries() {
                    let needed = names.iter().any(|name| name.text() == Some(&property.key));
                    let required = (side == Side::Request).then_some(needed);
                    children.push(property.key.as_str(), self.schema(&property.node, side, required, None));
                }
                read.push("properties", children.node());
            }
        }
        carried::apply(node, &mut read, |key| !FORM_KEYS.contains(&key));
        read.node()
    }
}

/// The name of the component that a node refers to.
fn referred(node: &Node) -> Option<&str> {
    let alone = node.get("allOf").and_then(|all| all.elements().first()).unwrap_or(node);
    alone.get("$ref").and_then(Node::text).and_then(Reference::target)
}

/// The name of the shared schema that a component is.
fn shared_name(component: &Node) -> Option<&str> {
    component.get(&format!("{EXTENSION}schema")).and_then(Node::text)
}
