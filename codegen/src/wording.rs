//! What of a product has no words yet. Imports bring facts alone, so what is left to write is counted.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Glossary, Located, Operation, Product, Schema, parameter_path};
use crate::suggestion::nearest;

/// A number of things, of which one is no plural.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// How much of a product says nothing about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undocumented {
    /// How many operations have no summary.
    pub operations: usize,
    /// How many parameters and properties have neither a sentence of their own nor one in the glossary.
    pub fields: usize,
    /// The families whose line is missing, or is the one that import writes.
    pub families: Vec<String>,
}

impl Undocumented {
    /// Counts in a product, as its documents are after the overlay.
    pub(crate) fn count(product: &Product, operations: &[Operation], glossary: &Glossary) -> Self {
        let undocumented = |at: &SchemaAt<'_>| at.name.is_some_and(|name| at.lacks_sentence(name, glossary));
        Self {
            operations: operations.iter().filter(|operation| operation.summary.is_empty()).count(),
            fields: schemas(product, operations).into_iter().filter(undocumented).count(),
            families: undocumented_families(product).map(|family| family.value.clone()).collect(),
        }
    }
}

/// The families whose line is missing, or is the one that import writes.
pub(crate) fn undocumented_families(product: &Product) -> impl Iterator<Item = &Located<String>> {
    let lacking = |line: &str, family: &str| line.is_empty() || line == placeholder(family);
    product.families.iter().filter(move |(family, line)| lacking(line, &family.value)).map(|(family, _)| family)
}

/// The first line of a family, until somebody writes what its operations are for.
pub(crate) fn placeholder(family: &str) -> String {
    format!("Operations of the {family} family.")
}

/// The sentences of a glossary that explain nothing.
pub(crate) fn unused(product: &Product, operations: &[Operation], glossary: &Glossary) -> Vec<Diagnostic> {
    let schemas = schemas(product, operations);
    let fields = schemas.iter().filter(|at| at.schema.description.is_empty()).filter_map(|at| at.name);
    // A sentence may explain a shared schema as well.
    let undescribed = product.schemas.iter().filter(|(_, schema)| schema.description.is_empty());
    let explained: BTreeSet<&str> = fields.chain(undescribed.map(|(name, _)| name.as_str())).collect();
    let unused = glossary.iter().filter(|(name, _)| !explained.contains(name.as_str()));
    let problem = |(name, sentence): (&String, &Located<String>)| {
        let near = nearest(name, explained.iter().copied()).first().map(|near| format!("`{near}`"));
        Diagnostic::new(Code::UnusedSentence, &sentence.span, format!("no field takes the sentence on `{name}`"))
            .warning()
            .expected(near.unwrap_or_else(|| "the name of a field without a description of its own".to_owned()))
            .help("correct the name, or delete the sentence")
    };
    unused.map(problem).collect()
}

/// A schema wherever it stands in a product.
pub(crate) struct SchemaAt<'a> {
    /// The path inside the document, as the overlay writes it.
    pub(crate) path: String,
    /// The name of the parameter or property. Elements, values of maps, responses and shared schemas as a whole have none,
    /// and need no sentence.
    pub(crate) name: Option<&'a str>,
    /// The schema.
    pub(crate) schema: &'a Schema,
}

impl SchemaAt<'_> {
    /// Whether a field has neither a sentence of its own nor one in the glossary.
    pub(crate) fn lacks_sentence(&self, name: &str, glossary: &Glossary) -> bool {
        self.schema.description.is_empty() && !glossary.contains_key(name)
    }
}

/// Every schema of a product, outer ones before what they hold.
pub(crate) fn schemas<'a>(product: &'a Product, operations: &'a [Operation]) -> Vec<SchemaAt<'a>> {
    let mut schemas = Vec::new();
    for (name, schema) in &product.schemas {
        let at = SchemaAt { path: format!("schemas.{name}"), name: None, schema };
        collect(at, &mut schemas);
    }
    for operation in operations {
        for parameter in &operation.parameters {
            let path = parameter_path(&operation.name, &parameter.name);
            collect(SchemaAt { path, name: Some(&parameter.name), schema: &parameter.schema }, &mut schemas);
        }
        if let Some(schema) = &operation.response {
            collect(SchemaAt { path: format!("{}.response", operation.name), name: None, schema }, &mut schemas);
        }
    }
    schemas
}

/// A schema and everything within it.
fn collect<'a>(at: SchemaAt<'a>, schemas: &mut Vec<SchemaAt<'a>>) {
    let schema = at.schema;
    let path = at.path.clone();
    schemas.push(at);
    for (name, property) in &schema.properties {
        collect(SchemaAt { path: format!("{path}.{name}"), name: Some(name), schema: property }, schemas);
    }
    for (sign, inner) in [("[]", &schema.items), ("{}", &schema.entries)] {
        if let Some(inner) = inner {
            collect(SchemaAt { path: format!("{path}{sign}"), name: None, schema: inner }, schemas);
        }
    }
}
