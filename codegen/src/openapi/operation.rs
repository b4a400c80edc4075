//! One operation: a path with one method.

use super::carried;
use super::components::reference;
use super::json::{is_true, text_of, verbatim};
use super::parameter::{Place, Placed, content, name, placed};
use super::sample::sample;
use super::schema::{Context, Schemas};
use super::{EXTENSION, Side, Version};
use crate::build::{Mapping, list, literal, null, text};
use crate::callable;
use crate::model::Auth;
use crate::path_template;
use crate::read;
use crate::tree::Node;

/// Keys that are not compared as they are.
const STRUCTURE: [&str; 2] = ["parameters", "responses"];

/// What stands where OpenAPI wants words on a response and there are none.
const RESPONSE: &str = "What the operation returns.";

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data";
const JSON: &str = "application/json";
const XML: &str = "application/xml";
const BYTES: &str = "application/octet-stream";

/// The security scheme of operations that take a bearer token and no access key.
pub(super) const BEARER: &str = "BearerToken";

/// An operation, corrected and as published.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) name: &'a str,
    pub(super) family: &'a str,
    pub(super) version: &'a str,
    pub(super) corrected: &'a Node,
    pub(super) published: &'a Node,
}

impl Operation<'_> {
    /// The method that clients use: POST wherever it is listed.
    pub(super) fn method(&self) -> &str {
        let methods = self.corrected.get("methods").map_or(&[][..], Node::elements);
        let mut methods: Vec<&str> = methods.iter().filter_map(Node::text).collect();
        methods.retain(|method| {
            matches!(*method, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace")
        });
        if methods.contains(&"post") { "post" } else { methods.first().copied().unwrap_or("post") }
    }

    /// How requests are authenticated. An unsupported way is not the same as none.
    pub(super) fn auth(&self) -> Auth {
        let ways = self.corrected.get("security").map_or(&[][..], Node::elements).iter().flat_map(Node::entries);
        callable::auth_by(&ways.map(|way| way.key.as_str()).collect::<Vec<_>>()).unwrap_or(Auth::Signed)
    }

    /// The media types that stand at a key.
    fn stated(&self, key: &str) -> Vec<String> {
        let stated = self.corrected.get(key).map_or(&[][..], Node::elements).iter().filter_map(Node::text);
        stated.map(read::media_type).collect()
    }

    /// The path template, where it is one in OpenAPI's sense.
    pub(super) fn template(&self) -> Option<&str> {
        let path = text_of(self.corrected, "path").filter(|path| path.starts_with('/'))?;
        let mut named: Vec<&str> = path_template::names(path).collect();
        let of_path = parameters(self.corrected).iter().filter(|it| it.get("in").and_then(Node::text) == Some("path"));
        let mut given: Vec<&str> = of_path.map(name).collect();
        named.sort_unstable();
        given.sort_unstable();
        (named == given && !path.contains(['?', '*', '[', '#']) && !path.contains("{+")).then_some(path)
    }
}

