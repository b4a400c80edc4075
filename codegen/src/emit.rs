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
mod readme;
mod template;
mod types;
mod usage;
mod values;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::left_out::LeftOut;
use crate::model::{Service, Shared, TypeId, TypeKind};
use crate::names::{Names, OUTPUT};
use crate::parallel;
use crate::published::Options;
pub use fake_data::fake_data;
use print::{File, Printed, header};

/// Files are committed as they are printed here; `cargo fmt` would print them otherwise.
const FORMATTING: &str = "disable_all_formatting = true\n";

/// All files of the generated crate, by path from its root. One that stands alone says where its runtime is, and in
/// its README what it lacks.
///
/// # Errors
/// Code that does not parse, which is a fault of a template.
pub fn emit(
    service: &Service,
    names: &Names,
    alone: Option<(&Options, &BTreeMap<String, LeftOut>)>,
) -> Result<BTreeMap<String, String>, Diagnostics> {
    // Printing takes most of the time of a generation. The largest files are shared types, and begun first.
    let mut files = Files(Vec::new());
    for (schema, shared) in &service.shared {
        let path = format!("src/types/{}.rs", file_stem(names.shared(schema)));
        files.add(path, move || shared_type(service, names, schema, shared));
    }
    for family in &service.families {
        let folder = format!("src/{}", family.name);
        for &id in &family.operations {
            let (operation, stem) = (&service[id], file_stem(&names[id].module));
            files.add(format!("{folder}/{stem}.rs"), move || operation::file(service, names, id));
            if !operation.output_types.is_empty() {
                let path = format!("{folder}/{stem}/{OUTPUT}.rs");
                files.add(path, move || operation::output(service, names, operation));
            }
        }
        files.add(format!("{folder}/mod.rs"), move || crate_files::family(service, names, family));
    }
    if !service.shared.is_empty() {
        files.add("src/types/mod.rs", || crate_files::shared(service, names));
    }
    files.add(format!("examples/{}.rs", service.example), || Ok(example::send_json(service, names)));
    files.add("src/blocking.rs", || Ok(operations::blocking(service)));
    files.add("src/lib.rs", || Ok(crate_files::lib(service, names)));
    files.add("src/operations.rs", || operations::table(service));
    files.add("Cargo.toml", move || Ok(crate_files::manifest(service, alone.map(|(options, _)| &options.runtime))));
    files.add("rustfmt.toml", || {
        Ok(format!("{}{FORMATTING}", header("#", service.origin.command, &service.origin.folder)))
    });
    files.add("README.md", move || Ok(readme::readme(service, names, alone.map(|(_, left_out)| left_out))));
    files.print()
}

/// Files with what prints each.
struct Files<'a>(Vec<(String, Box<dyn Fn() -> Printed + Sync + 'a>)>);

impl<'a> Files<'a> {
    fn add(&mut self, path: impl Into<String>, print: impl Fn() -> Printed + Sync + 'a) {
        self.0.push((path.into(), Box::new(print)));
    }

    /// Prints all side by side.
    fn print(self) -> Result<BTreeMap<String, String>, Diagnostics> {
        let texts = parallel::map(&self.0, |(_, print)| print());
        let (mut printed, mut problems) = (BTreeMap::new(), Diagnostics::default());
        for ((path, _), text) in self.0.into_iter().zip(texts) {
            match text {
                Ok(text) => drop(printed.insert(path, text)),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.has_errors() { Err(problems) } else { Ok(printed) }
    }
}

/// The file of a shared type.
fn shared_type(service: &Service, names: &Names, schema: &str, shared: &Shared) -> Printed {
    let mut file = File::new(service.origin.command, &format!("{}/product.yaml", service.origin.folder));
    file.module_docs(&[format!("The shared type `{schema}` and what it holds.")]);
    let scope = types::Scope { service, names, home: &service[shared.root].home };
    let types: Vec<TypeId> = [shared.root].into_iter().chain(shared.types.iter().copied()).collect();
    scope.imports(&types, &mut file);
    emit_types(&scope, &types, &mut file);
    file.finish()
}

fn emit_types(scope: &types::Scope<'_>, types: &[TypeId], file: &mut File) {
    for &id in types {
        let definition = &scope.service[id];
        match &definition.kind {
            TypeKind::Object(_) => object::emit(scope, id, &docs::definition(definition), file),
            TypeKind::Enum(variants) => open_enum::emit(definition, &scope.names[id], variants, file),
        }
    }
}

/// The file name of a module, which is never a raw identifier.
fn file_stem(module: &str) -> &str {
    module.trim_start_matches("r#")
}
