//! One problem.

use std::collections::BTreeMap;

use super::Code;
use crate::span::Span;
use crate::tree::Value;

/// What stands for a reason until there is one.
pub const PLACEHOLDER: &str = "…";

/// Whether a problem stops the generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Reported, and generation goes on.
    Warning,
}

/// One problem.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the problem stops the generation.
    pub severity: Severity,
    /// The kind of problem.
    pub code: Code,
    /// The place in the file.
    pub span: Span,
    /// The path in the document, for example `GetCustomizedVoiceJob.request.JobId`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What to do.
    pub help: Help,
    /// The paths of further places with the same problem.
    pub also: Vec<String>,
}

/// What to do about a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Help {
    /// In words.
    Text(String),
    /// A correction of the overlay settles it.
    Fix(Fix),
    /// An entry of the overlay's `names` allows it: public paths, and what becomes of them.
    Names(BTreeMap<String, Option<String>>),
    /// The correction that is offered for another problem settles this one too: the path of that.
    Settled(String),
}

/// An entry of an overlay's `corrections`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The paths that it corrects.
    pub targets: Vec<String>,
    /// What each key has there now; null for an absent one.
    pub expect: Vec<(&'static str, Value)>,
    /// What each key should have; null for none.
    pub set: Vec<(&'static str, Value)>,
    /// Why.
    pub reason: String,
    /// Whether it takes the place of the correction at the problem's place.
    pub replaces: bool,
}

impl Fix {
    /// A correction of one place, whose reason is still to be written.
    pub fn new(
        target: impl Into<String>,
        expect: impl Into<Vec<(&'static str, Value)>>,
        set: impl Into<Vec<(&'static str, Value)>>,
    ) -> Self {
        Self {
            targets: vec![target.into()],
            expect: expect.into(),
            set: set.into(),
            reason: PLACEHOLDER.to_owned(),
            replaces: false,
        }
    }
}

impl Diagnostic {
    /// An error.
    pub fn new(code: Code, span: &Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            span: span.clone(),
            path: String::new(),
            message: message.into(),
            expected: String::new(),
            help: Help::Text(String::new()),
            also: Vec::new(),
        }
    }

    /// The same problem as a warning.
    #[must_use]
    pub fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// Says where in the document.
    #[must_use]
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self }
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(self, expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Help::Text(help.into()), ..self }
    }

    /// Offers an entry of the overlay that changes public paths.
    #[must_use]
    pub fn names(self, paths: BTreeMap<String, Option<String>>) -> Self {
        Self { help: Help::Names(paths), ..self }
    }

    /// Offers a correction of the place that [`at`](Self::at) names.
    #[must_use]
    pub fn fix(
        self,
        expect: impl Into<Vec<(&'static str, Value)>>,
        set: impl Into<Vec<(&'static str, Value)>>,
    ) -> Self {
        let fix = Fix::new(self.path.clone(), expect, set);
        Self { help: Help::Fix(fix), ..self }
    }
}
