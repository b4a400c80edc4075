//! A tolerant reader of JSON, for responses that `serde_json` refuses or rounds. It runs only after that.
//!
//! It accepts beyond JSON, each with a note:
//!
//! * a word without quotation marks: a number that JSON spells otherwise (`01`, `+1`, `.5`), or no value at all (`NaN`,
//!   `undefined`, nothing between two commas), which is left out;
//! * control characters and unknown escapes in texts, which stay as they are, and halves of surrogate pairs: what is left
//!   where a service cuts a text within an emoji;
//! * a comma too many; control characters between values; anything behind the document;
//! * what is nested deeper than [`DEEPEST`], which is left out.
//!
//! Numbers and words are handed on as bytes, which no other format does that is read here: so a number keeps its digits.
//! Refused are a document that ends too early, a missing comma or colon, and keys or texts without quotation marks.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Error;

use super::number;
use crate::model::notes::DriftNote;

/// How deep values may be nested, as in `serde_json`.
const DEEPEST: usize = 127;
/// What is handed on in place of what is nested deeper.
const TOO_DEEP: &str = "values nested too deep";

/// Reads a document. A visitor gets the same as from `serde_json`, except for numbers.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: usize,
    notes: Vec<DriftNote>,
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0, depth: 0, notes: Vec::new() }
    }

    /// What was mended, after the document has been read.
    pub(super) fn finish(mut self) -> Vec<DriftNote> {
        self.skip_blanks();
        if self.at < self.text.len() {
            self.mend("one document", "text behind it");
        }
        self.notes
    }

    #[cold]
    fn mend(&mut self, expected: &'static str, found: &'static str) {
        match self.notes.iter_mut().find(|note| note.found == found) {
            Some(note) => note.count += 1,
            None => self.notes.push(DriftNote::on_document(expected, found, 1)),
        }
    }

    fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => {}
                0..b' ' => self.mend("JSON", "a control character between values"),
                _ => return,
            }
            self.at += 1;
        }
    }

    /// Goes to the next element of a list or object, or past its end: whether there is one.
    fn next(&mut self, is_first: &mut bool, end: u8) -> Result<bool, Error> {
        let mut commas = 0;
        self.skip_blanks();
        while self.peek() == Some(b',') {
            self.at += 1;
            commas += 1;
            self.skip_blanks();
        }
        let next = self.peek().ok_or_else(|| Error::custom("the document ends too early"))?;
        let expected = usize::from(!*is_first && next != end);
        if commas < expected {
            return Err(Error::custom("a comma is missing"));
        }
        if commas > expected {
            self.mend("JSON", "a comma too many");
        }
        *is_first = false;
        self.at += usize::from(next == end);
        Ok(next != end)
    }

    /// Reads a text, the opening quotation mark of which is next.
    fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let end = rest.find(['"', '\\']).ok_or_else(|| Error::custom("a text does not end"))?;
            let (plain, from) = rest.split_at(end);
            if plain.bytes().any(|byte| byte < b' ') {
                self.mend("JSON", "a control character within text");
            }
            // What is borrowed stays so, as long as it is one piece.
            if text.is_empty() {
                text = Cow::Borrowed(plain)
            } else {
                text.to_mut().push_str(plain)
            }
            self.at += end;
            if from.starts_with('"') {
                self.at += 1;
                return Ok(text);
            }
            self.escape(text.to_mut());
        }
    }

    /// Reads what a backslash escapes, which is next.
    fn escape(&mut self, text: &mut String) {
        let escape = self.rest();
        let Some(character) = escape[1..].chars().next() else {
            self.at += 1;
            return;
        };
        self.at += 1 + character.len_utf8();
        let unescaped = match character {
            '"' | '\\' | '/' => character,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' if unit(escape).is_some() => self.unicode(escape),
            '\'' => {
                self.mend("JSON", "an escape that it does not have");
                character
            }
            _ => {
                self.mend("JSON", "an escape that it does not have");
                text.push('\\');
                character
            }
        };
        text.push(unescaped);
    }

    /// The character of `\uXXXX` or of a pair of them, behind the `u` of the first.
    fn unicode(&mut self, escape: &str) -> char {
        let (first, second) = (unit(escape), escape.get(6..).and_then(unit));
        let units: Vec<u16> = first.into_iter().chain(second).collect();
        self.at += 4;
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => {
                self.at += if character.len_utf16() == 2 { 6 } else { 0 };
                character
            }
            _ => {
                self.mend("Unicode text", "half a surrogate pair");
                char::REPLACEMENT_CHARACTER
            }
        }
    }

    /// Reads everything up to where a value must have ended.
    fn word(&mut self) -> Result<&'de str, Error> {
        let rest = self.rest();
        let ends = |character: char| character <= ' ' || matches!(character, ',' | ':' | '"' | '[' | ']' | '{' | '}');
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += word.len();
        self.skip_blanks();
        // A value may be missing, but not where something else begins.
        match self.peek() {
            Some(b',' | b']' | b'}') => Ok(word),
            None if !word.is_empty() => Ok(word),
            _ => Err(Error::custom("neither a value nor its end")),
        }
    }

    /// Passes over a list or object without reading it.
    fn skip_nested(&mut self) -> Result<(), Error> {
        let mut open = 0_usize;
        loop {
            match self.peek().ok_or_else(|| Error::custom("the document ends too early"))? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'[' | b'{' => open += 1,
                b']' | b'}' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.at += 1;
        self.depth += 1;
        let result = read(self)?;
        self.depth -= 1;
        Ok(result)
    }
}

/// The UTF-16 unit that an escape at the start of the text stands for.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip_blanks();
        match self.peek() {
            Some(b'{' | b'[') if self.depth == DEEPEST => {
                self.skip_nested()?;
                visitor.visit_bytes(TOO_DEEP.as_bytes())
            }
            Some(b'{') => self.nested(|reader| visitor.visit_map(Elements { reader, is_first: true })),
            Some(b'[') => self.nested(|reader| visitor.visit_seq(Elements { reader, is_first: true })),
            Some(b'"') => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            _ => match self.word()? {
                "null" => visitor.visit_unit(),
                "true" => visitor.visit_bool(true),
                "false" => visitor.visit_bool(false),
                word => match word.parse() {
                    // In JSON it is a fraction that is spelt `-0`.
                    Ok(number) if number != 0_i64 || word == "0" => match number::is_json(word) {
                        true => visitor.visit_i64(number),
                        false => visitor.visit_bytes(word.as_bytes()),
                    },
                    _ => visitor.visit_bytes(word.as_bytes()),
                },
            },
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What a list or an object holds.
struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_first: bool,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if !self.reader.next(&mut self.is_first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if !self.reader.next(&mut self.is_first, b'}')? {
            return Ok(None);
        }
        if self.reader.peek() != Some(b'"') {
            return Err(Error::custom("a key without quotation marks"));
        }
        match self.reader.string()? {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            Cow::Owned(key) => seed.deserialize(StringDeserializer::new(key)),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.reader.skip_blanks();
        if self.reader.peek() != Some(b':') {
            return Err(Error::custom("a key without a colon behind it"));
        }
        self.reader.at += 1;
        seed.deserialize(&mut *self.reader)
    }
}
