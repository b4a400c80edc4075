//! All problems of a run.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::{Diagnostic, Help, Severity};

/// All problems of a run.
#[derive(Clone, Default, PartialEq, Eq)]
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
        self.sorted().iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// The problems in the order of their places, each once: a shared schema may be looked at more than once.
    #[must_use]
    pub fn sorted(&self) -> Vec<Diagnostic> {
        let mut problems = self.0.clone();
        problems
            .sort_by(|left, right| (&left.span, left.code, &left.path).cmp(&(&right.span, right.code, &right.path)));
        problems.dedup();
        problems
    }

    /// The problems of one product, where those with one remedy share it: a correction is offered once, at the first
    /// problem, for all that it settles, and a warning that repeats names its further places.
    #[must_use]
    pub fn gathered(&self) -> Self {
        let mut gathered: Vec<Diagnostic> = Vec::new();
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        let mut targets: BTreeSet<(usize, String)> = BTreeSet::new();
        for mut problem in self.sorted() {
            let remedy = match &problem.help {
                Help::Fix(fix) => format!("{:?} {:?} {:?}", problem.code, fix.expect, fix.set),
                Help::Text(text) if problem.severity == Severity::Warning => {
                    format!("{:?} {} {text}", problem.code, problem.message)
                }
                Help::Text(_) | Help::Names(_) | Help::Settled(_) => {
                    gathered.push(problem);
                    continue;
                }
            };
            let index = *first.entry(remedy).or_insert(gathered.len());
            let target = (index, problem.path.clone());
            match gathered.get_mut(index) {
                None => {
                    targets.insert(target);
                    gathered.push(problem);
                }
                Some(earlier) => {
                    if let Help::Fix(fix) = &mut earlier.help
                        && targets.insert(target)
                    {
                        fix.targets.push(problem.path.clone());
                    }
                    if problem.severity == Severity::Warning {
                        earlier.also.push(problem.path);
                    } else {
                        problem.help = Help::Settled(earlier.path.clone());
                        gathered.push(problem);
                    }
                }
            }
        }
        Self(gathered)
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
