//! Programs of the workspace that are compiled only when they are asked for: the fake, and what speaks HTTP.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// Runs a package of the workspace with these arguments until it ends.
pub(crate) fn run(root: &Path, package: &str, arguments: &[OsString]) -> Result<String> {
    run_with(root, package, &[], arguments)
}

/// The same with these features of the package.
pub(crate) fn run_with(root: &Path, package: &str, features: &[&str], arguments: &[OsString]) -> Result<String> {
    let status = command(root, package, features, arguments).status().context("cargo does not start")?;
    ensure!(status.success(), "`{package}` has failed");
    Ok(String::new())
}

/// The same, and returns what it prints.
pub(crate) fn output(root: &Path, package: &str, arguments: &[OsString]) -> Result<String> {
    let output =
        command(root, package, &[], arguments).stderr(Stdio::inherit()).output().context("cargo does not start")?;
    ensure!(output.status.success(), "`{package}` has failed");
    String::from_utf8(output.stdout).with_context(|| format!("`{package}` has printed what is not text"))
}

fn command(root: &Path, package: &str, features: &[&str], arguments: &[OsString]) -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", package]);
    command.args(features.iter().flat_map(|feature| ["--features", feature]));
    command.arg("--").args(arguments).current_dir(root);
    command
}

/// The cargo that runs this command.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
