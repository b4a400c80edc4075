//! Every operation, read from JSON and sent through the real client, arrives as the official client sends it.
//!
//! `data/wire.json` records what the official Python client sent with every parameter set (booleans as `true`/`false`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use alibabacloud_ice::voice::*;
use alibabacloud_runtime::{Client, Credentials, Error, Operation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use support::server::{Answer, Recorded, Server};
use support::v3;

/// One recorded request.
#[derive(Deserialize)]
struct Case {
    input: Value,
    method: String,
    path: String,
    query: Option<BTreeMap<String, String>>,
    form: Option<BTreeMap<String, String>>,
    headers: BTreeMap<String, String>,
}

fn cases() -> BTreeMap<String, Case> {
    serde_json::from_str(include_str!("../data/wire.json")).unwrap()
}

async fn send_as<O: Operation + DeserializeOwned>(client: &Client, input: Value) -> Result<(), Error> {
    let operation: O = serde_json::from_value(input).unwrap();
    client.send(operation).await.map(drop)
}

/// Sends an operation of the voice family by its name; `None` for a name of another family.
macro_rules! by_name {
    ($($name:ident)*) => {
        const VOICE: &[&str] = &[$(stringify!($name)),*];

        async fn send(client: &Client, name: &str, input: Value) -> Result<(), Error> {
            match name {
                $(stringify!($name) => send_as::<$name>(client, input).await,)*
                _ => panic!("no operation {name}"),
            }
        }
    };
}

by_name! {
    CreateCustomizedVoiceJob DeleteCustomizedVoiceJob DetectAudioForCustomizedVoiceJob GetCustomizedVoice
    GetCustomizedVoiceJob GetDemonstrationForCustomizedVoiceJob ListCustomizedVoiceJobs ListCustomizedVoices
    ListSmartVoiceGroups SubmitCosyVoiceCustomizedVoiceJob SubmitCustomizedVoiceJob
    SubmitStandardCustomizedVoiceJob UpdateCustomizedVoice
}

async fn arrived(name: &str, input: Value) -> Recorded {
    let server = Server::start(Answer::json(200, "{}")).await;
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let client = Client::builder().endpoint(server.endpoint()).credentials(credentials).build().unwrap();
    send(&client, name, input).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 1, "{name}");
    requests[0].clone()
}

fn decoded(text: &str) -> BTreeMap<String, String> {
    let pairs = v3::decoded_pairs(text).unwrap();
    let count = pairs.len();
    let map: BTreeMap<_, _> = pairs.into_iter().collect();
    assert_eq!(map.len(), count, "a name stands twice in {text}");
    map
}

#[tokio::test]
async fn every_voice_operation_arrives_as_recorded_and_signed() {
    let mut cases = cases();
    for name in VOICE {
        let case = cases.remove(*name).unwrap_or_else(|| panic!("{name} is not recorded"));
        let request = arrived(name, case.input).await;
        assert_eq!((&request.method, &request.path), (&case.method, &case.path), "{name}");
        assert_eq!(decoded(&request.query), case.query.unwrap_or_default(), "{name}");
        let form = String::from_utf8(request.body.clone()).unwrap();
        assert_eq!(decoded(&form), case.form.unwrap_or_default(), "{name}");
        for (header, value) in &case.headers {
            assert_eq!(request.header(header), Some(value.as_str()), "{name} {header}");
        }
    }
}

#[tokio::test]
async fn every_signature_is_accepted_by_an_independent_check_and_a_changed_request_is_not() {
    let cases = cases();
    for name in VOICE {
        let request = arrived(name, cases[*name].input.clone()).await;
        assert_eq!(v3::verify(&request, "test-key-id", "test-key-secret"), Ok(()), "{name}");
        let with = |change: fn(&mut Recorded)| {
            let mut changed = request.clone();
            change(&mut changed);
            v3::verify(&changed, "test-key-id", "test-key-secret")
        };
        assert!(with(|request| request.query.push_str("&More=1")).is_err(), "{name}");
        assert!(with(|request| request.body.push(b' ')).is_err(), "{name}");
        assert!(with(|request| request.headers.retain(|(name, _)| name != "x-acs-date")).is_err(), "{name}");
        assert!(v3::verify(&request, "test-key-id", "another-secret").is_err(), "{name}");
    }
}
