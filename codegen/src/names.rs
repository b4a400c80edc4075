//! Rust names. The only place that renames.
//!
//! The wire name is always kept beside the Rust name, so nothing here can change what is sent. What a crate has called
//! something is its interface: `names.lock` lists it, and it stays. Whatever is new gets the shortest name that nothing
//! else beside it could have, so that the order in which things come decides nothing.

mod contender;
mod lock;
mod plural;
mod table;
mod words;

use std::collections::BTreeSet;

use contender::{Contender, Style, followed_by, joined, tell_apart};
use lock::Kind;
pub(crate) use lock::Lock;
pub(crate) use plural::singular;
pub(crate) use table::{Names, OperationNames, TypeNames};
pub(crate) use words::Words;

use crate::diagnostic::Diagnostics;
use crate::documents;
use crate::model::{Family, Field, Operation, OperationId, Role, Service, TypeId, TypeKind, Variant};
use crate::naming::DEVICES;

/// The file of the names so far, in the folder of the specs.
pub const FILE: &str = documents::NAMES;

/// The module of what a response holds, within that of its operation: what is new there takes no name from what users
/// make a request of.
pub(crate) const OUTPUT: &str = "output";

/// Names that generated code uses unqualified, or that would surprise in a module.
const RESERVED_TYPES: [&str; 21] = [
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Default",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "New",
    "None",
    "Ok",
    "Option",
    "Ord",
    "Result",
    "Self",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Names of derive macros: a link to an operation or a shared type of such a name could mean either.
const DERIVES: [&str; 6] = ["Copy", "Debug", "Eq", "Hash", "PartialEq", "PartialOrd"];

/// Names of methods and constructors that generated code calls, and that a setter would hide.
const METHODS: [&str; 5] = ["new", "clone", "default", "slot", "view"];

/// Names that no value may have: that of those which are not known, and a keyword.
const RESERVED_VARIANTS: [&str; 2] = ["UnknownValue", "Self"];

/// Names that no module may have, besides those of devices: `mod.rs` is the file of the folder, and the other is the crate
/// of the runtime.
const RESERVED_MODULES: [&str; 2] = ["r#mod", "alibabacloud_runtime"];

/// The struct of required fields is called like its type, with this after it.
const REQUIRED: &str = "Required";

/// Names every module, type, field, variant and constant.
pub(crate) fn assign(service: &Service, words: &[String], lock: &mut Lock, diagnostics: &mut Diagnostics) -> Names {
    let mut naming = Naming { service, words: Words::new(words), lock, diagnostics, names: Names::default() };
    for family in &service.families {
        naming.fixed(Kind::Module, family.name.clone(), format!("{}/", family.name));
        naming.family(family);
    }
    naming.shared();
    naming.lock.check(naming.diagnostics);
    naming.names
}

struct Naming<'a> {
    service: &'a Service,
    words: Words,
    lock: &'a mut Lock,
    diagnostics: &'a mut Diagnostics,
    names: Names,
}

