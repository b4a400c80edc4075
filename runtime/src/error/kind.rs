//! The kinds of errors.

use std::fmt;

/// What kind of failure an [`Error`](crate::Error) is: which part of a call went wrong.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client lacks something or was given something unusable, for example no region. Nothing was sent.
    Config,
    /// The operation cannot become a request, for example because its path parameter is empty. Nothing was sent.
    InvalidRequest,
    /// There are no usable credentials. Nothing was sent.
    Credentials,
    /// No connection was established: the service has not seen the request.
    Connect,
    /// A time limit ran out. Whether the service acted on the request is unknown.
    Timeout,
    /// The connection broke. Whether the service acted on the request is unknown.
    Transport,
    /// The service refused the call: a status of 400 or more, from it or from something in front of it.
    Service,
    /// A response with a status below 300 whose body has `Success: false`: an error only where
    /// [`failed_responses_are_errors`](crate::ClientBuilder::failed_responses_are_errors) is set, and where it would not be seen:
    /// a page without entries in [`Items`](crate::Items), and the last of three without a state in a wait. [`Error::code`](crate::Error::code) and
    /// [`Error::message`](crate::Error::message) are those of the body.
    FailedResponse,
    /// A status below 400, but not a response of the operation: a redirect, an empty body, JSON that is cut or does not
    /// fit, or more of it than [`response_limit`](crate::ClientBuilder::response_limit) allows; or, in a wait, response after response
    /// without a state. The service probably acted on the request.
    UnexpectedResponse,
    /// A list cannot be paged on: the service returns the same page or token again, ends the list before as many entries have
    /// come as it promised, or sends a page whose list cannot be read.
    Paging,
    /// The job that was waited for has failed. [`Error::code`](crate::Error::code) and
    /// [`Error::message`](crate::Error::message) are those of the job.
    JobFailed,
    /// The deadline of a wait has passed before a final state was seen: the job is still running, or it is not known whether.
    StillRunning,
}

impl ErrorKind {
    /// The name of the kind, for example `Timeout`: the same as in `Debug`, and in `error.type` of
    /// [events](crate::Client#tracing). A label for metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "Config",
            Self::InvalidRequest => "InvalidRequest",
            Self::Credentials => "Credentials",
            Self::Connect => "Connect",
            Self::Timeout => "Timeout",
            Self::Transport => "Transport",
            Self::Service => "Service",
            Self::FailedResponse => "FailedResponse",
            Self::UnexpectedResponse => "UnexpectedResponse",
            Self::Paging => "Paging",
            Self::JobFailed => "JobFailed",
            Self::StillRunning => "StillRunning",
        }
    }
}

impl fmt::Debug for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
