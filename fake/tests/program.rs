//! The fake as a program, and the image that runs it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};

/// A program that is running. It ends when this is dropped.
struct Program {
    child: Child,
    address: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alibabacloud-fake"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn start(arguments: &[&str]) -> Program {
    let mut child = command(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.trim().rsplit("http://").next().unwrap().to_owned();
    Program { child, address }
}

fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = command(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

fn get(program: &Program, target: &str) -> String {
    let mut stream = TcpStream::connect(&program.address).unwrap();
    stream.write_all(format!("GET {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

#[test]
fn it_runs_with_every_option_and_says_that_it_is_healthy() {
    let program = start(&[
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--access-key-id",
        "a",
        "--access-key-secret",
        "b",
        "--speed",
        "2",
        "--step",
        "0.5",
        "--stateless",
        "--open-values",
        "--sparse",
        "7",
        "--unsigned",
    ]);
    assert!(get(&program, "/health").starts_with("HTTP/1.1 200 OK\r\n"));
    let response = get(&program, "/GetPublicMediaInfo?MediaId=m");
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n") && response.contains(r#""RequestId":"#), "{response}");
}

#[test]
fn what_it_prints_first_are_lines_for_a_shell() {
    let mut child = command(&["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines: Vec<_> = BufReader::new(child.stdout.take().unwrap()).lines().take(4).map(Result::unwrap).collect();
    drop(child.kill());
    drop(child.wait());
    let endpoint = lines[0].strip_prefix("# The fake listens at ").unwrap();
    // The example reads the parameters from standard input, and would wait for them at a terminal.
    let example = "# echo '{}' | cargo run -p alibabacloud-ice --example send_json -- ListCustomizedVoiceJobs";
    assert_eq!(
        lines[1..],
        [
            "export ALIBABA_CLOUD_ACCESS_KEY_ID=testAccessKeyId",
            "export ALIBABA_CLOUD_ACCESS_KEY_SECRET=testAccessKeySecret",
            &format!("{example} --endpoint {endpoint}"),
        ]
    );
}

#[test]
fn help_that_is_asked_for_is_its_output() {
    let Output { status, stdout, stderr } = command(&["--help"]).output().unwrap();
    assert!(status.success() && stderr.is_empty());
    assert!(String::from_utf8(stdout).unwrap().starts_with("usage: "));
}

#[test]
fn options_that_cannot_be_are_refused_with_what_is_wrong() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap();
    let no_product = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (arguments, problem) in [
        (["--host", "here"].as_slice(), "--host: `here` is not an IP address"),
        (
            &["--host", "0.0.0.0", "--unsigned"],
            "unsigned requests are accepted on a loopback address only, not on 0.0.0.0",
        ),
        (&["--sparse", "much"], "--sparse: `much` is not a valid number"),
        (&["--port", "99999"], "--port: `99999` is not a valid number"),
        // A variable of the shell that is not set.
        (&["--access-key-id", "", "--access-key-secret", "b"], "--access-key-id: an access key is not empty"),
        (&["--access-key-id", "a", "--access-key-secret", "$b;"], "--access-key-secret: an access key is not empty"),
        (&["--access-key-id", "a"], "--access-key-id and --access-key-secret are given together"),
        (&["--speed", "-1"], "--speed: `-1` is not a speed: 0 or more"),
        (&["--speed", "NaN"], "`NaN` is not a speed: 0 or more"),
        (&["--step", "-0.5"], "--step: `-0.5` is not a number of seconds"),
        (&["--port", &taken.port().to_string()], &format!("{taken}: ")),
        (&["--port", &taken.port().to_string()], "; stop the program that listens there, or take another --port"),
        (
            &["--data", no_product],
            "the data of added product 1 is no `fake.json` that `cargo xtask generate` writes: expected value at line 1",
        ),
        (&["--lively"], "unexpected argument: --lively"),
    ] {
        let complaint = refused(arguments);
        assert!(complaint.contains(problem), "{complaint}");
    }
}
