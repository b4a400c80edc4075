//! Rust names. The only place that renames.
//!
//! The wire name is always kept beside the Rust name, so nothing here can change what is sent. What a crate has called
//! something is its interface: `names.lock` lists it, and it stays. Whatever is new gets the shortest name that nothing
//! else beside it could have, so that the order in which things come decides nothing.

mod contender;
mod lock;
mod plural;
mod words;

use contender::{Contender, Style, tell_apart};
use lock::Kind;
pub use lock::Lock;
pub(crate) use words::{Words, is_keyword};

use crate::diagnostic::Diagnostics;
use crate::documents;
use crate::model::{Module, Operation, Role, Service, TypeDef, TypeKind};

/// The file of the names so far, in the folder of the specs.
pub const FILE: &str = documents::NAMES;

/// The module of what a response holds, within that of its operation: what is new there takes no name from what users
/// make a request of.
pub(crate) const OUTPUT: &str = "output";

/// Names that generated code uses unqualified, or that would surprise in a module.
const RESERVED_TYPES: [&str; 20] = [
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

/// Names of methods and constructors that generated code calls, and that a setter would hide.
const METHODS: [&str; 5] = ["new", "clone", "default", "slot", "view"];

/// Names that no value may have: that of those which are not known, and a keyword.
const RESERVED_VARIANTS: [&str; 2] = ["UnknownValue", "Self"];

/// Names that no module may have: `mod.rs` is the file of the folder, and names the crate of the runtime.
const RESERVED_MODULES: [&str; 2] = ["r#mod", "alibabacloud_runtime"];

/// The struct of required fields is called like its type, with this after it.
pub(crate) const REQUIRED: &str = "Required";

/// Gives every module, type, field and variant its Rust name.
pub fn assign(service: &mut Service, words: &[String], lock: &mut Lock, diagnostics: &mut Diagnostics) {
    Naming { words: Words::new(words), lock, diagnostics }.service(service);
}

struct Naming<'a> {
    words: Words,
    lock: &'a mut Lock,
    diagnostics: &'a mut Diagnostics,
}

