//! What of a product has no words yet. Imports bring facts alone, so what is left to write is counted.

use std::collections::BTreeMap;

use crate::import;
use crate::spec::{Operation, Product, Schema};

/// How much of a product says nothing about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wordless {
    /// How many operations have no summary.
    pub operations: usize,
    /// How many parameters and properties have neither a sentence of their own nor one in the glossary.
    pub fields: usize,
    /// The families whose line is missing, or is the one that import writes.
    pub families: Vec<String>,
}

impl Wordless {
    /// Counts in a product, as its documents are after the overlay.
    pub(crate) fn count(product: &Product, operations: &[Operation], glossary: &BTreeMap<String, String>) -> Self {
        let shared = product.schemas.values().map(|schema| within(schema, glossary));
        let fields = operations.iter().map(|operation| {
            let parameters = operation.parameters.iter().map(|parameter| (&parameter.name, &parameter.schema));
            let reply = operation.reply.as_ref().map_or(0, |schema| within(schema, glossary));
            reply + among(parameters, glossary)
        });
        let lacking = |line: &str, family: &str| line.is_empty() || line == import::placeholder(family);
        let families = product.families.iter().filter(|(family, line)| lacking(line, &family.value));
        Self {
            operations: operations.iter().filter(|operation| operation.summary.is_empty()).count(),
            fields: shared.chain(fields).sum(),
            families: families.map(|(family, _)| family.value.clone()).collect(),
        }
    }
}

/// The wordless fields among some, and within them.
fn among<'a>(fields: impl Iterator<Item = (&'a String, &'a Schema)>, glossary: &BTreeMap<String, String>) -> usize {
    let wordless = |name, schema: &Schema| schema.description.is_empty() && !glossary.contains_key(name);
    fields.map(|(name, schema)| usize::from(wordless(name, schema)) + within(schema, glossary)).sum()
}

/// The wordless fields within a schema. Elements and values have no name, and need no sentence.
fn within(schema: &Schema, glossary: &BTreeMap<String, String>) -> usize {
    let elements = schema.items.iter().chain(&schema.entries).map(|element| within(element, glossary));
    among(schema.properties.iter(), glossary) + elements.sum::<usize>()
}
