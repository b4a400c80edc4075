//! The facts of a list: where its entries are, and how its pages are requested.

/// How an operation lists its entries page by page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// Where in the response the entries are, for example `Data.JobList`.
    pub items: &'static str,
    /// How the next page is requested. If there are several cursors, the one whose parameter the caller has set is used,
    /// otherwise the first; two cursors are never mixed.
    pub cursors: &'static [Cursor],
}

impl Paging {
    /// Entries at this path of the response, requested by one of these cursors.
    #[must_use]
    pub const fn new(items: &'static str, cursors: &'static [Cursor]) -> Self {
        Self { items, cursors }
    }
}

/// How the next page is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cursor {
    /// By number: the pages are counted from 1, and the list ends with an empty page or with as many entries as the total
    /// says.
    Number {
        /// The parameter with the number of the page.
        parameter: &'static str,
        /// The parameter with the number of entries on a page.
        size: Option<&'static str>,
        /// Where in the response the number of all entries is, as a number or as text.
        total: Option<&'static str>,
    },
    /// By token: each page but the last has the token of the next.
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
