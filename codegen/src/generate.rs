//! The whole way from spec files to the files of a crate.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::{self, Scope, ScopedJoinHandle};

use crate::diagnostic::Diagnostics;
use crate::documents::Documents;
use crate::left_out::LeftOut;
use crate::model::{Operation, Origin, Service};
use crate::names::{Lock, Names};
use crate::openapi::{self, Version};
use crate::plan::Plan;
use crate::published::{self, Identity, Options, identity};
use crate::sources::Sources;
use crate::specs::Specs;
use crate::tree::{Node, Value};
use crate::wording::Undocumented;
use crate::{emit, lower, names, plan};

/// A generated crate.
#[derive(Debug)]
pub struct Generated {
    /// The crate's folder, from the root of the workspace.
    pub folder: String,
    /// The name of the crate.
    pub crate_name: String,
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
    /// Its operations by name, each with its path from the crate's root: `voice::GetCustomizedVoice`.
    pub operations: BTreeMap<String, String>,
    /// Its families: a module and a feature each.
    pub families: Vec<String>,
    /// How many structs and enums are public.
    pub types: usize,
    /// Every field by its path, and whether its content is masked.
    pub fields: Vec<(String, bool)>,
    /// What has no words yet.
    pub undocumented: Undocumented,
    /// The operations that are left out, by name.
    pub left_out: BTreeMap<String, LeftOut>,
    /// What was noticed and did not stop the generation.
    pub warnings: Diagnostics,
}

/// Generates the crate of a product.
///
/// # Errors
/// Every problem of the specs, each with its place and what to do about it.
pub fn generate(sources: &Sources) -> Result<Generated, Diagnostics> {
    let (specs, diagnostics) = Specs::load(sources);
    thread::scope(|scope| {
        // Begun first: what comes before printing uses one core.
        let openapi = openapi(scope, &specs);
        named(&Origin::specs(&sources.folder), &specs, diagnostics)?.print(&specs, openapi, None)
    })
}

/// Generates the crate of a product from its published document, complete on its own.
///
/// What is wrong with the document does not stop the generation: it is corrected as the problem's fix says, or the operation
/// is left out, with one warning each. The same document and options give the same bytes.
///
/// # Errors
/// The document is not the published metadata of a product, or its names cannot be those of folders and crates.
pub fn generate_published(document: &Node, options: &Options) -> Result<Generated, Diagnostics> {
    let identity = identity(document)?;
    if let Some(problem) = published::bad_crate(document, &identity, options) {
        return Err(problem.into());
    }
    let (specs, named) = settled(document, &identity, options)?;
    thread::scope(|scope| named.print(&specs, openapi(scope, &specs), Some(options)))
}

/// A published document as its crate has it: with what is wrong settled, and without the operations that are left out. One
/// that has no crate stays as it is.
#[must_use]
pub fn as_generated(document: &Node) -> Node {
    let options = Options { words: true, ..Options::default() };
    let settled = identity(document).and_then(|identity| settled(document, &identity, &options));
    let Ok((specs, _)) = settled else { return document.clone() };
    let Specs { trees, left_out, .. } = specs;
    let Documents { product, mut operations, .. } = trees.corrected;
    let mut document = document.clone();
    if let Some(Value::Map(entries)) = document.get_mut("apis").map(|node| &mut node.value) {
        operations.retain(|name, _| !left_out.contains_key(name));
        entries.retain(|entry| operations.contains_key(&entry.key));
        for entry in entries {
            if let Some(operation) = operations.remove(&entry.key) {
                entry.node = Arc::unwrap_or_clone(operation.node);
            }
        }
    }
    for key in ["components", "endpoints"] {
        if let (Some(part), Some(settled)) = (document.get_mut(key), product.get(key)) {
            *part = settled.clone();
        }
    }
    document
}

