//! What is wrong with a spec, where, and what to do about it.

use std::fmt;

/// A place in a file, counted from 1 as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Whether a problem stops the generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Said once, and generation goes on.
    Warning,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the problem stops the generation.
    pub severity: Severity,
    /// A stable word for this kind of problem, for example `unknown-style`.
    pub code: &'static str,
    /// The file, from the root of the workspace.
    pub file: String,
    /// The place in the file.
    pub mark: Option<Mark>,
    /// The place inside the document, for example `GetCustomizedVoiceJob.request.JobId`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What to do; often text for the overlay.
    pub help: String,
}

impl Diagnostic {
    /// An error at a place in a file.
    pub fn error(code: &'static str, file: impl Into<String>, mark: Option<Mark>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            file: file.into(),
            mark,
            path: String::new(),
            message: message.into(),
            expected: String::new(),
            help: String::new(),
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
        Self { help: help.into(), ..self }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(formatter, "{severity}[{}]: {}", self.code, self.message)?;
        match self.mark {
            Some(mark) => writeln!(formatter, "  --> {}:{}:{}", self.file, mark.line, mark.column)?,
            None => writeln!(formatter, "  --> {}", self.file)?,
        }
        for (label, text) in [("at", &self.path), ("expected", &self.expected), ("help", &self.help)] {
            let mut lines = text.lines();
            if let Some(first) = lines.next() {
                writeln!(formatter, "  {label}: {first}")?;
            }
            // Indented as entries of overlay.yaml are, so that they can be pasted.
            for line in lines {
                writeln!(formatter, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// All problems of a run, in the order of their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.0.push(diagnostic.into());
    }

    /// Whether a problem stops the generation.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How many problems stop the generation.
    #[must_use]
    pub fn errors(&self) -> usize {
        let problems = self.clone().sorted();
        problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// The problems, by file and place, each once: a shared schema may be looked at more than once.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        let place = |problem: &Diagnostic| (problem.file.clone(), problem.mark, problem.code, problem.path.clone());
        self.0.sort_by_cached_key(place);
        self.0.dedup();
        self.0
    }
}

impl From<Box<Diagnostic>> for Diagnostic {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        *diagnostic
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.clone().sorted() {
            writeln!(formatter, "{diagnostic}")?;
        }
        Ok(())
    }
}
