//! Percent-encoding, as requests and signatures have it.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends text with every byte but `A-Z a-z 0-9 - . _ ~` as `%XX`.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(HEX[usize::from(digit)]));
            }
        }
    }
}

/// The encoded text.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    encode_into(&mut out, text);
    out
}

/// The text that is encoded, `+` for a blank as forms have it; none where it is no encoded UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || u8::try_from(char::from(bytes.next()?).to_digit(16)?).ok();
                (digit()? << 4) | digit()?
            }
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

/// The pairs of a query or a form; none where one is not decodable.
pub(crate) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
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
        assert_eq!(decode("a+b").as_deref(), Some("a b"));
        for broken in ["%", "%2", "%zz", "%C3", "%ff"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
        assert_eq!(pairs("a=1&&b&c=").unwrap().len(), 3);
    }
}
