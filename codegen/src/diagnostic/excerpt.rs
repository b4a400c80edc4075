//! What a diagnostic shows of the line that it is about.

use std::ops::Range;

use crate::span::Span;

/// The characters that a mark covers at most.
const LONGEST_MARK: usize = 60;

/// The characters of a line before and after a place that there can be room for.
const MOST_AROUND: usize = 400;

/// A line, or of a long one what is around the place.
pub(super) struct Excerpt<'a> {
    pub(super) text: &'a str,
    /// The place in it. Of a value on several lines the first is marked.
    pub(super) mark: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// None where nothing stands on the line.
    pub(super) fn of(span: &'a Span) -> Option<Self> {
        let (text, range) = (&span.file.text, span.range());
        let (before, after) = (text.get(span.line_start()..range.start)?, text.get(range.start..)?);
        // Published documents are a line of up to some megabytes, all of which would be laid out for each problem.
        let from = before.char_indices().rev().nth(MOST_AROUND).map_or(0, |(index, _)| index);
        let before = &before[from..];
        let first = |most| after.char_indices().nth(most).map_or(after, |(end, _)| &after[..end]);
        let after = first(MOST_AROUND).lines().next().unwrap_or_default();
        if before.is_empty() && after.is_empty() {
            return None;
        }
        Some(Self {
            text: &text[range.start - before.len()..range.start + after.len()],
            // Of a mapping on one long line its start is enough.
            mark: before.len()..before.len() + range.len().min(first(LONGEST_MARK).len()).min(after.len()),
        })
    }

    /// The column in it where the mark begins, in characters from 1.
    pub(super) fn column(&self) -> usize {
        self.text[..self.mark.start].chars().count() + 1
    }

    /// The column in it where the mark ends, exclusive.
    pub(super) fn end_column(&self) -> usize {
        self.text[..self.mark.end].chars().count() + 1
    }
}
