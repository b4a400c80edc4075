//! From specs to the intermediate form. Every judgement is made here.

mod behaviour;
mod operation;
mod recursion;
mod schema;
mod values;

pub(crate) use operation::{own_path, style};
pub(crate) use schema::is_plain_text;
#[cfg(test)]
pub(crate) use values::limits;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Family, Field, MOST_ARGUMENTS, Operation, OperationId, Origin, Role, Service, Shared, Type, TypeDef,
};
use crate::names::Lock;
use crate::secret_name::is_secret;
use crate::span::Span;
use crate::spec::{self, Endpoint, Glossary};
use crate::specs::Specs;

/// Builds the intermediate form of a product.
pub fn lower(origin: &Origin, specs: &Specs, lock: &Lock, diagnostics: &mut Diagnostics) -> Service {
    let product = &specs.product;
    let mut lowering = Lowering {
        product,
        glossary: &specs.glossary,
        lock,
        diagnostics,
        request_schemas: BTreeSet::new(),
        response_schemas: BTreeSet::new(),
        schema_families: BTreeMap::new(),
        shared: BTreeMap::new(),
        aliases: BTreeMap::new(),
        types: Vec::new(),
    };
    for operation in &specs.operations {
        lowering.mark_reached(operation);
    }
    lowering.lower_shared();
    let operations: Vec<Operation> = specs.operations.iter().map(|operation| lowering.operation(operation)).collect();
    let Lowering { shared, mut types, .. } = lowering;
    recursion::break_cycles(&mut types);
    let mut service = Service {
        origin: origin.clone(),
        product: product.product.clone(),
        version: product.version.clone(),
        title: product.title.clone(),
        crate_name: product.crate_name.clone(),
        example: product.example.clone(),
        host_prefix: product.host_prefix.clone(),
        roa: !matches!(product.style.value.as_str(), "RPC" | "V3"),
        endpoints: product.endpoints.clone(),
        region: region(&product.endpoints).to_owned(),
        first: None,
        families: families(product, &operations),
        operations,
        shared,
        types,
    };
    behaviour::apply(&specs.overlay, &specs.left_out, &mut service, diagnostics);
    service.first = first(&service);
    for index in 0..service.operations.len() {
        service.operations[index].sensitive = sensitive(&service, &service.operations[index]);
    }
    service
}

/// The families that have operations. One that the product does not describe is reported already.
fn families(product: &spec::Product, operations: &[Operation]) -> Vec<Family> {
    let described: BTreeMap<&str, &String> =
        product.families.iter().map(|(name, docs)| (name.value.as_str(), docs)).collect();
    let families = described.into_iter().map(|(name, docs)| {
        let own = operations.iter().enumerate().filter(|(_, operation)| operation.family == name);
        let operations = own.map(|(index, _)| OperationId(index)).collect();
        Family { name: name.to_owned(), docs: docs.clone(), operations }
    });
    families.filter(|family| !family.operations.is_empty()).collect()
}

/// A region that the product has. Without any, users have to set an endpoint themselves, and the region is theirs too.
fn region(endpoints: &[Endpoint]) -> &str {
    const USUAL: &str = "cn-shanghai";
    let regions = || endpoints.iter().map(|endpoint| endpoint.region.as_str());
    regions().find(|&region| region == USUAL).or_else(|| regions().next()).unwrap_or(USUAL)
}

/// The operation that shows how to begin: one that needs nothing, best of all a list, or a few plain values.
fn first(service: &Service) -> Option<OperationId> {
    let required = |id: OperationId| service.fields(service[id].request).iter().filter(|field| field.is_required());
    let is_plain = |field: &Field| matches!(field.ty, Type::Text | Type::Integer | Type::Boolean);
    let is_easy = |id: &OperationId| required(*id).count() <= MOST_ARGUMENTS && required(*id).all(is_plain);
    // Of those that require something, reads come first.
    let effort = |id: &OperationId| {
        let (operation, count) = (&service[*id], required(*id).count());
        let is_list = operation.paging.is_some() && operation.name.starts_with("List");
        let is_best = if count == 0 { is_list } else { operation.read };
        (count > 0, !is_best, count)
    };
    let all = service.families.iter().flat_map(|family| family.operations.iter().copied());
    all.filter(is_easy).min_by_key(effort)
}

/// The names of sensitive fields that are not named like a secret.
fn sensitive(service: &Service, operation: &Operation) -> BTreeSet<String> {
    let types = service.reached(&[operation.request, operation.output]);
    let fields = types.into_iter().flat_map(|id| service.fields(id)).filter(|field| field.sensitive);
    fields.map(|field| &field.wire).filter(|wire| !is_secret(wire)).cloned().collect()
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
    /// Shared schemas that are objects or enums.
    shared: BTreeMap<String, Shared>,
    /// Types of shared schemas, whatever they are.
    aliases: BTreeMap<String, Type>,
    /// The types so far.
    types: Vec<TypeDef>,
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
    if let Some((name, target)) = product.target(schema)
        && reached.insert(name)
    {
        collect(target, product, reached);
    }
    for part in schema.parts() {
        collect(part, product, reached);
    }
}
