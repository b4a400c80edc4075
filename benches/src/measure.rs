//! What is measured: the crate with all families, with each, and the generator.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::compiler::{Compiler, Subject, median_of};
use crate::derive::Derive;
use crate::flags;
use crate::source::{Size, files, is_of_a_family};
use crate::table::{self, Row, Section};
use crate::{read, write};

/// The crate that is measured.
const CRATE: &str = "generated";

/// The folder of its source that is no family.
const SHARED: &str = "types";

/// Where the crate of derives and everything compiled goes. The user's own target folder is neither used nor cleaned.
pub(crate) const SCRATCH: &str = "target/measure";

/// The page that shows the table.
const PAGE: &str = "README.md";

/// The row of all families.
const ALL: &str = "all";

/// How often the crate with all families, and with a single one, is compiled where the command line does not say.
const RUNS: (usize, usize) = (5, 3);

/// Measures, and returns the table.
pub(crate) fn run(root: &Path, flags: &flags::Measure) -> Result<String> {
    let families = families(flags)?;
    let known = folders(&root.join(CRATE).join("src"))?;
    let (whole, chosen) = chosen(&known, &families)?;
    let page = root.join(PAGE);
    if flags.write {
        // Better now than after minutes of compiling.
        table::replace(&read(&page)?, "")?;
    }
    let compiler = Compiler::new(root.join(SCRATCH).join("target"));
    // Stale code would be measured, and then written by the measuring of codegen.
    compiler.xtask(root, &["codegen", "--check"])?;

    let (all_runs, family_runs) = flags.runs.map_or(RUNS, |runs| (runs.get(), runs.get()));
    let mut rows = Vec::new();
    let (mut library, mut derive) = (None, None);
    if whole {
        let row = measured(root, &compiler, ALL, all_runs)?;
        library = Some(compiler.library_size(&subject(root, ALL))?);
        if flags.against_derive {
            derive = Some(Derive::measure(root, &compiler, all_runs, &row)?);
        }
        rows.push(Row { name: format!("all {}", known.len()), ..row });
    }
    for family in chosen {
        rows.push(measured(root, &compiler, family, family_runs)?);
    }
    let section = Section {
        rows,
        library,
        codegen: median_of(all_runs, || compiler.xtask(root, &["codegen"]))?,
        check: median_of(all_runs, || compiler.xtask(root, &["codegen", "--check"]))?,
        derive,
        runs: (all_runs, family_runs),
        machine: machine(root)?,
    };
    let text = section.to_string();
    if flags.write {
        write(&page, &table::replace(&read(&page)?, &text)?)?;
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

/// The families of the crate: the folders of its source, but for the types that several share.
fn folders(source: &Path) -> Result<Vec<String>> {
    let mut families = Vec::new();
    for entry in fs::read_dir(source).with_context(|| source.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name != SHARED {
            families.push(name);
        }
    }
    families.sort();
    Ok(families)
}

/// Whether all families are measured together, and which are measured alone.
fn chosen<'a>(known: &'a [String], names: &[&str]) -> Result<(bool, Vec<&'a str>)> {
    let known = || known.iter().map(String::as_str);
    if names.is_empty() {
        return Ok((true, known().collect()));
    }
    if let Some(unknown) = names.iter().find(|name| **name != ALL && !known().any(|family| family == **name)) {
        bail!("unknown family `{unknown}`; families: {ALL}, {}", known().collect::<Vec<_>>().join(", "));
    }
    Ok((names.contains(&ALL), known().filter(|family| names.contains(family)).collect()))
}

fn subject(root: &Path, feature: &str) -> Subject {
    let folder = root.join(CRATE);
    Subject {
        folder,
        arguments: vec!["--locked".into(), "--no-default-features".into(), "--features".into(), feature.into()],
    }
}

/// Measures the crate with one feature.
fn measured(root: &Path, compiler: &Compiler, feature: &str, runs: usize) -> Result<Row> {
    eprintln!("{feature} …");
    let subject = subject(root, feature);
    let (check, build) = (compiler.seconds(&subject, "check", runs)?, compiler.seconds(&subject, "build", runs)?);
    // After the build, because only a build leaves the list of its files where it can be found.
    let size = size(compiler, &subject)?;
    Ok(Row { name: feature.to_owned(), size, check, build })
}

/// The size of what the last build of a crate was compiled from, without what every family needs.
fn size(compiler: &Compiler, subject: &Subject) -> Result<Size> {
    let source = subject.folder.join("src");
    let files = files(&compiler.dep_info(subject)?)?;
    let files = files.iter().filter(|file| is_of_a_family(file, &source));
    files.map(|file| Ok(Size::of(&read(file)?))).sum()
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
    fn families_are_the_folders_of_the_source() {
        let source = tempfile::tempdir().unwrap();
        for folder in ["voice", "types", "agent"] {
            fs::create_dir(source.path().join(folder)).unwrap();
        }
        fs::write(source.path().join("lib.rs"), "").unwrap();
        let known = folders(source.path()).unwrap();
        assert_eq!(known, ["agent", "voice"]);
        assert_eq!(chosen(&known, &[]).unwrap(), (true, vec!["agent", "voice"]));
        assert_eq!(chosen(&known, &["voice"]).unwrap(), (false, vec!["voice"]));
        assert_eq!(chosen(&known, &["all"]).unwrap(), (true, vec![]));
        let unknown = chosen(&known, &["vioce"]).unwrap_err().to_string();
        assert_eq!(unknown, "unknown family `vioce`; families: all, agent, voice");
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
