//! Checks of values against their schemas: types, ranges, documented values.

use serde_json::Value;

use crate::dates;
use crate::refusal::Refusal;
use crate::spec::{Format, Kind, Product, Schema};

/// Checks a value of a request.
///
/// Numbers may be text and text may be a number, as for the service; unknown fields of an object are accepted. Documented
/// values are compared without regard to case, and after splitting at commas, because filters take several values at once.
///
/// # Errors
/// The first value that does not match, with its path.
pub(crate) fn check(
    product: &Product,
    schema: &Schema,
    value: &Value,
    path: &str,
    open_values: bool,
) -> Result<(), Refusal> {
    let schema = schema.resolved(product);
    let misfit = |what: &str| Err(Refusal::invalid(path, &format!("it has to be {what}")));
    match (schema.kind, value) {
        // In JSON, `null` is a missing value.
        (_, Value::Null) | (Kind::Any, _) | (Kind::Bytes, Value::String(_)) => Ok(()),
        (Kind::String, Value::String(text)) => check_text(schema, text, path, open_values),
        (Kind::String, Value::Number(_) | Value::Bool(_)) => check_text(schema, &value.to_string(), path, open_values),
        (Kind::Integer, Value::Number(_) | Value::String(_)) => {
            let Some(number) = integer(value) else { return misfit("an integer of 64 bits") };
            if schema.format == Format::Int32 && i32::try_from(number).is_err() {
                return misfit("an integer of 32 bits");
            }
            range(schema, number as f64, path)?;
            among(schema, &number.to_string(), path, open_values)
        }
        (Kind::Number, Value::Number(_) | Value::String(_)) => match number(value) {
            Some(number) => range(schema, number, path),
            None => misfit("a number"),
        },
        (Kind::Integer, _) => misfit("an integer"),
        (Kind::Number, _) => misfit("a number"),
        (Kind::Boolean, Value::Bool(_)) => Ok(()),
        (Kind::Boolean, Value::String(text)) if matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {
            Ok(())
        }
        (Kind::Boolean, _) => misfit("true or false"),
        (Kind::String, _) => misfit("text"),
        (Kind::Bytes, _) => misfit("bytes"),
        (Kind::Array, Value::Array(elements)) => {
            items(schema, elements.len(), path)?;
            let Some(item) = &schema.items else { return Ok(()) };
            let mut elements = elements.iter().enumerate();
            elements.try_for_each(|(index, it)| check(product, item, it, &format!("{path}[{index}]"), open_values))
        }
        (Kind::Map, Value::Object(entries)) => {
            let Some(item) = &schema.items else { return Ok(()) };
            entries.iter().try_for_each(|(key, it)| check(product, item, it, &format!("{path}.{key}"), open_values))
        }
        (Kind::Object, Value::Object(entries)) => schema.properties.iter().try_for_each(|(name, property)| {
            let path = format!("{path}.{name}");
            match entries.get(&**name).filter(|value| !value.is_null()) {
                Some(value) => check(product, property, value, &path, open_values),
                None if property.required => Err(Refusal::invalid(&path, "it is mandatory")),
                None => Ok(()),
            }
        }),
        (Kind::Array, _) => misfit("a list"),
        (Kind::Map | Kind::Object, _) => misfit("an object"),
    }
}

/// The integer that a value is, or is the text of.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// The number that a value is, or is the text of.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| number.is_finite())
}

fn check_text(schema: &Schema, text: &str, path: &str, open_values: bool) -> Result<(), Refusal> {
    length(schema, text.chars().count(), path)?;
    if schema.format == Format::Iso8601 && !text.is_empty() && !dates::is_iso(text) {
        return Err(Refusal::invalid(path, "it has to be a time, such as 2024-01-02T03:04:05Z"));
    }
    among(schema, text, path, open_values)
}

