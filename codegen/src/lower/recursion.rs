//! Types that hold themselves: which fields have to be boxed.
//!
//! Only shared schemas can be recursive, since a type inside an operation is written where it is used. A list or a map
//! breaks a cycle by itself; a plain field has to be boxed where its type leads back to the object.

use std::collections::BTreeSet;

use crate::model::{Field, Home, Presence, Type, TypeDef, TypeId, TypeKind};

/// Boxes the fields that close a cycle, and frees them from being required: the first value could not be built.
pub(super) fn break_cycles(types: &mut [TypeDef]) {
    let mut closing = Vec::new();
    for (owner, definition) in types.iter().enumerate().filter(|(_, it)| matches!(it.home, Home::Schema(_))) {
        for (index, field) in definition.fields().iter().enumerate() {
            if let Type::Named(target) = field.ty
                && leads_to(types, target, TypeId(owner), &mut BTreeSet::new())
            {
                closing.push((owner, index, target));
            }
        }
    }
    for (owner, index, target) in closing {
        if let TypeKind::Object(object) = &mut types[owner].kind {
            object.fields[index].presence = Presence::Boxed;
        }
        if let TypeKind::Object(object) = &mut types[target.0].kind {
            object.boxed = true;
        }
    }
}

/// Whether a type holds another one through plain fields.
fn leads_to(types: &[TypeDef], from: TypeId, to: TypeId, visited: &mut BTreeSet<TypeId>) -> bool {
    let holds = |field: &Field, visited: &mut BTreeSet<TypeId>| match field.ty {
        Type::Named(target) => leads_to(types, target, to, visited),
        _ => false,
    };
    from == to || (visited.insert(from) && types[from.0].fields().iter().any(|field| holds(field, visited)))
}
