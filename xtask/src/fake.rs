//! `cargo xtask fake`: runs the fake of the service.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Runs the command, which serves until it is stopped.
pub(crate) fn run(root: &Path, arguments: &[OsString]) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "alibabacloud-fake", "--"]).args(arguments).current_dir(root);
    let status = command.status().context("cargo does not start")?;
    ensure!(status.success(), "the fake did not start");
    Ok(String::new())
}
