//! `Debug` of models: what is there, under the wire names. Absent places are left out, sensitive ones are masked. In JSON, also as
//! text, and in maps, the keys of which no type knows, names decide.

use std::fmt;

use super::open_enum::debug_enum;
use super::place::{Model, View, nameless};
use super::secret::{each_entry, fields};
use crate::masking::{MASK, masked, masked_field, masked_text};

/// Prints `Name { JobId: "…", … }`.
#[inline]
pub fn debug<T: Model>(model: &T, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_model(model, formatter)
}

fn debug_model(model: &dyn Model, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(view) = nameless(model) {
        let secret = model.sensitive().contains(&"");
        let shown = if secret { &MASK } else { &view as &dyn fmt::Debug };
        return formatter.debug_tuple(model.name()).field(shown).finish();
    }
    let mut output = formatter.debug_struct(model.name());
    for (name, view, secret) in fields(model) {
        match view {
            View::Absent => {}
            _ if secret => {
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
                each_entry(map, &mut |key, view, secret| {
                    output.entry(&key, if secret { &MASK } else { &view as &dyn fmt::Debug });
                });
                output.finish()
            }
        }
    }
}
