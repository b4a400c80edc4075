//! The maintainers' commands. Run as `cargo xtask <command>`.

mod api;
mod codegen;
mod difference;
mod fake;
mod import;
mod lint;
mod measure;
mod policy;
#[cfg(test)]
mod tests;
mod tree;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::codegen::diagnostic::Diagnostics;

const USAGE: &str = "\
usage: cargo xtask <command>

commands:
  api       list the crates whose types are in public signatures of the runtime
  codegen   write the generated crates from specs/, and what the fake works by
  fake      run a local copy of the service
  import    merge published metadata into specs/
  lint      tell what in specs/ has no words, or words that say nothing
  measure   tell how big the generated crate is, and how long it takes to compile
  policy    print the RAM policy that allows certain operations
";

// A command is a file: it takes the arguments after its name and gives what to print, or what went wrong.
fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let result = match command.as_str() {
        "api" => api::run(&root(), &rest),
        "codegen" => codegen::run(&root(), &rest),
        "fake" => fake::run(&root(), &rest),
        "import" => import::run(&root(), &rest),
        "lint" => lint::run(&root(), &rest),
        "measure" => measure::run(&root(), &rest),
        "policy" => policy::run(&root(), &rest),
        "help" | "--help" | "-h" => Ok(USAGE.to_owned()),
        "" => Err(USAGE.to_owned()),
        unknown => Err(format!("no command is called `{unknown}`\n\n{USAGE}")),
    };
    // Nobody may be listening any more: `cargo xtask import … | head`.
    match result {
        Ok(text) => {
            drop(std::io::stdout().write_all(text.as_bytes()));
            ExitCode::SUCCESS
        }
        Err(message) => {
            drop(writeln!(std::io::stderr(), "{}", message.trim_end()));
            ExitCode::FAILURE
        }
    }
}

/// The problems that stop a command, and how many they are: they may fill more than a screen.
fn refusal(problems: &Diagnostics) -> String {
    let errors = match problems.errors() {
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    };
    format!("{problems}{errors}; nothing was written")
}

/// The root of the workspace. `cargo run` says at run time where the package is; the place it was built in may be another,
/// where two work trees share a target folder.
fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}