impl Schemas<'_> {
    /// The operation below a path and a method.
    pub(super) fn operation(&mut self, operation: &Operation<'_>, path: &str) -> Node {
        let Operation { name, family, version, corrected, published } = *operation;
        let mut written = Mapping::default();
        written.push("operationId", text(name));
        let title = text_of(corrected, "title");
        written.push("summary", title.map(text));
        let words: Vec<&str> =
            ["summary", "description"].into_iter().filter_map(|key| text_of(corrected, key)).collect();
        written.push("description", (!words.is_empty()).then(|| text(words.join("\n\n"))));
        written.push("tags", list(vec![text(family)]));
        written.push("deprecated", is_true(corrected.get("deprecated")).then(|| literal(true)));
        let security = match operation.auth() {
            Auth::Signed => None,
            Auth::Anonymous => Some(Vec::new()),
            Auth::Bearer => Some(vec![requirement(BEARER)]),
        };
        written.push("security", security.map(list));
        written.push(format!("{EXTENSION}action"), text(name));
        written.push(format!("{EXTENSION}version"), text(version));

        // OpenAPI 3.0 ignores a body where HTTP gives it no meaning. Of DELETE, tools do not.
        let takes_body = self.version == Version::V3_1 || !matches!(operation.method(), "get" | "head" | "trace");
        let placed = placed(parameters(corrected), parameters(published), path, takes_body);
        self.parameters(&mut written, operation, &placed);
        let responses = self.responses(operation);
        written.push("responses", responses);

        let read = own_keys(|key| written.get(key), operation.method(), path);
        carried::carry(&mut written, &read, published, &STRUCTURE);
        // Read back, an operation always has a list of parameters, and no responses where there are none.
        if published.get("parameters").is_none() {
            written.push(carried::extension("parameters"), null());
        }
        let none = published.get("responses").filter(|node| node.entries().is_empty());
        written.push(carried::extension("responses"), none.map(verbatim));
        written.node()
    }

    fn parameters(&mut self, written: &mut Mapping, operation: &Operation<'_>, placed: &Placed<'_>) {
        let at = |place: Place| placed.iter().enumerate().filter(move |(_, it)| it.2 == place);
        let parameters: Vec<Node> = at(Place::Parameter)
            .map(|(_, (corrected, published, _))| self.parameter(operation.name, corrected, *published))
            .collect();
        written.push("parameters", (!parameters.is_empty()).then(|| list(parameters)));
        if at(Place::Form).next().is_some() {
            let form = self.form(operation, at(Place::Form).map(|(_, it)| it));
            written.push("requestBody", form);
        }
        if let Some((_, (corrected, published, _))) = at(Place::Body).next() {
            let body = self.body(operation, corrected, *published);
            written.push("requestBody", body);
        }
        let nowhere: Vec<Node> =
            at(Place::Nowhere).map(|(_, (corrected, published, _))| verbatim(published.unwrap_or(corrected))).collect();
        written.push(format!("{EXTENSION}parameters"), (!nowhere.is_empty()).then(|| list(nowhere)));
        // The order in which they are read back, by the index of each in the published list.
        let places = [Place::Parameter, Place::Form, Place::Body, Place::Nowhere];
        let order: Vec<usize> = places.into_iter().flat_map(|place| at(place).map(|(index, _)| index)).collect();
        let ordered = order.is_sorted();
        let order = || list(order.iter().map(literal).collect());
        written.push(format!("{EXTENSION}order"), (!ordered).then(order));
    }

    fn form<'a>(
        &mut self,
        operation: &Operation<'_>,
        placed: impl Iterator<Item = &'a (&'a Node, Option<&'a Node>, Place)>,
    ) -> Node {
        let (mut properties, mut required) = (Mapping::default(), Vec::new());
        let consumed = operation.stated("consumes");
        let any = |words: &[&str]| consumed.iter().any(|media| words.iter().any(|word| media.contains(word)));
        let mut media = if any(&["multipart"]) && !any(&["json", "urlencoded", "octet-stream"]) { PARTS } else { FORM };
        for (corrected, published, _) in placed {
            // Bytes need parts.
            let schema = corrected.get("schema");
            let bytes = [schema, schema.and_then(|schema| schema.get("items"))].into_iter().flatten().any(is_binary);
            media = if bytes { PARTS } else { media };
            if is_true(corrected.get("schema").and_then(|schema| schema.get("required"))) {
                required.push(text(name(corrected)));
            }
            properties.push(name(corrected), self.form_property(operation.name, corrected, *published));
        }
        let mut form = Mapping::default();
        form.push("type", text("object"));
        form.push("properties", properties.node());
        let needed = (!required.is_empty()).then(|| literal(true));
        form.push("required", (!required.is_empty()).then(|| list(required)));
        let component = self.components.name(&format!("{}Request", operation.name));
        self.components.insert(component.clone(), form.node());
        let mut reference_to = Mapping::default();
        reference_to.push("$ref", text(reference(&component)));
        let mut body = Mapping::default();
        body.push("required", needed);
        body.push("content", content(media, reference_to.node(), None));
        body.node()
    }

    fn body(&mut self, operation: &Operation<'_>, corrected: &Node, published: Option<&Node>) -> Node {
        let empty = Mapping::default().node();
        let schema = corrected.get("schema").unwrap_or(&empty);
        let required = is_true(schema.get("required"));
        let component = format!("{}Request", operation.name);
        let context = Context::of_parameter(&component, name(corrected), required);
        let is_xml = text_of(corrected, "style").is_some_and(|style| style.contains("xml"));
        let consumed = if is_xml { vec![XML.to_owned()] } else { operation.stated("consumes") };
        let media = self.media(schema, &consumed);
        let mut body = Mapping::default();
        body.push("required", required.then(|| literal(true)));
        let schema = self.place(context, schema, published.and_then(|published| published.get("schema")));
        body.push("content", content(media, schema, None));
        body.push(format!("{EXTENSION}name"), text(name(corrected)));
        if let Some(published) = published {
            let read = body_keys(name(corrected), body.get("content"));
            carried::carry(&mut body, &read, published, &["schema"]);
        }
        body.node()
    }

    fn responses(&mut self, operation: &Operation<'_>) -> Node {
        let empty = Mapping::default().node();
        let corrected = operation.corrected.get("responses").unwrap_or(&empty);
        let published = operation.published.get("responses").unwrap_or(&empty);
        let mut responses = Mapping::default();
        let mut elsewhere = Mapping::default();
        let mut statuses: Vec<_> = corrected.entries().iter().collect();
        statuses.sort_by(|one, other| one.key.cmp(&other.key));
        for entry in statuses {
            let theirs = published.get(&entry.key);
            if is_status(&entry.key) {
                responses.push(entry.key.as_str(), self.response(operation, &entry.key, &entry.node, theirs));
            } else {
                elsewhere.push(entry.key.as_str(), theirs.map(verbatim));
            }
        }
        if responses.keys().next().is_none_or(|status| status >= "4") {
            let mut success = Mapping::default();
            success.push("description", text(RESPONSE));
            success.push(format!("{EXTENSION}added"), literal(true));
            responses.push("200", success.node());
        }
        for family in ["4XX", "5XX"] {
            if responses.get(family).is_none() {
                let mut error = Mapping::default();
                error.push("$ref", text("#/components/responses/Error"));
                responses.push(family, error.node());
            }
        }
        responses.push(format!("{EXTENSION}others"), elsewhere.filled());
        responses.node()
    }

    fn response(
        &mut self,
        operation: &Operation<'_>,
        status: &str,
        corrected: &Node,
        published: Option<&Node>,
    ) -> Node {
        let mut written = Mapping::default();
        written.push("description", text(text_of(corrected, "description").unwrap_or(RESPONSE)));
        if let Some(schema) = corrected.get("schema") {
            let suffix = if status == "200" { String::new() } else { status.to_owned() };
            let component = format!("{}Output{suffix}", operation.name);
            let produced = operation.stated("produces");
            let media = self.media(schema, &produced);
            let context = Context::new(&component, Side::Response);
            let schema = self.place(context, schema, published.and_then(|published| published.get("schema")));
            let demo = text_of(operation.corrected, "responseDemo").filter(|_| status == "200" && media == JSON);
            let sample = demo.and_then(read::sample).and_then(|it| sample(&self.components, &schema, &it));
            written.push("content", content(media, schema, sample));
        }
        if let Some(published) = published {
            let read = response_keys(|key| written.get(key));
            carried::carry(&mut written, &read, published, &["schema"]);
            if published.get("schema").is_some() != corrected.get("schema").is_some() {
                written.push(carried::extension("schema"), published.get("schema").map_or_else(null, verbatim));
            }
        }
        written.node()
    }

    /// What a body consists of, as the generated client takes it: JSON wherever that is stated among others.
    fn media<'a>(&self, schema: &Node, stated: &'a [String]) -> &'a str {
        let schema = self.resolved(schema);
        let octets = !stated.is_empty() && stated.iter().all(|media| media == BYTES);
        if is_binary(schema) || octets && text_of(schema, "type") == Some("string") {
            return BYTES;
        }
        let mut others = stated.iter().filter(|media| *media != BYTES && media.contains('/') && !media.contains('*'));
        match others.next() {
            Some(first) if !stated.iter().any(|media| media.contains("json")) => first,
            _ => JSON,
        }
    }
}

