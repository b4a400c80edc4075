//! A product's OpenAPI document: its operations with their parameters in the published order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::Error;

/// What is read from the document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) product: String,
    pub(crate) version: String,
    /// The name of the generated crate.
    pub(crate) package: String,
    pub(crate) operations: BTreeMap<String, Operation>,
    /// The hosts of the documented regions.
    endpoints: HashMap<String, String>,
    schemas: serde_json::Map<String, Value>,
    /// The components that a response reaches.
    in_responses: BTreeSet<String>,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: String,
    /// In upper case.
    pub(crate) method: String,
    /// The path of an operation that has one of its own.
    pub(crate) path: Option<String>,
    /// Whether a request is signed.
    pub(crate) signed: bool,
    pub(crate) parameters: Vec<Parameter>,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) style: Style,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Query,
    Form,
    /// The whole body, as JSON.
    Body,
    /// The whole body, as it is.
    Bytes,
    /// The whole body, as a form.
    WholeForm,
    Path,
    Header,
    Other,
}

/// How a list or an object becomes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Json,
    /// `Name.1.Field`
    Flat,
    /// The elements of a list, joined by this.
    Joined(char),
}

impl Document {
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let problem = |problem: serde_json::Error| Error::Document(problem.to_string());
        let mut root: Value = serde_json::from_str(text).map_err(problem)?;
        let order: Ordered = serde_json::from_str(text).map_err(problem)?;
        let schemas = match root.pointer_mut("/components/schemas").map(Value::take) {
            Some(Value::Object(schemas)) => schemas,
            _ => return Err(Error::Document("it has no components".to_owned())),
        };
        let text = |pointer: &str| root.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let missing = |key: &str| Error::Document(format!("it has no `{key}`"));
        let host = |endpoint: &Value| {
            let text = |key: &str| Some(endpoint.get(key)?.as_str()?.to_owned());
            Some((text("regionId")?, text("endpoint")?))
        };
        let mut document = Self {
            product: text("/x-acs-product").ok_or_else(|| missing("x-acs-product"))?,
            version: text("/info/version").ok_or_else(|| missing("info.version"))?,
            package: text("/x-acs-crate").ok_or_else(|| missing("x-acs-crate"))?,
            operations: BTreeMap::new(),
            endpoints: elements(root.get("x-acs-endpoints")).filter_map(host).collect(),
            schemas,
            in_responses: BTreeSet::new(),
        };
        for (path, methods) in entries(root.get("paths")) {
            for (method, node) in entries(Some(methods)) {
                let Some(name) = node.get("operationId").and_then(Value::as_str) else { continue };
                let operation = document.operation(name, method, path, node, &order);
                document.operations.insert(name.to_owned(), operation);
                document.mark(node.get("responses"));
            }
        }
        Ok(document)
    }

    /// The host of a documented region.
    pub(crate) fn endpoint(&self, region: &str) -> Option<&str> {
        self.endpoints.get(region).map(String::as_str)
    }

    /// The component that a reference names, and its name.
    pub(crate) fn component(&self, reference: &str) -> Option<(&str, &Value)> {
        let name = reference.strip_prefix(COMPONENT)?;
        let found = self.schemas.get_key_value(name);
        // An extension has the published reference, which names a shared schema as it was published.
        let published = |schema: &Value| schema.get("x-acs-schema").and_then(Value::as_str) == Some(name);
        let found = found.or_else(|| self.schemas.iter().find(|(_, schema)| published(schema)));
        found.map(|(name, schema)| (name.as_str(), schema))
    }

    /// Whether responses have this component too, so that no field of it is required.
    pub(crate) fn is_in_responses(&self, component: &str) -> bool {
        self.in_responses.contains(component)
    }

    /// Marks the components that a node reaches.
    fn mark(&mut self, node: Option<&Value>) {
        let mut references = Vec::new();
        collect(node, &mut references);
        while let Some(reference) = references.pop() {
            let Some(name) = reference.strip_prefix(COMPONENT).map(str::to_owned) else { continue };
            if self.in_responses.insert(name.clone()) {
                collect(self.schemas.get(&name), &mut references);
            }
        }
    }

    fn operation(&self, name: &str, method: &str, path: &str, node: &Value, order: &Ordered) -> Operation {
        let mut parameters: Vec<Parameter> = elements(node.get("parameters")).filter_map(parameter).collect();
        if let Some(body) = node.get("requestBody") {
            self.body(body, node, order, &mut parameters);
        }
        parameters.extend(elements(node.get("x-acs-parameters")).filter_map(published));
        let places: Vec<usize> =
            elements(node.get("x-acs-order")).filter_map(|index| usize::try_from(index.as_u64()?).ok()).collect();
        if places.len() == parameters.len() {
            let mut placed: Vec<_> = places.into_iter().zip(parameters).collect();
            placed.sort_by_key(|(place, _)| *place);
            parameters = placed.into_iter().map(|(_, parameter)| parameter).collect();
        }
        // Published twice, it is what was published first.
        let mut seen = BTreeSet::new();
        parameters.retain(|parameter| seen.insert(parameter.name.clone()));
        let own = node.get("x-acs-path").and_then(Value::as_str);
        let own = own.or_else(|| (path != format!("/{name}")).then_some(path));
        Operation {
            name: name.to_owned(),
            method: method.to_uppercase(),
            path: own.map(str::to_owned),
            signed: node.get("security").is_none(),
            parameters,
        }
    }

    fn body(&self, body: &Value, node: &Value, order: &Ordered, parameters: &mut Vec<Parameter>) {
        let Some((media, content)) = entries(body.get("content")).next() else { return };
        let schema = content.get("schema").cloned().unwrap_or_default();
        let is_form = |media: &str| media == FORM;
        let published_form = elements(node.get("x-acs-consumes")).filter_map(Value::as_str).all(is_form);
        let has_consumes = node.get("x-acs-consumes").is_some();
        if let Some(name) = body.get("x-acs-name").and_then(Value::as_str) {
            let (location, style) = match media.as_str() {
                "application/octet-stream" => (Location::Bytes, Style::Flat),
                _ if has_consumes && published_form => (Location::WholeForm, Style::Flat),
                _ => (Location::Body, Style::Json),
            };
            let required = body.get("required") == Some(&Value::Bool(true));
            parameters.push(Parameter { name: name.to_owned(), location, style, required, schema });
            return;
        }
        let reference = schema.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let Some((component, form)) = self.component(reference) else { return };
        let required: Vec<&str> = elements(form.get("required")).filter_map(Value::as_str).collect();
        for name in order.properties(component) {
            let Some(property) = form.pointer("/properties").and_then(|properties| properties.get(name)) else {
                continue;
            };
            let (style, schema) = value(property);
            parameters.push(Parameter {
                name: name.to_owned(),
                location: Location::Form,
                style,
                required: required.contains(&name),
                schema: schema.clone(),
            });
        }
    }
}

