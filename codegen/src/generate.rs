//! The whole way from spec files to the files of a crate.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Mark};
use crate::model::Service;
use crate::overlay::{self, Documents};
use crate::sources::Sources;
use crate::spec::{self, Reader};
use crate::tree::{Node, Value};
use crate::{emit, lower, names};

/// A generated crate.
#[derive(Debug)]
pub struct Generated {
    /// The crate's folder, from the root of the workspace.
    pub folder: String,
    /// The files, by path from the crate's root.
    pub files: BTreeMap<String, String>,
    /// How many operations it has.
    pub operations: usize,
    /// How many types.
    pub types: usize,
    /// What was noticed and did not stop the generation.
    pub warnings: Diagnostics,
}

/// Generates the crate of a product.
///
/// # Errors
/// Every problem of the specs, each with its place and what to do about it.
pub fn generate(sources: &Sources) -> Result<Generated, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut documents = read(sources, &mut diagnostics);
    let families: BTreeMap<String, (String, String)> = operation_files(sources).collect();
    if let Some(node) = document(sources, "overlay.yaml", &mut diagnostics) {
        overlay::apply(
            &sources.display("overlay.yaml"),
            &node,
            &mut documents,
            &mut diagnostics,
        );
    }
    let product = Reader::new(sources.display("product.yaml"), &mut diagnostics).product(&documents.product);
    check_families(&product, sources, &mut diagnostics);
    let mut operations = Vec::new();
    for (name, node) in &documents.operations {
        let (family, path) = &families[name];
        operations.push(Reader::new(sources.display(path), &mut diagnostics).operation(family, name, node));
    }
    let glossary =
        document(sources, "glossary.yaml", &mut diagnostics).map_or_else(BTreeMap::new, |node| glossary(&node));
    let mut service = lower::lower(&sources.folder, &product, &operations, &glossary, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    names::assign(&mut service, &product.words);
    Ok(Generated {
        folder: product.folder,
        operations: operations.len(),
        types: types(&service),
        files: emit::emit(&service),
        warnings: diagnostics,
    })
}

fn types(service: &Service) -> usize {
    let operations = service
        .families
        .iter()
        .flat_map(|family| &family.operations)
        .map(|operation| &operation.module);
    operations
        .chain(service.shared.values())
        .map(|module| module.types.len())
        .sum()
}

/// Parses one file; a problem is reported, and counts as no document.
fn document(sources: &Sources, path: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.files.get(path)?;
    Node::parse(&sources.display(path), text)
        .map_err(|error| diagnostics.push(error))
        .ok()
}

/// Operation name, family and path of each operation's file.
fn operation_files(sources: &Sources) -> impl Iterator<Item = (String, (String, String))> {
    sources.files.keys().filter_map(|path| {
        let (family, file) = path.rsplit_once('/')?;
        let name = file.strip_suffix(".yaml")?;
        Some((name.to_owned(), (family.to_owned(), path.clone())))
    })
}

fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Documents {
    let product = match document(sources, "product.yaml", diagnostics) {
        Some(node) => node,
        None => {
            if !sources.files.contains_key("product.yaml") {
                diagnostics.push(
                    Diagnostic::error(
                        "missing-product",
                        sources.display("product.yaml"),
                        None,
                        "the file is missing",
                    )
                    .expected("product, version, style, endpoints and families")
                    .help("write it, or let `cargo xtask import` make it"),
                );
            }
            Node {
                mark: Mark { line: 1, column: 1 },
                value: Value::Null,
            }
        }
    };
    let mut operations = BTreeMap::new();
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for (name, (_, path)) in operation_files(sources) {
        if let Some(first) = paths.insert(name.clone(), path.clone()) {
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-operation",
                    sources.display(&path),
                    None,
                    format!("a second file holds `{name}`"),
                )
                .at(&name)
                .expected(format!("one file; the other is {}", sources.display(&first)))
                .help("delete one of them"),
            );
        }
        if let Some(node) = document(sources, &path, diagnostics) {
            operations.insert(name, node);
        }
    }
    Documents { product, operations }
}

/// Every operation has a family that the product describes.
fn check_families(product: &spec::Product, sources: &Sources, diagnostics: &mut Diagnostics) {
    const OWN_FILES: [&str; 3] = ["product.yaml", "overlay.yaml", "glossary.yaml"];
    let known: Vec<&str> = product.families.iter().map(|(name, _)| name.value.as_str()).collect();
    for path in sources.files.keys().filter(|path| !OWN_FILES.contains(&path.as_str())) {
        let family = path.rsplit_once('/').map_or("", |(family, _)| family);
        if known.contains(&family) {
            continue;
        }
        let message = match family {
            "" => "the operation is in no family".to_owned(),
            family => format!("`{family}` is no family of the product"),
        };
        diagnostics.push(
            Diagnostic::error(
                "no-family",
                sources.display(path),
                Some(Mark { line: 1, column: 1 }),
                message,
            )
            .expected(format!("a file in a folder named after a family: {}", known.join(", ")))
            .help("move the file into its family's folder, or describe the family in product.yaml under `families:`"),
        );
    }
    for (name, _) in &product.families {
        let module = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
        let usable = name.value.starts_with(|first: char| first.is_ascii_lowercase()) && name.value.chars().all(module);
        let taken = matches!(name.value.as_str(), "types" | "runtime" | "all" | "default");
        if !usable || taken || syn::parse_str::<syn::Ident>(&name.value).is_err() {
            diagnostics.push(
                Diagnostic::error(
                    "bad-family",
                    &product.file,
                    Some(name.mark),
                    format!("`{}` cannot name a family", name.value),
                )
                .expected("a lower-case Rust module name other than types, runtime, all and default")
                .help("rename the family and its folder"),
            );
        }
    }
}

fn glossary(node: &Node) -> BTreeMap<String, String> {
    let sentences = node.entries().iter();
    sentences
        .filter_map(|entry| Some((entry.key.clone(), entry.node.text()?.trim().to_owned())))
        .collect()
}
