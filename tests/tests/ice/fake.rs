//! Every operation, sent to the fake: taken with every parameter, responded to so that nothing is left over, and refused
//! where one is missing.

use std::collections::BTreeMap;

use alibabacloud_fake::{Fake, Verdict};
use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::sign::{Keys, SignedRequest, SigningParameters, UnsignedRequest, v1, v3};
use alibabacloud_runtime::{Cursor, http};
use serde_json::Value;

use crate::layout::{Layout, is_anonymous};
use crate::spec::{SPECS, Shape};
use crate::synthetic::{input, response};
use crate::table::{Entry, OPERATIONS};

/// Every parameter with a value that its documentation allows.
fn allowed(entry: &Entry) -> Value {
    let mut input = input(&SPECS, entry.name);
    for parameter in SPECS.parameters(entry.name) {
        allow(parameter.schema, &mut input[parameter.name]);
    }
    // The first page: other tokens than those of a page before are refused.
    for cursor in entry.info.paging.iter().flat_map(|paging| paging.cursors) {
        let mut set = |name: &str, number: i64| {
            let is_text = input[name].is_string();
            input[name] = if is_text { number.to_string().into() } else { number.into() };
        };
        match *cursor {
            Cursor::Number { parameter, size, .. } => {
                set(parameter, 1);
                size.into_iter().for_each(|size| set(size, 10));
            }
            Cursor::Token { parameter, size, .. } => {
                size.into_iter().for_each(|size| set(size, 10));
                // What is required is a time, and each is a start.
                if SPECS.parameters(entry.name).iter().any(|it| it.name == parameter && !it.required) {
                    input[parameter] = "".into();
                }
            }
            _ => panic!("{}: another way to page", entry.name),
        }
    }
    input
}

/// Bends a value into its documented bounds.
fn allow(schema: &Value, value: &mut Value) {
    let bound = |key: &str| schema.get(key).and_then(|it| it.as_i64().or_else(|| it.as_str()?.parse().ok()));
    let first = || schema["enum"].get(0).and_then(Value::as_str);
    let shared = SPECS.shared(schema).map_or(schema, |(_, shared)| shared);
    let format = shared["format"].as_str().unwrap_or_default();
    match SPECS.shape(schema) {
        Shape::Integer => {
            if let Some(first) = first().or_else(|| shared["enum"].get(0)?.as_str()) {
                *value = first.parse::<i64>().unwrap().into();
            } else if let Some(least) = bound("minimum").or(bound("maximum")) {
                *value = least.into();
            } else if format == "int32" {
                *value = i32::MAX.into();
            }
        }
        Shape::Text(_) => {
            let text = value.as_str().unwrap();
            let most = usize::try_from(bound("maxLength").unwrap_or(i64::MAX)).unwrap();
            let least = usize::try_from(bound("minLength").unwrap_or(0)).unwrap();
            let text: String = text.chars().chain(std::iter::repeat_n('x', least)).take(most).collect();
            *value = text.into();
        }
        Shape::Object(properties) => {
            for (name, property) in properties {
                if let Some(value) = value.get_mut(name) {
                    allow(property, value);
                }
            }
        }
        Shape::List(items) => value.as_array_mut().unwrap().iter_mut().for_each(|value| allow(items, value)),
        _ => {}
    }
}

/// The fields of a response, by their path.
fn fields(value: &Value, path: &str, found: &mut BTreeMap<String, bool>) {
    match value {
        Value::Object(entries) => {
            entries.iter().for_each(|(name, value)| fields(value, &format!("{path}.{name}"), found))
        }
        Value::Array(entries) => entries.iter().for_each(|value| fields(value, &format!("{path}[]"), found)),
        _ => drop(found.insert(path.to_owned(), true)),
    }
}

#[tokio::test]
async fn the_fake_accepts_every_operation_and_its_responses_are_read_strictly() {
    let fake = Fake::builder().stateless().start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    for entry in OPERATIONS {
        let output =
            (entry.send)(&client, allowed(entry)).await.unwrap_or_else(|error| panic!("{}: {error}", entry.name));
        let received = fake.journal().last().unwrap().clone();
        assert_eq!((received.action.as_str(), received.verdict), (entry.name, Verdict::Accepted));
        assert_eq!(received.parameters, allowed(entry), "{}", entry.name);
        // Every field that the schema has came, but for samples and the end of a list.
        if SPECS.operations[entry.name].get("responseDemo").is_some() {
            continue;
        }
        let (mut described, mut came) = (BTreeMap::new(), BTreeMap::new());
        fields(&response(&SPECS, entry.name), "", &mut described);
        fields(&crate::written(&*output), "", &mut came);
        let token = entry.info.paging.map(|paging| format!("{paging:?}")).unwrap_or_default();
        for path in described.keys().filter(|path| !came.contains_key(*path)) {
            let is_next = token.contains(&format!("next: \"{}\"", &path[1..]));
            // The keys of what has no names are another's invention.
            let is_free = path.split('.').any(|step| ["free", "free[]", "other", "k", "k 2"].contains(&step));
            assert!(is_next || is_free, "{}: {path} did not come", entry.name);
        }
    }
    let journal = fake.journal();
    journal.assert_all_accepted();
    assert_eq!(journal.counts().len(), 400);
    let policy: Value = serde_json::from_str(&journal.policy()).unwrap();
    assert_eq!(policy["Statement"][0]["Action"].as_array().unwrap().len(), actions());
}

