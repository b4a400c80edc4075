//! The names that have been found, by what they are of.

use std::collections::BTreeMap;
use std::ops::Index;

use crate::model::{FieldId, OperationId, TypeId};

/// The Rust names of everything in a service.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(super) operations: BTreeMap<OperationId, OperationNames>,
    /// The modules of shared schemas, by the name of the schema.
    pub(super) shared: BTreeMap<String, String>,
    pub(super) types: BTreeMap<TypeId, TypeNames>,
}

/// The names of an operation beside those of its types.
#[derive(Debug)]
pub(crate) struct OperationNames {
    /// The module.
    pub(crate) module: String,
    /// Error codes and their constants, in alphabetical order.
    pub(crate) error_codes: Vec<(String, String)>,
}

/// The names of a type and what it consists of.
#[derive(Debug)]
pub(crate) struct TypeNames {
    /// The type itself.
    pub(crate) ident: String,
    /// The struct of its required fields, if its constructor takes one.
    pub(crate) required: Option<String>,
    /// Its fields or variants, in their order.
    pub(crate) members: Vec<String>,
}

impl Names {
    /// The module of a shared schema.
    pub(crate) fn shared(&self, schema: &str) -> &str {
        &self.shared[schema]
    }

    /// How many structs and enums have these names.
    pub(crate) fn count_types(&self) -> usize {
        self.types.values().map(|names| 1 + usize::from(names.required.is_some())).sum()
    }

    /// The name of a field.
    pub(crate) fn field(&self, field: FieldId) -> &str {
        &self[field.owner].members[field.index]
    }
}

impl Index<OperationId> for Names {
    type Output = OperationNames;

    fn index(&self, id: OperationId) -> &OperationNames {
        &self.operations[&id]
    }
}

impl Index<TypeId> for Names {
    type Output = TypeNames;

    fn index(&self, id: TypeId) -> &TypeNames {
        &self.types[&id]
    }
}
