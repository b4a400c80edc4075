//! `cargo xtask codegen`: writes the generated crates, or checks that they are as they would be written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ::codegen::diagnostic::Diagnostics;
use ::codegen::sources::Sources;

use crate::rustfmt::Rustfmt;
use crate::tree::{collect_files, root};

const USAGE: &str = "\
usage: cargo xtask codegen [--check]

Writes the generated crates from their specs, and deletes generated files that no spec accounts for any more.

  --check   write nothing; say what is missing, changed or stale, and fail where anything is
";

/// Each product's specs and the crate that is written from them. The second is a made-up product whose operations show
/// one feature of the format each: its crate is compiled and run by the tests.
const PRODUCTS: [(&str, &str); 2] = [("specs/ice", "generated"), ("codegen/tests/specimen", "tests/specimen")];

/// What a generated crate consists of: this file, and everything in these folders.
const MANIFEST: &str = "Cargo.toml";
const FOLDERS: [&str; 2] = ["src", "examples"];

/// Runs the command. The error is for a person to read.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let check = match arguments {
        [] => false,
        [only] if only == "--check" => true,
        [help] if help == "--help" || help == "-h" => {
            return Ok(USAGE.to_owned());
        }
        _ => return Err(format!("unexpected arguments: {}\n\n{USAGE}", arguments.join(" "))),
    };
    let started = Instant::now();
    let rustfmt = Rustfmt::start()?;
    let mut problems = Diagnostics::default();
    let mut crates = Vec::new();
    for (specs, folder) in PRODUCTS {
        match ::codegen::generate(&sources(specs)?) {
            Ok(generated) => {
                eprint!("{}", generated.warnings);
                crates.push((folder, generated));
            }
            Err(diagnostics) => problems.extend(diagnostics.sorted()),
        }
    }
    if problems.has_errors() {
        return Err(format!("{problems}nothing was written"));
    }
    let mut files = BTreeMap::new();
    for (folder, generated) in &mut crates {
        let text = std::mem::take(&mut generated.files);
        files.extend(text.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)));
    }
    let files = rustfmt.format(files)?;
    let differences = differences(&files)?;
    if check {
        return report(&differences);
    }
    for difference in &differences {
        difference.settle()?;
    }
    let mut summary = String::new();
    for (folder, generated) in &crates {
        let own = |path: &str| path.starts_with(&format!("{folder}/"));
        let changed = || differences.iter().filter(|difference| own(&difference.path));
        summary.push_str(&format!(
            "{folder}: {} operations, {} types, {} files, {} of them written, {} deleted\n",
            generated.operations,
            generated.types,
            files.keys().filter(|path| own(path)).count(),
            changed().filter(|difference| difference.wanted.is_some()).count(),
            changed().filter(|difference| difference.wanted.is_none()).count(),
        ));
    }
    Ok(format!("{summary}{:.2} s\n", started.elapsed().as_secs_f64()))
}

/// Reads a product's specs.
fn sources(folder: &str) -> Result<Sources, String> {
    let root = root().join(folder);
    let mut sources = Sources {
        folder: folder.to_owned(),
        files: BTreeMap::new(),
    };
    for path in collect_files(&root)? {
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            sources.files.insert(relative(&path, &root), text);
        }
    }
    Ok(sources)
}

/// A path below a folder, with `/` between its parts.
fn relative(path: &Path, folder: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// A generated file that is not as it should be.
struct Difference {
    /// The path from the root of the workspace.
    path: String,
    /// The text it should have; none: it should not be there.
    wanted: Option<String>,
    /// The text it has; none: it is not there.
    found: Option<String>,
}

impl Difference {
    /// Makes the file as it should be.
    fn settle(&self) -> Result<(), String> {
        let path = root().join(&self.path);
        let problem = |error: std::io::Error| format!("{}: {error}", self.path);
        match &self.wanted {
            Some(text) => {
                let folder = path.parent().unwrap_or(&path);
                fs::create_dir_all(folder)
                    .and_then(|()| fs::write(&path, text))
                    .map_err(problem)
            }
            None => {
                fs::remove_file(&path).map_err(problem)?;
                // A folder that is empty now goes as well; one that is not stays.
                let _ = path.parent().map(fs::remove_dir);
                Ok(())
            }
        }
    }

    /// What is wrong, with the first lines that differ.
    fn describe(&self) -> String {
        let (wanted, found) = match (&self.wanted, &self.found) {
            (Some(_), None) => return format!("{}: missing\n", self.path),
            (None, _) => return format!("{}: stale, no spec accounts for it\n", self.path),
            (Some(wanted), Some(found)) => (wanted, found),
        };
        let (mut wanted, mut found) = (wanted.lines(), found.lines());
        let mut number = 1;
        loop {
            match (found.next(), wanted.next()) {
                (Some(found), Some(wanted)) if found == wanted => number += 1,
                (found, wanted) => {
                    let found = found.map_or_else(String::new, |line| format!("  - {line}\n"));
                    let wanted = wanted.map_or_else(String::new, |line| format!("  + {line}\n"));
                    return format!("{}:{number}: changed\n{found}{wanted}", self.path);
                }
            }
        }
    }
}

/// Compares what should be there with what is.
fn differences(files: &BTreeMap<String, String>) -> Result<Vec<Difference>, String> {
    let mut found = BTreeMap::new();
    for (_, folder) in PRODUCTS {
        let mut paths: Vec<PathBuf> = vec![root().join(folder).join(MANIFEST)];
        for part in FOLDERS {
            paths.extend(collect_files(&root().join(folder).join(part))?);
        }
        for path in paths.into_iter().filter(|path| path.is_file()) {
            // A file that is no text is certainly not a generated one, and differs from it.
            let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            found.insert(relative(&path, root()), String::from_utf8_lossy(&text).into_owned());
        }
    }
    let mut differences = Vec::new();
    for (path, wanted) in files {
        let found = found.remove(path);
        if found.as_ref() != Some(wanted) {
            differences.push(Difference {
                path: path.clone(),
                wanted: Some(wanted.clone()),
                found,
            });
        }
    }
    let stale = found.into_iter().map(|(path, text)| Difference {
        path,
        wanted: None,
        found: Some(text),
    });
    differences.extend(stale);
    Ok(differences)
}

fn report(differences: &[Difference]) -> Result<String, String> {
    if differences.is_empty() {
        return Ok("the generated crates are up to date\n".to_owned());
    }
    let list: String = differences.iter().map(Difference::describe).collect();
    Err(format!(
        "{list}run `cargo xtask codegen` to bring the generated crates up to date"
    ))
}
