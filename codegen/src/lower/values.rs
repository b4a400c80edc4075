//! Documented values and bounds: which become an open enum, and which are only documented.

use crate::model::{Limits, Variant};
use crate::spec::Schema;

/// The variants of a text field whose documented values make an enum.
///
/// No enum is made of booleans in disguise, of numbers, or of a list with a value that is no plain word: such lists turn
/// out to be prose. Where only the titles name the values, keys that are no plain words are left out instead, because
/// such keys are notes.
///
/// A list that has been published as an enum stays one, whatever is added to it.
pub(super) fn variants(schema: &Schema, published: bool) -> Option<Vec<Variant>> {
    let titles = &schema.value_titles;
    let values: Vec<&String> = if schema.values.is_empty() {
        titles.keys().filter(|value| is_word(value)).collect()
    } else {
        schema.values.iter().filter(|value| !published || is_word(value)).collect()
    };
    let boolean = values.iter().all(|value| matches!(value.to_lowercase().as_str(), "true" | "false"));
    let number = values.iter().all(|value| value.parse::<f64>().is_ok());
    if values.is_empty() || boolean || number || !values.iter().all(|value| is_word(value)) {
        return None;
    }
    let variants = values.into_iter().map(|value| Variant {
        wire: value.clone(),
        docs: titles.get(value).map_or("", |title| title.trim()).to_owned(),
    });
    Some(variants.collect())
}

/// Whether a documented value is a plain word with at least one letter or digit.
fn is_word(value: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_.+:/-".contains(character);
    value.chars().all(plain) && value.chars().any(|character| character.is_ascii_alphanumeric())
}

/// What the metadata states of a field's values.
pub(crate) fn limits(schema: &Schema) -> Limits {
    Limits {
        format: schema.format.clone(),
        bounds: schema.bounds.iter().map(|(key, bound)| (*key, bound.value.clone())).collect(),
        values: schema.values.clone(),
        titles: titles(schema),
        items: schema.items.as_ref().or(schema.entries.as_ref()).map(|items| Box::new(limits(items))),
    }
}

/// What documented values mean. Numbers are in order.
fn titles(schema: &Schema) -> Vec<(String, String)> {
    let titles = schema.value_titles.iter().map(|(value, title)| (value.trim().to_owned(), title.trim().to_owned()));
    let mut titles: Vec<_> = titles.filter(|(value, title)| is_word(value) && !title.is_empty()).collect();
    if titles.iter().all(|(value, _)| value.parse::<i64>().is_ok()) {
        titles.sort_by_key(|(value, _)| value.parse::<i64>().unwrap_or_default());
    }
    titles
}
