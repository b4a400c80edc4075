//! Every operation with every parameter: read, written back, sent by its type and by its name; and refused where a
//! parameter is missing or of another type.

use std::collections::BTreeSet;

use alibabacloud_ice::Call as _;
use alibabacloud_runtime::{ErrorKind, Kind};
use serde_json::Value;

use crate::layout::{Layout, is_anonymous};
use crate::schema_paths::{Place, places};
use crate::spec::SPECS;
use crate::support::v3;
use crate::synthetic::{input, response};
use crate::table::{Entry, OPERATIONS};
use crate::{KEY_ID, SECRET, client, fields, written};
use loopback::{MockResponse, RecordedRequest, Server};

fn refusal(entry: &Entry, input: Value) -> String {
    match (entry.read)(input) {
        Ok(_) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Every operation's input with its places.
fn inputs() -> impl Iterator<Item = (&'static Entry, Value, Vec<Place>)> {
    OPERATIONS.iter().map(|entry| {
        let input = input(&SPECS, entry.name);
        let places = places(&SPECS, entry.name, &input);
        (entry, input, places)
    })
}

#[test]
fn a_full_input_is_read_and_written_back_equal() {
    for (entry, input, _) in inputs() {
        let operation = (entry.read)(input.clone()).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
        assert_eq!(written(&*operation), input, "{}", entry.name);
    }
}

/// Otherwise a type could have a parameter that no spec has, or the facts of another parameter.
#[test]
fn the_fields_of_an_operation_are_those_of_its_spec_and_its_facts_are_in_their_order() {
    for (entry, input, _) in inputs() {
        let (mut described, mut typed) = (BTreeSet::new(), BTreeSet::new());
        for parameter in SPECS.parameters(entry.name) {
            let path = format!(".{}", parameter.name);
            fields::of_schema(&SPECS, parameter.schema, &path, &mut Vec::new(), &mut described);
            described.insert(path);
        }
        let operation = (entry.read)(input).unwrap();
        fields::of_model(&*operation, "", &mut typed);
        assert_eq!(typed, described, "{}", entry.name);
        let places = operation.names();
        let facts: Vec<_> = entry.info.parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(*places, *facts, "{}", entry.name);
    }
}

#[tokio::test]
async fn a_full_input_arrives_as_its_spec_says_and_the_response_comes_back() {
    let answer = |_: usize, request: &RecordedRequest| {
        MockResponse::json(200, response(&SPECS, request.header("x-acs-action").unwrap()).to_string())
    };
    let server = Server::respond_with(answer);
    let client = client(&server);
    for (entry, input, _) in inputs() {
        let response = response(&SPECS, entry.name);
        let output = (entry.send)(&client, input.clone()).await.unwrap();
        assert_eq!(written(&*output), response, "{}", entry.name);
        let called = client.call(entry.name, input).await.unwrap();
        assert_eq!(called.output, response, "{}", entry.name);
        assert_eq!(called.request_id(), response["RequestId"].as_str(), "{}", entry.name);
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2 * OPERATIONS.len());
    for (requests, (entry, input, _)) in requests.chunks(2).zip(inputs()) {
        let expected = Layout::expected(&SPECS, entry.name, &input);
        let anonymous = is_anonymous(&SPECS, entry.name);
        for request in requests {
            assert_eq!(Layout::of(request), expected, "{}", entry.name);
            assert_eq!(request.header("x-acs-action"), Some(entry.name));
            assert_eq!(request.header("x-acs-version"), Some("2020-11-09"));
            if anonymous {
                assert_eq!(request.header("authorization"), None, "{}", entry.name);
            } else {
                assert_eq!(v3::verify(request, KEY_ID, SECRET), Ok(()), "{}", entry.name);
            }
        }
    }
}

#[test]
fn a_required_parameter_that_is_missing_or_null_is_an_error_naming_it() {
    let (mut parameters, mut nested) = (0, 0);
    for (entry, input, places) in inputs() {
        for place in places.iter().filter(|place| place.required) {
            let expected = format!("`{}`: required, but missing or null", place.path);
            let without = refusal(entry, place.removed(&input));
            assert!(without.starts_with(&expected), "{}: {without}", entry.name);
            let null = refusal(entry, place.replaced(&input, Value::Null));
            assert!(null.starts_with(&expected), "{}: {null}", entry.name);
            *(if place.is_parameter() { &mut parameters } else { &mut nested }) += 1;
        }
        // And nothing else is required.
        for place in places.iter().filter(|place| place.is_parameter() && !place.required) {
            assert_eq!(refusal(entry, place.removed(&input)), "nothing", "{} {}", entry.name, place.path);
        }
    }
    assert_eq!(parameters, OPERATIONS.iter().flat_map(|entry| entry.info.parameters).filter(|it| it.required).count());
    println!("{parameters} required parameters, {nested} required fields inside");
    assert!(parameters > 300 && nested > 0, "{parameters} parameters, {nested} fields inside");
}

#[test]
fn a_value_of_another_type_is_an_error_with_its_path() {
    let (mut parameters, mut nested) = (0, 0);
    for (entry, input, places) in inputs() {
        for place in &places {
            let Some((wrong, expected)) = &place.misfit else { continue };
            let refusal = refusal(entry, place.replaced(&input, wrong.clone()));
            let expected = format!("`{}`: expected {expected}, found ", place.path);
            assert!(refusal.starts_with(&expected), "{}: {refusal}", entry.name);
            *(if place.is_parameter() { &mut parameters } else { &mut nested }) += 1;
        }
    }
    println!("{parameters} parameters, {nested} values inside");
    assert!(parameters > 1_600 && nested > 400, "{parameters} parameters, {nested} values inside");
}

#[test]
fn an_unknown_parameter_is_an_error_naming_it() {
    for (entry, mut input, _) in inputs() {
        input["Invented"] = 1.into();
        let refusal = refusal(entry, input);
        assert!(refusal.starts_with("`Invented`: unknown; "), "{}: {refusal}", entry.name);
    }
}

#[tokio::test]
async fn a_call_by_name_refuses_what_is_missing_or_of_another_kind_before_anything_is_sent() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    for (entry, input, places) in inputs() {
        for place in places.iter().filter(|place| place.is_parameter()) {
            let mut refused = Vec::new();
            if let Some((wrong, expected)) = &place.misfit {
                let holds_json = entry.info.parameter(&place.path).is_some_and(|it| it.kind == Kind::Json);
                let expected = if holds_json { "a list, an object, or JSON as text" } else { expected };
                refused.push((place.replaced(&input, wrong.clone()), format!(", not {expected}")));
            }
            if place.required {
                refused.push((place.removed(&input), " is missing".to_owned()));
            }
            for (input, expected) in refused {
                let error = client.call(entry.name, input).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{}", entry.name);
                let told = error.to_string();
                assert!(told.contains(&format!("`{}`", place.path)), "{}: {told}", entry.name);
                assert!(told.contains(&expected), "{}: {told}", entry.name);
            }
        }
    }
    assert_eq!(server.requests().len(), 0);
}
