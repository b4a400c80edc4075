//! Whether what a schema says of its values can be: its limits, its documented values, and its default among them.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::keys;
use crate::span::Span;
use crate::spec::{Located, Schema, limit};
use crate::tree::Value;

/// Limits of one kind of values: the lower one and the upper one.
const LIMITS: [(&str, &str); 3] = [("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")];

/// Flags in older documents, and limits of their own in newer ones.
const EXCLUSIVE: [&str; 2] = ["exclusiveMinimum", "exclusiveMaximum"];

impl Reader<'_> {
    /// Warns of limits that no value keeps, and of values that are none of the type.
    pub(super) fn check_values(&mut self, schema: &Schema, path: &str) {
        let Some(kind) = schema.kind.as_ref().map(|kind| kind.value.as_str()) else { return };
        let Some((span, problem, expected)) = contradiction(kind, schema) else { return };
        let help = "correct the one that is wrong, or take it away";
        let problem = Diagnostic::new(Code::ContradictorySchema, span, problem).warning();
        self.report(problem.at(path).expected(expected).help(help));
    }

    /// Warns of a default that the schema does not allow: code comes of it all the same, and its documentation would
    /// contradict itself.
    pub(super) fn check_default(&mut self, schema: &Schema, path: &str) {
        let Some(default) = schema.bounds.get("default") else { return };
        if let Some(allowed) = missed(schema, &default.value) {
            let message = format!("the default `{}` is not allowed", default.value);
            self.report(
                Diagnostic::new(Code::DefaultOutOfRange, &default.span, message)
                    .warning()
                    .at(path)
                    .expected(allowed)
                    .fix([("default", default.value.as_str().into())], [("default", Value::Null)]),
            );
        }
    }
}

/// What a schema of a type says that cannot be, where it does, and what could.
fn contradiction<'a>(kind: &str, schema: &'a Schema) -> Option<(&'a Span, String, String)> {
    let bound = |key: &str| schema.bounds.get(key);
    let stated = schema.values.iter().map(|value| (&schema.span, "documented value", value.as_str()));
    let default = bound("default").filter(|default| missed(schema, &default.value).is_none());
    let mut stated = stated.chain(default.map(|default| (&default.span, "default", default.value.as_str())));
    if let Some((span, what, value)) = stated.find(|(.., value)| !is_of_type(kind, value)) {
        let problem = format!("the {what} `{value}` is not of type `{kind}`");
        return Some((span, problem, format!("a {what} of type `{kind}`")));
    }
    let is_of_kind = |limit| keys::SCHEMA.key(limit).is_some_and(|key| key.types.contains(&kind));
    let (least, most) = LIMITS.into_iter().find(|(least, _)| is_of_kind(least))?;
    let exclusive = if least == "minimum" { &EXCLUSIVE[..] } else { &[] };
    let mut numbers = Vec::new();
    for key in [least, most].iter().chain(exclusive) {
        let Some(Located { value: limit, span }) = bound(key) else { continue };
        match limit.parse::<f64>() {
            _ if exclusive.contains(key) && is_of_type("boolean", limit) => {}
            Ok(number) if !exclusive.contains(key) => numbers.push((number, span)),
            Ok(_) => {}
            Err(_) => {
                return Some((
                    span,
                    format!("`{key}` is `{limit}`, which is no number"),
                    format!("a number as `{key}`"),
                ));
            }
        }
    }
    match numbers[..] {
        [(from, _), (to, span)] if from > to => {
            let problem = format!("`{least}` is {from} and `{most}` is {to}: no value is allowed");
            Some((span, problem, format!("a `{most}` that is not below `{least}`")))
        }
        _ => None,
    }
}

/// Whether a value as the format writes it, which is as text, can be one of a type.
fn is_of_type(kind: &str, value: &str) -> bool {
    match kind {
        "boolean" => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
        "integer" => value.parse::<f64>().is_ok_and(|number| number.fract() == 0.0),
        "number" => value.parse::<f64>().is_ok(),
        _ => true,
    }
}

