//! A response that is not quite JSON loses only its invalid values, with a drift note.

use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::model::{Decoded, Mode, from_json};
use alibabacloud_runtime::{Client, Credentials, ErrorKind, Model, RetryPolicy};
use loopback::{MockResponse, Server};
use serde_json::{Value, json};
use specimen::responses::{GetListsOutput, GetMapsOutput, GetScalarsOutput};
use specimen::shared::GetTreeOutput;

fn read<T: Model>(document: &str) -> Decoded<T> {
    from_json(document.as_bytes(), Mode::Lenient).unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn notes<T>(decoded: &Decoded<T>) -> Vec<String> {
    decoded.drift.iter().map(ToString::to_string).collect()
}

/// What a response has besides a value that is none, and the notes.
fn beside(value: &str) -> (GetScalarsOutput, Vec<String>) {
    let decoded = read::<GetScalarsOutput>(&format!(r#"{{"Ratio":{value},"Text":"j1"}}"#));
    let notes = notes(&decoded);
    assert_eq!(decoded.value.text.as_deref(), Some("j1"), "{value}");
    (decoded.value, notes)
}

#[test]
fn a_number_that_is_not_finite_is_left_out_and_the_rest_is_kept() {
    let decoded = read::<GetScalarsOutput>(r#"{"Ratio":NaN,"Duration":-Infinity,"Text":"j1"}"#);
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json!({"Text": "j1"}));
    assert_eq!(
        notes(&decoded),
        ["`Ratio`: expected a number, found NaN", "`Duration`: expected a number, found -Infinity"]
    );
    assert!(decoded.drift.iter().all(|note| note.left_out));
}

#[test]
fn an_unquoted_word_is_left_out_whatever_its_language() {
    for word in ["NaN", "nan", "Infinity", "+Infinity", "-Infinity", "-inf", "1.#IND", "undefined", "None", "1_000"] {
        let (output, notes) = beside(word);
        assert_eq!(output.ratio, None);
        assert_eq!(notes, [format!("`Ratio`: expected a number, found {word}")]);
    }
    assert_eq!(beside("").1, ["`Ratio`: expected a number, found nothing"]);
    assert_eq!(beside("  ").1, ["`Ratio`: expected a number, found nothing"]);
}

#[test]
fn invalid_values_are_left_out_of_lists_maps_and_free_json() {
    let decoded =
        read::<GetListsOutput>(r#"{"Numbers":[1,NaN,3,nan],"Rows":[{"Cells":[[{"Value":NaN}]]}],"Bare":[NaN,1]}"#);
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Numbers": [1.0, 3.0], "Rows": [{"Cells": [[{}]]}], "Bare": [1]}));
    assert_eq!(
        notes(&decoded),
        [
            "`Numbers[]`: expected a number, found NaN (the first of 2)",
            "`Rows[].Cells[][].Value`: expected text, found NaN",
            "`Bare[]`: expected a JSON value, found NaN",
        ]
    );
    let decoded = read::<GetMapsOutput>(r#"{"Lists":{"l":[1,NaN]},"Free":{"x":{"y":[NaN,{"z":Infinity,"a":null}]}}}"#);
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Lists": {"l": [1]}, "Free": {"x": {"y": [{"a": null}]}}}));
    assert_eq!(notes(&decoded)[2], "`Free.x.y[].z`: expected a JSON value, found Infinity");
}

#[test]
fn a_boolean_as_another_language_prints_it_is_one_wherever_a_boolean_may_be() {
    let decoded =
        read::<GetScalarsOutput>(r#"{"Enabled":True,"Text":False,"Anything":{"a":[True,FALSE]},"Count":True}"#);
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Enabled": true, "Text": "False", "Anything": {"a": [true, false]}}));
    let left_out = |note: &&alibabacloud_runtime::model::DriftNote| note.left_out;
    assert_eq!(decoded.drift.len(), 4);
    assert_eq!(decoded.drift.iter().find(left_out).unwrap().path, "Count");
}

#[test]
fn numbers_that_json_spells_otherwise_are_read_with_a_note() {
    for (word, number) in [("01", 1.0), ("1.", 1.0), (".5", 0.5), ("+1", 1.0), ("-.5e1", -5.0)] {
        let (output, notes) = beside(word);
        assert_eq!(output.ratio, Some(number), "{word}");
        assert_eq!(notes, [format!("`Ratio`: expected a number, found number {word}")]);
    }
    let decoded = read::<GetScalarsOutput>(r#"{"Count":007,"Text":0042,"Anything":[+1]}"#);
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Count": 7, "Text": "0042", "Anything": ["+1"]}));
    assert_eq!(decoded.drift.len(), 3);
}

#[test]
fn a_number_beyond_a_double_costs_no_more_than_itself() {
    let (output, notes) = beside("1e400");
    assert_eq!(output.ratio, None);
    assert_eq!(notes, ["`Ratio`: expected a number, found number 1e400"]);
}

#[test]
fn control_characters_and_unknown_escapes_in_text_stay_as_they_are() {
    for (json, text) in [
        ("line\nbreak\tand\u{0}", "line\nbreak\tand\u{0}"),
        (r"C:\dir\x41", r"C:\dir\x41"),
        (r"it\'s \u12 \u+123", r"it's \u12 \u+123"),
        (r"\ud83d\ude00 \ud83d\ud83d\ude00\ude00é", "😀 \u{fffd}😀\u{fffd}é"),
        (r#"\"\\\/\b\f\n\r\t\u00e9"#, "\"\\/\u{8}\u{c}\n\r\té"),
    ] {
        let decoded = read::<GetScalarsOutput>(&format!(r#"{{"Text":"{json}","Enabled":true,"Ratio":NaN}}"#));
        assert_eq!(decoded.value.text.as_deref(), Some(text));
        assert_eq!(decoded.value.enabled, Some(true));
    }
    let decoded = read::<GetScalarsOutput>("{\"Text\":\"a\nb\",\"Time\":\"\\d\"}");
    assert_eq!(
        notes(&decoded),
        [
            "the document: expected JSON, found a control character within text",
            "the document: expected JSON, found an escape that it does not have",
        ]
    );
}

#[test]
fn extra_commas_and_text_after_the_document_are_ignored() {
    for document in [
        r#"{"Texts":["a",,"b",],"Items":{},}"#,
        r#"{,"Texts":["a","b"],"Items":{}}"#,
        "{\"Texts\":[\"a\",\u{0}\"b\"],\"Items\":{}}",
        "{\"Texts\":[\"a\",\"b\"],\"Items\":{}}\u{0}",
        r#"{"Texts":["a","b"],"Items":{}};"#,
        r#"{"Texts":["a","b"],"Items":{}}{"Texts":["c"]}"#,
    ] {
        let decoded = read::<GetListsOutput>(document);
        assert_eq!(decoded.value.texts, ["a", "b"], "{document}");
        assert_eq!(decoded.drift.len(), 1, "{document}");
        assert!(!decoded.drift[0].left_out, "{document}");
    }
}

#[test]
fn a_key_without_quotation_marks_is_read_where_it_is_a_number_or_another_value() {
    // As some serializers write a map whose keys are no texts.
    let decoded = read::<GetMapsOutput>(
        r#"{"Texts":{1:"a", -2.5 :"b",null:"c",true:"d",NaN:"e"},"Free":{7:{8:[{9:null}]}},"New":{1:1},"Nested":{}}"#,
    );
    assert_eq!(decoded.value.texts.values().collect::<Vec<_>>(), ["b", "a", "e", "c", "d"]);
    assert_eq!(serde_json::to_value(&decoded.value.free).unwrap(), json!({"7": {"8": [{"9": null}]}}));
    assert_eq!(notes(&decoded), ["the document: expected JSON, found a key without quotation marks (the first of 9)"]);
    assert_eq!(decoded.unknown, ["New"]);
    for document in [r#"{"Texts":{a:"b"}}"#, r#"{"Texts":{:"b"}}"#, r#"{"Texts":{1}}"#, r#"{"Texts":{1 2:"b"}}"#] {
        from_json::<GetMapsOutput>(document.as_bytes(), Mode::Lenient).unwrap_err();
    }
    from_json::<GetMapsOutput>(br#"{"Texts":{1:"a"}}"#, Mode::Strict).unwrap_err();
}

#[test]
fn json_within_text_need_not_be_quite_json_either() {
    let decoded = read::<GetListsOutput>(
        r#"{"Items":"{\"Item\":[\"x\",NaN,\"y\\ud83d\"],}","Rows":"[{\"Tag.1.Key\":\"k\",\"Score\":NaN}]"}"#,
    );
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Items": {"Item": ["x", "y\u{fffd}"]}, "Rows": [{"Tag.1.Key": "k"}]}));
    assert_eq!(
        notes(&decoded),
        [
            "`Items`: expected an object, found its JSON within text",
            "`Items.Item[]`: expected text, found NaN",
            "`Items`: expected Unicode text, found half a surrogate pair",
            "`Items`: expected JSON, found a comma too many",
            "`Rows`: expected a list, found its JSON within text",
        ]
    );
    // A text in a list of texts is no list because it begins like one.
    let decoded = read::<GetListsOutput>(r#"{"Texts":"[draft]","Items":"{draft}"}"#);
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json!({"Texts": ["[draft]"]}));
}

#[test]
fn what_is_nested_too_deep_is_left_out() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let decoded = read::<GetScalarsOutput>(&format!(r#"{{"Anything":{deep},"New":{deep},"Text":"j1"}}"#));
    assert_eq!((decoded.value.text.as_deref(), decoded.unknown.as_slice()), (Some("j1"), &["New".to_owned()][..]));
    assert_eq!(decoded.drift[0].found, "values nested too deep");
    // Also as JSON within text that is nested as deep as can be.
    let (open, close) = (r#"{"Parent":"#.repeat(126), "}".repeat(126));
    let decoded = read::<GetTreeOutput>(&format!(r#"{{"Root":{open}"{{\"Value\":\"v\"}}"{close},"Color":"Red"}}"#));
    assert_eq!(decoded.value.color.unwrap().as_str(), "Red");
    assert_eq!(decoded.drift.last().unwrap().found, "values nested too deep");
    let deep = "[".repeat(1_000_000);
    assert!(from_json::<GetScalarsOutput>(format!(r#"{{"Anything":{deep}"#).as_bytes(), Mode::Lenient).is_err());
}

#[test]
fn json_that_cannot_be_repaired_is_an_error_with_its_line_and_column() {
    for document in [
        r#"{"Text":"a" "Count":1}"#,
        r#"{"Text" "a"}"#,
        r"{'Text':'a'}",
        r#"{Text:"a"}"#,
        r#"{"Text":"a"b"}"#,
        r#"{"Text":["a"}"#,
        "<html></html>",
        "NaN",
        "OK",
    ] {
        let error = from_json::<GetScalarsOutput>(document.as_bytes(), Mode::Lenient).unwrap_err();
        assert!(error.to_string().contains(" at line 1 column "), "{document}: {error}");
    }
    for document in [r#"{"Text":"a"#, r#"{"Ratio":NaN,"Text":"a"#, r#"{"Text":"a","#, r#"{"Text":"a\"#] {
        from_json::<GetScalarsOutput>(document.as_bytes(), Mode::Lenient).unwrap_err();
    }
}

#[test]
fn in_strict_mode_it_is_an_error() {
    for value in ["NaN", "01", "1e400", "", "1,"] {
        let document = format!(r#"{{"Ratio":{value}}}"#);
        assert!(from_json::<GetScalarsOutput>(document.as_bytes(), Mode::Strict).is_err(), "{document}");
    }
}

#[tokio::test]
async fn a_made_job_keeps_its_id_also_by_name() {
    let body = r#"{"RequestId":"7C6B5A49","Data":{"CustomizedVoiceJob":{"Score":NaN,"JobId":"j1"}}}"#;
    let server = Server::start(MockResponse::json(200, body));
    let builder = || {
        Client::builder()
            .endpoint(server.url())
            .credentials(Credentials::new("test-key-id", "test-key-secret"))
            .retry(RetryPolicy::none())
    };
    let client = builder().build().unwrap();
    let response = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();
    assert_eq!(response.request_id(), Some("7C6B5A49"));
    assert_eq!(response.unknown_fields(), ["Data.CustomizedVoiceJob.Score"]);
    let job = response.output.data.customized_voice_job;
    assert_eq!(job.job_id.as_deref(), Some("j1"));

    let operations = &alibabacloud_ice::OPERATIONS;
    let response = client.call_by_name(operations, "GetCustomizedVoiceJob", json!({"JobId": "job"})).await.unwrap();
    assert_eq!(response.output["Data"], json!({"CustomizedVoiceJob": {"JobId": "j1"}}));
    assert_eq!(response.drift()[0].path, "Data.CustomizedVoiceJob.Score");
    assert!(!response.output.get("Data").is_none_or(Value::is_null));

    let strict = builder().strict_responses(true).build().unwrap();
    let error = strict.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn an_error_that_is_nearly_json_keeps_its_code_and_message() {
    let body = "{\"RequestId\":\"7C6B5A49\",\"Code\":\"InvalidParameter\",\"Message\":\"not\nvalid\",\"Score\":NaN,}";
    let server = Server::start(MockResponse::json(400, body));
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "a-test-secret"));
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let error = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("InvalidParameter")));
    assert_eq!((error.request_id(), error.message()), (Some("7C6B5A49"), "not valid"));
}
