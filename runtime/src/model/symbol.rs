//! Symbols: types that are made from any text and keep it, which open enums, timestamps and [`Json`](super::Json) are.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use crate::masking::masked_text;

use super::place::{OpenEnum, Place, PlaceKind, Slot, SymbolSlot, View};

impl<T: for<'a> From<&'a str>> SymbolSlot for T {
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

/// Open enums, among the kinds of places.
pub struct Enum;

impl<T> PlaceKind<T> for Enum
where
    T: OpenEnum + Place<Kind = Enum> + for<'a> From<&'a str>,
{
    #[inline]
    fn blank() -> T {
        T::from_text("")
    }
    #[inline]
    fn slot(value: &mut T) -> Slot<'_> {
        Slot::Symbol(value)
    }
    #[inline]
    fn view(value: &T) -> View<'_> {
        View::Enum(value)
    }
}

/// What the shims of an open enum call. Each is generic, so that a shim is one call: what a body holds is what it costs its
/// compiler.
pub mod open_enum {
    use std::cmp::Ordering;
    use std::fmt;
    use std::hash::{Hash, Hasher};

    use serde::Serializer;

    use super::{OpenEnum, debug_enum};

    /// The text on the wire.
    #[inline]
    pub fn text<T: OpenEnum>(value: &T) -> &str {
        value.names().0
    }

    /// The same value.
    #[inline]
    pub fn copy<T: OpenEnum>(value: &T) -> T {
        T::from_text(text(value))
    }

    /// Prints `Fail` or `UnknownValue("…")`, as a derived `Debug` does.
    #[inline]
    pub fn debug<T: OpenEnum>(value: &T, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_enum(value, formatter)
    }

    /// Prints the text.
    #[inline]
    pub fn display<T: OpenEnum>(value: &T, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(text(value))
    }

    /// Equal where the texts are.
    #[inline]
    pub fn equal<T: OpenEnum>(value: &T, other: &str) -> bool {
        text(value) == other
    }

    /// Compares the texts.
    #[inline]
    pub fn compare<T: OpenEnum>(left: &T, right: &T) -> Ordering {
        text(left).cmp(text(right))
    }

    /// Compares the texts.
    #[inline]
    pub fn partially<T: OpenEnum>(left: &T, right: &T) -> Option<Ordering> {
        Some(compare(left, right))
    }

    /// Hashes the text.
    #[inline]
    pub fn hash<T: OpenEnum, H: Hasher>(value: &T, state: &mut H) {
        text(value).hash(state);
    }

    /// Writes the text.
    #[inline]
    pub fn serialize<T: OpenEnum, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text(value))
    }
}

/// Prints a value of an enum as a derived `Debug` does.
pub(super) fn debug_enum(value: &dyn OpenEnum, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value.names() {
        (text, "") => formatter.debug_tuple("UnknownValue").field(&masked_text(text, &[])).finish(),
        (_, name) => formatter.write_str(name),
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
