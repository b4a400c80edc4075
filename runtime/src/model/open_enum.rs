//! Open enums: named variants, and one that keeps the text of a value this version does not know.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::SymbolSlot;

/// An enum over text that keeps what it does not know.
///
/// Implemented by generated code; `FromStr`, `Display`, `Serialize` and the rest are one-line shims over it.
pub trait OpenEnum: Sized {
    /// The variant of this text, or the catch-all that keeps it.
    fn from_text(text: &str) -> Self;

    /// The text of the variant, as it stands on the wire.
    fn as_text(&self) -> &str;
}

impl<T: OpenEnum> SymbolSlot for T {
    fn set(&mut self, text: &str) {
        *self = T::from_text(text);
    }
}

/// Reads any text into an enum.
pub fn deserialize_enum<'de, T: OpenEnum, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
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
    deserializer.deserialize_str(Text).map(|text| T::from_text(&text))
}
