//! The expression that makes an operation out of its parameters.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::json::text;
use crate::document::{Document, Operation};
use crate::names::Names;
use crate::schema::{Property, Schema, Shape, parameters};

/// Names that the programs use themselves.
const TAKEN: [&str; 11] =
    ["BTreeMap", "Box", "Call", "Client", "Ok", "Result", "String", "Value", "Vec", "json", "std"];

/// Why a value has no typed expression.
#[derive(Debug)]
pub(super) struct Misfit {
    name: String,
    problem: &'static str,
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` {}", self.name, self.problem)
    }
}

fn misfit(name: &str, problem: &'static str) -> Misfit {
    Misfit { name: name.to_owned(), problem }
}

/// Builds typed expressions, and notes what they import and which JSON they hold.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    document: &'a Document,
    names: &'a Names,
    /// The generated crate, as code names it.
    pub(super) package: String,
    /// Imported names and their paths.
    pub(super) imports: BTreeMap<String, String>,
    /// What stands for JSON until the code is laid out: a name that no parameter has in it, and a number.
    marker: String,
    pub(super) json: Vec<&'a Value>,
}

/// Where a value is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// To a parameter that takes whatever converts into its type.
    Converts,
    /// To a place of the type itself.
    Exact,
}

impl Place {
    fn into(self) -> &'static str {
        if self == Self::Exact { ".into()" } else { "" }
    }
}

impl<'a> Typed<'a> {
    pub(super) fn new(document: &'a Document, names: &'a Names, parameters: &Map<String, Value>) -> Self {
        let given = Value::Object(parameters.clone()).to_string();
        let mut marker = "json_value".to_owned();
        while given.contains(&marker) {
            marker.push('_');
        }
        let package = document.package.replace('-', "_");
        Self { document, names, package, imports: BTreeMap::new(), marker, json: Vec::new() }
    }

    /// The expression of an operation.
    pub(super) fn operation(
        &mut self,
        operation: &'a Operation,
        given: &'a Map<String, Value>,
    ) -> Result<String, Misfit> {
        self.object(&operation.name, &operation.name, parameters(self.document, operation), given)
    }

    /// What stands for `json!` with a value.
    pub(super) fn json(&mut self, value: &'a Value) -> String {
        self.json.push(value);
        self.placeholder(self.json.len() - 1)
    }

    /// What stands for the JSON of this number.
    pub(super) fn placeholder(&self, number: usize) -> String {
        format!("{}_{number}_", self.marker)
    }

    /// The name by which code calls what is at a path of the crate: its own one, if no other has it.
    fn import(&mut self, path: &str) -> String {
        let path = format!("{}::{path}", self.package);
        let name = path.rsplit("::").next().unwrap_or_default().to_owned();
        let other = self.imports.get(&name).is_some_and(|known| *known != path);
        if other || TAKEN.contains(&name.as_str()) {
            return path;
        }
        self.imports.insert(name.clone(), path);
        name
    }

    /// An object by its constructor and setters.
    fn object(
        &mut self,
        name: &str,
        wire: &str,
        properties: Vec<Property<'a>>,
        given: &'a Map<String, Value>,
    ) -> Result<String, Misfit> {
        if let Some(unknown) = given.keys().find(|key| !properties.iter().any(|property| property.name == *key)) {
            return Err(misfit(unknown, "is not documented"));
        }
        let unnamed = || misfit(name, "has no type of its own");
        let ty = self.names.ty(wire).ok_or_else(unnamed)?;
        let ty = self.import(&ty);
        let required_struct = self.names.required(wire);
        let place = if required_struct.is_some() { Place::Exact } else { Place::Converts };
        let (mut required, mut setters) = (Vec::new(), String::new());
        for property in properties {
            let value = given.get(property.name).filter(|value| !value.is_null());
            let field = self.names.field(&property.wire).ok_or_else(unnamed)?.to_owned();
            let place = if property.required { place } else { Place::Converts };
            if property.omits_empty && value.is_some_and(is_empty) {
                return Err(misfit(property.name, "is empty, and its type leaves out what is empty"));
            }
            match value {
                Some(value) if property.required => required.push((field, self.value(&property, value, place)?)),
                Some(value) => setters.push_str(&format!(".{field}({})", self.value(&property, value, place)?)),
                None if property.required => return Err(misfit(property.name, "is required and has no value")),
                None => {}
            }
        }
        let arguments = match required_struct {
            Some(path) => {
                let fields: Vec<String> = required.iter().map(|(field, value)| format!("{field}: {value}")).collect();
                format!("{} {{ {} }}", self.import(&path), fields.join(", "))
            }
            None => required.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(", "),
        };
        Ok(format!("{ty}::new({arguments}){setters}"))
    }

    fn value(&mut self, property: &Property<'a>, value: &'a Value, place: Place) -> Result<String, Misfit> {
        self.shaped(property.name, &property.schema, property.shape(), value, place)
    }

    fn shaped(
        &mut self,
        name: &str,
        schema: &Schema<'a>,
        shape: Shape<'a>,
        value: &'a Value,
        place: Place,
    ) -> Result<String, Misfit> {
        Ok(match (shape, value) {
            (Shape::Text, Value::String(value)) => match self.names.variant(&schema.wire, value) {
                Some(variant) => {
                    let variant = variant.to_owned();
                    let ty = self.names.ty(&schema.wire).ok_or_else(|| misfit(name, "has no type of its own"))?;
                    format!("{}::{variant}", self.import(&ty))
                }
                None => format!("{}{}", text(value), place.into()),
            },
            (Shape::Text, _) => return Err(misfit(name, "is not text")),
            (Shape::JsonText, Value::String(value)) => format!("{}{}", text(value), place.into()),
            (Shape::JsonText, value) => format!("{}{}", self.json(value), place.into()),
            (Shape::Any, value) => self.json(value),
            (Shape::Bytes, Value::String(value)) => {
                let bytes = STANDARD.decode(value).map_err(|_| misfit(name, "is not Base64"))?;
                format!("b\"{}\".to_vec(){}", bytes.escape_ascii(), place.into())
            }
            (Shape::Bytes, _) => return Err(misfit(name, "is not Base64")),
            (Shape::Integer, value) => {
                value.as_i64().ok_or_else(|| misfit(name, "is not a 64-bit integer"))?.to_string()
            }
            (Shape::Number, value) => {
                format!("{:?}", value.as_f64().ok_or_else(|| misfit(name, "is not a number"))?)
            }
            (Shape::Boolean, value) => value.as_bool().ok_or_else(|| misfit(name, "is not a boolean"))?.to_string(),
            (Shape::List(element), Value::Array(values)) => self.list(name, &element, values, place)?,
            (Shape::List(_), _) => return Err(misfit(name, "is not a list")),
            (Shape::Map(element), Value::Object(values)) => self.map(name, &element, values, place)?,
            (Shape::Object(properties), Value::Object(given)) => self.object(name, &schema.wire, properties, given)?,
            (Shape::Map(_) | Shape::Object(_), _) => return Err(misfit(name, "is not an object")),
        })
    }

    fn list(&mut self, name: &str, element: &Schema<'a>, values: &'a [Value], place: Place) -> Result<String, Misfit> {
        let (converts, inner) = (converts(element), inner(element, place));
        let values = self.elements(name, element, values.iter(), inner)?;
        Ok(match place {
            Place::Converts if values.is_empty() && converts => "Vec::<String>::new()".to_owned(),
            Place::Exact if values.is_empty() => "Vec::new()".to_owned(),
            Place::Converts => format!("[{}]", values.join(", ")),
            Place::Exact => format!("vec![{}]", values.join(", ")),
        })
    }

    fn map(
        &mut self,
        name: &str,
        element: &Schema<'a>,
        given: &'a Map<String, Value>,
        place: Place,
    ) -> Result<String, Misfit> {
        let (converts, inner) = (converts(element), inner(element, place));
        let values = self.elements(name, element, given.values(), inner)?;
        let entries: Vec<String> =
            given.keys().zip(values).map(|(key, value)| format!("({}{}, {value})", text(key), place.into())).collect();
        Ok(match place {
            Place::Converts if entries.is_empty() && converts => {
                "std::collections::BTreeMap::<String, String>::new()".to_owned()
            }
            Place::Converts if entries.is_empty() => "std::collections::BTreeMap::<String, _>::new()".to_owned(),
            Place::Exact if entries.is_empty() => "std::collections::BTreeMap::new()".to_owned(),
            Place::Converts => format!("[{}]", entries.join(", ")),
            Place::Exact => format!("[{}].into()", entries.join(", ")),
        })
    }

    /// Expressions of one type.
    fn elements(
        &mut self,
        name: &str,
        element: &Schema<'a>,
        values: impl Iterator<Item = &'a Value> + Clone,
        place: Place,
    ) -> Result<Vec<String>, Misfit> {
        // Variants and text, or JSON and text, are of different types unless each is made into the element's own.
        let is_named = |value: &Value| match (element.shape(), value) {
            (Shape::Text, Value::String(value)) => self.names.variant(&element.wire, value).is_some(),
            (Shape::JsonText, value) => value.is_string(),
            _ => true,
        };
        let mut kinds = values.clone().map(is_named);
        let is_mixed = kinds.next().is_some_and(|first| kinds.any(|kind| kind != first));
        if place == Place::Converts && is_mixed {
            return Err(misfit(name, "has documented and other values in one list"));
        }
        values.map(|value| self.shaped(name, element, element.shape(), value, place)).collect()
    }
}

/// Whether a list, a map or an object has nothing in it.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        _ => false,
    }
}

/// Whether a list takes whatever converts into its elements.
fn converts(element: &Schema<'_>) -> bool {
    matches!(element.shape(), Shape::Text | Shape::JsonText | Shape::Bytes | Shape::Any)
}

/// Where the elements of a list are passed.
fn inner(element: &Schema<'_>, place: Place) -> Place {
    match element.shape() {
        Shape::List(_) | Shape::Map(_) => Place::Exact,
        _ => place,
    }
}
