//! Formatting: all generated files pass once through the pinned rustfmt, in one process for each processor.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::tree;

/// The rustfmt of the toolchain in rust-toolchain.toml; both change together. Another one may format otherwise, and
/// then generated files would change without a reason.
const VERSION: &str = "rustfmt 1.9.0-stable";

/// A formatter whose version is being checked.
pub(crate) struct Rustfmt<'a> {
    root: &'a Path,
    version: Child,
}

impl<'a> Rustfmt<'a> {
    /// Starts to ask for the version, which takes a while and is needed only at the end.
    pub(crate) fn start(root: &'a Path) -> Result<Self, String> {
        let version = Command::new("rustfmt").arg("--version").current_dir(root).stdout(Stdio::piped()).spawn();
        Ok(Self { root, version: version.map_err(unstarted)? })
    }

    /// Formats files, given and returned by path.
    pub(crate) fn format(self, files: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
        let Self { root, version } = self;
        let output = version.wait_with_output().map_err(|error| format!("rustfmt: {error}"))?;
        let version = String::from_utf8_lossy(&output.stdout);
        if !version.starts_with(VERSION) {
            return Err(format!(
                "this is {}, and generated files are formatted with {VERSION} alone\n\
                 run through the toolchain of rust-toolchain.toml: rustup does so by itself",
                version.trim()
            ));
        }
        // What is there from another time is not read, and costs less to leave than to remove.
        let scratch = root.join("target/codegen");
        let command = || {
            let mut command = Command::new("rustfmt");
            command.args(["--edition", "2024", "--config-path"]).arg(root.join("rustfmt.toml"));
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command
        };
        let format_share = &|share: &[&str]| -> Result<String, String> {
            for (path, text) in files.iter().filter(|(path, _)| share.contains(&module_root(path).as_str())) {
                tree::write(&scratch.join(path), text)?;
            }
            finished(command().args(share.iter().map(|path| scratch.join(path))).spawn().map_err(unstarted)?)
        };
        let processes = thread::available_parallelism().map_or(1, NonZero::get);
        let mut formatted = BTreeMap::new();
        thread::scope(|scope| {
            let shares = shares(&files, processes);
            let running: Vec<_> = shares.into_iter().map(|share| scope.spawn(move || format_share(&share))).collect();
            // From a crate's root, rustfmt would find the modules of all shares; what it reads from a pipe has none.
            for (path, text) in files.iter().filter(|(path, _)| is_crate_root(path)) {
                let mut process = command().spawn().map_err(unstarted)?;
                let written = process.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(text.as_bytes()));
                written.map_err(|error| format!("rustfmt does not read: {error}"))?;
                formatted.insert(path.clone(), finished(process)?);
            }
            for share in running {
                share.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            }
            Ok::<(), String>(())
        })?;
        let read = |path: String| match formatted.remove(&path) {
            Some(text) => Ok((path, text)),
            // No Rust, and not formatted.
            None if !path.ends_with(".rs") => Ok((path.clone(), files[&path].clone())),
            None => tree::read(&scratch.join(&path)).map(|text| (path, text)),
        };
        files.keys().cloned().map(read).collect()
    }
}

/// The modules that are formatted by one process each time: those of a crate's root, with all that is below them, and
/// the examples. The largest are dealt out first, each to the share that has the least so far.
fn shares(files: &BTreeMap<String, String>, count: usize) -> Vec<Vec<&str>> {
    // By the file that rustfmt starts from: how much there is to format.
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs") && !is_crate_root(path)) {
        *sizes.entry(module_root(path)).or_default() += text.len();
    }
    let mut roots: Vec<(&str, usize)> =
        sizes.iter().filter_map(|(root, size)| Some((files.get_key_value(root)?.0.as_str(), *size))).collect();
    roots.sort_by_key(|&(_, size)| Reverse(size));
    let mut shares = vec![(0, Vec::new()); count.max(1)];
    for (root, size) in roots {
        if let Some((total, share)) = shares.iter_mut().min_by_key(|(total, _)| *total) {
            *total += size;
            share.push(root);
        }
    }
    shares.into_iter().map(|(_, share)| share).filter(|share| !share.is_empty()).collect()
}

/// The file from which rustfmt finds a file: for `generated/src/voice/list.rs` it is `generated/src/voice/mod.rs`.
fn module_root(path: &str) -> String {
    match path.split_once("/src/") {
        Some((folder, inside)) => match inside.split_once('/') {
            Some((module, _)) => format!("{folder}/src/{module}/mod.rs"),
            None => path.to_owned(),
        },
        None => path.to_owned(),
    }
}

fn is_crate_root(path: &str) -> bool {
    path.ends_with("/src/lib.rs")
}

/// What a process has printed, or why it has failed.
fn finished(process: Child) -> Result<String, String> {
    let output = process.wait_with_output().map_err(|error| format!("rustfmt: {error}"))?;
    if !output.status.success() {
        return Err(format!("rustfmt refuses a generated file:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("rustfmt: {error}"))
}

fn unstarted(error: std::io::Error) -> String {
    format!("rustfmt does not start: {error}")
}
