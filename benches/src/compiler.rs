//! Running cargo against the clock.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, SystemTime};

use anyhow::{Context as _, Result, bail};

use crate::median::median;
use crate::read;

/// A crate that is compiled.
pub(crate) struct Subject {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// The further arguments of cargo.
    pub(crate) arguments: Vec<OsString>,
}

impl Subject {
    fn root(&self) -> PathBuf {
        self.folder.join("src/lib.rs")
    }
}

/// Cargo, with a target folder of its own.
pub(crate) struct Compiler {
    /// The cargo that runs this command.
    cargo: OsString,
    target: PathBuf,
}

impl Compiler {
    pub(crate) fn new(target: PathBuf) -> Self {
        Self { cargo: std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), target }
    }

    /// The median of the seconds that `cargo check` or `cargo build` takes for a crate alone.
    pub(crate) fn seconds(&self, subject: &Subject, command: &str, runs: usize) -> Result<f64> {
        // The first run builds the dependencies.
        self.compile(subject, command)?;
        median_of(runs, || {
            let _touched = Touched::new(&subject.root())?;
            timed(|| self.compile(subject, command))
        })
    }

    /// The bytes of the library that the last `cargo build` of a crate wrote.
    pub(crate) fn library_size(&self, subject: &Subject) -> Result<u64> {
        let path = self.library(subject)?.with_extension("rlib");
        Ok(path.metadata().with_context(|| path.display().to_string())?.len())
    }

    /// What the last `cargo build` of a crate wrote of the files that it was compiled from.
    pub(crate) fn dep_info(&self, subject: &Subject) -> Result<String> {
        read(&self.library(subject)?.with_extension("d"))
    }

    /// Where `cargo build` puts the library of a crate, without its extension.
    fn library(&self, subject: &Subject) -> Result<PathBuf> {
        let manifest = read(&subject.folder.join("Cargo.toml"))?;
        let name = manifest.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let name = name.with_context(|| format!("{} names no package", subject.folder.display()))?;
        Ok(self.target.join("debug").join(format!("lib{}", name.replace('-', "_"))))
    }

    /// The seconds of a maintainers' command, as it is called.
    pub(crate) fn xtask(&self, root: &Path, arguments: &[&str]) -> Result<f64> {
        let mut command = Command::new(&self.cargo);
        command.arg("xtask").args(arguments).current_dir(root);
        timed(|| finish(&mut command))
    }

    fn compile(&self, subject: &Subject, command: &str) -> Result<()> {
        let mut cargo = Command::new(&self.cargo);
        cargo.arg(command).args(["--quiet", "--lib", "--profile", "dev", "--manifest-path"]);
        cargo.arg(subject.folder.join("Cargo.toml")).args(&subject.arguments);
        cargo.arg("--target-dir").arg(&self.target).env("CARGO_INCREMENTAL", "0");
        // A wrapper may be a cache, whose speed is not in question.
        cargo.env_remove("RUSTC_WRAPPER").env_remove("CARGO_BUILD_RUSTC_WRAPPER");
        finish(&mut cargo)
    }
}

/// A file that looks as if it was just written, for as long as this lives: the user's own builds stay fresh.
struct Touched {
    path: PathBuf,
    before: SystemTime,
}

impl Touched {
    fn new(path: &Path) -> Result<Self> {
        let before = path.metadata().and_then(|facts| facts.modified()).with_context(|| path.display().to_string())?;
        set_modified(path, SystemTime::now()).with_context(|| path.display().to_string())?;
        Ok(Self { path: path.to_owned(), before })
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        // A later time than before costs a build and nothing else.
        drop(set_modified(&self.path, self.before));
    }
}

fn set_modified(path: &Path, time: SystemTime) -> std::io::Result<()> {
    OpenOptions::new().append(true).open(path)?.set_modified(time)
}

/// Runs a command to its end.
fn finish(command: &mut Command) -> Result<()> {
    let output = command.output().context("cargo does not start")?;
    if output.status.success() {
        return Ok(());
    }
    bail!("{command:?} fails:\n{}", String::from_utf8_lossy(&output.stderr))
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64())
}

/// The median of what some runs return.
pub(crate) fn median_of(runs: usize, run: impl FnMut() -> Result<f64>) -> Result<f64> {
    let seconds: Result<Vec<f64>> = std::iter::repeat_with(run).take(runs).collect();
    seconds.map(median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle() {
        for (seconds, expected) in [(&[4.0][..], 4.0), (&[9.0, 1.0, 2.0], 2.0), (&[9.0, 1.0, 2.0, 4.0], 3.0)] {
            let mut rest = seconds.iter();
            let median = median_of(seconds.len(), || rest.next().copied().context("no more")).unwrap();
            assert!((median - expected).abs() < 1e-9, "{median}");
        }
    }

    #[test]
    fn a_run_that_fails_fails_the_median() {
        assert_eq!(median_of(3, || bail!("no")).unwrap_err().to_string(), "no");
    }

    #[test]
    fn a_touched_file_is_as_old_as_before() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let modified = || file.path().metadata().unwrap().modified().unwrap();
        set_modified(file.path(), SystemTime::UNIX_EPOCH).unwrap();
        {
            let _touched = Touched::new(file.path()).unwrap();
            assert!(modified() > SystemTime::UNIX_EPOCH);
        }
        assert_eq!(modified(), SystemTime::UNIX_EPOCH);
    }
}
