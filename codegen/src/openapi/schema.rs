//! Schemas, one node at a time: what is written, and what reading the same keys gives.

use super::carried::{self, FORM_KEYS};
use super::components::{Components, reference};
use super::examples::{typed, within};
use super::json::{is_true, text_of, verbatim};
use super::{Side, Version};
use crate::build::{Mapping, list, literal, null, text, texts};
use crate::secret_name::is_secret;
use crate::spec::{Glossary, Reference, documented};
use crate::tree::Node;

/// Keys whose content is nodes of their own.
const STRUCTURE: [&str; 3] = ["items", "additionalProperties", "properties"];

/// Bounds that are numbers in text, each with the key that excludes it, and such that are numbers.
const RANGE: [(&str, &str); 2] = [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")];
const SIZES: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];

/// Formats that tools know; any other would be a warning at best, or narrow what a field holds.
const FORMATS: [(&str, &[&str]); 3] =
    [("integer", &["int32", "int64"]), ("number", &["float", "double"]), ("string", &["binary", "byte"])];

/// Turns schemas into OpenAPI's, and collects the components.
#[derive(Debug)]
pub(super) struct Schemas<'a> {
    pub(super) version: Version,
    pub(super) glossary: &'a Glossary,
    pub(super) components: Components,
    /// The shared schemas as the product has them.
    pub(super) definitions: Option<&'a Node>,
    /// Whether what is written stands in an extension, where no tool looks: its components would be of no use to any.
    pub(super) inline: bool,
    /// Whether an operation takes a bearer token.
    pub(super) bearer: bool,
}

/// What surrounds a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// What a component of this place is called.
    pub(super) name: &'a str,
    /// The name on the wire, by which the glossary describes fields.
    pub(super) wire: &'a str,
    pub(super) side: Side,
    /// Whether its parent says that it has to be there; none where there is no word for that.
    pub(super) required: Option<bool>,
    /// The description that stands beside the schema already.
    pub(super) described: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// The context of what is neither required nor described from outside.
    pub(super) fn new(name: &'a str, side: Side) -> Self {
        Self { name, wire: "", side, required: None, described: None }
    }

    /// The context of what a parameter holds.
    pub(super) fn of_parameter(name: &'a str, wire: &'a str, required: bool) -> Self {
        Self { wire, required: Some(required), ..Self::new(name, Side::Request) }
    }
}

