//! Open enums: their place in models, and what the shims of [`open_enum!`](crate::open_enum) call. Each function is generic, so
//! that a shim is one call: what a body holds is what it costs its compiler.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::Serializer;

use crate::masking::masked_text;

use super::place::{OpenEnum, Place, PlaceKind, Slot, View};

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
        Slot::TypedText(value)
    }
    #[inline]
    fn view(value: &T) -> View<'_> {
        View::Enum(value)
    }
}

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

/// Prints a value of an enum as a derived `Debug` does.
pub(super) fn debug_enum(value: &dyn OpenEnum, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value.names() {
        (text, "") => formatter.debug_tuple("UnknownValue").field(&masked_text(text, &[])).finish(),
        (_, name) => formatter.write_str(name),
    }
}
