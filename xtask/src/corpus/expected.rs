//! What has to arrive of a request, by the published schema alone: the locations and styles of its parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::input::{BYTES, is_bytes};

/// What a recorder has received.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) method: String,
    /// Path and query, as sent.
    pub(super) target: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

/// What of a request differs from what its parameters come to; empty where nothing does.
pub(super) fn differences(operation: &Value, parameters: &[(&Value, Value)], received: &Received) -> Vec<String> {
    let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
    let (query, form) = (pairs(query), pairs(&received.body));
    let mut problems = Vec::new();
    let methods: Vec<String> = operation["methods"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|method| Some(method.as_str()?.to_uppercase()))
        .collect();
    if !methods.is_empty() && !methods.contains(&received.method) {
        problems.push(format!("sent with {}, and not with {}", received.method, methods.join(" or ")));
    }
    let mut template = operation["path"].as_str().unwrap_or_default().to_owned();
    for (parameter, value) in parameters {
        let name = parameter["name"].as_str().unwrap_or_default();
        let missing = match parameter["in"].as_str().unwrap_or_default() {
            "query" => missing(&query, name, parameter, value),
            "formData" => missing(&form, name, parameter, value),
            "body" if is_bytes(parameter) => {
                (received.body != BYTES).then(|| format!("the body is not the bytes of {BYTES:?}"))
            }
            // A text is the body as it stands, without quotes.
            "body" if value.is_string() => {
                (value.as_str() != Some(&received.body)).then(|| format!("the body is not the text {value}"))
            }
            "body" => {
                let body = serde_json::from_str::<Value>(&received.body);
                (body.ok().as_ref() != Some(value)).then(|| format!("the body is not {value}"))
            }
            "header" => {
                let found = received.headers.get(&name.to_lowercase());
                (found.map(String::as_str) != Some(&text(value))).then(|| format!("the header {name} is {found:?}"))
            }
            "path" => {
                for brackets in [["{", "}"], ["{+", "}"], ["[", "]"]] {
                    template = template.replace(&brackets.join(name), &text(value));
                }
                // Of a template with a star and with names that are no parameters, the parameter is the whole path.
                if template.ends_with('*') && template.contains('{') {
                    template = format!("/{}", text(value));
                }
                None
            }
            _ => None,
        };
        problems.extend(missing);
    }
    if operation["path"].as_str().is_some_and(|path| path.len() > 1)
        && parameters.iter().any(|(it, _)| it["in"] == "path")
    {
        let expected = template.split('?').next().unwrap_or_default().to_owned();
        if decoded(path) != expected {
            problems.push(format!("the path is {path}, and not {expected}"));
        }
    }
    problems
}

/// What of a value is not among the pairs.
fn missing(pairs: &BTreeMap<String, String>, name: &str, parameter: &Value, value: &Value) -> Option<String> {
    let style = parameter["style"].as_str().unwrap_or_default();
    let mut wanted = BTreeMap::new();
    match (style, value) {
        ("json", Value::Array(_) | Value::Object(_)) => {
            let found = pairs.get(name).and_then(|text| serde_json::from_str::<Value>(text).ok());
            return (found.as_ref() != Some(value)).then(|| format!("{name} is {found:?}, and not the JSON {value}"));
        }
        ("simple" | "spaceDelimited" | "pipeDelimited", Value::Array(elements)) => {
            let sign = match style {
                "simple" => ",",
                "spaceDelimited" => " ",
                _ => "|",
            };
            wanted.insert(name.to_owned(), elements.iter().map(text).collect::<Vec<_>>().join(sign));
        }
        _ => flatten(name, value, &mut wanted),
    }
    let differs = |(key, value): &(&String, &String)| pairs.get(*key) != Some(*value);
    let (key, value) = wanted.iter().find(differs)?;
    Some(format!("{key} is {:?}, and not {value:?}", pairs.get(key)))
}

fn flatten(name: &str, value: &Value, wanted: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                flatten(&format!("{name}.{}", index + 1), element, wanted);
            }
        }
        Value::Object(entries) => {
            for (key, entry) in entries {
                flatten(&format!("{name}.{key}"), entry, wanted);
            }
        }
        scalar => drop(wanted.insert(name.to_owned(), text(scalar))),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (decoded(&key.replace('+', " ")), decoded(&value.replace('+', " ")))).collect()
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        let byte = (first == b'%').then(|| after.get(..2)).flatten();
        let byte = byte.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn received(target: &str, body: &str) -> Received {
        Received {
            method: "POST".to_owned(),
            target: target.to_owned(),
            body: body.to_owned(),
            headers: BTreeMap::from([("h".to_owned(), "1".to_owned())]),
        }
    }

    #[test]
    fn what_has_to_arrive_is_known_by_location_and_style() {
        let parameter = |name: &str, location: &str, style: &str| json!({"name": name, "in": location, "style": style});
        let operation = json!({"methods": ["post"], "path": "/a/{P}/b"});
        let list = json!([{"A": 1}, {"A": 2}]);
        let cases = [
            (parameter("T", "query", ""), json!("ü +"), "/a?T=%C3%BC%20%2B", ""),
            (parameter("L", "query", "repeatList"), list.clone(), "/?L.1.A=1&L.2.A=2", ""),
            (parameter("L", "query", "json"), list.clone(), "/?L=%5B%7B%22A%22:1%7D,%7B%22A%22:2%7D%5D", ""),
            (parameter("S", "query", "simple"), json!(["x", "y"]), "/?S=x%2Cy", ""),
            (parameter("F", "formData", "flat"), json!({"K": true}), "/", "F.K=true"),
            (parameter("B", "body", "json"), list, "/", "[{\"A\":1},{\"A\":2}]"),
            (parameter("B", "body", ""), json!("{\"A\": 1}"), "/", "{\"A\": 1}"),
            (parameter("H", "header", ""), json!(1), "/", ""),
            (parameter("P", "path", ""), json!("x/y"), "/a/x%2Fy/b", ""),
            (
                json!({"name": "B", "in": "body", "schema": {"type": "string", "format": "binary"}}),
                json!("Ynl0ZXM="),
                "/",
                "bytes",
            ),
        ];
        for (parameter, value, target, body) in cases {
            let wanted = [(&parameter, value)];
            assert_eq!(differences(&operation, &wanted, &received(target, body)), [""; 0], "{parameter}");
            let other = differences(&operation, &wanted, &Received { target: "/".to_owned(), ..Received::default() });
            assert!(other.len() > 1, "{other:?}");
        }
    }

    #[test]
    fn a_parameter_may_be_the_whole_path() {
        let operation = json!({"path": "/products/{product}/resources/*"});
        let parameter = json!({"name": "requestPath", "in": "path"});
        let wanted = [(&parameter, json!("products/a b/resources/c"))];
        assert_eq!(differences(&operation, &wanted, &received("/products/a%20b/resources/c", "")), [""; 0]);
        assert_eq!(differences(&operation, &wanted, &received("/products/x/resources/c", "")).len(), 1);
        let operation = json!({"path": "/resources/{+requestPath}"});
        let sent = Received { target: "/resources/a/b%20c".to_owned(), ..Received::default() };
        assert_eq!(differences(&operation, &[(&parameter, json!("a/b c"))], &sent), [""; 0]);
    }
}
