//! The facts of a job or a resource: where its state is, and which states are final.

/// Where an operation reports a state, and which states are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiter {
    /// The parameter that names the job, for example `JobId`.
    pub id: &'static str,
    /// Where in the response the state is, for example `Data.CustomizedVoiceJob.Status`. With `[]` there are several, all of
    /// which have to be final.
    pub status: &'static str,
    /// The final states of success.
    pub success: &'static [&'static str],
    /// The final states of failure.
    pub failure: &'static [&'static str],
    /// Where in the response the code of a failure is, if it has one.
    pub code: Option<&'static str>,
    /// Where in the response the reason of a failure is, if it has one.
    pub message: Option<&'static str>,
}

impl Waiter {
    /// A state at this path, of the job that this parameter names.
    #[must_use]
    pub const fn new(id: &'static str, status: &'static str) -> Self {
        Self { id, status, success: &[], failure: &[], code: None, message: None }
    }

    /// With the final states of success and of failure.
    #[must_use]
    pub const fn ends(mut self, success: &'static [&'static str], failure: &'static [&'static str]) -> Self {
        self.success = success;
        self.failure = failure;
        self
    }

    /// With the path of the code of a failure.
    #[must_use]
    pub const fn code(mut self, path: &'static str) -> Self {
        self.code = Some(path);
        self
    }

    /// With the path of the reason of a failure.
    #[must_use]
    pub const fn message(mut self, path: &'static str) -> Self {
        self.message = Some(path);
        self
    }
}