/// A value of a request or a resource as a field of a response has it: of the field's type, and one of its documented values, as
/// they are spelled there. `None` if the field cannot have it.
pub(crate) fn fitted(product: &Product, schema: &Schema, value: &Value) -> Option<Value> {
    let schema = schema.resolved(product);
    match (schema.kind, value) {
        (Kind::String, Value::String(text)) if !schema.values.is_empty() => documented(schema, text).map(Value::from),
        // Some operations have text for a number of others.
        (Kind::String, Value::Number(number)) => fitted(product, schema, &Value::from(number.to_string())),
        (Kind::Boolean, Value::String(text)) => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        (Kind::Integer, Value::String(_)) => {
            integer(value).map(Value::from).filter(|value| fits(product, schema, value))
        }
        _ => fits(product, schema, value).then(|| value.clone()),
    }
}

/// A documented value, whatever the case of the text.
fn documented<'a>(schema: &'a Schema, text: &str) -> Option<&'a str> {
    schema.values.iter().find(|value| value.eq_ignore_ascii_case(text)).map(|value| &**value)
}

/// Whether a value matches a schema of a response exactly, without any conversion.
pub(crate) fn fits(product: &Product, schema: &Schema, value: &Value) -> bool {
    let schema = schema.resolved(product);
    let is_documented = |text: &str| schema.values.is_empty() || schema.values.iter().any(|value| **value == *text);
    match (schema.kind, value) {
        (Kind::Any, _) | (Kind::Boolean, Value::Bool(_)) | (Kind::Bytes, Value::String(_)) => true,
        (Kind::String, Value::String(text)) => {
            is_documented(text) && (schema.format != Format::Iso8601 || dates::from_iso(text).is_some())
        }
        (Kind::Integer, Value::Number(number)) => number.as_i64().is_some_and(|number| {
            (schema.format != Format::Int32 || i32::try_from(number).is_ok())
                && (schema.values.is_empty() || is_documented(&number.to_string()))
        }),
        (Kind::Number, Value::Number(_)) => true,
        (Kind::Array, Value::Array(elements)) => {
            schema.items.as_ref().is_none_or(|item| elements.iter().all(|element| fits(product, item, element)))
        }
        (Kind::Map, Value::Object(entries)) => {
            schema.items.as_ref().is_none_or(|item| entries.values().all(|value| fits(product, item, value)))
        }
        (Kind::Object, Value::Object(entries)) => entries
            .iter()
            .all(|(name, value)| schema.property(name).is_some_and(|property| fits(product, property, value))),
        _ => false,
    }
}

/// A bound as a number.
fn bound(text: Option<&str>) -> Option<f64> {
    text?.trim().parse().ok()
}

fn within(number: f64, least: Option<&str>, most: Option<&str>) -> Result<(), String> {
    match (bound(least), bound(most)) {
        (Some(least), _) if number < least => Err(format!("at least {least}")),
        (_, Some(most)) if number > most => Err(format!("at most {most}")),
        _ => Ok(()),
    }
}

fn range(schema: &Schema, number: f64, path: &str) -> Result<(), Refusal> {
    within(number, schema.limits().minimum.as_deref(), schema.limits().maximum.as_deref())
        .map_err(|bound| Refusal::invalid(path, &format!("it has to be {bound}")))
}

fn length(schema: &Schema, characters: usize, path: &str) -> Result<(), Refusal> {
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    within(f64::from(characters), schema.limits().min_length.as_deref(), schema.limits().max_length.as_deref())
        .map_err(|bound| Refusal::invalid(path, &format!("it has to have {bound} characters")))
}

fn items(schema: &Schema, count: usize, path: &str) -> Result<(), Refusal> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    within(f64::from(count), schema.limits().min_items.as_deref(), schema.limits().max_items.as_deref())
        .map_err(|bound| Refusal::invalid(path, &format!("it has to have {bound} elements")))
}

fn among(schema: &Schema, text: &str, path: &str, open_values: bool) -> Result<(), Refusal> {
    if open_values || schema.open || schema.values.is_empty() {
        return Ok(());
    }
    let known = |part: &str| schema.values.iter().any(|value| value.eq_ignore_ascii_case(part));
    if text.is_empty() || known(text) || text.split(',').all(|part| known(part.trim())) {
        return Ok(());
    }
    Err(Refusal::invalid(path, &format!("it has to be one of {}", schema.values.join(", "))))
}
