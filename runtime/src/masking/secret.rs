//! A secret that is known, found in a text however it is escaped there.

use super::text::MASK;
use crate::encoding::entity;

/// Characters of a secret that have to be there: a shorter match may be a part of ordinary words.
const SHORTEST: usize = 12;
/// The same where the text was cut, so that no more of the secret can be there.
const SHORTEST_CUT: usize = 3;

/// The text with this secret masked, whole or cut, in each of its forms; `None` where it has none of them.
pub(crate) fn without(text: &str, secret: &str) -> Option<String> {
    let mut next = Some(found(text, secret)?);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, length)) = next {
        masked.push_str(&rest[..start]);
        masked.push_str(MASK);
        rest = &rest[start + length..];
        next = found(rest, secret);
    }
    masked.push_str(rest);
    Some(masked)
}

/// Where the secret begins in the text, and how many bytes of the text are it.
fn found(text: &str, secret: &str) -> Option<(usize, usize)> {
    let first = secret.chars().next()?;
    let begins = |character| character == first || (!is_plain(first) && matches!(character, '%' | '\\' | '&' | ' '));
    let mut starts = text.match_indices(begins).map(|(start, _)| start);
    starts.find_map(|start| Some((start, length(&text[start..], secret)?)))
}

/// How much of the text's start is the secret, where that is enough of it. Forms may begin alike; the one with the
/// longest match is the one that is here.
fn length(text: &str, secret: &str) -> Option<usize> {
    Form::ALL.iter().filter_map(|form| form.length(text, secret)).max()
}

/// How a text may have been escaped.
#[derive(Clone, Copy)]
enum Form {
    /// Not at all. A space may have been a `+` before a form was decoded.
    Plain,
    /// As in URLs and forms.
    Percent,
    /// The same twice, as in the string that the older signature signs.
    PercentTwice,
    /// As in JSON and other text between quotation marks.
    Backslash,
    /// As in HTML and XML.
    Entity,
}

impl Form {
    const ALL: [Self; 5] = [Self::Plain, Self::Percent, Self::PercentTwice, Self::Backslash, Self::Entity];

    fn length(self, text: &str, secret: &str) -> Option<usize> {
        let (mut rest, mut count) = (text, 0);
        for character in secret.chars() {
            let Some(after) = self.after(rest, character) else { break };
            (rest, count) = (after, count + 1);
        }
        let is_whole = || secret.chars().nth(count).is_none();
        // Notes end so.
        let is_cut = || count >= SHORTEST_CUT && rest.trim_start_matches('"').starts_with('…');
        (count >= SHORTEST || is_whole() || is_cut()).then_some(text.len() - rest.len())
    }

    /// What follows this character at the start of a text. Encoders differ in which characters they leave as they are.
    fn after(self, text: &str, character: char) -> Option<&str> {
        let itself = || text.strip_prefix(character);
        if is_plain(character) {
            return itself();
        }
        match self {
            Self::Plain => itself().or_else(|| text.strip_prefix(' ').filter(|_| character == '+')),
            Self::Percent => percent(text, "%", character).or_else(|| itself().filter(|_| character != '%')),
            Self::PercentTwice => percent(text, "%25", character).or_else(|| itself().filter(|_| character != '%')),
            Self::Backslash => backslash(text, character).or_else(|| itself().filter(|_| character != '\\')),
            Self::Entity => match entity(text) {
                Some((found, rest)) => (found == character).then_some(rest),
                None => itself(),
            },
        }
    }
}

/// Whether nothing escapes this character.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// What follows the character's bytes in hexadecimal digits of any case, each behind this mark.
fn percent<'a>(text: &'a str, mark: &str, character: char) -> Option<&'a str> {
    let bytes = character.encode_utf8(&mut [0; 4]).bytes().collect::<Vec<_>>();
    bytes.iter().try_fold(text, |rest, byte| {
        let rest = rest.strip_prefix(mark)?;
        (u8::from_str_radix(rest.get(..2)?, 16) == Ok(*byte)).then_some(&rest[2..])
    })
}

