//! A schema of the OpenAPI document, as the pages need it: what kind of value it describes, and what is documented of it.

use alibabacloud_ice::Timestamp;
use serde_json::Value;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Text that holds JSON of any form.
    Json,
    /// A 64-bit integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// An object with known properties.
    Object,
    /// An object with any keys.
    Map,
    /// Any JSON value.
    Any,
}

impl Kind {
    /// The kind in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Json => "JSON as text",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::List => "list",
            Kind::Object => "object",
            Kind::Map => "map",
            Kind::Any => "any JSON",
        }
    }
}

/// A documented value, with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documented<'a> {
    /// The value as text.
    pub value: String,
    /// What it means.
    pub meaning: Option<&'a str>,
}

/// A schema. References are followed where something is asked of it.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'a> {
    components: &'a Value,
    /// The parameter that the schema belongs to: description and deprecation may stand there.
    parameter: Option<&'a Value>,
    node: &'a Value,
    target: &'a Value,
}

/// An example of a time.
pub const TIME: &str = "2024-01-02T03:04:05Z";
/// References that lead to one another; no document has so many in a row.
const LONGEST_CHAIN: usize = 16;

impl<'a> Schema<'a> {
    /// The schema of a node. `components` is the document's `components/schemas`.
    #[must_use]
    pub fn new(components: &'a Value, node: &'a Value) -> Self {
        // What is sent is described by the published schema, where OpenAPI has only a likeness of it.
        let node = node.get("x-acs-schema").unwrap_or(node);
        // JSON in a text whose content is described.
        let inner = node.get("contentSchema");
        let (mut target, mut left) = (inner.unwrap_or(node), LONGEST_CHAIN);
        while let Some(reference) = target.get("$ref").and_then(Value::as_str) {
            let name = reference.rsplit('/').next().unwrap_or_default();
            target = components.get(name).filter(|_| left > 0).unwrap_or(&Value::Null);
            left = left.saturating_sub(1);
        }
        Self { components, parameter: None, node, target }
    }

    /// The schema of a parameter.
    #[must_use]
    pub fn of_parameter(components: &'a Value, parameter: &'a Value, node: &'a Value) -> Self {
        Self { parameter: Some(parameter), ..Self::new(components, node) }
    }

