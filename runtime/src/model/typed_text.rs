//! Typed text: types that are made from any text and keep it, which open enums, timestamps and [`Json`](super::Json) are.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::place::TypedTextSlot;

impl<T: for<'a> From<&'a str>> TypedTextSlot for T {
    fn set(&mut self, text: &str) {
        *self = T::from(text);
    }
}

/// Text that converts into an open enum, a [`Timestamp`](super::Timestamp) or [`Json`](super::Json): `&str`, `String`, `&String`,
/// or `Cow<str>`. Sealed.
///
/// `impl<T: AnyText> From<T>` is one impl per type, and leaves enums free to be `AsRef<str>` themselves.
pub trait AnyText: AsRef<str> + Into<String> + sealed::Sealed {}

impl AnyText for &str {}
impl AnyText for String {}
impl AnyText for &String {}
impl AnyText for Cow<'_, str> {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for String {}
    impl Sealed for &String {}
    impl Sealed for std::borrow::Cow<'_, str> {}
}

/// Reads any text into a type of its own.
pub fn deserialize_typed_text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
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
