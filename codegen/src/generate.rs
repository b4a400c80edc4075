//! The whole way from spec files to the files of a crate.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use crate::diagnostic::Diagnostics;
use crate::model::{Service, TypeKind};
use crate::names::{Lock, Names};
use crate::openapi::{self, Version};
use crate::plan::Plan;
use crate::sources::Sources;
use crate::specs::Specs;
use crate::wording::Wordless;
use crate::{emit, lower, names, plan};

/// A generated crate.
#[derive(Debug)]
pub struct Generated {
    /// The crate's folder, from the root of the workspace.
    pub folder: String,
    /// The files, by path from the crate's root.
    pub files: BTreeMap<String, String>,
    /// The folder of its specs.
    pub specs: String,
    /// What a fake of the product works by: one JSON document, an operation a line.
    pub fake_data: String,
    /// The product as OpenAPI 3.1 and 3.0.
    pub openapi: [String; 2],
    /// Every public path, and what it stands for: the next generation gives the same names.
    pub names: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many types.
    pub types: usize,
    /// Every field by its path, and whether its content is masked.
    pub fields: Vec<(String, bool)>,
    /// What has no words yet.
    pub wordless: Wordless,
    /// What was noticed and did not stop the generation.
    pub warnings: Diagnostics,
}

/// Generates the crate of a product.
///
/// # Errors
/// Every problem of the specs, each with its place and what to do about it.
pub fn generate(sources: &Sources) -> Result<Generated, Diagnostics> {
    let Named { specs, service, names, plan, lock, warnings } = named(sources)?;
    let (files, fake_data, openapi) = thread::scope(|scope| {
        let fake_data = scope.spawn(|| emit::fake_data(&service, &plan));
        let export = |version| openapi::export(&specs.trees, &specs.glossary, version);
        let openapi = [Version::V3_1, Version::V3_0].map(|version| scope.spawn(move || export(version)));
        let files = emit::emit(&service, &names);
        let done = |thread: ScopedJoinHandle<'_, String>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        (files, done(fake_data), openapi.map(done))
    });
    Ok(Generated {
        folder: specs.product.folder.clone(),
        specs: sources.folder.clone(),
        operations: service.operations.len(),
        types: service.types.len(),
        fields: fields(&service),
        wordless: Wordless::count(&specs.product, &specs.operations, &specs.glossary),
        names: lock.text(),
        files: files?,
        fake_data,
        openapi,
        warnings,
    })
}

/// Every public path of a product's crate, as `names.lock` lists them.
///
/// # Errors
/// Those of [`generate`], but for what only printing finds.
pub fn public_paths(sources: &Sources) -> Result<String, Diagnostics> {
    Ok(named(sources)?.lock.text())
}

/// A product as it will be printed.
struct Named {
    specs: Specs,
    service: Service,
    names: Names,
    plan: Plan,
    lock: Lock,
    warnings: Diagnostics,
}

fn named(sources: &Sources) -> Result<Named, Diagnostics> {
    let (specs, mut diagnostics) = Specs::load(sources);
    let mut lock = Lock::read(&specs.names, &specs.overlay.names, &mut diagnostics);
    let service = lower::lower(&sources.folder, &specs, &lock, &mut diagnostics);
    let plan = plan::plan(&specs.overlay, &specs.left_out, &service, &mut diagnostics);
    specs.judge(&diagnostics)?;
    let names = names::assign(&service, &specs.product.words, &mut lock, &mut diagnostics);
    let warnings = specs.judge(&diagnostics)?;
    Ok(Named { specs, service, names, plan, lock, warnings })
}

/// Every field by its path, and whether it is sensitive.
fn fields(service: &Service) -> Vec<(String, bool)> {
    let objects = service.types.iter().filter_map(|definition| match &definition.kind {
        TypeKind::Object(object) => Some((names::owner(&definition.wire, object.role), &object.fields)),
        TypeKind::Enum(_) => None,
    });
    let fields = objects.flat_map(|(owner, fields)| {
        fields.iter().map(move |field| (names::within(&owner, &field.wire), field.sensitive))
    });
    fields.collect()
}
