//! The text that a generation starts from.

use std::collections::BTreeMap;

/// The spec files of one product, in memory.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The product's folder as messages and headers show it, for example `specs/ice`.
    pub folder: String,
    /// File path below that folder, with `/` between its parts, and the file's text.
    pub files: BTreeMap<String, String>,
}

impl Sources {
    /// The path of a file as messages and headers show it.
    #[must_use]
    pub fn display(&self, path: &str) -> String {
        format!("{}/{path}", self.folder)
    }
}
