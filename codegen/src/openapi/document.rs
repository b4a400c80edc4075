//! The document as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::carried;
use super::components::{Components, reference};
use super::json::{text_of, verbatim, write};
use super::operation::{BEARER, Operation, requirement};
use super::schema::{Context, Schemas};
use super::{EXTENSION, Side, Version};
use crate::build::{Mapping, list, text, texts};
use crate::documents::Documents;
use crate::model::Auth;
use crate::spec::Glossary;
use crate::specs::Trees;
use crate::tree::{Entry, Node};
use crate::wording::counted;

/// Where the fake listens in gateway mode: it takes what is not signed, and the action from the path.
const GATEWAY: &str = "http://127.0.0.1:8080";

/// Shared schemas that no tool reaches, since what they describe is sent as text.
pub(super) const UNREACHED: &str = "x-acs-schemas";

/// Keys of `product.yaml` that are not compared as they are.
const STRUCTURE: [&str; 1] = ["components"];

/// Writes a product as an OpenAPI document.
#[must_use]
pub fn export(trees: &Trees, glossary: &Glossary, version: Version) -> String {
    let (corrected, published) = (&trees.corrected.product, &trees.published.product);
    let definitions = corrected.get("components").and_then(|components| components.get("schemas"));
    let published_definitions = published.get("components").and_then(|components| components.get("schemas"));
    let mut shared: Vec<&Entry> = definitions.map_or(&[][..], Node::entries).iter().collect();
    shared.sort_by(|one, other| one.key.cmp(&other.key));
    let components = Components::new(shared.iter().map(|entry| entry.key.as_str()));
    let mut schemas = Schemas { version, glossary, components, definitions, inline: false, bearer: false };
    let published_schema = |name: &str| published_definitions.and_then(|schemas| schemas.get(name));
    for entry in &shared {
        let Some(name) = schemas.components.shared(&entry.key).map(str::to_owned) else { continue };
        let schema = shared_schema(&mut schemas, &entry.key, &entry.node, published_schema(&entry.key));
        schemas.components.insert(name, schema);
    }
    let paths = paths(trees, &mut schemas);

    let info = |key: &str| corrected.get("info").and_then(|info| text_of(info, key)).unwrap_or_default();
    let mut document = Mapping::default();
    document.push("openapi", text(if version == Version::V3_1 { "3.1.0" } else { "3.0.3" }));
    document.push("info", self::info(corrected, trees.corrected.operations.len(), version));
    document.push("servers", list(vec![gateway()]));
    document.push("security", list(vec![requirement("AK")]));
    document.push("tags", tags(&trees.corrected));
    let reached = schemas.components.reached_from(&paths);
    schemas.inline = true;
    let mut unreached = Mapping::default();
    for entry in &shared {
        let name = schemas.components.shared(&entry.key).unwrap_or_default().to_owned();
        if !reached.contains_key(&name) {
            unreached.push(name, shared_schema(&mut schemas, &entry.key, &entry.node, published_schema(&entry.key)));
        }
    }
    document.push("paths", paths);
    document.push("components", self::components(reached, schemas.bearer));
    document.push(format!("{EXTENSION}style"), text(info("style")));
    document.push(format!("{EXTENSION}product"), text(info("product")));
    document.push(UNREACHED, unreached.filled());
    let read = own_keys(|key| document.get(key));
    carried::carry(&mut document, &read, published, &STRUCTURE);
    if published_definitions.is_none_or(|schemas| schemas.entries().is_empty()) {
        document.push(carried::extension("components"), published.get("components").map(verbatim));
    }
    write(&document.node())
}

fn info(product: &Node, operations: usize, version: Version) -> Node {
    let mut info = Mapping::default();
    let published = |key: &str| product.get("info").and_then(|info| text_of(info, key)).unwrap_or_default();
    let title = text_of(product, "title").unwrap_or_else(|| published("product"));
    info.push("title", text(title));
    info.push("version", text(published("version")));
    info.push(
        "description",
        text(format!(
            "The {} of {title}, version {}. An operation is the path of its name: whoever signs \
             requests turns that into its action. What OpenAPI has no word for stands in keys that begin with `{EXTENSION}`.",
            counted(operations, "operation"),
            published("version")
        )),
    );
    let mut contact = Mapping::default();
    contact.push("name", text(format!("The maintainers of {}", text_of(product, "crate").unwrap_or(title))));
    info.push("contact", contact.node());
    let mut license = Mapping::default();
    license.push("name", text("MIT OR Apache-2.0"));
    if version == Version::V3_1 {
        license.push("identifier", text("MIT OR Apache-2.0"));
    } else {
        license.push("url", text("https://spdx.org/licenses/MIT.html"));
    }
    info.push("license", license.node());
    info.node()
}

fn gateway() -> Node {
    let mut server = Mapping::default();
    server.push("url", text(GATEWAY));
    server.push("description", text("The fake in gateway mode, which takes requests that are not signed."));
    server.node()
}

/// The families that have operations.
fn tags(documents: &Documents) -> Node {
    let used: BTreeSet<&str> = documents.operations.values().map(|file| file.family.as_str()).collect();
    let families = documents.product.get("families");
    let tags = used.into_iter().map(|family| {
        let mut tag = Mapping::default();
        tag.push("name", text(family));
        tag.push("description", families.and_then(|families| text_of(families, family)).map(text));
        tag.node()
    });
    list(tags.collect())
}

