//! Operations without their types: by name and facts, with JSON on both sides.

use serde_json::{Map, Value};

use super::info::OperationInfo;
use super::parameter::{Kind, Parameter};
use super::table::Operations;
use crate::error::{Error, ErrorKind};
use crate::model::{Model, Names, Slot, View};

/// The parameters of an operation that is known by its facts alone.
#[derive(Default)]
pub(crate) struct AnyOperation {
    parameters: Vec<(&'static str, Value)>,
    sensitive: &'static [&'static str],
}

/// The operation of a name, with parameters that fit its facts.
pub(crate) fn operation(
    operations: &'static Operations,
    name: &str,
    parameters: Value,
) -> Result<(AnyOperation, &'static OperationInfo), Error> {
    let invalid = |message: String| Error::new(ErrorKind::InvalidRequest, message);
    let info = operations.get(name).map_err(|error| invalid(error.to_string()).with_source(error))?;
    let mut parameters = match parameters {
        Value::Object(parameters) => parameters,
        Value::Null => Map::new(),
        other => {
            let message = format!("the parameters are {}, not an object by their names", describe(&other));
            return Err(invalid(message).of_operation(info));
        }
    };
    check(info, &parameters).map_err(|message| invalid(message).of_operation(info))?;
    let parameters = info.parameters.iter().map(|it| (it.name, parameters.remove(it.name).unwrap_or_default()));
    Ok((AnyOperation { parameters: parameters.collect(), sensitive: info.sensitive }, info))
}

/// Checks parameters against the facts of an operation. A `null` is an absent parameter.
fn check(info: &OperationInfo, parameters: &Map<String, Value>) -> Result<(), String> {
    for (name, value) in parameters {
        let Some(parameter) = info.parameter(name) else {
            let known: Vec<_> = info.parameters.iter().map(|parameter| parameter.name).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(format!("there is no parameter `{name}`; its parameters: {known}"));
        };
        if !fits(parameter, value) {
            let found = match value {
                Value::Number(_) if parameter.kind == Kind::Integer => "another number",
                value => describe(value),
            };
            return Err(format!("`{name}` is {found}, not {}", expected(parameter.kind)));
        }
    }
    let given = |parameter: &Parameter| parameters.get(parameter.name).is_some_and(|value| !value.is_null());
    match info.parameters.iter().find(|parameter| parameter.required && !given(parameter)) {
        Some(missing) => Err(format!("the required parameter `{}` is missing", missing.name)),
        None => Ok(()),
    }
}

fn fits(parameter: &Parameter, value: &Value) -> bool {
    match (parameter.kind, value) {
        (Kind::Any, _) | (_, Value::Null) => true,
        (Kind::Text | Kind::Bytes, Value::String(_)) => true,
        (Kind::Json, Value::String(_) | Value::Array(_) | Value::Object(_)) => true,
        (Kind::Integer, Value::Number(number)) => number.is_i64(),
        (Kind::Number, Value::Number(_)) => true,
        (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::List, Value::Array(_)) => true,
        (Kind::Object, Value::Object(_)) => true,
        _ => false,
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Json => "a list, an object, or JSON as text",
        Kind::Integer => "a 64-bit integer",
        Kind::Number => "a number",
        Kind::Boolean => "a boolean",
        Kind::Bytes => "Base64 as text",
        Kind::List => "a list",
        Kind::Object => "an object",
        Kind::Any => "a value",
    }
}

/// The type of a value. Its content may be confidential.
fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Model for AnyOperation {
    fn names(&self) -> Names<'_> {
        self.parameters.iter().map(|(name, _)| *name).collect()
    }

    fn slot_at(&mut self, _: usize) -> Slot<'_> {
        Slot::Nowhere
    }

    fn view_at(&self, index: usize) -> View<'_> {
        match self.parameters.get(index) {
            Some((_, value)) if !value.is_null() => View::Json(value),
            _ => View::Absent,
        }
    }

    fn sensitive(&self) -> &'static [&'static str] {
        self.sensitive
    }
}
