//! Operations a second and peak memory of generating a client, formatting included: `codegen` and `progenitor` on the same 400
//! operations, and `codegen` on a folder of published documents.
//!
//! ```text
//! cargo run --release -p generator [-- [FOLDER] [--command PROGRAM]]
//! ```
//!
//! Each run is a process, which generates once; the subjects take turns. `progenitor` is measured as a library that prints by
//! `prettyplease`, as its README calls it from a build script, and with `--command` as its own command too, which prints by
//! `rustfmt`. Reading files is part of a run; writing them is a part of the command's alone.

#[path = "../../../src/median.rs"]
mod median;
mod steps;
#[path = "../../version.rs"]
mod version;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use codegen::parallel;
use codegen::published::{Options, Runtime};
use codegen::sources::Sources;
use codegen::tree::Node;
use median::median;
use version::version;
use wait4::Wait4 as _;

/// Runs of each subject.
const RUNS: usize = 9;

/// From this program's folder, the root of the workspace that is measured.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");

/// What `progenitor` reads: the same operations.
const DOCUMENT: &str = "openapi/ice-3.0.json";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (folder, program) = match arguments.as_slice() {
        ["run", subject, folder @ ..] => return run(subject, folder.first().copied()),
        [] => (None, None),
        ["--command", program] => (None, Some(*program)),
        [folder] => (Some(*folder), None),
        [folder, "--command", program] => (Some(*folder), Some(*program)),
        _ => bail!("usage: cargo run --release -p generator [-- [FOLDER] [--command PROGRAM]]"),
    };
    compare(folder, program)?;
    println!();
    steps::table(folder)
}

/// What generates, and from what.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Codegen,
    Library,
    Command(&'a str),
    Documents(&'a str),
}

impl Subject<'_> {
    fn title(self) -> Result<String> {
        Ok(match self {
            Self::Codegen => {
                format!("`codegen` {}, `specs/ice`: client, fake data, two OpenAPI documents", version("codegen")?)
            }
            Self::Library => {
                format!("`progenitor` {} and `prettyplease`, `{DOCUMENT}`: client", version("progenitor")?)
            }
            Self::Command(program) => format!("`cargo progenitor` {}, `{DOCUMENT}`: client", installed(program)?),
            Self::Documents(_) => format!("`codegen` {}, a folder of published documents", version("codegen")?),
        })
    }

    /// The process of one run. All but the command are this program.
    fn process(self, scratch: &Path) -> Result<Command> {
        let mut process = match self {
            Self::Command(program) => Command::new(program),
            _ => Command::new(std::env::current_exe()?),
        };
        match self {
            Self::Codegen => process.args(["run", "codegen"]),
            Self::Library => process.args(["run", "progenitor"]),
            Self::Documents(folder) => process.args(["run", "documents", folder]),
            Self::Command(_) => process
                .args(["progenitor", "--name", "ice", "--version", "0.1.0", "--input"])
                .arg(Path::new(ROOT).join(DOCUMENT))
                .arg("--output")
                .arg(scratch),
        };
        Ok(process)
    }
}

/// What one run took.
struct Report {
    /// What the process has printed: how many operations, or of the command its types.
    printed: String,
    seconds: f64,
    mebibytes: f64,
}

/// Runs all subjects in turns, and prints a row each.
fn compare(folder: Option<&str>, program: Option<&str>) -> Result<()> {
    let subjects: Vec<Subject> = [Subject::Codegen, Subject::Library]
        .into_iter()
        .chain(program.map(Subject::Command))
        .chain(folder.map(Subject::Documents))
        .collect();
    let scratch = std::env::temp_dir().join(format!("progenitor-{}", std::process::id()));
    let mut reports: Vec<Vec<Report>> = subjects.iter().map(|_| Vec::new()).collect();
    for _ in 0..RUNS {
        for (subject, reports) in subjects.iter().zip(&mut reports) {
            reports.push(measure(subject.process(&scratch)?)?);
            if matches!(subject, Subject::Command(_)) {
                fs::remove_dir_all(&scratch)?;
            }
        }
    }
    println!("| Generator | Operations | Seconds | Operations a second | Peak memory |");
    println!("|---|--:|--:|--:|--:|");
    let mut speeds = Vec::new();
    for (subject, reports) in subjects.iter().zip(&reports) {
        let operations = match subject {
            Subject::Command(_) => operations_of(&document()?),
            _ => reports.first().context("each ran")?.printed.trim().parse()?,
        };
        let seconds = median(reports.iter().map(|report| report.seconds));
        let speed = operations as f64 / seconds;
        speeds.push(speed);
        let memory = median(reports.iter().map(|report| report.mebibytes));
        println!("| {} | {operations} | {seconds:.2} | {speed:.0} | {memory:.0} MiB |", subject.title()?);
    }
    let ratio = |peer: usize| speeds[0] / speeds[peer];
    println!(
        "\nMedians of {RUNS} runs in turns. `codegen` generates {:.1} times the operations a second of `progenitor`",
        ratio(1)
    );
    match program {
        Some(_) => {
            println!("that prints as `codegen` does, and {:.1} times those of its command; the aim is 5.", ratio(2))
        }
        None => println!("that prints as `codegen` does; the aim is 5."),
    }
    Ok(())
}

