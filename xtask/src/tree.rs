//! The work tree that the commands read and write.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ::codegen::sources::Sources;
use anyhow::{Context as _, Result};

/// The specs in a folder.
pub(crate) fn sources(root: &Path, folder: String) -> Result<Sources> {
    Ok(Sources { files: read_specs(root, &folder)?, folder })
}

/// The files of a product's folder, by their path below it, with `/` between its parts. Hidden files, which editors and
/// file managers leave behind, are not among them; whether any other belongs there is not decided here.
pub(crate) fn read_specs(root: &Path, folder: &str) -> Result<BTreeMap<String, String>> {
    let folder = root.join(folder);
    let files = files_below(&folder)?.into_iter().map(|path| (relative(&path, &folder), path));
    let specs = files.filter(|(inside, _)| !inside.split('/').any(|part| part.starts_with('.')));
    specs.map(|(inside, path)| Ok((inside, read(&path)?))).collect()
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Writes a file, and the folders that it needs.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// A path below a folder, with `/` between its parts.
pub(crate) fn relative(path: &Path, folder: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).iter();
    parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The folders in a folder, sorted; none where it does not exist.
pub(crate) fn folders_in(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(list(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

/// The products in specs/, by their folders.
pub(crate) fn products(root: &Path) -> Result<Vec<String>> {
    let specs = root.join("specs");
    Ok(folders_in(&specs)?.iter().map(|path| relative(path, &specs)).collect())
}

/// The product in specs/, when there is no choice.
pub(crate) fn only_product(root: &Path) -> Result<String> {
    let mut products = products(root)?;
    let only = products.pop().filter(|_| products.is_empty());
    only.context("specs/ has no product, or several: name the folder of one with --product NAME")
}

/// All files below a folder, sorted; none where it does not exist.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in list(folder)? {
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.with_context(|| folder.display().to_string())?;
    paths.sort();
    Ok(paths)
}
