//! Symbols: types that are made from any text and keep it, which open enums and timestamps are.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::SymbolSlot;

impl<T: for<'a> From<&'a str>> SymbolSlot for T {
    fn set(&mut self, text: &str) {
        *self = T::from(text);
    }
}

/// Reads any text into a symbol.
pub fn deserialize_symbol<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    struct Text;
    impl Visitor<'_> for Text {
        type Value = String;
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("text")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }
    deserializer.deserialize_str(Text).map(|text| T::from(&text))
}
