//! JSON in a string: every such parameter of every operation is received the same, whether it is set as a value or as
//! text, by type or by name.

use alibabacloud_ice::Call as _;
use alibabacloud_ice::editing::SubmitMediaProducingJob;
use alibabacloud_runtime::model::places;
use alibabacloud_runtime::{Json, Kind, View};
use serde_json::{Value, json};

use crate::client;
use crate::layout::Layout;
use crate::spec::SPECS;
use crate::synthetic::input;
use crate::table::{OPERATIONS, named};
use loopback::{MockResponse, Server};

/// A value that serializers write differently: order of keys, digits, an escaped character, an empty list.
fn value() -> Value {
    json!({"z": [1, 2.5, null, true], "a": {"Text": "ü \"quoted\"\n/", "Empty": []}})
}

/// The operations that have JSON in a string, and the names of these parameters.
fn operations() -> Vec<(&'static str, Vec<&'static str>)> {
    let with_json = OPERATIONS.iter().map(|entry| {
        let json = entry.info.parameters.iter().filter(|parameter| parameter.kind == Kind::Json);
        (entry.name, json.map(|parameter| parameter.name).collect::<Vec<_>>())
    });
    with_json.filter(|(_, parameters)| !parameters.is_empty()).collect()
}

/// The input of an operation, with this for its JSON.
fn with(name: &str, parameters: &[&str], json: &Value) -> Value {
    let mut input = input(&SPECS, name);
    for &parameter in parameters {
        input[parameter] = json.clone();
    }
    input
}

#[tokio::test]
async fn every_one_arrives_the_same_as_a_value_and_as_text() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    let text = Value::from(Json::from(value()).into_string());
    let mut count = 0;
    for (name, parameters) in operations() {
        let as_text = with(name, &parameters, &text);
        (named(name).send)(&client, as_text.clone()).await.unwrap();
        client.call(name, as_text).await.unwrap();
        client.call(name, with(name, &parameters, &value())).await.unwrap();
        let requests = server.requests();
        let [typed, called, called_with_value] = requests.last_chunk().unwrap();
        let sent = Layout::of(typed);
        assert_eq!(sent, Layout::of(called), "{name}");
        assert_eq!(sent, Layout::of(called_with_value), "{name}");
        for parameter in parameters {
            let pairs = [Some(&sent.query), sent.form.as_ref()].into_iter().flatten();
            let found = pairs.filter_map(|pairs| pairs.get(parameter)).collect::<Vec<_>>();
            assert_eq!(found, [text.as_str().unwrap()], "{name} {parameter}");
            count += 1;
        }
    }
    assert!(count > 120, "only {count}");
}

#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    media_url: &'static str,
}

#[tokio::test]
async fn a_constructor_and_a_setter_take_values_structs_and_text() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    let (output, timeline) = (r#"{"MediaUrl":"https://bucket/a.mp4"}"#, r#"{"VideoTracks":[]}"#);
    let output_value = json!({ "MediaUrl": "https://bucket/a.mp4" });
    let output_struct = Json::from_serialize(&Output { media_url: "https://bucket/a.mp4" }).unwrap();
    for operation in [
        SubmitMediaProducingJob::new(output_value).timeline(json!({ "VideoTracks": [] })),
        SubmitMediaProducingJob::new(output_struct).timeline(timeline.to_owned()),
        SubmitMediaProducingJob::new(output).timeline(timeline),
    ] {
        client.send(operation).await.unwrap();
        let sent = Layout::of(server.requests().last().unwrap());
        let found = |name| sent.query.get(name).or_else(|| sent.form.as_ref()?.get(name)).map(String::as_str);
        assert_eq!((found("OutputMediaConfig"), found("Timeline")), (Some(output), Some(timeline)));
    }
}

#[test]
fn every_one_holds_the_text_of_the_value_in_its_type() {
    let text = Json::from(value());
    for (name, parameters) in operations() {
        let operation = (named(name).read)(with(name, &parameters, &text.as_str().into())).unwrap();
        let places: Vec<_> = places(&*operation).collect();
        for parameter in parameters {
            let (_, view) = places.iter().find(|(wire, _)| *wire == parameter).unwrap();
            assert!(matches!(view, View::Text(found) if *found == text.as_str()), "{name} {parameter}");
        }
    }
}

#[tokio::test]
async fn text_arrives_as_it_stands() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    for text in ["", " { \"a\" : 1 } ", "no JSON", "{", "null", "\"quoted\""] {
        for (name, parameters) in operations().into_iter().step_by(10) {
            client.call(name, with(name, &parameters, &text.into())).await.unwrap();
            let sent = Layout::of(server.requests().last().unwrap());
            for parameter in parameters {
                let found = sent.query.get(parameter).or_else(|| sent.form.as_ref()?.get(parameter));
                assert_eq!(found.map(String::as_str), Some(text), "{name} {parameter}");
            }
        }
    }
}
