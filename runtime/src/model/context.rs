//! The state of a decoding: how strict it is, and what it noticed.

use std::fmt;

use serde_json::Value;

use super::json_path::{Cut, Path, cut};
use super::notes::{DriftNote, Notes};
use crate::masking::masked_text;

/// How a decoding treats JSON that does not fit the types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Every misfit and every unknown key is an error: for what users write, and for tests.
    Strict,
    /// Bends as the live service needs it, and notes what was bent: for responses.
    Lenient,
}

/// The mode of a decoding and what it noticed.
pub(super) struct Context {
    pub(super) mode: Mode,
    pub(super) notes: Notes,
    /// Names of secrets where there is no type.
    sensitive: &'static [&'static str],
}

impl Context {
    pub(super) fn new(mode: Mode, sensitive: &'static [&'static str]) -> Self {
        Self { mode, notes: Notes::default(), sensitive }
    }

    /// Records what was bent until it fitted, or refuses it in strict mode.
    #[cold]
    pub(super) fn bend<E: serde::de::Error>(
        &mut self,
        path: &Path<'_>,
        expected: &'static str,
        found: Found<'_>,
    ) -> Result<(), E> {
        self.note(path, expected, found, false)
    }

    /// Leaves out what cannot become what is expected. The whole document cannot be left out, so that is an error.
    #[cold]
    pub(super) fn misfit<E: serde::de::Error>(
        &mut self,
        path: &Path<'_>,
        expected: &'static str,
        found: Found<'_>,
    ) -> Result<Outcome, E> {
        if path.is_root() {
            return Err(self.refusal(path, expected, found));
        }
        self.note(path, expected, found, true)?;
        Ok(Outcome::LeftOut)
    }

    /// Records what was mended in JSON within the text at this path.
    pub(super) fn mended(&mut self, path: &Path<'_>, notes: &[DriftNote]) {
        for note in notes {
            (0..note.count).for_each(|_| self.notes.add(path, note.expected, &note.found, note.left_out));
        }
    }

    fn note<E: serde::de::Error>(
        &mut self,
        path: &Path<'_>,
        expected: &'static str,
        found: Found<'_>,
        left_out: bool,
    ) -> Result<(), E> {
        match self.mode {
            Mode::Strict => Err(self.refusal(path, expected, found)),
            Mode::Lenient => {
                self.notes.add(path, expected, &found.unless(path.is_secret(self.sensitive)), left_out);
                Ok(())
            }
        }
    }

    /// The error that a misfit is where it cannot be a note: with the indices in its path.
    fn refusal<E: serde::de::Error>(&self, path: &Path<'_>, expected: &'static str, found: Found<'_>) -> E {
        let found = found.unless(path.is_secret(self.sensitive)).to_string();
        E::custom(DriftNote { path: path.to_string(), expected, found, count: 1, left_out: true })
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

/// What came where something else was expected, as notes show it.
#[derive(Clone, Copy)]
pub(super) enum Found<'a> {
    /// `null`, a list, an object: a kind that says it all.
    Kind(&'static str),
    /// A boolean.
    Boolean(bool),
    /// A 64-bit integer.
    Integer(i64),
    /// A double.
    Double(f64),
    /// Any other number, by its digits.
    Number(&'a str),
    /// Text.
    Text(&'a str),
    /// A word without quotation marks that JSON does not have, for example `NaN`.
    Word(&'a str),
    /// The key of what came, where it was found by another one.
    Key(&'a str),
}

impl Found<'_> {
    /// The same without its content, where that is a secret.
    fn unless(self, is_secret: bool) -> Self {
        if !is_secret {
            return self;
        }
        Found::Kind(match self {
            Found::Kind(_) | Found::Key(_) => return self,
            Found::Boolean(_) => "boolean",
            Found::Integer(_) | Found::Double(_) | Found::Number(_) => "number",
            Found::Text(_) => "text",
            Found::Word(_) => "a word",
        })
    }
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Found::Kind(kind) => formatter.write_str(kind),
            Found::Boolean(value) => write!(formatter, "boolean {value}"),
            Found::Integer(number) => write!(formatter, "number {number}"),
            // The shortest form that reads back as the same number.
            Found::Double(number) if number.is_finite() => write!(formatter, "number {}", Value::from(number)),
            Found::Double(number) => write!(formatter, "number {number}"),
            Found::Number(digits) => write!(formatter, "number {}", Cut(digits)),
            Found::Key(key) => write!(formatter, "`{key}`"),
            Found::Word("") => formatter.write_str("nothing"),
            Found::Word(word) => Cut(word).fmt(formatter),
            // Text that is JSON may hold secrets of its own.
            Found::Text(text) => match cut(&masked_text(text, &[])) {
                (shown, true) => write!(formatter, "text {shown:?}"),
                (start, false) => write!(formatter, "text {start:?}… ({} bytes)", text.len()),
            },
        }
    }
}
