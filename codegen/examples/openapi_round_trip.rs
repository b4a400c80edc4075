//! Imports published documents, exports each as OpenAPI and reads that back: the specs have to be the same.
//!
//! `cargo run -p codegen --example openapi_round_trip -- api-docs.json …`

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::collections::BTreeMap;
use std::process::ExitCode;

use codegen::import::{Import, Imported, folder};
use codegen::openapi::{self, Version};
use codegen::sources::Sources;
use codegen::specs::Specs;
use codegen::tree::Node;

fn main() -> ExitCode {
    let (mut documents, mut operations, mut differ) = (0, 0, 0);
    for path in std::env::args().skip(1) {
        documents += 1;
        match round_trip(&path) {
            Ok(count) => operations += count,
            Err(problem) => {
                differ += 1;
                println!("{path}: {problem}");
            }
        }
    }
    println!("{documents} documents, {operations} operations; {differ} documents do not read back the same");
    if differ == 0 && documents > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many operations a document has, or what is not the same.
fn round_trip(path: &str) -> Result<usize, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let document = Node::parse(path, &text).map_err(|problem| problem.to_string())?;
    let folder = format!("specs/{}", folder(&document).unwrap_or_default());
    let specs = imported(&document, &folder)?;
    let sources = Sources { folder: folder.clone(), files: below(&folder, &specs) };
    let (read, _) = Specs::load(&sources);
    for version in [Version::V3_1, Version::V3_0] {
        let exported = openapi::export(&read.trees, &read.glossary, version);
        let exported = Node::parse("openapi.json", &exported).map_err(|problem| problem.to_string())?;
        let back = imported(&exported, &folder)?;
        if let Some((file, _)) = specs.files.iter().find(|(file, text)| back.files.get(*file) != Some(text)) {
            return Err(format!("{file} is another one after {version:?}"));
        }
    }
    Ok(read.trees.published.operations.len())
}

/// What an import writes where there are no specs yet.
fn imported(document: &Node, folder: &str) -> Result<Imported, String> {
    let sources = Sources { folder: folder.to_owned(), ..Sources::default() };
    let families = BTreeMap::new();
    let import =
        Import { document, sources: &sources, operations: &[], families: &families, family: Some("everything") };
    import.run().map_err(|problems| problems.to_string())
}

fn below(folder: &str, imported: &Imported) -> BTreeMap<String, String> {
    let inside = |path: &str| path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/').to_owned();
    imported.files.iter().map(|(path, text)| (inside(path), text.clone())).collect()
}
