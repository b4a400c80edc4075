//! Files whose text is mostly fixed: templates that look like what they make, with names in capitals for what varies.

use super::markdown;

/// A template with values for its names. A line that is only a name becomes as many lines as its value has.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(2 * template.len());
    for line in template.lines() {
        match values.iter().find(|(name, _)| *name == line) {
            Some((_, value)) => value.lines().for_each(|line| text.extend([line, "\n"])),
            None => {
                let filled = values.iter().fold(line.to_owned(), |line, (name, value)| line.replace(name, value));
                text.extend([&filled, "\n"]);
            }
        }
    }
    text
}

/// Lines of documentation.
pub(super) fn comment(sign: &str, lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().map(|line| format!("{sign} {}", markdown::shown(&line)).trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_on_a_line_of_its_own_becomes_any_number_of_lines() {
        let template = "a __ONE__\n__LINES__\n__NONE__\nb\n";
        let values = [("__ONE__", "1"), ("__LINES__", "x\n\ny"), ("__NONE__", "")];
        assert_eq!(fill(template, &values), "a 1\nx\n\ny\nb\n");
    }
}
