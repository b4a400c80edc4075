//! Percent-encoding, lower-case hexadecimal digits, and Base64.

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
}
