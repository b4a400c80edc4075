//! `cargo xtask measure`: how big the generated crate is, and how long it takes to compile.
//!
//! Seconds are reported and never judged: they depend on the machine and on what else it does.

mod compiler;
mod derive;
mod table;

use std::path::Path;
use std::process::Command;

use ::codegen::{Generated, Part};
use anyhow::{Context as _, Result, bail, ensure};

use crate::{codegen, flags, tree};
use compiler::{Compiler, Subject, median};
use derive::Derive;
use table::{Row, Section};

/// The crate that is measured.
const CRATE: &str = "generated";

/// Where the scratch crate and everything compiled goes. The user's own target folder is neither used nor cleaned.
const SCRATCH: &str = "target/measure";

/// The page that shows the table.
const PAGE: &str = "README.md";

/// The row of all families.
const ALL: &str = "all";

/// How often the crate with all families, and with a single one, is compiled where the command line does not say.
const RUNS: (usize, usize) = (5, 3);

/// Runs the command: the table, or what is wrong.
pub(crate) fn run(root: &Path, flags: &flags::Measure) -> Result<String> {
    let families = families(flags)?;
    let crates = codegen::generate(root)?;
    let generated = crates.iter().find(|generated| generated.folder == CRATE);
    let generated = generated.with_context(|| format!("no product is generated into {CRATE}"))?;
    let (whole, parts) = chosen(generated, &families)?;
    let page = root.join(PAGE);
    if flags.write {
        // Better now than after minutes of compiling.
        table::replace(&tree::read(&page)?, "")?;
    }
    // Stale code would be measured, and then written by the measuring of codegen.
    codegen::run(root, &flags::Codegen { check: true })?;

    let (all_runs, family_runs) = flags.runs.map_or(RUNS, |runs| (runs.get(), runs.get()));
    let compiler = Compiler::new(root.join(SCRATCH).join("target"));
    let mut rows = Vec::new();
    let (mut library, mut derive) = (None, None);
    if whole {
        let row = measured(root, &compiler, ALL, all_runs, everything(generated))?;
        library = Some(compiler.library_size(&subject(root, ALL))?);
        if flags.against_derive {
            derive = Some(Derive::measure(root, &compiler, all_runs, &row, generated.structs)?);
        }
        rows.push(Row { name: format!("all {}", generated.parts.len()), ..row });
    }
    for part in parts {
        rows.push(measured(root, &compiler, &part.family, family_runs, part.clone())?);
    }
    let section = Section {
        rows,
        library,
        codegen: median(all_runs, || compiler.xtask(root, &["codegen"]))?,
        check: median(all_runs, || compiler.xtask(root, &["codegen", "--check"]))?,
        derive,
        runs: (all_runs, family_runs),
        machine: machine(root)?,
    };
    let text = section.to_string();
    if flags.write {
        tree::write(&page, &table::replace(&tree::read(&page)?, &text)?)?;
    }
    Ok(text)
}

/// The families that the command line names; none: all together and each.
fn families(flags: &flags::Measure) -> Result<Vec<&str>> {
    let Some(names) = &flags.families else {
        return Ok(Vec::new());
    };
    let names: Vec<&str> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    ensure!(!names.is_empty(), "--families needs a name");
    ensure!(!flags.write, "--write needs the whole table, without --families");
    ensure!(
        !flags.against_derive || names.contains(&ALL),
        "--against-derive compares all families together: add `{ALL}` to --families"
    );
    Ok(names)
}

/// Whether all families are measured together, and which are measured alone.
fn chosen<'a>(generated: &'a Generated, names: &[&str]) -> Result<(bool, Vec<&'a Part>)> {
    if names.is_empty() {
        return Ok((true, generated.parts.iter().collect()));
    }
    let known = |name: &&str| *name == ALL || generated.parts.iter().any(|part| part.family == *name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let known: Vec<&str> = generated.parts.iter().map(|part| part.family.as_str()).collect();
        bail!("unknown family `{unknown}`; families: {ALL}, {}", known.join(", "));
    }
    let parts = generated.parts.iter().filter(|part| names.contains(&&*part.family));
    Ok((names.contains(&ALL), parts.collect()))
}

/// The whole crate as if it were one family.
fn everything(generated: &Generated) -> Part {
    Part {
        family: ALL.to_owned(),
        operations: generated.operations,
        structs: generated.structs,
        enums: generated.types - generated.structs,
        paths: vec!["src/".to_owned()],
    }
}

fn subject(root: &Path, feature: &str) -> Subject {
    let folder = root.join(CRATE);
    Subject {
        folder,
        arguments: vec!["--locked".into(), "--no-default-features".into(), "--features".into(), feature.into()],
    }
}

/// Measures the crate with one feature.
fn measured(root: &Path, compiler: &Compiler, feature: &str, runs: usize, part: Part) -> Result<Row> {
    eprintln!("{feature} …");
    let subject = subject(root, feature);
    let (lines, bytes) = size(root, &part)?;
    Ok(Row {
        name: part.family,
        operations: part.operations,
        types: part.structs + part.enums,
        lines,
        bytes,
        check: compiler.seconds(&subject, "check", runs)?,
        build: compiler.seconds(&subject, "build", runs)?,
    })
}

/// Lines and bytes of a family's source.
fn size(root: &Path, part: &Part) -> Result<(usize, usize)> {
    let (mut lines, mut bytes) = (0, 0);
    for path in &part.paths {
        let path = root.join(CRATE).join(path);
        for file in if path.is_dir() { tree::files_below(&path)? } else { vec![path] } {
            let text = tree::read(&file)?;
            lines += text.lines().count();
            bytes += text.len();
        }
    }
    Ok((lines, bytes))
}

/// What the seconds depend on most.
fn machine(root: &Path) -> Result<String> {
    let cores = std::thread::available_parallelism().context("the number of cores")?;
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").current_dir(root).output();
    let output = output.context("rustc does not start")?;
    let version = String::from_utf8_lossy(&output.stdout);
    // `rustc 1.95.0 (59807616e 2026-04-14)`: the number says enough.
    let version: Vec<&str> = version.split_whitespace().take(2).collect();
    let cores = if cores.get() == 1 { "1 core".to_owned() } else { format!("{cores} cores") };
    Ok(format!("{cores}, {}", version.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(families: &str, write: bool, against_derive: bool) -> flags::Measure {
        flags::Measure { runs: None, families: Some(families.to_owned()), against_derive, write }
    }

    #[test]
    fn families_are_a_list() {
        assert_eq!(families(&flags("all, voice,live", false, true)).unwrap(), ["all", "voice", "live"]);
        let everything = flags::Measure { families: None, ..flags("", true, true) };
        assert!(families(&everything).unwrap().is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (flags, problem) in [
            (flags(",", false, false), "--families needs a name"),
            (flags("voice", true, false), "--write needs the whole table, without --families"),
            (flags("voice", false, true), "--against-derive compares all families together"),
        ] {
            let reported = families(&flags).unwrap_err().to_string();
            assert!(reported.starts_with(problem), "{reported}");
        }
    }
}
