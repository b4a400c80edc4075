//! What a schema of the document describes.

use serde_json::Value;

use crate::document::{Document, Location, Operation, Parameter, elements};
use crate::names::within;

/// A schema at a place of the document.
#[derive(Debug, Clone)]
pub(crate) struct Schema<'a> {
    document: &'a Document,
    node: &'a Value,
    /// Its path in the metadata, by which `names.lock` knows its type.
    pub(crate) wire: String,
    /// Whether it is or belongs to a shared schema.
    shared: bool,
    /// Whether responses have it too, so that nothing in it is required.
    in_responses: bool,
}

/// The type of a value.
#[derive(Debug)]
pub(crate) enum Shape<'a> {
    Text,
    /// Text that holds JSON.
    JsonText,
    /// Bytes, which are Base64 in JSON.
    Bytes,
    Integer,
    Number,
    Boolean,
    /// Any JSON.
    Any,
    List(Schema<'a>),
    Map(Schema<'a>),
    Object(Vec<Property<'a>>),
}

impl Shape<'_> {
    /// Whether a value is of this type, not looking into it.
    pub(crate) fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Bytes => value.is_string(),
            Self::Integer => value.is_i64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::JsonText | Self::Any => true,
            Self::List(_) => value.is_array(),
            Self::Map(_) | Self::Object(_) => value.is_object(),
        }
    }
}

/// A property of an object, or a parameter of an operation.
#[derive(Debug)]
pub(crate) struct Property<'a> {
    pub(crate) name: &'a str,
    pub(crate) required: bool,
    /// Its path in the metadata.
    pub(crate) wire: String,
    pub(crate) schema: Schema<'a>,
    /// Whether its type leaves it out where it is empty, as types of responses do.
    pub(crate) omits_empty: bool,
    /// Whether it is the body, as bytes.
    is_bytes: bool,
}

impl<'a> Property<'a> {
    pub(crate) fn shape(&self) -> Shape<'a> {
        if self.is_bytes { Shape::Bytes } else { self.schema.shape() }
    }
}

/// The parameters of an operation as properties.
pub(crate) fn parameters<'a>(document: &'a Document, operation: &'a Operation) -> Vec<Property<'a>> {
    operation.parameters.iter().map(|parameter| property(document, operation, parameter)).collect()
}

/// A parameter as a property.
pub(crate) fn property<'a>(document: &'a Document, operation: &Operation, parameter: &'a Parameter) -> Property<'a> {
    let wire = within(&format!("{}.request", operation.name), &parameter.name);
    let schema =
        Schema { document, node: &parameter.schema, wire: wire.clone(), shared: false, in_responses: false }.resolved();
    let is_bytes = parameter.location == Location::Bytes;
    Property { name: &parameter.name, required: parameter.required, wire, schema, omits_empty: false, is_bytes }
}

impl<'a> Schema<'a> {
    /// The schema that references lead to.
    fn resolved(mut self) -> Self {
        // No chain of references is longer, unless it is a circle.
        const LONGEST: usize = 32;
        for _ in 0..LONGEST {
            let is_bare = ["type", "properties", "items", "anyOf"].iter().all(|key| self.node.get(key).is_none());
            let carried = self.node.get("x-acs-ref").filter(|_| is_bare);
            let reference = self.node.get("$ref").or(carried).and_then(Value::as_str);
            let Some((name, node)) = reference.and_then(|reference| self.document.component(reference)) else { break };
            self.node = node;
            if let Some(published) = node.get("x-acs-schema").and_then(Value::as_str) {
                self.wire = format!("schemas.{published}");
                self.shared = true;
                self.in_responses = self.document.is_in_responses(name);
            }
        }
        self
    }

    /// The published name of the shared schema that it is.
    pub(crate) fn shared_name(&self) -> Option<&str> {
        self.wire.strip_prefix("schemas.").filter(|name| self.shared && !name.contains(['.', '[', '{']))
    }

    fn child(&self, node: &'a Value, wire: String) -> Schema<'a> {
        Schema { node, wire, ..self.clone() }.resolved()
    }

    pub(crate) fn shape(&self) -> Shape<'a> {
        let known = self.node.get("anyOf").and_then(|any| any.get(0));
        let kind = self.node.get("type").or_else(|| known?.get("type")).and_then(Value::as_str);
        match kind {
            Some("string") if self.node.get("contentMediaType").is_some() => Shape::JsonText,
            Some("string") => Shape::Text,
            Some("integer") => Shape::Integer,
            Some("number") => Shape::Number,
            Some("boolean") => Shape::Boolean,
            Some("array") => {
                let items = self.node.get("items").unwrap_or(&Value::Null);
                Shape::List(self.child(items, format!("{}[]", self.wire)))
            }
            Some("object") => match (self.properties(), self.node.get("additionalProperties")) {
                (properties, _) if !properties.is_empty() => Shape::Object(properties),
                (_, Some(values)) if values.is_object() => Shape::Map(self.child(values, format!("{}{{}}", self.wire))),
                _ => Shape::Any,
            },
            _ => Shape::Any,
        }
    }

    fn properties(&self) -> Vec<Property<'a>> {
        let required: Vec<&str> = elements(self.node.get("required")).filter_map(Value::as_str).collect();
        let properties = self.node.get("properties").and_then(Value::as_object);
        let property = |(name, node): (&'a String, &'a Value)| {
            let wire = within(&self.wire, name);
            // A component that responses may have says in no standard words what requests need.
            let needed = required.contains(&name.as_str()) || self.shared && self.is_marked_required(node);
            Property {
                name,
                required: needed && !self.in_responses,
                schema: self.child(node, wire.clone()),
                wire,
                omits_empty: self.in_responses,
                is_bytes: false,
            }
        };
        properties.into_iter().flatten().map(property).collect()
    }

    /// Whether a property of a shared schema is required: what was published stands beside it, or in the component that it is.
    fn is_marked_required(&self, node: &Value) -> bool {
        let is_true = |node: &Value| node.get("x-acs-required") == Some(&Value::Bool(true));
        let component = node.get("$ref").and_then(Value::as_str).and_then(|it| self.document.component(it));
        is_true(node) || component.is_some_and(|(_, node)| node.get("x-acs-schema").is_none() && is_true(node))
    }

    /// What the document gives as values: examples, the default, and what is listed.
    pub(crate) fn values(&self) -> impl Iterator<Item = &'a Value> {
        let listed = elements(self.node.pointer("/anyOf/0/enum"));
        let bounds = ["default", "minimum"].into_iter().filter_map(|key| self.node.get(key));
        elements(self.node.get("examples")).chain(listed).chain(bounds)
    }

    /// Whether it is text that is a time.
    pub(crate) fn is_time(&self) -> bool {
        self.node.get("x-acs-format").and_then(Value::as_str) == Some("iso8601")
    }

    /// What the document says in words.
    pub(crate) fn description(&self) -> &'a str {
        self.node.get("description").and_then(Value::as_str).unwrap_or_default()
    }
}
