//! What the metadata states of a field's values, in words.

use super::markdown::code_span;
use crate::model::{Limits, Type};
use crate::spec::limit;

/// What the documented values of a field mean, where they make no enum; of a list, those of its elements.
pub(super) fn meanings<'a>(limits: &'a Limits, ty: &Type) -> &'a [(String, String)] {
    match (ty, &limits.items) {
        (Type::List(element), Some(items)) if limits.titles.is_empty() => meanings(items, element),
        (Type::Named(_), _) => &[],
        _ => &limits.titles,
    }
}

/// What the metadata says of a field's values, as short phrases. What the field's description says already is left out.
pub(super) fn bounds(limits: &Limits, ty: &Type, description: &str) -> Vec<String> {
    let get = |key: &str| limits.bounds.get(key).map(String::as_str);
    // A length below zero, or beyond what any request holds, is how some say that there is no limit.
    let lengths = 0.0..f64::from(i32::MAX);
    let length = |key| get(key).filter(|limit| limit.parse().is_ok_and(|limit| lengths.contains(&limit)));
    let mut phrases = Vec::new();
    if matches!(ty, Type::Integer | Type::Float) {
        let (least, above) = limit(get, "minimum", "exclusiveMinimum");
        let (most, below) = limit(get, "maximum", "exclusiveMaximum");
        let (least, most) = (least.filter(is_number), most.filter(is_number));
        if above || below {
            phrases.extend(least.map(|least| format!("{} {least}", if above { "more than" } else { "at least" })));
            phrases.extend(most.map(|most| format!("{} {most}", if below { "less than" } else { "at most" })));
        } else {
            phrases.extend(range(least, most, ""));
        }
    }
    if matches!(ty, Type::Text | Type::JsonText) {
        // Lower bounds of zero say nothing.
        phrases.extend(range(length("minLength").filter(|&least| least != "0"), length("maxLength"), " characters"));
        phrases.extend(get("pattern").map(|pattern| format!("pattern {}", code_span(pattern))));
    }
    if let Type::List(element) = ty {
        phrases.extend(range(length("minItems").filter(|&least| least != "0"), length("maxItems"), " elements"));
        let elements = limits.items.iter().flat_map(|items| bounds(items, element, ""));
        // An element that is left out has no default.
        phrases
            .extend(elements.filter(|phrase| !phrase.starts_with("default ")).map(|phrase| format!("each {phrase}")));
    }
    // Values with a meaning are listed with it.
    let meanings = meanings(limits, ty);
    let explained = limits.values.iter().all(|value| meanings.iter().any(|(explained, _)| explained == value));
    if !matches!(ty, Type::Named(_) | Type::Boolean) && !explained {
        let values: Vec<String> = limits.values.iter().map(|value| quoted(value)).collect();
        phrases.push(format!("one of {}", values.join(", ")));
    }
    phrases.extend(get("default").map(|default| format!("default {}", quoted(default))));
    phrases.retain(|phrase| !is_stated(phrase, description));
    phrases
}

/// Whether a limit limits anything: what is no number has been reported when the spec was read.
fn is_number(limit: &&str) -> bool {
    limit.parse::<f64>().is_ok()
}

/// A value as code. Code without a character would be none.
fn quoted(value: &str) -> String {
    if value.trim().is_empty() { "the empty text".to_owned() } else { code_span(value) }
}

/// Whether a description states a range or a default: `from 1 to 100`, `1-100`, `Default: 10`.
fn is_stated(phrase: &str, description: &str) -> bool {
    let plain = |text: &str| text.replace('`', "").to_lowercase();
    let (phrase, description) = (plain(phrase), plain(description));
    let phrase = phrase.trim_end_matches(" characters").trim_end_matches(" elements");
    let forms = match phrase.strip_prefix("default ") {
        Some(default) => vec![format!("default: {default}"), format!("default is {default}")],
        None if phrase.starts_with("one of ") || phrase.starts_with("pattern ") => Vec::new(),
        None => {
            let mut forms = [" to ", "-", "–", " and "].map(|between| phrase.replace(" to ", between)).to_vec();
            forms.extend(phrase.strip_prefix("at least ").map(|least| format!("from {least}")));
            // The upper bound of a range whose lower one the metadata leaves out.
            forms.extend(phrase.strip_prefix("at most ").map(|most| format!("from 1 to {most}")));
            forms
        }
    };
    forms.iter().any(|form| has_words(&description, form))
}

