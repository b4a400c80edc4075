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

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::context::{Context, Path};
use super::{DriftNote, ListSlot, MapSlot, Mode, Model, Slot};

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
    Ok(Decoded {
        value,
        drift: context.drift,
        unknown: context.unknown,
    })
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
        SlotSeed {
            slot,
            element: false,
            context,
            path: &Path::ROOT,
        }
        .deserialize(deserializer)?;
    }
    Ok(())
}

/// Fills one slot with whatever comes. Yields whether something was there: `null` is not, but for an element that may be
/// any JSON value.
struct SlotSeed<'a, 'c> {
    slot: Slot<'a>,
    element: bool,
    context: &'c mut Context,
    path: &'c Path<'c>,
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
            Slot::Optional(place) => SlotSeed {
                slot: place.fill(),
                ..self
            },
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
    Err(E::custom(DriftNote {
        path: path.to_string(),
        expected,
        found: found.to_string(),
    }))
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
                    seed.context
                        .bend(seed.path, "a 64-bit integer", format!("number {shortest}"))?;
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
                    seed.context
                        .bend(seed.path, "a 64-bit integer", Quoted(text).to_string())?;
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

fn read_object<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    mut map: A,
    context: &mut Context,
    path: &Path<'_>,
) -> Result<(), A::Error> {
    let required = model.required();
    // No allocation where nothing is required, which is every reply.
    let mut present = vec![false; required.len()];
    while let Some((name, slot)) = map.next_key_seed(KeySeed(&mut *model))? {
        let path = path.key(&name);
        let Some(slot) = slot else {
            map.next_value::<IgnoredAny>()?;
            unknown_key(&*model, context, &path)?;
            continue;
        };
        let filled = map.next_value_seed(SlotSeed {
            slot,
            element: false,
            context,
            path: &path,
        })?;
        if let Some(index) = required.iter().position(|&required| required == name) {
            present[index] = filled;
        }
    }
    match required.iter().zip(present).find(|(_, present)| !present) {
        Some((&name, _)) => Err(A::Error::custom(format_args!(
            "`{}`: required, but missing or null",
            path.key(name)
        ))),
        None => Ok(()),
    }
}

/// Lists a key that has no place, or refuses it in strict mode.
#[cold]
fn unknown_key<E: Error>(model: &dyn Model, context: &mut Context, path: &Path<'_>) -> Result<(), E> {
    if context.mode == Mode::Lenient {
        context.unknown.push(path.to_string());
        return Ok(());
    }
    let mut known = Vec::new();
    while let Some((name, _)) = model.view_at(known.len()) {
        known.push(name);
    }
    let type_name = model.name();
    if known.is_empty() {
        return Err(E::custom(format_args!("`{path}`: unknown; {type_name} has no fields")));
    }
    Err(E::custom(format_args!(
        "`{path}`: unknown; {type_name} has {}",
        known.join(", ")
    )))
}

fn read_map<'de, A: MapAccess<'de>>(
    entries: &mut dyn MapSlot,
    mut map: A,
    context: &mut Context,
    path: &Path<'_>,
) -> Result<(), A::Error> {
    entries.clear();
    while let Some(key) = map.next_key::<String>()? {
        let path = path.key(&key);
        let mut result = Ok(false);
        entries.insert(key.clone(), &mut |slot| {
            result = map.next_value_seed(SlotSeed {
                slot,
                element: true,
                context,
                path: &path,
            });
            matches!(result, Ok(true))
        });
        if !result? {
            context.bend(&path, "a value", "null".to_owned())?;
        }
    }
    Ok(())
}

fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn ListSlot,
    mut sequence: A,
    context: &mut Context,
    path: &Path<'_>,
) -> Result<(), A::Error> {
    list.clear();
    let mut index = 0;
    loop {
        let path = path.index(index);
        let mut result = Ok(None);
        list.push(&mut |slot| {
            result = sequence.next_element_seed(SlotSeed {
                slot,
                element: true,
                context,
                path: &path,
            });
            matches!(result, Ok(Some(true)))
        });
        match result? {
            None => return Ok(()),
            Some(true) => {}
            Some(false) => context.bend(&path, "an element", "null".to_owned())?,
        }
        index += 1;
    }
}

/// Reads a key and finds its place. The key is kept for the path; it is borrowed from the input where it can be.
struct KeySeed<'a>(&'a mut dyn Model);

impl<'de, 'a> DeserializeSeed<'de> for KeySeed<'a> {
    type Value = (Cow<'de, str>, Option<Slot<'a>>);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, 'a> Visitor<'de> for KeySeed<'a> {
    type Value = (Cow<'de, str>, Option<Slot<'a>>);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((Cow::Borrowed(name), self.0.slot_of(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((Cow::Owned(name.to_owned()), self.0.slot_of(name)))
    }
}
