//! From specs to the intermediate form. Every judgement is made here.

pub mod behaviour;
mod operation;
mod recursion;
mod schema;
mod values;

pub(crate) use schema::is_plain_text;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Family, Module, Role, Service, Type};
use crate::names::Lock;
use crate::span::Span;
use crate::spec::{self, Glossary};

/// Builds the intermediate form of a product.
pub fn lower(
    folder: &str,
    product: &spec::Product,
    operations: &[spec::Operation],
    glossary: &Glossary,
    lock: &Lock,
    diagnostics: &mut Diagnostics,
) -> Service {
    let mut lowering = Lowering {
        product,
        glossary,
        lock,
        diagnostics,
        request_schemas: BTreeSet::new(),
        response_schemas: BTreeSet::new(),
        schema_families: BTreeMap::new(),
        shared: BTreeMap::new(),
        aliases: BTreeMap::new(),
    };
    for operation in operations {
        lowering.mark_reached(operation);
    }
    lowering.lower_shared();
    let mut families: BTreeMap<&str, Family> = BTreeMap::new();
    for (name, docs) in &product.families {
        let family = Family { name: name.value.clone(), docs: docs.clone(), operations: Vec::new() };
        families.insert(&name.value, family);
    }
    for operation in operations {
        let lowered = lowering.operation(operation);
        if let Some(family) = families.get_mut(operation.family.as_str()) {
            family.operations.push(lowered);
        }
    }
    let mut shared = lowering.shared;
    recursion::break_cycles(&mut shared);
    Service {
        folder: folder.to_owned(),
        product: product.product.clone(),
        version: product.version.clone(),
        title: product.title.clone(),
        crate_name: product.crate_name.clone(),
        example: product.example.clone(),
        host_prefix: product.host_prefix.clone(),
        roa: !matches!(product.style.value.as_str(), "RPC" | "V3"),
        endpoints: product
            .endpoints
            .iter()
            .map(|endpoint| (endpoint.region.clone(), endpoint.public.clone(), endpoint.vpc.clone()))
            .collect(),
        families: families.into_values().filter(|family| !family.operations.is_empty()).collect(),
        shared,
    }
}

/// What is known while a product is lowered.
struct Lowering<'a> {
    product: &'a spec::Product,
    glossary: &'a Glossary,
    /// What has been published so far.
    lock: &'a Lock,
    diagnostics: &'a mut Diagnostics,
    /// Shared schemas that a request reaches.
    request_schemas: BTreeSet<String>,
    /// Shared schemas that a response reaches.
    response_schemas: BTreeSet<String>,
    /// The families that reach a shared schema.
    schema_families: BTreeMap<String, BTreeSet<String>>,
    /// Modules of shared schemas that are objects or enums.
    shared: BTreeMap<String, Module>,
    /// Types of shared schemas, whatever they are.
    aliases: BTreeMap<String, Type>,
}

/// An error at a place in a file and in the document.
fn error(code: Code, span: &Span, path: &str, message: String) -> Diagnostic {
    Diagnostic::new(code, span, message).at(path)
}

impl Lowering<'_> {
    /// Notes which shared schemas an operation reaches, and from which side.
    fn mark_reached(&mut self, operation: &spec::Operation) {
        let product = self.product;
        let mut reached = BTreeSet::new();
        for parameter in &operation.parameters {
            collect(&parameter.schema, product, &mut reached);
        }
        self.request_schemas.extend(reached.iter().map(|&name| name.to_owned()));
        let mut response = BTreeSet::new();
        if let Some(schema) = &operation.response {
            collect(schema, product, &mut response);
        }
        self.response_schemas.extend(response.iter().map(|&name| name.to_owned()));
        for name in reached.union(&response) {
            self.schema_families.entry((*name).to_owned()).or_default().insert(operation.family.clone());
        }
    }

    /// The side that values of a shared schema come from. Used both ways, it counts as a response.
    fn schema_role(&self, name: &str) -> Role {
        match (self.request_schemas.contains(name), self.response_schemas.contains(name)) {
            (true, false) => Role::Request,
            (true, true) => Role::Both,
            _ => Role::Response,
        }
    }
}

/// Collects the names of the shared schemas that a schema reaches.
pub(crate) fn collect<'a>(schema: &'a spec::Schema, product: &'a spec::Product, reached: &mut BTreeSet<&'a str>) {
    if let Some(reference) = &schema.reference
        && let Some((name, target)) = product.schemas.get_key_value(&reference.value.name)
        && reached.insert(name)
    {
        collect(target, product, reached);
    }
    let children = schema.properties.values().chain(schema.items.as_deref()).chain(schema.entries.as_deref());
    for child in children {
        collect(child, product, reached);
    }
}
