//! Values to start from: documented examples, and otherwise what fits the schema.

use alibabacloud_ice::runtime::Cursor;
use serde_json::{Map, Value};

use crate::catalog::Operation;
use crate::schema::{Kind, Property, Schema};

/// How much of an operation is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is required, and what has a documented example.
    Start,
    /// Every parameter.
    Everything,
}

/// Deeper values are left out.
const DEEPEST: usize = 8;

/// Parameters of an operation that fit their schemas.
#[must_use]
pub fn parameters(operation: &Operation<'_>, extent: Extent) -> Map<String, Value> {
    let wanted = |parameter: &Property<'_>| {
        extent == Extent::Everything || parameter.required || parameter.schema.example().is_some()
    };
    let cursors = operation.facts.and_then(|facts| facts.paging).map_or(&[][..], |paging| paging.cursors);
    let is_token = |cursor: &Cursor, name: &str| matches!(cursor, Cursor::Token { .. }) && cursor.parameter() == name;
    let parameter = |it: Property<'_>| {
        let value = match cursors.iter().find(|cursor| cursor.parameter() == it.name || cursor.size() == Some(it.name))
        {
            // No made-up token is one that the service has returned.
            Some(cursor) if !it.required && is_token(cursor, it.name) => return None,
            // Some have text for a number.
            Some(cursor) if it.schema.kind() == Kind::Text && !is_token(cursor, it.name) => "1".into(),
            _ => value(it.name, &it.schema, extent, 0)?,
        };
        Some((it.name.to_owned(), value))
    };
    operation.parameters().into_iter().filter(wanted).filter_map(parameter).collect()
}

fn value(name: &str, schema: &Schema<'_>, extent: Extent, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(example) = schema.example() {
        return Some(example.clone());
    }
    let value = match schema.kind() {
        Kind::Object => {
            let properties = schema.properties();
            let any_required = properties.iter().any(|it| it.required);
            let is_plain = |it: &Property<'_>| !matches!(it.schema.kind(), Kind::Object | Kind::List);
            let wanted =
                |it: &Property<'_>| extent == Extent::Everything || it.required || (!any_required && is_plain(it));
            let entries = properties.into_iter().filter(wanted);
            let entry = |it: Property<'_>| Some((it.name.to_owned(), value(it.name, &it.schema, extent, depth + 1)?));
            Value::Object(entries.filter_map(entry).collect())
        }
        Kind::List => Value::Array(vec![value(name, &schema.items()?, extent, depth + 1)?]),
        Kind::Json | Kind::Map | Kind::Any => Value::Object(Map::new()),
        Kind::Boolean => Value::Bool(schema.default().as_deref() == Some("true")),
        Kind::Integer => {
            first_text(schema).and_then(|it| it.parse::<i64>().ok()).unwrap_or_else(|| within(schema)).into()
        }
        Kind::Number => {
            first_text(schema).and_then(|it| it.parse::<f64>().ok()).map_or_else(|| within(schema).into(), Value::from)
        }
        Kind::Text => match first_text(schema).or_else(|| schema.example_time().map(str::to_owned)) {
            Some(text) => text.into(),
            None => fitted(schema, placeholder(name)).into(),
        },
    };
    Some(value)
}

/// The first documented value, or the default.
fn first_text(schema: &Schema<'_>) -> Option<String> {
    schema.values().0.into_iter().next().map(|it| it.value).or_else(|| schema.default())
}

fn within(schema: &Schema<'_>) -> i64 {
    match schema.range() {
        (Some(least), _) if least > 1.0 => least as i64,
        (_, Some(most)) if most < 1.0 => most as i64,
        _ => 1,
    }
}

/// `your-job-id` for `JobId`.
fn placeholder(name: &str) -> String {
    let mut text = "your".to_owned();
    let mut last_was_small = true;
    for sign in name.chars().filter(|sign| sign.is_alphanumeric()) {
        if sign.is_uppercase() && last_was_small {
            text.push('-');
        }
        last_was_small = !sign.is_uppercase();
        text.extend(sign.to_lowercase());
    }
    text
}

fn fitted(schema: &Schema<'_>, mut text: String) -> String {
    let length = |bound: u64| usize::try_from(bound).unwrap_or(usize::MAX);
    match schema.length() {
        (Some(least), _) if text.len() < length(least) => {
            text.extend(std::iter::repeat_n('x', length(least).min(1024) - text.len()))
        }
        (_, Some(most)) if text.len() > length(most) => text.truncate(length(most)),
        _ => {}
    }
    text
}
