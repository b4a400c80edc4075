//! Paths into models: what the facts of an operation say about its response.

use serde_json::{Map, Value};

use super::place::{Model, Slot, View};
use crate::encoding::from_base64;
use crate::masking::is_same_key;

/// The views at a path such as `Data.Jobs` or `JobList[].Status`, where `[]` stands for every element of a list.
/// Nothing is returned for a place that is missing or absent.
pub(crate) fn views_at<'a>(model: &'a dyn Model, path: &str) -> Vec<View<'a>> {
    views_within(View::Object(model), path)
}

/// The same within a view.
pub(crate) fn views_within<'a>(view: View<'a>, path: &str) -> Vec<View<'a>> {
    let mut views = vec![view];
    for step in path.split('.') {
        let (name, each) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let inside = views.into_iter().filter_map(|view| inside(view, name));
        views = if each { inside.filter_map(elements).flatten().collect() } else { inside.collect() };
    }
    views.retain(|view| !matches!(view, View::Absent | View::Json(Value::Null)));
    views
}

/// The first of what is at a path, as text: numbers and booleans as JSON writes them, lists and objects not at all.
pub(crate) fn text_at(model: &dyn Model, path: &str) -> Option<String> {
    views_at(model, path).into_iter().find_map(text)
}

/// The text of a scalar.
pub(crate) fn text(view: View<'_>) -> Option<String> {
    match view {
        View::Text(text) => Some(text.to_owned()),
        View::Enum(value) => Some(value.names().0.to_owned()),
        View::Json(Value::String(text)) => Some(text.clone()),
        View::Integer(number) => Some(number.to_string()),
        View::Float(number) => Some(number.to_string()),
        View::Boolean(value) => Some(value.to_string()),
        View::Json(value @ (Value::Bool(_) | Value::Number(_))) => Some(value.to_string()),
        _ => None,
    }
}

/// Fills a place from text, as its type has it. Whether it could.
pub(crate) fn put_text(slot: Slot<'_>, text: &str) -> bool {
    match slot {
        Slot::Text(cell) => cell.set(text.to_owned()),
        Slot::Json(cell) => cell.set(Value::from(text)),
        Slot::TypedText(place) => place.set(text),
        Slot::Integer(cell) => match text.parse() {
            Ok(number) => cell.set(number),
            Err(_) => return false,
        },
        Slot::Bytes(cell) => match from_base64(text) {
            Some(bytes) => cell.set(bytes),
            None => return false,
        },
        Slot::Optional(place) => return put_text(place.fill(), text),
        Slot::Nowhere | Slot::Float(_) | Slot::Boolean(_) | Slot::Object(_) | Slot::List(_) | Slot::Map(_) => {
            return false;
        }
    }
    true
}

fn inside<'a>(view: View<'a>, name: &str) -> Option<View<'a>> {
    match view {
        View::Object(model) => {
            let index = model.names().iter().position(|wire| *wire == name)?;
            Some(model.view_at(index))
        }
        View::Json(Value::Object(fields)) => field(fields, name).map(View::Json),
        View::Map(map) => {
            let mut found = None;
            map.each(&mut |key, view| {
                if key == name {
                    found = Some(view);
                }
            });
            found
        }
        _ => None,
    }
}

/// The value of a key; where that brings nothing, of one in another case, as in models.
pub(crate) fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let in_another_case = || fields.iter().filter(|(key, _)| is_same_key(key, name)).map(|(_, value)| value);
    fields.get(name).into_iter().chain(in_another_case()).find(|value| !value.is_null())
}

/// The elements of a list; `None` for what is no list.
pub(crate) fn elements(view: View<'_>) -> Option<Vec<View<'_>>> {
    match view {
        View::List(list) => Some((0..list.len()).map(|index| list.at(index)).collect()),
        View::Json(Value::Array(elements)) => Some(elements.iter().map(View::Json).collect()),
        _ => None,
    }
}
