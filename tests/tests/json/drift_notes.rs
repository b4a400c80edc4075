//! Drift notes: path, cause and count of what a response has and its type does not.

use alibabacloud_ice::voice::ListCustomizedVoiceJobs;
use alibabacloud_runtime::model::{Decoded, DriftNote, Mode, from_json};
use alibabacloud_runtime::{Client, Credentials, Model};
use loopback::{MockResponse, Server};
use serde_json::{Value, json};
use specimen::responses::{GetListsOutput, GetMapsOutput, GetScalarsOutput};
use trace_recorder::TraceRecorder;

fn lenient<T: Model>(json: &Value) -> Decoded<T> {
    from_json(json.to_string().as_bytes(), Mode::Lenient).unwrap()
}

/// The notes in alphabetical order: that of the keys of a [`Value`] depends on the features of `serde_json`.
fn notes<T>(decoded: &Decoded<T>) -> Vec<String> {
    let mut notes: Vec<_> = decoded.drift.iter().map(ToString::to_string).collect();
    notes.sort();
    notes
}

#[test]
fn one_element_where_a_list_is_documented_is_a_list_of_one() {
    let decoded: Decoded<GetListsOutput> = lenient(&json!({
        "Texts": "a", "Numbers": 1.5, "Times": "2024-01-01T00:00:00Z", "Kinds": "a", "Rows": {"Tag.1.Key": "k"},
        "Bare": true, "Items": {"Item": "x"},
    }));
    assert_eq!(
        serde_json::to_value(&decoded.value).unwrap(),
        json!({
            "Texts": ["a"], "Numbers": [1.5], "Times": ["2024-01-01T00:00:00Z"], "Kinds": ["a"],
            "Rows": [{"Tag.1.Key": "k"}], "Bare": [true], "Items": {"Item": ["x"]},
        })
    );
    assert_eq!(decoded.drift.len(), 7);
    assert!(decoded.drift.iter().all(|note| note.expected == "a list" && !note.left_out));
    assert!(notes(&decoded).contains(&"`Rows`: expected a list, found an object".to_owned()));
    assert!(notes(&decoded).contains(&"`Texts`: expected a list, found text \"a\"".to_owned()));
}

#[test]
fn a_list_of_lists_is_made_of_one_element_too() {
    let decoded: Decoded<GetListsOutput> = lenient(&json!({"Rows": {"Cells": {"Value": "a"}}}));
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Rows": [{"Cells": [[{"Value": "a"}]]}]}));
}

#[test]
fn a_single_element_that_does_not_fit_is_left_out() {
    let decoded: Decoded<GetListsOutput> =
        lenient(&json!({"Texts": {"a": 1}, "Numbers": "x", "Rows": {"Row": [{"Tag.1.Key": "k"}]}}));
    assert_eq!(decoded.value, GetListsOutput::default());
    for list in ["Texts", "Numbers", "Rows"] {
        assert_eq!(DriftNote::entries_left_out(&decoded.drift, list), 1, "{list}");
    }
    assert_eq!(decoded.unknown, ["Rows[].Row"]);
}

