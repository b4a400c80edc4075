//! What is carried through a decoding: how strict it is, where it stands, and what it noticed.

use std::fmt;

/// How a decoding treats JSON that does not fit the types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every misfit and every unknown key is an error: for what users write, and for tests.
    Strict,
    /// Bends as the live service needs it, and notes what was bent: for replies.
    Lenient,
}

/// A place where a reply did not fit its published type and was bent or left out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriftNote {
    /// Where, for example `Data.Items[3].Size`; empty for the whole document.
    pub path: String,
    /// What the metadata says is there, for example `an integer`.
    pub expected: &'static str,
    /// What was there, for example `text "12"`.
    pub found: String,
}

impl fmt::Display for DriftNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => formatter.write_str("the document")?,
            path => write!(formatter, "`{path}`")?,
        }
        write!(formatter, ": expected {}, found {}", self.expected, self.found)
    }
}

/// The mode of a decoding and what it noticed.
pub(super) struct Context {
    pub(super) mode: Mode,
    pub(super) drift: Vec<DriftNote>,
    pub(super) unknown: Vec<String>,
}

impl Context {
    pub(super) fn new(mode: Mode) -> Self {
        Self { mode, drift: Vec::new(), unknown: Vec::new() }
    }

    /// Records a misfit, or refuses it in strict mode.
    #[cold]
    pub(super) fn bend<E: serde::de::Error>(
        &mut self,
        path: &Path<'_>,
        expected: &'static str,
        found: String,
    ) -> Result<(), E> {
        let note = DriftNote { path: path.to_string(), expected, found };
        match self.mode {
            Mode::Strict => Err(E::custom(note)),
            Mode::Lenient => {
                self.drift.push(note);
                Ok(())
            }
        }
    }

    /// Leaves out what cannot become what is expected. The whole document cannot be left out, so that is an error.
    #[cold]
    pub(super) fn misfit<E: serde::de::Error>(
        &mut self,
        path: &Path<'_>,
        expected: &'static str,
        found: impl fmt::Display,
    ) -> Result<Outcome, E> {
        if path.parent.is_none() {
            let path = String::new();
            return Err(E::custom(DriftNote { path, expected, found: found.to_string() }));
        }
        self.bend(path, expected, found.to_string())?;
        Ok(Outcome::LeftOut)
    }
}

/// What became of a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds what came.
    Filled,
    /// `null` came, which is like nothing.
    Null,
    /// What came did not fit; a note says so.
    LeftOut,
}

/// Where a decoding stands: borrowed segments, made text only for a note or an error.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
}

#[derive(Clone, Copy)]
enum Segment<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub(super) const ROOT: Path<'static> = Path { parent: None, segment: Segment::Root };

    pub(super) fn key(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Key(name) }
    }

    pub(super) fn index(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), segment: Segment::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(formatter)?;
        }
        match self.segment {
            Segment::Root => Ok(()),
            Segment::Key(name) if self.parent.is_some_and(|parent| matches!(parent.segment, Segment::Root)) => {
                formatter.write_str(name)
            }
            Segment::Key(name) => write!(formatter, ".{name}"),
            Segment::Index(index) => write!(formatter, "[{index}]"),
        }
    }
}
