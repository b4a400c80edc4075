//! The part of INI that credential files use: sections of `key = value` lines.

use std::collections::BTreeMap;

/// Sections by name; their settings by key, in lower case.
pub(super) type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// Reads sections. `=` and `:` separate key and value. A section that occurs again adds to the first.
///
/// Comments are those that all official SDKs agree on: `#` begins one anywhere. `;` begins one at the start of a line
/// and after white space; elsewhere it is part of the value, as in Python, while Go and npm cut the value there: a
/// value that is too long is refused by the service at worst, a value that was cut is lost. Between quotation marks
/// there are no comments.
///
/// # Errors
///
/// The number of the first line that is not a section, setting, comment or empty.
pub(super) fn read(text: &str) -> Result<Sections, usize> {
    let mut sections = Sections::new();
    let mut section = None;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let bare = without_comment(line);
        if bare.is_empty() {
            continue;
        }
        if let Some(name) = bare.strip_prefix('[').and_then(|bare| bare.strip_suffix(']')) {
            section = Some(sections.entry(name.trim().to_owned()).or_default());
            continue;
        }
        let setting = line.split_once(['=', ':']).map(|(key, value)| (key.trim(), value.trim()));
        match (&mut section, setting) {
            // The check is on the line without comments: `# a = b` is not a setting.
            (Some(section), Some((key, value))) if !key.is_empty() && bare.contains(['=', ':']) => {
                let value = quoted(value).unwrap_or_else(|| without_comment(value));
                section.insert(key.to_ascii_lowercase(), value.to_owned());
            }
            _ => return Err(number + 1),
        }
    }
    Ok(sections)
}

/// The text before a comment.
fn without_comment(text: &str) -> &str {
    let text = text.split('#').next().unwrap_or_default();
    let mut before = ' ';
    let semicolon = text.find(|character| {
        let begins = character == ';' && before.is_whitespace();
        before = character;
        begins
    });
    text.get(..semicolon.unwrap_or(text.len())).unwrap_or_default().trim()
}

/// The text between a pair of quotation marks, if nothing but a comment follows them. Go and npm remove such a pair; a
/// single mark stays, and is refused if it is part of an access key.
fn quoted(value: &str) -> Option<&str> {
    let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let rest = value.get(1..)?;
    let mut ends = rest.match_indices(mark);
    let (end, _) =
        ends.find(|(end, _)| rest.get(end + 1..).is_some_and(|behind| without_comment(behind).is_empty()))?;
    rest.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_quotes_and_the_case_of_keys_do_not_matter() {
        let text = "\u{feff}# a comment\n; another\n\n[ default ] # a third\r\nType = access_key   # a fourth\nempty =\n\
                    secret : \"a=b:c\"\n[other]\nx=1\n[default] ; a fifth\nmore = 2";
        let sections = read(text).unwrap();
        let default = &sections["default"];
        assert_eq!(default["type"], "access_key");
        assert_eq!(default["secret"], "a=b:c");
        assert_eq!((default["empty"].as_str(), default["more"].as_str()), ("", "2"));
        assert_eq!(sections["other"]["x"], "1");
    }

    #[test]
    fn a_value_ends_at_a_comment_that_is_outside_of_quotation_marks() {
        for (line, value) in [
            ("key = value ; note", "value"),
            ("key = value\t; note", "value"),
            ("key = value # note", "value"),
            ("key = value# note", "value"),
            ("key = ; note", ""),
            ("key =; note", ""),
            ("key = # note", ""),
            // Not after white space.
            ("key = val;ue", "val;ue"),
            ("key = val;ue ;note", "val;ue"),
            ("key = 'value'", "value"),
            ("key = \"value\"", "value"),
            ("key = 'value' ; note", "value"),
            ("key = \"value\" # it's a \"note\"", "value"),
            ("key = 'val # u ; e' # note", "val # u ; e"),
            ("key = '{\"a\": \"b # c\"}'", "{\"a\": \"b # c\"}"),
            ("key = {\"a\": \"b\"}", "{\"a\": \"b\"}"),
            ("key = ''", ""),
            // A single mark, or two of them.
            ("key = \"value", "\"value"),
            ("key = value'", "value'"),
            ("key = 'value\"", "'value\""),
            ("key = 'a' b", "'a' b"),
        ] {
            let sections = read(&format!("[section]\n{line}")).unwrap();
            assert_eq!(sections["section"]["key"], value, "{line}");
        }
    }

    #[test]
    fn a_line_that_is_nothing_is_told_by_its_number() {
        assert_eq!(read("[a]\nx = 1\nnonsense").unwrap_err(), 3);
        assert_eq!(read("[a]\nx = 1\nnonsense # a = b").unwrap_err(), 3);
        assert_eq!(read("x = 1").unwrap_err(), 1);
        assert_eq!(read("[a]\n= 1").unwrap_err(), 2);
        assert!(read("").unwrap().is_empty());
    }
}
