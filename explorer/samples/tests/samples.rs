//! The samples as a person reads them, and what is made of values that do not fit.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use explorer_samples::{Call, Error, Extent, Sample, Samples};
use insta::assert_snapshot;
use serde_json::{Map, Value, json};

fn samples() -> Samples {
    Samples::ice().unwrap()
}

fn call<'a>(operation: &'a str, parameters: &'a Map<String, Value>) -> Call<'a> {
    Call { product: "ICE", version: "2020-11-09", region: "cn-shanghai", operation, parameters }
}

fn made(operation: &str, parameters: &Value) -> Vec<Sample> {
    samples().all(&call(operation, parameters.as_object().unwrap())).unwrap()
}

/// All samples of a call, one after another.
fn shown(operation: &str, parameters: &Value) -> String {
    let shown = made(operation, parameters).into_iter().map(|Sample { title, language, note, text }| {
        let note = note.map(|note| format!("{note}\n")).unwrap_or_default();
        format!("## {title}\n{note}```{language}\n{text}```\n")
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// Filled in as a beginner would: everything that is required.
fn shown_example(operation: &str, extent: Extent) -> String {
    shown(operation, &Value::Object(samples().example(operation, extent).unwrap()))
}

#[test]
fn one_required_parameter() {
    assert_snapshot!(shown_example("GetCustomizedVoiceJob", Extent::Required));
}

#[test]
fn json_in_text_and_a_form() {
    let clip = |start: i32| json!({"MediaURL": "https://example.com/in.mp4", "In": start, "Out": start + 10});
    let parameters = json!({
        "Timeline": {"VideoTracks": [{"VideoTrackClips": [clip(0), clip(20)]}]},
        "OutputMediaConfig": {"MediaURL": "https://example.com/out.mp4"},
        "OutputMediaTarget": "oss-object",
        "UserData": "{\"sent\": \"as it is\"}",
    });
    assert_snapshot!(shown("SubmitMediaProducingJob", &parameters));
}

#[test]
fn a_list_of_objects_with_lists_of_objects() {
    assert_snapshot!(shown_example("CreateHotwordLibrary", Extent::All));
}

#[test]
fn times_and_an_anonymous_call() {
    assert_snapshot!("times", shown_example("ListLiveRecordJobs", Extent::All));
    assert_snapshot!("anonymous", shown_example("ListAllPublicMediaTags", Extent::All));
}

#[test]
fn flattened_lists() {
    assert_snapshot!(shown_example("DeleteLiveRecordFiles", Extent::All));
}

/// Where a typed request cannot be written, the call is made by name, and a note says why.
#[test]
fn what_does_not_fit_is_called_by_name_with_a_note() {
    for (operation, parameters, note) in [
        ("GetCustomizedVoiceJob", json!({}), "Called by name, because `JobId` is required and has no value."),
        (
            "GetCustomizedVoiceJob",
            json!({"JobId": null}),
            "Called by name, because `JobId` is required and has no value.",
        ),
        ("GetCustomizedVoiceJob", json!({"JobId": 5}), "Called by name, because `JobId` is not text."),
        ("GetCustomizedVoiceJob", json!({"JobID": "a"}), "Called by name, because `JobID` is not documented."),
        (
            "ListCustomizedVoiceJobs",
            json!({"PageNo": "1"}),
            "Called by name, because `PageNo` is not a 64-bit integer.",
        ),
        (
            "ListCustomizedVoiceJobs",
            json!({"PageNo": 1.5}),
            "Called by name, because `PageNo` is not a 64-bit integer.",
        ),
        (
            "ListCustomizedVoiceJobs",
            json!({"PageNo": u64::MAX}),
            "Called by name, because `PageNo` is not a 64-bit integer.",
        ),
        (
            "CreateLiveTranscodeTemplate",
            json!({"Name": "a", "Type": "normal", "TemplateConfig": {"VideoParams": {"Shape": "round"}}}),
            "Called by name, because `Shape` is not documented.",
        ),
        (
            "CreateLiveTranscodeTemplate",
            json!({"Name": "a", "Type": "normal", "TemplateConfig": "{}"}),
            "Called by name, because `TemplateConfig` is not an object.",
        ),
    ] {
        let samples = made(operation, &parameters);
        for sample in samples.iter().filter(|sample| sample.language == "rust") {
            assert_eq!(sample.note.as_deref(), Some(note), "{operation} {parameters}");
            assert!(sample.text.contains(&format!(".call({operation:?}, parameters)")), "{}", sample.text);
        }
    }
    let parameters = json!({"Name": "a", "Type": "normal", "TemplateConfig": {"VideoParams": {"Shape": "round"}}});
    assert_snapshot!("by_name", shown("CreateLiveTranscodeTemplate", &parameters));
}

#[test]
fn a_value_that_is_not_documented_is_written_as_text() {
    let samples = made("CreateLiveTranscodeTemplate", &json!({"Name": "a", "Type": "hologram"}));
    assert!(samples[0].text.contains(r#"CreateLiveTranscodeTemplate::new("hologram", "a")"#), "{}", samples[0].text);
    let samples = made("CreateLiveTranscodeTemplate", &json!({"Name": "a", "Type": "audio-only"}));
    assert!(
        samples[0].text.contains(r#"CreateLiveTranscodeTemplate::new(Type::AudioOnly, "a")"#),
        "{}",
        samples[0].text
    );
}

#[test]
fn text_is_never_taken_for_the_place_of_json() {
    let parameters =
        json!({"OutputMediaConfig": {"a": 1}, "ProjectId": "json_value_0_", "TemplateId": "json_value__0_"});
    let text = &made("SubmitMediaProducingJob", &parameters)[0].text;
    assert!(text.contains(r#".project_id("json_value_0_")"#), "{text}");
    assert!(text.contains(r#".template_id("json_value__0_")"#), "{text}");
    assert!(text.contains(r#"new(json!({"a": 1}))"#), "{text}");
}

#[test]
fn a_call_of_another_product_or_operation_is_refused() {
    let (samples, parameters) = (samples(), Map::new());
    let refused = |call: Call<'_>| samples.all(&call).unwrap_err().to_string();
    assert_snapshot!(refused(call("GetVoice", &parameters)), @"there is no operation `GetVoice`");
    assert_snapshot!(
        refused(Call { product: "ECS", version: "2014-05-26", ..call("GetVoice", &parameters) }),
        @"the call is for ECS 2014-05-26, the document for ICE 2020-11-09"
    );
    assert!(matches!(Samples::new("{}", ""), Err(Error::Document(_))));
    assert!(matches!(Samples::new(include_str!("../../../openapi/ice.json"), "type"), Err(Error::Document(_))));
}

/// The CLI itself cannot be installed from a registry, so its command is split as a shell does it. Each word has to say what
/// the parameters say, as a text, as JSON, or flattened.
#[test]
fn a_shell_splits_the_command_of_the_cli_into_the_parameters() {
    let samples = samples();
    for operation in samples.operations() {
        let mut parameters = samples.example(operation, Extent::All).unwrap();
        // What begins with a hyphen, is empty or means something to a shell.
        let texts = ["-1", "--", "it's $HOME `x`\n\\", "", "a=b:c"];
        for (text, value) in texts.iter().cycle().zip(parameters.values_mut().filter(|value| value.is_string())) {
            *value = json!(text);
        }
        let made = samples.all(&call(operation, &parameters)).unwrap();
        let command = &made.iter().find(|sample| sample.text.starts_with("aliyun ")).unwrap().text;
        let words = arguments(command);
        assert_eq!(words[..2], ["ice", operation]);
        let mut options = Map::new();
        let mut rest = words[2..].iter();
        while let Some(word) = rest.next() {
            // An option of another one's value would be `--`.
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, value),
                None => (word.as_str(), rest.next().unwrap().as_str()),
            };
            let name = name.strip_prefix("--").unwrap();
            assert!(options.insert(name.to_owned(), json!(value)).is_none(), "{name} twice in {command}");
        }
        assert_eq!(options.remove("region"), Some(json!("cn-shanghai")), "{command}");
        for (name, value) in &samples.as_sent(operation, &parameters).unwrap() {
            let mut expected = Vec::new();
            match options.get(name).and_then(Value::as_str) {
                Some(text) if value.is_string() => expected.push((name.clone(), json!(text) == *value)),
                Some(text) => expected.push((name.clone(), serde_json::from_str::<Value>(text).unwrap() == *value)),
                None => flattened(name, value, &options, &mut expected),
            }
            for (name, agrees) in expected {
                assert!(agrees, "{name} in {command}");
                options.remove(&name);
            }
        }
        assert!(options.is_empty(), "{options:?} in {command}");
    }
}

/// The arguments that a shell gives `aliyun`.
fn arguments(command: &str) -> Vec<String> {
    let script = format!("aliyun() {{ for argument; do printf '%s\\0' \"$argument\"; done; }}\n{command}");
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect()
}

/// Which scalars of a value are there under their flattened names.
fn flattened(name: &str, value: &Value, options: &Map<String, Value>, expected: &mut Vec<(String, bool)>) {
    match value {
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .for_each(|(index, element)| flattened(&format!("{name}.{}", index + 1), element, options, expected)),
        Value::Object(fields) => {
            fields.iter().for_each(|(key, field)| flattened(&format!("{name}.{key}"), field, options, expected));
        }
        scalar => {
            let text = options.get(name).and_then(Value::as_str);
            expected.push((name.to_owned(), text == scalar.as_str() || text == Some(&scalar.to_string())));
        }
    }
}
