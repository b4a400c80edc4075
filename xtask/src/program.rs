//! Programs of the workspace that are compiled only when they are asked for: the fake, and what speaks HTTP.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// Runs a package of the workspace with these arguments, and returns only where it does not start.
pub(crate) fn run(root: &Path, package: &str, arguments: &[OsString]) -> Result<String> {
    run_with(root, package, &[], arguments)
}

/// The same with these features of the package.
pub(crate) fn run_with(root: &Path, package: &str, features: &[&str], arguments: &[OsString]) -> Result<String> {
    become_program(command(root, package, features, arguments)).context("cargo does not start")
}

/// Lets cargo, and so the program, take the place of this process: a signal such as that of `kill` reaches the program, which
/// would otherwise go on alone.
#[cfg(unix)]
fn become_program(mut command: Command) -> io::Result<String> {
    use std::os::unix::process::CommandExt as _;

    Err(command.exec())
}

/// Where a process has a parent that it cannot replace: waits for the program, and ends as it has ended.
#[cfg(not(unix))]
fn become_program(mut command: Command) -> io::Result<String> {
    std::process::exit(command.status()?.code().unwrap_or(1))
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
