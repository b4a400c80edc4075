//! Types that the sample responses belie. Where an integer has a fraction the sample is believed, because what is behind the point
//! would be lost, and where a text is a list, if the schema has `items`, because the response could not be read.

use std::collections::BTreeMap;

use serde_json::{Number, Value as Json};

use super::repair;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::Documents;
use crate::read::{sample, successful};
use crate::span::Span;
use crate::spec::Reference;
use crate::tree::Node;

/// Values within values that are compared. References may lead in a circle.
const DEEPEST: usize = 200;

/// Corrects the types that are others in a sample.
pub(super) fn correct(documents: &mut Documents, problems: &mut Diagnostics) {
    let none = Node::null(&documents.product.span);
    let schemas = documents.product.get("components").and_then(|components| components.get("schemas"));
    let mut walk = Walk { schemas: schemas.unwrap_or(&none), found: BTreeMap::new() };
    for (name, file) in &documents.operations {
        let demo = file.node.get("responseDemo").and_then(Node::text).and_then(sample);
        let sample = demo.and_then(|sample| serde_json::from_str::<Json>(&sample).ok());
        let response = file.node.get("responses").and_then(successful).and_then(|response| response.node.get("schema"));
        if let (Some(schema), Some(sample)) = (response, sample) {
            walk.compare(schema, &sample, &format!("{name}.response"), 0);
        }
    }
    for problem in walk.found.into_values() {
        problems.extend(repair::fixed(documents, &problem));
    }
}

/// A comparison of samples with schemas.
struct Walk<'a> {
    schemas: &'a Node,
    /// By the path of the schema.
    found: BTreeMap<String, Diagnostic>,
}

impl Walk<'_> {
    fn compare(&mut self, schema: &Node, value: &Json, path: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let text = |key: &str| schema.get(key).and_then(Node::text);
        if let Some(name) = text("$ref").and_then(Reference::target) {
            if let Some(shared) = self.schemas.get(name) {
                self.compare(shared, value, &format!("schemas.{name}"), depth + 1);
            }
            return;
        }
        match (text("type"), value) {
            (Some("integer"), Json::Number(number)) if has_fraction(number) => {
                self.found.entry(path.to_owned()).or_insert_with(|| fraction(schema, path, number));
            }
            (Some("string"), Json::Array(_)) if schema.get("items").is_some_and(|items| !items.is_nothing()) => {
                self.found.entry(path.to_owned()).or_insert_with(|| list(schema, path));
            }
            (Some("array"), Json::Array(elements)) => {
                let items = schema.get("items").into_iter();
                items.for_each(|items| {
                    elements.iter().for_each(|it| self.compare(items, it, &format!("{path}[]"), depth + 1));
                });
            }
            (Some("object"), Json::Object(fields)) => {
                let properties = schema.get("properties").filter(|properties| !properties.is_nothing());
                for (name, value) in fields {
                    let inner = match properties {
                        Some(properties) => properties.get(name).map(|schema| (schema, format!("{path}.{name}"))),
                        None => schema.get("additionalProperties").map(|schema| (schema, format!("{path}{{}}"))),
                    };
                    if let Some((schema, path)) = inner {
                        self.compare(schema, value, &path, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }
}

fn fraction(schema: &Node, path: &str, number: &Number) -> Diagnostic {
    let message = format!("the sample response has the fraction {number} here");
    Diagnostic::new(Code::FractionInSample, place(schema), message)
        .at(path)
        .expected("`type: number`, or a sample without fractions")
        .fix([("type", "integer".into())], [("type", "number".into()), ("format", "double".into())])
}

fn list(schema: &Node, path: &str) -> Diagnostic {
    let message = "a text has `items`, and is a list in the sample response";
    Diagnostic::new(Code::ContradictorySchema, place(schema), message)
        .at(path)
        .expected("`type: array`, or no `items`")
        .fix([("type", "string".into())], [("type", "array".into())])
}

/// Where the type of a schema stands.
fn place(schema: &Node) -> &Span {
    schema.get("type").map_or(&schema.span, |kind| &kind.span)
}

fn has_fraction(number: &Number) -> bool {
    number.as_f64().is_some_and(|number| number.fract() != 0.0)
}
