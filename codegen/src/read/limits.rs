//! Whether the default of a schema is among the values that it allows.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Schema, limit};
use crate::tree::Value;

impl Reader<'_> {
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

    fn allowed(schema: &str) -> Option<String> {
        let node = Node::parse("test.yaml", schema).unwrap();
        let mut diagnostics = Diagnostics::default();
        let schema = Reader::new(&mut diagnostics).schema(&node, &node.span, "A.request.B");
        missed(&schema, &schema.bounds["default"].value)
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
