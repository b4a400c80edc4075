//! Formatting: all generated files pass once through the pinned rustfmt.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::tree;

/// The rustfmt of the toolchain in rust-toolchain.toml; both change together. Another one may format otherwise, and
/// then generated files would change without a reason.
const VERSION: &str = "rustfmt 1.9.0-stable";

/// A formatter whose version is being checked.
pub(crate) struct Rustfmt<'a> {
    root: &'a Path,
    version: Child,
}

impl<'a> Rustfmt<'a> {
    /// Starts to ask for the version, which takes a while and is needed only at the end.
    pub(crate) fn start(root: &'a Path) -> Result<Self, String> {
        let version = Command::new("rustfmt").arg("--version").current_dir(root).stdout(Stdio::piped()).spawn();
        Ok(Self { root, version: version.map_err(|error| format!("rustfmt does not start: {error}"))? })
    }

    /// Formats files, given and returned by path.
    pub(crate) fn format(self, files: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
        let Self { root, version } = self;
        let output = version.wait_with_output().map_err(|error| format!("rustfmt: {error}"))?;
        let version = String::from_utf8_lossy(&output.stdout);
        if !version.starts_with(VERSION) {
            return Err(format!(
                "this is {}, and generated files are formatted with {VERSION} alone\n\
                 run through the toolchain of rust-toolchain.toml: rustup does so by itself",
                version.trim()
            ));
        }
        let scratch = root.join("target/codegen");
        if scratch.exists() {
            fs::remove_dir_all(&scratch).map_err(tree::told(&scratch))?;
        }
        for (path, text) in &files {
            tree::write(&scratch.join(path), text)?;
        }
        // rustfmt finds the modules of a crate by itself.
        let roots = files.keys().filter(|path| path.ends_with("/src/lib.rs") || path.contains("/examples/"));
        let output = Command::new("rustfmt")
            .args(["--edition", "2024", "--config-path"])
            .arg(root.join("rustfmt.toml"))
            .args(roots.map(|path| scratch.join(path)))
            .output()
            .map_err(|error| format!("rustfmt does not start: {error}"))?;
        if !output.status.success() {
            return Err(format!("rustfmt refuses a generated file:\n{}", String::from_utf8_lossy(&output.stderr)));
        }
        files.into_keys().map(|path| tree::read(&scratch.join(&path)).map(|text| (path, text))).collect()
    }
}
