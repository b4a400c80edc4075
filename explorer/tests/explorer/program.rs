//! The explorer as a program.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn refused(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alibabacloud-explorer"));
    let Output { status, stderr, .. } = command.args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn options_that_cannot_be_used_are_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let problem = refused(&["--no-open", "--port", &port]);
    assert!(problem.starts_with(&format!("port {port}: ")) && problem.contains("--port"), "{problem}");
    let problem = refused(&["--no-open", "--step", "-1"]);
    assert!(problem.starts_with("--step: "), "{problem}");
    let problem = refused(&["--prot", "1"]);
    assert!(problem.contains("`--prot`") && problem.contains("`cargo xtask explorer --help`"), "{problem}");
}
