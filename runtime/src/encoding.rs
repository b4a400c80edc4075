//! Percent-encoding, lower-case hexadecimal digits, Base64, and the entities of XML and HTML.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 is encoded, so also space, `*`, `/` and `+`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a name or a value: the UTF-8 bytes of everything but `A-Z a-z 0-9 - . _ ~` become `%XX` with
/// upper-case digits. No Unicode normalisation takes place.
///
/// One encoder serves the wire and both signatures, so that what is sent is what was signed.
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_percent_encoded(&mut encoded, text);
    encoded
}

/// Percent-encodes at the end of a text.
pub(crate) fn push_percent_encoded(encoded: &mut String, text: &str) {
    encoded.extend(utf8_percent_encode(text, RESERVED));
}

/// The same of a literal in a path template, where what is encoded stays so.
pub(crate) fn push_path_literal(encoded: &mut String, literal: &str) {
    const IN_LITERAL: &AsciiSet = &RESERVED.remove(b'%');
    encoded.extend(utf8_percent_encode(literal, IN_LITERAL));
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn lower_hex(bytes: &[u8]) -> String {
    let digits: Vec<_> = bytes.iter().map(|byte| DIGITS[usize::from(*byte)]).collect();
    // It is ASCII.
    String::from_utf8(digits.into_flattened()).unwrap_or_default()
}

/// Writes bytes in Base64, as JSON has them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads bytes from Base64; `None` where it is not Base64.
pub(crate) fn from_base64(text: &str) -> Option<Bytes> {
    STANDARD.decode(text.trim_ascii()).ok().map(Bytes::from)
}

/// The character that a text begins with as an entity (`&lt;`, `&#60;`, `&#x3C;`), and the text behind it.
pub(crate) fn entity(text: &str) -> Option<(char, &str)> {
    // Bytes of `#x10ffff;` with some zeros. Text with many a lone `&` is not searched to its end for each of them.
    const LONGEST: usize = 12;
    let text = text.strip_prefix('&')?;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let (entity, rest) = (&text[..end], &text[end + 1..]);
    let character = match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((character, rest))
}

/// The digits of each byte.
const DIGITS: [[u8; 2]; 256] = {
    let mut digits = [[0; 2]; 256];
    let mut byte = 0;
    while byte < digits.len() {
        digits[byte] = [b"0123456789abcdef"[byte >> 4], b"0123456789abcdef"[byte & 0x0f]];
        byte += 1;
    }
    digits
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreserved_characters_stay() {
        assert_eq!(percent_encode("ABCxyz019-_.~"), "ABCxyz019-_.~");
    }

    #[test]
    fn everything_else_is_encoded_once_per_byte() {
        assert_eq!(percent_encode("a b*+/%é"), "a%20b%2A%2B%2F%25%C3%A9");
    }

    #[test]
    fn composed_and_decomposed_letters_stay_different() {
        assert_ne!(percent_encode("e\u{301}"), percent_encode("\u{e9}"));
    }

    #[test]
    fn hex_is_lower_case_and_keeps_leading_zeros() {
        assert_eq!(lower_hex(&[0x00, 0x0f, 0xab]), "000fab");
    }

    #[test]
    fn an_entity_is_a_character_by_name_or_number() {
        for (text, character) in [
            ("&amp;b", '&'),
            ("&lt;b", '<'),
            ("&gt;b", '>'),
            ("&quot;b", '"'),
            ("&apos;b", '\''),
            ("&#38;b", '&'),
            ("&#x26;b", '&'),
            ("&#X1f980;b", '🦀'),
            ("&#x00000026;b", '&'),
        ] {
            assert_eq!(entity(text), Some((character, "b")), "{text}");
        }
        for text in ["", "&", "a&lt;", "&;", "&#;", "&#x;", "&x;", "&#x110000;", "&#38", "&ü;", "&quotation-marks;"] {
            assert_eq!(entity(text), None, "{text}");
        }
    }
}
