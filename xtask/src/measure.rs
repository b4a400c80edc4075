//! `cargo xtask measure`: how big the generated crate is, and how long it takes to compile.
//!
//! Seconds are told and never judged: they depend on the machine and on what else it does.

mod arguments;
mod compiler;
mod derive;
mod table;

use std::path::Path;
use std::process::Command;

use ::codegen::{Generated, Part};

use crate::{codegen, tree};
use arguments::Arguments;
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
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<String, String> {
    let Some(arguments) = arguments::parse(arguments)? else {
        return Ok(arguments::USAGE.to_owned());
    };
    let crates = codegen::generate(root)?;
    let generated = crates.iter().find(|generated| generated.folder == CRATE);
    let generated = generated.ok_or_else(|| format!("no product is generated into {CRATE}"))?;
    let (whole, parts) = chosen(generated, &arguments)?;
    let page = root.join(PAGE);
    if arguments.write {
        // Better now than after minutes of compiling.
        table::replace(&tree::read(&page)?, "")?;
    }
    // Stale code would be measured, and then written by the measuring of codegen.
    codegen::run(root, &["--check".to_owned()])?;

    let (all_runs, family_runs) = arguments.runs.map_or(RUNS, |runs| (runs, runs));
    let compiler = Compiler::new(root.join(SCRATCH).join("target"));
    let mut rows = Vec::new();
    let (mut library, mut derive) = (None, None);
    if whole {
        let row = measured(root, &compiler, ALL, all_runs, everything(generated))?;
        library = Some(compiler.library_size(&subject(root, ALL))?);
        if arguments.against_derive {
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
    if arguments.write {
        tree::write(&page, &table::replace(&tree::read(&page)?, &text)?)?;
    }
    Ok(text)
}

/// Whether all families are measured together, and which are measured alone.
fn chosen<'a>(generated: &'a Generated, arguments: &Arguments) -> Result<(bool, Vec<&'a Part>), String> {
    let names = &arguments.families;
    if names.is_empty() {
        return Ok((true, generated.parts.iter().collect()));
    }
    let known = |name: &String| name == ALL || generated.parts.iter().any(|part| part.family == *name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let known: Vec<&str> = generated.parts.iter().map(|part| part.family.as_str()).collect();
        return Err(format!("no family is called `{unknown}`; there are {ALL}, {}", known.join(", ")));
    }
    let parts = generated.parts.iter().filter(|part| names.contains(&part.family));
    Ok((names.iter().any(|name| name == ALL), parts.collect()))
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
fn measured(root: &Path, compiler: &Compiler, feature: &str, runs: usize, part: Part) -> Result<Row, String> {
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
fn size(root: &Path, part: &Part) -> Result<(usize, usize), String> {
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
fn machine(root: &Path) -> Result<String, String> {
    let cores = std::thread::available_parallelism().map_err(|error| format!("the number of cores: {error}"))?;
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").current_dir(root).output();
    let output = output.map_err(|error| format!("rustc does not start: {error}"))?;
    let version = String::from_utf8_lossy(&output.stdout);
    // `rustc 1.95.0 (59807616e 2026-04-14)`: the number says enough.
    let version: Vec<&str> = version.split_whitespace().take(2).collect();
    let cores = if cores.get() == 1 { "1 core".to_owned() } else { format!("{cores} cores") };
    Ok(format!("{cores}, {}", version.join(" ")))
}
