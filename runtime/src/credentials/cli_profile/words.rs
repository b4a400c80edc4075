//! The words of a command.

/// Splits a command into its words as both official packages do. Quotation marks and backslashes count as in a POSIX shell;
/// all else that such a shell knows is part of a word, `#` included: crates that split as a shell does (`shlex`, `shell-words`)
/// leave out what follows it. `None` if the command ends within quotation marks or after a backslash.
pub(super) fn split(command: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut rest) = (Vec::new(), None::<String>, command.chars());
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '\'' => break,
                        character => word.push(character),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => match rest.next()? {
                            '\n' => {}
                            character @ ('"' | '\\' | '$' | '`') => word.push(character),
                            character => word.extend(['\\', character]),
                        },
                        character => word.push(character),
                    }
                }
            }
            '\\' => match rest.next()? {
                '\n' => {}
                character => word.get_or_insert_default().push(character),
            },
            character => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell_but_for_comments() {
        for (command, words) in [
            ("", &[][..]),
            (" a\tb\r\n c ", &["a", "b", "c"]),
            (r#"a 'b c' "d e" f\ g"#, &["a", "b c", "d e", "f g"]),
            (r#"a'b'"c"\d"#, &["abcd"]),
            (r#"'' "" x"#, &["", "", "x"]),
            (r#"'a\b"' "a\b\"\\\$\`'""#, &[r#"a\b""#, r#"a\b"\$`'"#]),
            ("a\\\nb \"c\\\nd\"", &["ab", "cd"]),
            ("get-keys --account #7 --role admin", &["get-keys", "--account", "#7", "--role", "admin"]),
            ("a $HOME ~ * | b > c; d && e", &["a", "$HOME", "~", "*", "|", "b", ">", "c;", "d", "&&", "e"]),
        ] {
            assert_eq!(split(command).unwrap(), words, "{command}");
        }
        for command in ["'a", "a \"b", "a\\", "\"a\\\""] {
            assert_eq!(split(command), None, "{command}");
        }
    }
}
