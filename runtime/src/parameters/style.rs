//! Styles: how scalars, lists and objects become the text of parameters.

use serde_json::Value;

use super::ParameterProblem;
use crate::encoding::{base64, percent_encode};
use crate::model::{View, ViewJson, elements, places};
use crate::operation::Style;

/// Flattens a value under a name: `Name` for a scalar, `Name.1`, `Name.2` for a list, `Name.Key` for an object, and so
/// on inwards.
///
/// What is null or absent, and lists and objects without content, vanish; an element that vanishes keeps its index.
/// An empty text stays. So an empty list and an absent one are the same in this style.
///
/// # Errors
///
/// A number that is not finite.
pub fn flatten(name: &str, view: View<'_>) -> Result<Vec<(String, String)>, ParameterProblem> {
    let mut pairs = Vec::new();
    flatten_into(name, view, &mut pairs)?;
    Ok(pairs)
}

/// Flattens an object whose fields are names of their own.
pub(super) fn flatten_fields(object: View<'_>) -> Result<Vec<(String, String)>, ParameterProblem> {
    let mut pairs = Vec::new();
    for (name, value) in entries(object) {
        flatten_into(name, value, &mut pairs)?;
    }
    Ok(pairs)
}

/// The same at the end of other pairs.
pub(super) fn flatten_into(
    name: &str,
    view: View<'_>,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), ParameterProblem> {
    if let Some(text) = scalar(view)? {
        pairs.push((name.to_owned(), text));
        return Ok(());
    }
    if let Some(elements) = elements(view) {
        for (index, element) in (1..).zip(elements) {
            flatten_into(&format!("{name}.{index}"), element, pairs)?;
        }
        return Ok(());
    }
    for (key, value) in entries(view) {
        flatten_into(&format!("{name}.{key}"), value, pairs)?;
    }
    Ok(())
}

/// One text for a value, where a parameter is one text; `None` for what is null or absent.
///
/// Scalars are plain text in every style, and objects JSON. Lists are JSON, or their elements joined with the style's
/// separator; a null element is then an empty text, and the separator is not escaped. A flattened list exists as one
/// text only in headers and paths: `Name.1=…&&Name.2=…`, percent-encoded.
///
/// # Errors
///
/// A number that is not finite.
pub fn join(name: &str, view: View<'_>, style: Style) -> Result<Option<String>, ParameterProblem> {
    if matches!(view, View::Absent | View::Json(Value::Null)) {
        return Ok(None);
    }
    if let Some(text) = scalar(view)? {
        return Ok(Some(text));
    }
    let separator = match style {
        Style::Json => None,
        Style::Simple => Some(","),
        Style::SpaceDelimited => Some(" "),
        Style::PipeDelimited => Some("|"),
        Style::Flat => Some("&&"),
    };
    let (Some(separator), Some(elements)) = (separator, elements(view)) else {
        return Ok(Some(json(view)?));
    };
    let texts: Result<Vec<_>, _> = if style == Style::Flat {
        let pairs = flatten(name, view)?.into_iter();
        pairs.map(|(name, value)| Ok(format!("{}={}", percent_encode(&name), percent_encode(&value)))).collect()
    } else {
        elements.into_iter().map(|element| join(name, element, Style::Json).map(Option::unwrap_or_default)).collect()
    };
    Ok(Some(texts?.join(separator)))
}

/// Compact JSON: no blanks, and nothing escaped that JSON does not require.
fn json(view: View<'_>) -> Result<String, ParameterProblem> {
    Ok(serde_json::to_string(&ViewJson(view))?)
}

/// The text of a scalar: `true` and `false`, decimal integers, floating-point numbers as in JSON.
fn scalar(view: View<'_>) -> Result<Option<String>, ParameterProblem> {
    Ok(match view {
        View::Text(text) => Some(text.to_owned()),
        View::Enum(value) => Some(value.names().0.to_owned()),
        View::Bytes(bytes) => Some(base64(bytes)),
        View::Json(Value::String(text)) => Some(text.clone()),
        View::Integer(_) | View::Float(_) | View::Boolean(_) | View::Json(Value::Bool(_) | Value::Number(_)) => {
            Some(json(view)?)
        }
        _ => None,
    })
}

fn entries(view: View<'_>) -> Vec<(&str, View<'_>)> {
    let mut entries = Vec::new();
    match view {
        View::Object(model) => entries.extend(places(model)),
        View::Map(map) => map.each(&mut |key, value| entries.push((key, value))),
        View::Json(Value::Object(map)) => {
            entries.extend(map.iter().map(|(key, value)| (key.as_str(), View::Json(value))))
        }
        _ => {}
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn flat(value: &Value) -> String {
        let pairs = flatten("P", View::Json(value)).unwrap();
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    fn joined(value: &Value, style: Style) -> Option<String> {
        join("P", View::Json(value), style).unwrap()
    }

    #[test]
    fn flattening_counts_from_one_and_a_null_keeps_its_index() {
        assert_eq!(flat(&json!(["a", null, "c"])), "P.1=a P.3=c");
        assert_eq!(flat(&json!([{"K": [[1]]}, {"K": ""}])), "P.1.K.1.1=1 P.2.K=");
    }

    #[test]
    fn flattening_drops_what_has_no_content() {
        assert_eq!(flat(&json!({"N": null, "L": [], "M": {}, "D": [{}, [null]], "E": ""})), "P.E=");
        assert_eq!(flat(&json!(null)), "");
    }

    #[test]
    fn scalars_are_text_in_every_style() {
        for style in [Style::Flat, Style::Json, Style::Simple] {
            assert_eq!(joined(&json!("a b"), style).as_deref(), Some("a b"));
            assert_eq!(joined(&json!(true), style).as_deref(), Some("true"));
            assert_eq!(joined(&json!(9007199254740993_i64), style).as_deref(), Some("9007199254740993"));
            assert_eq!(joined(&json!(1.0), style).as_deref(), Some("1.0"));
            assert_eq!(joined(&json!(null), style), None);
        }
    }

    #[test]
    fn lists_are_joined_by_the_styles_separator_without_escaping() {
        let list = json!(["a,b", 1, null, true]);
        assert_eq!(joined(&list, Style::Simple).as_deref(), Some("a,b,1,,true"));
        assert_eq!(joined(&list, Style::SpaceDelimited).as_deref(), Some("a,b 1  true"));
        assert_eq!(joined(&list, Style::PipeDelimited).as_deref(), Some("a,b|1||true"));
        assert_eq!(joined(&list, Style::Flat).as_deref(), Some("P.1=a%2Cb&&P.2=1&&P.4=true"));
        assert_eq!(joined(&json!([]), Style::Simple).as_deref(), Some(""));
        assert_eq!(joined(&json!([{"K": [1]}, ["x"]]), Style::Simple).as_deref(), Some(r#"{"K":[1]},["x"]"#));
    }

    #[test]
    fn json_keeps_nulls_of_free_values_and_escapes_only_what_it_must() {
        assert_eq!(
            joined(&json!({"a": null, "é/": "\u{1}\""}), Style::Json).as_deref(),
            Some(r#"{"a":null,"é/":"\u0001\""}"#)
        );
    }

    #[test]
    fn numbers_that_are_not_finite_are_errors() {
        assert!(matches!(flatten("P", View::Float(f64::NAN)), Err(ParameterProblem::Json(_))));
        assert!(matches!(join("P", View::Float(f64::INFINITY), Style::Simple), Err(ParameterProblem::Json(_))));
    }
}