/// Whether a text has these words, neither as the end nor as the beginning of longer ones.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + words.len()..]);
        let fraction = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
        !before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '.' | '-'))
            && !after.starts_with(char::is_alphanumeric)
            && !fraction
    })
}

fn range(least: Option<&str>, most: Option<&str>, unit: &str) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) if least == most => Some(format!("{least}{unit}")),
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (Some(least), None) => Some(format!("at least {least}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::lower::limits;
    use crate::read::Reader;
    use crate::tree::Node;

    #[test]
    fn what_a_description_states_is_not_repeated() {
        for (phrase, description, stated) in [
            ("1 to 100", "How many entries, from 1 to 100.", true),
            ("1 to 100", "How many entries (`1`-`100`).", true),
            ("1 to 128 characters", "Between 1 and 128 letters.", true),
            ("at most 5 elements", "At most 5.", true),
            ("at most 5", "From 1 to 5.", true),
            ("at least 1", "Counted from 1.", true),
            ("32 characters", "The ID, 32 characters.", true),
            ("default `10`", "How many. Default: 10.", true),
            ("1 to 100", "From 1 to 1000.", false),
            ("1 to 100", "From 0.1 to 100.", false),
            ("1 to 100", "From -1 to 100.", false),
            ("1 to 1", "From 1 to 1.5.", false),
            ("1 to 128 characters", "At most 128 characters.", false),
            ("default `1`", "Default: 10.", false),
            ("one of `a`, `b`", "One of a, b.", false),
        ] {
            assert_eq!(is_stated(phrase, description), stated, "{phrase}: {description}");
        }
    }

    #[test]
    fn limits_that_are_exclusive_and_those_of_elements_are_named() {
        let limits = |text: &str| {
            let node = Node::parse("test.yaml", text).unwrap();
            limits(&Reader::new(&mut Diagnostics::default()).schema(&node, &node.span, "A.request.B"))
        };
        for (text, ty, expected) in [
            ("{type: number, minimum: 0, exclusiveMinimum: true, maximum: 1}", Type::Float, "more than 0, at most 1"),
            ("{type: integer, exclusiveMaximum: 10}", Type::Integer, "less than 10"),
            ("{type: integer, minimum: 1, exclusiveMinimum: false, maximum: 2}", Type::Integer, "1 to 2"),
            ("{type: integer, minimum: '1.', maximum: '# many'}", Type::Integer, "at least 1."),
            ("{type: string, minLength: some, maxLength: 5}", Type::Text, "at most 5 characters"),
            ("{type: string, minLength: -1, maxLength: 5}", Type::Text, "at most 5 characters"),
            ("{type: string, minLength: -1, maxLength: 9223372036854776000}", Type::Text, ""),
            ("{type: array, maxItems: -1}", Type::List(Box::new(Type::Text)), ""),
            (
                "{type: array, maxItems: 3, items: {type: integer, minimum: 1, maximum: 9, default: 2}}",
                Type::List(Box::new(Type::Integer)),
                "at most 3 elements, each 1 to 9",
            ),
        ] {
            assert_eq!(bounds(&limits(text), &ty, "").join(", "), expected, "{text}");
        }
        let limits = limits("{type: array, items: {type: string, maxLength: 5}}");
        assert_eq!(limits.items.unwrap().bounds["maxLength"], "5");
    }

    #[test]
    fn an_empty_value_is_named() {
        assert_eq!([quoted(""), quoted(" "), quoted("a")], ["the empty text", "the empty text", "`a`"]);
    }
}
