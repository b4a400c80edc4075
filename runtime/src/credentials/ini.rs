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
/// An indented line that is nothing else goes on with the value before it, as in Python: a policy that was left out would
/// give a session all permissions of its role.
///
/// # Errors
///
/// The number of the first line that is not a section, setting, comment or empty, and goes on with no value.
pub(super) fn read(text: &str) -> Result<Sections, usize> {
    let mut sections = Sections::new();
    let (mut section, mut last) = (None, String::new());
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let bare = without_comment(line);
        if bare.is_empty() {
            continue;
        }
        let name = bare.strip_prefix('[').and_then(|bare| bare.strip_suffix(']'));
        if let Some(name) = name.map(str::trim).filter(|name| is_name(name)) {
            (section, last) = (Some(sections.entry(name.to_owned()).or_default()), String::new());
            continue;
        }
        let Some(section) = &mut section else { return Err(number + 1) };
        // The check is on the line without comments: `# a = b` is not a setting.
        let setting = line.split_once(['=', ':']).filter(|_| bare.contains(['=', ':']));
        match setting.map(|(key, value)| (key.trim(), value.trim())).filter(|(key, _)| is_name(key)) {
            Some((key, value)) => {
                let value = quoted(value).unwrap_or_else(|| without_comment(value));
                last = key.to_ascii_lowercase();
                section.insert(last.clone(), value.to_owned());
            }
            None => {
                let value = section.get_mut(&last).filter(|_| line.starts_with(char::is_whitespace));
                let value = value.ok_or(number + 1)?;
                if !value.is_empty() {
                    value.push('\n');
                }
                value.push_str(bare);
            }
        }
    }
    Ok(sections)
}

/// Whether this can be the name of a section or a key. With quotation marks or brackets it is rather a part of a policy.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(['"', '\'', '{', '}', '[', ']'])
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
    fn a_value_goes_on_in_lines_that_are_indented() {
        for (policy, value) in [
            ("policy =\n  {\"Version\": \"1\"}", "{\"Version\": \"1\"}"),
            ("policy = {\n  \"Version\": \"1\" ; note\n\n\t}", "{\n\"Version\": \"1\"\n}"),
            (
                "policy = {\"Version\": \"1\", # note\n # note\n \"a\": [\n [\"b=c\"]]}",
                "{\"Version\": \"1\",\n\"a\": [\n[\"b=c\"]]}",
            ),
            // Another setting, although it is indented.
            ("policy = {}\n  other = 1", "{}"),
        ] {
            let sections = read(&format!("[a]\n{policy}\nlast = 1\n[b]\npolicy = 2")).unwrap();
            assert_eq!(sections["a"]["policy"], value, "{policy}");
            assert_eq!((sections["a"]["last"].as_str(), sections["b"]["policy"].as_str()), ("1", "2"));
        }
    }

    #[test]
    fn a_line_that_is_nothing_is_told_by_its_number() {
        assert_eq!(read("[a]\nx = 1\nnonsense").unwrap_err(), 3);
        assert_eq!(read("[a]\nx = 1\nnonsense # a = b").unwrap_err(), 3);
        assert_eq!(read("x = 1").unwrap_err(), 1);
        assert_eq!(read("[a]\n= 1").unwrap_err(), 2);
        assert_eq!(read("[a]\n  x").unwrap_err(), 2);
        assert_eq!(read("[a]\nx =\n\"Version\": 1").unwrap_err(), 3);
        assert_eq!(read("[\"a\"]\nx = 1").unwrap_err(), 1);
        assert!(read("").unwrap().is_empty());
    }
}
