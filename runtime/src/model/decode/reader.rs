//! The reader of JSON, which also reads what is nearly JSON.
//!
//! It accepts beyond JSON, each with a note:
//!
//! * a word without quotation marks: a number that JSON spells otherwise (`01`, `+1`, `.5`), or no value at all (`NaN`,
//!   `undefined`, nothing between two commas), which is left out;
//! * control characters and unknown escapes in texts, which stay as they are, and halves of surrogate pairs: what is left
//!   where a service cuts a text within an emoji;
//! * a comma too many; control characters between values; anything behind the document;
//! * a key without quotation marks that is a number, `NaN`, `null`, `true` or `false`: what some serializers write where the
//!   keys of a map are no texts;
//! * what is nested deeper than [`DEEPEST`], which is left out.
//!
//! Numbers other than 64-bit integers, and words, are handed on as bytes, which no other format does that is read here: so a
//! number keeps its digits. Refused are a document that ends too early, a missing comma or colon, and texts or other keys
//! without quotation marks.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, Error as _, IgnoredAny, IntoDeserializer as _, MapAccess,
    SeqAccess, Visitor,
};
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
    /// The latest text that is not the same in its JSON.
    scratch: String,
}

/// A text of a document.
enum Text<'de, 'r> {
    /// As it stands there.
    Borrowed(&'de str),
    /// Where something in it was escaped.
    Copied(&'r str),
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self::within(text, 0)
    }

    /// The same for a document within another one, at this depth of it.
    pub(super) fn within(text: &'de str, depth: usize) -> Self {
        Self { text, at: 0, depth, notes: Vec::new(), scratch: String::new() }
    }

    /// Whether a document can be read to its end.
    pub(super) fn accepts(text: &'de str) -> bool {
        IgnoredAny::deserialize(&mut Self::new(text)).is_ok()
    }

    /// What was mended, after the document has been read.
    pub(super) fn finish(mut self) -> Vec<DriftNote> {
        self.skip_blanks();
        if self.at < self.text.len() {
            self.mend("one document", "text behind it");
        }
        self.notes
    }

    /// An error with the line and the column up to which the document has been read.
    pub(super) fn place(&self, error: &Error) -> Error {
        let read = &self.text.as_bytes()[..self.at];
        let line = read.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let column = read.iter().rev().take_while(|&&byte| byte != b'\n').count();
        // Which `serde_json` takes from the end of a message.
        Error::custom(format_args!("{error} at line {line} column {column}"))
    }

    #[cold]
    fn mend(&mut self, expected: &'static str, found: &'static str) {
        match self.notes.iter_mut().find(|note| note.found == found) {
            Some(note) => note.count += 1,
            None => self.notes.push(DriftNote::on_document(expected, found, 1)),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn skip_blanks(&mut self) {
        while let Some(byte @ 0..=b' ') = self.peek() {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                self.mend("JSON", "a control character between values");
            }
            self.at += 1;
        }
    }

    /// Goes to the next element of a list or object, or past its end: whether there is one.
    #[inline]
    fn next(&mut self, stage: &mut Stage, end: u8) -> Result<bool, Error> {
        if *stage == Stage::Ended {
            return Ok(false);
        }
        let mut commas = 0;
        self.skip_blanks();
        while self.peek() == Some(b',') {
            self.at += 1;
            commas += 1;
            self.skip_blanks();
        }
        let next = self.peek().ok_or_else(|| Error::custom("the document ends too early"))?;
        let expected = usize::from(*stage == Stage::Begun && next != end);
        if commas < expected {
            return Err(Error::custom("a comma is missing"));
        }
        if commas > expected {
            self.mend("JSON", "a comma too many");
        }
        *stage = if next == end { Stage::Ended } else { Stage::Begun };
        self.at += usize::from(next == end);
        Ok(next != end)
    }

    /// Reads a text, the opening quotation mark of which is next.
    #[inline]
    fn string(&mut self) -> Result<Text<'de, '_>, Error> {
        let start = self.at + 1;
        self.at = start + plain_length(&self.text.as_bytes()[start..]);
        if self.peek() == Some(b'"') {
            let text = &self.text[start..self.at];
            self.at += 1;
            return Ok(Text::Borrowed(text));
        }
        self.unescaped(start).map(Text::Copied)
    }

    /// The text that begins at `start` and is not the same in its JSON, from its first piece that is on.
    fn unescaped(&mut self, mut start: usize) -> Result<&str, Error> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        self.scratch.clear();
        loop {
            self.scratch.push_str(&self.text[start..at]);
            match bytes.get(at).ok_or_else(|| Error::custom("a text does not end"))? {
                b'"' => {
                    self.at = at + 1;
                    return Ok(&self.scratch);
                }
                // What stands for itself is kept with what follows it.
                b'\\' if matches!(bytes.get(at + 1), Some(b'"' | b'\\' | b'/')) => {
                    start = at + 1;
                    at += 2;
                }
                b'\\' => {
                    self.at = at;
                    self.escape();
                    at = self.at;
                    start = at;
                }
                _ => {
                    self.mend("JSON", "a control character within text");
                    start = at;
                    at += 1;
                }
            }
            at += plain_length(&bytes[at..]);
        }
    }

    /// Reads what a backslash escapes, which is next.
    fn escape(&mut self) {
        let escape = &self.text[self.at..];
        let Some(character) = escape[1..].chars().next() else {
            self.at += 1;
            return;
        };
        self.at += 1 + character.len_utf8();
        let unescaped = match character {
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
                self.scratch.push('\\');
                character
            }
        };
        self.scratch.push(unescaped);
    }

