//! The decoder: one engine over slots, generic over the serde deserializer and never over the model.
//!
//! It asks the deserializer for whatever is there (`deserialize_any`), so it reads self-describing formats: JSON and
//! its like. What does not fit is bent where the rules of leniency allow it (each bend is a [`DriftNote`]), and an error
//! with the path of the place where they do not:
//!
//! * `null` is absent;
//! * a number or boolean fits text and keeps its digits; numeric text fits a number; `"true"` and `"false"` fit a boolean;
//! * a number without fraction fits an integer; one that a 64-bit integer cannot hold is left out;
//! * keys without a place are ignored and listed.

mod nested;
mod slot;

use serde::de::{DeserializeSeed, Deserializer};

use super::context::{Context, Path};
use super::{DriftNote, Mode, Model, Slot};
use slot::SlotSeed;

/// A decoded value and what the decoder noticed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// What was bent or left out.
    pub drift: Vec<DriftNote>,
    /// The paths of keys that the type does not know.
    pub unknown: Vec<String>,
}

/// Reads a model from JSON text.
///
/// # Errors
/// The text is not JSON, or does not fit the type and cannot be bent; in strict mode also whatever would be a note.
pub fn from_json<T: Model>(json: &[u8], mode: Mode) -> Result<Decoded<T>, serde_json::Error> {
    let mut value = T::blank();
    let context = read_json(&mut value, json, mode)?;
    Ok(Decoded { value, drift: context.drift, unknown: context.unknown })
}

/// The part of [`from_json`] that is the same for all models.
fn read_json(model: &mut dyn Model, json: &[u8], mode: Mode) -> Result<Context, serde_json::Error> {
    let mut context = Context::new(mode);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    read(model, &mut deserializer, &mut context)?;
    deserializer.end()?;
    Ok(context)
}

/// What a model's `Deserialize` does.
pub fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D, mode: Mode) -> Result<T, D::Error> {
    let mut value = T::blank();
    read(&mut value, deserializer, &mut Context::new(mode))?;
    Ok(value)
}

fn read<'de, D: Deserializer<'de>>(
    model: &mut dyn Model,
    deserializer: D,
    context: &mut Context,
) -> Result<(), D::Error> {
    // A reply that is no object is a model with one nameless place.
    let slot = match model.view_at(0) {
        Some(("", _)) => model.slot_of(""),
        _ => Some(Slot::Object(model)),
    };
    if let Some(slot) = slot {
        SlotSeed { slot, element: false, context, path: &Path::ROOT }.deserialize(deserializer)?;
    }
    Ok(())
}
