//! The parts of a published document, each where the specs of a product would have it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::options::Options;
use super::{families, prose};
use crate::build::{self, Mapping};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::{Documents, OperationFile};
use crate::tree::{Entry, Node, Value};
use crate::wording::placeholder;
use crate::{keys, naming};

/// Where the reference of an operation is.
const DOCS: &str = "https://api.alibabacloud.com/document/{product}/{version}/{operation}";

/// What a published document is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The product code, for example `ICE`.
    pub product: String,
    /// The API version, for example `2020-11-09`.
    pub version: String,
}

impl Identity {
    /// The name of the crate: `alibabacloud-ice`, or `alibabacloud-ice-2020-11-09`.
    #[must_use]
    pub fn crate_name(&self, versioned: bool) -> String {
        format!("alibabacloud-{}", self.own_name(versioned))
    }

    /// The folder of the document, as messages and headers show it: `ice/2020-11-09`.
    pub(crate) fn folder(&self) -> String {
        format!("{}/{}", self.product.to_lowercase(), self.version)
    }

    fn own_name(&self, versioned: bool) -> String {
        let product = self.product.to_lowercase();
        if versioned { format!("{product}-{}", self.version.to_lowercase().replace('.', "-")) } else { product }
    }
}

/// What a document is about.
///
/// # Errors
/// It is not the published metadata of a product, or its names cannot be those of folders and crates.
pub fn identity(document: &Node) -> Result<Identity, Diagnostics> {
    if !matches!(document.get("apis").map(|apis| &apis.value), Some(Value::Map(_) | Value::List(_))) {
        let problem = Diagnostic::new(Code::NotMetadata, &document.span, "the document is not that of a product");
        return Err(problem
            .expected("a mapping with `info`, `apis`, `components` and `endpoints`")
            .help("give the `api-docs.json` of a product, as published")
            .into());
    }
    let info = document.get("info").unwrap_or(document);
    let mut problems = Diagnostics::default();
    let mut text = |key: &str, usable: fn(&str) -> bool, expected: &str| {
        let found = info.get(key);
        let text = found.and_then(Node::text).unwrap_or_default().to_owned();
        if !usable(&text) {
            let span = found.map_or(&info.span, |found| &found.span);
            let message = format!("invalid {key} `{text}`: the crate and its folder are named after it");
            let problem = Diagnostic::new(Code::BadProduct, span, message).at(format!("info.{key}"));
            problems.push(problem.expected(expected).help("give the document as published"));
        }
        text
    };
    let product = text("product", is_product, "letters, digits, `-` and `_`, with a letter first");
    let version = text("version", is_version, "letters, digits, `-`, `_` and single dots, as in `2020-11-09`");
    if problems.has_errors() { Err(problems) } else { Ok(Identity { product, version }) }
}

fn is_product(name: &str) -> bool {
    name.len() <= 64 && naming::is_crate(name)
}

fn is_version(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    (1..=32).contains(&name.len()) && name.chars().all(plain) && !name.contains("..") && !name.starts_with('.')
}

/// The specs of the product that a document describes.
pub(crate) fn read(document: &Node, identity: &Identity, options: &Options, problems: &mut Diagnostics) -> Documents {
    let mut documents = Documents::default();
    let families = families::families(document, &identity.product);
    let nothing = Node::null(&document.span);
    for entry in document.get("apis").unwrap_or(&nothing).entries() {
        if let Some(problem) = unusable(entry) {
            problems.push(problem.warning());
            documents.unreadable.insert(entry.key.clone());
            continue;
        }
        let mut node = entry.node.clone();
        if !options.words {
            prose::remove(&mut node, &keys::OPERATION);
        }
        once(&entry.key, &mut node, problems);
        let family = families.of(&entry.key).to_owned();
        let file = OperationFile { path: format!("{family}/{}.yaml", entry.key), family, node: Arc::new(node) };
        documents.operations.insert(entry.key.clone(), file);
    }
    let used: BTreeSet<&str> = documents.operations.values().map(|file| file.family.as_str()).collect();
    documents.product = Arc::new(product(
        document,
        identity,
        options,
        used.into_iter().map(|name| {
            let title = families.title(name).filter(|_| options.words);
            (name.to_owned(), title.map_or_else(|| placeholder(name), str::to_owned))
        }),
    ));
    documents
}

fn product(
    document: &Node,
    identity: &Identity,
    options: &Options,
    families: impl Iterator<Item = (String, String)>,
) -> Node {
    let own = identity.own_name(options.versioned);
    let mut info = Mapping::default();
    for key in ["style", "product", "version"] {
        info.push(key, document.get("info").and_then(|info| info.get(key)).cloned());
    }
    let mut lines = Mapping::default();
    for (family, line) in families {
        lines.push(family, build::text(line));
    }
    let mut schemas = document.get("components").and_then(|components| components.get("schemas")).cloned();
    if let Some(schemas) = schemas.as_mut().filter(|_| !options.words) {
        prose::remove(schemas, &keys::SCHEMAS);
    }
    let mut components = Mapping::default();
    components.push("schemas", schemas);
    let mut product = Mapping::default();
    product.push("info", info.node());
    product.push("crate", build::text(options.name.clone().unwrap_or_else(|| identity.crate_name(options.versioned))));
    product.push("folder", build::text("generated"));
    product.push("example", build::text(format!("send_json_{}", own.replace('-', "_"))));
    product.push("hostPrefix", build::text(identity.product.to_lowercase()));
    product.push("docs", build::text(DOCS));
    product.push("endpoints", document.get("endpoints").filter(|endpoints| !endpoints.is_nothing()).cloned());
    product.push("families", lines.node());
    product.push("components", components.node());
    Node { span: document.span.clone(), ..product.node() }
}

/// Why an entry of `apis` is left out.
fn unusable(entry: &Entry) -> Option<Diagnostic> {
    let problem = |code, message: String| Diagnostic::new(code, &entry.span, message).at(&entry.key);
    if !naming::is_operation(&entry.key) || entry.key.len() > 128 {
        let message = format!("invalid name of an operation `{}`: it is left out", entry.key);
        let problem = problem(Code::BadOperationName, message);
        return Some(
            problem.expected("up to 128 letters, digits and underscores, with a letter first").help("correct the name"),
        );
    }
    if !matches!(entry.node.value, Value::Map(_)) {
        let message = format!("the operation is {}: it is left out", entry.node.describe());
        let problem = problem(Code::NotAnOperation, message);
        return Some(
            problem.expected("a mapping with `methods`, `parameters` and `responses`").help("correct the document"),
        );
    }
    None
}

/// Takes out parameters that stand twice, which hundreds of published operations have, and those without a name.
fn once(operation: &str, node: &mut Node, problems: &mut Diagnostics) {
    let Some(Value::List(parameters)) = node.get_mut("parameters").map(|node| &mut node.value) else { return };
    let mut seen = BTreeSet::new();
    parameters.retain(|parameter| {
        let name = parameter.get("name").and_then(Node::text).unwrap_or_default();
        if !name.is_empty() && seen.insert(name.to_owned()) {
            return true;
        }
        let (code, message) = if name.is_empty() {
            (Code::MissingKey, "a parameter without a name is left out".to_owned())
        } else {
            (Code::DuplicateParameter, format!("a second parameter is named `{name}`: the first one is taken"))
        };
        let problem = Diagnostic::new(code, &parameter.span, message).warning();
        let problem = problem.at(format!("{operation}.request.{name}")).expected("one parameter of each name");
        problems.push(problem.help("delete one of them"));
        false
    });
}
