//! Which names are those of secrets, where no type says so: in JSON, in maps and in what types do not know.
//!
//! The generator of the types has the same rule; a test compares them.

use serde_json::Value;

/// Ends of names whose content gives access to whoever reads it.
const SECRETS: [&str; 34] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "credential",
    "plaintext",
    "signature",
    "privatekey",
    "secretkey",
    "accesskey",
    "apikey",
    "authkey",
    "authenticationkey",
    "authorizationkey",
    "encryptionkey",
    "encryptkey",
    "decryptionkey",
    "decryptkey",
    "signingkey",
    "signkey",
    "masterkey",
    "sessionkey",
    "sharedkey",
    "streamkey",
    "contentkey",
    "licensekey",
    "sshkey",
    "aeskey",
    "uploadauth",
    "playauth",
    "authcode",
    "authorizationcode",
];
/// Whole names of the same kind.
const SECRET_NAMES: [&str; 9] =
    ["accesscode", "authorization", "cookie", "jwt", "otp", "psk", "verificationcode", "verifycode", "setcookie"];
/// What a token is that gives no access: the place of a page, the mark of a repeated request, a piece of text.
const HARMLESS_TOKENS: [&str; 24] = [
    "client",
    "completion",
    "continuation",
    "cursor",
    "idempotency",
    "input",
    "last",
    "marker",
    "max",
    "min",
    "next",
    "output",
    "page",
    "paging",
    "pagination",
    "prev",
    "previous",
    "prompt",
    "request",
    "scroll",
    "search",
    "start",
    "sync",
    "total",
];
/// Plurals that are no pieces of text.
const SECRET_TOKENS: [&str; 6] = ["access", "auth", "bearer", "refresh", "security", "session"];
/// What a name may add without meaning anything else.
const FORMS: [&str; 13] =
    ["base64", "binary", "content", "data", "json", "list", "map", "pem", "str", "string", "text", "value", "hash"];

/// Whether a text, number, list or object of this name gives access to whoever reads it. A mask too many is better than a
/// password in a log.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut name = name.to_ascii_lowercase();
    loop {
        if says_secret(&name) {
            return true;
        }
        let digits = name.trim_end_matches(|character: char| character.is_ascii_digit());
        let shorter = FORMS.iter().find_map(|form| name.strip_suffix(form)).unwrap_or(digits).len();
        if shorter == name.len() {
            return false;
        }
        name.truncate(shorter);
    }
}

/// What stands in place of a secret.
pub(crate) const MASK: &str = "***";

/// Any JSON without what is named like a secret, or as `also` says. Absent values and booleans are none.
pub(crate) fn masked(value: &Value, also: &[&str]) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(|element| masked(element, also)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name, masked_field(name, value, also))).collect(),
        scalar => scalar.clone(),
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

/// The beginning of a body that is JSON, or nearly: without the content of what is named like a secret, whole or cut short.
pub(crate) fn masked_text(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((name, start)) = next_name(rest) {
        let (before, value) = rest.split_at(start);
        masked.push_str(before);
        rest = value;
        if is_secret(name) {
            masked.push_str(MASK);
            rest = &value[scalar_length(value)..];
        }
    }
    masked.push_str(rest);
    masked
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

fn says_secret(name: &str) -> bool {
    if let Some(of) = name.strip_suffix("tokens") {
        return SECRET_TOKENS.iter().any(|kind| of.ends_with(kind));
    }
    let name = name.strip_suffix('s').unwrap_or(name);
    if let Some(of) = name.strip_suffix("token") {
        return !HARMLESS_TOKENS.iter().any(|kind| of.ends_with(kind));
    }
    SECRET_NAMES.contains(&name) || SECRETS.iter().any(|end| name.ends_with(end))
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
            assert_eq!(masked_text(text), masked, "{text}");
        }
    }
}
