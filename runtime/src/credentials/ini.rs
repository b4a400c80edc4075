//! The little of INI that credential files need: sections of `key = value` lines.

use std::collections::BTreeMap;

/// Sections by name; their settings by key, in lower case.
pub(super) type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// Reads sections. `=` and `:` part key and value. A section that comes again adds to the first.
///
/// Comments are what all official SDKs agree on: `#` begins one wherever it stands. `;` begins one at the start of a line
/// and behind white space; inside a text it is part of it, as in Python, where Go and npm cut it off: what is kept here
/// is at worst refused by the service, what is cut off is lost. Between quotation marks nothing is a comment.
///
/// # Errors
///
/// The number of the line that is none of section, setting, comment and empty.
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
            // The line without comments has to have them too: `# a = b` is none.
            (Some(section), Some((key, value))) if !key.is_empty() && bare.contains(['=', ':']) => {
                let value = quoted(value).unwrap_or_else(|| without_comment(value));
                section.insert(key.to_ascii_lowercase(), value.to_owned());
            }
            _ => return Err(number + 1),
        }
    }
    Ok(sections)
}

/// What stands in front of a comment.
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

/// What stands between a pair of quotation marks behind which there is nothing but a comment. Go and npm take them away;
/// half a pair stays, and is refused where it is in a key.
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
            // Not behind white space.
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
            // Half a pair, or two of them.
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
