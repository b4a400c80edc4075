//! The programs that commands run.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

#[test]
fn a_signal_to_a_command_reaches_the_program_that_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let cargo = folder.path().join("cargo");
    fs::write(&cargo, "#!/bin/sh\necho $$ \"$@\"\n").unwrap();
    fs::set_permissions(&cargo, Permissions::from_mode(0o755)).unwrap();
    for (command, package) in [("fake", "alibabacloud-fake"), ("explorer", "alibabacloud-explorer"), ("fetch", "fetch")]
    {
        let child = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args([command, "--help"])
            .env("CARGO", &cargo)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let process = child.id();
        let printed = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(printed, format!("{process} run --quiet --package {package} -- --help\n"));
    }
}