    /// The character of `\uXXXX` or of a pair of them, behind the `u` of the first.
    fn unicode(&mut self, escape: &str) -> char {
        let (first, second) = (unit(escape), escape.get(6..).and_then(unit));
        self.at += 4;
        match char::decode_utf16(first.into_iter().chain(second)).next() {
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

    /// The 64-bit integer that is next, spelt as JSON spells it. Most have few enough digits to be sure that they fit.
    #[inline]
    fn integer(&mut self) -> Option<i64> {
        const SURE: usize = 18;
        let rest = &self.text.as_bytes()[self.at..];
        let (is_negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let count = digits.iter().take(SURE + 1).take_while(|digit| digit.is_ascii_digit()).count();
        let is_plain = match digits.get(..count)? {
            // In JSON `-0` is a fraction.
            [b'0'] => !is_negative,
            [] | [b'0', ..] => false,
            digits => digits.len() <= SURE,
        };
        if !is_plain || !matches!(digits.get(count), Some(b',' | b'}' | b']')) {
            return None;
        }
        let number = digits[..count].iter().fold(0, |number, digit| 10 * number + i64::from(digit - b'0'));
        self.at += usize::from(is_negative) + count;
        Some(if is_negative { -number } else { number })
    }

    /// Reads everything up to where a value or a key must have ended.
    fn unquoted(&mut self) -> &'de str {
        let rest = &self.text[self.at..];
        let ends = |byte: u8| matches!(byte, 0..=b' ' | b',' | b':' | b'"' | b'[' | b']' | b'{' | b'}');
        let word = &rest[..rest.bytes().position(ends).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Reads a key without quotation marks.
    #[cold]
    fn bare_key(&mut self) -> Result<&'de str, Error> {
        let key = self.unquoted();
        if key.parse::<f64>().is_err() && !matches!(key, "null" | "true" | "false") {
            return Err(Error::custom("a key without quotation marks"));
        }
        self.mend("JSON", "a key without quotation marks");
        Ok(key)
    }

    /// Reads a value without quotation marks up to its end.
    fn word(&mut self) -> Result<&'de str, Error> {
        let word = self.unquoted();
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

    /// Reads a value without quotation marks.
    fn bare<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        if let Some(number) = self.integer() {
            return visitor.visit_i64(number);
        }
        match self.word()? {
            "null" => visitor.visit_unit(),
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            word => match word.parse::<i64>() {
                Ok(number) if word != "-0" && number::is_json(word) => visitor.visit_i64(number),
                _ => visitor.visit_bytes(word.as_bytes()),
            },
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

/// How many bytes come before a quotation mark, a backslash or a control character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(word) = bytes[length..].first_chunk() {
        let found = not_plain(u64::from_le_bytes(*word));
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..b' ');
    length + bytes[length..].iter().take_while(is_plain).count()
}

/// Eight bytes at once: the highest bit of the first one that is not plain is set. Those after it may be wrong, because
/// subtractions borrow from them.
#[inline]
fn not_plain(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    let below = |word: u64, bound: u8| word.wrapping_sub(EACH * u64::from(bound)) & !word;
    let is = |byte: u8| below(word ^ (EACH * u64::from(byte)), 1);
    (below(word, b' ') | is(b'"') | is(b'\\')) & (EACH << 7)
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
            Some(b'{' | b'[') if self.depth >= DEEPEST => {
                self.skip_nested()?;
                visitor.visit_bytes(TOO_DEEP.as_bytes())
            }
            Some(b'{') => self.nested(|reader| visitor.visit_map(Elements { reader, stage: Stage::Opened })),
            Some(b'[') => self.nested(|reader| visitor.visit_seq(Elements { reader, stage: Stage::Opened })),
            Some(b'"') => match self.string()? {
                Text::Borrowed(text) => visitor.visit_borrowed_str(text),
                Text::Copied(text) => visitor.visit_str(text),
            },
            _ => self.bare(visitor),
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
    stage: Stage,
}

/// How far a list or an object has been read.
#[derive(PartialEq)]
enum Stage {
    Opened,
    Begun,
    Ended,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if !self.reader.next(&mut self.stage, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if !self.reader.next(&mut self.stage, b'}')? {
            return Ok(None);
        }
        if self.reader.peek() != Some(b'"') {
            return seed.deserialize(BorrowedStrDeserializer::new(self.reader.bare_key()?)).map(Some);
        }
        match self.reader.string()? {
            Text::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            Text::Copied(key) => seed.deserialize(key.into_deserializer()),
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
