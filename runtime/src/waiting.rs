//! Jobs and resources that take their time: asked for their state until it is final.

mod found;
mod pace;
mod wait;

pub use wait::{Progress, States, Wait};

use crate::operation::Operation;

/// An operation that reports the state of a job or a resource. Implemented by generated code.
///
/// [`Client::wait`](crate::Client::wait) asks until the state is final.
pub trait Waitable: Operation + Clone + 'static {
    /// Where the state is, and which states are final; [`OperationInfo::waiter`](crate::OperationInfo::waiter) has it
    /// too.
    const WAITER: Waiter;
}

/// Where an operation reports a state, and which states are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiter {
    /// The parameter that names the job, for example `JobId`.
    pub id: &'static str,
    /// Where in the response the state is, for example `Data.CustomizedVoiceJob.Status`. With `[]` there are several, of
    /// which each has to be final.
    pub status: &'static str,
    /// The states in which it has ended well.
    pub success: &'static [&'static str],
    /// The states in which it has ended badly.
    pub failure: &'static [&'static str],
    /// Where in the response the code of a failure is, where it has one.
    pub code: Option<&'static str>,
    /// Where in the response the reason of a failure is, where it has one.
    pub message: Option<&'static str>,
}

impl Waiter {
    /// A state at this path, of what this parameter names.
    #[must_use]
    pub const fn new(id: &'static str, status: &'static str) -> Self {
        Self { id, status, success: &[], failure: &[], code: None, message: None }
    }

    /// With the states in which it has ended well, and badly.
    #[must_use]
    pub const fn ends(self, success: &'static [&'static str], failure: &'static [&'static str]) -> Self {
        Self { success, failure, ..self }
    }

    /// With the path of the code of a failure.
    #[must_use]
    pub const fn code(self, path: &'static str) -> Self {
        Self { code: Some(path), ..self }
    }

    /// With the path of the reason of a failure.
    #[must_use]
    pub const fn message(self, path: &'static str) -> Self {
        Self { message: Some(path), ..self }
    }
}
