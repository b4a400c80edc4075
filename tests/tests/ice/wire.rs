//! An operation, read from JSON and sent through the real client, arrives as the official client sends it, and so does
//! one that is called by its name.
//!
//! `data/wire.json` records what the official Python client sent with every parameter set. It spells booleans `True` and
//! `False`, which no other official client does and ours does not either.

use std::collections::BTreeMap;

use alibabacloud_ice::Call as _;
use alibabacloud_runtime::{Kind, Location, Style};
use serde::Deserialize;
use serde_json::Value;

use crate::layout::Layout;
use crate::support::v3;
use crate::table::named;
use crate::{KEY_ID, SECRET, client, written};
use loopback::{MockResponse, RecordedRequest, Server};

/// One recorded request.
#[derive(Deserialize)]
struct Case {
    input: Value,
    method: String,
    path: String,
    query: Option<BTreeMap<String, String>>,
    form: Option<BTreeMap<String, String>>,
    headers: BTreeMap<String, String>,
    /// The place of each parameter, and its type in Python; that of a boolean with its value.
    params: BTreeMap<String, (String, String)>,
    auth: String,
}

fn cases() -> BTreeMap<String, Case> {
    let mut cases: BTreeMap<String, Case> = serde_json::from_str(include_str!("../../data/wire.json")).unwrap();
    assert_eq!(cases.len(), 73);
    for case in cases.values_mut() {
        let pairs = case.query.iter_mut().chain(&mut case.form).flatten();
        for (_, value) in pairs.filter(|(name, _)| case.input[name.as_str()].is_boolean()) {
            value.make_ascii_lowercase();
        }
    }
    cases
}

/// What arrives when each case is sent, in the order of names: by its type, then by its name.
async fn arrived(cases: &BTreeMap<String, Case>) -> Vec<[RecordedRequest; 2]> {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    for (name, case) in cases {
        (named(name).send)(&client, case.input.clone()).await.unwrap();
        client.call(name, case.input.clone()).await.unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2 * cases.len());
    requests.chunks(2).map(|pair| [pair[0].clone(), pair[1].clone()]).collect()
}

#[test]
fn every_recorded_input_is_read_and_written_back_equal() {
    for (name, case) in cases() {
        let operation = (named(&name).read)(case.input.clone()).unwrap();
        assert_eq!(written(&*operation), case.input, "{name}");
    }
}

#[test]
fn every_recorded_parameter_is_declared_with_its_location_and_type() {
    for (name, case) in cases() {
        for (parameter, (place, ty)) in &case.params {
            let declared = named(&name).info.parameter(parameter).unwrap();
            let place = if place == "form" { Location::Form } else { Location::Query };
            let kind = match ty.split(':').next().unwrap() {
                // The official client knows text only.
                "str" if declared.kind == Kind::Json => Kind::Json,
                "str" => Kind::Text,
                "int" => Kind::Integer,
                "float" => Kind::Number,
                "bool" => Kind::Boolean,
                "flat-list" | "json-list" => Kind::List,
                "json-dict" => Kind::Object,
                other => panic!("{name} {parameter}: {other}"),
            };
            let style = if ty.starts_with("json") { Style::Json } else { Style::Flat };
            assert_eq!((declared.location, declared.kind, declared.style), (place, kind, style), "{name} {parameter}");
        }
    }
}

#[tokio::test]
async fn every_recorded_operation_arrives_as_recorded_by_its_type_and_by_its_name() {
    let cases = cases();
    for (requests, (name, case)) in arrived(&cases).await.iter().zip(cases) {
        let recorded =
            Layout { method: case.method, path: case.path, query: case.query.unwrap_or_default(), form: case.form };
        for request in requests {
            assert_eq!(Layout::of(request), recorded, "{name}");
            for (header, value) in &case.headers {
                assert_eq!(request.header(header), Some(value.as_str()), "{name} {header}");
            }
            assert_eq!(request.header("authorization").is_some(), case.auth == "AK", "{name}");
        }
        // Not only the recorded operations: typed and by name, requests differ only in what is new in every request.
        let stable = |request: &RecordedRequest| {
            let mut headers = request.headers.clone();
            let fresh = ["authorization", "x-acs-date", "x-acs-signature-nonce"];
            headers.retain(|(name, _)| !fresh.contains(&name.as_str()));
            (headers, request.body.clone())
        };
        assert_eq!(stable(&requests[0]), stable(&requests[1]), "{name}");
    }
}

#[tokio::test]
async fn every_signature_is_accepted_by_an_independent_check_and_a_changed_request_is_not() {
    let mut cases = cases();
    cases.retain(|_, case| case.auth == "AK");
    assert!(cases.len() > 60);
    for ([request, called], name) in arrived(&cases).await.iter().zip(cases.keys()) {
        assert_eq!(v3::verify(request, KEY_ID, SECRET), Ok(()), "{name}");
        assert_eq!(v3::verify(called, KEY_ID, SECRET), Ok(()), "{name}");
        let with = |change: fn(&mut RecordedRequest)| {
            let mut changed = request.clone();
            change(&mut changed);
            v3::verify(&changed, KEY_ID, SECRET)
        };
        assert!(with(|request| request.query.push_str("&More=1")).is_err(), "{name}");
        assert!(with(|request| request.body.push(b' ')).is_err(), "{name}");
        assert!(with(|request| request.headers.retain(|(name, _)| name != "x-acs-date")).is_err(), "{name}");
        assert!(v3::verify(request, KEY_ID, "another-secret").is_err(), "{name}");
    }
}