impl Schemas<'_> {
    /// The schema at a place: a reference where it is a component.
    pub(super) fn place(&mut self, context: Context<'_>, corrected: &Node, published: Option<&Node>) -> Node {
        let schema = self.schema(context, corrected, published);
        let is_enum = schema.get("anyOf").is_some() && kind(corrected) == "string";
        let is_object = schema.get("properties").is_some();
        if self.inline || !(is_enum || is_object) {
            return schema;
        }
        let name = self.components.name(context.name);
        let reference = self.reference(&name, Mapping::default());
        self.components.insert(name, schema);
        reference
    }

    /// The schema itself.
    pub(super) fn schema(&mut self, context: Context<'_>, corrected: &Node, published: Option<&Node>) -> Node {
        let mut written = Mapping::default();
        let shared = corrected.get("$ref").and_then(Node::text).and_then(Reference::target);
        // References in extensions are not followed by tools that complain of what they cannot find: they are carried.
        let shared = shared.filter(|_| !self.inline).and_then(|name| self.components.shared(name)).map(str::to_owned);
        if shared.is_none() {
            self.shape(&mut written, context, corrected, published);
        }
        self.words(&mut written, context, corrected);
        if let Some(published) = published {
            let reference = shared.as_ref().and_then(|_| corrected.get("$ref")?.text());
            let read = own_keys(|key| written.get(key), context.required, context.described, reference);
            // A property of the form has those of its parameter beside its own.
            carried::carry_beside(&mut written, &read, published, &STRUCTURE, &FORM_KEYS);
            carry_structure(&mut written, corrected, published);
        }
        match shared {
            Some(name) => self.reference(&name, written),
            None => written.node(),
        }
    }

    /// The schema itself, or what its reference leads to. References may lead in a circle.
    pub(super) fn resolved<'b>(&'b self, schema: &'b Node) -> &'b Node {
        let definitions = self.definitions.map_or(&[][..], Node::entries);
        let next = |schema: &&'b Node| {
            let name = schema.get("$ref").and_then(Node::text).and_then(Reference::target)?;
            self.definitions?.get(name)
        };
        let chain = std::iter::successors(Some(schema), next);
        chain.take(definitions.len() + 1).last().unwrap_or(schema)
    }

    /// A reference with what else is said at its place.
    fn reference(&self, name: &str, beside: Mapping) -> Node {
        let mut reference_alone = Mapping::default();
        reference_alone.push("$ref", text(reference(name)));
        let Some(beside) = beside.filled() else { return reference_alone.node() };
        let mut whole = match self.version {
            Version::V3_1 => reference_alone,
            // Beside a reference nothing counts in 3.0.
            Version::V3_0 => {
                let mut all_of = Mapping::default();
                all_of.push("allOf", list(vec![reference_alone.node()]));
                all_of
            }
        };
        whole.extend(&beside);
        whole.node()
    }

    /// The type, what it consists of and its bounds.
    fn shape(&mut self, written: &mut Mapping, context: Context<'_>, corrected: &Node, published: Option<&Node>) {
        let kind = kind(corrected);
        let child = |key: &str| published.and_then(|published| published.get(key));
        let values: Option<Vec<Node>> = scalar(kind).then(|| values(corrected, kind)).flatten();
        match (self.version, values) {
            (Version::V3_1, Some(values)) => {
                let mut known = Mapping::default();
                known.push("type", text(kind));
                known.push("enum", list(values));
                let mut any = Mapping::default();
                any.push("type", text(kind));
                written.push("anyOf", list(vec![known.node(), any.node()]));
            }
            // A generated client of 3.0 could not read values that the list lacks.
            _ if scalar(kind) || matches!(kind, "array" | "object") => written.push("type", text(kind)),
            _ => {}
        }
        match kind {
            "array" => {
                let items = corrected.get("items").map(|items| {
                    self.place(Context { required: None, described: None, ..context }, items, child("items"))
                });
                written.push("items", items.unwrap_or_else(|| Mapping::default().node()));
            }
            "object" => {
                if let Some(properties) = corrected.get("properties").filter(|node| !node.entries().is_empty()) {
                    self.properties(written, context, properties, child("properties"));
                } else if let Some(values) = corrected.get("additionalProperties") {
                    let context = Context { required: None, described: None, ..context };
                    let values = self.place(context, values, child("additionalProperties"));
                    written.push("additionalProperties", values);
                }
            }
            _ => {}
        }
        self.bounds(written, kind, corrected);
    }

    fn properties(&mut self, written: &mut Mapping, context: Context<'_>, corrected: &Node, published: Option<&Node>) {
        let mut entries: Vec<_> = corrected.entries().iter().collect();
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        let (mut properties, mut required) = (Mapping::default(), Vec::new());
        for entry in entries {
            let needed = is_true(entry.node.get("required"));
            let below = Context {
                name: &format!("{}_{}", context.name, entry.key),
                wire: &entry.key,
                side: context.side,
                // The service leaves out what it calls required.
                required: (context.side == Side::Request).then_some(needed),
                described: None,
            };
            let published = published.and_then(|published| published.get(&entry.key));
            properties.push(entry.key.as_str(), self.place(below, &entry.node, published));
            if below.required == Some(true) {
                required.push(entry.key.as_str());
            }
        }
        written.push("properties", properties.node());
        written.push("required", (!required.is_empty()).then(|| texts(required)));
    }

    fn bounds(&self, written: &mut Mapping, kind: &str, corrected: &Node) {
        let format = text_of(corrected, "format");
        let known = FORMATS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, formats)| formats);
        written.push("format", format.filter(|format| known.contains(format)).map(text));
        if matches!(kind, "integer" | "number") {
            for (key, exclusive) in RANGE {
                let bound = text_of(corrected, key).and_then(|bound| typed("number", bound));
                if !is_true(corrected.get(exclusive)) {
                    written.push(key, bound);
                } else if self.version == Version::V3_1 {
                    written.push(exclusive, bound);
                } else {
                    written.push(exclusive, bound.as_ref().map(|_| literal(true)));
                    written.push(key, bound);
                }
            }
        }
        let sizes = match kind {
            "string" => &SIZES[..2],
            "array" => &SIZES[2..],
            _ => &[],
        };
        for &key in sizes {
            let size = corrected.get(key).and_then(Node::text).filter(|size| is_size(size));
            written.push(key, size.map(literal));
        }
        if kind == "string" {
            written.push("pattern", text_of(corrected, "pattern").filter(|pattern| is_portable(pattern)).map(text));
        }
    }

    /// What is said of the values, and examples of them.
    fn words(&self, written: &mut Mapping, context: Context<'_>, corrected: &Node) {
        if context.described.is_none() {
            written.push("description", self.description(context.wire, corrected).map(text));
        }
        written.push("deprecated", is_true(corrected.get("deprecated")).then(|| literal(true)));
        let kind = kind(corrected);
        if !scalar(kind) {
            return;
        }
        let secret = corrected.get("sensitive").and_then(Node::boolean);
        if kind == "string" && secret.unwrap_or_else(|| is_secret(context.wire)) && written.get("format").is_none() {
            written.push("format", text("password"));
        }
        // Text that holds JSON, as the overlay says.
        if is_true(corrected.get("json")) && self.version == Version::V3_1 {
            written.push("contentMediaType", text("application/json"));
        }
        let value = |key: &str| within(|key| written.get(key), kind, corrected.get(key)?.text()?);
        let (default, example) = (value("default"), value("example"));
        written.push("default", default);
        match self.version {
            Version::V3_1 => written.push("examples", example.map(|example| list(vec![example]))),
            Version::V3_0 => written.push("example", example),
        }
    }

    /// A field's own sentence, or that of all fields of its name.
    pub(super) fn description<'a>(&'a self, wire: &str, corrected: &'a Node) -> Option<&'a str> {
        text_of(corrected, "description").or_else(|| self.glossary.get(wire).map(|sentence| sentence.value.as_str()))
    }
}

