//! Where a resource is in a response.

use std::collections::BTreeSet;

use crate::model::{Field, Operation, Service, Type, TypeId};
use crate::plan::kinds::{PassedOver, Role};

/// What the names of lists of absent resources begin with, as `IgnoredList` and `NonExistIds` do.
const ABSENT: [&str; 4] = ["Ignored", "NonExist", "NotExist", "NotFound"];

/// What the names of lists of resources that may not be changed begin with.
const FORBIDDEN: [&str; 1] = ["Forbidden"];

/// How deep objects are searched.
const MAX_DEPTH: usize = 4;

/// An object in a response.
struct Part {
    path: String,
    object: TypeId,
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
    let takes_id = has_parameter(service, operation, id);
    let in_list = || if takes_id { None } else { list_with(service, operation, id) };
    Some(object_with(service, operation, id).or_else(in_list).unwrap_or_default())
}

/// Whether an operation takes or returns the ID.
pub(super) fn mentions(service: &Service, operation: &Operation, id: &str) -> bool {
    has_parameter(service, operation, id) || object_with(service, operation, id).is_some()
}

fn has_parameter(service: &Service, operation: &Operation, name: &str) -> bool {
    service.fields(operation.request).iter().any(|field| field.wire == name)
}

/// The object nearest to the root of a response that has a scalar of this name.
fn object_with(service: &Service, operation: &Operation, name: &str) -> Option<String> {
    let has = |part: &Part| {
        service.fields(part.object).iter().any(|field| field.wire == name && is_scalar(service, &field.ty))
    };
    parts(service, operation, false).into_iter().find(has).map(|part| part.path)
}

/// The first list of objects that have a field of this name, or `Id`.
fn list_with(service: &Service, operation: &Operation, id: &str) -> Option<String> {
    let has = |part: &Part| service.fields(part.object).iter().any(|field| field.wire == id || field.wire == "Id");
    parts(service, operation, true).into_iter().find(|part| part.path.ends_with("[]") && has(part)).map(|it| it.path)
}

/// The lists of a response with the IDs that it passed over.
pub(super) fn passed_over(service: &Service, operation: &Operation) -> PassedOver {
    let list_named = |starts: &[&str]| {
        let is_named = |field: &&Field| starts.iter().any(|start| field.wire.starts_with(start));
        service.fields(operation.output).iter().filter(is_named).find_map(|field| list_of_text(service, field))
    };
    PassedOver { absent: list_named(&ABSENT), forbidden: list_named(&FORBIDDEN) }
}

/// The path of a list of text, which may be alone in an object around it.
fn list_of_text(service: &Service, field: &Field) -> Option<String> {
    match (&field.ty, service.object(&field.ty).map(|object| service.fields(object))) {
        (Type::List(element), _) if **element == Type::Text => Some(field.wire.clone()),
        (_, Some([only])) => Some(format!("{}.{}", field.wire, list_of_text(service, only)?)),
        _ => None,
    }
}

/// The objects of a response, those near its root first; with `lists` also those in lists.
fn parts(service: &Service, operation: &Operation, lists: bool) -> Vec<Part> {
    let mut found = vec![Part { path: String::new(), object: operation.output }];
    let mut next = 0;
    for _ in 0..MAX_DEPTH {
        let end = found.len();
        for index in next..end {
            let Part { path, object } = &found[index];
            let below = service.fields(*object).iter().filter_map(|field| {
                let name = if path.is_empty() { field.wire.clone() } else { format!("{path}.{}", field.wire) };
                let (ty, path) = match &field.ty {
                    Type::List(element) if lists => (&**element, format!("{name}[]")),
                    ty => (ty, name),
                };
                Some(Part { path, object: service.object(ty)? })
            });
            let below: Vec<_> = below.collect();
            found.extend(below);
        }
        next = end;
    }
    found
}

fn is_scalar(service: &Service, ty: &Type) -> bool {
    match ty {
        Type::Text | Type::JsonText | Type::Integer | Type::Float | Type::Boolean | Type::Timestamp => true,
        Type::Named(id) => service.is_enum(*id),
        Type::Bytes | Type::Json | Type::List(_) | Type::Map(_) => false,
    }
}

/// The names of all fields of a response, at whatever depth.
pub(super) fn names<'a>(service: &'a Service, operation: &Operation) -> BTreeSet<&'a str> {
    let types = service.reached(&[operation.output]).into_iter();
    types.flat_map(|id| service.fields(id)).map(|field| field.wire.as_str()).collect()
}
