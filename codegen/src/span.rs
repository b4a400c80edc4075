//! Places in files: every node of a document and every diagnostic knows the file, where it starts and where it ends.

use std::cmp::Ordering;
use std::fmt;
use std::iter;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

/// A file as it was read.
#[derive(Default)]
pub struct File {
    /// The path that messages show.
    pub path: String,
    /// The text.
    pub text: String,
    marks: OnceLock<Marks>,
}

/// What lines and columns are found by. A published document may be one line of some megabytes with thousands of problems.
struct Marks {
    /// Where each line begins.
    lines: Vec<usize>,
    /// The characters before each block of bytes.
    characters: Vec<usize>,
}

/// The bytes of a block.
const BLOCK: usize = 4096;

impl File {
    /// A file with this text.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), marks: OnceLock::new() }
    }

    fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| {
            let lines = iter::once(0).chain(self.text.match_indices('\n').map(|(end, _)| end + 1)).collect();
            let blocks = self.text.as_bytes().chunks(BLOCK).map(characters);
            let sums = blocks.scan(0, |sum, block| {
                *sum += block;
                Some(*sum)
            });
            Marks { lines, characters: iter::once(0).chain(sums).collect() }
        })
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        self.marks().characters[block] + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// How many characters begin in bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..0xc0)).count()
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
        Self::new(&Arc::new(File::new(path, "")), 0..0)
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
        self.file.marks().lines.partition_point(|line| *line <= self.start as usize)
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        1 + self.file.characters_before(self.start as usize) - self.file.characters_before(self.line_start())
    }

    /// Where the line begins.
    pub(crate) fn line_start(&self) -> usize {
        self.file.marks().lines[self.line() - 1]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_those_that_counting_gives() {
        let long = "é€😀x".repeat(3 * BLOCK);
        for text in ["", "\n", "a\nbé\n\nc", &long, &format!("{long}\n{long}\r\nend")] {
            let file = Arc::new(File::new("file", text));
            let step = if text.len() < 99 { 1 } else { 997 };
            let offsets = (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)).step_by(step);
            for offset in offsets {
                let (span, before) = (Span::new(&file, offset..offset), &text[..offset]);
                let line = before.rsplit('\n').next().unwrap();
                assert_eq!(span.line(), 1 + before.matches('\n').count(), "{offset}");
                assert_eq!(span.column(), 1 + line.chars().count(), "{offset}");
                assert_eq!(span.line_start(), offset - line.len(), "{offset}");
            }
        }
    }
}
