//! What clients cost to compile: a crate alone, its dependencies compiled before, without incremental compilation.
//!
//! ```text
//! cargo run --release -p compile [-- RUNS [--release]]
//! ```
//!
//! All are compiled as a dependency from a registry is, which the others are here: lints, which are for a crate's authors, do not
//! run.
//!
//! The crates take turns. Seconds are those of the processor, of cargo and all that it starts, so that whatever else the machine
//! does counts less.

#[path = "../../../src/median.rs"]
mod median;
#[path = "../../version.rs"]
mod version;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use median::median;
use version::version;
use wait4::Wait4 as _;

/// A client: its package, and how many operations it has. Those of other clouds were counted in their documentation.
const CLIENTS: [(&str, usize); 5] = [
    ("alibabacloud-ice", 400),
    ("aws-sdk-medialive", 123),
    ("aws-sdk-mediaconvert", 34),
    ("google-cloud-video-livestream-v1", 41),
    ("ali-acs", 358),
];

/// The last one takes as long as all else, and is measured where `--release` asks for it.
const COMMANDS: [&[&str]; 3] = [&["check"], &["build"], &["build", "--release"]];

/// Where everything is compiled.
const TARGET: &str = "target/compile";

fn main() -> Result<()> {
    let (options, numbers): (Vec<String>, _) = std::env::args().skip(1).partition(|argument| argument == "--release");
    let runs = numbers.first().map_or(Ok(3), |runs| runs.parse()).context("RUNS is a number")?;
    let commands = if options.is_empty() { &COMMANDS[..2] } else { &COMMANDS[..] };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("a workspace around this crate")?;
    let mut costs: Vec<Vec<Vec<Cost>>> = vec![vec![Vec::new(); commands.len()]; CLIENTS.len()];
    for (index, command) in commands.iter().enumerate() {
        // The first round compiles the dependencies, whose features are those that the client alone asks for.
        for round in 0..=runs {
            for (client, (package, _)) in CLIENTS.iter().enumerate() {
                clean(workspace, package, command)?;
                let cost = cargo(workspace, &[command, ["-p", package].as_slice()].concat())?;
                if round > 0 {
                    costs[client][index].push(cost);
                }
            }
        }
    }
    let titles: Vec<String> = commands.iter().map(|command| format!("`{}`", command.join(" "))).collect();
    println!(
        "| Crate | Operations | {} | Peak memory | `.rlib` | `check` an operation | `build` an operation |",
        titles.join(" | ")
    );
    println!("|---|{}", "--:|".repeat(titles.len() + 5));
    let mut per_operation = Vec::new();
    for ((package, operations), costs) in CLIENTS.iter().zip(&costs) {
        let seconds: Vec<f64> = costs.iter().map(|costs| median(costs.iter().map(|cost| cost.seconds))).collect();
        let memory = costs.iter().flatten().map(|cost| cost.mebibytes).fold(0.0, f64::max);
        let [check, build, ..] = seconds[..] else { bail!("two commands at least are measured") };
        let cells: Vec<String> = seconds.iter().map(|seconds| format!("{seconds:.1} s")).collect();
        let [check, build] = [check, build].map(|seconds| seconds * 1000.0 / *operations as f64);
        println!(
            "| `{package}` {} | {operations} | {} | {memory:.0} MiB | {:.1} MB | {:.0} ms | {:.0} ms |",
            version(package)?,
            cells.join(" | "),
            library(workspace, package)? as f64 / 1e6,
            check,
            build,
        );
        per_operation.push([check, build]);
    }
    let [check, build] = [0, 1].map(|command| per_operation[1][command] / per_operation[0][command]);
    println!(
        "\nMedians of {runs} runs in turns, seconds of processor time. An operation takes 1/{check:.1} of what one of"
    );
    println!("`{}` takes to check (the aim is 1/10), and 1/{build:.1} to build (1/18).", CLIENTS[1].0);
    Ok(())
}

/// What a run of cargo took.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    mebibytes: f64,
}

fn cargo(workspace: &Path, arguments: &[&str]) -> Result<Cost> {
    let child = Command::new("cargo")
        .args(arguments)
        .args(["--quiet", "--target-dir", TARGET])
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "--cap-lints=allow")
        .current_dir(workspace)
        .stdin(Stdio::null())
        .spawn()?;
    let usage = child.wait4()?;
    if !usage.status.success() {
        bail!("cargo {}: {}", arguments.join(" "), usage.status);
    }
    let seconds = usage.rusage.utime.as_secs_f64() + usage.rusage.stime.as_secs_f64();
    Ok(Cost { seconds, mebibytes: usage.rusage.maxrss as f64 / (1 << 20) as f64 })
}

fn clean(workspace: &Path, package: &str, command: &[&str]) -> Result<()> {
    let release = command.iter().copied().filter(|argument| *argument == "--release");
    let arguments: Vec<&str> = ["clean", "-p", package].into_iter().chain(release).collect();
    cargo(workspace, &arguments).map(drop)
}

/// The bytes of a package's library, as built without optimisation.
fn library(workspace: &Path, package: &str) -> Result<u64> {
    let stem = format!("lib{}-", package.replace('-', "_"));
    let folder: PathBuf = workspace.join(TARGET).join("debug/deps");
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(&stem) && name.ends_with(".rlib") {
            return Ok(path.metadata()?.len());
        }
    }
    bail!("{package}: no library in {TARGET}")
}
