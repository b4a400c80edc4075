//! Equality of models, once for all of them: two models are equal where all their views are.

use super::place::{ListView, MapView, Model, View};

/// Whether two values of one type hold the same.
#[inline]
#[must_use]
pub fn equal<T: Model>(left: &T, right: &T) -> bool {
    models_equal(left, right)
}

fn models_equal(left: &dyn Model, right: &dyn Model) -> bool {
    let count = left.names().len();
    count == right.names().len() && (0..count).all(|index| views_equal(left.view_at(index), right.view_at(index)))
}

fn views_equal(left: View<'_>, right: View<'_>) -> bool {
    match (left, right) {
        (View::Absent, View::Absent) => true,
        (View::Text(left), View::Text(right)) => left == right,
        (View::Enum(left), View::Enum(right)) => left.names().0 == right.names().0,
        (View::Integer(left), View::Integer(right)) => left == right,
        (View::Float(left), View::Float(right)) => left == right,
        (View::Boolean(left), View::Boolean(right)) => left == right,
        (View::Bytes(left), View::Bytes(right)) => left == right,
        (View::Json(left), View::Json(right)) => left == right,
        (View::Object(left), View::Object(right)) => models_equal(left, right),
        (View::List(left), View::List(right)) => lists_equal(left, right),
        (View::Map(left), View::Map(right)) => maps_equal(left, right),
        _ => false,
    }
}

fn lists_equal(left: &dyn ListView, right: &dyn ListView) -> bool {
    left.len() == right.len() && (0..left.len()).all(|index| views_equal(left.at(index), right.at(index)))
}

/// Maps show their entries in key order, so equal maps show equal entries one after another.
fn maps_equal(left: &dyn MapView, right: &dyn MapView) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut entries = Vec::with_capacity(left.len());
    left.each(&mut |key, view| entries.push((key, view)));
    let mut entries = entries.into_iter();
    let mut equal = true;
    right.each(&mut |key, view| {
        equal &= entries.next().is_some_and(|(left_key, left)| left_key == key && views_equal(left, view));
    });
    equal
}
