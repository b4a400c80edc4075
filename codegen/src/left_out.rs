//! The operations that a crate lacks, and why.

use crate::diagnostic::{Code, Diagnostics};
use crate::specs::Specs;

/// An operation that is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The kind of problem.
    pub code: Code,
    /// The operation.
    pub operation: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The operations that are left out, by reason. Each has one problem that says so.
pub(crate) fn left_out(specs: &Specs, warnings: &Diagnostics) -> Vec<LeftOut> {
    let problems = warnings.sorted();
    let of = |name: &str| {
        problems.iter().find(|problem| {
            problem.message.contains("left out")
                && problem.also.iter().chain([&problem.path]).any(|path| is_within(path, name))
        })
    };
    let left_out = specs.left_out.iter().map(|operation| {
        let problem = of(operation);
        LeftOut {
            code: problem.map_or(Code::NotAnOperation, |problem| problem.code),
            operation: operation.clone(),
            reason: problem.map(|problem| problem.message.clone()).unwrap_or_default(),
        }
    });
    let mut left_out: Vec<LeftOut> = left_out.collect();
    left_out.sort();
    left_out
}

/// Whether a path leads to an operation or into it.
fn is_within(path: &str, operation: &str) -> bool {
    let rest = path.strip_prefix(operation);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}