/// What follows the character behind backslashes: several where JSON is text in JSON.
fn backslash(text: &str, character: char) -> Option<&str> {
    let rest = text.strip_prefix('\\')?;
    if character == '\\' {
        return rest.strip_prefix('\\').or_else(|| rest.strip_prefix("u005c"));
    }
    let rest = without_backslashes(rest);
    let named = match character {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        other => other,
    };
    let units = || character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04x}")).collect::<Vec<_>>();
    let code = || {
        units().iter().try_fold(rest, |rest, unit| {
            let digits = without_backslashes(rest).strip_prefix('u')?;
            digits.get(..4)?.eq_ignore_ascii_case(unit).then_some(&digits[4..])
        })
    };
    rest.strip_prefix(named).or_else(code)
}

/// The text behind the backslashes of as many layers of JSON as there may be.
fn without_backslashes(text: &str) -> &str {
    const MOST: usize = 7;
    let count = text.bytes().take(MOST).take_while(|byte| *byte == b'\\').count();
    &text[count..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(secret: &str, forms: &[&str]) {
        for form in forms {
            let masked = without(&format!("a {form}; b"), secret);
            assert_eq!(masked.as_deref(), Some("a ***; b"), "{form}");
        }
    }

    #[test]
    fn a_secret_is_found_however_it_is_escaped() {
        check(
            "CAISabcdefgh/rest+of=it",
            &[
                "CAISabcdefgh/rest+of=it",
                "CAISabcdefgh%2Frest%2Bof%3Dit",
                "CAISabcdefgh%2frest%2bof%3dit",
                "CAISabcdefgh/rest%2Bof=it",
                "CAISabcdefgh%252Frest%252Bof%253Dit",
                "CAISabcdefgh%252frest%252bof%253dit",
                r"CAISabcdefgh\/rest+of=it",
                r"CAISabcdefgh\\\/rest+of=it",
                r"CAISabcdefgh\u002Frest\u002bof\u003dit",
                "CAISabcdefgh&#47;rest&#43;of&#x3D;it",
                "CAISabcdefgh/rest of=it",
            ],
        );
        check(
            r#""<p&s%2F\w'ö🦀 end"#,
            &[
                r#""<p&s%2F\w'ö🦀 end"#,
                "%22%3Cp%26s%252F%5Cw%27%C3%B6%F0%9F%A6%80%20end",
                "%2522%253Cp%2526s%25252F%255Cw%2527%25C3%25B6%25F0%259F%25A6%2580%2520end",
                r#"\"<p&s%2F\\w'ö🦀 end"#,
                r#"\u0022\u003cp\u0026s%2F\u005cw\u0027\u00f6\ud83e\udd80 end"#,
                "&quot;&lt;p&amp;s%2F\\w&apos;&#246;&#x1F980; end",
            ],
        );
        check("+8/chars", &["%2B8%2Fchars", "&#43;8/chars", r"+8\/chars", r"\u002b8/chars"]);
    }

    #[test]
    fn forms_that_begin_alike_are_masked_to_their_own_end() {
        let text = "0123456789abc+tail 0123456789abc%2Btail 0123456789abc%252Btail";
        assert_eq!(without(text, "0123456789abc+tail").unwrap(), "*** *** ***");
    }

    #[test]
    fn a_secret_that_was_cut_is_masked_as_far_as_it_goes() {
        let masked = without("0123456789abcdef… 0123456789abcdeX 0123456789abcdefghij", "0123456789abcdefghij");
        assert_eq!(masked.as_deref(), Some("***… ***X ***"));
        assert_eq!(without("0123456789 %", "0123456789abcdefghij"), None);
        assert_eq!(without("a 0123… b", "0123456789").as_deref(), Some("a ***… b"));
        assert_eq!(without(r#"text "a %2B8/"… (9 bytes)"#, "+8/chars").as_deref(), Some(r#"text "a ***"… (9 bytes)"#));
        assert_eq!(without("a 01… b", "0123456789"), None);
    }

    #[test]
    fn a_long_text_is_searched_once() {
        for unit in ["\\", "&", "%", "/8", "&#4"] {
            assert_eq!(without(&unit.repeat(1 << 16), "/8/chars"), None, "{unit}");
        }
    }

    #[test]
    fn what_is_not_the_secret_stays() {
        for text in ["", "%", "\\", "&", "&#;", "\\u", "%2", "/8%2", "/8/chaos", "&#x110000;8", "ä%C3"] {
            assert_eq!(without(text, "/8/chars"), None, "{text}");
            assert_eq!(without(text, "ä8/chars"), None, "{text}");
        }
    }
}
