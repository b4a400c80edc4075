//! `cargo xtask explorer`: the explorer, with HTTPS where it calls the cloud.

use std::ffi::OsString;
use std::path::Path;

use anyhow::Result;

use crate::program;

/// Runs the explorer until it is stopped.
pub(crate) fn run(root: &Path, arguments: &[OsString]) -> Result<String> {
    // Without it no TLS library is compiled.
    let features: &[&str] = if arguments.iter().any(|it| it == "--live") { &["live"] } else { &[] };
    program::run_with(root, "alibabacloud-explorer", features, arguments)
}
