//! The parameters of a request as JSON values, by the schemas of the operation.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::catalog::Known;
use crate::path_template;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::spec::{Kind, Location, Parameter, Product, Schema, Style};
use crate::values;

/// Deeper than any list or object in flattened parameters.
const MAX_DEPTH: usize = 16;

/// Reads the parameters of an operation.
///
/// Unknown parameters are ignored, as the service does, and query and form are equivalent.
///
/// # Errors
/// The path is not that of the operation, a parameter is missing, or its value does not match its schema.
pub(crate) fn read(known: Known, request: &Request<'_>, open_values: bool) -> Result<Map<String, Value>, Refusal> {
    let Known { product, operation } = known;
    let in_path = match operation.path.as_deref() {
        Some(template) => path_template::parameters(template, request.path).ok_or_else(Refusal::unknown_operation)?,
        None => Vec::new(),
    };
    let mut read = Map::new();
    for parameter in &operation.parameters {
        let name = &parameter.name;
        let given = match parameter.location {
            Location::Header => {
                request.header(&name.to_ascii_lowercase()).map(|text| text_value(product, parameter, text))
            }
            Location::Path => {
                let given = in_path.iter().find(|(given, _)| given == name);
                given.map(|(_, text)| text_value(product, parameter, text))
            }
            Location::Body => whole_body(product, parameter, request),
            // Which part of the host is the parameter is not known here.
            Location::Host => Some(Ok(Value::from(request.host()))),
            Location::Query | Location::FormData => in_pairs(product, parameter, request),
        };
        let given = given.transpose()?;
        // An empty text is no value for a required parameter, and neither is the `null` of JSON.
        let is_value = |value: &Value| !value.is_null() && value.as_str() != Some("");
        match given.filter(|value| !parameter.schema.required || is_value(value)) {
            Some(value) => {
                values::check(product, &parameter.schema, &value, name, open_values)?;
                read.insert(name.clone(), value);
            }
            None if parameter.schema.required => return Err(Refusal::missing(name)),
            None => {}
        }
    }
    Ok(read)
}

/// The body: bytes, text, a form, JSON, or text in place of JSON.
fn whole_body(product: &Product, parameter: &Parameter, request: &Request<'_>) -> Option<Result<Value, Refusal>> {
    let schema = parameter.schema.resolved(product);
    if request.body.is_empty() {
        return None;
    }
    if schema.kind == Kind::Bytes {
        return Some(Ok(STANDARD.encode(&request.body).into()));
    }
    if !request.form.is_empty() && parameter.style == Style::Flat {
        let mut tree = Tree::default();
        let is_one = request.form.iter().all(|(name, value)| tree.insert(name.split('.'), value, MAX_DEPTH));
        let invalid = || Refusal::invalid(&parameter.name, "its parts do not make one value");
        return Some(if is_one { tree.value(product, schema, &parameter.name) } else { Err(invalid()) });
    }
    let text = String::from_utf8_lossy(&request.body);
    Some(Ok(match schema.kind {
        Kind::String => Value::from(text),
        _ => serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text)),
    }))
}

fn in_pairs(product: &Product, parameter: &Parameter, request: &Request<'_>) -> Option<Result<Value, Refusal>> {
    let name = &parameter.name;
    if let Some(text) = request.parameter(name) {
        // An empty text is a missing parameter, unless the parameter is text.
        let is_text = parameter.schema.resolved(product).kind == Kind::String;
        return (is_text || !text.is_empty()).then(|| text_value(product, parameter, text));
    }
    if parameter.schema.resolved(product).kind.is_scalar() || parameter.style != Style::Flat {
        return None;
    }
    let mut tree = Tree::default();
    for (given, value) in request.query.iter().chain(&request.form) {
        if let Some(rest) = given.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('.'))
            && !tree.insert(rest.split('.'), value, MAX_DEPTH)
        {
            return Some(Err(Refusal::invalid(name, "its parts do not make one value")));
        }
    }
    (!tree.parts.is_empty()).then(|| tree.value(product, &parameter.schema, name))
}

/// The value of a parameter from its text.
fn text_value(product: &Product, parameter: &Parameter, text: &str) -> Result<Value, Refusal> {
    let schema = parameter.schema.resolved(product);
    let separator = match parameter.style {
        Style::Simple => ",",
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        Style::Flat | Style::Json => return scalar(schema, text, &parameter.name),
    };
    let item = schema.items.as_deref().map(|items| items.resolved(product));
    let elements = text.split(separator).map(|text| match item {
        Some(item) => scalar(item, text, &parameter.name),
        None => Ok(Value::from(text)),
    });
    elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// The value of a text; lists and objects are JSON.
fn scalar(schema: &Schema, text: &str, name: &str) -> Result<Value, Refusal> {
    let invalid = |what: &str| Refusal::invalid(name, &format!("it has to be {what}"));
    match schema.kind {
        Kind::String | Kind::Bytes => Ok(Value::from(text)),
        Kind::Integer => text.trim().parse::<i64>().map(Value::from).map_err(|_| invalid("an integer")),
        Kind::Number => {
            let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(Value::from).ok_or_else(|| invalid("a number"))
        }
        // The official Python SDK writes `True`.
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(invalid("true or false")),
        },
        Kind::Any => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
        Kind::Object | Kind::Array | Kind::Map => serde_json::from_str(text).map_err(|_| invalid("JSON text")),
    }
}

/// A value from parameters with flattened names.
#[derive(Default)]
struct Tree {
    text: Option<String>,
    parts: BTreeMap<String, Tree>,
}

impl Tree {
    /// Sets a text at a path; `false` if that contradicts an earlier one.
    fn insert<'a>(&mut self, mut path: impl Iterator<Item = &'a str>, text: &str, max_depth: usize) -> bool {
        match path.next() {
            None => {
                self.text = Some(text.to_owned());
                self.parts.is_empty()
            }
            Some(_) if max_depth == 0 || self.text.is_some() => false,
            Some(step) => self.parts.entry(step.to_owned()).or_default().insert(path, text, max_depth - 1),
        }
    }

    fn value(&self, product: &Product, schema: &Schema, name: &str) -> Result<Value, Refusal> {
        let schema = schema.resolved(product);
        if let Some(text) = &self.text {
            return scalar(schema, text, name);
        }
        if schema.kind == Kind::Array {
            let mut elements: Vec<(u32, &Tree)> = Vec::new();
            for (index, tree) in &self.parts {
                let index = index.parse().map_err(|_| Refusal::invalid(name, "its elements are not numbered"))?;
                elements.push((index, tree));
            }
            elements.sort_by_key(|(index, _)| *index);
            let any = Schema::default();
            let items = schema.items.as_deref().unwrap_or(&any);
            let elements = elements.into_iter().map(|(_, tree)| tree.value(product, items, name));
            return elements.collect::<Result<Vec<_>, _>>().map(Value::Array);
        }
        let any = Schema::default();
        let entries = self.parts.iter().map(|(key, tree)| {
            let of_map = schema.items.as_deref().filter(|_| schema.kind == Kind::Map);
            let schema = schema.property(key).or(of_map).unwrap_or(&any);
            Ok((key.clone(), tree.value(product, schema, name)?))
        });
        entries.collect::<Result<Map<_, _>, _>>().map(Value::Object)
    }
}