    /// A key of the node itself, or of what it refers to.
    fn get(&self, key: &str) -> Option<&'a Value> {
        let value = self.node.get(key).or_else(|| self.target.get(key));
        value.filter(|value| !value.is_null())
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_str()
    }

    /// What kind of value it describes.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let described = self.node.get("contentSchema").is_some();
        let source = if described { self.target } else { self.node };
        let typed = |node: &'a Value| node.get("type").and_then(Value::as_str);
        let alternative = || typed(self.target.get("anyOf")?.get(0)?);
        match typed(source).or_else(|| typed(self.target)).or_else(alternative) {
            Some("string") if self.get("contentMediaType").is_some_and(|it| it == "application/json") && !described => {
                Kind::Json
            }
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::List,
            Some("object") if self.target.get("properties").is_some() => Kind::Object,
            Some("object") if self.target.get("additionalProperties").is_some_and(Value::is_object) => Kind::Map,
            _ => Kind::Any,
        }
    }

    /// What it is for, as Markdown.
    #[must_use]
    pub fn description(&self) -> Option<&'a str> {
        self.parameter.and_then(|it| it.get("description")?.as_str()).or_else(|| self.text("description"))
    }

    /// Whether it is deprecated.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        let is_set = |node: &Value| node.get("deprecated").is_some_and(|it| it == true);
        self.parameter.is_some_and(is_set) || is_set(self.node)
    }

    /// Whether it is a secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.text("format") == Some("password")
    }

    /// Whether it is a time of ISO 8601.
    #[must_use]
    pub fn is_time(&self) -> bool {
        self.text("x-acs-format") == Some("iso8601") || self.text("format") == Some("date-time")
    }

    /// An example of a time, if it is one by its type or by its description.
    #[must_use]
    pub fn example_time(&self) -> Option<&'a str> {
        let words = self.description().unwrap_or_default();
        let is_time = |code: &&str| code.contains(':') && Timestamp::from(*code).to_system_time().is_ok();
        let in_words = words.split('`').skip(1).step_by(2).find(is_time);
        in_words.or_else(|| (self.is_time() || words.contains("ISO 8601")).then_some(TIME))
    }

    /// Whether an integer has 32 bits.
    #[must_use]
    pub fn is_int32(&self) -> bool {
        self.text("format") == Some("int32")
    }

    /// The documented values, and whether others are accepted too.
    #[must_use]
    pub fn values(&self) -> (Vec<Documented<'a>>, bool) {
        let alternative = || self.get("anyOf")?.get(0)?.get("enum");
        let (list, open) = match (self.get("enum"), alternative(), self.get("x-acs-enum")) {
            (Some(list), _, _) => (list, false),
            (_, Some(list), _) | (_, _, Some(list)) => (list, true),
            _ => return (Vec::new(), true),
        };
        let titles = self.get("x-acs-enumValueTitles");
        let documented = |value: &Value| {
            let value = scalar_text(value);
            Documented { meaning: titles.and_then(|titles| titles.get(&value)?.as_str()), value }
        };
        (list.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(documented).collect(), open)
    }

    /// Whether a form offers its documented values to choose from. Where the document could not list them as values of the
    /// whole, such as in a text that takes several of them, they are words only.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        self.get("enum").is_some() || self.get("anyOf").is_some()
    }

    /// The default, as text.
    #[must_use]
    pub fn default(&self) -> Option<String> {
        self.get("default").or_else(|| self.get("x-acs-default")).map(scalar_text).filter(|text| !text.is_empty())
    }

    /// The first documented example.
    #[must_use]
    pub fn example(&self) -> Option<&'a Value> {
        self.get("examples")?.get(0)
    }

    /// The least and the greatest number.
    #[must_use]
    pub fn range(&self) -> (Option<f64>, Option<f64>) {
        let bound = |key| self.get(key).and_then(Value::as_f64);
        (bound("minimum"), bound("maximum"))
    }

    /// How many characters a text has, at least and at most.
    #[must_use]
    pub fn length(&self) -> (Option<u64>, Option<u64>) {
        let bound = |key| self.get(key).and_then(Value::as_u64);
        (bound("minLength"), bound("maxLength"))
    }

    /// How many elements a list has at most.
    #[must_use]
    pub fn max_items(&self) -> Option<u64> {
        self.get("maxItems")?.as_u64()
    }

    /// The elements of a list, or the values of a map.
    #[must_use]
    pub fn items(&self) -> Option<Schema<'a>> {
        let key = if self.kind() == Kind::Map { "additionalProperties" } else { "items" };
        Some(Schema::new(self.components, self.target.get(key)?))
    }

    /// The properties of an object, the required ones first.
    #[must_use]
    pub fn properties(&self) -> Vec<Property<'a>> {
        let properties = self.target.get("properties").and_then(Value::as_object);
        let Some(properties) = properties else { return Vec::new() };
        let required = self.target.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut all: Vec<_> = properties
            .iter()
            .map(|(name, node)| Property {
                name,
                required: required.iter().any(|it| it == name),
                schema: Schema::new(self.components, node),
            })
            .collect();
        all.sort_by_key(|property| !property.required);
        all
    }

    /// The property of this name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<Schema<'a>> {
        Some(Schema::new(self.components, self.target.get("properties")?.get(name)?))
    }
}

/// A property of an object, or a parameter of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Property<'a> {
    /// Its name on the wire.
    pub name: &'a str,
    /// Whether it is required.
    pub required: bool,
    /// What its values are.
    pub schema: Schema<'a>,
}

/// A scalar as a form shows it: text without its quotes.
#[must_use]
pub fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
