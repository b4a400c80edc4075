//! What each family of a generated crate consists of.

use crate::emit;
use crate::model::{Module, Service, TypeDef, TypeKind};

/// A family: what a crate compiles that has this one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The family's name.
    pub family: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many of its types have fields, shared types among them.
    pub structs: usize,
    /// How many of its types list values.
    pub enums: usize,
    /// Its files by their path from the crate's root, or folders, which end in `/`. What all families need is not
    /// among them.
    pub paths: Vec<String>,
}

/// The families of a crate whose names are assigned.
pub(crate) fn parts(service: &Service) -> Vec<Part> {
    let families = service.families.iter().map(|family| {
        let shared = || service.shared.values().filter(|module| module.families.contains(&family.name));
        let own = family.operations.iter().map(|operation| &operation.module);
        let types: Vec<_> = own.chain(shared()).flat_map(|module: &Module| &module.types).collect();
        let structs = types.iter().filter(|definition| is_struct(definition)).count();
        let paths = shared().map(|module| format!("src/types/{}.rs", emit::file_stem(module)));
        Part {
            family: family.name.clone(),
            operations: family.operations.len(),
            structs,
            enums: types.len() - structs,
            paths: [format!("src/{}/", family.name)].into_iter().chain(paths).collect(),
        }
    });
    families.collect()
}

/// Whether a type has fields; otherwise it lists values.
pub(crate) fn is_struct(definition: &TypeDef) -> bool {
    matches!(definition.kind, TypeKind::Object(_))
}