/// Waits for a process. Memory is the most that it, or one that it waited for, has had.
fn measure(mut process: Command) -> Result<Report> {
    let started = Instant::now();
    let mut child = process.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let printed = std::io::read_to_string(child.stdout.take().context("piped above")?)?;
    let usage = child.wait4()?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(usage.status.success(), "{process:?}: {}", usage.status);
    Ok(Report { printed, seconds, mebibytes: usage.rusage.maxrss as f64 / (1 << 20) as f64 })
}

/// The version that a command says it has.
fn installed(program: &str) -> Result<String> {
    let list = Path::new(program).parent().and_then(Path::parent).context("a program that cargo installed")?;
    let list = fs::read_to_string(list.join(".crates.toml"))?;
    let version = list.split("\"cargo-progenitor ").nth(1).and_then(|rest| rest.split(' ').next());
    Ok(version.context("a program that cargo installed")?.to_owned())
}

/// Generates once, and prints how many operations.
fn run(subject: &str, folder: Option<&str>) -> Result<()> {
    let operations = match subject {
        "codegen" => specs(&specs_folder())?,
        "progenitor" => progenitor()?,
        "steps" => return steps::run(folder),
        _ => documents(Path::new(folder.context("a folder of documents")?))?,
    };
    println!("{operations}");
    Ok(())
}

fn specs(folder: &Path) -> Result<usize> {
    let generated = codegen::generate(&sources(folder)?);
    Ok(generated.map_err(|problems| anyhow!("{problems}"))?.operations.len())
}

fn specs_folder() -> PathBuf {
    Path::new(ROOT).join("specs/ice")
}

fn sources(folder: &Path) -> Result<Sources> {
    let mut files = BTreeMap::new();
    for path in files_below(folder, &[])? {
        let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
        files.insert(name, fs::read_to_string(&path)?);
    }
    Ok(Sources { folder: "specs/ice".to_owned(), files })
}

/// How a crate of a published document is generated.
fn options() -> Options {
    Options { name: None, versioned: true, words: false, runtime: Runtime::Version("=0.1.0".to_owned()) }
}

fn documents(folder: &Path) -> Result<usize> {
    let options = options();
    let operations = parallel::map(&files_below(folder, &["api-docs.json"])?, |path| -> Result<usize> {
        let name = path.display().to_string();
        let document = parse(&name, &fs::read_to_string(path)?)?;
        let generated = codegen::generate_published(&document, &options);
        let generated = generated.map_err(|problems| anyhow!("{name}: {problems}"))?;
        Ok(generated.operations.len() + generated.left_out.len())
    });
    operations.into_iter().sum()
}

fn parse(name: &str, text: &str) -> Result<Node> {
    Node::parse(name, text).map_err(|problems| anyhow!("{name}: {problems}"))
}

/// What a build script does by its README: generates, parses and prints.
fn progenitor() -> Result<usize> {
    let document = document()?;
    let mut generator = progenitor::Generator::new(&progenitor::GenerationSettings::default());
    let tokens = generator.generate_tokens(&document)?;
    let text = prettyplease::unparse(&syn::parse2(tokens)?);
    ensure!(!text.is_empty(), "nothing was generated");
    Ok(operations_of(&document))
}

fn document() -> Result<openapiv3::OpenAPI> {
    Ok(serde_json::from_str(&fs::read_to_string(Path::new(ROOT).join(DOCUMENT))?)?)
}

fn operations_of(document: &openapiv3::OpenAPI) -> usize {
    document.operations().count()
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
