//! JSON in Rust: as `json!`, or as text that is parsed where the macro would recurse too deeply.

use serde_json::{Number, Value};

use crate::layout::Literal;

/// How deep a macro may recurse, with some room for the macros around it.
const RECURSION: usize = 100;

/// How deep `json!` recurses for a value: it takes several steps for each element before the next one.
fn recursion(value: &Value) -> usize {
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, element)| 2 * (index + 1) + recursion(element)).max().unwrap_or(0)
                + 1
        }
        Value::Object(fields) => {
            fields.values().enumerate().map(|(index, field)| 3 * (index + 1) + recursion(field)).max().unwrap_or(0) + 1
        }
        _ => 1,
    }
}

/// Whether `json!` takes a value.
pub(super) fn fits_macro(value: &Value) -> bool {
    recursion(value) <= RECURSION
}

/// The argument of `json!`.
pub(super) fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Plain("null".to_owned()),
        Value::Bool(value) => Literal::Plain(value.to_string()),
        Value::Number(value) => Literal::Plain(number(value)),
        Value::String(value) => Literal::Plain(text(value)),
        Value::Array(elements) => {
            let elements = elements.iter().map(|element| (String::new(), literal(element)));
            Literal::group("[", elements, "]")
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, field)| (format!("{key:?}: "), literal(field)));
            Literal::group("{", fields, "}")
        }
    }
}

/// A number whose literal has its type.
fn number(number: &Number) -> String {
    match (number.as_i64(), number.as_u64()) {
        (Some(value), _) if i32::try_from(value).is_ok() => value.to_string(),
        (Some(value), _) => format!("{value}_i64"),
        (None, Some(value)) => format!("{value}_u64"),
        (None, None) => number.as_f64().map_or_else(|| number.to_string(), |value| format!("{value:?}")),
    }
}

/// A string literal, raw if the text has quotation marks, as JSON has, and nothing else that needs an escape: the compiler
/// refuses characters that change the direction of text.
pub(super) fn text(text: &str) -> String {
    let is_plain = |sign: char| matches!(sign, '"' | '\'' | '\\') || sign.escape_debug().eq([sign]);
    let is_raw = text.contains('"') && !text.contains("\"#") && text.chars().all(is_plain);
    if is_raw { format!("r#\"{text}\"#") } else { format!("{text:?}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_has_a_literal_of_its_type() {
        let values = json!([1, -1, 3_000_000_000_i64, i64::MIN, u64::MAX, 1.0, 1e300, -0.0]);
        let expected = "[1, -1, 3000000000_i64, -9223372036854775808_i64, 18446744073709551615_u64, 1.0, 1e300, -0.0]";
        assert_eq!(literal(&values).print(0, 0, 0), expected);
    }

    #[test]
    fn a_text_with_quotation_marks_is_a_raw_literal_where_it_can_be() {
        for (given, expected) in [
            ("job-id", r##""job-id""##),
            (r#"{"Type":"OSS"}"#, r##"r#"{"Type":"OSS"}"#"##),
            ("\"#", r##""\"#""##),
            ("\"\n", r#""\"\n""#),
            ("\"\u{202e}", r#""\"\u{202e}""#),
            (r#""C:\'"#, r##"r#""C:\'"#"##),
        ] {
            assert_eq!(text(given), expected);
        }
    }
}
