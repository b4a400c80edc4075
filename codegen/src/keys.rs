//! The keys of every mapping that a spec, a `product.yaml`, an overlay or a published document has: one table.
//!
//! It decides in which order keys are written, which are unknown, which shape their values have, what an import does
//! with them, and what an overlay may set. The names of a mapping of names, such as `properties`, are not keys.

use Role::{Carried, Ours, Prose, Refinement, Structure};
use Shape::{Any, Flag, List, Map, Schema, Text, Texts};

use crate::tree::{Node, Value};

/// A kind of mapping.
#[derive(Debug)]
pub struct Mapping {
    /// What it is, for messages.
    pub what: &'static str,
    /// Whether it is written by hand alone, so that nobody else adds keys to it.
    pub ours: bool,
    /// The known keys, in their order.
    pub keys: &'static [Key],
    /// What stands at a name, where other keys are names, and who decides about it.
    names: Option<(Shape, Role)>,
}

/// A key that such a mapping may have.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The shape of its value.
    pub shape: Shape,
    /// Who decides about its value.
    pub role: Role,
    /// Whether the mapping is of no use without it.
    pub needed: bool,
    /// The types of a schema that it says something of; empty for all.
    pub types: &'static [&'static str],
    /// Whether it is said of a field or parameter, and of no schema by itself.
    pub of_field: bool,
}

/// The shape of a value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Whatever it is.
    Any,
    /// A text, a number or a boolean.
    Text,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Texts,
    /// A mapping.
    Map(&'static Mapping),
    /// A list of mappings.
    List(&'static Mapping),
    /// A schema: whatever stands for one is judged where it is read.
    Schema,
}

/// Who decides about a key when a published document is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Words. Only ours count.
    Prose,
    /// Known to our specs alone; metadata has no form for it.
    Ours,
    /// Decided by the document, also by leaving the key out.
    Structure,
    /// Decided by the document where it has the key, and by us where it has not.
    Refinement,
    /// As a refinement, but only what looks like a value is taken, because the format is not described.
    Carried,
}

/// Whether the value of a key that is not described is words: a text with a blank or with a character outside ASCII.
#[must_use]
pub fn reads_as_prose(node: &Node) -> bool {
    match &node.value {
        Value::Scalar { text, quoted } => *quoted && text.chars().any(|character| !character.is_ascii_graphic()),
        _ => false,
    }
}

impl Mapping {
    /// The known key of a name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The shape of the value of a key or name; none where the key is unknown.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<Shape> {
        self.key(name).map(|key| key.shape).or(self.names.map(|(shape, _)| shape))
    }

    /// What the value of a key is; for a list, what its elements are.
    #[must_use]
    pub fn within(&self, name: &str) -> &'static Mapping {
        match self.shape(name) {
            Some(Map(mapping) | List(mapping)) => mapping,
            Some(Schema) => &SCHEMA,
            _ => &PLAIN,
        }
    }

    /// The keys that a mapping needs and lacks.
    pub fn lacking(&self, node: &Node) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().filter(|key| key.needed && node.get(key.name).is_none_or(Node::is_nothing))
    }

    /// Who decides about a key. Published documents get new keys at any time.
    #[must_use]
    pub fn role(&self, name: &str) -> Role {
        self.key(name).map(|key| key.role).or(self.names.map(|(_, role)| role)).unwrap_or(Carried)
    }

    /// Where a key stands among its siblings. Unknown ones follow, alphabetically.
    #[must_use]
    pub fn rank(&self, name: &str) -> usize {
        self.keys.iter().position(|key| key.name == name).unwrap_or(self.keys.len())
    }
}

impl Shape {
    /// The value, or an element of it, that has another shape. What says nothing has every shape.
    #[must_use]
    pub fn misfit(self, node: &Node) -> Option<&Node> {
        let element = |shape: Self| match &node.value {
            Value::List(elements) => elements.iter().find_map(|element| shape.misfit(element)),
            _ => Some(node),
        };
        let fits = match self {
            _ if node.is_nothing() => true,
            Any | Schema => true,
            Text => node.text().is_some(),
            Flag => node.boolean().is_some(),
            Map(_) => matches!(node.value, Value::Map(_)),
            Texts => return element(Text),
            List(mapping) => return element(Map(mapping)),
        };
        (!fits).then_some(node)
    }

    /// The element of a list of texts that says nothing. Nobody writes one by hand on purpose.
    #[must_use]
    pub fn blank(self, node: &Node) -> Option<&Node> {
        node.elements().iter().find(|element| matches!(self, Texts) && element.is_nothing())
    }

