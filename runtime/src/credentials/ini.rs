//! The little of INI that credential files need: sections of `key = value` lines.

use std::collections::BTreeMap;

/// Sections by name; their settings by key, in lower case.
pub(super) type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// Reads sections. As the official Python SDK does, `=` and `:` part key and value, and what follows a `#` is a comment
/// wherever it stands: no setting of these files has one in it. A section that comes again adds to the first.
///
/// # Errors
///
/// The number of the line that is none of section, setting, comment and empty.
pub(super) fn read(text: &str) -> Result<Sections, usize> {
    let mut sections = Sections::new();
    let mut section = None;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with(';') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = Some(sections.entry(name.trim().to_owned()).or_default());
            continue;
        }
        let setting = line.split_once(['=', ':']).map(|(key, value)| (key.trim(), value.trim()));
        match (&mut section, setting) {
            (Some(section), Some((key, value))) if !key.is_empty() => {
                section.insert(key.to_ascii_lowercase(), unquoted(value).to_owned());
            }
            _ => return Err(number + 1),
        }
    }
    Ok(sections)
}

/// The official Go SDK takes quotation marks away.
fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_quotes_and_the_case_of_keys_do_not_matter() {
        let text = "\u{feff}# a comment\n; another\n\n[ default ] # a third\r\nType = access_key   # a fourth\nempty =\n\
                    secret : \"a=b:c\"\n[other]\nx=1\n[default]\nmore = 2";
        let sections = read(text).unwrap();
        let default = &sections["default"];
        assert_eq!(default["type"], "access_key");
        assert_eq!(default["secret"], "a=b:c");
        assert_eq!((default["empty"].as_str(), default["more"].as_str()), ("", "2"));
        assert_eq!(sections["other"]["x"], "1");
    }

    #[test]
    fn a_line_that_is_nothing_is_told_by_its_number() {
        assert_eq!(read("[a]\nx = 1\nnonsense").unwrap_err(), 3);
        assert_eq!(read("x = 1").unwrap_err(), 1);
        assert_eq!(read("[a]\n= 1").unwrap_err(), 2);
        assert!(read("").unwrap().is_empty());
    }
}
