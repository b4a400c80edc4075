//! Any JSON value, where the metadata does not say more.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::number::{self, First};
use super::truth;
use crate::model::context::{Context, Found};
use crate::model::json_path::Path;

/// Reads any JSON value; `None` and a note if the input is not one.
pub(super) struct JsonSeed<'c> {
    pub(super) context: &'c mut Context,
    pub(super) path: &'c Path<'c>,
}

impl<'de> DeserializeSeed<'de> for JsonSeed<'_> {
    type Value = Option<Value>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonSeed<'_> {
    type Value = Option<Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a JSON value at `{}`", self.path)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Value>, E> {
        Ok(Some(text.into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Option<Value>, E> {
        Ok(Some(text.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<Value>, E> {
        Ok(Some(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<Value>, E> {
        Ok(Some(number.into()))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Option<Value>, E> {
        self.number(&number.to_string())
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Option<Value>, E> {
        self.number(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<Value>, E> {
        match Number::from_f64(number) {
            Some(number) => Ok(Some(number.into())),
            None => self.word(&number.to_string()),
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Option<Value>, E> {
        Ok(Some(value.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Value>, E> {
        Ok(Some(Value::Null))
    }

    fn visit_none<E: Error>(self) -> Result<Option<Value>, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        self.deserialize(deserializer)
    }

    /// A word without quotation marks, see [`Reader`](super::reader::Reader).
    fn visit_bytes<E: Error>(self, word: &[u8]) -> Result<Option<Value>, E> {
        let word = String::from_utf8_lossy(word);
        if number::is_number(&word) { self.number(&word) } else { self.word(&word) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Value>, A::Error> {
        let mut object = Map::new();
        let mut next = match number::first(&mut map)? {
            First::Nothing => None,
            First::Digits(digits) => return self.number(&digits),
            First::Key(key) => Some(key),
        };
        while let Some(key) = next {
            let seed = JsonSeed { context: self.context, path: &self.path.key(&key) };
            match map.next_value_seed(seed)? {
                Some(value) => object.insert(key, value),
                // The last of two equal keys wins, also where it brings nothing.
                None => object.remove(&key),
            };
            next = map.next_key()?;
        }
        Ok(Some(object.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Option<Value>, A::Error> {
        let mut elements = Vec::new();
        let mut index = 0;
        while let Some(element) =
            sequence.next_element_seed(JsonSeed { context: self.context, path: &self.path.index(index) })?
        {
            elements.extend(element);
            index += 1;
        }
        Ok(Some(elements.into()))
    }
}

impl JsonSeed<'_> {
    /// A number by its digits, which becomes text rather than another number.
    pub(super) fn number<E: Error>(self, digits: &str) -> Result<Option<Value>, E> {
        if let Some(number) = number::json(digits) {
            return Ok(Some(number));
        }
        self.context.bend(self.path, "a number that fits", Found::Number(digits))?;
        Ok(Some(digits.into()))
    }

    /// A boolean as other languages print it, or nothing that JSON has.
    pub(super) fn word<E: Error>(self, word: &str) -> Result<Option<Value>, E> {
        if let Some(value) = truth(word) {
            self.context.bend(self.path, "a JSON value", Found::Word(word))?;
            return Ok(Some(value.into()));
        }
        self.context.misfit(self.path, "a JSON value", Found::Word(word))?;
        Ok(None)
    }
}