#[tokio::test]
async fn sparse_responses_of_every_operation_are_read_and_lack_much() {
    let (mut full, mut sparse, mut unknown) = (0, 0, 0);
    let count = |fields: &BTreeMap<String, bool>| fields.len();
    for seed in [None, Some(1), Some(2)] {
        let builder = Fake::builder().stateless();
        let fake = seed.map_or(builder.clone(), |seed| builder.sparse(seed)).start().await.unwrap();
        // Fields that no type has are an error for a strict client.
        let client = fake.client().build().unwrap();
        for entry in OPERATIONS {
            let output =
                (entry.send)(&client, allowed(entry)).await.unwrap_or_else(|error| panic!("{}: {error}", entry.name));
            let (written, mut came) = (crate::written(&*output), BTreeMap::new());
            fields(&written, "", &mut came);
            *(if seed.is_none() { &mut full } else { &mut sparse }) += count(&came);
            unknown += usize::from(written.to_string().contains("NeverHeardOf"));
        }
    }
    println!("{full} fields, {} when sparse; {unknown} of 800 responses have unknown values", sparse / 2);
    assert!(sparse / 2 < full * 3 / 4, "{} of {full}", sparse / 2);
    assert!(unknown > 40, "{unknown}");
}

/// How many different RAM actions the operations need.
fn actions() -> usize {
    let actions = OPERATIONS.iter().filter_map(|entry| entry.info.ram_action.as_str());
    actions.collect::<std::collections::BTreeSet<_>>().len()
}

/// The request for an operation, signed anew.
fn raw(fake: &Fake, entry: &Entry, layout: Layout, nonce: &str, date: &str) -> http::Request<Bytes> {
    let form = layout.form.map(|form| form.into_iter().collect());
    let unsigned = UnsignedRequest {
        method: layout.method.into(),
        host: "127.0.0.1".to_owned(),
        action: entry.name.into(),
        version: "2020-11-09".into(),
        query: layout.query.into_iter().collect(),
        body: form.map_or_else(Default::default, alibabacloud_runtime::sign::Body::Form),
        ..Default::default()
    };
    let (keys, parameters) =
        (Keys::new(fake.access_key_id(), fake.access_key_secret()), SigningParameters { date, nonce });
    let signed: SignedRequest = if is_anonymous(&SPECS, entry.name) {
        v1::anonymous_request(&unsigned, &parameters)
    } else {
        v3::sign_request(v3::Algorithm::default(), &unsigned, &keys, &parameters)
    };
    let uri = signed.target();
    let mut request = http::Request::builder().method(signed.method).uri(uri);
    for (name, value) in &signed.headers {
        request = request.header(name.as_ref(), value.as_ref());
    }
    request.body(signed.body).unwrap()
}

#[tokio::test]
async fn the_fake_refuses_every_operation_without_one_of_its_required_parameters() {
    let fake = Fake::builder().stateless().start().await.unwrap();
    let date = alibabacloud_runtime::Timestamp::from(std::time::SystemTime::now()).to_string();
    let mut removed = 0;
    for entry in OPERATIONS {
        let whole = allowed(entry);
        let answer =
            fake.respond(raw(&fake, entry, Layout::expected(&SPECS, entry.name, &whole), entry.name, &date)).unwrap();
        assert_eq!(answer.status(), 200, "{}: {answer:?}", entry.name);
        for parameter in SPECS.parameters(entry.name).into_iter().filter(|parameter| parameter.required) {
            let mut input = whole.clone();
            input.as_object_mut().unwrap().remove(parameter.name);
            let nonce = format!("{} without {}", entry.name, parameter.name);
            let layout = Layout::expected(&SPECS, entry.name, &input);
            let answer = fake.respond(raw(&fake, entry, layout, &nonce, &date)).unwrap();
            let body: Value = serde_json::from_slice(answer.body()).unwrap();
            assert_eq!(answer.status(), 400, "{nonce}: {body}");
            assert_eq!(body["Code"], format!("Missing{}", parameter.name), "{nonce}");
            removed += 1;
        }
    }
    assert!(removed > 300, "only {removed}");
}
