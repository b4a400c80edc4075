//! Running the commands of a step: their output is passed on line by line, or kept until the step has ended, and read on its
//! way.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};

use crate::{output, program};

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

/// Where the output of a step goes.
#[derive(Debug)]
enum Output {
    /// On, as it comes.
    Shown,
    /// Nowhere yet: the screen is another step's.
    Kept(String),
}

/// A step that runs.
pub(super) struct Run<'a> {
    pub(super) root: &'a Path,
    pub(super) log: Log,
    /// Whether the tests have passed, and so have built every program of the workspace.
    is_tested: bool,
    output: Output,
}

impl<'a> Run<'a> {
    pub(super) fn shown(root: &'a Path) -> Self {
        Self { root, log: Log::default(), is_tested: false, output: Output::Shown }
    }

    /// A run that prints everything at its end.
    pub(super) fn kept(root: &'a Path) -> Self {
        Self { output: Output::Kept(String::new()), ..Self::shown(root) }
    }

    /// A run of which the tests have passed before it began.
    pub(super) fn after_tests(self) -> Self {
        Self { is_tested: true, ..self }
    }

    /// Prints the line above the output of a step.
    pub(super) fn begin(&mut self, name: &str) {
        self.print("");
        self.print(&format!("== {name}"));
    }

    /// Prints the line below the output of a step, and what was kept.
    pub(super) fn end(mut self, outcome: &str) {
        self.print(&format!("== {outcome}"));
        if let Output::Kept(text) = self.output {
            // At once, so that no line of another step comes between.
            output::progress(&text);
        }
    }

    fn print(&mut self, line: &str) {
        self.log.read(line);
        match &mut self.output {
            Output::Shown => output::progress(&format!("{line}\n")),
            Output::Kept(text) => text.extend([line, "\n"]),
        }
    }

    /// Runs a command that is written as one line of words, and fails if it does.
    pub(super) fn command(&mut self, line: &str) -> Result<()> {
        self.with_files(line, &[])
    }

    /// The same, with paths as further arguments.
    pub(super) fn with_files(&mut self, line: &str, files: &[OsString]) -> Result<()> {
        let shown = if files.is_empty() { line.to_owned() } else { format!("{line} [{} files]", files.len()) };
        self.print(&format!("-- {shown}"));
        let mut command = self.prepared(line)?;
        let (output, errors) = io::pipe()?;
        command.args(files).stdin(Stdio::null()).stdout(errors.try_clone()?).stderr(errors);
        let mut child = command.spawn().with_context(|| format!("`{shown}` does not start"))?;
        // It holds ends of the pipe, which is read until all are closed.
        drop(command);
        for line in BufReader::new(output).split(b'\n') {
            self.print(&String::from_utf8_lossy(&line?));
        }
        let status = child.wait()?;
        ensure!(status.success(), "`{shown}`: {status}");
        Ok(())
    }

    /// Runs a command, and returns what it prints.
    pub(super) fn output(&mut self, line: &str) -> Result<String> {
        self.print(&format!("-- {line}"));
        let output = self.prepared(line)?.stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "`{line}`: {}", output.status);
        String::from_utf8(output.stdout).with_context(|| format!("`{line}` has printed what is not text"))
    }

    /// Records what is not done, and why.
    pub(super) fn skip(&mut self, reason: &str) {
        self.print(&format!("skipped: {reason}"));
    }

    fn prepared(&self, line: &str) -> Result<Command> {
        let mut words = line.split_whitespace().peekable();
        let mut command = match words.next() {
            // This program is what that would compile, perhaps in another profile.
            Some("cargo") if words.next_if_eq(&"xtask").is_some() => Command::new(env::current_exe()?),
            Some("cargo") => program::cargo(),
            // The path of a program is not looked up in the folder that it is started in.
            Some(script) => Command::new(self.root.join(script)),
            None => bail!("a step has an empty command"),
        };
        command.args(words).envs(ENVIRONMENT).current_dir(self.root);
        // Two for each core: many tests wait, for a limit of time or for a program.
        let cores = thread::available_parallelism()?.get();
        command.env("RUST_TEST_THREADS", (2 * cores).to_string());
        // For `.ci/tools`.
        if self.is_tested {
            command.env("TESTED", "yes");
        }
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
    fn output_that_is_kept_has_what_was_run_and_all_that_it_printed() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = Run::kept(folder.path());
        run.command("cargo metadata --no-deps --format-version 1").unwrap_err();
        run.skip("nothing was asked");
        let Output::Kept(text) = &run.output else { panic!("it is shown") };
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "-- cargo metadata --no-deps --format-version 1");
        assert!(lines[1].starts_with("error: could not find `Cargo.toml`"), "{lines:?}");
        assert_eq!(lines.last(), Some(&"skipped: nothing was asked"));
        assert_eq!(run.log.skipped, ["skipped: nothing was asked"]);
    }

    #[test]
    fn a_command_that_fails_is_named_with_its_status() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = Run::shown(folder.path());
        let error = run.command("cargo metadata --no-deps --format-version 1").unwrap_err().to_string();
        assert!(error.starts_with("`cargo metadata --no-deps --format-version 1`: exit status: "), "{error}");
        let error = format!("{:#}", run.command("tests/missing --all").unwrap_err());
        assert!(error.starts_with("`tests/missing --all` does not start: "), "{error}");
    }
}
