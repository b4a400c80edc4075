//! `cargo xtask explain`: what a diagnostic means.

use ::codegen::diagnostic::Code;
use anyhow::{Result, bail};

use crate::flags;
use crate::messages::suggestion;

/// Runs the command: the explanation, or the list of all codes.
pub(crate) fn run(flags: &flags::Explain) -> Result<String> {
    let names = || Code::ALL.iter().map(|code| code.name());
    let Some(wanted) = &flags.code else {
        return Ok(names().map(|name| format!("{name}\n")).collect());
    };
    match Code::ALL.iter().find(|code| code.name() == wanted) {
        Some(code) => Ok(code.explanation().to_owned()),
        None => bail!("unknown code `{wanted}`: `cargo xtask explain` lists all{}", suggestion(wanted, names())),
    }
}