impl Naming<'_> {
    /// The operations of a family and their outputs, which it re-exports, then what is in their modules.
    fn family(&mut self, family: &Family) {
        let operations: Vec<&Operation> = family.operations.iter().map(|&id| &self.service[id]).collect();
        let modules = operations.iter().map(|it| Contender::new(&it.name, self.words.snake(&it.name), Style::Snake));
        // A module in one of its own name is confusing, and `clippy` says so.
        let reserved = reserved_modules(&[&family.name, OUTPUT]);
        let modules = self.named(Kind::Module, &family.name, modules.collect(), &reserved, Style::Snake);
        let mut contenders = Vec::new();
        for (operation, module) in operations.iter().zip(&modules) {
            let name = self.words.plain_type_name(&operation.name);
            let mut request = Contender::new(&operation.name, name.clone(), Style::Camel);
            request.suffix = self.suffix(operation.request);
            // The response to `GetFlow` does not take the name of an operation `GetFlowOutput`.
            let names = ["Output", "Response"].map(|suffix| followed_by(&name, suffix)).into();
            let wire = format!("{}.response", operation.name);
            let output = Contender { wire, whole: 1, nearly_whole: None, stem: 1, names, suffix: None, locked: None };
            let parent = format!("{}::{module}", family.name);
            contenders.extend([request, output].map(|contender| {
                let locked = self.lock.name(Kind::Type, &parent, &contender.wire, &RESERVED_TYPES, self.diagnostics);
                Contender { locked, ..contender }
            }));
        }
        let names = tell_apart(&mut contenders, &[&RESERVED_TYPES[..], &DERIVES].concat(), Style::Camel);
        let (names, _) = names.as_chunks();
        for ((&id, module), roots) in family.operations.iter().zip(modules).zip(names) {
            self.operation(&family.name, id, module, roots);
        }
    }

    fn operation(&mut self, family: &str, id: OperationId, module: String, [request, output]: &[String; 2]) {
        let operation = &self.service[id];
        let path = format!("{family}::{module}");
        self.members(&path, operation.request, request.clone());
        self.members(&path, operation.output, output.clone());
        let reserved: Vec<String> = self.taken(operation.request).chain(self.taken(operation.output)).collect();
        self.types(&path, &reserved, &operation.types);
        if !operation.output_types.is_empty() {
            let inner = format!("{path}::{OUTPUT}");
            self.types(&inner, &[], &operation.output_types);
            self.fixed(Kind::Module, inner, format!("{}.response", operation.name));
        }
        let codes: BTreeSet<&str> = operation.page.error_codes.iter().map(|(_, code, _)| code.as_str()).collect();
        let contenders = codes.iter().map(|code| {
            let mut contender = Contender::new(code, words::constant(code), Style::Shouty);
            contender.wire = format!("{}.errors.{code}", operation.name);
            contender
        });
        let constants = self.named(Kind::Constant, &path, contenders.collect(), &[], Style::Shouty);
        let error_codes = codes.into_iter().map(str::to_owned).zip(constants).collect();
        self.names.operations.insert(id, OperationNames { module, error_codes });
        self.lock.add(Kind::Module, path, operation.name.clone());
    }

    /// The modules of shared schemas, and the foremost type of each, which is re-exported beside it.
    fn shared(&mut self) {
        const PARENT: &str = "types";
        let service = self.service;
        if !service.shared.is_empty() {
            self.fixed(Kind::Module, PARENT.to_owned(), "schemas/".to_owned());
        }
        let named = |style, name: fn(&Words, &str) -> String, words: &Words| -> Vec<Contender> {
            let contenders = service.shared.keys().map(|schema| {
                let contender = Contender::new(schema, name(words, schema), style);
                Contender { wire: format!("schemas.{schema}"), ..contender }
            });
            contenders.collect()
        };
        let modules = named(Style::Snake, Words::snake, &self.words);
        let mut roots = named(Style::Camel, Words::plain_type_name, &self.words);
        let reserved = reserved_modules(&[PARENT]);
        let modules = self.named(Kind::Module, PARENT, modules, &reserved, Style::Snake);
        for ((root, shared), module) in roots.iter_mut().zip(service.shared.values()).zip(&modules) {
            root.suffix = self.suffix(shared.root);
            // A list of objects is no type of its own: its foremost type is that of its elements.
            root.wire.clone_from(&service[shared.root].wire);
            let parent = format!("{PARENT}::{module}");
            root.locked = self.lock.name(Kind::Type, &parent, &root.wire, &RESERVED_TYPES, self.diagnostics);
        }
        // A type whose name begins with a digit is spelt like its module, and both are in `types`.
        let mut reserved = [&RESERVED_TYPES[..], &DERIVES].concat();
        reserved.extend(modules.iter().map(String::as_str));
        let roots = tell_apart(&mut roots, &reserved, Style::Camel);
        for (((schema, shared), module), root) in service.shared.iter().zip(modules).zip(roots) {
            let path = format!("{PARENT}::{module}");
            self.members(&path, shared.root, root);
            let reserved: Vec<String> = self.taken(shared.root).collect();
            self.types(&path, &reserved, &shared.types);
            self.names.shared.insert(schema.clone(), module);
            self.lock.add(Kind::Module, path, format!("schemas.{schema}"));
        }
    }

    /// The types of a module but for its roots.
    fn types(&mut self, module: &str, reserved: &[String], types: &[TypeId]) {
        let contenders = types.iter().map(|&id| self.contender(id)).collect();
        let reserved: Vec<&str> = RESERVED_TYPES.into_iter().chain(reserved.iter().map(String::as_str)).collect();
        let names = self.named(Kind::Type, module, contenders, &reserved, Style::Camel);
        for (&id, name) in types.iter().zip(names) {
            self.members(module, id, name);
        }
    }

    /// A type that is called like the end of its path.
    fn contender(&self, id: TypeId) -> Contender {
        let definition = &self.service[id];
        let (root, path) = definition.names.split_first().map_or(("", &[][..]), |(root, path)| (root.as_str(), path));
        let suffixes = |name: &dyn Fn(&str) -> String| {
            let parts: Vec<String> = path.iter().map(|part| name(part)).collect();
            (0..parts.len()).rev().map(|start| joined(&parts[start..])).collect::<Vec<_>>()
        };
        let short = suffixes(&|part| self.words.type_name(part));
        // Lists whose elements would be called alike: theirs are called like the lists.
        let plain = suffixes(&|part| self.words.plain_type_name(part));
        let rooted = followed_by(&self.words.plain_type_name(root), short.last().map_or("", String::as_str));
        Contender {
            wire: definition.wire.clone(),
            nearly_whole: short.len().checked_sub(1),
            stem: short.len().saturating_sub(1),
            whole: (short.len() + plain.len()).saturating_sub(1),
            names: short.into_iter().chain(plain).chain([rooted]).collect(),
            suffix: self.suffix(id),
            locked: None,
        }
    }

    /// A type itself, and its fields or variants.
    fn members(&mut self, module: &str, id: TypeId, ident: String) {
        let definition = &self.service[id];
        let path = format!("{module}::{ident}");
        let required = self.suffix(id).map(|suffix| followed_by(&ident, suffix));
        if let Some(required) = &required {
            self.fixed(Kind::Type, format!("{module}::{required}"), format!("{}!", definition.wire));
        }
        let members = match &definition.kind {
            TypeKind::Object(object) => {
                let wire = owner(&definition.wire, object.role);
                let contenders = object.fields.iter().map(|field| Contender {
                    wire: within(&wire, &field.wire),
                    ..field_name(&field.wire, &self.words)
                });
                self.named(Kind::Field, &path, contenders.collect(), &METHODS, Style::Snake)
            }
            TypeKind::Enum(variants) => {
                let contenders = variants.iter().map(|Variant { wire, .. }| Contender {
                    wire: format!("{}={wire}", definition.wire),
                    ..Contender::new(wire, self.words.variant(wire), Style::Camel)
                });
                self.named(Kind::Variant, &path, contenders.collect(), &RESERVED_VARIANTS, Style::Camel)
            }
        };
        self.names.types.insert(id, TypeNames { ident, required, members });
        self.lock.add(Kind::Type, path, definition.wire.clone());
    }

    /// What is appended to a type's name to make that of its struct of required fields.
    fn suffix(&self, id: TypeId) -> Option<&'static str> {
        match &self.service[id].kind {
            TypeKind::Object(object) if object.has_required_struct() => Some(REQUIRED),
            _ => None,
        }
    }

    /// The names that a type takes in its module.
    fn taken(&self, id: TypeId) -> impl Iterator<Item = String> {
        let TypeNames { ident, required, .. } = &self.names[id];
        [ident.clone()].into_iter().chain(required.clone())
    }

    /// What has a path that nothing can change.
    fn fixed(&mut self, kind: Kind, path: String, wire: String) {
        self.lock.keep(kind, &path, &wire, self.diagnostics);
        self.lock.add(kind, path, wire);
    }

    /// The names of siblings: those they have had, and new ones for the others.
    fn named(
        &mut self,
        kind: Kind,
        parent: &str,
        mut contenders: Vec<Contender>,
        reserved: &[&str],
        style: Style,
    ) -> Vec<String> {
        for contender in &mut contenders {
            contender.locked = self.lock.name(kind, parent, &contender.wire, reserved, self.diagnostics);
        }
        let names = tell_apart(&mut contenders, reserved, style);
        if matches!(kind, Kind::Field | Kind::Variant | Kind::Constant) {
            for (contender, name) in contenders.into_iter().zip(&names) {
                self.lock.add(kind, format!("{parent}::{name}"), contender.wire);
            }
        }
        names
    }
}

