//! Models: the types of operations, outputs and objects, and of their fields.
//!
//! Models are read from JSON and written by their `Deserialize` and `Serialize`; [`from_json`] also returns where the JSON
//! did not fit.

// A model is a list of named places. Generated code says what their wire names are (`Model::names`), and fills and reads the
// place at an index (`Model::slot_at`, `Model::view_at`); everything that has an `if` (JSON, leniency, parameters, `Debug`,
// copies, equality) is written once, here, over `Slot` and `View`. The engine is generic over the serializer, never over the
// model, so it is compiled once however many models there are.
//
// What a type costs its compiler is counted in impls and functions, not in lines: a function that thousands of types have
// costs a quarter of a second. So what can be said once for all types is a provided method or a blanket impl, and what shims
// call is generic over the model: one function, and not each shim, turns it into a `&dyn Model`.
// What each field costs is an arm of two matches, by index and not by name: a match of text compares in the function itself,
// and an `Option` or a pair around every arm is built in each.

mod any_json;
mod containers;
mod context;
mod copy;
mod debug;
mod decode;
mod encode;
mod equal;
mod json_path;
mod json_text;
mod notes;
#[doc(hidden)]
pub mod open_enum;
mod path;
mod place;
mod secret;
mod shims;
mod timestamp;
mod typed_text;

pub(crate) use any_json::AnyJson;
pub use context::Mode;
pub use decode::{Decoded, from_json};
pub(crate) use decode::{integer, read_json};
pub use json_text::Json;
pub use notes::DriftNote;
pub(crate) use path::{elements, field, put_text, text, text_at, views_at, views_within};
pub use place::Model;
pub(crate) use place::{nameless, slot_of};
pub(crate) use secret::{each_entry, fields};
pub use timestamp::{Timestamp, TimestampError};
pub use typed_text::AnyText;

#[doc(hidden)]
pub use {
    copy::copy,
    debug::debug,
    decode::{lenient, strict},
    encode::{ViewJson, serialize},
    equal::equal,
    open_enum::Enum,
    place::{
        Blank, Cell, ListSlot, ListView, MapSlot, MapView, Names, OpenEnum, OptionalSlot, Place, PlaceKind, Slot,
        TypedTextSlot, View, blank, places,
    },
    typed_text::deserialize_typed_text,
};
