//! The published metadata format as types, taken from the located tree.
//!
//! Reading is tolerant of everything that published documents are known to contain; what cannot be used is reported with
//! its place, and reading goes on, so that one run reports every problem.

pub mod naming;
mod reader;

use std::collections::BTreeMap;

pub use reader::Reader;

use crate::diagnostic::Mark;

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
    /// The name of the generated example. Cargo wants one of its own for each crate of a workspace.
    pub example: String,
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
    /// The schema of a successful response.
    pub response: Option<Schema>,
    /// Status and code of each documented error, and our words on it.
    pub error_codes: Vec<(String, String, String)>,
    /// What RAM has to allow.
    pub ram_actions: Vec<RamAction>,
    /// What changed, and when.
    pub changes: Vec<(String, String)>,
    /// A sample response as JSON text.
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

/// What a `$ref` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The text, for example `#/components/schemas/Source`.
    pub text: String,
    /// The shared schema that it names, for example `Source`.
    pub name: String,
}

/// A schema node.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it stands.
    pub mark: Mark,
    /// `type`.
    pub kind: Option<Located<String>>,
    /// `$ref`.
    pub reference: Option<Located<Reference>>,
    /// `format`.
    pub format: String,
    /// Our sentence on it.
    pub description: String,
    /// Whether it has to be present in a request.
    pub required: bool,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// Whether its text must not be printed, where a spec or the overlay says so; otherwise its name tells.
    pub sensitive: Option<bool>,
    /// Whether its text holds JSON, where a spec or the overlay says so.
    pub json: Option<bool>,
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
