//! Where a resource is in a response.

use std::collections::BTreeSet;

use crate::model::{Module, Object, Operation, Service, Type, TypeKind};
use crate::plan::kinds::Role;

/// How deep objects are searched.
const MAX_DEPTH: usize = 4;

/// An object in a response.
struct Part<'a> {
    path: String,
    object: &'a Object,
    module: &'a Module,
}

/// The path of a resource in the response; `None` for a list without one.
pub(super) fn entry(service: &Service, operation: &Operation, role: Role, id: &str) -> Option<String> {
    if role == Role::List {
        return match &operation.paging {
            Some(paging) => Some(format!("{}[]", paging.items)),
            None => list_with(service, operation, id),
        };
    }
    if let Some(waiter) = &operation.waiter {
        return Some(waiter.status.rsplit_once('.').map_or("", |(entry, _)| entry).to_owned());
    }
    let takes_id = has_parameter(operation, id);
    let in_list = || if takes_id { None } else { list_with(service, operation, id) };
    Some(object_with(service, operation, id).or_else(in_list).unwrap_or_default())
}

/// Whether an operation takes or returns the ID.
pub(super) fn mentions(service: &Service, operation: &Operation, id: &str) -> bool {
    has_parameter(operation, id) || object_with(service, operation, id).is_some()
}

fn has_parameter(operation: &Operation, name: &str) -> bool {
    operation.parameters.iter().any(|(parameter, _)| parameter == name)
}

/// The object nearest to the root of a response that has a scalar of this name.
fn object_with(service: &Service, operation: &Operation, name: &str) -> Option<String> {
    let has = |part: &Part<'_>| {
        part.object.fields.iter().any(|field| field.wire == name && is_scalar(service, part.module, &field.ty))
    };
    parts(service, operation, false).into_iter().find(has).map(|part| part.path)
}

/// The first list of objects that have a field of this name, or `Id`.
fn list_with(service: &Service, operation: &Operation, id: &str) -> Option<String> {
    let has = |part: &Part<'_>| part.object.fields.iter().any(|field| field.wire == id || field.wire == "Id");
    parts(service, operation, true).into_iter().find(|part| part.path.ends_with("[]") && has(part)).map(|it| it.path)
}

/// The objects of a response, those near its root first; with `lists` also those in lists.
fn parts<'a>(service: &'a Service, operation: &'a Operation, lists: bool) -> Vec<Part<'a>> {
    let Some(output) = operation.output() else { return Vec::new() };
    let mut found = vec![Part { path: String::new(), object: output, module: &operation.module }];
    let mut next = 0;
    for _ in 0..MAX_DEPTH {
        let end = found.len();
        for index in next..end {
            let Part { path, object, module } = &found[index];
            let below = object.fields.iter().filter_map(|field| {
                let name = if path.is_empty() { field.wire.clone() } else { format!("{path}.{}", field.wire) };
                let (ty, path) = match &field.ty {
                    Type::List(element) if lists => (&**element, format!("{name}[]")),
                    ty => (ty, name),
                };
                let (object, module) = object_of(service, module, ty)?;
                Some(Part { path, object, module })
            });
            let below: Vec<_> = below.collect();
            found.extend(below);
        }
        next = end;
    }
    found
}

/// The object that a type is, with the module that its own types are looked up in.
fn object_of<'a>(service: &'a Service, module: &'a Module, ty: &Type) -> Option<(&'a Object, &'a Module)> {
    let Type::Named(reference) = ty else { return None };
    let module = reference.schema.as_ref().map_or(Some(module), |schema| service.shared.get(schema))?;
    match &module.types.get(reference.index)?.kind {
        TypeKind::Object(object) => Some((object, module)),
        TypeKind::Enum(_) => None,
    }
}

fn is_scalar(service: &Service, module: &Module, ty: &Type) -> bool {
    match ty {
        Type::Text | Type::JsonText | Type::Integer | Type::Float | Type::Boolean | Type::Timestamp => true,
        Type::Named(reference) => service.is_enum(module, reference),
        Type::Json | Type::List(_) | Type::Map(_) => false,
    }
}

/// The names of all fields of a response, at whatever depth.
pub(super) fn names<'a>(service: &'a Service, operation: &'a Operation) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut left: Vec<(&Object, &Module)> = operation.output().map(|it| (it, &operation.module)).into_iter().collect();
    let mut seen: Vec<&Object> = Vec::new();
    while let Some((object, module)) = left.pop() {
        if seen.iter().any(|known| std::ptr::eq(*known, object)) {
            continue;
        }
        seen.push(object);
        for field in &object.fields {
            names.insert(field.wire.as_str());
            let mut ty = &field.ty;
            while let Type::List(element) | Type::Map(element) = ty {
                ty = element;
            }
            left.extend(object_of(service, module, ty));
        }
    }
    names
}
