//! The specs of a product as types.
//!
//! Reading is tolerant of everything that published documents are known to contain; what cannot be used is reported with
//! its place, and reading goes on, so that one run reports every problem.

use std::collections::{BTreeMap, BTreeSet};

use crate::span::Span;
use crate::tree::Entry;

/// A value with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// `product.yaml`.
#[derive(Debug, Clone, Default)]
pub struct Product {
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

impl Product {
    /// The shared schema that a schema refers to, with its name; none where it refers to nothing that is there.
    #[must_use]
    pub fn target(&self, schema: &Schema) -> Option<(&str, &Schema)> {
        let (name, target) = self.schemas.get_key_value(&schema.reference.as_ref()?.value.name)?;
        Some((name, target))
    }
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
    /// The file.
    pub file: String,
    /// The start of the file.
    pub span: Span,
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
    /// `http`, `https`, and those of responses that are streams, in lower case.
    pub schemes: Vec<Located<String>>,
    /// Media types of the request's body, in lower case and without parameters.
    pub consumes: Vec<Located<String>>,
    /// Media types of the response's body, in the same form.
    pub produces: Vec<Located<String>>,
    /// Names of accepted ways to authenticate.
    pub security: Vec<Located<String>>,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// `read` or `write` where the overlay decides it.
    pub effect: Option<Located<String>>,
    /// The parameters in their order.
    pub parameters: Vec<Parameter>,
    /// The schema of a successful response.
    pub response: Option<Schema>,
    /// Documented statuses from 300 to 399.
    pub redirects: Vec<u16>,
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
    pub span: Span,
    /// `query`, `formData`, ….
    pub location: Located<String>,
    /// `json`, `repeatList`, …, where there is one.
    pub style: Option<Located<String>>,
    /// Its type.
    pub schema: Schema,
}

/// What two parameters of an operation never have in common: their name, and that of their header in whatever case.
pub(crate) fn parameter_keys(name: &str, location: &str) -> [(bool, String); 2] {
    let is_header = location == "header";
    [(false, name.to_owned()), (is_header, if is_header { name.to_lowercase() } else { name.to_owned() })]
}

/// The path of a parameter, as the overlay writes it.
#[must_use]
pub fn parameter_path(operation: &str, name: &str) -> String {
    format!("{operation}.request.{name}")
}

/// What a `$ref` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The text, for example `#/components/schemas/Source`.
    pub text: String,
    /// The shared schema that it names, for example `Source`.
    pub name: String,
}

impl Reference {
    /// The shared schema that a text names; none where it refers to something else.
    #[must_use]
    pub fn target(text: &str) -> Option<&str> {
        text.strip_prefix("#/components/schemas/")
    }
}

/// A schema node.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Where it stands.
    pub span: Span,
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
    /// Documented values, each once.
    pub values: Vec<String>,
    /// What a documented value means.
    pub value_titles: BTreeMap<String, String>,
    /// Stated bounds by their key in the format: `default`, `minimum`, `maxLength`, ….
    pub bounds: BTreeMap<&'static str, Located<String>>,
    /// The type of list elements.
    pub items: Option<Box<Schema>>,
    /// The type of map values.
    pub entries: Option<Box<Schema>>,
    /// The named places, by name: the order of keys means nothing.
    pub properties: BTreeMap<String, Schema>,
}

impl Schema {
    /// The schemas inside it, those behind references aside.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        self.properties.values().chain(self.items.as_deref()).chain(self.entries.as_deref())
    }

    /// Whether it is bytes, as they are where nothing is around them.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.format == "binary" && self.kind.as_ref().is_some_and(|kind| kind.value == "string")
    }
}

/// Whether a body is bytes: it is said to be binary, or a text that nothing but bytes is said of.
pub(crate) fn is_bytes(schema: &Schema, media: &[Located<String>]) -> bool {
    let text = schema.kind.as_ref().is_some_and(|kind| kind.value == "string");
    schema.is_binary() || text && !media.is_empty() && media.iter().all(|media| is_binary_media(&media.value))
}

/// Whether what has a media type is no text: octets, images, archives.
fn is_binary_media(media: &str) -> bool {
    const OF_TEXT: [&str; 7] = ["text/", "json", "xml", "yaml", "javascript", "urlencoded", "multipart"];
    media.contains('/') && !media.starts_with('*') && !OF_TEXT.iter().any(|word| media.contains(word))
}

