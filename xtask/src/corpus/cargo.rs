//! Compiling the crates and running the programs.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::program::Send;
use super::result::Outcome;
use crate::program;

/// Checks all crates; how many warnings the compiler has.
pub(super) fn check(scratch: &Path) -> Result<usize> {
    let output =
        cargo(scratch, &["check", "--workspace", "--message-format", "json"]).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the crates do not compile");
    let lines = output.stdout.split(|&byte| byte == b'\n');
    let messages = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    Ok(messages.filter(|message| message["message"]["level"] == "warning").count())
}

/// Builds the programs.
pub(super) fn build(scratch: &Path) -> Result<()> {
    let status = cargo(scratch, &["build", "--package", "programs", "--bins"]).status()?;
    ensure!(status.success(), "the programs do not compile");
    Ok(())
}

fn cargo(scratch: &Path, arguments: &[&str]) -> Command {
    let mut command = program::cargo();
    command.args(arguments).arg("--quiet").current_dir(scratch).env("CARGO_TARGET_DIR", "target");
    // The flags of the cargo that runs this command are not those of the crates.
    command.env_remove("RUSTFLAGS");
    command
}

/// Runs the program of a crate.
pub(super) fn run(scratch: &Path, sends: &[Send]) -> Result<Vec<Outcome>> {
    let Some(first) = sends.first() else { return Ok(Vec::new()) };
    let mut program = Command::new(scratch.join("target/debug").join(&first.program));
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(first.program.clone())?;
    let mut stdin = child.stdin.take().context("the program takes no input")?;
    let lines = sends.iter().map(|send| {
        let input: serde_json::Map<_, _> = send
            .parameters
            .iter()
            .filter_map(|(parameter, value)| Some((parameter["name"].as_str()?.to_owned(), value.clone())))
            .collect();
        json!({"name": send.name, "input": input, "sample": send.sample}).to_string()
    });
    let lines: Vec<String> = lines.collect();
    let writing = thread::spawn(move || lines.iter().try_for_each(|line| writeln!(stdin, "{line}")));
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{}: the program failed", first.program);
    let written = writing.join();
    ensure!(matches!(written, Ok(Ok(()))), "{}: the program stopped reading", first.program);
    let text = String::from_utf8(output.stdout)?;
    sends.iter().zip(text.lines()).map(|(send, line)| Outcome::read(send, line)).collect()
}

/// The most memory that this process or one that it has waited for has had, in MiB; none where the system does not say.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}
