//! Decoding into one slot.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::json::JsonSeed;
use super::nested::{read_list, read_map, read_object};
use super::number::{self, First, Resumed};
use super::reader::Reader;
use super::seed::SlotSeed;
use super::truth;
use crate::encoding::from_base64;
use crate::model::context::{Context, Found, Outcome};
use crate::model::json_path::Path;
use crate::model::notes::{A_LIST, WITHIN_TEXT};
use crate::model::place::{Cell, ListSlot, Model, Slot, clear, is_empty};

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
            _ => self.inside(Found::Text(text), |seed| seed.text(text)),
        }
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Outcome, E> {
        match self.slot {
            Slot::Text(cell) => {
                cell.set(text);
                Ok(Outcome::Filled)
            }
            _ => self.visit_str(&text),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Outcome, E> {
        self.inside(Found::Integer(number), |seed| seed.integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Outcome, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.number(&number.to_string()),
        }
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Outcome, E> {
        self.number(&number.to_string())
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Outcome, E> {
        self.number(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Outcome, E> {
        self.inside(Found::Double(number), |seed| seed.double(number))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        self.inside(Found::Boolean(value), |seed| seed.boolean(value))
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

    /// A word without quotation marks, see [`Reader`](super::reader::Reader).
    fn visit_bytes<E: Error>(self, word: &[u8]) -> Result<Outcome, E> {
        let word = String::from_utf8_lossy(word);
        if number::is_number(&word) {
            return self.number(&word);
        }
        self.inside(Found::Word(&word), |seed| seed.word(&word))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let Self { slot, element, context, path } = self;
        match slot {
            Slot::Object(model) => {
                // Of two equal keys the last wins, with all that it does not say. An element is new.
                if !element && !is_empty(&*model) {
                    clear(model);
                }
                Ok(read_object(model, map, context, path)?.0)
            }
            Slot::Map(entries) => read_map(entries, map, context, path),
            Slot::Json(cell) => Ok(put_json(cell, JsonSeed { context, path }.visit_map(map)?)),
            Slot::Optional(place) => {
                let slot = place.fill();
                let outcome = SlotSeed { slot, element, context, path }.visit_map(map)?;
                if outcome == Outcome::LeftOut {
                    place.clear();
                }
                Ok(outcome)
            }
            slot => {
                let first = number::first(&mut map)?;
                let seed = SlotSeed { slot, element, context, path };
                match first {
                    First::Digits(digits) => seed.number(&digits),
                    First::Key(key) => seed.object(Resumed { first: Some(key), map }),
                    First::Nothing => seed.empty_object(),
                }
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Outcome, A::Error> {
        let Self { slot, element, context, path } = self;
        match slot {
            Slot::List(list) => {
                read_list(list, sequence, context, path)?;
                Ok(Outcome::Filled)
            }
            Slot::Json(cell) => Ok(put_json(cell, JsonSeed { context, path }.visit_seq(sequence)?)),
            Slot::Optional(place) => {
                let slot = place.fill();
                let outcome = SlotSeed { slot, element, context, path }.visit_seq(sequence)?;
                if outcome == Outcome::LeftOut {
                    place.clear();
                }
                Ok(outcome)
            }
            // An entry of a list is left out as one: its own elements would be counted as entries.
            Slot::Object(model) if !element => the_only(model, sequence, context, path),
            slot => {
                while sequence.next_element::<IgnoredAny>()?.is_some() {}
                context.misfit(path, expected(&slot), Found::Kind("a list"))
            }
        }
    }
}

/// Fills an object with the only element of the list that came in its place. Of several, none is the one that is meant.
fn the_only<'de, A: SeqAccess<'de>>(
    model: &mut dyn Model,
    mut sequence: A,
    context: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome, A::Error> {
    let seed = SlotSeed { slot: Slot::Object(&mut *model), element: false, context, path };
    let only = sequence.next_element_seed(seed)?;
    let mut others = 0;
    while sequence.next_element::<IgnoredAny>()?.is_some() {
        others += 1;
    }
    if only == Some(Outcome::Filled) && others == 0 {
        context.bend(path, "an object", Found::Kind("a list of one"))?;
        return Ok(Outcome::Filled);
    }
    clear(model);
    context.misfit(path, "an object", Found::Kind("a list"))
}

impl SlotSeed<'_, '_> {
    /// Descends into an optional place, which is emptied again if the value does not fit, into JSON within text, and into a
    /// list, for which one element is accepted too.
    fn inside<E: Error>(
        self,
        found: Found<'_>,
        visit: impl FnOnce(SlotSeed<'_, '_>) -> Result<Outcome, E>,
    ) -> Result<Outcome, E> {
        let Self { slot, element, context, path } = self;
        match (json_within(found, &slot), slot) {
            (_, Slot::Optional(place)) => {
                let slot = place.fill();
                let outcome = SlotSeed { slot, element, context, path }.inside(found, visit)?;
                if outcome == Outcome::LeftOut {
                    place.clear();
                }
                Ok(outcome)
            }
            (Some(json), slot) => {
                context.bend(path, expected(&slot), Found::Kind(WITHIN_TEXT))?;
                let mut reader = Reader::within(json, path.depth());
                let seed = WithinText(SlotSeed { slot, element, context: &mut *context, path });
                let outcome = reader.deserialize_any(seed).map_err(E::custom)?;
                context.mended(path, &reader.finish());
                Ok(outcome)
            }
            (None, Slot::List(list)) => alone(list, context, path, found, |seed| seed.inside(found, visit)),
            (None, slot) => visit(SlotSeed { slot, element, context, path }),
        }
    }

    fn integer<E: Error>(self, number: i64) -> Result<Outcome, E> {
        match self.slot {
            Slot::Integer(cell) => cell.set(number),
            // A double is what the metadata says; 2^53 and beyond round as every double does.
            Slot::Float(cell) => cell.set(number as f64),
            Slot::Json(cell) => cell.set(number.into()),
            Slot::Boolean(cell) if matches!(number, 0 | 1) => {
                self.context.bend(self.path, "a boolean", Found::Integer(number))?;
                cell.set(number == 1);
            }
            Slot::Text(_) | Slot::TypedText(_) => return self.put_as_text(Found::Integer(number), &number.to_string()),
            slot => return self.context.misfit(self.path, expected(&slot), Found::Integer(number)),
        }
        Ok(Outcome::Filled)
    }

    /// A number as a double, whose digits are lost.
    fn double<E: Error>(self, number: f64) -> Result<Outcome, E> {
        let Self { slot, context, path, .. } = self;
        if let Slot::Float(cell) = slot {
            if number.is_finite() {
                cell.set(number);
                return Ok(Outcome::Filled);
            }
            return context.misfit(path, "a number", Found::Double(number));
        }
        match (slot, number::whole(number)) {
            (Slot::Json(cell), _) => Ok(put_json(cell, JsonSeed { context, path }.visit_f64(number)?)),
            (Slot::Integer(cell), Some(whole)) => {
                context.bend(path, "a 64-bit integer", Found::Double(number))?;
                cell.set(whole);
                Ok(Outcome::Filled)
            }
            (slot @ (Slot::Text(_) | Slot::TypedText(_)), _) => {
                let shortest = Value::from(number).to_string();
                SlotSeed { slot, context, path, element: false }.put_as_text(Found::Double(number), &shortest)
            }
            (slot, _) => context.misfit(path, expected(&slot), Found::Double(number)),
        }
    }

    /// A number by its digits: one that is neither a 64-bit integer nor a double, or is spelt as JSON does not.
    fn number<E: Error>(self, digits: &str) -> Result<Outcome, E> {
        self.inside(Found::Number(digits), |seed| seed.digits(digits))
    }

    fn digits<E: Error>(self, digits: &str) -> Result<Outcome, E> {
        let Self { slot, context, path, .. } = self;
        let (found, expected) = (Found::Number(digits), expected(&slot));
        match slot {
            Slot::Text(_) | Slot::TypedText(_) => {
                return SlotSeed { slot, context, path, element: false }.put_as_text(found, digits);
            }
            Slot::Json(cell) => return Ok(put_json(cell, JsonSeed { context, path }.number(digits)?)),
            Slot::Float(cell) => match digits.parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => cell.set(number),
                None => return context.misfit(path, expected, found),
            },
            Slot::Integer(cell) => match number::integer(digits) {
                Some(number) => {
                    context.bend(path, expected, found)?;
                    cell.set(number);
                    return Ok(Outcome::Filled);
                }
                None => return context.misfit(path, expected, found),
            },
            _ => return context.misfit(path, expected, found),
        }
        if !number::is_json(digits) {
            context.bend(path, expected, found)?;
        }
        Ok(Outcome::Filled)
    }

    fn boolean<E: Error>(self, value: bool) -> Result<Outcome, E> {
        match self.slot {
            Slot::Boolean(cell) => cell.set(value),
            Slot::Json(cell) => cell.set(value.into()),
            Slot::Text(_) | Slot::TypedText(_) => return self.put_as_text(Found::Boolean(value), &value.to_string()),
            slot => return self.context.misfit(self.path, expected(&slot), Found::Boolean(value)),
        }
        Ok(Outcome::Filled)
    }

    /// A number or boolean where text is expected.
    fn put_as_text<E: Error>(self, found: Found<'_>, digits: &str) -> Result<Outcome, E> {
        self.context.bend(self.path, "text", found)?;
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
            Slot::TypedText(place) => {
                place.set(text);
                return Ok(Outcome::Filled);
            }
            Slot::Json(cell) => {
                cell.set(text.into());
                return Ok(Outcome::Filled);
            }
            Slot::Bytes(cell) => match from_base64(text) {
                Some(bytes) => {
                    cell.set(bytes);
                    return Ok(Outcome::Filled);
                }
                None => false,
            },
            Slot::Integer(cell) => number::integer(text.trim()).map(|number| cell.set(number)).is_some(),
            Slot::Float(cell) => {
                let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
                number.map(|number| cell.set(number)).is_some()
            }
            Slot::Boolean(cell) => truth(text).map(|value| cell.set(value)).is_some(),
            _ => false,
        };
        if !fits {
            return context.misfit(path, expected, Found::Text(text));
        }
        context.bend(path, expected, Found::Text(text))?;
        Ok(Outcome::Filled)
    }

    /// A word without quotation marks that is no number: a boolean as other languages print it, or nothing that fits.
    fn word<E: Error>(self, word: &str) -> Result<Outcome, E> {
        let Self { slot, context, path, element } = self;
        match (slot, truth(word)) {
            (Slot::Boolean(cell), Some(value)) => {
                context.bend(path, "a boolean", Found::Word(word))?;
                cell.set(value);
                Ok(Outcome::Filled)
            }
            (slot @ (Slot::Text(_) | Slot::TypedText(_)), Some(_)) => {
                SlotSeed { slot, element, context, path }.put_as_text(Found::Word(word), word)
            }
            (Slot::Json(cell), _) => Ok(put_json(cell, JsonSeed { context, path }.word(word)?)),
            (slot, _) => context.misfit(path, expected(&slot), Found::Word(word)),
        }
    }

    /// An empty object for another kind of place: an empty list, which some languages cannot tell from it, otherwise a misfit.
    fn empty_object<E: Error>(self) -> Result<Outcome, E> {
        let Self { slot, context, path, .. } = self;
        let Slot::List(list) = slot else {
            return context.misfit(path, expected(&slot), Found::Kind("an object"));
        };
        list.clear();
        context.bend(path, A_LIST, Found::Kind("an empty object"))?;
        Ok(Outcome::Filled)
    }

    /// An object for another kind of place: the only element of a list of objects, otherwise a misfit. Without a single
    /// known field it is something else, a wrapper for example.
    fn object<'de, A: MapAccess<'de>>(self, mut map: Resumed<A>) -> Result<Outcome, A::Error> {
        let Self { slot, context, path, .. } = self;
        match slot {
            Slot::List(list) => alone(list, context, path, Found::Kind("an object"), |seed| seed.object(map)),
            Slot::Object(model) => match read_object(model, map, context, path)? {
                (Outcome::Filled, false) => context.misfit(path, "an object", Found::Kind("one without a known field")),
                (outcome, _) => Ok(outcome),
            },
            Slot::Map(entries) => read_map(entries, map, context, path),
            Slot::Json(cell) => Ok(put_json(cell, JsonSeed { context, path }.visit_map(map)?)),
            slot => {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                context.misfit(path, expected(&slot), Found::Kind("an object"))
            }
        }
    }
}

/// Fills a slot from JSON within text.
struct WithinText<'a, 'b>(SlotSeed<'a, 'b>);

impl<'de> Visitor<'de> for WithinText<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    /// As of an object for another kind of place: it has to have a known field.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        self.0.object(Resumed { first: None, map })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Outcome, A::Error> {
        self.0.visit_seq(sequence)
    }

    /// In place of what is nested too deep.
    fn visit_bytes<E: Error>(self, word: &[u8]) -> Result<Outcome, E> {
        self.0.visit_bytes(word)
    }
}

/// The JSON of an object or a list, which some services send as text, if that is what came for a place of this kind. Objects
/// are read from what is nearly JSON too; a list of anything else may be meant as a text that begins like one.
fn json_within<'a>(found: Found<'a>, slot: &Slot<'_>) -> Option<&'a str> {
    let opening = match slot {
        Slot::Object(_) | Slot::Map(_) => '{',
        Slot::List(_) => '[',
        _ => return None,
    };
    let Found::Text(text) = found else { return None };
    let holds_objects = text.trim_start_matches(|next: char| next == '[' || next.is_whitespace()).starts_with('{');
    let is_json = || match holds_objects {
        true => Reader::accepts(text),
        false => serde_json::from_str::<IgnoredAny>(text).is_ok(),
    };
    (text.trim_start().starts_with(opening) && is_json()).then_some(text)
}

/// Fills a list with the one element that came in its place. An empty text lists nothing.
fn alone<E: Error>(
    list: &mut dyn ListSlot,
    context: &mut Context,
    path: &Path<'_>,
    found: Found<'_>,
    visit: impl FnOnce(SlotSeed<'_, '_>) -> Result<Outcome, E>,
) -> Result<Outcome, E> {
    list.clear();
    context.bend(path, A_LIST, found)?;
    if matches!(found, Found::Text("")) {
        return Ok(Outcome::Filled);
    }
    let (mut visit, mut result) = (Some(visit), Ok(Outcome::LeftOut));
    list.push(&mut |slot| {
        if let Some(visit) = visit.take() {
            result = visit(SlotSeed { slot, element: true, context, path: &path.index(0) });
        }
        matches!(result, Ok(Outcome::Filled))
    });
    result
}

/// Fills a place for any JSON, where there was some.
fn put_json(cell: Cell<'_, Value>, value: Option<Value>) -> Outcome {
    match value {
        Some(value) => {
            cell.set(value);
            Outcome::Filled
        }
        None => Outcome::LeftOut,
    }
}

/// What a slot takes, for notes.
fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Text(_) | Slot::TypedText(_) => "text",
        Slot::Integer(_) => "a 64-bit integer",
        Slot::Float(_) => "a number",
        Slot::Boolean(_) => "a boolean",
        Slot::Bytes(_) => "bytes in Base64",
        Slot::Json(_) => "a JSON value",
        Slot::Object(_) | Slot::Map(_) => "an object",
        Slot::List(_) => A_LIST,
        Slot::Optional(_) => "a value",
        Slot::Nowhere => "nothing",
    }
}
