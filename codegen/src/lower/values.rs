//! Documented values and bounds: which become an open enum, and which only a line of documentation.

use std::collections::BTreeSet;

use crate::model::{Limits, Type, Variant};
use crate::spec::Schema;

/// The variants of a text field whose documented values make an enum.
///
/// No enum is made of booleans in disguise, of numbers, or of a list with a value that is no plain word: such lists turn
/// out to be prose. Where only the titles name the values, keys that are no plain words are left out instead, because
/// titles are often polluted with their gloss.
pub(super) fn variants(schema: &Schema) -> Option<Vec<Variant>> {
    let titles = &schema.value_titles;
    let values: Vec<&String> = if schema.values.is_empty() {
        titles.keys().filter(|value| is_word(value)).collect()
    } else {
        schema.values.iter().collect()
    };
    let boolean = values.iter().all(|value| matches!(value.to_lowercase().as_str(), "true" | "false"));
    let number = values.iter().all(|value| value.parse::<f64>().is_ok());
    if values.is_empty() || boolean || number || !values.iter().all(|value| is_word(value)) {
        return None;
    }
    let mut seen = BTreeSet::new();
    let variants = values.into_iter().filter(|value| seen.insert(*value)).map(|value| Variant {
        wire: value.clone(),
        ident: String::new(),
        docs: titles.get(value).map_or("", |title| title.trim()).to_owned(),
    });
    Some(variants.collect())
}

/// Whether a documented value is a plain word with at least one letter or digit.
fn is_word(value: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_.+:/-".contains(character);
    value.chars().all(plain) && value.chars().any(|character| character.is_ascii_alphanumeric())
}

/// What the metadata says of a field's values, as short phrases.
pub(super) fn bounds(schema: &Schema, ty: &Type) -> Vec<String> {
    let get = |key: &str| schema.bounds.get(key).map(String::as_str).filter(|bound| !bound.is_empty());
    let mut phrases = Vec::new();
    let numeric = matches!(ty, Type::Integer | Type::Float);
    if numeric {
        phrases.extend(range(get("minimum"), get("maximum"), ""));
    }
    if matches!(ty, Type::Text) {
        // Lower bounds of zero say nothing.
        phrases.extend(range(get("minLength").filter(|&least| least != "0"), get("maxLength"), " characters"));
        phrases.extend(get("pattern").map(|pattern| format!("pattern `{pattern}`")));
    }
    if matches!(ty, Type::List(_)) {
        phrases.extend(range(get("minItems").filter(|&least| least != "0"), get("maxItems"), " elements"));
    }
    if !matches!(ty, Type::Named(_)) && !schema.values.is_empty() && !matches!(ty, Type::Boolean) {
        let values: Vec<String> = schema.values.iter().map(|value| format!("`{value}`")).collect();
        phrases.push(format!("one of {}", values.join(", ")));
    }
    phrases.extend(get("default").map(|default| format!("default `{default}`")));
    phrases
}

/// What the metadata states of a field's values, as it states it. Empty bounds bound nothing.
pub(super) fn limits(schema: &Schema) -> Limits {
    let bounds = schema.bounds.iter().filter(|(_, bound)| !bound.is_empty());
    Limits {
        format: schema.format.clone(),
        bounds: bounds.map(|(key, bound)| (*key, bound.clone())).collect(),
        values: schema.values.clone(),
    }
}

fn range(least: Option<&str>, most: Option<&str>, unit: &str) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        (None, None) => None,
    }
}