const COMPONENT: &str = "#/components/schemas/";
const FORM: &str = "application/x-www-form-urlencoded";

/// An element of `parameters`.
fn parameter(node: &Value) -> Option<Parameter> {
    let (style, schema) =
        match node.get("content").and_then(Value::as_object).and_then(|content| content.values().next()) {
            Some(content) => (Style::Json, content.get("schema")?),
            None => {
                let (style, schema) = value(node.get("schema")?);
                (joined(node).unwrap_or(style), schema)
            }
        };
    Some(Parameter {
        name: node.get("name")?.as_str()?.to_owned(),
        location: location(node),
        style,
        required: node.get("required") == Some(&Value::Bool(true)),
        schema: schema.clone(),
    })
}

/// A parameter that OpenAPI has no place for, as it was published.
fn published(node: &Value) -> Option<Parameter> {
    let (schema, location) = (node.get("schema")?, location(node));
    let is_required = schema.get("required") == Some(&Value::Bool(true)) || location == Location::Path;
    let style = joined(node).unwrap_or(Style::Flat);
    Some(Parameter {
        name: node.get("name")?.as_str()?.to_owned(),
        location,
        style,
        required: is_required,
        schema: schema.clone(),
    })
}

fn location(node: &Value) -> Location {
    match node.get("in").and_then(Value::as_str) {
        Some("query") => Location::Query,
        Some("path") => Location::Path,
        Some("header") => Location::Header,
        _ => Location::Other,
    }
}

/// The style that a parameter says in other words than its schema.
fn joined(node: &Value) -> Option<Style> {
    let published = node.get("x-acs-style").or_else(|| node.get("style")).and_then(Value::as_str);
    match published {
        Some("json") => Some(Style::Json),
        Some("simple") => Some(Style::Joined(',')),
        Some("spaceDelimited") => Some(Style::Joined(' ')),
        Some("pipeDelimited") => Some(Style::Joined('|')),
        _ => (node.get("explode") == Some(&Value::Bool(false))).then_some(Style::Joined(',')),
    }
}

/// What a schema of text or of flattened fields stands for, and how that becomes text.
fn value(schema: &Value) -> (Style, &Value) {
    if let Some(held) = schema.get("contentSchema") {
        return (Style::Json, held);
    }
    match schema.get("x-acs-schema").filter(|held| held.is_object()) {
        Some(held) => (joined(schema).unwrap_or(Style::Flat), held),
        None => (Style::Flat, schema),
    }
}

pub(crate) fn elements(node: Option<&Value>) -> impl Iterator<Item = &Value> {
    node.and_then(Value::as_array).into_iter().flatten()
}

fn entries(node: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    node.and_then(Value::as_object).into_iter().flatten()
}

/// Collects the references below a node.
fn collect(node: Option<&Value>, references: &mut Vec<String>) {
    match node {
        Some(Value::Object(entries)) => {
            references.extend(entries.get("$ref").and_then(Value::as_str).map(str::to_owned));
            entries.values().for_each(|child| collect(Some(child), references));
        }
        Some(Value::Array(elements)) => elements.iter().for_each(|child| collect(Some(child), references)),
        _ => {}
    }
}

/// The order of properties, which a [`Value`] does not keep: that of a form is the order of its parameters.
#[derive(Deserialize)]
struct Ordered {
    components: Components,
}

#[derive(Deserialize)]
struct Components {
    schemas: HashMap<String, Component>,
}

#[derive(Deserialize)]
struct Component {
    properties: Option<Keys>,
}

impl Ordered {
    fn properties(&self, component: &str) -> impl Iterator<Item = &str> {
        let keys = self.components.schemas.get(component).and_then(|component| component.properties.as_ref());
        keys.into_iter().flat_map(|keys| &keys.0).map(String::as_str)
    }
}

struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Keys;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}
