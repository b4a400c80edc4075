//! One slot and whatever comes for it.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::super::context::{Context, Outcome, Path};
use super::nested::{read_list, read_map, read_object};
use crate::model::Slot;

/// Fills one slot with whatever comes.
pub(super) struct SlotSeed<'a, 'c> {
    pub(super) slot: Slot<'a>,
    /// Whether the slot is that of a list's or map's element, which may be `null` where it may be any JSON value.
    pub(super) element: bool,
    pub(super) context: &'c mut Context,
    pub(super) path: &'c Path<'c>,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_, '_> {
    type Value = Outcome;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SlotSeed<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at `{}`", expected(&self.slot), self.path)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Outcome, E> {
        match self.slot {
            Slot::Text(cell) => {
                cell.set(text.to_owned());
                Ok(Outcome::Filled)
            }
            _ => self.inside(|seed| seed.text(text)),
        }
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Outcome, E> {
        match self.slot {
            Slot::Text(cell) => {
                cell.set(text);
                Ok(Outcome::Filled)
            }
            _ => self.inside(|seed| seed.text(&text)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Outcome, E> {
        self.inside(|seed| seed.integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Outcome, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.inside(|seed| seed.large_integer(number)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Outcome, E> {
        self.inside(|seed| seed.float(number))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        self.inside(|seed| seed.boolean(value))
    }

    /// `null` is absent, but for an element that may be any JSON value.
    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        match self.slot {
            Slot::Json(cell) if self.element => {
                cell.set(Value::Null);
                Ok(Outcome::Filled)
            }
            _ => Ok(Outcome::Null),
        }
    }

    fn visit_none<E: Error>(self) -> Result<Outcome, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        self.inside(|seed| {
            match seed.slot {
                Slot::Object(model) => read_object(model, map, seed.context, seed.path)?,
                Slot::Map(entries) => read_map(entries, map, seed.context, seed.path)?,
                Slot::Json(cell) => cell.set(Value::deserialize(MapAccessDeserializer::new(map))?),
                slot => {
                    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                    return seed.context.misfit(seed.path, expected(&slot), "an object");
                }
            }
            Ok(Outcome::Filled)
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Outcome, A::Error> {
        self.inside(|seed| {
            match seed.slot {
                Slot::List(list) => read_list(list, sequence, seed.context, seed.path)?,
                Slot::Json(cell) => cell.set(Value::deserialize(SeqAccessDeserializer::new(sequence))?),
                slot => {
                    while sequence.next_element::<IgnoredAny>()?.is_some() {}
                    return seed.context.misfit(seed.path, expected(&slot), "a list");
                }
            }
            Ok(Outcome::Filled)
        })
    }
}

impl SlotSeed<'_, '_> {
    /// Steps into an optional place, which is emptied again where nothing fits into it.
    fn inside<E>(self, visit: impl FnOnce(SlotSeed<'_, '_>) -> Result<Outcome, E>) -> Result<Outcome, E> {
        match self.slot {
            Slot::Optional(place) => {
                let outcome = visit(SlotSeed {
                    slot: place.fill(),
                    element: self.element,
                    context: self.context,
                    path: self.path,
                })?;
                if outcome == Outcome::LeftOut {
                    place.clear();
                }
                Ok(outcome)
            }
            _ => visit(self),
        }
    }

    fn integer<E: Error>(self, number: i64) -> Result<Outcome, E> {
        match self.slot {
            Slot::Integer(cell) => cell.set(number),
            // A double is what the metadata says; 2^53 and beyond round as every double does.
            Slot::Float(cell) => cell.set(number as f64),
            Slot::Json(cell) => cell.set(number.into()),
            Slot::Boolean(cell) if matches!(number, 0 | 1) => {
                self.context.bend(self.path, "a boolean", format!("number {number}"))?;
                cell.set(number == 1);
            }
            Slot::Text(_) | Slot::Symbol(_) => return self.digits("number", &number.to_string()),
            slot => return self.context.misfit(self.path, expected(&slot), format_args!("number {number}")),
        }
        Ok(Outcome::Filled)
    }

    /// An integer beyond the signed 64 bits.
    fn large_integer<E: Error>(self, number: u64) -> Result<Outcome, E> {
        match self.slot {
            Slot::Float(cell) => cell.set(number as f64),
            Slot::Json(cell) => cell.set(number.into()),
            Slot::Text(_) | Slot::Symbol(_) => return self.digits("number", &number.to_string()),
            slot => return self.context.misfit(self.path, expected(&slot), format_args!("number {number}")),
        }
        Ok(Outcome::Filled)
    }

    fn float<E: Error>(self, number: f64) -> Result<Outcome, E> {
        // The shortest form that reads back as the same number.
        let shortest = || Value::from(number).to_string();
        match (self.slot, whole(number)) {
            (Slot::Float(cell), _) => cell.set(number),
            (Slot::Json(cell), _) => cell.set(number.into()),
            (Slot::Integer(cell), Some(whole)) => {
                self.context.bend(self.path, "a 64-bit integer", format!("number {}", shortest()))?;
                cell.set(whole);
            }
            (slot @ (Slot::Text(_) | Slot::Symbol(_)), _) => {
                return SlotSeed { slot, ..self }.digits("number", &shortest());
            }
            (slot, _) => {
                return self.context.misfit(self.path, expected(&slot), format_args!("number {}", shortest()));
            }
        }
        Ok(Outcome::Filled)
    }

    fn boolean<E: Error>(self, value: bool) -> Result<Outcome, E> {
        match self.slot {
            Slot::Boolean(cell) => cell.set(value),
            Slot::Json(cell) => cell.set(value.into()),
            Slot::Text(_) | Slot::Symbol(_) => return self.digits("boolean", &value.to_string()),
            slot => return self.context.misfit(self.path, expected(&slot), format_args!("boolean {value}")),
        }
        Ok(Outcome::Filled)
    }

    /// A number or boolean where text is expected.
    fn digits<E: Error>(self, kind: &str, digits: &str) -> Result<Outcome, E> {
        self.context.bend(self.path, "text", format!("{kind} {digits}"))?;
        self.text(digits)
    }

    fn text<E: Error>(self, text: &str) -> Result<Outcome, E> {
        let Self { slot, context, path, .. } = self;
        let expected = expected(&slot);
        let fits = match slot {
            Slot::Text(cell) => {
                cell.set(text.to_owned());
                return Ok(Outcome::Filled);
            }
            Slot::Symbol(symbol) => {
                symbol.set(text);
                return Ok(Outcome::Filled);
            }
            Slot::Json(cell) => {
                cell.set(text.into());
                return Ok(Outcome::Filled);
            }
            Slot::Integer(cell) => text.parse().map(|number| cell.set(number)).is_ok(),
            Slot::Float(cell) => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                number.map(|number| cell.set(number)).is_some()
            }
            Slot::Boolean(cell) => truth(text).map(|value| cell.set(value)).is_some(),
            _ => false,
        };
        if !fits {
            return context.misfit(path, expected, Quoted(text));
        }
        context.bend(path, expected, Quoted(text).to_string())?;
        Ok(Outcome::Filled)
    }
}

/// What a slot takes, for notes.
fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
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

/// The boolean that a text stands for: `true` or `false` in any case, as several languages print them.
fn truth(text: &str) -> Option<bool> {
    [true, false].into_iter().find(|value| text.eq_ignore_ascii_case(if *value { "true" } else { "false" }))
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
