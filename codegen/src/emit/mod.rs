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
mod types;
mod usage;

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use crate::diagnostic::Diagnostics;
use crate::model::{Family, Module, Service, TypeKind};
pub use fake_data::fake_data;
use print::{File, Printed, header};

/// Files are committed as they are printed here; `cargo fmt` would print them otherwise.
const FORMATTING: &str = "disable_all_formatting = true\n";

/// All files of the generated crate, by path from its root.
///
/// # Errors
/// Code that does not parse, which is a fault of a template.
pub fn emit(service: &Service) -> Result<BTreeMap<String, String>, Diagnostics> {
    let mut files = vec![
        ("Cargo.toml".to_owned(), Ok(crate_files::manifest(service))),
        ("rustfmt.toml".to_owned(), Ok(format!("{}{FORMATTING}", header("#", &service.folder)))),
        ("src/lib.rs".to_owned(), crate_files::lib(service)),
        ("src/blocking.rs".to_owned(), operations::blocking(service)),
        ("src/operations.rs".to_owned(), operations::table(service)),
        (format!("examples/{}.rs", service.example), example::send_json(service)),
    ];
    // Printing takes half the time of a generation; families are printed side by side.
    thread::scope(|scope| {
        let printing: Vec<_> =
            service.families.iter().map(|family| scope.spawn(|| family_files(service, family))).collect();
        for family in printing {
            files.extend(family.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    if !service.shared.is_empty() {
        files.push(("src/types/mod.rs".to_owned(), crate_files::shared(service)));
    }
    for (name, module) in &service.shared {
        let mut file = File::new(&format!("{}/product.yaml", service.folder));
        file.module_docs(&[format!("The shared type `{name}` and what it holds.")]);
        emit_types(service, module, Some(name), &mut file);
        files.push((format!("src/types/{}.rs", file_stem(module)), file.finish()));
    }
    let (mut printed, mut problems) = (BTreeMap::new(), Diagnostics::default());
    for (path, file) in files {
        match file {
            Ok(text) => drop(printed.insert(path, text)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(printed) }
}

/// The files of a family.
fn family_files(service: &Service, family: &Family) -> Vec<(String, Printed)> {
    let mut files = vec![(format!("src/{}/mod.rs", family.name), crate_files::family(service, family))];
    for operation in &family.operations {
        let mut file = File::new(&operation.file);
        operation::emit(service, family, operation, &mut file);
        files.push((format!("src/{}/{}.rs", family.name, file_stem(&operation.module)), file.finish()));
    }
    files
}

/// The types of a module from the given one on.
fn emit_types(service: &Service, module: &Module, schema: Option<&str>, file: &mut File) {
    let scope = types::Scope { service, module, schema };
    scope.imports(file);
    emit_types_from(&scope, 0, file);
}

fn emit_types_from(scope: &types::Scope<'_>, first: usize, file: &mut File) {
    for definition in &scope.module.types[first..] {
        match &definition.kind {
            TypeKind::Object(object) => object::emit(scope, definition, object, file),
            TypeKind::Enum(variants) => open_enum::emit(definition, variants, file),
        }
    }
}

/// The file name of a module, which is never a raw identifier.
pub(crate) fn file_stem(module: &Module) -> &str {
    module.ident.trim_start_matches("r#")
}
