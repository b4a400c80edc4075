//! One slot and whatever comes for it.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::super::context::{Context, Path};
use super::nested::{read_list, read_map, read_object};
use crate::model::{DriftNote, Slot};

/// Fills one slot with whatever comes. Yields whether something was there: `null` is not, but for an element that may be
/// any JSON value.
pub(super) struct SlotSeed<'a, 'c> {
    pub(super) slot: Slot<'a>,
    /// Whether the slot is that of a list's or map's element.
    pub(super) element: bool,
    pub(super) context: &'c mut Context,
    pub(super) path: &'c Path<'c>,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_, '_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a, 'c> SlotSeed<'a, 'c> {
    /// The seed of what is inside an optional place.
    fn open(self) -> Self {
        match self.slot {
            Slot::Optional(place) => SlotSeed { slot: place.fill(), ..self },
            _ => self,
        }
    }

    fn expected(&self) -> &'static str {
        match self.slot {
            Slot::Text(_) | Slot::Symbol(_) => "text",
            Slot::Integer(_) => "a 64-bit integer",
            Slot::Float(_) => "a number",
            Slot::Boolean(_) => "a boolean",
            Slot::Json(_) => "a JSON value",
            Slot::Object(_) | Slot::Map(_) => "an object",
            Slot::List(_) => "a list",
            Slot::Optional(_) => "a value",
        }
    }

    /// What is there cannot become what is expected.
    fn misfit<E: Error, T>(self, found: impl fmt::Display) -> Result<T, E> {
        misfit(self.path, self.expected(), found)
    }

    /// Takes a number or boolean where text is expected.
    fn text<E: Error>(self, kind: &str, text: String) -> Result<bool, E> {
        self.context.bend(self.path, "text", format!("{kind} {text}"))?;
        match self.slot {
            Slot::Text(cell) => cell.set(text),
            Slot::Symbol(symbol) => symbol.set(&text),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// What is there cannot become what is expected.
#[cold]
fn misfit<E: Error, T>(path: &Path<'_>, expected: &'static str, found: impl fmt::Display) -> Result<T, E> {
    Err(E::custom(DriftNote { path: path.to_string(), expected, found: found.to_string() }))
}

/// Leaves out a number that a 64-bit integer cannot hold. The note keeps its digits.
#[cold]
fn leave_out<E: Error>(context: &mut Context, path: &Path<'_>, number: impl fmt::Display) -> Result<bool, E> {
    context.bend(path, "a 64-bit integer", format!("number {number}"))?;
    Ok(false)
}

impl<'de> Visitor<'de> for SlotSeed<'_, '_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at `{}`", self.expected(), self.path)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        match self.slot {
            Slot::Text(cell) => {
                cell.set(text.to_owned());
                Ok(true)
            }
            _ => self.visit_other_text(text),
        }
    }

