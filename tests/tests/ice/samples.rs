//! The published sample responses, read by our types.
//!
//! They are part of the published metadata, which is not copied into this project. The test looks for it at
//! `../shared/data/metadata/ice/2020-11-09/api-docs.json` beside the project, or at the path that `ICE_API_DOCS` gives;
//! where there is none, it prints that it is skipped and passes.
//!
//! The samples are of 2024, and were made from the schemas of that time. Where one does not fit, the snapshot says so:
//! by the path, and by the kinds of what is expected and found, never by their values.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::PathBuf;

use alibabacloud_runtime::model::Mode;
use serde_json::Value;

use crate::spec::project;
use crate::table::{OPERATIONS, named};
use crate::written;

/// The sample of each operation that has one in JSON.
fn samples() -> Option<BTreeMap<String, String>> {
    let beside = || project().join("../shared/data/metadata/ice/2020-11-09/api-docs.json");
    let documents = env::var_os("ICE_API_DOCS").map_or_else(beside, PathBuf::from);
    if !documents.is_file() {
        println!("skipped: there is no {}", documents.display());
        return None;
    }
    let document: Value = serde_json::from_str(&fs::read_to_string(documents).unwrap()).unwrap();
    let mut samples = BTreeMap::new();
    for (name, operation) in document["apis"].as_object().unwrap() {
        let demos = operation.get("responseDemo").and_then(Value::as_str).filter(|demos| !demos.is_empty());
        let Some(demos) = demos else { continue };
        let demos: Vec<Value> = serde_json::from_str(demos).unwrap();
        if let Some(demo) = demos.iter().find(|demo| demo["type"] == "json") {
            samples.insert(name.clone(), demo["example"].as_str().unwrap().to_owned());
        }
    }
    Some(samples)
}

/// A path without its indices: what holds for one element holds for the list.
fn of_any_element(path: &str) -> String {
    let mut general = String::new();
    let mut within = false;
    for character in path.chars() {
        within &= character != ']';
        if !within {
            general.push(character);
        }
        within |= character == '[';
    }
    general
}

/// What kind of value a note has found: its first words, without the value.
fn kind(found: &str) -> &str {
    ["text", "number", "boolean"].into_iter().find(|kind| found.starts_with(kind)).unwrap_or(found)
}

/// A value as it comes back from a response: without `null` and empty lists, and `20` where a number may have a fraction
/// is `20.0`.
fn plain(value: Value) -> Value {
    let is_something = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    match value {
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(name, value)| (name, plain(value)));
            Value::Object(entries.filter(|(_, value)| is_something(value)).collect())
        }
        Value::Array(elements) => elements.into_iter().map(plain).collect(),
        Value::Number(number) => number.as_f64().into(),
        scalar => scalar,
    }
}

#[test]
fn published_samples_are_read_strictly_but_for_the_exceptions_that_are_listed() {
    let Some(samples) = samples() else { return };
    assert_eq!(samples.len(), 196);
    let mut strict = 0;
    let mut exceptions = BTreeSet::new();
    for (name, sample) in &samples {
        if !OPERATIONS.iter().any(|entry| entry.name == name) {
            exceptions.insert(format!("{name}: no such operation"));
            continue;
        }
        let read_response = named(name).read_response;
        if let Ok(read) = read_response(sample.as_bytes(), Mode::Strict) {
            strict += 1;
            let sample = plain(serde_json::from_str(sample).unwrap());
            assert!(plain(written(&*read.output)) == sample, "{name} does not come back equal");
            continue;
        }
        let read = read_response(sample.as_bytes(), Mode::Lenient).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!read.drift.is_empty() || !read.unknown.is_empty(), "{name} is refused for no reason");
        for note in &read.drift {
            let (path, found) = (of_any_element(&note.path), kind(&note.found));
            exceptions.insert(format!("{name}: `{path}`: expected {}, found {found}", note.expected));
        }
        for path in &read.unknown {
            exceptions.insert(format!("{name}: `{}`: unknown", of_any_element(path)));
        }
    }
    println!("{strict} of {} samples fit", samples.len());
    let exceptions: Vec<_> = exceptions.into_iter().collect();
    insta::assert_snapshot!("samples_that_do_not_fit", exceptions.join("\n"));
}
