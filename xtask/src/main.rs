//! The maintainers' commands. Run as `cargo xtask <command>`.

mod api;
mod ci;
mod codegen;
mod corpus;
mod diff;
mod difference;
mod docs;
mod explain;
mod explorer;
mod export;
mod flags;
mod generate;
mod import;
mod lint;
mod messages;
mod output;
mod policy;
mod program;
#[cfg(test)]
mod tests;
mod tree;
mod update;
mod version;

use std::ffi::OsString;
use std::fmt;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::codegen::diagnostic::Diagnostics;
use ::codegen::wording::counted;
use anyhow::{Error, Result, bail};

use crate::flags::{Xtask, XtaskCmd};
use crate::messages::Messages;

fn main() -> ExitCode {
    let printed = run(&root(), std::env::args_os().skip(1).collect()).and_then(|text| output::print(&text));
    let Err(mut error) = printed else { return ExitCode::SUCCESS };
    if let Some(Messages(messages)) = error.downcast_ref() {
        match output::print(messages) {
            Ok(()) => return ExitCode::FAILURE,
            Err(lost) => error = lost,
        }
    }
    let text = match error.downcast_ref::<Refusal>() {
        Some(refusal) => refusal.render(colors()),
        None => format!("{error:#}"),
    };
    output::note(&format!("{}\n", text.trim_end()));
    ExitCode::FAILURE
}

/// Runs a command: the text to print, or what is wrong. A command is a file.
fn run(root: &Path, arguments: Vec<OsString>) -> Result<String> {
    // These read their own options.
    match arguments.split_first() {
        Some((command, rest)) if command == "fake" => {
            return program::run(root, "alibabacloud-fake", &docs::arguments(root, rest)?);
        }
        Some((command, rest)) if command == "explorer" => return explorer::run(root, rest),
        Some((command, rest)) if command == "fetch" => return program::run(root, "fetch", rest),
        _ => {}
    }
    let command = arguments.first().map(|command| format!("xtask {}", command.to_string_lossy()));
    match Xtask::from_vec(arguments) {
        Ok(Xtask { subcommand }) => match subcommand {
            XtaskCmd::Api(_) => api::run(root),
            XtaskCmd::Ci(flags) => ci::run(root, &flags),
            XtaskCmd::Codegen(flags) => codegen::run(root, &flags),
            XtaskCmd::Diff(flags) => diff::run(root, &flags),
            XtaskCmd::Corpus(flags) => corpus::run(root, &flags),
            XtaskCmd::Explain(flags) => explain::run(&flags),
            XtaskCmd::Explorer(_) => explorer::run(root, &[]),
            XtaskCmd::Export(flags) => match flags.subcommand {
                flags::ExportCmd::Openapi(flags) => export::run(root, &flags),
            },
            XtaskCmd::Fake(_) => program::run(root, "alibabacloud-fake", &[]),
            XtaskCmd::Fetch(_) => program::run(root, "fetch", &[]),
            XtaskCmd::Generate(flags) => generate::run(root, &flags),
            XtaskCmd::Import(flags) => import::run(root, flags),
            XtaskCmd::Lint(flags) => lint::run(root, &flags),
            XtaskCmd::Policy(flags) => policy::run(root, &flags),
            XtaskCmd::Update(flags) => update::run(root, &flags),
        },
        Err(help) if help.is_help() => Ok(help_of(command, &help.to_string())),
        Err(problem) => {
            // Arguments without dashes are required too.
            let problem = problem.to_string().replace("flag is required", "missing");
            bail!("{problem}\n`cargo xtask --help` lists the commands and their options")
        }
    }
}

/// The sections of a command in the help of all; all of it where no command is named.
fn help_of(command: Option<String>, all: &str) -> String {
    let Some(start) = command.and_then(|command| all.find(&format!("\n{command}\n"))) else { return all.to_owned() };
    let section = all.get(start + 1..).unwrap_or_default();
    let heading = section.lines().next().unwrap_or_default();
    let is_next =
        |line: &&str| !line.starts_with("xtask ") || *line == heading || line.starts_with(&format!("{heading} "));
    let lines: Vec<_> = section.lines().take_while(is_next).collect();
    format!("{}\n", lines.join("\n").trim_end())
}

/// The problems that stop a command, and how many they are: they may fill more than a screen.
#[derive(Debug)]
struct Refusal(Diagnostics);

impl Refusal {
    fn render(&self, colors: bool) -> String {
        let errors = counted(self.0.errors(), "error");
        format!("{}{errors}; nothing was written", self.0.render(colors))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Refusal {}

fn refusal(problems: Diagnostics) -> Error {
    Refusal(problems).into()
}

/// Whether stderr shows colors: on a terminal, unless the environment forbids it (<https://no-color.org>).
fn colors() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The root of the workspace. `cargo run` says at run time where the package is; the path it was built in may be another,
/// where two work trees share a target folder.
fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}