/// The published keys that a node's standard keys say, but for those whose content is nodes of their own.
pub(super) fn own_keys<'a>(
    get: impl Fn(&str) -> Option<&'a Node>,
    required: Option<bool>,
    described: Option<&str>,
    reference: Option<&str>,
) -> Mapping {
    let mut read = Mapping::default();
    let known = get("anyOf").and_then(|any_of| any_of.elements().first());
    let kind = get("type").or_else(|| known?.get("type")).and_then(Node::text);
    match reference {
        Some(reference) => read.push("$ref", text(reference)),
        None => read.push("type", text(kind.unwrap_or("any"))),
    }
    let values = known.and_then(|known| known.get("enum")).map(Node::elements);
    read.push("enum", values.map(|values| texts(values.iter().filter_map(Node::text))));
    let as_is = |key: &str| get(key).cloned();
    let as_text = |node: &Node| node.text().map(text);
    read.push("format", as_is("format").filter(|format| format.text() != Some("password")));
    read.push("description", as_is("description").or_else(|| described.filter(|words| !words.is_empty()).map(text)));
    read.push("required", required.map(literal));
    read.push("deprecated", as_is("deprecated"));
    read.push("default", get("default").and_then(as_text));
    let example = get("example").or_else(|| get("examples")?.elements().first());
    read.push("example", example.and_then(as_text));
    for (key, exclusive) in RANGE {
        let bound = get(key).and_then(as_text);
        match get(exclusive) {
            Some(flag) if flag.boolean().is_some() => read.push(exclusive, flag.clone()),
            Some(limit) => {
                read.push(key, as_text(limit));
                read.push(exclusive, literal(true));
            }
            None => {}
        }
        read.push(key, bound);
    }
    for key in SIZES {
        read.push(key, as_is(key));
    }
    read.push("pattern", as_is("pattern"));
    read
}

