//! The names that the official SDK for Python gives to methods, arguments and classes.

/// Words that no argument may be called.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// A name as a method or an argument: an underscore stands where a small letter is followed by a capital or a digit.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut after_small = false;
    for character in class(name).chars() {
        if after_small && (character.is_ascii_uppercase() || character.is_ascii_digit()) {
            snake.push('_');
        }
        after_small = character.is_ascii_lowercase();
        snake.extend(character.to_lowercase());
    }
    // `from_` is the argument of `From`.
    if KEYWORDS.contains(&snake.as_str()) { format!("{snake}_") } else { snake }
}

/// A name as a class or a part of one: without separators, each word with a capital.
pub(super) fn class(name: &str) -> String {
    let words = name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect::<String>()
    };
    words.map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_called_as_in_the_sdk() {
        for (name, expected) in [
            ("JobId", "job_id"),
            ("AIAgentId", "aiagent_id"),
            ("InputURLs", "input_urls"),
            ("CipherBase64ed", "cipher_base_64ed"),
            ("AvatarChat3D", "avatar_chat_3d"),
            ("ThumbURL240P", "thumb_url240p"),
            ("SubmitTraceM3u8Job", "submit_trace_m3u_8job"),
            ("Has_b_frames", "has_bframes"),
            ("From", "from_"),
            ("text", "text"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn a_class_has_no_separators() {
        for (name, expected) in [("JobId", "JobId"), ("text", "Text"), ("x-acs-trace", "XAcsTrace")] {
            assert_eq!(class(name), expected);
        }
    }
}
