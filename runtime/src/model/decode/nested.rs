//! Objects, maps and lists: slots within slots.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::number;
use super::seed::SlotSeed;
use crate::masking::is_same_key;
use crate::model::context::{Context, Found, Mode, Outcome};
use crate::model::json_path::{Fields, Path};
use crate::model::place::{ListSlot, MapSlot, Model, View};

/// Fills the places of a model in which nothing is, and checks that what is required was there. Beside what
/// became of it: whether there was any known key.
pub(super) fn read_object<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    mut map: A,
    context: &mut Context,
    path: &Path<'_>,
) -> Result<(Outcome, bool), A::Error> {
    let (required, fields) = (model.required(), Fields::of(model));
    // No allocation where nothing is required, which is every response.
    let mut present = vec![false; required.len()];
    let mut any_known = false;
    // The places that were filled by a key in another case.
    let mut bent: Vec<usize> = Vec::new();
    let mut next = 0;
    while let Some((name, index)) = map.next_key_seed(KeySeed { model, next })? {
        let (name, index) = match index {
            Some(index) => (name, index),
            None if name == number::KEY => {
                let digits = map.next_value::<String>()?;
                return Ok((context.misfit(path, "an object", Found::Number(&digits))?, false));
            }
            None => match in_another_case(&*model, context.mode, &name) {
                Some((known, index)) => {
                    context.bend(&path.key(&known), "this key", Found::Key(&name))?;
                    bent.push(index);
                    (known.into(), index)
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                    unknown_key(&*model, context, &path.key(&name))?;
                    continue;
                }
            },
        };
        any_known = true;
        next = index + 1;
        let path = path.field(&name, &fields);
        let seed = SlotSeed { slot: model.slot_at(index), element: false, context, path: &path };
        let outcome = map.next_value_seed(seed)?;
        // The last of two equal keys wins, also where it brings nothing, but not over one in another case.
        if outcome != Outcome::Filled && !bent.contains(&index) {
            model.slot_at(index).clear();
        }
        if let Some(index) = required.iter().position(|&required| required == name) {
            present[index] = outcome == Outcome::Filled;
        }
    }
    match required.iter().zip(present).find(|(_, present)| !present) {
        Some((&name, _)) => Err(A::Error::custom(format_args!("`{}`: required, but missing or null", path.key(name)))),
        None => Ok((Outcome::Filled, any_known)),
    }
}

/// The place of a key in another case than the documented one, if no other place is called like it and nothing is there yet: a
/// call that has created something must not lose its ID because it is called `jobId`.
#[cold]
fn in_another_case(model: &dyn Model, mode: Mode, name: &str) -> Option<(String, usize)> {
    let names = model.names();
    let mut alike = names.iter().enumerate().filter(|(_, known)| is_same_key(name, known));
    match (mode, alike.next(), alike.next()) {
        (Mode::Lenient, Some((index, &known)), None) if matches!(model.view_at(index), View::Absent) => {
            Some((known.to_owned(), index))
        }
        _ => None,
    }
}

/// Lists a key that has no place, or refuses it in strict mode.
#[cold]
fn unknown_key<E: Error>(model: &dyn Model, context: &mut Context, path: &Path<'_>) -> Result<(), E> {
    if context.mode == Mode::Lenient {
        context.notes.add_unknown(path);
        return Ok(());
    }
    let known = model.names();
    let type_name = model.name();
    if known.is_empty() {
        return Err(E::custom(format_args!("`{path}`: unknown; {type_name} has no fields")));
    }
    Err(E::custom(format_args!("`{path}`: unknown; {type_name} has {}", known.join(", "))))
}

/// Fills a map, starting again.
pub(super) fn read_map<'de, A: MapAccess<'de>>(
    entries: &mut dyn MapSlot,
    mut map: A,
    context: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome, A::Error> {
    entries.clear();
    while let Some(key) = map.next_key::<String>()? {
        if key == number::KEY {
            let digits = map.next_value::<String>()?;
            return context.misfit(path, "an object", Found::Number(&digits));
        }
        let path = path.key(&key);
        let mut result = Ok(Outcome::Null);
        entries.insert(key.clone(), &mut |slot| {
            result = map.next_value_seed(SlotSeed { slot, element: true, context, path: &path });
            matches!(result, Ok(Outcome::Filled))
        });
        if result? == Outcome::Null {
            context.misfit(&path, "a value", Found::Kind("null"))?;
        }
    }
    Ok(Outcome::Filled)
}

/// Fills a list, starting again. An element is decoded before it joins the list.
pub(super) fn read_list<'de, A: SeqAccess<'de>>(
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
            result = sequence.next_element_seed(SlotSeed { slot, element: true, context, path: &path });
            matches!(result, Ok(Some(Outcome::Filled)))
        });
        match result? {
            None => return Ok(()),
            Some(Outcome::Null) => {
                context.misfit(&path, "an element", Found::Kind("null"))?;
            }
            Some(Outcome::Filled | Outcome::LeftOut) => {}
        }
        index += 1;
    }
}

/// Reads a key and finds the index of its place. The key is kept for the path; it is borrowed from the input where it can be.
struct KeySeed<'a> {
    model: &'a dyn Model,
    /// Where to look first: most services write their keys in one order.
    next: usize,
}

impl KeySeed<'_> {
    fn find(&self, name: &str) -> Option<usize> {
        let names = self.model.names();
        let (before, after) = names.split_at(self.next.min(names.len()));
        let is_name = |known: &&str| *known == name;
        after.iter().position(is_name).map(|index| before.len() + index).or_else(|| before.iter().position(is_name))
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = (Cow<'de, str>, Option<usize>);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = (Cow<'de, str>, Option<usize>);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((Cow::Borrowed(name), self.find(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((Cow::Owned(name.to_owned()), self.find(name)))
    }
}
