//! `cargo xtask import`: merges published metadata into specs/.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ::codegen::import::{Import, folder};
use ::codegen::tree::{Node, Value};
use anyhow::{Context as _, Result, anyhow, bail, ensure};

use crate::messages::Format;
use crate::{flags, tree};

/// Runs the command: the report, or what is wrong.
pub(crate) fn run(root: &Path, flags: flags::Import) -> Result<String> {
    let format = Format::of(flags.message_format.as_deref())?;
    let document = read(&flags.file, format)?;
    let families = match &flags.families {
        Some(file) => families(file)?,
        None => BTreeMap::new(),
    };
    let product = match flags.product.or_else(|| folder(&document)) {
        Some(product) => product,
        None => tree::only_product(root)?,
    };
    let sources = tree::sources(root, format!("specs/{product}"))?;
    let import = Import {
        document: &document,
        sources: &sources,
        operations: &flags.operation,
        families: &families,
        family: flags.family.as_deref(),
    };
    let imported = import.run().map_err(|problems| format.refusal(problems))?;
    for (path, text) in &imported.files {
        tree::write(&root.join(path), text)?;
    }
    format.done(imported.report.to_string())
}

/// Reads a document.
pub(crate) fn read(file: &str, format: Format) -> Result<Node> {
    let path = Path::new(file);
    ensure!(!path.is_dir(), "{file}: a folder: name the document in it");
    let bytes = fs::read(path).with_context(|| file.to_owned())?;
    let text = String::from_utf8(bytes).map_err(|problem| match problem.as_bytes() {
        [0x1f, 0x8b, ..] => anyhow!("{file}: compressed by gzip: unpack it first"),
        _ => anyhow!("{file}: not UTF-8, which published documents are"),
    })?;
    Node::parse(file, &text).map_err(|problem| format.refusal((*problem).into()))
}

/// The families that a file gives operations.
pub(crate) fn families(file: &str) -> Result<BTreeMap<String, String>> {
    let document = read(file, Format::Human)?;
    if !matches!(document.value, Value::Map(_) | Value::Null) {
        bail!("{}: {} in place of lines `Operation: family`", document.span, document.describe());
    }
    let entries = document.entries().iter();
    entries
        .map(|entry| match entry.node.text() {
            Some(family) => Ok((entry.key.clone(), family.to_owned())),
            None => bail!("{}: the family of `{}` is not a name", entry.node.span, entry.key),
        })
        .collect()
}