/// A limit of numbers, and whether it is exclusive: the other key is a flag in older documents, and a limit of its own in
/// newer ones.
pub(crate) fn limit<'a>(
    bound: impl Fn(&str) -> Option<&'a str>,
    key: &str,
    exclusive: &str,
) -> (Option<&'a str>, bool) {
    match bound(exclusive) {
        Some("true") => (bound(key), true),
        None | Some("false") => (bound(key), false),
        limit => (limit, true),
    }
}

/// Documented values as they count, each once.
pub(crate) fn documented<T: Ord + Clone>(mut listed: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    listed.retain(|value| seen.insert(value.clone()));
    listed
}

/// `glossary.yaml`: sentences by the name of the fields that they explain.
pub type Glossary = BTreeMap<String, Located<String>>;

/// `overlay.yaml`.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// What is corrected.
    pub corrections: Vec<Correction>,
    /// Operations that list their entries page by page, by name.
    pub paging: Vec<(Located<String>, Paging)>,
    /// Operations that report a state to wait for, by name.
    pub waiters: Vec<(Located<String>, Waiter)>,
    /// Collections of resources, by name.
    pub resources: Vec<(Located<String>, Resources)>,
    /// Public paths with those that they become; none for one that goes.
    pub names: Vec<(Located<String>, Option<Located<String>>)>,
}

/// What is corrected in some places, in the same way.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The paths.
    pub targets: Vec<Located<String>>,
    /// What stands there; null for an absent key.
    pub expect: Vec<Entry>,
    /// What should stand there; null for no such key.
    pub set: Vec<Entry>,
}

/// How an operation lists its entries page by page. Paths are those of the response.
#[derive(Debug, Clone)]
pub struct Paging {
    /// Where the entries are.
    pub items: Located<String>,
    /// The ways to ask for the next page.
    pub cursors: Vec<Cursor>,
}

/// A way to ask for the next page.
#[derive(Debug, Clone)]
pub struct Cursor {
    /// The parameter that takes the number of a page.
    pub page: Option<Located<String>>,
    /// The parameter that takes a page token.
    pub token: Option<Located<String>>,
    /// The parameter that takes the size of a page.
    pub size: Option<Located<String>>,
    /// Where the number of all entries is.
    pub total: Option<Located<String>>,
    /// Where the next page token is.
    pub next: Option<Located<String>>,
}

/// The state that an operation reports. Paths are those of the response.
#[derive(Debug, Clone)]
pub struct Waiter {
    /// The parameter that names what has the state.
    pub id: Located<String>,
    /// Where the state is.
    pub status: Located<String>,
    /// The states of success.
    pub success: Vec<String>,
    /// The states of failure.
    pub failure: Vec<String>,
    /// Where the code of a failure is.
    pub code: Option<Located<String>>,
    /// Where the message of a failure is.
    pub message: Option<Located<String>>,
    /// The operations that start what is waited for.
    pub submitted_by: Vec<Located<String>>,
}

/// A collection of resources that operations share.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The name of the ID; empty if there is only one resource.
    pub id: Option<Located<String>>,
    /// The name of a second ID.
    pub also: Option<Located<String>>,
    /// The states of a job.
    pub states: Option<States>,
    /// What operations do to the resources, by name.
    pub operations: Vec<(Located<String>, Action)>,
}

/// The states of a job.
#[derive(Debug, Clone)]
pub struct States {
    /// The field with the state.
    pub field: String,
    /// Those that a job goes through, in their order.
    pub steps: Vec<String>,
    /// The state of success.
    pub success: String,
    /// The state of failure.
    pub failure: Option<String>,
    /// The state of a job that was cancelled or stopped.
    pub cancelled: Option<String>,
}

/// What an operation does to a resource.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its role.
    pub role: Located<String>,
    /// The parameter with the ID.
    pub id: Option<Located<String>>,
    /// The path of the resource in the response.
    pub entry: Option<Located<String>>,
    /// Whether only jobs that have succeeded are found.
    pub done: bool,
    /// The states in which it is allowed; empty for all.
    pub from: Vec<Located<String>>,
    /// The state that it puts a job into.
    pub to: Option<Located<String>>,
    /// Fields that have a fixed value from then on.
    pub sets: Vec<(String, String)>,
}
