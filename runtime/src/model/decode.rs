//! The decoder: one engine over slots, generic over the serde deserializer and never over the model.
//!
//! It asks the deserializer for whatever is there (`deserialize_any`), so it reads self-describing formats: JSON and
//! its like. In lenient mode what does not fit is bent, or left out where it cannot be; each time there is a [`DriftNote`]:
//!
//! * `null` is absent, which is no drift but for an element of a list or map; only a whole document cannot be `null`;
//! * a number or boolean fits text, the number with its digits as they stand; numeric text fits a number; `true` and `false`
//!   as text, in any case, and the numbers 0 and 1, also as text, fit a boolean; a number without fraction fits an integer,
//!   also as text;
//! * a number that a JSON value cannot hold exactly is text there;
//! * one element fits a list, as its only one; an empty text or object lists nothing; a list of one object fits an object;
//! * an object or a list fits its place as JSON within text;
//! * a key in another case fits the place that has nothing yet;
//! * what is nearly JSON is read as far as it can be, see [`reader`];
//! * anything else is left out: a call that has created something must not lose its ID because of a field beside it;
//! * other keys without a place are ignored and listed.
//!
//! In strict mode each of these is an error with the path of the place, and so is a document that is of another kind
//! altogether in either mode.
//!
//! Where the text is at hand, it is read by [`reader`], which knows the digits of every number. Through any other deserializer,
//! one that comes as a double has its shortest form.

mod json;
mod nested;
mod number;
mod reader;
mod seed;
mod slot;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny};
use serde_json::Value;

use super::context::{Context, Found, Mode, Outcome};
use super::json_path::Path;
use super::notes::DriftNote;
use super::place::{Model, Slot, nameless};
pub(crate) use number::integer;
use reader::Reader;
use seed::SlotSeed;

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

/// Reads a model from JSON text; leniently also from what is nearly JSON.
///
/// # Errors
/// The text is not JSON, or of another kind altogether (a list for an object); in strict mode also whatever would be a
/// note.
pub fn from_json<T: Model>(json: &[u8], mode: Mode) -> Result<Decoded<T>, serde_json::Error> {
    let mut value = T::blank();
    let (drift, unknown) = read_json(&mut value, text(json)?, mode, &[])?;
    Ok(Decoded { value, drift, unknown })
}

/// JSON as text. Checked as a whole, it is read faster than bytes are, which are checked string by string.
fn text(json: &[u8]) -> Result<&str, serde_json::Error> {
    simdutf8::basic::from_utf8(json).map_err(|_| match serde_json::from_slice::<Value>(json) {
        // Says where.
        Err(error) => error,
        Ok(_) => serde_json::Error::custom("the text is not UTF-8"),
    })
}

/// The part of [`from_json`] that does not depend on the type: fills a blank model and returns notes and unknown keys. Where there
/// is no type, notes do not show what has one of the names in `sensitive`.
pub(crate) fn read_json(
    model: &mut dyn Model,
    json: &str,
    mode: Mode,
    sensitive: &'static [&'static str],
) -> Result<(Vec<DriftNote>, Vec<String>), serde_json::Error> {
    let mut context = Context::new(mode, sensitive);
    let mut reader = Reader::new(json);
    let error = match read(model, &mut reader, &mut context) {
        Ok(()) => match reader.finish() {
            mended if mode == Mode::Lenient || mended.is_empty() => {
                let (mut drift, unknown) = context.notes.finish();
                DriftNote::add_all(&mut drift, &mended);
                return Ok((drift, unknown));
            }
            mended => serde_json::Error::custom(&mended[0]),
        },
        Err(error) => reader.place(&error),
    };
    // What is wrong with its JSON, `serde_json` says better; of values that it ignores, however deep they are nested.
    Err(serde_json::from_str::<IgnoredAny>(json).err().unwrap_or(error))
}

/// What the `Deserialize` of operations does, and of what only they hold.
pub fn strict<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserialize(deserializer, Mode::Strict)
}

/// What the `Deserialize` of outputs does, and of what they hold.
pub fn lenient<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserialize(deserializer, Mode::Lenient)
}

fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D, mode: Mode) -> Result<T, D::Error> {
    let mut value = T::blank();
    read(&mut value, deserializer, &mut Context::new(mode, &[]))?;
    Ok(value)
}

fn read<'de, D: Deserializer<'de>>(
    model: &mut dyn Model,
    deserializer: D,
    context: &mut Context,
) -> Result<(), D::Error> {
    // A response that is no object is a model with one nameless place.
    let (slot, has_names) = if nameless(model).is_some() {
        (model.slot_at(0), false)
    } else {
        let has_names = !model.names().is_empty();
        (Slot::Object(model), has_names)
    };
    let outcome = SlotSeed { slot, element: false, context, path: &Path::ROOT }.deserialize(deserializer)?;
    // Or else `null` would pass for an operation whose required places are all empty, or for a response that says nothing.
    if outcome == Outcome::Null && has_names {
        context.misfit(&Path::ROOT, "an object", Found::Kind("null"))?;
    }
    Ok(())
}

/// The boolean that a text means: `true` or `false` in any case, as several languages print them, or one of the numbers
/// that fit a boolean.
fn truth(text: &str) -> Option<bool> {
    let text = text.trim();
    let is = |words: [&str; 2]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "1"]) { Some(true) } else { is(["false", "0"]).then_some(false) }
}
