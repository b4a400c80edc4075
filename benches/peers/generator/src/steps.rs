//! What each step of `codegen` takes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use codegen::parallel;
use codegen::specs::Specs;

use crate::median::median;
use crate::{RUNS, files_below, options, sources, specs_folder};

/// The steps, in their order. `emit` is what makes tokens, fake data and OpenAPI documents; `format` reads tokens and prints them.
const STEPS: [&str; 5] = ["read", "lower and name", "emit", "format", "write"];

/// Prints what each step takes: of `specs/ice`, and of a folder of published documents.
pub fn table(folder: Option<&str>) -> Result<()> {
    let subjects: Vec<Option<&str>> = [None].into_iter().chain(folder.map(Some)).collect();
    let mut runs: Vec<Vec<Vec<f64>>> = vec![Vec::new(); subjects.len()];
    for _ in 0..RUNS {
        for (folder, runs) in subjects.iter().zip(&mut runs) {
            let output = Command::new(std::env::current_exe()?).args(["run", "steps"]).args(*folder).output()?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout)?;
            runs.push(text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?);
        }
    }
    let titles = subjects.iter().map(|folder| if folder.is_some() { "published documents" } else { "`specs/ice`" });
    println!("| Step | {} |", titles.collect::<Vec<_>>().join(" | "));
    println!("|---|{}", "--:|".repeat(subjects.len()));
    for (step, title) in STEPS.iter().enumerate() {
        let seconds = |runs: &Vec<Vec<f64>>| format!("{:.2} s", median(runs.iter().map(|run| run[step])));
        println!("| {title} | {} |", runs.iter().map(seconds).collect::<Vec<_>>().join(" | "));
    }
    Ok(())
}

/// Goes each way from its start to the end of each step, and prints what each adds, in seconds.
pub fn run(folder: Option<&str>) -> Result<()> {
    let (ends, files) = match folder {
        None => of_specs()?,
        Some(folder) => of_documents(Path::new(folder))?,
    };
    let [read, named, whole] = ends;
    let format = timed(|| format(&files))?.0;
    let scratch = std::env::temp_dir().join(format!("generated-{}", std::process::id()));
    let write = timed(|| write(&files, &scratch))?.0;
    fs::remove_dir_all(&scratch)?;
    println!("{read} {} {} {format} {write}", named - read, whole - named - format);
    Ok(())
}

/// The files of crates, by path.
type Files = BTreeMap<String, String>;

fn of_specs() -> Result<([f64; 3], Files)> {
    let sources = sources(&specs_folder())?;
    let (read, _) = timed(|| Ok(Specs::load(&sources)))?;
    let (named, _) = timed(|| codegen::public_paths(&sources).map_err(|problems| anyhow!("{problems}")))?;
    let (whole, generated) = timed(|| codegen::generate(&sources).map_err(|problems| anyhow!("{problems}")))?;
    Ok(([read, named, whole], generated.files))
}

fn of_documents(folder: &Path) -> Result<([f64; 3], Files)> {
    let options = options();
    let mut texts = Vec::new();
    for path in files_below(folder, &["api-docs.json"])? {
        texts.push((path.display().to_string(), fs::read_to_string(&path)?));
    }
    let parse = |(name, text): &(String, String)| crate::parse(name, text);
    let (read, _) = timed(|| parallel::map(&texts, parse).into_iter().collect::<Result<Vec<_>>>())?;
    let (named, _) = timed(|| {
        let named = parallel::map(&texts, |text| Ok(codegen::as_generated(&parse(text)?)));
        named.into_iter().collect::<Result<Vec<_>>>()
    })?;
    let (whole, generated) = timed(|| {
        let generated = parallel::map(&texts, |text| {
            codegen::generate_published(&parse(text)?, &options).map_err(|problems| anyhow!("{problems}"))
        });
        generated.into_iter().collect::<Result<Vec<_>>>()
    })?;
    let files = generated.into_iter().flat_map(|generated| {
        let folder = generated.crate_name;
        generated.files.into_iter().map(move |(path, text)| (format!("{folder}/{path}"), text))
    });
    Ok(([read, named, whole], files.collect()))
}

/// Reads and prints code once more.
fn format(files: &Files) -> Result<()> {
    let code: Vec<&String> = files.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text).collect();
    let printed = parallel::map(&code, |text| Ok(prettyplease::unparse(&syn::parse_file(text)?)));
    let printed = printed.into_iter().collect::<Result<Vec<_>>>()?;
    ensure!(printed.iter().all(|text| !text.is_empty()), "nothing was printed");
    Ok(())
}

fn write(files: &Files, folder: &Path) -> Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().context("a file in the folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The seconds that something takes, and what it gives.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let started = Instant::now();
    let value = work()?;
    Ok((started.elapsed().as_secs_f64(), value))
}
