//! Text that may hold JSON, where neither a spec nor the overlay says whether it does.

use super::proposal::{Kind, Proposal, sentence, shortened};
use crate::diagnostic::Fix;
use crate::lower::is_plain_text;
use crate::spec::{Glossary, Schema};
use crate::tree::Value;
use crate::wording::SchemaAt;

/// The texts whose sentence calls them JSON, or whose example is an object or a list, with that as the evidence.
pub(super) fn proposals(schemas: &[SchemaAt<'_>], glossary: &Glossary) -> Vec<Proposal> {
    let yes = || Value::Scalar { text: "true".to_owned(), quoted: false };
    let open = schemas.iter().filter(|at| at.schema.json.is_none() && is_plain_text(at.schema));
    open.filter_map(|at| {
        let fix = Fix::new(&at.path, [("type", "string".into()), ("json", Value::Null)], [("json", yes())]);
        Some(Proposal::correction(Kind::Json, at, evidence(at, glossary)?, fix))
    })
    .collect()
}

fn evidence(at: &SchemaAt<'_>, glossary: &Glossary) -> Option<String> {
    let words = sentence(at, glossary).filter(|words| says_json(words)).map(shortened);
    let example = || example(at.schema).filter(|example| !at.path.ends_with("[]") || is_of_element(example));
    words.or_else(|| Some(format!("for example `{}`", shortened(example()?))))
}

/// Whether a sentence has the word; `.JSON` is the ending of a file's name.
fn says_json(sentence: &str) -> bool {
    const WORD: &str = "JSON";
    sentence.match_indices(WORD).any(|(start, _)| {
        let (before, after) = (&sentence[..start], &sentence[start + WORD.len()..]);
        !before.ends_with(|last: char| last.is_alphanumeric() || last == '.')
            && !after.starts_with(char::is_alphanumeric)
    })
}

/// An example that is an object or a list. Many a published one is not quite JSON.
fn example(schema: &Schema) -> Option<&str> {
    let example = schema.example.as_deref()?.trim();
    let is_json =
        [('{', '}'), ('[', ']')].iter().any(|&(open, close)| example.starts_with(open) && example.ends_with(close));
    is_json.then_some(example)
}

/// Whether an example of the elements of a list is that of one: where it is a list, or `{a, b}`, it is that of the whole list.
fn is_of_element(example: &str) -> bool {
    example.starts_with('{') && example.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_json_counts_wherever_it_is_one() {
        for (sentence, says) in [
            ("The filter as JSON.", true),
            ("A JSON-encoded list.", true),
            ("The address of `a.JSON`.", false),
            ("Text in BSON or JSONL.", false),
            ("The filter.", false),
        ] {
            assert_eq!(says_json(sentence), says, "{sentence}");
        }
    }
}
