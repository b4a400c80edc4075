//! Paths in a document, for notes and errors.

use std::fmt::{self, Write};
use std::iter::successors;

use crate::masking::{is_pair_name, is_pair_value, is_secret_or};

use super::place::{Model, Names};

/// The path to the value that is being decoded: borrowed segments, made text only for a note or an error.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
}

#[derive(Clone, Copy)]
enum Segment<'a> {
    Root,
    /// A field of a type, and what the type says of its fields.
    Field(&'a str, &'a Fields),
    /// A key that no type knows: of a map, of any JSON, or unknown.
    Key(&'a str),
    Index(usize),
}

/// What decides which fields of a type are secrets, asked for a note alone.
pub(super) struct Fields {
    all: &'static [&'static str],
    sensitive: &'static [&'static str],
}

impl Fields {
    pub(super) fn of(model: &dyn Model) -> Self {
        let all = match model.names() {
            Names::Fixed(all) => all,
            Names::Listed(_) => &[],
        };
        Self { all, sensitive: model.sensitive() }
    }

    /// The value of a pair may be one by the name beside it, which may not have been read yet.
    fn has_secret(&self, name: &str) -> bool {
        self.sensitive.contains(&name) || (is_pair_value(name) && self.all.iter().any(|other| is_pair_name(other)))
    }
}

impl<'a> Path<'a> {
    pub(super) const ROOT: Path<'static> = Path { parent: None, segment: Segment::Root };

    pub(super) fn field(&'a self, name: &'a str, fields: &'a Fields) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Field(name, fields) }
    }

    pub(super) fn key(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Key(name) }
    }

    pub(super) fn index(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Index(index) }
    }

    pub(super) fn is_root(&self) -> bool {
        self.parent.is_none()
    }

    /// How many values this one is within.
    pub(super) fn depth(&self) -> usize {
        successors(self.parent, |path| path.parent).count()
    }

    /// Whether the value must not be shown: by its type, or by its name where there is no type; these are names of secrets too.
    pub(super) fn is_secret(&self, sensitive: &[&str]) -> bool {
        let here = match self.segment {
            Segment::Root | Segment::Index(_) => false,
            Segment::Field(name, fields) => fields.has_secret(name),
            Segment::Key(name) => is_secret_or(name, sensitive) || is_pair_value(name),
        };
        here || self.parent.is_some_and(|parent| parent.is_secret(sensitive))
    }

    /// Writes the path without indices: `Data.Items[].Size`.
    pub(super) fn collapse_into(&self, text: &mut String) {
        text.clear();
        // Writing into a `String` cannot fail.
        let _ = self.write(text, false);
    }

    fn write(&self, output: &mut dyn Write, indices: bool) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.write(output, indices)?;
        }
        let is_first = self.parent.is_some_and(|parent| matches!(parent.segment, Segment::Root));
        match self.segment {
            Segment::Root => Ok(()),
            Segment::Field(name, ..) | Segment::Key(name) => {
                if !is_first {
                    output.write_char('.')?;
                }
                Cut(name).write(output)
            }
            Segment::Index(index) if indices => write!(output, "[{index}]"),
            Segment::Index(_) => output.write_str("[]"),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter, true)
    }
}

/// The beginning of a text, and whether that is all: what is longer than a line is too long for a note.
pub(super) fn cut(text: &str) -> (&str, bool) {
    const LONGEST: usize = 60;
    // Nearly every text has fewer bytes even.
    if text.len() <= LONGEST {
        return (text, true);
    }
    text.char_indices().nth(LONGEST).map_or((text, true), |(end, _)| (&text[..end], false))
}

/// A text without what is too long for a note.
pub(super) struct Cut<'a>(pub(super) &'a str);

impl Cut<'_> {
    fn write(&self, output: &mut dyn Write) -> fmt::Result {
        let (start, whole) = cut(self.0);
        output.write_str(start)?;
        if whole { Ok(()) } else { output.write_char('…') }
    }
}

impl fmt::Display for Cut<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_pair_is_not_shown_whatever_its_name_turns_out_to_be() {
        for (all, is_secret) in [
            (&["Key", "Value"] as &[_], true),
            (&["ParameterValue", "ParameterKey", "Value"], true),
            (&["Value", "Unit"], false),
            (&[], false),
        ] {
            assert_eq!(Path::ROOT.field("Value", &Fields { all, sensitive: &[] }).is_secret(&[]), is_secret, "{all:?}");
        }
        assert!(!Path::ROOT.field("Key", &Fields { all: &["Key", "Value"], sensitive: &[] }).is_secret(&[]));
        assert!(Path::ROOT.key("Value").is_secret(&[]));
        assert!(Path::ROOT.key("license").index(0).is_secret(&["License"]));
        assert!(!Path::ROOT.key("license").is_secret(&[]));
    }
}
