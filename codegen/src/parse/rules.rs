//! What no document may hold, whatever it is written in.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::Entry;

/// The most levels of a document, as for `serde_json`. Published ones have up to 40.
pub(super) const MOST_LEVELS: usize = 128;

pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// A problem of the text, to be corrected where it stands.
pub(super) fn unreadable(span: &Span, message: String) -> Box<Diagnostic> {
    let expected = "YAML or JSON without anchors and tags";
    refused(span, message).expected(expected).help("correct the file at this place").into()
}

/// A problem for which there is more to say.
pub(super) fn refused(span: &Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::UnreadableDocument, span, message)
}

/// Refuses a key that stands twice: readers differ in which of the two they take.
pub(super) fn once(entries: &[Entry]) -> Parsed<()> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| &entry.key);
    match sorted.windows(2).find(|pair| pair[0].key == pair[1].key) {
        None => Ok(()),
        Some(pair) => Err(refused(&pair[1].span, format!("the key `{}` stands twice in one mapping", pair[1].key))
            .expected("each key once")
            .help("delete one of them")
            .into()),
    }
}

/// The level below this one.
pub(super) fn below(level: usize, span: &Span) -> Parsed<usize> {
    if level < MOST_LEVELS {
        Ok(level + 1)
    } else {
        Err(unreadable(span, "the document has too many levels".to_owned()))
    }
}
