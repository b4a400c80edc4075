//! Documented values that only the words list.
//!
//! Published words list values as Markdown lists and tables (`- **Success**: …`, `| 1080p | …`), and in sentences that begin with
//! "Valid values" or its Chinese forms.

use std::collections::BTreeSet;

use super::proposal::{Kind, Proposal, shortened};
use crate::diagnostic::Fix;
use crate::lower::is_plain_text;
use crate::tree::Value;
use crate::wording::SchemaAt;

/// What begins a sentence that lists values.
const MARKERS: [&str; 12] = [
    "valid values",
    "possible values",
    "supported values",
    "allowed values",
    "enumeration",
    "one of",
    "either",
    "取值",
    "枚举",
    "可选值",
    "可取值",
    "目前支持",
];

/// What ends a value in a line.
const ENDS: [char; 14] = [':', '：', '(', '（', ',', '，', '、', ';', '；', '。', '|', '=', '<', '\t'];

/// What says that a text holds several values, or parts of another form.
const OTHER_FORMS: [&str; 7] = ["json", "comma", "逗号", "多个", "://", "following information", "以下信息"];

/// Endings of names whose values are open.
const OPEN_NAMES: [&str; 6] = ["id", "ids", "url", "urls", "media", "json"];

pub(super) fn proposals(schemas: &[SchemaAt<'_>]) -> Vec<Proposal> {
    let names: BTreeSet<&str> = schemas.iter().filter_map(|at| at.name).collect();
    let open = schemas.iter().filter(|at| {
        let schema = at.schema;
        let undecided = schema.values.is_empty() && schema.value_titles.is_empty() && schema.json.is_none();
        let name = at.name.unwrap_or_default().to_lowercase();
        undecided && is_plain_text(schema) && !OPEN_NAMES.iter().any(|end| name.ends_with(end))
    });
    open.filter_map(|at| {
        let description = &at.schema.description;
        let lower = description.to_lowercase();
        let values = values(description).filter(|_| !OTHER_FORMS.iter().any(|form| lower.contains(form)))?;
        // "Either `MediaId` or `InputURL`" are parameters.
        if values.iter().all(|value| names.contains(value.as_str())) {
            return None;
        }
        let absent = [("type", "string".into()), ("enum", Value::Null)];
        let fix = Fix::new(&at.path, absent, [("enum", Value::from(values))]);
        Some(Proposal::correction(Kind::Enum, at, shortened(description), fix))
    })
    .collect()
}

/// The values that a description lists: at least two, and more than numbers and booleans.
pub(super) fn values(description: &str) -> Option<Vec<String>> {
    let description = unescaped(description);
    let listed = [rows(&description), sentence(&description)].into_iter().find(|values| values.len() > 1)?;
    let plain =
        |value: &String| value.parse::<f64>().is_ok() || matches!(value.to_lowercase().as_str(), "true" | "false");
    (!listed.iter().all(plain)).then_some(listed)
}

/// A text without the backslashes of Markdown, such as that of `build\_in`.
fn unescaped(text: &str) -> String {
    let mut signs = text.chars().peekable();
    std::iter::from_fn(|| {
        let sign = signs.next()?;
        let escaped = (sign == '\\').then(|| signs.next_if(char::is_ascii_punctuation)).flatten();
        Some(escaped.unwrap_or(sign))
    })
    .collect()
}

/// The values at the heads of list items and table rows.
fn rows(description: &str) -> Vec<String> {
    let mut values = Vec::new();
    for line in description.lines().map(str::trim) {
        let Some(item) = item(line) else { continue };
        let Some(value) = head(item) else { continue };
        if !values.contains(&value) {
            values.push(value);
        }
    }
    // The head of a table.
    values.retain(|value| !["Value", "Parameter", "Type"].contains(&value.as_str()));
    values
}

/// What follows the sign of a list item, or the first cell of a table row.
fn item(line: &str) -> Option<&str> {
    let numbered = || {
        let rest = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
        rest.strip_prefix(['.', ')', '、']).filter(|_| rest.len() < line.len())
    };
    let bold = line.strip_prefix("* ").or_else(|| line.strip_prefix(['-', '+', '•', '·', '|']));
    bold.or_else(numbered).map(str::trim_start)
}

/// The value that an item begins with: a word, alone or before its meaning.
fn head(item: &str) -> Option<String> {
    let bare = item.trim_start_matches(['*', '`', '"', '“', ' ']);
    let marked = bare.len() < item.len();
    let end = bare.find(|sign: char| sign.is_whitespace() || ENDS.contains(&sign) || "*`\"”".contains(sign));
    let (value, rest) = bare.split_at(end.unwrap_or(bare.len()));
    let value = value.trim_end_matches('.');
    let latin = |text: &str| text.trim_start().starts_with(|first: char| first.is_ascii_alphanumeric());
    // `**not authorized**` is more than a word.
    if latin(rest) && marked {
        return None;
    }
    // `- Only the owner may …` is a remark: a value stands alone, before a sign, or in marks.
    let rest = rest.trim_start_matches(['*', '`', '"', '”']).trim_start();
    let path = rest.trim_start_matches(':').starts_with("//");
    (is_value(value) && !path && (marked || !latin(rest))).then(|| value.to_owned())
}

/// The values of a sentence behind a marker: in code or bold, or each before its meaning.
fn sentence(description: &str) -> Vec<String> {
    let lower = description.to_lowercase();
    let Some(start) = MARKERS.iter().filter_map(|marker| Some(lower.find(marker)? + marker.len())).min() else {
        return Vec::new();
    };
    // Lower case may have other bytes than the text.
    let Some(rest) = description.get(start..) else { return Vec::new() };
    let end = rest.find(['。', '\n']).or_else(|| rest.find(". ")).unwrap_or(rest.len());
    let rest = &rest[..end];
    let mut values: Vec<String> = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    if values.len() < 2 {
        let parts = rest
            .split([',', '，', '、', ';', '；', '/', '|'])
            .flat_map(|part| part.split(" or "))
            .flat_map(|part| part.split(" and "));
        let parts = parts.map(|part| part.trim().trim_start_matches([':', '：', ' ']));
        values = parts.filter_map(|part| head(part).or_else(|| is_value(part).then(|| part.to_owned()))).collect();
    }
    let mut seen = Vec::new();
    values.retain(|value| {
        is_value(value) && !seen.contains(value) && {
            seen.push(value.clone());
            true
        }
    });
    values
}

/// A word that may be a value: as generated enums take it, and short.
fn is_value(word: &str) -> bool {
    const LONGEST: usize = 48;
    let plain = |character: char| character.is_ascii_alphanumeric() || "_.+:-".contains(character);
    word.len() <= LONGEST && word.chars().all(plain) && word.starts_with(|first: char| first.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_lists_tables_and_sentences() {
        for (description, expected) in [
            ("The state:\n- **Success**: it is done.\n- **Fail**: it is not.", vec!["Success", "Fail"]),
            ("The state.\n\\- Init：new\n\n\\- Failed： over", vec!["Init", "Failed"]),
            ("The size.\n* 1080p\n* 720p", vec!["1080p", "720p"]),
            ("1. `a`, first\n2. `b`, second", vec!["a", "b"]),
            ("| Value | Meaning |\n|---|---|\n| asc | up |\n| desc | down |", vec!["asc", "desc"]),
            ("Valid values: `left` and `right`. See also `Other`.", vec!["left", "right"]),
            ("取值：normal（普通），spam（垃圾）。", vec!["normal", "spam"]),
            ("Valid values: asc, desc", vec!["asc", "desc"]),
            ("来源：\n- build\\_in：自建。\n- ad：导入。", vec!["build_in", "ad"]),
            ("The event:\n- **accepted**: a\n- **not authorized**: b\n- **closed** by c", vec!["accepted", "closed"]),
        ] {
            assert_eq!(values(description).unwrap_or_default(), expected, "{description}");
        }
    }

    #[test]
    fn remarks_numbers_and_single_words_are_no_values() {
        for description in [
            "- Only the owner may read it.\n- Others may not.",
            "Valid values: `0` and `1`.",
            "Valid values: `true` and `false`.",
            "For example `a` and `b`.",
            "- **Success**: it is done.",
            "1. oss://bucket/object\n2. http(s)://bucket/object",
            "",
        ] {
            assert_eq!(values(description), None, "{description}");
        }
    }
}
