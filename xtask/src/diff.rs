//! `cargo xtask diff`: what another version of the metadata changes, and which version number follows.

use std::path::Path;

use ::codegen::diff::{Diff, diff};
use ::codegen::wording::counted;
use anyhow::Result;

use crate::{flags, refusal, tree, version};

/// Runs the command: the report, or the same as JSON.
pub(crate) fn run(root: &Path, flags: &flags::Diff) -> Result<String> {
    let [old, new] = [version::read(root, &flags.old)?, version::read(root, &flags.new)?];
    let diff = diff(&old, &new).map_err(refusal)?;
    if flags.json {
        return Ok(format!("{:#}\n", diff.json()));
    }
    Ok(report(&diff, &own_version(root)?))
}

/// The comparison, the version that follows, and the entry of the changelog.
pub(crate) fn report(diff: &Diff, version: &str) -> String {
    let follows = diff.bump().and_then(|bump| bump.next(version)).map(|next| format!("version: {version} -> {next}\n"));
    let stop = match diff.problems.errors() {
        0 => String::new(),
        errors => format!("what is compared has {}, which `cargo xtask codegen` prints\n", counted(errors, "error")),
    };
    let entry = Some(diff.changelog()).filter(|entry| !entry.is_empty());
    let entry = entry.map(|entry| format!("\nCHANGELOG.md:\n{entry}")).unwrap_or_default();
    format!("{diff}{}{stop}{entry}", follows.unwrap_or_default())
}

/// The version that the crates of the workspace have.
pub(crate) fn own_version(root: &Path) -> Result<String> {
    let manifest = root.join("Cargo.toml");
    let text = if manifest.is_file() { tree::read(&manifest)? } else { String::new() };
    let version = text.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    Ok(version.unwrap_or(env!("CARGO_PKG_VERSION")).to_owned())
}
