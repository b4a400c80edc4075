//! `cargo measure`: how big the generated crate is, and how long it takes to compile.
//!
//! Seconds are reported and never judged: they depend on the machine and on what else it does.

mod compiler;
mod derive;
mod flags;
mod measure;
mod median;
mod source;
mod table;

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use flags::Measure;

fn main() -> ExitCode {
    match run(&root(), std::env::args_os().skip(1).collect()) {
        Ok(text) => {
            // The reader may be gone: `cargo measure | head`.
            drop(std::io::stdout().write_all(text.as_bytes()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            drop(writeln!(std::io::stderr(), "{}", format!("{error:#}").trim_end()));
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path, arguments: Vec<OsString>) -> Result<String> {
    match Measure::from_vec(arguments) {
        Ok(flags) => measure::run(root, &flags),
        Err(help) if help.is_help() => Ok(help.to_string()),
        Err(problem) => bail!("{problem}\n`cargo measure --help` lists the options"),
    }
}

/// The root of the workspace. `cargo run` says at run time where the package is; the path it was built in may be another,
/// where two work trees share a target folder.
fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}

/// The text of a file.
fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Writes a file, and the folders that it needs.
fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(path, text).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(arguments: &[&str]) -> String {
        run(Path::new("."), arguments.iter().map(OsString::from).collect()).unwrap_err().to_string()
    }

    #[test]
    fn the_command_line_is_checked() {
        for (arguments, problem) in [
            (&["--runs", "0"][..], "can't parse `--runs`, "),
            (&["--rums", "1"], "unexpected flag: `--rums`\n"),
            (&["--families", ","], "--families needs a name"),
        ] {
            assert!(reported(arguments).starts_with(problem), "{}", reported(arguments));
        }
        assert!(reported(&["--runs", "0"]).ends_with("\n`cargo measure --help` lists the options"));
    }

    #[test]
    fn help_lists_the_options() {
        let help = run(Path::new("."), vec!["--help".into()]).unwrap();
        assert!(help.contains("--families") && help.contains("--against-derive"), "{help}");
    }
}
