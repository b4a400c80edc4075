//! Text from outside, made fit for one line of a log or a terminal.

/// Characters of a message that are kept. The longest in use are echoes of a string to sign, about 2,000.
pub(crate) const LONGEST_MESSAGE: usize = 4000;
/// Characters of any other text of an error that are kept.
pub(crate) const LONGEST_FACT: usize = 300;

/// The text on one line of at most `longest` characters: runs of white space become one space, characters that drive a
/// terminal or turn the direction of writing vanish, and what is too long ends in `…`.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = true;
            continue;
        }
        if vanishes(character) {
            continue;
        }
        if gap && length > 0 {
            line.push(' ');
            length += 1;
        }
        gap = false;
        if length >= longest {
            line.push('…');
            break;
        }
        line.push(character);
        length += 1;
    }
    line
}

/// Whether a text has line breaks or other characters that [`one_line`] does not keep.
pub(crate) fn is_unfit(text: &str) -> bool {
    text.contains(|character: char| vanishes(character) || matches!(character, '\u{2028}' | '\u{2029}'))
}

/// Characters that drive a terminal, or with which text can be made to read as something else.
fn vanishes(character: char) -> bool {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_become_spaces_and_control_characters_vanish() {
        assert_eq!(one_line("\u{1b}[31m a\r\n\tb \u{7}\u{202e}c ", 80), "[31m a b c");
    }

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        assert_eq!(one_line("abcdef", 3), "abc…");
        assert_eq!(one_line("abc  ", 3), "abc");
    }
}
