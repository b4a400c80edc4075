//! `cargo xtask fake`: runs the fake of the service.

use std::path::Path;
use std::process::Command;

use crate::tree;

/// Runs the command: it goes on until it is stopped, and so does this.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "alibabacloud-fake", "--"]).args(arguments).current_dir(root);
    let status = command.status().map_err(tree::told(Path::new("cargo")))?;
    if status.success() { Ok(String::new()) } else { Err("the fake did not start".to_owned()) }
}
