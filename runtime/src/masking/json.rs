//! JSON without the values that are named like secrets.

use serde_json::{Map, Value};

use super::name::{any_names_secret, is_pair_value, is_secret_or};
use super::text::{MASK, masked_text};

/// JSON with every value masked that has the name of a secret, or one of those in `also`. `null` and booleans are no
/// secrets.
pub(crate) fn masked(value: &Value, also: &[&str]) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(|element| masked(element, also)).collect(),
        Value::Object(fields) => masked_fields(fields, also),
        Value::String(text) => masked_text(text, also).as_ref().into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn masked_fields(fields: &Map<String, Value>, also: &[&str]) -> Value {
    let of_pair = any_names_secret(fields, also);
    let masked = fields.iter().map(|(name, value)| {
        let masked = if of_pair && is_pair_value(name) { mask(value) } else { masked_field(name, value, also) };
        (name, masked)
    });
    masked.collect()
}

/// A secret as it is shown: `null` and booleans are none.
fn mask(value: &Value) -> Value {
    if matches!(value, Value::Null | Value::Bool(_)) { value.clone() } else { MASK.into() }
}

/// The same of a value with this name.
pub(crate) fn masked_field(name: &str, value: &Value, also: &[&str]) -> Value {
    if is_secret_or(name, also) { mask(value) } else { masked(value, also) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_masked_by_name_at_any_depth() {
        let value = json!({
            "NextToken": "n", "Own": "o", "own": "o", "Token": null, "RequireToken": true,
            "Data": [{"Password": "p", "Token": {"a": "p"}, "AuthKey": 5, "Secrets": ["p"]}],
        });
        let expected = json!({
            "NextToken": "n", "Own": "***", "own": "***", "Token": null, "RequireToken": true,
            "Data": [{"Password": "***", "Token": "***", "AuthKey": "***", "Secrets": "***"}],
        });
        assert_eq!(masked(&value, &["Own"]), expected);
    }

    #[test]
    fn the_value_of_a_pair_is_masked_by_the_name_beside_it() {
        let value = json!([
            {"Key": "Password", "Value": "p"}, {"Value": ["p"], "Name": "AccessKeySecret"}, {"k": "db_token", "v": {"a": "p"}},
            {"ParameterKey": "DBPassword", "ParameterValue": 5}, {"TagKey": "Own", "TagValue": "p", "Id": "n"},
            {"Key": "NextToken", "Value": "n"}, {"Key": "Password", "Value": true, "Values": null, "Key2": "n"},
            {"Header": "Authorization", "DefaultValue": "p"}, {"Description": "no password", "Value": "n"},
        ]);
        let expected = json!([
            {"Key": "Password", "Value": "***"}, {"Value": "***", "Name": "AccessKeySecret"}, {"k": "db_token", "v": "***"},
            {"ParameterKey": "DBPassword", "ParameterValue": "***"}, {"TagKey": "Own", "TagValue": "***", "Id": "n"},
            {"Key": "NextToken", "Value": "n"}, {"Key": "Password", "Value": true, "Values": null, "Key2": "n"},
            {"Header": "Authorization", "DefaultValue": "***"}, {"Description": "no password", "Value": "n"},
        ]);
        assert_eq!(masked(&value, &["Own"]), expected);
    }
}
