//! Types that hold themselves: which fields have to be boxed.
//!
//! Only shared schemas can be recursive, since a type inside an operation is written where it is used. A list or a map
//! breaks a cycle by itself; a plain field has to be boxed where its type leads back to the object.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Module, Type, TypeKind, TypeRef};

/// Boxes the fields that close a cycle, and frees them from being required: nobody could give the first one.
pub(super) fn break_cycles(shared: &mut BTreeMap<String, Module>) {
    let mut closing = Vec::new();
    for (schema, module) in &*shared {
        for (index, definition) in module.types.iter().enumerate() {
            let TypeKind::Object(object) = &definition.kind else {
                continue;
            };
            let owner = TypeRef { schema: Some(schema.clone()), index };
            for (field, ty) in object.fields.iter().map(|field| &field.ty).enumerate() {
                if let Type::Named(target) = ty
                    && leads_to(shared, target, &owner, &mut BTreeSet::new())
                {
                    closing.push((schema.clone(), index, field));
                }
            }
        }
    }
    for (schema, index, field) in closing {
        let definition = shared.get_mut(&schema).and_then(|module| module.types.get_mut(index));
        if let Some(TypeKind::Object(object)) = definition.map(|definition| &mut definition.kind) {
            object.fields[field].boxed = true;
            object.fields[field].required = false;
        }
    }
}

/// Whether a type holds another one through plain fields.
fn leads_to(
    shared: &BTreeMap<String, Module>,
    from: &TypeRef,
    to: &TypeRef,
    visited: &mut BTreeSet<(Option<String>, usize)>,
) -> bool {
    if from == to {
        return true;
    }
    if !visited.insert((from.schema.clone(), from.index)) {
        return false;
    }
    let definition = from.schema.as_ref().and_then(|schema| shared.get(schema)?.types.get(from.index));
    let Some(TypeKind::Object(object)) = definition.map(|definition| &definition.kind) else {
        return false;
    };
    object.fields.iter().any(|field| match &field.ty {
        Type::Named(target) => leads_to(shared, target, to, visited),
        _ => false,
    })
}
