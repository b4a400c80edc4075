//! `cargo xtask explain`: what a diagnostic means.

use ::codegen::diagnostic::Code;
use ::codegen::nearest;
use anyhow::{Result, bail};

use crate::flags;

/// Runs the command: the explanation, or the list of all codes.
pub(crate) fn run(flags: &flags::Explain) -> Result<String> {
    let names = || Code::ALL.iter().map(|code| code.name());
    let Some(wanted) = &flags.code else {
        return Ok(names().map(|name| format!("{name}\n")).collect());
    };
    match Code::ALL.iter().find(|code| code.name() == wanted) {
        Some(code) => Ok(code.explanation().to_owned()),
        None => match nearest(wanted, names()).as_slice() {
            [] => bail!("unknown code `{wanted}`; `cargo xtask explain` lists all"),
            near => bail!("unknown code `{wanted}`; did you mean {}?", near.join(", ")),
        },
    }
}
