//! Texts that are points in time: `2030-01-31T12:00:00Z`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::proposal::{Kind, Proposal, sentence, shortened};
use crate::diagnostic::Fix;
use crate::lower::is_plain_text;
use crate::names::within;
use crate::spec::{Glossary, Operation};
use crate::specs::Specs;
use crate::tree::Value;
use crate::wording::SchemaAt;

/// How published words spell the form, without regard to case.
const FORM: &str = "yyyy-mm-ddthh:mm:ssz";

pub(super) fn proposals(schemas: &[SchemaAt<'_>], specs: &Specs) -> Vec<Proposal> {
    let samples = samples(&specs.operations);
    let evidence = |at: &SchemaAt<'_>| words(at, &specs.glossary).or_else(|| sample(at, &samples));
    // Names that are times elsewhere, and nowhere anything else.
    let has_other = |at: &&SchemaAt<'_>| {
        let example = at.schema.example.as_deref().or(samples.get(&at.path).map(String::as_str));
        is_open(at) && example.is_some_and(|example| !is_time(example.trim()))
    };
    let others: BTreeSet<&str> = schemas.iter().filter(has_other).filter_map(|at| at.name).collect();
    let times = schemas.iter().filter(|at| at.schema.format == "iso8601" || (is_open(at) && evidence(at).is_some()));
    let names: BTreeMap<&str, &str> = times.filter_map(|at| Some((at.name?, at.path.as_str()))).collect();
    let elsewhere = |at: &SchemaAt<'_>| {
        let path = names.get(at.name.filter(|name| !others.contains(name))?)?;
        Some(format!("as `{path}`, which is one"))
    };
    let open = schemas.iter().filter(|at| is_open(at));
    open.filter_map(|at| {
        let absent = [("type", "string".into()), ("format", Value::Null)];
        let fix = Fix::new(&at.path, absent, [("format", "iso8601".into())]);
        Some(Proposal::correction(Kind::Time, at, evidence(at).or_else(|| elsewhere(at))?, fix))
    })
    .collect()
}

fn is_open(at: &SchemaAt<'_>) -> bool {
    let text = is_plain_text(at.schema) && at.schema.json.is_none() && at.schema.format.is_empty();
    text && at.name.is_some()
}

/// What the sentence on a field or its example says.
fn words(at: &SchemaAt<'_>, glossary: &Glossary) -> Option<String> {
    let words = sentence(at, glossary).filter(|words| {
        let plain: String = words.to_lowercase().chars().filter(|sign| !"`'\"*".contains(*sign)).collect();
        plain.contains(FORM)
    });
    let example = || at.schema.example.as_deref().filter(|example| is_time(example.trim()));
    words.map(shortened).or_else(|| example().map(|example| format!("for example `{}`", example.trim())))
}

fn sample(at: &SchemaAt<'_>, samples: &BTreeMap<String, String>) -> Option<String> {
    let value = samples.get(&at.path).filter(|value| is_time(value))?;
    Some(format!("`{value}` in the sample response"))
}

/// The texts of the sample responses by the paths of their fields; of a list, that of the first element that has one.
fn samples(operations: &[Operation]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for operation in operations {
        let sample = operation.sample.as_deref().and_then(|sample| serde_json::from_str(sample).ok());
        if let Some(sample) = sample {
            collect(&sample, format!("{}.response", operation.name), &mut found);
        }
    }
    found
}

fn collect(value: &Json, path: String, found: &mut BTreeMap<String, String>) {
    match value {
        Json::String(text) => drop(found.entry(path).or_insert_with(|| text.clone())),
        Json::Object(fields) => fields.iter().for_each(|(name, value)| collect(value, within(&path, name), found)),
        Json::Array(elements) => elements.iter().for_each(|value| collect(value, format!("{path}[]"), found)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// `2030-01-31T12:00:00Z`, with or without fractions of a second.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
    let rest = shape.strip_prefix("0000-00-00T00:00:00").and_then(|rest| rest.strip_suffix('Z'));
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('.').is_some_and(|rest| rest.chars().all(|sign| sign == '0'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn only_whole_points_in_time_in_utc_are_times() {
        assert!(is_time("2030-01-31T12:00:00Z") && is_time("2030-01-31T12:00:00.123Z"));
        for text in ["2030-01-31 12:00:00", "2030-01-31", "2030-01-31T12:00:00", "2030-01-31T12:00Z", "T"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