impl Naming<'_> {
    fn service(&mut self, service: &mut Service) {
        for family in &mut service.families {
            self.fixed(Kind::Module, family.name.clone(), format!("{}/", family.name));
            self.family(&family.name, &mut family.operations);
        }
        self.shared(service);
        self.lock.check(self.diagnostics);
    }

    /// The operations of a family and their outputs, which it re-exports, then what is in their modules.
    fn family(&mut self, family: &str, operations: &mut [Operation]) {
        let modules = operations.iter().map(|it| Contender::new(&it.name, self.words.snake(&it.name), Style::Snake));
        let modules = self.named(Kind::Module, family, modules.collect(), &RESERVED_MODULES, Style::Snake);
        for (operation, module) in operations.iter_mut().zip(modules) {
            operation.module.ident = module;
        }
        let mut contenders = Vec::new();
        for operation in &*operations {
            let name = self.words.plain_type_name(&operation.name);
            let mut request = Contender::new(&operation.name, name.clone(), Style::Camel);
            request.suffix = suffix(operation.module.types.first());
            // The response to `GetFlow` does not take the name of an operation `GetFlowOutput`.
            let names = vec![format!("{name}Output"), format!("{name}Response")];
            let wire = format!("{}.response", operation.name);
            contenders.extend([
                request,
                Contender { wire, whole: 1, nearly_whole: None, stem: 1, names, suffix: None, locked: None },
            ]);
        }
        for (contender, module) in contenders.iter_mut().zip(operations.iter().flat_map(|it| [&it.module; 2])) {
            let parent = format!("{family}::{}", module.ident);
            contender.locked = self.lock.name(Kind::Type, &parent, &contender.wire, self.diagnostics);
        }
        let names = tell_apart(&contenders, &RESERVED_TYPES, Style::Camel);
        for (operation, names) in operations.iter_mut().zip(names.chunks(2)) {
            for (definition, name) in operation.module.types.iter_mut().zip(names) {
                definition.ident.clone_from(name);
            }
            self.operation(family, operation);
        }
    }

    fn operation(&mut self, family: &str, operation: &mut Operation) {
        let module = format!("{family}::{}", operation.module.ident);
        let first_output = operation.module.output;
        let (request, output) = operation.module.types.split_at_mut(first_output);
        let (roots, request) = request.split_at_mut(2);
        let reserved: Vec<String> = roots.iter().flat_map(with_suffix).collect();
        self.types(&module, &reserved, request);
        if !output.is_empty() {
            let inner = format!("{module}::{OUTPUT}");
            self.types(&inner, &[], output);
            self.fixed(Kind::Module, inner, format!("{}.response", operation.name));
        }
        for definition in roots {
            self.members(&module, definition);
        }
        let codes: Vec<&str> = operation.page.error_codes.iter().map(|(_, code, _)| code.as_str()).collect();
        let codes: std::collections::BTreeSet<&str> = codes.into_iter().collect();
        let contenders = codes.iter().map(|code| {
            let mut contender = Contender::new(code, words::constant(code), Style::Shouty);
            contender.wire = format!("{}.errors.{code}", operation.name);
            contender
        });
        let names = self.named(Kind::Constant, &module, contenders.collect(), &[], Style::Shouty);
        operation.error_constants = codes.iter().map(|&code| code.to_owned()).zip(names).collect();
        self.lock.add(Kind::Module, module, operation.name.clone());
    }

    /// The modules of shared schemas, and the foremost type of each, which is re-exported beside it.
    fn shared(&mut self, service: &mut Service) {
        const PARENT: &str = "types";
        if !service.shared.is_empty() {
            self.fixed(Kind::Module, PARENT.to_owned(), "schemas/".to_owned());
        }
        let named = |style, name: fn(&Words, &str) -> String, words: &Words| -> Vec<Contender> {
            let contenders = service.shared.iter().map(|(schema, module)| {
                let mut contender = Contender::new(schema, name(words, schema), style);
                contender.wire = format!("schemas.{schema}");
                contender.suffix = suffix(module.types.first()).filter(|_| matches!(style, Style::Camel));
                contender
            });
            contenders.collect()
        };
        let modules = named(Style::Snake, Words::snake, &self.words);
        let mut roots = named(Style::Camel, Words::plain_type_name, &self.words);
        let modules = self.named(Kind::Module, PARENT, modules, &RESERVED_MODULES, Style::Snake);
        for (root, module) in roots.iter_mut().zip(&modules) {
            root.locked = self.lock.name(Kind::Type, &format!("{PARENT}::{module}"), &root.wire, self.diagnostics);
        }
        let roots = tell_apart(&roots, &RESERVED_TYPES, Style::Camel);
        for (((schema, shared), ident), root) in service.shared.iter_mut().zip(modules).zip(roots) {
            let module = format!("{PARENT}::{ident}");
            shared.ident = ident;
            self.schema(&module, shared, root);
            self.lock.add(Kind::Module, module, format!("schemas.{schema}"));
        }
    }

    fn schema(&mut self, module: &str, shared: &mut Module, root: String) {
        if let Some((first, rest)) = shared.types.split_first_mut() {
            first.ident = root;
            let reserved = with_suffix(first);
            self.members(module, first);
            self.types(module, &reserved, rest);
        }
    }

    /// The types of a module but for its roots.
    fn types(&mut self, module: &str, reserved: &[String], types: &mut [TypeDef]) {
        let contenders = types.iter().map(|definition| {
            let mut contender = Contender {
                wire: definition.wire.clone(),
                names: Vec::new(),
                whole: 0,
                nearly_whole: None,
                stem: 0,
                suffix: suffix(Some(definition)),
                locked: None,
            };
            let [root, path @ ..] = definition.names.as_slice() else {
                return contender;
            };
            let suffixes = |name: &dyn Fn(&str) -> String| {
                let parts: Vec<String> = path.iter().map(|part| name(part)).collect();
                (0..parts.len()).rev().map(|start| parts[start..].concat()).collect::<Vec<_>>()
            };
            let short = suffixes(&|part| self.words.type_name(part));
            // Lists whose elements would be called alike: theirs are called like the lists.
            let plain = suffixes(&|part| self.words.plain_type_name(part));
            let rooted = format!("{}{}", self.words.plain_type_name(root), short[short.len() - 1]);
            contender.nearly_whole = short.len().checked_sub(1);
            contender.stem = short.len() - 1;
            contender.whole = short.len() + plain.len() - 1;
            contender.names = short.into_iter().chain(plain).chain([rooted]).collect();
            contender
        });
        let contenders = contenders.collect();
        let reserved: Vec<&str> = RESERVED_TYPES.into_iter().chain(reserved.iter().map(String::as_str)).collect();
        let names = self.named(Kind::Type, module, contenders, &reserved, Style::Camel);
        for (definition, name) in types.iter_mut().zip(names) {
            definition.ident = name;
            self.members(module, definition);
        }
    }

    /// A type itself, and its fields or variants.
    fn members(&mut self, module: &str, definition: &mut TypeDef) {
        let path = format!("{module}::{}", definition.ident);
        let wire = definition.wire.clone();
        match &mut definition.kind {
            TypeKind::Object(object) => {
                if object.has_required_struct() {
                    self.fixed(Kind::Type, format!("{path}{REQUIRED}"), format!("{wire}!"));
                }
                let wire = owner(&wire, object.role);
                let contenders = object.fields.iter().map(|field| {
                    let mut contender = field_name(&field.wire, &self.words);
                    contender.wire = within(&wire, &field.wire);
                    contender
                });
                let names = self.named(Kind::Field, &path, contenders.collect(), &[], Style::Snake);
                for (field, name) in object.fields.iter_mut().zip(names) {
                    field.ident = name;
                }
            }
            TypeKind::Enum(variants) => {
                let contenders = variants.iter().map(|variant| {
                    let mut contender = Contender::new(&variant.wire, self.words.variant(&variant.wire), Style::Camel);
                    contender.wire = format!("{wire}={}", variant.wire);
                    contender
                });
                let names = self.named(Kind::Variant, &path, contenders.collect(), &RESERVED_VARIANTS, Style::Camel);
                for (variant, name) in variants.iter_mut().zip(names) {
                    variant.ident = name;
                }
            }
        }
        self.lock.add(Kind::Type, path, definition.wire.clone());
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
            contender.locked = self.lock.name(kind, parent, &contender.wire, self.diagnostics);
        }
        let names = tell_apart(&contenders, reserved, style);
        if matches!(kind, Kind::Field | Kind::Variant | Kind::Constant) {
            for (contender, name) in contenders.into_iter().zip(&names) {
                self.lock.add(kind, format!("{parent}::{name}"), contender.wire);
            }
        }
        names
    }
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

/// What is appended to a type's name to make that of its struct of required fields.
fn suffix(definition: Option<&TypeDef>) -> Option<&'static str> {
    match definition.map(|definition| &definition.kind) {
        Some(TypeKind::Object(object)) if object.has_required_struct() => Some(REQUIRED),
        _ => None,
    }
}

fn with_suffix(definition: &TypeDef) -> Vec<String> {
    let required = suffix(Some(definition)).map(|suffix| format!("{}{suffix}", definition.ident));
    [definition.ident.clone()].into_iter().chain(required).collect()
}

#[cfg(test)]
mod tests;
