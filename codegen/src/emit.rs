//! The intermediate form as files. No decisions are made here, only text.

mod behaviour;
mod crate_files;
mod docs;
mod error_codes;
mod example;
mod fake_data;
mod markdown;
mod object;
mod open_enum;
mod operation;
mod operations;
mod print;
mod template;
mod types;
mod usage;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::model::{Module, Service, TypeDef, TypeKind};
use crate::names::OUTPUT;
use crate::parallel;
pub use fake_data::fake_data;
use print::{File, Printed, header};

/// Files are committed as they are printed here; `cargo fmt` would print them otherwise.
const FORMATTING: &str = "disable_all_formatting = true\n";

/// What prints a file.
type Print<'a> = Box<dyn Fn() -> Printed + Sync + 'a>;

/// All files of the generated crate, by path from its root.
///
/// # Errors
/// Code that does not parse, which is a fault of a template.
pub fn emit(service: &Service) -> Result<BTreeMap<String, String>, Diagnostics> {
    // Printing takes most of the time of a generation. The largest files are shared types, and begun first.
    let mut files: Vec<(String, Print<'_>)> = Vec::new();
    for (name, module) in &service.shared {
        let path = format!("src/types/{}.rs", file_stem(module));
        files.push((path, Box::new(move || shared_type(service, name, module))));
    }
    for family in &service.families {
        let folder = format!("src/{}", family.name);
        for operation in &family.operations {
            let path = format!("{folder}/{}.rs", file_stem(&operation.module));
            files.push((path, Box::new(move || operation::file(service, family, operation))));
            if operation.module.output < operation.module.types.len() {
                let path = format!("{folder}/{}/{OUTPUT}.rs", file_stem(&operation.module));
                files.push((path, Box::new(move || operation::output(service, operation))));
            }
        }
        files.push((format!("{folder}/mod.rs"), Box::new(move || crate_files::family(service, family))));
    }
    if !service.shared.is_empty() {
        files.push(("src/types/mod.rs".to_owned(), Box::new(|| crate_files::shared(service))));
    }
    files.push((format!("examples/{}.rs", service.example), Box::new(|| Ok(example::send_json(service)))));
    files.push(("src/blocking.rs".to_owned(), Box::new(|| operations::blocking(service))));
    files.push(("src/lib.rs".to_owned(), Box::new(|| Ok(crate_files::lib(service)))));
    files.push(("src/operations.rs".to_owned(), Box::new(|| operations::table(service))));
    files.push(("Cargo.toml".to_owned(), Box::new(|| Ok(crate_files::manifest(service)))));
    files.push(("rustfmt.toml".to_owned(), Box::new(|| Ok(format!("{}{FORMATTING}", header("#", &service.folder))))));
    let texts = parallel::map(&files, |(_, print)| print());
    let (mut printed, mut problems) = (BTreeMap::new(), Diagnostics::default());
    for ((path, _), text) in files.into_iter().zip(texts) {
        match text {
            Ok(text) => drop(printed.insert(path, text)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(printed) }
}

/// The file of a shared type.
fn shared_type(service: &Service, name: &str, module: &Module) -> Printed {
    let mut file = File::new(&format!("{}/product.yaml", service.folder));
    file.module_docs(&[format!("The shared type `{name}` and what it holds.")]);
    let scope = types::Scope { service, module, schema: Some(name), output: false };
    types::Scope::imports(&module.types, &mut file);
    emit_types(&scope, &module.types, &mut file);
    file.finish()
}

fn emit_types(scope: &types::Scope<'_>, definitions: &[TypeDef], file: &mut File) {
    for definition in definitions {
        match &definition.kind {
            TypeKind::Object(object) => object::emit(scope, definition, object, file),
            TypeKind::Enum(variants) => open_enum::emit(definition, variants, file),
        }
    }
}

/// The file name of a module, which is never a raw identifier.
fn file_stem(module: &Module) -> &str {
    module.ident.trim_start_matches("r#")
}
