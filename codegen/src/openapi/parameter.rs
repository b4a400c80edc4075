//! Parameters: where OpenAPI has a place for each, and how lists and objects become text there.

use super::carried::{self, FORM_KEYS};
use super::json::{is_true, text_of};
use super::schema::{Context, Schemas};
use super::{EXTENSION, Version};
use crate::build::{Mapping, list, literal, text};
use crate::tree::Node;

/// Where OpenAPI puts a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among `parameters`.
    Parameter,
    /// A property of the form.
    Form,
    /// The body itself.
    Body,
    /// Nowhere: in the name of the host, twice in one place, or where OpenAPI ignores it.
    Nowhere,
}

/// Headers that OpenAPI says elsewhere and ignores among parameters.
const HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Parameters of one operation: corrected, published, and the place.
pub(super) type Placed<'a> = Vec<(&'a Node, Option<&'a Node>, Place)>;

/// Finds the place of each parameter; those of a body have one where `takes_body`.
pub(super) fn placed<'a>(corrected: &'a [Node], published: &'a [Node], path: &str, takes_body: bool) -> Placed<'a> {
    let mut placed: Placed<'a> = Vec::new();
    for (index, parameter) in corrected.iter().enumerate() {
        let (name, location) = (name(parameter), location(parameter));
        let mut earlier = placed.iter();
        // HTTP does not tell the case of a header's name.
        let same = |other: &str| other == name || location == "header" && other.eq_ignore_ascii_case(name);
        let twice = placed.iter().any(|(other, ..)| same(self::name(other)) && self::location(other) == location);
        let place = match location {
            _ if twice || name.is_empty() => Place::Nowhere,
            "formData" | "body" if !takes_body => Place::Nowhere,
            "query" => Place::Parameter,
            "header" if !HEADERS.contains(&name.to_lowercase().as_str()) => Place::Parameter,
            "path" if path.contains(&format!("{{{name}}}")) => Place::Parameter,
            "formData" if earlier.all(|(.., place)| *place != Place::Body) && fits_form(parameter) => Place::Form,
            "body" if earlier.all(|(.., place)| !matches!(place, Place::Body | Place::Form)) => Place::Body,
            _ => Place::Nowhere,
        };
        placed.push((parameter, published.get(index), place));
    }
    placed
}

/// Whether a property of the form can carry all keys: any other could be one of its schema.
fn fits_form(parameter: &Node) -> bool {
    let mut keys = parameter.entries().iter().map(|entry| entry.key.as_str());
    keys.all(|key| matches!(key, "name" | "in" | "schema") || FORM_KEYS.contains(&key))
}

pub(super) fn name(parameter: &Node) -> &str {
    parameter.get("name").and_then(Node::text).unwrap_or_default()
}

fn location(parameter: &Node) -> &str {
    parameter.get("in").and_then(Node::text).unwrap_or_default()
}

/// How a value becomes text in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    /// As it is.
    Plain,
    /// As JSON.
    Json,
    /// With its elements joined by a separator, as the style of OpenAPI says.
    Joined(&'static str),
    /// One parameter for each leaf, `Name.1.Field`.
    Flattened,
}

/// Styles of OpenAPI that join elements, each with that of the published format.
const JOINED: [(&str, &str); 3] =
    [("form", "simple"), ("spaceDelimited", "spaceDelimited"), ("pipeDelimited", "pipeDelimited")];

