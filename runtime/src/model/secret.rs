//! Which fields of a model and entries of a map are secrets: by the type, by their names where no type knows them, and in
//! a pair (`{"Key":"Password","Value":"…"}`) by the name beside the value.

use serde_json::Value;

use super::place::{MapView, Model, View, places};
use crate::masking::{is_pair_value, names_secret};
use crate::secret_name::is_secret;

/// The fields of a model as [`places`] has them, and whether each is a secret.
pub(crate) fn fields(model: &dyn Model) -> impl Iterator<Item = (&str, View<'_>, bool)> {
    let sensitive = model.sensitive();
    let of_pair = places(model).any(|(name, view)| is_name_of_secret(name, view, sensitive));
    places(model).map(move |(name, view)| {
        let secret = sensitive.contains(&name) || (of_pair && is_value_of_secret(name, view));
        (name, view, secret)
    })
}

/// Shows the entries of a map to `visit`, and whether each is a secret.
pub(crate) fn each_entry<'a>(map: &'a dyn MapView, visit: &mut dyn FnMut(&'a str, View<'a>, bool)) {
    let mut of_pair = false;
    map.each(&mut |key, view| of_pair |= is_name_of_secret(key, view, &[]));
    map.each(&mut |key, view| {
        let by_name = is_secret(key) && !matches!(view, View::Absent | View::Boolean(_));
        visit(key, view, by_name || (of_pair && is_value_of_secret(key, view)));
    });
}

/// Whether a field has the name of a secret, whose value is in a field beside it.
fn is_name_of_secret(field: &str, view: View<'_>, also: &[&str]) -> bool {
    match view {
        View::Text(text) => names_secret(field, text, also),
        View::Json(value) => value.as_str().is_some_and(|text| names_secret(field, text, also)),
        View::Enum(value) => names_secret(field, value.names().0, also),
        _ => false,
    }
}

/// Whether a field has the value of such a pair. Booleans are no secrets.
fn is_value_of_secret(field: &str, view: View<'_>) -> bool {
    let shown = matches!(view, View::Absent | View::Boolean(_) | View::Json(Value::Null | Value::Bool(_)));
    is_pair_value(field) && !shown
}
