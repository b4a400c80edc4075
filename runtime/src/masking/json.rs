//! JSON without the values that are named like secrets.

use serde_json::Value;

use super::text::{MASK, masked_text};
use crate::secret_name::is_secret;

/// JSON with every value masked that has the name of a secret, or one of those in `also`. `null` and booleans are no
/// secrets.
pub(crate) fn masked(value: &Value, also: &[&str]) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(|element| masked(element, also)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name, masked_field(name, value, also))).collect(),
        Value::String(text) => masked_text(text, also).as_ref().into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The same of a value with this name.
pub(crate) fn masked_field(name: &str, value: &Value, also: &[&str]) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ if is_secret(name) || also.contains(&name) => MASK.into(),
        _ => masked(value, also),
    }
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
}
