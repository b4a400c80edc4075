//! What is shown of JSON: everything but what is named like a secret.

use std::borrow::Cow;

use serde_json::Value;

use crate::secret_name::is_secret;

/// What stands in place of a secret.
pub(crate) const MASK: &str = "***";

/// Any JSON without what is named like a secret, or as `also` says. Absent values and booleans are none.
pub(crate) fn masked(value: &Value, also: &[&str]) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(|element| masked(element, also)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name, masked_field(name, value, also))).collect(),
        Value::String(text) => masked_text(text, also).as_ref().into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The value under a name.
pub(crate) fn masked_field(name: &str, value: &Value, also: &[&str]) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ if is_secret(name) || also.contains(&name) => MASK.into(),
        _ => masked(value, also),
    }
}

/// Text that is JSON, or begins like it and is cut short, without what is named like a secret. Any other text is as it is.
pub(crate) fn masked_text<'a>(text: &'a str, also: &[&str]) -> Cow<'a, str> {
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((name, start)) = next_name(rest) {
        let (before, value) = rest.split_at(start);
        masked.push_str(before);
        rest = value;
        if is_secret(name) || also.contains(&name) {
            masked.push_str(MASK);
            rest = &value[scalar_length(value)..];
        }
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

/// The next `"name":` and where its value begins.
fn next_name(text: &str) -> Option<(&str, usize)> {
    let mut from = 0;
    loop {
        let colon = from + text.get(from..)?.find(':')?;
        let before = text[..colon].trim_end();
        let name = before.strip_suffix('"').and_then(|before| before.rsplit('"').next());
        from = colon + 1;
        if let Some(name) = name {
            let blanks = text[from..].len() - text[from..].trim_start().len();
            return Some((name.trim_end_matches('\\'), from + blanks));
        }
    }
}

/// How long a value is: a text to its end, and also where it is within another text; nested values to the end of everything.
fn scalar_length(value: &str) -> usize {
    let (quote, inner) = match value.strip_prefix("\\\"") {
        Some(inner) => ("\\\"", inner),
        None => match value.strip_prefix('"') {
            Some(inner) => ("\"", inner),
            None if value.starts_with(['[', '{']) => return value.len(),
            None => return value.find([',', '}', ']']).unwrap_or(value.len()),
        },
    };
    let mut end = 0;
    while let Some(found) = inner.get(end..).and_then(|rest| rest.find(quote)) {
        end += found;
        let backslashes = inner[..end].len() - inner[..end].trim_end_matches('\\').len();
        if quote.len() == 2 || backslashes % 2 == 0 {
            return quote.len() + end + quote.len();
        }
        end += 1;
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_masked_by_name_at_any_depth() {
        let value = json!({
            "NextToken": "n", "Own": "o", "Token": null, "RequireToken": true,
            "Data": [{"Password": "p", "Token": {"a": "p"}, "AuthKey": 5, "Secrets": ["p"]}],
        });
        let expected = json!({
            "NextToken": "n", "Own": "***", "Token": null, "RequireToken": true,
            "Data": [{"Password": "***", "Token": "***", "AuthKey": "***", "Secrets": "***"}],
        });
        assert_eq!(masked(&value, &["Own"]), expected);
    }

    #[test]
    fn text_that_begins_like_json_is_masked_too() {
        for (text, masked) in [
            (r#"{"a":"b","Plaintext" : "c2Vj\"cmV0","n":1"#, r#"{"a":"b","Plaintext" : ***,"n":1"#),
            (r#"{"Plaintext":"c2Vj"#, r#"{"Plaintext":***"#),
            (r#"{"AuthKey":123,"n":1}"#, r#"{"AuthKey":***,"n":1}"#),
            (r#"{"AuthKey":123"#, r#"{"AuthKey":***"#),
            (r#"{"Credentials":{"a":"b"},"n":1}"#, r#"{"Credentials":***"#),
            (r#"{"Data":"{\"Token\":\"c2Vj\",\"n\":1}"}"#, r#"{"Data":"{\"Token\":***,\"n\":1}"}"#),
            ("<html>a: \"b\"</html> é: x", "<html>a: \"b\"</html> é: x"),
            (r#"{"NextToken":"c2Vj"}"#, r#"{"NextToken":"c2Vj"}"#),
        ] {
            assert_eq!(masked_text(text, &[]), masked, "{text}");
        }
    }
}