    fn visit_string<E: Error>(self, text: String) -> Result<bool, E> {
        match self.slot {
            Slot::Text(cell) => {
                cell.set(text);
                Ok(true)
            }
            _ => self.visit_other_text(&text),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<bool, E> {
        let seed = self.open();
        match seed.slot {
            Slot::Integer(cell) => cell.set(number),
            // A double is what the metadata says; 2^53 and beyond round as every double does.
            Slot::Float(cell) => cell.set(number as f64),
            Slot::Json(cell) => cell.set(number.into()),
            Slot::Text(_) | Slot::Symbol(_) => return seed.text("number", number.to_string()),
            _ => return seed.misfit(format_args!("number {number}")),
        }
        Ok(true)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<bool, E> {
        if let Ok(number) = i64::try_from(number) {
            return self.visit_i64(number);
        }
        let seed = self.open();
        match seed.slot {
            Slot::Float(cell) => cell.set(number as f64),
            Slot::Json(cell) => cell.set(number.into()),
            Slot::Integer(_) => return leave_out(seed.context, seed.path, number),
            Slot::Text(_) | Slot::Symbol(_) => return seed.text("number", number.to_string()),
            _ => return seed.misfit(format_args!("number {number}")),
        }
        Ok(true)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<bool, E> {
        let seed = self.open();
        // The shortest form that reads back as the same number.
        let shortest = Value::from(number).to_string();
        match seed.slot {
            Slot::Float(cell) => cell.set(number),
            Slot::Json(cell) => cell.set(number.into()),
            Slot::Integer(cell) => match whole(number) {
                Some(whole) => {
                    seed.context.bend(seed.path, "a 64-bit integer", format!("number {shortest}"))?;
                    cell.set(whole);
                }
                None => {
                    return leave_out(seed.context, seed.path, shortest);
                }
            },
            Slot::Text(_) | Slot::Symbol(_) => return seed.text("number", shortest),
            _ => return seed.misfit(format_args!("number {shortest}")),
        }
        Ok(true)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        let seed = self.open();
        match seed.slot {
            Slot::Boolean(cell) => cell.set(value),
            Slot::Json(cell) => cell.set(value.into()),
            Slot::Text(_) | Slot::Symbol(_) => return seed.text("boolean", value.to_string()),
            _ => return seed.misfit(format_args!("boolean {value}")),
        }
        Ok(true)
    }

    /// `null` is absent, and empties what an earlier key of the same name had filled.
    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        match self.slot {
            Slot::Text(cell) => cell.clear(),
            Slot::Integer(cell) => cell.clear(),
            Slot::Float(cell) => cell.clear(),
            Slot::Boolean(cell) => cell.clear(),
            Slot::Json(cell) if self.element => {
                cell.set(Value::Null);
                return Ok(true);
            }
            Slot::Json(cell) => cell.clear(),
            Slot::List(list) => list.clear(),
            Slot::Map(map) => map.clear(),
            Slot::Optional(place) => place.clear(),
            Slot::Symbol(_) | Slot::Object(_) => {}
        }
        Ok(false)
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<bool, A::Error> {
        let seed = self.open();
        match seed.slot {
            Slot::Object(model) => read_object(model, map, seed.context, seed.path)?,
            Slot::Map(entries) => read_map(entries, map, seed.context, seed.path)?,
            Slot::Json(cell) => cell.set(Value::deserialize(MapAccessDeserializer::new(map))?),
            _ => return seed.misfit("an object"),
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<bool, A::Error> {
        let seed = self.open();
        match seed.slot {
            Slot::List(list) => read_list(list, sequence, seed.context, seed.path)?,
            Slot::Json(cell) => cell.set(Value::deserialize(SeqAccessDeserializer::new(sequence))?),
            _ => return seed.misfit("a list"),
        }
        Ok(true)
    }
}

impl SlotSeed<'_, '_> {
    /// Text where something else than plain text is expected.
    fn visit_other_text<E: Error>(self, text: &str) -> Result<bool, E> {
        let seed = self.open();
        match seed.slot {
            Slot::Text(cell) => cell.set(text.to_owned()),
            Slot::Symbol(symbol) => symbol.set(text),
            Slot::Json(cell) => cell.set(text.into()),
            Slot::Integer(cell) => match text.parse() {
                Ok(number) => {
                    seed.context.bend(seed.path, "a 64-bit integer", Quoted(text).to_string())?;
                    cell.set(number);
                }
                Err(_) => {
                    return misfit(seed.path, "a 64-bit integer", Quoted(text));
                }
            },
            Slot::Float(cell) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    seed.context.bend(seed.path, "a number", Quoted(text).to_string())?;
                    cell.set(number);
                }
                _ => {
                    return misfit(seed.path, "a number", Quoted(text));
                }
            },
            Slot::Boolean(cell) => match text {
                "true" | "false" => {
                    seed.context.bend(seed.path, "a boolean", Quoted(text).to_string())?;
                    cell.set(text == "true");
                }
                _ => {
                    return misfit(seed.path, "a boolean", Quoted(text));
                }
            },
            _ => return seed.misfit(Quoted(text)),
        }
        Ok(true)
    }
}

/// The integer that a float stands for, where it is exactly one.
fn whole(number: f64) -> Option<i64> {
    // 2^63 itself is out of range; both bounds are exact doubles.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number)).then_some(number as i64)
}

/// Text as a note shows it: quoted, and no longer than a line.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        match self.0.char_indices().nth(LONGEST) {
            None => write!(formatter, "text {:?}", self.0),
            Some((end, _)) => write!(formatter, "text {:?}… ({} bytes)", &self.0[..end], self.0.len()),
        }
    }
}
