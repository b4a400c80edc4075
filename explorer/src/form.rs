//! A form: texts by pointer, such as `Streams/0/Type`, and the parameters that they make.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::catalog::Operation;
use crate::check::scalar;
use crate::schema::{Kind, Property, Schema, scalar_text};

/// Elements of one list, so that an index of a hand-written link cannot make a page of any length.
const MOST_ELEMENTS: usize = 100;

/// Names of fields that are no parameters begin with it.
const CONTROL: char = '.';
/// The field for a value that is not among the documented ones.
const OTHER: &str = ".other/";

/// What stands in the fields of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    texts: BTreeMap<String, String>,
    controls: BTreeMap<String, String>,
}

/// What is wrong with fields, by their pointers.
pub type Errors = BTreeMap<String, String>;

impl Form {
    /// The form of names and texts, as a browser sends them.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        let mut others = Vec::new();
        for (name, text) in pairs {
            // Browsers send line breaks of text areas as CRLF.
            let text = text.replace("\r\n", "\n");
            match name.strip_prefix(OTHER) {
                Some(pointer) if !text.is_empty() => others.push((pointer.to_owned(), text)),
                Some(_) => {}
                None if name.starts_with(CONTROL) => drop(form.controls.insert(name, text)),
                None => drop(form.texts.insert(name, text)),
            }
        }
        form.texts.extend(others);
        form
    }

    /// The form of the parameters of an operation.
    ///
    /// # Errors
    ///
    /// The names of what the operation does not have.
    pub fn from_parameters(operation: &Operation<'_>, parameters: &Map<String, Value>) -> Result<Self, Vec<String>> {
        let (mut form, known) = (Self::default(), operation.parameters());
        let mut unknown = Vec::new();
        for (name, value) in parameters {
            match known.iter().find(|parameter| parameter.name == name) {
                Some(parameter) => form.fill(&pointer("", name), &parameter.schema, value, &mut unknown),
                None => unknown.push(name.clone()),
            }
        }
        if unknown.is_empty() { Ok(form) } else { Err(unknown) }
    }

    fn fill(&mut self, at: &str, schema: &Schema<'_>, value: &Value, unknown: &mut Vec<String>) {
        match (schema.kind(), value) {
            (_, Value::Null) => {}
            (Kind::Object, Value::Object(entries)) => {
                self.texts.insert(at.to_owned(), String::new());
                for (name, value) in entries {
                    let below = pointer(at, name);
                    match schema.property(name) {
                        Some(property) => self.fill(&below, &property, value, unknown),
                        None => unknown.push(dotted(&below)),
                    }
                }
            }
            (Kind::List, Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    if let Some(items) = schema.items() {
                        self.fill(&pointer(at, &index.to_string()), &items, element, unknown);
                    }
                }
            }
            (_, Value::Object(_) | Value::Array(_)) => {
                self.texts.insert(at.to_owned(), format!("{value:#}"));
            }
            _ => drop(self.texts.insert(at.to_owned(), scalar_text(value))),
        }
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.texts.get(pointer).map(String::as_str).unwrap_or_default()
    }

    /// The text of a field that is no parameter, by its name without the dot.
    #[must_use]
    pub fn control(&self, name: &str) -> &str {
        self.controls.get(&format!("{CONTROL}{name}")).map(String::as_str).unwrap_or_default()
    }

    /// Sets a field.
    pub fn set(&mut self, pointer: &str, text: impl Into<String>) {
        self.texts.insert(pointer.to_owned(), text.into());
    }

    /// Takes the parameters of another form, and keeps all else.
    pub fn refill(&mut self, other: Self) {
        self.texts = other.texts;
    }

    /// Whether anything stands in the field or below it.
    #[must_use]
    pub fn has(&self, pointer: &str) -> bool {
        !self.text(pointer).is_empty() || self.below(pointer).any(|(_, text)| !text.is_empty())
    }

    /// Whether there is a field of this pointer, or below it.
    fn knows(&self, pointer: &str) -> bool {
        self.texts.contains_key(pointer) || self.below(pointer).next().is_some()
    }

    /// The fields below a pointer, by what follows it.
    fn below<'a>(&'a self, pointer: &str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let prefix = format!("{pointer}/");
        self.texts
            .range(prefix.clone()..)
            .map_while(move |(at, text)| Some((at.strip_prefix(prefix.as_str())?, text.as_str())))
    }

    /// How many elements a list has.
    #[must_use]
    pub fn count(&self, pointer: &str) -> usize {
        let indices = self.below(pointer).filter_map(|(rest, _)| index_of(rest));
        indices.max().map_or(0, |last| last + 1)
    }

    /// Adds an element to a list.
    pub fn add(&mut self, list: &str) {
        let index = self.count(list);
        if index < MOST_ELEMENTS {
            self.set(&pointer(list, &index.to_string()), "");
        }
    }

    /// Removes an element of a list, by the element's pointer.
    pub fn remove(&mut self, element: &str) {
        let Some((list, removed)) = element.rsplit_once('/').and_then(|(list, at)| Some((list, index_of(at)?))) else {
            return;
        };
        let prefix = format!("{list}/");
        let of_list: Vec<String> = self.below(list).map(|(rest, _)| rest.to_owned()).collect();
        for rest in of_list {
            let Some(text) = self.texts.remove(&format!("{prefix}{rest}")) else { continue };
            let (at, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            match index_of(at) {
                Some(index) if index == removed => {}
                Some(index) if index > removed => drop(self.texts.insert(format!("{prefix}{}{tail}", index - 1), text)),
                _ => drop(self.texts.insert(format!("{prefix}{rest}"), text)),
            }
        }
    }

    /// All fields that hold parameters.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The path and query of the page with this form filled in. Secrets are left out.
    #[must_use]
    pub fn link(&self, operation: &Operation<'_>) -> String {
        let mut secret = BTreeSet::new();
        for parameter in operation.parameters() {
            self.secrets(&pointer("", parameter.name), &parameter.schema, &mut secret);
        }
        let filled = self.pairs().filter(|(name, text)| !text.is_empty() && !secret.contains(*name));
        let query: Vec<_> = filled.map(|(name, text)| format!("{}={}", in_query(name), in_query(text))).collect();
        let path = operation_path(operation.name);
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    fn secrets(&self, at: &str, schema: &Schema<'_>, found: &mut BTreeSet<String>) {
        if !self.knows(at) {
            return;
        }
        if schema.is_secret() {
            found.insert(at.to_owned());
        }
        for (below, property) in self.children(at, schema) {
            self.secrets(&below, &property.schema, found);
        }
    }

    /// The properties of an object or the elements of a list, with their pointers.
    #[must_use]
    pub fn children<'a>(&self, at: &str, schema: &Schema<'a>) -> Vec<(String, Property<'a>)> {
        match schema.kind() {
            Kind::Object => schema.properties().into_iter().map(|it| (pointer(at, it.name), it)).collect(),
            Kind::List => {
                let element = |schema| Property { name: "", required: false, schema };
                let indices = 0..self.count(at);
                let items = schema.items();
                indices.filter_map(|index| Some((pointer(at, &index.to_string()), element(items?)))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The parameters that the form makes, and what is wrong with it.
    #[must_use]
    pub fn parameters(&self, operation: &Operation<'_>) -> (Map<String, Value>, Errors) {
        let (mut parameters, mut errors) = (Map::new(), Errors::new());
        for parameter in operation.parameters() {
            let at = pointer("", parameter.name);
            if let Some(value) = self.value(&at, &parameter, &mut errors) {
                parameters.insert(parameter.name.to_owned(), value);
            }
        }
        (parameters, errors)
    }

    fn value(&self, at: &str, property: &Property<'_>, errors: &mut Errors) -> Option<Value> {
        let schema = &property.schema;
        let value = match schema.kind() {
            Kind::Object | Kind::List if !self.has(at) => None,
            Kind::Object => {
                let children = self.children(at, schema).into_iter();
                let entries =
                    children.filter_map(|(below, it)| Some((it.name.to_owned(), self.value(&below, &it, errors)?)));
                let entries: Map<_, _> = entries.collect();
                Some(Value::Object(entries))
            }
            Kind::List => {
                let children = self.children(at, schema).into_iter();
                let elements: Vec<_> = children.filter_map(|(below, it)| self.value(&below, &it, errors)).collect();
                if let Some(most) = schema.max_items().filter(|most| elements.len() as u64 > *most) {
                    errors.insert(at.to_owned(), format!("At most {most} elements."));
                }
                Some(Value::Array(elements))
            }
            _ => match self.text(at) {
                "" => None,
                text => match scalar(schema, text) {
                    Ok(value) => Some(value),
                    Err(problem) => {
                        errors.insert(at.to_owned(), problem);
                        return None;
                    }
                },
            },
        };
        if value.is_none() && property.required {
            self.missing(at, schema, errors);
        }
        value
    }

    /// Says what is missing: of an object, what is required within it.
    fn missing(&self, at: &str, schema: &Schema<'_>, errors: &mut Errors) {
        let required =
            self.children(at, schema).into_iter().filter(|(_, it)| it.required && schema.kind() == Kind::Object);
        let required: Vec<_> = required.collect();
        if required.is_empty() {
            errors.entry(at.to_owned()).or_insert_with(|| "Required.".to_owned());
        }
        for (below, property) in required {
            self.missing(&below, &property.schema, errors);
        }
    }

    /// The field that a message of the service is about: the longest that it names.
    #[must_use]
    pub fn named_in(&self, operation: &Operation<'_>, code: &str, message: &str) -> Option<String> {
        let parameters = operation.parameters();
        let top = parameters.iter().map(|parameter| pointer("", parameter.name));
        let all: BTreeSet<String> = self.texts.keys().cloned().chain(top).collect();
        let named = |at: &&String| {
            let name = dotted(at);
            names(message, &name) || code.strip_prefix("Missing").is_some_and(|it| it == name) || names(code, &name)
        };
        all.iter().filter(named).max_by_key(|at| at.len()).cloned()
    }
}

/// Whether a text has a name as a word of its own.
fn names(text: &str, name: &str) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    text.match_indices(name).any(|(start, found)| {
        let before = text.get(..start).and_then(|it| it.chars().next_back());
        let after = text.get(start + found.len()..).and_then(|it| it.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

fn index_of(rest: &str) -> Option<usize> {
    let index = rest.split('/').next()?.parse().ok()?;
    (index < MOST_ELEMENTS).then_some(index)
}

/// The pointer of a name below another pointer, escaped as in JSON pointers.
#[must_use]
pub fn pointer(above: &str, name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    if above.is_empty() { name } else { format!("{above}/{name}") }
}

/// A pointer as messages have it: `Streams[0].Type`.
#[must_use]
pub fn dotted(pointer: &str) -> String {
    let mut dotted = String::new();
    for part in pointer.split('/') {
        let part = part.replace("~1", "/").replace("~0", "~");
        if !dotted.is_empty() && part.parse::<usize>().is_ok() {
            dotted.push_str(&format!("[{part}]"));
        } else {
            let dot = if dotted.is_empty() { "" } else { "." };
            dotted.push_str(&format!("{dot}{part}"));
        }
    }
    dotted
}

/// What a query keeps as it is: the characters that need no escape there, so that links can be read.
const IN_QUERY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'&').add(b'+').add(b'%').add(b'=').add(b'\'');

fn in_query(text: &str) -> String {
    utf8_percent_encode(text, IN_QUERY).to_string()
}

/// What a segment of a path keeps.
const IN_PATH: &AsciiSet = &IN_QUERY.add(b'/').add(b'?').add(b'`').add(b'{').add(b'}').add(b'\\');

/// The path of an operation's page.
#[must_use]
pub fn operation_path(name: &str) -> String {
    format!("/op/{}", utf8_percent_encode(name, IN_PATH))
}