    /// Whether a value is as it is written by hand, without unknown and missing keys, down to the last element.
    #[must_use]
    pub fn fits(self, node: &Node) -> bool {
        let known = |mapping: &Mapping, node: &Node| {
            node.entries().iter().all(|entry| mapping.shape(&entry.key).is_some_and(|shape| shape.fits(&entry.node)))
                && mapping.lacking(node).next().is_none()
        };
        let within = match self {
            Map(mapping) => known(mapping, node),
            List(mapping) => node.elements().iter().all(|element| known(mapping, element)),
            Texts => self.blank(node).is_none(),
            Any | Text | Flag | Schema => true,
        };
        within && self.misfit(node).is_none()
    }

    /// What is expected, for messages.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Any | Schema => "any value".to_owned(),
            Text => "a text".to_owned(),
            Flag => "`true` or `false`, without quotes".to_owned(),
            Texts => "a list of words".to_owned(),
            Map(mapping) if std::ptr::eq(mapping, &raw const PLAIN) => mapping.what.to_owned(),
            Map(mapping) => format!("a mapping: {}", mapping.what),
            List(mapping) => format!("a list of mappings, each {}", mapping.what),
        }
    }
}

const fn key(name: &'static str, shape: Shape, role: Role) -> Key {
    Key { name, shape, role, needed: false, types: &[], of_field: false }
}

/// A key of a file that is written by hand.
const fn own(name: &'static str, shape: Shape) -> Key {
    key(name, shape, Ours)
}

impl Key {
    const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    const fn of(self, types: &'static [&'static str]) -> Self {
        Self { types, ..self }
    }

    const fn of_field(self) -> Self {
        Self { of_field: true, ..self }
    }
}

const fn published(what: &'static str, keys: &'static [Key]) -> Mapping {
    Mapping { what, ours: false, keys, names: None }
}

const fn by_hand(what: &'static str, keys: &'static [Key]) -> Mapping {
    Mapping { what, ours: true, keys, names: None }
}

const fn names(what: &'static str, shape: Shape, role: Role) -> Mapping {
    Mapping { what, ours: matches!(role, Ours), keys: &[], names: Some((shape, role)) }
}

/// Anything else. Words are known by their usual names.
pub static PLAIN: Mapping = Mapping {
    what: "a mapping",
    ours: false,
    keys: &[
        key("title", Any, Prose),
        key("summary", Any, Prose),
        key("description", Any, Prose),
        key("example", Any, Prose),
        key("examples", Any, Prose),
    ],
    names: Some((Any, Carried)),
};
/// A `glossary.yaml`: names of fields, each with its sentence.
pub static GLOSSARY: Mapping = names("names with a sentence each", Text, Ours);

/// A `product.yaml`.
pub static PRODUCT: Mapping = by_hand(
    "a product",
    &[
        own("info", Map(&INFO)).needed(),
        own("title", Text),
        own("crate", Text),
        own("folder", Text),
        own("example", Text),
        own("hostPrefix", Text),
        own("docs", Text),
        own("endpoints", List(&ENDPOINT)),
        own("families", Map(&FAMILIES)),
        own("components", Map(&COMPONENTS)),
        own("words", Texts),
    ],
);
/// Families, each with its line of documentation.
pub static FAMILIES: Mapping = names("families with a line each", Text, Ours);
/// What a product is called.
pub static INFO: Mapping = by_hand(
    "the names of a product",
    &[
        key("style", Text, Structure).needed(),
        key("product", Text, Structure).needed(),
        key("version", Text, Structure).needed(),
    ],
);
/// A region.
pub static ENDPOINT: Mapping = published(
    "an endpoint",
    &[
        key("regionId", Text, Refinement),
        key("endpoint", Text, Refinement),
        key("vpc", Text, Refinement),
        key("public", Any, Carried),
        key("areaId", Any, Carried),
        key("areaName", Text, Prose),
        key("regionName", Text, Prose),
    ],
);
/// What the operations of a product share.
pub static COMPONENTS: Mapping = by_hand("shared parts", &[own("schemas", Map(&SCHEMAS))]);
/// Schemas by name.
pub static SCHEMAS: Mapping = names("schemas by name", Schema, Structure);

