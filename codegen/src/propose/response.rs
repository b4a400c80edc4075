//! The places of a response by their paths, through objects and shared schemas.

use std::collections::BTreeMap;

use crate::spec::{Operation, Schema};
use crate::specs::Specs;

/// How deep a place may be.
const DEEPEST: usize = 5;

/// A place of a response.
pub(super) struct Place<'a> {
    /// For example `Data.Jobs` or `Jobs[].Status`.
    pub(super) path: String,
    /// The last name of the path.
    pub(super) name: &'a str,
    /// The path of the object that it stands in; empty for the response itself.
    pub(super) parent: String,
    /// Its schema, where a reference leads to.
    pub(super) schema: &'a Schema,
}

/// The places of an operation's response, outer ones first.
pub(super) fn places<'a>(specs: &'a Specs, operation: &'a Operation) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    if let Some(response) = &operation.response {
        collect(specs, response, "", 0, &mut places);
    }
    places.sort_by_key(|place: &Place<'_>| place.path.matches('.').count());
    places
}

fn collect<'a>(specs: &'a Specs, schema: &'a Schema, path: &str, depth: usize, places: &mut Vec<Place<'a>>) {
    if depth > DEEPEST {
        return;
    }
    let schema = target(specs, schema);
    for (name, property) in &schema.properties {
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let property = target(specs, property);
        places.push(Place { path: inner.clone(), name, parent: path.to_owned(), schema: property });
        match &property.items {
            Some(items) => collect(specs, items, &format!("{inner}[]"), depth + 1, places),
            None => collect(specs, property, &inner, depth + 1, places),
        }
    }
}

/// The schema that a reference leads to, or the schema itself.
fn target<'a>(specs: &'a Specs, schema: &'a Schema) -> &'a Schema {
    let shared: &BTreeMap<String, Schema> = &specs.product.schemas;
    schema.reference.as_ref().and_then(|it| shared.get(&it.value.name)).unwrap_or(schema)
}
