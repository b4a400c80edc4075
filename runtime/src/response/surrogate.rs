//! Halves of surrogate pairs in JSON: what is left where a service cuts a text within an emoji.

/// The same JSON with a replacement character for every `\uD8xx` or `\uDCxx` without its other half, which no Rust text
/// can hold; `None` where there is none.
pub(super) fn without_halves(json: &str) -> Option<String> {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    let mut found = false;
    while let Some(start) = rest.find('\\') {
        let (before, escape) = rest.split_at(start);
        mended.push_str(before);
        let (text, length) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (&escape[..12], 12),
            (Some(0xd800..=0xdfff), _) => {
                found = true;
                ("\\ufffd", 6)
            }
            // The backslash and what it escapes, which may be another backslash.
            _ => {
                let length = escape.chars().take(2).map(char::len_utf8).sum();
                (&escape[..length], length)
            }
        };
        mended.push_str(text);
        rest = &escape[length..];
    }
    mended.push_str(rest);
    found.then_some(mended)
}

/// The UTF-16 unit that an escape at the start of the text stands for.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_replaced_and_everything_else_stays() {
        for (json, mended) in [
            (r#"{"a":"x\ud83d"}"#, Some(r#"{"a":"x\ufffd"}"#)),
            (r#""\ud83d\ud83d\ude00\ude00é""#, Some(r#""\ufffd\ud83d\ude00\ufffdé""#)),
            (r#""\ud83d\ude00 \\ud83d \u00e9 \n é\é""#, None),
            (r#""\ud8"#, None),
            (r"\", None),
        ] {
            assert_eq!(without_halves(json).as_deref(), mended, "{json}");
        }
    }
}
