//! What the name of a value says: whether it is a secret. In a pair, as tags, variables and headers are listed
//! (`{"Key":"Password","Value":"…"}`), the name is another value.

use serde_json::{Map, Value};

use crate::secret_name::is_secret;

/// Ends of the names of fields that hold a name, and of those that hold its value.
const NAMES: [&str; 13] = [
    "attribute",
    "field",
    "header",
    "id",
    "item",
    "key",
    "label",
    "name",
    "param",
    "parameter",
    "property",
    "type",
    "variable",
];
const VALUES: [&str; 3] = ["value", "values", "val"];

/// Whether a name is that of a secret. Of `Config.Token.1`, `Token` counts, as in JSON.
pub(crate) fn says_secret(name: &str, also: &[&str]) -> bool {
    let own = name.rsplit('.').find(|step| !step.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(name);
    is_secret_or(own, also)
}

/// Whether a single name is that of a secret, or one of these in any case: services do not keep to the documented one.
pub(crate) fn is_secret_or(name: &str, also: &[&str]) -> bool {
    is_secret(name) || also.iter().any(|other| is_same_key(name, other))
}

/// Whether two keys are one but for their case: `jobId`, `JOBID` and `job_id` are `JobId`.
pub(crate) fn is_same_key(key: &str, other: &str) -> bool {
    fn letters(key: &str) -> impl Iterator<Item = u8> {
        key.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
    }
    letters(key).eq(letters(other))
}

/// Whether a field of this name has the name of another field's value, and this text is that of a secret.
pub(crate) fn names_secret(field: &str, text: &str, also: &[&str]) -> bool {
    is_pair_name(field) && says_secret(text, also)
}

/// Whether any field of an object does so.
pub(crate) fn any_names_secret(fields: &Map<String, Value>, also: &[&str]) -> bool {
    fields.iter().any(|(name, value)| value.as_str().is_some_and(|text| names_secret(name, text, also)))
}

/// Whether a field of this name may have the name of another field's value.
pub(crate) fn is_pair_name(field: &str) -> bool {
    is_one_of(field, "k", &NAMES)
}

/// Whether a field of this name has the value of such a pair.
pub(crate) fn is_pair_value(field: &str) -> bool {
    is_one_of(field, "v", &VALUES)
}

/// Splits the name of a flattened field: `Tags.1.Key` is a field `Key` of `Tags.1`.
pub(crate) fn parent_and_field(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

fn is_one_of(field: &str, whole: &str, ends: &[&str]) -> bool {
    let is_end = |end: &&str| {
        let start = field.len().checked_sub(end.len());
        start.and_then(|start| field.get(start..)).is_some_and(|own| own.eq_ignore_ascii_case(end))
    };
    field.eq_ignore_ascii_case(whole) || ends.iter().any(is_end)
}
