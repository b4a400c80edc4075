//! The whole way from spec files to the files of a crate.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::thread;

use crate::diagnostic::{Diagnostic, Diagnostics, Mark};
use crate::lower::behaviour;
use crate::model::{Service, TypeDef, TypeKind};
use crate::names::Lock;
use crate::overlay::{self, Documents};
use crate::sources::Sources;
use crate::spec::{self, Reader, naming};
use crate::tree::{Node, Value};
use crate::wording::Wordless;
use crate::{emit, lower, names, parallel};

const OVERLAY: &str = "overlay.yaml";

/// The file of sentences that fields of one name share.
pub(crate) const GLOSSARY: &str = "glossary.yaml";

/// Files of a product that hold no operation.
const OWN_FILES: [&str; 4] = ["product.yaml", OVERLAY, GLOSSARY, names::FILE];

/// Where a problem of a whole file is shown.
const START: Mark = Mark { line: 1, column: 1 };

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
    let Named { product, service, lock, wordless, warnings } = named(sources)?;
    let (files, fake_data) = thread::scope(|scope| {
        let fake_data = scope.spawn(|| emit::fake_data(&service));
        (emit::emit(&service), fake_data.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    Ok(Generated {
        folder: product.folder,
        specs: sources.folder.clone(),
        operations: service.families.iter().map(|family| family.operations.len()).sum(),
        types: types(&service).count(),
        fields: fields(&service),
        wordless,
        names: lock.text(),
        files: files?,
        fake_data,
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
    product: spec::Product,
    service: Service,
    lock: Lock,
    wordless: Wordless,
    warnings: Diagnostics,
}

fn named(sources: &Sources) -> Result<Named, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let Some(Specs { product, operations, unreadable, glossary, overlay }) = read(sources, &mut diagnostics) else {
        return Err(diagnostics);
    };
    let glossary = glossary.map_or_else(BTreeMap::new, |node| sentences(&node));
    let locked = sources.files.get(names::FILE).map(String::as_str);
    let corrections = overlay.as_ref().map(|overlay| (sources.display(OVERLAY), overlay));
    let mut lock = Lock::read(sources.display(names::FILE), locked, corrections, &mut diagnostics);
    let mut service = lower::lower(&sources.folder, &product, &operations, &glossary, &lock, &mut diagnostics);
    if let Some(overlay) = &overlay {
        behaviour::apply(&sources.display(OVERLAY), overlay, &unreadable, &mut service, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        return Err(overlay::gather(diagnostics));
    }
    let wordless = Wordless::count(&product, &operations, &glossary);
    names::assign(&mut service, &product.words, &mut lock, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(Named { product, service, lock, wordless, warnings: diagnostics })
}

/// The documents of a product, corrected by its overlay.
pub(crate) struct Specs {
    pub(crate) product: spec::Product,
    pub(crate) operations: Vec<spec::Operation>,
    /// Operations whose file does not parse.
    unreadable: BTreeSet<String>,
    /// `glossary.yaml`, where there is one.
    pub(crate) glossary: Option<Node>,
    overlay: Option<Node>,
}

/// Reads a product's documents; none where one that the others depend on is missing or does not parse.
pub(crate) fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Specs> {
    let product = product_document(sources, diagnostics);
    let overlay = document(sources, OVERLAY, diagnostics);
    let glossary = document(sources, GLOSSARY, diagnostics);
    // Without these files, what the others say cannot be judged; only that they parse is seen.
    let complete = !diagnostics.has_errors();
    let files = operation_files(sources, diagnostics);
    let mut documents = Documents { product, operations: BTreeMap::new(), unreadable: BTreeSet::new() };
    let files_in_order: Vec<(&String, &OperationFile)> = files.iter().collect();
    let parsed = parallel::map(&files_in_order, |(_, file)| parse(sources, &file.path));
    for ((name, _), parsed) in files_in_order.into_iter().zip(parsed) {
        match parsed {
            Some(Ok(node)) => drop(documents.operations.insert(name.clone(), node)),
            Some(Err(problem)) => {
                diagnostics.push(problem);
                documents.unreadable.insert(name.clone());
            }
            None => {}
        }
    }
    if !complete {
        return None;
    }
    if let Some(overlay) = &overlay {
        overlay::apply(&sources.display(OVERLAY), overlay, &mut documents, diagnostics);
    }
    let product = Reader::new(sources.display("product.yaml"), diagnostics).product(&documents.product);
    check_families(&product, &files, sources, diagnostics);
    let mut operations = Vec::new();
    for (name, node) in &documents.operations {
        if let Some(OperationFile { family, path }) = files.get(name) {
            operations.push(Reader::new(sources.display(path), diagnostics).operation(family, name, node));
        }
    }
    Some(Specs { product, operations, unreadable: documents.unreadable, glossary, overlay })
}

fn types(service: &Service) -> impl Iterator<Item = &TypeDef> {
    let operations = service.families.iter().flat_map(|family| &family.operations).map(|operation| &operation.module);
    operations.chain(service.shared.values()).flat_map(|module| &module.types)
}

/// Every field by its path, and whether it is sensitive.
fn fields(service: &Service) -> Vec<(String, bool)> {
    let named = types(service).flat_map(|definition| -> Vec<(String, bool)> {
        let object = match &definition.kind {
            TypeKind::Object(object) => object,
            TypeKind::Enum(_) => return Vec::new(),
        };
        let owner = names::owner(&definition.wire, object.role);
        let fields = object.fields.iter();
        fields.map(|field| (names::within(&owner, &field.wire), field.sensitive)).collect()
    });
    named.collect()
}

/// Parses one file; none where it is not there.
fn parse(sources: &Sources, path: &str) -> Option<Result<Node, Box<Diagnostic>>> {
    let text = sources.files.get(path)?;
    Some(Node::parse(&sources.display(path), text))
}

/// Parses one file; a problem is reported, and counts as no document.
fn document(sources: &Sources, path: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    parse(sources, path)?.map_err(|error| diagnostics.push(error)).ok()
}

/// `product.yaml`, which has to be there.
fn product_document(sources: &Sources, diagnostics: &mut Diagnostics) -> Node {
    if !sources.files.contains_key("product.yaml") {
        diagnostics.push(
            Diagnostic::error("missing-product", sources.display("product.yaml"), None, "the file is missing")
                .expected("a file with `info` (product, version and style), `endpoints` and `families`")
                .help("write it, or let `cargo xtask import` make it from the published document"),
        );
    }
    document(sources, "product.yaml", diagnostics).unwrap_or(Node { mark: START, value: Value::Null })
}

/// Where an operation stands.
struct OperationFile {
    family: String,
    path: String,
}

/// The file of each operation, by the operation's name.
fn operation_files(sources: &Sources, diagnostics: &mut Diagnostics) -> BTreeMap<String, OperationFile> {
    let mut files: BTreeMap<String, OperationFile> = BTreeMap::new();
    for path in sources.files.keys().filter(|path| !OWN_FILES.contains(&path.as_str())) {
        let (family, file) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(name) = file.strip_suffix(".yaml") else {
            diagnostics.push(stray(sources, path));
            continue;
        };
        let problem = |code, message| Diagnostic::error(code, sources.display(path), Some(START), message).at(name);
        if !naming::is_operation(name) {
            diagnostics.push(
                problem("bad-operation-name", format!("`{name}` cannot name an operation"))
                    .expected("letters and digits, with a letter first, as the service names the operation")
                    .help("rename the file"),
            );
        } else if let Some(first) = files.get(name) {
            diagnostics.push(
                problem("duplicate-operation", format!("a second file holds `{name}`"))
                    .expected(format!("one file; the other is {}", sources.display(&first.path)))
                    .help("delete one of them"),
            );
        } else {
            let file = OperationFile { family: family.to_owned(), path: path.clone() };
            files.insert(name.to_owned(), file);
        }
    }
    files
}

/// A file that would be passed over in silence, and an operation with it.
fn stray(sources: &Sources, path: &str) -> Diagnostic {
    let message = "the file is no spec: its name does not end in `.yaml`";
    Diagnostic::error("stray-file", sources.display(path), Some(START), message)
        .expected("files whose names end in `.yaml`, and nothing else")
        .help("rename the file, or keep it elsewhere; hidden files are passed over")
}

/// Every operation has a family that the product describes.
fn check_families(
    product: &spec::Product,
    files: &BTreeMap<String, OperationFile>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let known: Vec<&str> = product.families.iter().map(|(name, _)| name.value.as_str()).collect();
    for (name, OperationFile { family, path }) in files {
        if known.contains(&family.as_str()) {
            continue;
        }
        let message = match family.as_str() {
            "" => "the operation is in no family".to_owned(),
            family => format!("`{family}` is no family of the product"),
        };
        diagnostics.push(
            Diagnostic::error("no-family", sources.display(path), Some(START), message)
                .at(name)
                .expected(format!("a file in a folder named after a family: {}", known.join(", ")))
                .help(
                    "move the file into its family's folder, or describe the family in product.yaml below `families:`",
                ),
        );
    }
    for (name, _) in &product.families {
        if !naming::is_family(&name.value) {
            diagnostics.push(
                Diagnostic::error(
                    "bad-family",
                    &product.file,
                    Some(name.mark),
                    format!("`{}` cannot name a family", name.value),
                )
                .at(format!("families.{}", name.value))
                .expected(naming::FAMILY)
                .help("rename the family and its folder"),
            );
        }
    }
}

/// The sentences of a glossary, by the name of the fields.
pub(crate) fn sentences(node: &Node) -> BTreeMap<String, String> {
    let sentences = node.entries().iter();
    sentences.filter_map(|entry| Some((entry.key.clone(), entry.node.text()?.trim().to_owned()))).collect()
}
