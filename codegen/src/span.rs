//! Places in files: every node of a document and every diagnostic knows the file, where it starts and where it ends.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// A file as it was read.
#[derive(Default)]
pub struct File {
    /// The path that messages show.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A part of a file.
#[derive(Debug, Clone)]
pub struct Span {
    /// The file.
    pub file: Arc<File>,
    start: u32,
    end: u32,
}

impl Span {
    /// A range of bytes. What lies beyond 4 GiB counts as the end of such a file.
    #[must_use]
    pub fn new(file: &Arc<File>, range: Range<usize>) -> Self {
        let offset = |offset: usize| u32::try_from(offset.min(file.text.len())).unwrap_or(u32::MAX);
        Self { file: Arc::clone(file), start: offset(range.start), end: offset(range.end) }
    }

    /// The start of a file of which nothing is known but its path: it is missing, or it is about to be written.
    #[must_use]
    pub fn of_file(path: impl Into<String>) -> Self {
        Self::new(&Arc::new(File { path: path.into(), text: String::new() }), 0..0)
    }

    /// The place of what stands in no file.
    #[must_use]
    pub fn nowhere() -> Self {
        static NOWHERE: LazyLock<Arc<File>> = LazyLock::new(Arc::default);
        Self::new(&NOWHERE, 0..0)
    }

    /// The bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        1 + self.before().matches('\n').count()
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        1 + self.before().rsplit('\n').next().map_or(0, |line| line.chars().count())
    }

    fn before(&self) -> &str {
        self.file.text.get(..self.start as usize).unwrap_or_default()
    }

    /// What places are compared by. A path stands for its text, which may be long.
    fn key(&self) -> (&str, u32, u32) {
        (&self.file.path, self.start, self.end)
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Span {}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// As editors and compilers write it: `file:line:column`.
impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file.path, self.line(), self.column())
    }
}

impl fmt::Debug for File {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path)
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::nowhere()
    }
}
