//! Why an operation is not in the crate.

use crate::diagnostic::{Code, Diagnostic};

/// Why an operation is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong with the operation.
    pub reason: String,
}

impl LeftOut {
    /// Left out because of a problem.
    pub(crate) fn by(problem: &Diagnostic) -> Self {
        Self { code: problem.code, reason: problem.message.clone() }
    }
}
