//! The metadata of products, as `cargo xtask codegen` writes it into `data/`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::resource_plan::{Action, ResourceType};

/// A product and its operations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Product {
    pub(crate) product: String,
    pub(crate) version: String,
    pub(crate) host_prefix: String,
    schemas: HashMap<String, Schema>,
    /// The types of resources by name.
    #[serde(default)]
    pub(crate) collections: HashMap<String, ResourceType>,
    pub(crate) operations: Vec<Operation>,
}

/// An operation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) methods: Vec<String>,
    /// The path template, for products with paths.
    pub(crate) path: Option<String>,
    #[serde(default)]
    pub(crate) anonymous: bool,
    /// Whether it takes a bearer token and no signature.
    #[serde(default)]
    pub(crate) bearer: bool,
    /// The status of the redirect that is its response.
    pub(crate) redirect: Option<u16>,
    #[serde(default)]
    pub(crate) read: bool,
    pub(crate) ram_action: Option<String>,
    pub(crate) idempotency_token: Option<String>,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) response: Option<Schema>,
    pub(crate) paging: Option<Paging>,
    /// What it does to a resource.
    pub(crate) resource: Option<Action>,
    /// Fields of the response that are IDs of resources of another type, which it creates too, each with that type.
    #[serde(default)]
    pub(crate) makes: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) errors: Vec<DocumentedError>,
    pub(crate) sample: Option<serde_json::Value>,
}

impl Operation {
    /// Whether it may be sent by this HTTP method.
    pub(crate) fn allows(&self, method: &str) -> bool {
        self.methods.iter().any(|allowed| allowed.eq_ignore_ascii_case(method))
    }
}

/// A parameter.
#[derive(Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) location: Location,
    #[serde(default)]
    pub(crate) style: Style,
    #[serde(flatten)]
    pub(crate) schema: Schema,
}

/// The location of a parameter in a request.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Location {
    Query,
    FormData,
    /// The whole body.
    Body,
    Path,
    Header,
    Host,
}

/// The serialization style of a list or an object.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Style {
    #[default]
    Flat,
    Json,
    Simple,
    SpaceDelimited,
    PipeDelimited,
}

/// Whether a field at the top of a response is the request ID: products with paths spell it in their own way.
pub(crate) fn is_request_id(name: &str) -> bool {
    name == "request_id" || name.eq_ignore_ascii_case("RequestId")
}

/// A documented error.
#[derive(Deserialize)]
pub(crate) struct DocumentedError {
    pub(crate) status: String,
    pub(crate) code: String,
}

/// The pagination of a list.
#[derive(Deserialize)]
pub(crate) struct Paging {
    /// The path of the entries in the response.
    pub(crate) items: String,
    /// The ways to request the next page, the default first.
    pub(crate) cursors: Vec<Cursor>,
}

/// A way to request the next page: by number or by token.
#[derive(Deserialize)]
pub(crate) struct Cursor {
    pub(crate) page: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) size: Option<String>,
}

/// The schema of a value. There are thousands: it has no capacity that it does not need, and what few have is elsewhere.
#[derive(Deserialize, Default)]
#[serde(from = "SchemaData")]
pub(crate) struct Schema {
    reference: Option<Box<str>>,
    pub(crate) kind: Kind,
    pub(crate) format: Format,
    pub(crate) required: bool,
    pub(crate) values: Box<[Box<str>]>,
    /// Whether it is text that holds JSON.
    pub(crate) json: bool,
    /// Whether there may be values that are not listed.
    pub(crate) open: bool,
    limits: Option<Box<Limits>>,
    /// Sorted by name. Most objects have few, and a node of a tree has room for eleven.
    pub(crate) properties: Box<[(Box<str>, Schema)]>,
    pub(crate) items: Option<Box<Schema>>,
}

/// A schema as it is written.
#[derive(Deserialize)]
struct SchemaData {
    #[serde(rename = "$ref")]
    reference: Option<Box<str>>,
    #[serde(rename = "type", default)]
    kind: Kind,
    #[serde(default)]
    format: Format,
    #[serde(default)]
    required: bool,
    #[serde(rename = "enum", default)]
    values: Box<[Box<str>]>,
    #[serde(default)]
    json: bool,
    #[serde(default)]
    open: bool,
    #[serde(flatten)]
    limits: Limits,
    #[serde(default)]
    properties: BTreeMap<Box<str>, Schema>,
    items: Option<Box<Schema>>,
}

impl From<SchemaData> for Schema {
    fn from(data: SchemaData) -> Self {
        let SchemaData { reference, kind, format, required, values, json, open, limits, properties, items } = data;
        let limits = (limits != Limits::NONE).then(|| Box::new(limits));
        let properties = properties.into_iter().collect();
        Self { reference, kind, format, required, values, json, open, limits, properties, items }
    }
}

/// The limits of a value, and the one that it has if it is not given. They are published as text, which is not always a number.
#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Limits {
    pub(crate) minimum: Option<Box<str>>,
    pub(crate) maximum: Option<Box<str>>,
    pub(crate) min_length: Option<Box<str>>,
    pub(crate) max_length: Option<Box<str>>,
    pub(crate) min_items: Option<Box<str>>,
    pub(crate) max_items: Option<Box<str>>,
    pub(crate) default: Option<Box<str>>,
}

impl Limits {
    const NONE: Self = Self {
        minimum: None,
        maximum: None,
        min_length: None,
        max_length: None,
        min_items: None,
        max_items: None,
        default: None,
    };
}

/// The formats that are checked.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Int32,
    Iso8601,
    #[default]
    #[serde(other)]
    Other,
}

/// The type of a value.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    String,
    /// Base64 in JSON.
    Bytes,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
    Map,
    #[default]
    Any,
}

impl Kind {
    pub(crate) fn is_scalar(self) -> bool {
        matches!(self, Kind::String | Kind::Bytes | Kind::Integer | Kind::Number | Kind::Boolean)
    }
}

impl Schema {
    /// The name of the shared schema that it refers to.
    pub(crate) fn shared(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    pub(crate) fn limits(&self) -> &Limits {
        static NONE: Limits = Limits::NONE;
        self.limits.as_deref().unwrap_or(&NONE)
    }

    /// The schema of a property.
    pub(crate) fn property(&self, name: &str) -> Option<&Schema> {
        let index = self.properties.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.properties.get(index).map(|(_, schema)| schema)
    }

    /// The schema itself, or the shared one that it refers to.
    pub(crate) fn resolved<'a>(&'a self, product: &'a Product) -> &'a Schema {
        self.shared().and_then(|name| product.schemas.get(name)).unwrap_or(self)
    }

    /// The schema at a path such as `Data.Jobs[].Status`.
    pub(crate) fn at<'a>(&'a self, product: &'a Product, path: &str) -> Option<&'a Schema> {
        let mut schema = self.resolved(product);
        for step in path.split('.') {
            let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
            schema = schema.property(name)?.resolved(product);
            if each {
                schema = schema.items.as_ref()?.resolved(product);
            }
        }
        Some(schema)
    }

    /// The schema at a path; this one if the path is empty or unknown.
    pub(crate) fn at_or_self<'a>(&'a self, product: &'a Product, path: &str) -> &'a Schema {
        let found = if path.is_empty() { None } else { self.at(product, path) };
        found.unwrap_or_else(|| self.resolved(product))
    }
}
