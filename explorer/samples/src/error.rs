//! Why there are no samples.

use std::fmt;

/// Why there are no samples.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A document is not one that `cargo xtask codegen` has written.
    Document(String),
    /// The call is for another product than the document.
    OtherProduct {
        /// The product and version of the document.
        expected: String,
        /// Those of the call.
        found: String,
    },
    /// The document has no operation of this name.
    UnknownOperation(String),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(problem) => write!(formatter, "the document cannot be read: {problem}"),
            Self::OtherProduct { expected, found } => {
                write!(formatter, "the call is for {found}, the document for {expected}")
            }
            Self::UnknownOperation(name) => write!(formatter, "there is no operation `{name}`"),
        }
    }
}

impl std::error::Error for Error {}