#[test]
fn a_list_of_one_where_an_object_is_documented_is_that_object() {
    let decoded: Decoded<GetListsOutput> = lenient(&json!({"Items": [{"Item": ["x", 1]}]}));
    assert_eq!(decoded.value.items.item, ["x", "1"]);
    let expected =
        ["`Items.Item[]`: expected text, found number 1", "`Items`: expected an object, found a list of one"];
    assert_eq!(notes(&decoded), expected);
    assert!(decoded.drift.iter().all(|note| !note.left_out));
    // Of several, none is the one that is meant.
    for items in [json!([{"Item": ["x"]}, {"Item": ["y"]}]), json!([]), json!(["x"]), json!([null])] {
        let decoded: Decoded<GetListsOutput> = lenient(&json!({"Items": items}));
        assert!(decoded.value.items.item.is_empty(), "{items}");
        assert!(decoded.drift.iter().any(|note| note.path == "Items" && note.left_out), "{items}");
    }
    // A whole response too.
    let decoded: Decoded<GetListsOutput> = lenient(&json!([{"Texts": ["x"]}]));
    assert_eq!(decoded.value.texts, ["x"]);
    assert_eq!(notes(&decoded), ["the document: expected an object, found a list of one"]);
    for none in ["[]", "[null]", "[1]", r#"[{"Texts":["x"]},{}]"#] {
        let error = from_json::<GetListsOutput>(none.as_bytes(), Mode::Lenient).unwrap_err().to_string();
        assert!(error.starts_with("the document: expected an object, found "), "{none}: {error}");
    }
    let strict = from_json::<GetListsOutput>(br#"{"Items":[{"Item":["x"]}]}"#, Mode::Strict).unwrap_err();
    assert!(strict.to_string().starts_with("`Items`: expected an object, found a list of one"), "{strict}");
}

#[test]
fn an_object_or_a_list_that_comes_as_json_within_text_is_read() {
    let read = json!({
        "Items": {"Item": ["x", "y"]}, "Numbers": [1.0, 2.5], "Rows": [{"Tag.1.Key": "k"}, {"Tag.1.Key": "l"}], "Texts": ["a"],
    });
    let within_text = json!({
        "Items": r#" {"Item": "[\"x\", \"y\"]"}"#, "Numbers": "[1, 2.5]",
        "Rows": [r#"{"Tag.1.Key": "k"}"#, {"Tag.1.Key": "l"}], "Texts": r#"["a"]"#,
    });
    let decoded: Decoded<GetListsOutput> = lenient(&within_text);
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), read);
    let expected = [
        "`Items.Item`: expected a list, found its JSON within text",
        "`Items`: expected an object, found its JSON within text",
        "`Numbers`: expected a list, found its JSON within text",
        "`Rows[]`: expected an object, found its JSON within text",
        "`Texts`: expected a list, found its JSON within text",
    ];
    assert_eq!(notes(&decoded), expected);
    assert!(decoded.drift.iter().all(|note| !note.left_out));
    // A whole response too.
    let whole: Decoded<GetListsOutput> = lenient(&json!(read.to_string()));
    assert_eq!((whole.value, whole.drift[0].path.as_str()), (decoded.value, ""));

    // What is no JSON, or that of something else, is the text that it is.
    let decoded: Decoded<GetListsOutput> =
        lenient(&json!({"Items": r#"["x"]"#, "Texts": "[a", "Numbers": "[".repeat(500)}));
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json!({"Texts": ["[a"]}));
    let decoded: Decoded<GetListsOutput> = lenient(&json!({"Items": r#"{"Other": 1}"#}));
    assert!(decoded.drift.iter().any(|note| note.path == "Items" && note.left_out));
    let decoded: Decoded<GetMapsOutput> = lenient(&json!({"Texts": r#"{"a": "b"}"#, "Objects": r#"{"a": 1"#}));
    assert_eq!(decoded.value.texts["a"], "b");
    assert!(decoded.value.objects.is_empty());
    let strict = from_json::<GetListsOutput>(br#"{"Texts":"[\"a\"]"}"#, Mode::Strict).unwrap_err();
    assert!(strict.to_string().starts_with("`Texts`: expected a list, found its JSON within text"), "{strict}");
}

#[test]
fn nothing_in_place_of_a_list_is_an_empty_one() {
    let decoded: Decoded<GetListsOutput> = lenient(&json!({"Texts": null, "Numbers": null}));
    assert_eq!((decoded.value, decoded.drift.len()), (GetListsOutput::default(), 0));
    // An empty object is what Lua has for an empty list.
    for nothing in [json!(""), json!({})] {
        let decoded: Decoded<GetListsOutput> = lenient(&json!({"Texts": nothing, "Rows": nothing}));
        assert_eq!(decoded.value, GetListsOutput::default());
        assert_eq!(decoded.drift.len(), 2, "{:?}", decoded.drift);
        assert!(decoded.drift.iter().all(|note| !note.left_out));
    }
}

#[test]
fn a_map_is_not_made_of_one_value() {
    let decoded: Decoded<GetMapsOutput> = lenient(&json!({"Texts": "a", "Objects": ["b"]}));
    assert_eq!(decoded.value, GetMapsOutput::default());
    assert_eq!(
        notes(&decoded),
        ["`Objects`: expected an object, found a list", "`Texts`: expected an object, found text \"a\""]
    );
}

#[test]
fn strict_mode_takes_no_element_for_a_list_and_says_which() {
    let strict = |json: Value| from_json::<GetListsOutput>(json.to_string().as_bytes(), Mode::Strict).unwrap_err();
    let error = strict(json!({"Texts": "a"})).to_string();
    assert!(error.starts_with("`Texts`: expected a list, found text \"a\""), "{error}");
    let error = strict(json!({"Rows": [{}, {"Cells": [[{"Value": "a"}], [{"Value": 5}]]}]})).to_string();
    assert!(error.starts_with("`Rows[1].Cells[1][0].Value`: expected text, found number 5"), "{error}");
}

#[test]
fn the_same_mismatch_of_many_entries_is_one_note_with_a_count() {
    let rows: Vec<_> = (0..10_000).map(|row| json!({"Cells": [[{"Value": row, "New": 1}]]})).collect();
    let decoded: Decoded<GetListsOutput> = lenient(&json!({"Rows": rows, "Numbers": ["1", "2", "x", "y", "z"]}));
    assert_eq!(
        notes(&decoded),
        [
            "`Numbers[]`: expected a number, found text \"1\" (the first of 2)",
            "`Numbers[]`: expected a number, found text \"x\" (the first of 3)",
            "`Rows[].Cells[][].Value`: expected text, found number 0 (the first of 10000)",
        ]
    );
    assert_eq!(DriftNote::entries_left_out(&decoded.drift, "Numbers"), 3);
    assert_eq!(decoded.unknown, ["Rows[].Cells[][].New"]);
}

#[test]
fn however_odd_a_response_is_there_are_64_notes() {
    let texts: Value = (0..1000).map(|key| (format!("key {key}"), json!(key))).collect();
    let decoded: Decoded<GetMapsOutput> = lenient(&json!({"Texts": texts}));
    assert_eq!(decoded.value.texts.len(), 1000);
    assert!(decoded.drift.len() <= 64);
    assert_eq!(decoded.drift.iter().map(|note| note.count).sum::<usize>(), 1000);
    assert!(decoded.drift.last().unwrap().path.is_empty());

    // Also where the document itself is odd.
    let odd = format!(r#"{{"Texts":{texts},"Objects":{texts},"New":["\x \ud83d",,]}};"#);
    let decoded: Decoded<GetMapsOutput> = from_json(odd.as_bytes(), Mode::Lenient).unwrap();
    assert_eq!((decoded.drift.len(), decoded.drift.iter().map(|note| note.count).sum::<usize>()), (64, 2000 + 4));

    let unknown: Value = (0..1000).map(|key| (format!("key {key}"), json!(key))).collect();
    let decoded: Decoded<GetScalarsOutput> = lenient(&unknown);
    assert_eq!((decoded.unknown.len(), decoded.unknown[63].as_str()), (64, "…"));
}

#[test]
fn a_note_is_no_longer_than_a_line() {
    let long = "x".repeat(100_000);
    let decoded: Decoded<GetScalarsOutput> = lenient(&json!({"Count": long, long.as_str(): 1}));
    assert!(decoded.drift[0].to_string().len() < 200);
    assert!(decoded.unknown[0].len() < 200);
}

#[tokio::test]
async fn however_odd_a_response_is_it_is_one_event() {
    let jobs: Vec<_> = (0..500).map(|job| json!({"JobId": job, "Type": job, "New": 1})).collect();
    let body = json!({"Data": {"CustomizedVoiceJobList": jobs}}).to_string();
    let server = Server::start(MockResponse::json(200, body));
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "a-test-secret"));
    let client = client.build().unwrap();
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    let response = client.send(ListCustomizedVoiceJobs::new()).await.unwrap();
    assert_eq!(response.drift().iter().map(|note| note.count).collect::<Vec<_>>(), [500, 500]);
    let traced = recorder.text();
    let events: Vec<_> = traced.lines().filter(|line| line.contains("does not fit its published type")).collect();
    assert_eq!(events.len(), 1, "{traced}");
    assert!(
        events[0].contains("misfits=1000 unknown_fields=1 first=\"Data.CustomizedVoiceJobList[].JobId\""),
        "{traced}"
    );
}
