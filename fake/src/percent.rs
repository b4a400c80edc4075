//! Percent-encoding of requests and signatures.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Every byte but `A-Z a-z 0-9 - . _ ~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends the encoded text.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, ENCODED));
}

/// The encoded text.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The decoded text; `None` if it is not encoded UTF-8. Stricter than libraries, which take `%zz` for text.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || u8::try_from(char::from(bytes.next()?).to_digit(16)?).ok();
                (digit()? << 4) | digit()?
            }
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

/// The pairs of a query or a form, in which `+` is a blank; `None` if one cannot be decoded.
pub(crate) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let decode = |text: &str| if text.contains('+') { decode(&text.replace('+', " ")) } else { decode(text) };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| Some((decode(key)?, decode(value)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        assert_eq!(encode("a b*~/é+"), "a%20b%2A~%2F%C3%A9%2B");
        assert_eq!(decode(&encode("a b*~/é+")).as_deref(), Some("a b*~/é+"));
        for broken in ["%", "%2", "%zz", "%C3", "%ff"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
        assert_eq!(pairs("a=1&&b&c=").unwrap().len(), 3);
    }

    #[test]
    fn a_plus_is_a_blank_in_a_query_and_itself_in_a_path() {
        assert_eq!(pairs("a+b=c+d%2B").unwrap(), [("a b".to_owned(), "c d+".to_owned())]);
        assert_eq!(decode("a+b").as_deref(), Some("a+b"));
    }
}
