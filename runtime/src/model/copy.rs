//! `Clone` of models, once for all of them: what the views of one show is put into the slots of a blank other.
//!
//! A derived `Clone` is faster to run, and was the dearest impl of a model to compile. An enum is copied by its text, so
//! that an unknown value whose text is known after all becomes that variant, to which it was equal before.

use super::place::{Model, Slot, View};

/// A value that holds the same.
#[must_use]
pub fn copy<T: Model>(model: &T) -> T {
    let mut copy = T::blank();
    copy_places(&mut copy, model);
    copy
}

fn copy_places(copy: &mut dyn Model, model: &dyn Model) {
    (0..model.names().len()).for_each(|index| put(copy.slot_at(index), model.view_at(index)));
}

/// Fills a blank slot with a view of the same type. What is absent stays blank.
fn put(slot: Slot<'_>, view: View<'_>) {
    match (slot, view) {
        (Slot::Text(cell), View::Text(text)) => cell.set(text.to_owned()),
        (Slot::Integer(cell), View::Integer(number)) => cell.set(number),
        (Slot::Float(cell), View::Float(number)) => cell.set(number),
        (Slot::Boolean(cell), View::Boolean(value)) => cell.set(value),
        (Slot::Bytes(cell), View::Bytes(bytes)) => cell.set(bytes.clone()),
        (Slot::Json(cell), View::Json(value)) => cell.set(value.clone()),
        (Slot::TypedText(place), View::Text(text)) => place.set(text),
        (Slot::TypedText(place), View::Enum(value)) => place.set(value.names().0),
        (Slot::Object(copy), View::Object(model)) => copy_places(copy, model),
        (Slot::List(copy), View::List(list)) => {
            for index in 0..list.len() {
                copy.push(&mut |slot| {
                    put(slot, list.at(index));
                    true
                });
            }
        }
        (Slot::Map(copy), View::Map(map)) => map.each(&mut |key, view| {
            copy.insert(key.to_owned(), &mut |slot| {
                put(slot, view);
                true
            });
        }),
        (Slot::Optional(place), view) if !matches!(view, View::Absent) => put(place.fill(), view),
        _ => {}
    }
}
