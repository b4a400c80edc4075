//! Operations a second and peak memory of generating a client, formatting included: `codegen` and `progenitor` on the same 400
//! operations, and `codegen` on a folder of published documents.
//!
//! ```text
//! cargo run --release -p generator [-- FOLDER]
//! ```
//!
//! Each run is a process of its own, which generates once and reports; the subjects take turns. Reading files is part of a
//! run, writing them is not: neither side has to write more than the other.

#[path = "../../../src/median.rs"]
mod median;
#[path = "../../version.rs"]
mod version;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use codegen::parallel;
use codegen::published::{Options, Runtime};
use codegen::sources::Sources;
use codegen::tree::Node;
use median::median;
use version::version;

/// Runs of each subject.
const RUNS: usize = 9;

/// From this program's folder, the root of the workspace that is measured.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["run", subject, folder @ ..] => run(subject, folder.first().copied()),
        [] => compare(&["codegen", "progenitor"], None),
        [folder] => compare(&["codegen", "progenitor", "documents"], Some(folder)),
        _ => bail!("usage: cargo run --release -p generator [-- FOLDER]"),
    }
}

/// One generation, in a process of its own.
struct Report {
    operations: usize,
    seconds: f64,
    mebibytes: f64,
}

/// Runs all subjects in turns, and prints a row each.
fn compare(subjects: &[&str], folder: Option<&str>) -> Result<()> {
    let mut reports: BTreeMap<&str, Vec<Report>> = BTreeMap::new();
    for _ in 0..RUNS {
        for subject in subjects {
            reports.entry(subject).or_default().push(child(subject, folder)?);
        }
    }
    println!("| Generator | Operations | Seconds | Operations a second | Peak memory |");
    println!("|---|--:|--:|--:|--:|");
    let mut speeds = BTreeMap::new();
    for subject in subjects {
        let reports = reports.get(subject).context("measured above")?;
        let operations = reports.first().map_or(0, |report| report.operations);
        let seconds = median(reports.iter().map(|report| report.seconds));
        let speed = operations as f64 / seconds;
        speeds.insert(*subject, speed);
        let memory = median(reports.iter().map(|report| report.mebibytes));
        println!("| {} | {operations} | {seconds:.2} | {speed:.0} | {memory:.0} MiB |", title(subject)?);
    }
    let of = |subject| speeds.get(subject).copied().unwrap_or(f64::NAN);
    println!(
        "\nMedians of {RUNS} runs in turns. `codegen` generates {:.1} times the operations a second of `progenitor`; the aim is 5.",
        of("codegen") / of("progenitor")
    );
    Ok(())
}

fn title(subject: &str) -> Result<String> {
    let (package, made) = match subject {
        "codegen" => ("codegen", "`specs/ice`: client, fake data, two OpenAPI documents"),
        "progenitor" => ("progenitor", "`openapi/ice-3.0.json`: client"),
        _ => ("codegen", "a folder of published documents"),
    };
    Ok(format!("`{package}` {}, {made}", version(package)?))
}

fn child(subject: &str, folder: Option<&str>) -> Result<Report> {
    let output = Command::new(std::env::current_exe()?).args(["run", subject]).args(folder).output()?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "{subject}: {text}{}", String::from_utf8_lossy(&output.stderr));
    let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [operations, seconds, mebibytes] = numbers[..] else { bail!("{subject}: {text}") };
    Ok(Report { operations: operations as usize, seconds, mebibytes })
}

/// Generates once, and prints what it took.
fn run(subject: &str, folder: Option<&str>) -> Result<()> {
    let started = Instant::now();
    let operations = match subject {
        "codegen" => specs(&Path::new(ROOT).join("specs/ice"))?,
        "progenitor" => progenitor(&Path::new(ROOT).join("openapi/ice-3.0.json"))?,
        "sample" => progenitor(Path::new(folder.context("a document")?))?,
        _ => documents(Path::new(folder.context("a folder of documents")?))?,
    };
    println!("{operations} {} {}", started.elapsed().as_secs_f64(), peak_memory()?);
    Ok(())
}

fn specs(folder: &Path) -> Result<usize> {
    let mut files = BTreeMap::new();
    for path in files_below(folder, &[])? {
        let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
        files.insert(name, fs::read_to_string(&path)?);
    }
    let generated = codegen::generate(&Sources { folder: "specs/ice".to_owned(), files });
    Ok(generated.map_err(|problems| anyhow!("{problems}"))?.operations.len())
}

fn documents(folder: &Path) -> Result<usize> {
    let options = Options { name: None, versioned: true, words: false, runtime: Runtime::Version("=0.1.0".to_owned()) };
    let operations = parallel::map(&files_below(folder, &["api-docs.json"])?, |path| -> Result<usize> {
        let name = path.display().to_string();
        let document = Node::parse(&name, &fs::read_to_string(path)?).map_err(|problems| anyhow!("{problems}"))?;
        let generated = codegen::generate_published(&document, &options);
        let generated = generated.map_err(|problems| anyhow!("{name}: {problems}"))?;
        Ok(generated.operations.len() + generated.left_out.len())
    });
    operations.into_iter().sum()
}

/// What `cargo progenitor` does: generates, parses and prints.
fn progenitor(document: &Path) -> Result<usize> {
    let document: openapiv3::OpenAPI = serde_json::from_str(&fs::read_to_string(document)?)?;
    let mut generator = progenitor::Generator::new(&progenitor::GenerationSettings::default());
    let tokens = generator.generate_tokens(&document)?;
    let text = prettyplease::unparse(&syn::parse2(tokens)?);
    ensure!(!text.is_empty(), "nothing was generated");
    Ok(document.operations().count())
}

/// The files below a folder, in order; those of certain names.
fn files_below(folder: &Path, names: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path, names)?);
        } else if names.is_empty() || path.file_name().is_some_and(|name| names.iter().any(|wanted| name == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The most memory that this process has had, as Linux counts it.
fn peak_memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