impl Schemas<'_> {
    fn text_form(&self, parameter: &Node, schema: &Node) -> Text {
        let kind = self.resolved(schema).get("type").and_then(Node::text);
        let compound = !matches!(kind, Some("string" | "integer" | "number" | "boolean"));
        let style = parameter.get("style").and_then(Node::text);
        match JOINED.iter().find(|(_, published)| Some(*published) == style) {
            _ if style == Some("json") => Text::Json,
            Some((joined, _)) if compound => Text::Joined(joined),
            _ if compound => Text::Flattened,
            _ => Text::Plain,
        }
    }

    /// An element of `parameters`.
    pub(super) fn parameter(&mut self, operation: &str, corrected: &Node, published: Option<&Node>) -> Node {
        let mut written = Mapping::default();
        let empty = Mapping::default().node();
        let schema = corrected.get("schema").unwrap_or(&empty);
        let required = is_true(schema.get("required")) || location(corrected) == "path";
        let description = self.description(name(corrected), schema).map(str::to_owned);
        written.push("name", text(name(corrected)));
        written.push("in", text(location(corrected)));
        written.push("description", description.clone().map(text));
        written.push("required", required.then(|| literal(true)));
        written.push("deprecated", is_true(schema.get("deprecated")).then(|| literal(true)));
        let component = component(operation, corrected);
        let context = Context::of_parameter(&component, name(corrected), required);
        self.value(&mut written, context, corrected, published, description.as_deref().unwrap_or_default());
        if let Some(published) = published {
            let read = own_keys(&written);
            carried::carry(&mut written, &read, published, &["schema"]);
        }
        written.node()
    }

    /// How the value of a parameter is written, and its schema.
    fn value(
        &mut self,
        written: &mut Mapping,
        context: Context<'_>,
        corrected: &Node,
        published: Option<&Node>,
        description: &str,
    ) {
        let empty = Mapping::default().node();
        let schema = corrected.get("schema").unwrap_or(&empty);
        let published = published.and_then(|published| published.get("schema"));
        let query = location(corrected) == "query";
        match (self.text_form(corrected, schema), self.version) {
            (Text::Plain, _) => {
                // The description stands once, beside the schema.
                let context = Context { described: Some(description), ..context };
                written.push("schema", self.schema(context, schema, published));
            }
            (Text::Json, Version::V3_1) if query => {
                let schema = self.place(context, schema, published);
                written.push("content", content("application/json", schema, None));
            }
            (Text::Joined(style), Version::V3_1) if query => {
                written.push("style", text(style));
                written.push("explode", literal(false));
                let schema = self.place(context, schema, published);
                written.push("schema", schema);
            }
            (Text::Flattened, _) if query => {
                written.push("style", text("form"));
                written.push("explode", literal(true));
                let schema = self.flattened(context, schema, published);
                written.push("schema", schema);
            }
            _ => {
                let schema = self.as_text(context, schema, published, false);
                written.push("schema", schema);
            }
        }
    }

    /// A property of the form.
    pub(super) fn form_property(&mut self, operation: &str, corrected: &Node, published: Option<&Node>) -> Node {
        let empty = Mapping::default().node();
        let schema = corrected.get("schema").unwrap_or(&empty);
        let required = is_true(schema.get("required"));
        let component = component(operation, corrected);
        let context = Context::of_parameter(&component, name(corrected), required);
        let published_schema = published.and_then(|published| published.get("schema"));
        let form = self.text_form(corrected, schema);
        let node = match form {
            Text::Plain => self.schema(context, schema, published_schema),
            Text::Flattened => self.flattened(context, schema, published_schema),
            Text::Json | Text::Joined(_) => self.as_text(context, schema, published_schema, form == Text::Json),
        };
        let mut written = Mapping::default();
        written.extend(&node);
        if let Some(published) = published {
            let read = form_keys(name(corrected), &node);
            carried::carry(&mut written, &read, published, &["schema"]);
        }
        written.node()
    }

    /// Text that holds what a schema describes.
    fn as_text(&mut self, context: Context<'_>, schema: &Node, published: Option<&Node>, json: bool) -> Node {
        let mut written = Mapping::default();
        written.push("type", text("string"));
        written.push("description", self.description(context.wire, schema).map(text));
        if json && self.version == Version::V3_1 {
            written.push("contentMediaType", text("application/json"));
            written.push("contentSchema", self.place(context, schema, published));
        } else {
            written.push(format!("{EXTENSION}schema"), self.inline(context, schema, published));
        }
        written.node()
    }

    /// What stands for a list or an object that is flattened: any leaf by its name. `deepObject` is sent differently by each
    /// tool.
    fn flattened(&mut self, context: Context<'_>, schema: &Node, published: Option<&Node>) -> Node {
        let mut written = Mapping::default();
        written.push("type", text("object"));
        written.push("description", self.description(context.wire, schema).map(text));
        let mut leaf = Mapping::default();
        leaf.push("type", text("string"));
        written.push("additionalProperties", leaf.node());
        let name = context.wire;
        let some = self.leaf(name, schema);
        if self.version == Version::V3_1 {
            let plain = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
            // Tools make up names by the pattern, so it is narrow where it can be.
            let is_plain = some.strip_prefix(name).is_some_and(|rest| rest.chars().all(plain));
            let rest = if is_plain { "(\\.[0-9A-Za-z_-]+)+" } else { "\\..+" };
            let mut names = Mapping::default();
            names.push("pattern", text(format!("^{}{rest}$", escaped(name))));
            written.push("propertyNames", names.node());
        }
        let mut example = Mapping::default();
        example.push(some, text("value"));
        match self.version {
            Version::V3_1 => written.push("examples", list(vec![example.node()])),
            Version::V3_0 => written.push("example", example.node()),
        }
        written.push(format!("{EXTENSION}schema"), self.inline(context, schema, published));
        written.node()
    }

    /// The name of some leaf of a flattened value: `Tag.1.Key`.
    fn leaf(&self, name: &str, schema: &Node) -> String {
        let schema = self.resolved(schema);
        let items = schema.get("items");
        let held = self.resolved(items.unwrap_or(schema));
        let fields = held.get("properties").map_or(&[][..], Node::entries);
        let field = fields.iter().map(|field| field.key.as_str()).min();
        let index = items.map_or("", |_| ".1");
        match field {
            Some(field) => format!("{name}{index}.{field}"),
            None if index.is_empty() => format!("{name}.Key"),
            None => format!("{name}{index}"),
        }
    }

    /// The schema within an extension.
    fn inline(&mut self, context: Context<'_>, schema: &Node, published: Option<&Node>) -> Node {
        self.inline = true;
        let schema = self.place(context, schema, published);
        self.inline = false;
        schema
    }
}

