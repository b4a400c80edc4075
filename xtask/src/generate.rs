//! `cargo xtask generate`: writes complete crates for products of which there are published documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{self, Path};

use ::codegen::Generated;
use ::codegen::diagnostic::Diagnostics;
use ::codegen::parallel;
use ::codegen::published::{Identity, Options, Runtime, identity};
use ::codegen::tree::Node;
use ::codegen::wording::counted;
use anyhow::{Result, bail, ensure};

use crate::difference::{GENERATED, MANIFEST, crate_differences};
use crate::messages::Format;
use crate::{flags, import, refusal, tree};

/// Runs the command: a summary, or what is wrong.
pub(crate) fn run(root: &Path, flags: &flags::Generate) -> Result<String> {
    let options = Options {
        name: flags.name.clone(),
        versioned: false,
        words: flags.published_words,
        runtime: runtime(root, flags.runtime.as_deref())?,
    };
    let crates = generate(&flags.document, &options, || ())?;
    for generated in &crates {
        Format::Human.warn(&generated.warnings)?;
    }
    let summary = crates.iter().map(summary).collect();
    write(Path::new(&flags.out), crates)?;
    Ok(summary)
}

/// Where crates get the runtime from: what looks like a requirement is one, and all else is a folder.
fn runtime(root: &Path, source: Option<&str>) -> Result<Runtime> {
    let folder = match source {
        Some(version) if is_requirement(version) => {
            return Ok(Runtime::Version(version.to_owned()));
        }
        Some(folder) => path::absolute(folder)?,
        None => root.join("runtime"),
    };
    ensure!(folder.join(MANIFEST).is_file(), "{}: there is no crate in this folder", folder.display());
    Ok(Runtime::Path(folder.to_string_lossy().into_owned()))
}

fn is_requirement(version: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || " .,+-=^~<>*".contains(character);
    version.starts_with(|first: char| first.is_ascii_digit() || "=^~".contains(first)) && version.chars().all(plain)
}

/// The crates of documents, or every problem of all of them. A document that is done is reported.
pub(crate) fn generate(documents: &[String], options: &Options, done: impl Fn() + Sync) -> Result<Vec<Generated>> {
    ensure!(!documents.is_empty(), "name a published document: an api-docs.json");
    ensure!(documents.len() == 1 || options.name.is_none(), "--name is for one document");
    let (mut read, mut problems) = (Vec::new(), Diagnostics::default());
    for document in parallel::map(documents, |file| import::read(file, Format::Human)) {
        let document = document?;
        match identity(&document) {
            Ok(identity) => read.push((identity, document)),
            Err(found) => problems.extend(found.sorted()),
        }
    }
    let generated = parallel::map(&read, |(identity, document)| {
        let versioned = read.iter().filter(|(other, _)| is_same_product(other, identity)).count() > 1;
        let generated = ::codegen::generate_published(document, &Options { versioned, ..options.clone() });
        done();
        generated
    });
    let mut crates = Vec::new();
    for generated in generated {
        match generated {
            Ok(generated) => crates.push(generated),
            Err(found) => problems.extend(found.sorted()),
        }
    }
    if problems.has_errors() {
        return Err(refusal(problems));
    }
    // Cargo does not tell `-` and `_` apart in the names of libraries.
    let mut names: BTreeMap<String, &Node> = BTreeMap::new();
    for (generated, (_, document)) in crates.iter().zip(&read) {
        if let Some(other) = names.insert(generated.crate_name.replace('-', "_"), document) {
            let [one, other] = [other, document].map(|document| &document.span.file.path);
            bail!(
                "two documents are of the same version of a product, or their names differ too little: {one}, {other}"
            );
        }
    }
    Ok(crates)
}

fn is_same_product(one: &Identity, other: &Identity) -> bool {
    one.product.eq_ignore_ascii_case(&other.product)
}

/// Writes crates into a folder, which becomes a workspace of all that are there.
fn write(out: &Path, crates: Vec<Generated>) -> Result<()> {
    let workspace = out.join(MANIFEST);
    if workspace.exists() && !is_generated(&workspace, "[workspace]")? {
        let whose = if is_generated(&workspace, "[package]")? { "of a generated crate" } else { "written by hand" };
        bail!("{}: a manifest that is {whose}: name a folder of its own with --out", workspace.display());
    }
    let mut folders = write_crates(out, crates)?;
    for folder in tree::folders_in(out)? {
        if is_generated(&folder.join(MANIFEST), "[package]")? {
            folders.insert(tree::relative(&folder, out));
        }
    }
    let members: String = folders.iter().map(|folder| format!("    {folder:?},\n")).collect();
    let text = format!(
        "{GENERATED} `cargo xtask generate`. Do not edit.\n\n[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n"
    );
    tree::write(&workspace, &text)
}

/// Writes crates into folders of their names. Files of earlier crates that are generated no more are deleted, and those of
/// somebody else are left alone; a crate that is written by hand is an error.
pub(crate) fn write_crates(out: &Path, crates: Vec<Generated>) -> Result<BTreeSet<String>> {
    let mut files = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for Generated { crate_name, files: texts, fake_data, openapi: [latest, older], .. } in crates {
        let more = [("fake.json", fake_data), ("openapi.json", latest), ("openapi-3.0.json", older)];
        let texts = texts.into_iter().chain(more.map(|(path, text)| (path.to_owned(), text)));
        files.extend(texts.map(|(path, text)| (format!("{crate_name}/{path}"), text)));
        folders.insert(crate_name);
    }
    for folder in folders.iter().filter(|folder| !out.join(folder).join(MANIFEST).exists()) {
        let inside =
            files.keys().filter(|path| path.strip_prefix(folder.as_str()).is_some_and(|it| it.starts_with('/')));
        if let Some(taken) = inside.map(|path| out.join(path)).find(|path| path.exists()) {
            bail!(
                "{}: the file is not generated, and would be lost: move it away, or name another --out",
                taken.display()
            );
        }
    }
    let compared: Vec<&str> = folders.iter().map(String::as_str).collect();
    for difference in crate_differences(out, &compared, files)?.into_iter().filter(|it| !it.is_foreign()) {
        difference.settle(out)?;
    }
    Ok(folders)
}

/// Whether a manifest is a generated one with this section: that of a crate, or of a workspace of crates.
fn is_generated(manifest: &Path, section: &str) -> Result<bool> {
    if !manifest.is_file() {
        return Ok(false);
    }
    let text = tree::read(manifest)?;
    Ok(text.starts_with(GENERATED) && text.lines().any(|line| line == section))
}

/// A line about a crate, and one about what it lacks.
fn summary(generated: &Generated) -> String {
    let Generated { crate_name, operations, types, left_out, .. } = generated;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for why in left_out.values() {
        *reasons.entry(why.code.name()).or_default() += 1;
    }
    let reasons: Vec<String> = reasons.into_iter().map(|(code, count)| format!("{count} {code}")).collect();
    let lacking = if reasons.is_empty() { String::new() } else { format!("; left out: {}", reasons.join(", ")) };
    let (operations, types) = (counted(operations.len(), "operation"), counted(*types, "type"));
    format!("{crate_name}: {operations}, {types}{lacking}\n")
}