/// One operation.
pub static OPERATION: Mapping = published(
    "an operation",
    &[
        key("title", Text, Prose),
        key("summary", Text, Prose),
        key("description", Text, Prose),
        key("deprecated", Flag, Structure),
        key("methods", Texts, Structure),
        key("schemes", Texts, Structure),
        key("security", List(&PLAIN), Structure),
        key("path", Text, Structure),
        key("operationType", Any, Refinement),
        key("consumes", Texts, Refinement),
        key("produces", Texts, Refinement),
        key("systemTags", Any, Carried),
        key("staticInfo", Any, Carried),
        key("parameters", List(&PARAMETER), Structure),
        key("responses", Map(&RESPONSES), Structure),
        key("errorCodes", Map(&ERRORS), Structure),
        key("ramActions", List(&RAM_ACTION), Ours),
        key("changeSet", List(&CHANGE), Ours),
        key("responseDemo", Text, Prose),
        key("effect", Text, Ours),
        key("extraInfo", Any, Prose),
        key("requestParamsDescription", Any, Prose),
        key("responseParamsDescription", Any, Prose),
        key("tags", Any, Carried),
    ],
);
/// One parameter, or one header of a response.
pub static PARAMETER: Mapping = published(
    "a parameter",
    &[
        key("name", Text, Structure).needed(),
        key("in", Text, Structure).needed(),
        key("style", Text, Structure),
        key("allowEmptyValue", Any, Refinement),
        key("description", Text, Prose),
        key("schema", Schema, Structure),
        key("examples", Any, Prose),
    ],
);
/// Responses by status code. `headers` stands next to the codes in one published document.
pub static RESPONSES: Mapping = Mapping {
    what: "responses by status code",
    ours: false,
    keys: &[key("headers", Map(&HEADERS), Structure)],
    names: Some((Map(&RESPONSE), Structure)),
};
/// One response.
pub static RESPONSE: Mapping = published(
    "a response",
    &[
        key("description", Text, Prose),
        key("headers", Map(&HEADERS), Structure),
        key("schema", Schema, Structure),
        key("examples", Any, Prose),
    ],
);
/// Headers by name.
pub static HEADERS: Mapping = names("headers by name", Map(&PARAMETER), Structure);
/// Lists of errors by status code.
pub static ERRORS: Mapping = names("errors by status code", List(&ERROR), Structure);
/// One error.
pub static ERROR: Mapping =
    published("an error", &[key("errorCode", Text, Refinement), key("errorMessage", Text, Prose)]);
/// One permission of an operation.
pub static RAM_ACTION: Mapping = by_hand(
    "a permission",
    &[
        own("action", Text).needed(),
        own("accessLevel", Text),
        own("resources", List(&RESOURCE)),
        own("conditionKeys", Texts),
        own("associatedActions", Texts),
    ],
);
/// One type of resource that a permission is about.
pub static RESOURCE: Mapping =
    by_hand("a type of resources", &[own("type", Text), own("arn", Text), own("required", Any)]);
/// One change of an operation.
pub static CHANGE: Mapping = by_hand("a change", &[own("date", Text).needed(), own("description", Text).needed()]);

/// The types of a schema.
pub const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "any"];
/// Those whose values can be listed; the list of an array is that of its elements.
const OF_VALUES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "any"];
/// One schema.
pub static SCHEMA: Mapping = published(
    "a schema",
    &[
        key("type", Text, Structure),
        key("format", Text, Refinement).of(&["string", "integer", "number"]),
        key("$ref", Text, Structure),
        key("title", Text, Prose),
        key("description", Text, Prose),
        key("required", Flag, Structure).of_field(),
        key("docRequired", Any, Structure),
        key("deprecated", Flag, Structure).of_field(),
        key("enum", Texts, Refinement).of(&OF_VALUES),
        key("enumValueTitles", Map(&TITLES), Prose).of(&OF_VALUES),
        key("default", Text, Refinement),
        key("example", Text, Prose),
        key("minimum", Text, Refinement).of(&["integer", "number"]),
        key("maximum", Text, Refinement).of(&["integer", "number"]),
        key("exclusiveMinimum", Text, Refinement).of(&["integer", "number"]),
        key("exclusiveMaximum", Text, Refinement).of(&["integer", "number"]),
        key("minLength", Text, Refinement).of(&["string"]),
        key("maxLength", Text, Refinement).of(&["string"]),
        key("minItems", Text, Refinement).of(&["array"]),
        key("maxItems", Text, Refinement).of(&["array"]),
        key("pattern", Text, Refinement).of(&["string"]),
        key("readOnly", Any, Refinement),
        key("items", Schema, Structure).of(&["array"]),
        key("additionalProperties", Schema, Structure).of(&["object"]),
        key("properties", Map(&SCHEMAS), Structure).of(&["object"]),
        key("index", Any, Carried),
        key("isFileTransferUrl", Any, Carried),
        key("itemName", Any, Carried),
        key("json", Flag, Ours),
        key("sensitive", Flag, Ours),
    ],
);
/// What documented values mean.
pub static TITLES: Mapping = names("values with their meaning", Text, Prose);

