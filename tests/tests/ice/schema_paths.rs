//! The values of a generated input: their paths, invalid values for them, and whether they are required.

use serde_json::{Value, json};

use crate::spec::{Shape, Specs, is_required};

/// A value in an input.
pub struct Place {
    /// As [`Value::pointer`] takes it.
    pub pointer: String,
    /// As errors name it, for example `Config.Clips[0].MediaId`.
    pub path: String,
    /// An invalid value, and what the error says is expected; `None` if every value is valid.
    pub misfit: Option<(Value, &'static str)>,
    /// Whether the input is refused without it.
    pub required: bool,
}

impl Place {
    /// The input with another value here.
    pub fn replaced(&self, input: &Value, value: Value) -> Value {
        let mut changed = input.clone();
        *changed.pointer_mut(&self.pointer).unwrap() = value;
        changed
    }

    /// The input without this field.
    pub fn removed(&self, input: &Value) -> Value {
        let mut changed = input.clone();
        let (parent, name) = self.pointer.rsplit_once('/').unwrap();
        let parent = changed.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.remove(name).unwrap();
        changed
    }

    pub fn is_parameter(&self) -> bool {
        self.pointer.rfind('/') == Some(0)
    }
}

/// Every value of an operation's input, from the outside in.
pub fn places(specs: &Specs, operation: &str, input: &Value) -> Vec<Place> {
    let mut places = Vec::new();
    for parameter in specs.parameters(operation) {
        let (name, value) = (parameter.name, &input[parameter.name]);
        let site = Site { pointer: format!("/{name}"), path: name.to_owned(), shared: false };
        add(specs, parameter.schema, value, site, parameter.required, &mut places);
    }
    places
}

struct Site {
    pointer: String,
    path: String,
    /// Within a shared schema, which may be a response's as well: nothing is required in those.
    shared: bool,
}

fn add(specs: &Specs, schema: &Value, value: &Value, site: Site, required: bool, places: &mut Vec<Place>) {
    let shape = specs.shape(schema);
    places.push(Place { pointer: site.pointer.clone(), path: site.path.clone(), misfit: misfit(&shape), required });
    let shared = site.shared || specs.shared(schema).is_some();
    let inner = |key: &str, path: String| Site { pointer: format!("{}/{key}", site.pointer), path, shared };
    match shape {
        Shape::Object(properties) => {
            for (name, schema) in properties {
                let Some(value) = value.get(name) else { continue };
                let site = inner(name, format!("{}.{name}", site.path));
                add(specs, schema, value, site, is_required(schema) && !shared, places);
            }
        }
        Shape::List(items) => {
            for (index, value) in value.as_array().unwrap().iter().enumerate() {
                let site = inner(&index.to_string(), format!("{}[{index}]", site.path));
                add(specs, items, value, site, false, places);
            }
        }
        Shape::Map(values) => {
            for (key, value) in value.as_object().unwrap() {
                let site = inner(key, format!("{}.{key}", site.path));
                add(specs, values, value, site, false, places);
            }
        }
        _ => {}
    }
}

fn misfit(shape: &Shape<'_>) -> Option<(Value, &'static str)> {
    Some(match shape {
        Shape::Text(_) | Shape::Time => (json!(5), "text"),
        Shape::Integer => (json!("1"), "a 64-bit integer"),
        Shape::Number => (json!("1.5"), "a number"),
        Shape::Boolean => (json!("true"), "a boolean"),
        Shape::Object(_) | Shape::Map(_) => (json!([]), "an object"),
        Shape::List(_) => (json!({}), "a list"),
        Shape::Any => return None,
    })
}
