//! Why a parameter cannot be sent.

use std::fmt;

/// A parameter that cannot be put into a request. Names it, and never repeats its value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParameterError {
    /// The operation's name on the wire.
    pub operation: &'static str,
    /// The parameter's name on the wire.
    pub parameter: String,
    /// What is wrong.
    pub problem: ParameterProblem,
}

impl ParameterError {
    pub(super) fn new(operation: &'static str, parameter: &str, problem: ParameterProblem) -> Self {
        Self { operation, parameter: parameter.to_owned(), problem }
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: parameter `{}` {}", self.operation, self.parameter, self.problem)
    }
}

impl std::error::Error for ParameterError {}

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterProblem {
    /// It belongs in the path and has no value.
    Missing,
    /// It is empty, `.` or `..`, or has or makes such a segment: the request would go to another path.
    PathSegment,
    /// It belongs in the path, and the path template does not have it.
    NotInPath,
    /// It belongs in the host name and is not a label: letters, digits and inner hyphens, at most 63.
    HostLabel,
    /// It belongs in a header and has a line break or another control character.
    Header,
    /// It is bytes, and the JSON text given for it is not Base64.
    Base64,
    /// The request has a body already.
    SecondBody,
    /// It has no JSON form; the text says why.
    Json(String),
    /// The operation's facts do not have it.
    Undeclared,
}

impl fmt::Display for ParameterProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            ParameterProblem::Missing => "is part of the path and must be set",
            ParameterProblem::PathSegment => "is part of the path and cannot be empty, `.` or `..`",
            ParameterProblem::NotInPath => "is part of the path, but the operation's path template does not have it",
            ParameterProblem::HostLabel => {
                "is part of the host name and can have only letters, digits and inner hyphens, at most 63"
            }
            ParameterProblem::Header => "is sent as a header and cannot have line breaks or other control characters",
            ParameterProblem::Base64 => "is bytes, which are Base64 in JSON, and its text is not",
            ParameterProblem::SecondBody => "is a whole body, and the request has another one",
            ParameterProblem::Json(reason) => return write!(formatter, "cannot be written as JSON: {reason}"),
            ParameterProblem::Undeclared => "is not among the parameters that the operation declares",
        })
    }
}

impl From<serde_json::Error> for ParameterProblem {
    fn from(error: serde_json::Error) -> Self {
        ParameterProblem::Json(error.to_string())
    }
}