/// Names that no module may have where these are taken too.
fn reserved_modules<'a>(others: &[&'a str]) -> Vec<&'a str> {
    [&RESERVED_MODULES, &DEVICES[..], others].concat()
}

fn field_name(wire: &str, words: &Words) -> Contender {
    // A response that is no object is a single nameless field.
    if wire.is_empty() {
        return Contender::new(wire, "body".to_owned(), Style::Snake);
    }
    let name = words.snake(wire);
    let name = if METHODS.contains(&name.as_str()) { format!("{name}_") } else { name };
    Contender::new(wire, name, Style::Snake)
}

/// The path in the metadata that those of a type's fields begin with.
pub(crate) fn owner(wire: &str, role: Role) -> String {
    if role == Role::Operation { format!("{wire}.request") } else { wire.to_owned() }
}

/// The path of a field in the metadata. A name that could be read as several is put in quotes.
pub(crate) fn within(wire: &str, field: &str) -> String {
    if field.is_empty() {
        return wire.to_owned();
    }
    let plain = |character: char| character.is_alphanumeric() || "_-$:@/*".contains(character);
    if field.chars().all(plain) { format!("{wire}.{field}") } else { format!("{wire}.{field:?}") }
}

/// Every field with its path in the metadata.
pub(crate) fn fields(service: &Service) -> impl Iterator<Item = (String, &Field)> {
    let objects = service.types.iter().filter_map(|definition| match &definition.kind {
        TypeKind::Object(object) => Some((owner(&definition.wire, object.role), &object.fields)),
        TypeKind::Enum(_) => None,
    });
    objects.flat_map(|(owner, fields)| fields.iter().map(move |field| (within(&owner, &field.wire), field)))
}

#[cfg(test)]
mod tests;