/// Carries children that the exported node does not have alike.
fn carry_structure(written: &mut Mapping, corrected: &Node, published: &Node) {
    for key in STRUCTURE {
        let alike = match (written.get(key), published.get(key)) {
            (Some(exported), Some(published)) if key == "properties" => {
                let mut names: Vec<_> = published.entries().iter().map(|entry| &entry.key).collect();
                names.sort_unstable();
                names.into_iter().eq(exported.entries().iter().map(|entry| &entry.key))
            }
            // Undescribed items are written as `{}`.
            (Some(_), Some(_)) => corrected.get(key).is_some(),
            (exported, published) => exported.is_none() && published.is_none(),
        };
        if !alike {
            written.push(carried::extension(key), published.get(key).map_or_else(null, verbatim));
        }
    }
}

fn kind(schema: &Node) -> &str {
    schema.get("type").and_then(Node::text).unwrap_or_default()
}

fn scalar(kind: &str) -> bool {
    matches!(kind, "string" | "integer" | "number" | "boolean")
}

/// The documented values, if each is one of the type.
fn values(schema: &Node, kind: &str) -> Option<Vec<Node>> {
    let listed: Option<Vec<&str>> = schema.get("enum")?.elements().iter().map(Node::text).collect();
    let values: Option<Vec<Node>> = documented(listed?).into_iter().map(|value| typed(kind, value)).collect();
    values.filter(|values| !values.is_empty())
}

/// Whether a text is a number of elements or characters that JSON writes in just this way.
fn is_size(text: &str) -> bool {
    text.parse::<u32>().is_ok_and(|size| size.to_string() == text)
}

/// Whether a pattern means the same in all dialects of regular expressions, as far as its signs tell.
fn is_portable(pattern: &str) -> bool {
    // Classes such as `\d` are of ASCII in JavaScript.
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    pattern.is_ascii() && !pattern.contains("(?") && has_plain_signs(pattern) && parser.parse(pattern).is_ok()
}

/// Whether no sign is escaped that JavaScript lets stand, and none stands that it wants escaped.
fn has_plain_signs(pattern: &str) -> bool {
    const ESCAPED: &str = "dDwWsSbBnrtfv^$\\.*+?()[]{}|/";
    let mut signs = pattern.chars();
    let (mut class, mut repetition) = (false, false);
    while let Some(sign) = signs.next() {
        match (sign, class) {
            ('\\', _) => match signs.next() {
                Some(next) if ESCAPED.contains(next) || class && next == '-' => {}
                _ => return false,
            },
            ('[', true) | (']', false) => return false,
            ('[' | ']', _) => class = !class,
            ('{', false) => repetition = true,
            ('}', false) if !std::mem::take(&mut repetition) => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_portable;

    #[test]
    fn a_pattern_is_exported_that_every_dialect_reads_alike() {
        for pattern in ["^[a-z0-9_\\-]{1,32}$", "^\\d+\\.\\d+$", "a|b/c", "^[^\\[\\]]*$"] {
            assert!(is_portable(pattern), "{pattern}");
        }
        for pattern in
            ["(?i)x", "a\\-b", "\\_", "\\p{L}", "\\Aa\\z", "[[:alpha:]]", "[a[b]]", "a}", "a]", "[a", "\u{e4}"]
        {
            assert!(!is_portable(pattern), "{pattern}");
        }
    }
}
