//! The versions of what is measured.

use std::process::Command;

use anyhow::{Result, ensure};

/// The version of a package by the lock file of this workspace.
pub fn version(package: &str) -> Result<String> {
    let mut cargo = Command::new("cargo");
    let output = cargo.args(["pkgid", "-p", package]).current_dir(env!("CARGO_MANIFEST_DIR")).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let id = String::from_utf8(output.stdout)?;
    Ok(id.trim().rsplit(['#', '@']).next().unwrap_or_default().to_owned())
}