fn paths(trees: &Trees, schemas: &mut Schemas<'_>) -> Node {
    let version = trees.corrected.product.get("info").and_then(|info| text_of(info, "version")).unwrap_or_default();
    let style = trees.corrected.product.get("info").and_then(|info| text_of(info, "style")).unwrap_or_default();
    let mut paths: Vec<(String, Mapping)> = Vec::new();
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for (name, file) in &trees.corrected.operations {
        let (family, corrected) = (file.family.as_str(), &file.node);
        let published = trees.published.operations.get(name).map_or(corrected, |file| &file.node);
        let operation = Operation { name, family, version, corrected, published };
        // Paths of products whose operations are identified by an action say nothing.
        let template = operation.template().filter(|_| !matches!(style, "RPC" | "V3"));
        let is_free = |path: &String| {
            let known = shapes.get(&shape(path)).and_then(|&index| paths.get(index));
            known.is_none_or(|(known, methods)| known == path && methods.get(operation.method()).is_none())
        };
        let own = || format!("/{name}");
        let numbered = (2..).map(|number| format!("/{name}-{number}"));
        let mut candidates = template.map(str::to_owned).into_iter().chain([own()]).chain(numbered);
        // Endless, so one is free.
        let path = candidates.find(is_free).unwrap_or_else(own);
        schemas.bearer |= operation.auth() == Auth::Bearer;
        let written = schemas.operation(&operation, &path);
        let index = *shapes.entry(shape(&path)).or_insert(paths.len());
        if index == paths.len() {
            paths.push((path, Mapping::default()));
        }
        if let Some((_, methods)) = paths.get_mut(index) {
            methods.push(operation.method(), written);
        }
    }
    let mut written = Mapping::default();
    for (path, methods) in paths {
        written.push(path, methods.node());
    }
    written.node()
}

/// A path without the names of its parameters: two of one shape are ambiguous.
fn shape(path: &str) -> String {
    let mut parts = path.split('{');
    let mut shape = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shape.push_str("{}");
        shape.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    shape
}

/// A shared schema, which knows its published name.
fn shared_schema(schemas: &mut Schemas<'_>, name: &str, corrected: &Node, published: Option<&Node>) -> Node {
    let component = schemas.components.shared(name).unwrap_or_default().to_owned();
    let schema = schemas.schema(Context::new(&component, Side::Response), corrected, published);
    let mut marked = Mapping::default();
    marked.extend(&schema);
    marked.push(format!("{EXTENSION}schema"), text(name));
    marked.node()
}

fn components(reached: BTreeMap<String, Node>, bearer: bool) -> Node {
    let mut schemas = Mapping::default();
    for (name, schema) in reached {
        schemas.push(name, schema);
    }
    schemas.push("Error", error());
    let mut error = Mapping::default();
    error.push("description", text("Why the request failed."));
    let mut failed = Mapping::default();
    failed.push("$ref", text(reference("Error")));
    error.push("content", super::parameter::content("application/json", failed.node(), None));
    let mut responses = Mapping::default();
    responses.push("Error", error.node());
    let mut key = Mapping::default();
    key.push("type", text("apiKey"));
    key.push("in", text("header"));
    key.push("name", text("Authorization"));
    key.push(
        "description",
        text("A signature, `ACS3-HMAC-SHA256 …`, which no tool makes: put something that signs between."),
    );
    let mut schemes = Mapping::default();
    schemes.push("AK", key.node());
    if bearer {
        let mut token = Mapping::default();
        token.push("type", text("apiKey"));
        token.push("in", text("header"));
        token.push("name", text("x-acs-bearer-token"));
        token.push("description", text("A bearer token, which stands in place of a signature."));
        schemes.push(BEARER, token.node());
    }
    let mut components = Mapping::default();
    components.push("schemas", schemas.node());
    components.push("responses", responses.node());
    components.push("securitySchemes", schemes.node());
    components.node()
}

/// What every operation returns when it fails.
fn error() -> Node {
    let field = |words: &str| {
        let mut field = Mapping::default();
        field.push("type", text("string"));
        field.push("description", text(words));
        field.node()
    };
    let mut properties = Mapping::default();
    properties.push("Code", field("What went wrong, as a word that does not change."));
    properties.push("Message", field("What went wrong, for people to read."));
    properties.push("RequestId", field("The ID of the request, to quote when asking for help."));
    properties.push("HostId", field("The host that responded."));
    properties.push("Recommend", field("A page about the error."));
    let mut error = Mapping::default();
    error.push("type", text("object"));
    error.push("properties", properties.node());
    error.push("required", texts(["Code", "Message"]));
    error.node()
}

/// The published keys that a document's standard keys say, but for the shared schemas.
pub(super) fn own_keys<'a>(get: impl Fn(&str) -> Option<&'a Node>) -> Mapping {
    let within = |key: &str, inner: &str| get(key).and_then(|node| node.get(inner)).cloned();
    let mut info = Mapping::default();
    info.push("style", get(&format!("{EXTENSION}style")).cloned());
    info.push("product", get(&format!("{EXTENSION}product")).cloned());
    info.push("version", within("info", "version"));
    let mut families = Mapping::default();
    for tag in get("tags").map_or(&[][..], Node::elements) {
        families.push(text_of(tag, "name").unwrap_or_default(), tag.get("description").map(verbatim));
    }
    let mut read = Mapping::default();
    read.push("info", info.node());
    read.push("title", within("info", "title"));
    read.push("families", families.filled());
    read
}
