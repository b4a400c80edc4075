//! A version of a product that somebody names: a folder of specs, that of a revision, or a document.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use ::codegen::import::{Import, folder};
use ::codegen::sources::Sources;
use ::codegen::tree::Node;
use ::codegen::{as_generated, published};
use anyhow::{Context as _, Result, ensure};

use crate::messages::Format;
use crate::{import, refusal, tree};

/// Reads `specs/ice`, `HEAD~3:specs/ice`, or a document: published metadata or exported OpenAPI.
pub(crate) fn read(root: &Path, given: &str) -> Result<Sources> {
    let path = Path::new(given);
    if path.is_file() {
        return of_document(root, &import::read(given, Format::Human)?);
    }
    if let Some((revision, folder)) = given.split_once(':').filter(|_| !path.exists()) {
        return of_revision(root, revision, folder);
    }
    let below = if path.is_dir() { path } else { &root.join(path) };
    ensure!(below.is_dir(), "{given}: neither a document, a folder of specs nor REVISION:FOLDER");
    Ok(Sources { files: tree::read_specs(below, "")?, folder: given.to_owned() })
}

/// The specs that an import of a document would make where there are none yet, as its crate has them: without what is
/// wrong with the document, and without the operations that are left out. The families are those of our specs; what has none is
/// where that crate would have it, so that an operation that moves there moves here.
fn of_document(root: &Path, document: &Node) -> Result<Sources> {
    let product = folder(document).unwrap_or_else(|| "unknown".to_owned());
    let folder = format!("specs/{product}");
    let mut families = published::families(document, &product);
    let document = &as_generated(document);
    families.extend(self::families(&tree::read_specs(root, &folder)?));
    let none = Sources { folder: folder.clone(), files: BTreeMap::new() };
    let import = Import { document, sources: &none, operations: &[], families: &families, family: None };
    let imported = import.run().map_err(refusal)?;
    Ok(Sources { files: below(&folder, imported.files), folder })
}

/// The families of the operations that have specs, by name.
pub(crate) fn families(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let family = |path: &String| {
        let (family, file) = path.split_once('/')?;
        Some((file.strip_suffix(".yaml")?.to_owned(), family.to_owned()))
    };
    files.keys().filter_map(family).collect()
}

/// Files by their path below a folder, which all of them are in.
pub(crate) fn below(folder: &str, files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let inside = |path: String| path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/').to_owned();
    files.into_iter().map(|(path, text)| (inside(path), text)).collect()
}

fn of_revision(root: &Path, revision: &str, folder: &str) -> Result<Sources> {
    let folder = folder.trim_start_matches("./");
    let list = git(root, &["ls-tree", "-r", "--name-only", "-z", revision, "--", folder])?;
    let paths = list.split('\0').filter(|path| !path.is_empty());
    let files = paths.map(|path| Ok((path.to_owned(), git(root, &["show", &format!("{revision}:{path}")])?)));
    let files: Result<BTreeMap<String, String>> = files.collect();
    let files = below(folder, files?);
    ensure!(!files.is_empty(), "{revision} has no files in {folder}");
    Ok(Sources { files, folder: folder.to_owned() })
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").args(arguments).current_dir(root).output().context("git does not start")?;
    ensure!(output.status.success(), "git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    String::from_utf8(output.stdout).context("git printed what is not text")
}
