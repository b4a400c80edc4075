//! Lists that come in pages: asked for one after another, as pages or as entries.

mod stream;
mod walk;

pub use stream::{Items, Pages};

use crate::operation::Operation;

/// An operation whose response is one page of a list. Implemented by generated code.
///
/// [`Client::pages`](crate::Client::pages) and [`Client::items`](crate::Client::items) ask for page after page.
pub trait Paged: Operation + Clone + 'static {
    /// How the list is paged; [`OperationInfo::paging`](crate::OperationInfo::paging) has it too.
    const PAGING: Paging;

    /// An entry of the list.
    type Item: Send + 'static;

    /// The entries of a page.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// How an operation lists its entries page by page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// Where in the response the entries are, for example `Data.JobList`.
    pub items: &'static str,
    /// How the next page is asked for. Where there is more than one way, the one whose parameter the caller has set is
    /// taken, and otherwise the first; two ways are never mixed.
    pub cursors: &'static [Cursor],
}

impl Paging {
    /// Entries at this path of the response, asked for in one of these ways.
    #[must_use]
    pub const fn new(items: &'static str, cursors: &'static [Cursor]) -> Self {
        Self { items, cursors }
    }
}

/// A way to ask for the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cursor {
    /// By number: the pages are counted from 1, and the list ends with an empty page or when as many entries as the
    /// total have come.
    Number {
        /// The parameter with the number of the page.
        parameter: &'static str,
        /// The parameter with the number of entries on a page.
        size: Option<&'static str>,
        /// Where in the response the number of all entries is, as a number or as text.
        total: Option<&'static str>,
    },
    /// By token: each page but the last names the next.
    Token {
        /// The parameter that takes the token.
        parameter: &'static str,
        /// The parameter with the number of entries on a page.
        size: Option<&'static str>,
        /// Where in the response the token of the next page is.
        next: &'static str,
        /// Where in the response the number of all entries is, as a number or as text.
        total: Option<&'static str>,
    },
}

impl Cursor {
    /// The parameter that says where a page starts.
    #[must_use]
    pub const fn parameter(&self) -> &'static str {
        match self {
            Cursor::Number { parameter, .. } | Cursor::Token { parameter, .. } => parameter,
        }
    }

    /// The parameter with the number of entries on a page.
    #[must_use]
    pub const fn size(&self) -> Option<&'static str> {
        match self {
            Cursor::Number { size, .. } | Cursor::Token { size, .. } => *size,
        }
    }
}