/// An `overlay.yaml`.
pub static OVERLAY: Mapping = by_hand(
    "an overlay",
    &[
        own("corrections", List(&CORRECTION)),
        own("paging", List(&PAGED_OPERATIONS)),
        own("waiters", List(&AWAITED_OPERATIONS)),
        own("resources", List(&RESOURCE_GROUP)),
        own("names", List(&NAME_CHANGES)),
    ],
);
/// One correction.
pub static CORRECTION: Mapping = by_hand(
    "a correction",
    &[
        own("reason", Text).needed(),
        own("targets", Texts).needed(),
        own("expect", Map(&PLAIN)).needed(),
        own("set", Map(&PLAIN)).needed(),
    ],
);
/// Operations with pages, and the reason.
pub static PAGED_OPERATIONS: Mapping =
    by_hand("a group of operations", &[own("reason", Text).needed(), own("operations", Map(&PAGED)).needed()]);
/// Operations with a state to wait for, and the reason.
pub static AWAITED_OPERATIONS: Mapping =
    by_hand("a group of operations", &[own("reason", Text).needed(), own("operations", Map(&AWAITED)).needed()]);
/// Paging by operation.
pub static PAGED: Mapping = names("operations with their paging", Map(&PAGING), Ours);
/// Waiters by operation.
pub static AWAITED: Mapping = names("operations with their waiter", Map(&WAITER), Ours);
/// How an operation is listed page by page.
pub static PAGING: Mapping = by_hand(
    "paging",
    &[
        own("items", Text).needed(),
        own("page", Text),
        own("token", Text),
        own("size", Text),
        own("total", Text),
        own("next", Text),
        own("also", Map(&CURSOR)),
    ],
);
/// Another way to ask for the next page.
pub static CURSOR: Mapping = by_hand(
    "a way to the next page",
    &[own("page", Text), own("token", Text), own("size", Text), own("total", Text), own("next", Text)],
);
/// What an operation reports a state of.
pub static WAITER: Mapping = by_hand(
    "a waiter",
    &[
        own("id", Text).needed(),
        own("status", Text).needed(),
        own("success", Texts).needed(),
        own("failure", Texts),
        own("code", Text),
        own("message", Text),
        own("submittedBy", Texts),
    ],
);
/// Collections of resources, and the reason.
pub static RESOURCE_GROUP: Mapping =
    by_hand("a group of collections", &[own("reason", Text).needed(), own("collections", Map(&COLLECTIONS)).needed()]);
/// Collections by name.
pub static COLLECTIONS: Mapping = names("collections by name", Map(&COLLECTION), Ours);
/// Resources that operations share.
pub static COLLECTION: Mapping = by_hand(
    "a collection",
    &[own("id", Text), own("also", Text), own("states", Map(&STATES)), own("operations", Map(&ACTIONS)).needed()],
);
/// The states of a job.
pub static STATES: Mapping = by_hand(
    "the states of a job",
    &[
        own("field", Text).needed(),
        own("steps", Texts),
        own("success", Text).needed(),
        own("failure", Text),
        own("cancelled", Text),
    ],
);
/// Actions by operation.
pub static ACTIONS: Mapping = names("operations with their action", Map(&ACTION), Ours);
/// What an operation does to a resource.
pub static ACTION: Mapping = by_hand(
    "an action",
    &[
        own("role", Text).needed(),
        own("id", Text),
        own("entry", Text),
        own("done", Flag),
        own("from", Texts),
        own("to", Text),
        own("sets", Map(&FIXED)),
    ],
);
/// Fields with a fixed value.
pub static FIXED: Mapping = names("fields with a value each", Text, Ours);
/// Public paths that become others, and the reason.
pub static NAME_CHANGES: Mapping =
    by_hand("a change of names", &[own("reason", Text).needed(), own("paths", Map(&NEW_PATHS)).needed()]);
/// Public paths with those that they become; null for none.
pub static NEW_PATHS: Mapping = names("paths with new ones", Text, Ours);
