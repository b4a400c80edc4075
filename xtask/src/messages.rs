//! Messages of the commands: text for people on stderr, or a JSON object a line for editors and CI on stdout.

use std::fmt;

use ::codegen::diagnostic::Diagnostics;
use ::codegen::nearest;
use anyhow::{Error, Result, bail};

use crate::{colors, output, refusal};

/// How messages are printed. With [`Json`](Self::Json) nothing else goes to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// With the line of the source.
    Human,
    /// As objects whose fields are those of rustc.
    Json,
}

/// The problems that stop a command, as JSON.
#[derive(Debug)]
pub(crate) struct Messages(pub(crate) String);

impl fmt::Display for Messages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Messages {}

/// The known names that an unknown one may mean, to be appended to a message; nothing where none is near.
pub(crate) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = nearest(name, known).join(", ");
    if near.is_empty() { near } else { format!("; did you mean {near}?") }
}

impl Format {
    /// The format of a name; without one the human one.
    pub(crate) fn of(name: Option<&str>) -> Result<Self> {
        match name {
            None | Some("human") => Ok(Self::Human),
            Some("json") => Ok(Self::Json),
            Some(other) => bail!("unknown message format `{other}`: human or json"),
        }
    }

    /// Prints what does not stop a command.
    pub(crate) fn warn(self, warnings: &Diagnostics) -> Result<()> {
        match self {
            Self::Human => output::note(&warnings.render(colors())),
            Self::Json => output::print(&warnings.json_lines())?,
        }
        Ok(())
    }

    /// The error of a command that problems stop.
    pub(crate) fn refusal(self, problems: Diagnostics) -> Error {
        match self {
            Self::Human => refusal(problems),
            Self::Json => Messages(problems.json_lines()).into(),
        }
    }

    /// What a command prints in the end.
    pub(crate) fn done(self, report: String) -> Result<String> {
        if self == Self::Json {
            output::note(&report);
            return Ok(String::new());
        }
        Ok(report)
    }
}
