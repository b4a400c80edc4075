//! Running the commands of a step: their output is passed on line by line, and read on its way.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::program;

/// The environment of all commands. Nothing here depends on who runs them: no colors, no incremental compilation, snapshots
/// are compared and not written, and what is documented has no warning.
const ENVIRONMENT: [(&str, &str); 4] = [
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_TERM_COLOR", "never"),
    ("INSTA_UPDATE", "no"),
    ("RUSTDOCFLAGS", "-D warnings"),
];

/// What the commands of a step have printed that counts.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// The lines that say what was skipped, and why.
    pub(super) skipped: Vec<String>,
}

impl Log {
    /// Reads a line: the counts that a program of tests ends with, or what was skipped.
    pub(super) fn read(&mut self, line: &str) {
        if line.starts_with("skipped: ") {
            self.skipped.push(line.to_owned());
        }
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for (count, word) in counts.split("; ").filter_map(|part| part.trim_end_matches(';').split_once(' ')) {
            let count = count.parse().unwrap_or(0);
            match word {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                _ => {}
            }
        }
    }
}

/// A step that runs.
pub(super) struct Run<'a> {
    pub(super) root: &'a Path,
    pub(super) log: Log,
}

impl<'a> Run<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self { root, log: Log::default() }
    }

    /// Runs a command that is written as one line of words, and fails if it does.
    pub(super) fn command(&mut self, line: &str) -> Result<()> {
        self.with_files(line, &[])
    }

    /// The same, with paths as further arguments.
    pub(super) fn with_files(&mut self, line: &str, files: &[OsString]) -> Result<()> {
        let shown = if files.is_empty() { line.to_owned() } else { format!("{line} [{} files]", files.len()) };
        println!("-- {shown}");
        let mut command = self.prepared(line)?;
        command.args(files).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("`{shown}` does not start"))?;
        for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(|output| output.split(b'\n')) {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            self.log.read(&line);
        }
        let status = child.wait()?;
        ensure!(status.success(), "`{shown}`: {status}");
        Ok(())
    }

    /// Runs a command, and returns what it prints.
    pub(super) fn output(&self, line: &str) -> Result<String> {
        println!("-- {line}");
        let output = self.prepared(line)?.stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "`{line}`: {}", output.status);
        String::from_utf8(output.stdout).with_context(|| format!("`{line}` has printed what is not text"))
    }

    /// Records what is not done, and why.
    pub(super) fn skip(&mut self, reason: &str) {
        let line = format!("skipped: {reason}");
        println!("{line}");
        self.log.read(&line);
    }

    fn prepared(&self, line: &str) -> Result<Command> {
        let mut words = line.split_whitespace();
        let mut command = match words.next() {
            Some("cargo") => program::cargo(),
            // The path of a program is not looked up in the folder that it is started in.
            Some(script) => Command::new(self.root.join(script)),
            None => bail!("a step has an empty command"),
        };
        command.args(words).envs(ENVIRONMENT).current_dir(self.root);
        Ok(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_by_the_closing_lines_of_their_programs() {
        let mut log = Log::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "a line that has 5 passed; 6 failed",
            "skipped: there is no python3; nothing was asked",
        ] {
            log.read(line);
        }
        assert_eq!((log.passed, log.failed), (4, 2));
        assert_eq!(log.skipped, ["skipped: there is no python3; nothing was asked"]);
    }

    #[test]
    fn a_command_that_fails_is_named_with_its_status() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = Run::new(folder.path());
        let error = run.command("cargo metadata --no-deps --format-version 1").unwrap_err().to_string();
        assert!(error.starts_with("`cargo metadata --no-deps --format-version 1`: exit status: "), "{error}");
        let error = format!("{:#}", run.command("tests/missing --all").unwrap_err());
        assert!(error.starts_with("`tests/missing --all` does not start: "), "{error}");
    }
}
