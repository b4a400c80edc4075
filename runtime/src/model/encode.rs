//! `Serialize` of models: an object of wire names. Absent places, and empty lists and maps of responses, are left out.

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::place::{Model, View, nameless, places};
use crate::encoding::base64;

/// Writes a model as an object, or as its content where that has no name.
#[inline]
pub fn serialize<T: Model, S: Serializer>(model: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serialize_model(model, serializer)
}

fn serialize_model<S: Serializer>(model: &dyn Model, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(view) = nameless(model) {
        return ViewJson(view).serialize(serializer);
    }
    let mut object = serializer.serialize_map(None)?;
    for (name, view) in places(model) {
        if !matches!(view, View::Absent) {
            object.serialize_entry(name, &ViewJson(view))?;
        }
    }
    object.end()
}

/// A view as JSON.
pub struct ViewJson<'a>(pub View<'a>);

impl Serialize for ViewJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Absent => serializer.serialize_unit(),
            View::Text(text) => serializer.serialize_str(text),
            View::Enum(value) => serializer.serialize_str(value.names().0),
            View::Integer(number) => serializer.serialize_i64(number),
            View::Float(number) if number.is_finite() => serializer.serialize_f64(number),
            // JSON has no such number, and `null` would lose it without a word.
            View::Float(number) => Err(S::Error::custom(format_args!("{number} is not a JSON number"))),
            View::Boolean(value) => serializer.serialize_bool(value),
            View::Bytes(bytes) => serializer.serialize_str(&base64(bytes)),
            View::Json(value) => value.serialize(serializer),
            View::Object(model) => serialize_model(model, serializer),
            View::List(list) => {
                let mut sequence = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    sequence.serialize_element(&ViewJson(list.at(index)))?;
                }
                sequence.end()
            }
            View::Map(map) => {
                let mut object = serializer.serialize_map(Some(map.len()))?;
                let mut result = Ok(());
                map.each(&mut |key, view| {
                    if result.is_ok() {
                        result = object.serialize_entry(key, &ViewJson(view));
                    }
                });
                result?;
                object.end()
            }
        }
    }
}