/// The product of a published document, without what is wrong with it.
fn settled(document: &Node, identity: &Identity, options: &Options) -> Result<(Specs, Named), Diagnostics> {
    let origin = Origin::published(identity.folder());
    let mut settled = Diagnostics::default();
    let mut documents = published::read(document, identity, options, &mut settled);
    loop {
        let mut diagnostics = settled.clone();
        let specs = Specs::of(documents.clone(), &mut diagnostics);
        match named(&origin, &specs, diagnostics) {
            Ok(named) => {
                let warnings = published::without_corrections(&named.warnings);
                return Ok((specs, Named { warnings, ..named }));
            }
            Err(problems) => published::repair(&mut documents, problems, &mut settled)?,
        }
    }
}

/// Every public path of a product's crate, as `names.lock` lists them.
///
/// # Errors
/// Those of [`generate`], but for what only printing finds.
pub fn public_paths(sources: &Sources) -> Result<String, Diagnostics> {
    let (specs, diagnostics) = Specs::load(sources);
    Ok(named(&Origin::specs(&sources.folder), &specs, diagnostics)?.lock.text())
}

/// A product as it will be printed.
struct Named {
    service: Service,
    names: Names,
    plan: Plan,
    lock: Lock,
    warnings: Diagnostics,
}

fn named(origin: &Origin, specs: &Specs, mut diagnostics: Diagnostics) -> Result<Named, Diagnostics> {
    let mut lock = Lock::read(&specs.names, &specs.overlay.names, &mut diagnostics);
    let service = lower::lower(origin, specs, &lock, &mut diagnostics);
    let plan = plan::plan(&specs.overlay, &specs.left_out, &service, &mut diagnostics);
    specs.judge(&diagnostics)?;
    let names = names::assign(&service, &specs.product.words, &mut lock, &mut diagnostics);
    let warnings = specs.judge(&diagnostics)?;
    Ok(Named { service, names, plan, lock, warnings })
}

type Running<'scope> = ScopedJoinHandle<'scope, String>;

/// Begins to write the OpenAPI documents, which need nothing but the specs.
fn openapi<'scope, 'env>(scope: &'scope Scope<'scope, 'env>, specs: &'env Specs) -> [Running<'scope>; 2] {
    let export = |version| openapi::export(&specs.trees, &specs.glossary, version);
    [Version::V3_1, Version::V3_0].map(|version| scope.spawn(move || export(version)))
}

impl Named {
    /// Prints all files; those of a crate that stands alone by these options.
    fn print(
        self,
        specs: &Specs,
        openapi: [Running<'_>; 2],
        alone: Option<&Options>,
    ) -> Result<Generated, Diagnostics> {
        let Self { service, names, plan, lock, warnings } = self;
        let done = |thread: Running<'_>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        let (files, fake_data) = thread::scope(|scope| {
            let fake_data = scope.spawn(|| emit::fake_data(&service, &plan));
            let files = emit::emit(&service, &names, alone.map(|options| (options, &specs.left_out)));
            (files, done(fake_data))
        });
        Ok(Generated {
            folder: specs.product.folder.clone(),
            crate_name: service.crate_name.clone(),
            specs: service.origin.folder.clone(),
            operations: operations(&service, &names),
            families: service.families.iter().map(|family| family.name.clone()).collect(),
            types: names.count_types(),
            fields: fields(&service),
            undocumented: Undocumented::count(&specs.product, &specs.operations, &specs.glossary),
            names: lock.text(),
            files: files?,
            fake_data,
            openapi: openapi.map(done),
            left_out: specs.left_out.clone(),
            warnings,
        })
    }
}

/// Every operation by its name, with its path in the crate.
fn operations(service: &Service, names: &Names) -> BTreeMap<String, String> {
    let path = |it: &Operation| format!("{}::{}", it.family, names[it.request].ident);
    service.operations.iter().map(|it| (it.name.clone(), path(it))).collect()
}

/// Every field by its path, and whether it is sensitive.
fn fields(service: &Service) -> Vec<(String, bool)> {
    names::fields(service).map(|(path, field)| (path, field.sensitive)).collect()
}
