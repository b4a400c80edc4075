//! What an operation does beyond one call: names of parameters, and paths in the response.

use super::{FieldId, Type};

/// How an operation lists its entries page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Where in the response the entries are.
    pub items: String,
    /// The fields on the way to the entries.
    pub way: Vec<FieldId>,
    /// The type of an entry.
    pub item: Type,
    /// The ways to ask for the next page, the usual one first.
    pub cursors: Vec<Cursor>,
}

/// A way to ask for the next page: names of parameters, and paths in the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// By number.
    Number {
        /// The parameter with the number.
        parameter: String,
        /// The parameter with the size of a page.
        size: Option<String>,
        /// The number of all entries.
        total: Option<String>,
    },
    /// By a token that the page before gives.
    Token {
        /// The parameter that takes the token.
        parameter: String,
        /// The parameter with the size of a page.
        size: Option<String>,
        /// The token of the next page.
        next: String,
        /// The number of all entries.
        total: Option<String>,
    },
}

impl Cursor {
    /// The parameter with the size of a page.
    #[must_use]
    pub fn size(&self) -> Option<&str> {
        match self {
            Cursor::Number { size, .. } | Cursor::Token { size, .. } => size.as_deref(),
        }
    }

    /// The number of all entries.
    #[must_use]
    pub fn total(&self) -> Option<&str> {
        match self {
            Cursor::Number { total, .. } | Cursor::Token { total, .. } => total.as_deref(),
        }
    }
}

/// How the state that an operation reports is waited for: names of parameters, paths in the response, states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiter {
    /// The parameter that names the job.
    pub id: String,
    /// The state.
    pub status: String,
    /// States in which the job has ended well.
    pub success: Vec<String>,
    /// States in which it has ended badly.
    pub failure: Vec<String>,
    /// The code of a failure.
    pub code: Option<String>,
    /// The reason of a failure.
    pub message: Option<String>,
}