/// What a request has to have: a security scheme.
pub(super) fn requirement(scheme: &str) -> Node {
    let mut requirement = Mapping::default();
    requirement.push(scheme, list(Vec::new()));
    requirement.node()
}

fn parameters(operation: &Node) -> &[Node] {
    operation.get("parameters").map_or(&[], Node::elements)
}

fn is_binary(schema: &Node) -> bool {
    text_of(schema, "type") == Some("string") && text_of(schema, "format") == Some("binary")
}

fn is_status(key: &str) -> bool {
    let digits = |rest: &str| rest == "XX" || rest.chars().all(|character| character.is_ascii_digit());
    key.len() == 3 && key.starts_with(['1', '2', '3', '4', '5']) && digits(&key[1..])
}

/// The published keys that an operation's standard keys say, but for parameters and responses.
pub(super) fn own_keys<'a>(get: impl Fn(&str) -> Option<&'a Node>, method: &str, path: &str) -> Mapping {
    let mut read = Mapping::default();
    let id = get("operationId").and_then(Node::text).unwrap_or_default();
    read.push("title", get("summary").cloned());
    let words = get("description").and_then(Node::text);
    let (summary, description) = words.map_or((None, None), |words| match words.split_once("\n\n") {
        Some((summary, description)) => (Some(summary), Some(description)),
        None => (Some(words), None),
    });
    read.push("summary", summary.map(text));
    read.push("description", description.map(text));
    read.push("deprecated", literal(is_true(get("deprecated"))));
    read.push("methods", list(vec![text(method)]));
    read.push("security", get("security").cloned().unwrap_or_else(|| list(vec![requirement("AK")])));
    read.push("path", (path != format!("/{id}")).then(|| text(path)));
    read
}

/// The published keys of a body's parameter that its standard keys say, but for its schema.
pub(super) fn body_keys(name: &str, content: Option<&Node>) -> Mapping {
    let mut read = Mapping::default();
    read.push("name", text(name));
    read.push("in", text("body"));
    let json = content.is_some_and(|content| content.get(JSON).is_some());
    read.push("style", json.then(|| text("json")));
    read
}

/// The published keys of a response that its standard keys say, but for its schema.
pub(super) fn response_keys<'a>(get: impl Fn(&str) -> Option<&'a Node>) -> Mapping {
    let mut read = Mapping::default();
    let words = get("description").filter(|words| words.text() != Some(RESPONSE));
    read.push("description", words.cloned());
    read
}
