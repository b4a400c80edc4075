//! A response as a tree: each value with what is documented of its field, and a note where it does not fit.

use maud::{Markup, html};
use serde_json::Value;

use super::prose::line;
use crate::catalog::Catalog;
use crate::schema::{Kind, Schema, scalar_text};

/// Values that are shown; the raw response has all.
const MOST: usize = 1_500;
/// Characters of a text that are shown.
const LONGEST: usize = 2_000;

/// The tree of a response.
pub(crate) fn tree(catalog: &Catalog, schema: Option<Schema<'_>>, value: &Value) -> Markup {
    let mut left = MOST;
    let content = Tree { catalog, left: &mut left, is_repeated: false }.children(schema, value);
    html! {
        div .tree { (content) }
        @if left == 0 { p .muted { "The rest is in the raw response." } }
    }
}

struct Tree<'a> {
    catalog: &'a Catalog,
    left: &'a mut usize,
    /// Whether the descriptions have been there already, with an earlier element of the list.
    is_repeated: bool,
}

impl Tree<'_> {
    fn children(&mut self, schema: Option<Schema<'_>>, value: &Value) -> Markup {
        match value {
            Value::Object(entries) => html! {
                ul {
                    @for (name, value) in entries {
                        @let property = schema.and_then(|it| property(&it, name));
                        @let is_known = property.is_some() || schema.is_none_or(|it| matches!(it.kind(), Kind::Any | Kind::Json));
                        (self.node(name, property, is_known, value))
                    }
                }
            },
            Value::Array(elements) => {
                let (was_repeated, items) = (self.is_repeated, schema.and_then(|it| it.items()));
                let content = html! {
                    ul {
                        @for (index, value) in elements.iter().enumerate() {
                            (self.element(index, items, value))
                        }
                    }
                };
                self.is_repeated = was_repeated;
                content
            }
            value => html! { (scalar(schema, value)) },
        }
    }

    fn element(&mut self, index: usize, schema: Option<Schema<'_>>, value: &Value) -> Markup {
        self.is_repeated |= index > 0;
        self.node(&format!("[{index}]"), schema, true, value)
    }

    fn node(&mut self, name: &str, schema: Option<Schema<'_>>, is_known: bool, value: &Value) -> Markup {
        if *self.left == 0 {
            return Markup::default();
        }
        *self.left -= 1;
        let misfit = schema.and_then(|schema| misfit(&schema, value));
        let description = schema.filter(|_| !self.is_repeated).and_then(|it| it.description());
        let heading = html! {
            code .name { (name) }
            @if !is_known { " " span .badge.drift { "not in the reference" } }
            @if let Some(expected) = misfit { " " span .badge.drift { "expected " (expected) ", found " (found(value)) } }
        };
        let is_branch = matches!(value, Value::Object(entries) if !entries.is_empty())
            || matches!(value, Value::Array(list) if !list.is_empty());
        html! {
            li {
                @if is_branch {
                    details open[*self.left > MOST - 200] {
                        summary { (heading) " " span .muted { (size(value)) } }
                        @if let Some(text) = description { p .help { (line(self.catalog, text)) } }
                        (self.children(schema, value))
                    }
                } @else {
                    (heading) " " (scalar(schema, value))
                    @if let Some(text) = description { p .help { (line(self.catalog, text)) } }
                }
            }
        }
    }
}

fn property<'a>(schema: &Schema<'a>, name: &str) -> Option<Schema<'a>> {
    if schema.kind() == Kind::Map { schema.items() } else { schema.property(name) }
}

fn scalar(schema: Option<Schema<'_>>, value: &Value) -> Markup {
    let meaning = || schema?.values().0.into_iter().find(|it| it.value == scalar_text(value))?.meaning;
    html! {
        @match value {
            Value::String(text) if text.is_empty() => { span .muted { "empty text" } }
            Value::String(text) => {
                @match text.char_indices().nth(LONGEST) {
                    Some((end, _)) => { span .value.text { (text.get(..end).unwrap_or_default()) } span .muted { " … and more" } }
                    None => { span .value.text { (text) } }
                }
            }
            Value::Array(_) => { span .muted { "empty list" } }
            Value::Object(_) => { span .muted { "empty object" } }
            Value::Null => { span .muted { "null" } }
            other => { span .value { (other.to_string()) } }
        }
        @if let Some(words) = meaning() { " " span .muted { "— " (words) } }
    }
}

fn size(value: &Value) -> String {
    let (count, what) = match value {
        Value::Array(list) => (list.len(), "element"),
        Value::Object(entries) => (entries.len(), "field"),
        _ => return String::new(),
    };
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What was expected of a value that does not fit.
fn misfit(schema: &Schema<'_>, value: &Value) -> Option<&'static str> {
    let fits = match (schema.kind(), value) {
        (_, Value::Null) | (Kind::Any, _) => true,
        (Kind::Text | Kind::Json, value) => value.is_string(),
        (Kind::Integer, value) => value.is_i64() || value.is_u64(),
        (Kind::Number, value) => value.is_number(),
        (Kind::Boolean, value) => value.is_boolean(),
        (Kind::List, value) => value.is_array(),
        (Kind::Object | Kind::Map, value) => value.is_object(),
    };
    (!fits).then(|| schema.kind().words())
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