/// What a schema allows, where a default is something else.
fn missed(schema: &Schema, default: &str) -> Option<String> {
    let kind = schema.kind.as_ref()?.value.as_str();
    if !schema.values.is_empty() && matches!(kind, "string" | "integer" | "number") {
        let listed = schema.values.iter().any(|value| value == default);
        return (!listed).then(|| format!("one of {}", schema.values.join(", ")));
    }
    let (value, unit, least, most) = match kind {
        "integer" | "number" => {
            (default.parse().ok()?, "", ["minimum", "exclusiveMinimum"], ["maximum", "exclusiveMaximum"])
        }
        // No text is so long that its length is not exact.
        "string" => {
            let length = u32::try_from(default.chars().count()).ok()?;
            (f64::from(length), " characters", ["minLength", ""], ["maxLength", ""])
        }
        _ => return None,
    };
    let bound = |key: &str| schema.bounds.get(key).map(|bound| bound.value.as_str());
    let sides = [(1.0, least, ["at least", "more than"]), (-1.0, most, ["at most", "less than"])];
    sides.into_iter().find_map(|(sign, [key, exclusive], words)| {
        let (limit, strict) = limit(bound, key, exclusive);
        let limit = limit?;
        let distance: f64 = (value - limit.parse::<f64>().ok()?) * sign;
        (distance < 0.0 || strict && distance <= 0.0).then(|| format!("{} {limit}{unit}", words[usize::from(strict)]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::tree::Node;

    fn read(schema: &str) -> Schema {
        let node = Node::parse("test.yaml", schema).unwrap();
        Reader::new(&mut Diagnostics::default()).schema(&node, &node.span, "A.request.B")
    }

    fn allowed(schema: &str) -> Option<String> {
        let schema = read(schema);
        missed(&schema, &schema.bounds["default"].value)
    }

    #[test]
    fn some_value_keeps_the_limits_and_every_value_is_of_the_type() {
        for (schema, expected) in [
            (
                "{type: integer, minimum: 10, maximum: 1}",
                Some("`minimum` is 10 and `maximum` is 1: no value is allowed"),
            ),
            (
                "{type: string, minLength: 2, maxLength: 1}",
                Some("`minLength` is 2 and `maxLength` is 1: no value is allowed"),
            ),
            (
                "{type: array, minItems: 2, maxItems: 1}",
                Some("`minItems` is 2 and `maxItems` is 1: no value is allowed"),
            ),
            (
                "{type: number, minimum: 0, exclusiveMinimum: maybe}",
                Some("`exclusiveMinimum` is `maybe`, which is no number"),
            ),
            ("{type: number, minimum: none}", Some("`minimum` is `none`, which is no number")),
            ("{type: string, maxLength: 1 KB}", Some("`maxLength` is `1 KB`, which is no number")),
            ("{type: integer, default: all}", Some("the default `all` is not of type `integer`")),
            ("{type: integer, default: '1.5'}", Some("the default `1.5` is not of type `integer`")),
            ("{type: boolean, default: maybe}", Some("the default `maybe` is not of type `boolean`")),
            ("{type: integer, enum: [1, two]}", Some("the documented value `two` is not of type `integer`")),
            ("{type: boolean, enum: ['true', '2']}", Some("the documented value `2` is not of type `boolean`")),
            ("{type: integer, minimum: 1, maximum: 1, default: '1'}", None),
            ("{type: integer, default: '1.0', enum: ['1.0', '2']}", None),
            ("{type: boolean, default: 'False'}", None),
            // Said of the default already.
            ("{type: integer, enum: [1, 2], default: two}", None),
            ("{type: string, minimum: 10, maximum: 1, default: maybe}", None),
            ("{type: array, enum: [a], default: a}", None),
            ("{$ref: '#/components/schemas/A', minimum: 10, maximum: 1}", None),
        ] {
            let schema = read(schema);
            let found = schema.kind.as_ref().and_then(|kind| contradiction(&kind.value, &schema));
            assert_eq!(found.map(|(_, problem, _)| problem).as_deref(), expected, "{schema:?}");
        }
    }

    #[test]
    fn a_default_is_within_every_limit() {
        for (schema, expected) in [
            ("{type: integer, default: 0, minimum: 1}", Some("at least 1")),
            ("{type: integer, default: '11', maximum: '10'}", Some("at most 10")),
            ("{type: number, default: 0, minimum: 0, exclusiveMinimum: true}", Some("more than 0")),
            ("{type: number, default: 1, exclusiveMaximum: 1}", Some("less than 1")),
            ("{type: string, default: '1', enum: [a, b]}", Some("one of a, b")),
            ("{type: integer, default: 3, enum: [1, 2]}", Some("one of 1, 2")),
            ("{type: string, default: abc, maxLength: 2}", Some("at most 2 characters")),
            ("{type: integer, default: 1, minimum: 1, maximum: 1}", None),
            ("{type: integer, default: all, minimum: 1}", None),
            ("{type: number, default: 0, minimum: 0, exclusiveMinimum: false}", None),
            ("{type: string, default: a, enum: [a, b], minLength: 2}", None),
            ("{type: string, default: '5', minimum: 10}", None),
            ("{type: array, default: '[]', minItems: 1}", None),
        ] {
            assert_eq!(allowed(schema).as_deref(), expected, "{schema}");
        }
    }
}
