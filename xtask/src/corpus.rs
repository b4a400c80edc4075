//! `cargo xtask corpus`: the whole way over a folder of published documents, and whether it has become worse.
//!
//! Each document is generated, all crates are checked in one workspace, and a program for each (`program`) sends every operation
//! with all its parameters to a recorder and decodes every sample response. What arrives is compared with what the published
//! schema says (`expected`), by code that shares nothing with the generator and the runtime.

mod cargo;
mod expected;
mod input;
mod program;
mod result;
mod table;

use std::path::Path;
use std::time::Instant;

use ::codegen::published::{Options, Runtime};
use anyhow::{Context as _, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::{flags, generate, tree};
use result::Totals;

/// Where crates and programs go, and what is compiled.
const SCRATCH: &str = "target/corpus";

/// The exceptions that are known, each with the reason why it is none of ours.
const REASONS: &str = "xtask/corpus/exceptions.json";

/// Runs the command: the table; an error where something is worse than the baseline.
pub(crate) fn run(root: &Path, flags: &flags::Corpus) -> Result<String> {
    let documents = documents(&flags.folder)?;
    let mut seconds = Vec::new();
    let bar = bar(documents.len());
    let mut step = |name: &str, started: Instant| seconds.push((name.to_owned(), started.elapsed().as_secs_f64()));
    let started = Instant::now();
    let scratch = root.join(SCRATCH);
    let options =
        Options { runtime: Runtime::Path(root.join("runtime").to_string_lossy().into_owned()), ..Options::default() };
    bar.set_message("generate");
    let crates = generate::generate(&documents, &options, || bar.inc(1))?;
    let published: Vec<Value> =
        documents.iter().map(|path| Ok(serde_json::from_str(&tree::read(path.as_ref())?)?)).collect::<Result<_>>()?;
    let mut totals = Totals::default();
    let sends: Vec<Vec<program::Send>> = crates
        .iter()
        .zip(&published)
        .map(|(generated, document)| {
            totals.generated(generated);
            program::sends(generated, document)
        })
        .collect();
    program::write(root, &scratch, &crates)?;
    generate::write_crates(&scratch.join("sdk"), crates)?;
    step("generate", started);

    let started = Instant::now();
    bar.set_message("check");
    totals.compiler_warnings = cargo::check(&scratch)?;
    step("check", started);

    if !flags.only_check {
        let started = Instant::now();
        bar.set_message("build");
        cargo::build(&scratch)?;
        step("build", started);
        let started = Instant::now();
        bar.set_message("send and decode");
        bar.set_position(0);
        for sends in &sends {
            for outcome in cargo::run(&scratch, sends)? {
                totals.add(outcome);
            }
            bar.inc(1);
        }
        step("send and decode", started);
    }
    bar.finish_and_clear();
    totals.peak_memory = cargo::peak_memory();
    let reasons = serde_json::from_str(&tree::read(&root.join(REASONS))?).context(REASONS)?;
    totals.explain(&reasons);
    judge(&totals, flags, table::render(&totals, &seconds))
}

/// The table, or an error where something is worse than the baseline.
fn judge(totals: &Totals, flags: &flags::Corpus, table: String) -> Result<String> {
    match &flags.baseline {
        Some(file) if flags.write => tree::write(file.as_ref(), &totals.to_json()?)?,
        Some(file) => {
            let worse = totals.worse_than(&tree::read(file.as_ref())?)?;
            ensure!(worse.is_empty(), "{table}\nworse than {file}:\n{}", worse.join("\n"));
        }
        None => ensure!(!flags.write, "--write needs --baseline FILE"),
    }
    Ok(table)
}

/// The documents below a folder.
fn documents(folder: &str) -> Result<Vec<String>> {
    let files = tree::files_below(Path::new(folder))?.into_iter();
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let files: Vec<String> = files.map(|path| path.to_string_lossy().into_owned()).collect();
    if files.is_empty() {
        bail!("{folder}: there is no folder with JSON files of this name");
    }
    Ok(files)
}

fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:16} {bar:40} {pos}/{len} {elapsed}");
    let bar = ProgressBar::new(length as u64);
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_is_written_and_what_is_worse_fails() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("baseline.json").to_str().unwrap().to_owned();
        let flags = |write: bool, baseline: bool| flags::Corpus {
            folder: String::new(),
            baseline: baseline.then(|| file.clone()),
            write,
            only_check: true,
        };
        let totals = |compiler_warnings| Totals { compiler_warnings, ..Totals::default() };
        let judged =
            |warnings, write, baseline| judge(&totals(warnings), &flags(write, baseline), "table\n".to_owned());
        assert!(judged(1, true, false).is_err());
        assert_eq!(judged(1, true, true).unwrap(), "table\n");
        assert_eq!(judged(1, false, true).unwrap(), "table\n");
        assert_eq!(judged(9, false, false).unwrap(), "table\n");
        let worse = judged(2, false, true).unwrap_err().to_string();
        assert!(worse.ends_with("baseline.json:\ncompiler warnings: 2, and 1 before"), "{worse}");
    }
}
