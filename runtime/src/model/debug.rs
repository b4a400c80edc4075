//! `Debug` of models: what is there, under the wire names. Absent places are left out, sensitive ones are masked. In JSON, also as
//! text, and in maps, the keys of which no type knows, names decide.

use std::fmt;

use serde_json::Value;

use super::place::{Model, View, nameless, places};
use super::symbol::debug_enum;
use crate::masking::{MASK, is_pair_value, masked, masked_field, masked_text, names_secret};
use crate::secret_name::is_secret;

/// Prints `Name { JobId: "…", … }`.
#[inline]
pub fn debug<T: Model>(model: &T, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_model(model, formatter)
}

fn debug_model(model: &dyn Model, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(view) = nameless(model) {
        return formatter.debug_tuple(model.name()).field(&view).finish();
    }
    let mut output = formatter.debug_struct(model.name());
    let named = places(model).any(|(name, view)| view_names_secret(name, view, model.sensitive()));
    for (name, view) in places(model) {
        match view {
            View::Absent => {}
            _ if model.sensitive().contains(&name) || (named && is_secret_of_pair(name, view)) => {
                output.field(name, &MASK);
            }
            View::Json(value) => {
                output.field(name, &format_args!("{}", masked_field(name, value, model.sensitive())));
            }
            view => {
                output.field(name, &view);
            }
        }
    }
    output.finish()
}

/// Whether a field says that the value beside it is a secret: a pair of a name and a value.
pub(crate) fn view_names_secret(name: &str, view: View<'_>, also: &[&str]) -> bool {
    match view {
        View::Text(text) => names_secret(name, text, also),
        View::Json(value) => value.as_str().is_some_and(|text| names_secret(name, text, also)),
        View::Enum(value) => names_secret(name, value.names().0, also),
        _ => false,
    }
}

/// Whether a field has the value of such a pair. Booleans are no secrets.
pub(crate) fn is_secret_of_pair(name: &str, view: View<'_>) -> bool {
    let shown = matches!(view, View::Absent | View::Boolean(_) | View::Json(Value::Null | Value::Bool(_)));
    is_pair_value(name) && !shown
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            View::Absent => formatter.write_str("null"),
            View::Text(text) => masked_text(text, &[]).fmt(formatter),
            View::Enum(value) => debug_enum(value, formatter),
            View::Integer(number) => number.fmt(formatter),
            View::Float(number) => number.fmt(formatter),
            View::Boolean(value) => value.fmt(formatter),
            View::Bytes(bytes) => write!(formatter, "<{} bytes>", bytes.len()),
            View::Json(value) => fmt::Display::fmt(&masked(value, &[]), formatter),
            View::Object(model) => debug_model(model, formatter),
            View::List(list) => formatter.debug_list().entries((0..list.len()).map(|index| list.at(index))).finish(),
            View::Map(map) => {
                let mut output = formatter.debug_map();
                let mut named = false;
                map.each(&mut |key, view| named |= view_names_secret(key, view, &[]));
                map.each(&mut |key, view| {
                    let secret = is_secret(key) && !matches!(view, View::Absent | View::Boolean(_))
                        || named && is_secret_of_pair(key, view);
                    output.entry(&key, if secret { &MASK } else { &view as &dyn fmt::Debug });
                });
                output.finish()
            }
        }
    }
}