/// The name of a component for what a parameter holds.
fn component(operation: &str, parameter: &Node) -> String {
    format!("{operation}Request_{}", name(parameter))
}

/// A body of one media type.
pub(super) fn content(media: &str, schema: Node, example: Option<Node>) -> Node {
    let mut body = Mapping::default();
    body.push("schema", schema);
    body.push("example", example);
    let mut content = Mapping::default();
    content.push(media, body.node());
    content.node()
}

/// The published keys of a parameter that its standard keys say, but for its schema.
pub(super) fn own_keys(written: &Mapping) -> Mapping {
    let mut read = Mapping::default();
    read.push("name", written.get("name").cloned());
    read.push("in", written.get("in").cloned());
    let explode = written.get("explode").and_then(Node::boolean);
    let joined = written.get("style").and_then(Node::text);
    let joined = || JOINED.iter().find(|(style, _)| Some(*style) == joined).map(|(_, published)| *published);
    let style = match (written.get("content").is_some(), explode) {
        (true, _) => Some("json"),
        (_, Some(true)) => Some("repeatList"),
        (_, Some(false)) => joined(),
        (false, None) => None,
    };
    read.push("style", style.map(text));
    read
}

/// The published keys of a parameter in the form that its property says.
pub(super) fn form_keys(name: &str, property: &Node) -> Mapping {
    let mut read = Mapping::default();
    read.push("name", text(name));
    read.push("in", text("formData"));
    let style = match () {
        () if property.get("contentSchema").is_some() => Some("json"),
        () if property.get("propertyNames").is_some() => Some("repeatList"),
        () => None,
    };
    read.push("style", style.map(text));
    read
}

/// The schema in a parameter, and what describes it from outside.
pub(super) fn schema_of(parameter: &Node) -> Option<(&Node, Option<&str>)> {
    let media = parameter.get("content").and_then(|content| content.entries().first());
    if let Some(media) = media {
        return Some((media.node.get("schema")?, None));
    }
    let schema = parameter.get("schema")?;
    match schema.get(&format!("{EXTENSION}schema")) {
        Some(held) => Some((held, None)),
        None if parameter.get("explode").is_some() => Some((schema, None)),
        None => Some((schema, Some(text_of(parameter, "description").unwrap_or_default()))),
    }
}

/// A name within a regular expression of any dialect: JavaScript refuses a sign that is escaped without need.
fn escaped(name: &str) -> String {
    let sign = |sign: char| if "^$\\.*+?()[]{}|".contains(sign) { format!("\\{sign}") } else { sign.to_string() };
    name.chars().map(sign).collect()
}
