//! Symbols: types that are made from any text and keep it, which open enums and timestamps are.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::place::SymbolSlot;

impl<T: for<'a> From<&'a str>> SymbolSlot for T {
    fn set(&mut self, text: &str) {
        *self = T::from(text);
    }
}

/// Text that converts into an open enum: `&str`, `String`, `&String`, or `Cow<str>`.
///
/// `impl<T: EnumText> From<T>` is one impl per enum, and leaves the enums free to be `AsRef<str>` themselves.
pub trait EnumText: AsRef<str> + sealed::Sealed {}

impl EnumText for &str {}
impl EnumText for String {}
impl EnumText for &String {}
impl EnumText for Cow<'_, str> {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for String {}
    impl Sealed for &String {}
    impl Sealed for std::borrow::Cow<'_, str> {}
}

/// The value of an open enum with this text, or else an unknown one.
pub fn known<T: AsRef<str>>(values: impl IntoIterator<Item = T>, text: &str, unknown: fn(String) -> T) -> T {
    let value = values.into_iter().find(|value| value.as_ref() == text);
    value.unwrap_or_else(|| unknown(text.to_owned()))
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
