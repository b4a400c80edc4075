//! Responses are read leniently and say what was bent; in strict mode, and for what users write, a misfit is an error.

use alibabacloud_ice::channel::get_source::SourceType;
use alibabacloud_ice::voice::GetCustomizedVoiceJobOutput;
use alibabacloud_ice::voice::get_customized_voice_job::output::{Gender, Scenario, Status, Type};
use alibabacloud_runtime::Model;
use alibabacloud_runtime::model::{Decoded, Mode, from_json};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use specimen::responses::{
    GetEnumsOutput, GetListsOutput, GetMapsOutput, GetScalarsOutput, GetTextOutput, ListTextsOutput,
};
use specimen::shared::GetTreeOutput;

/// The figures of the sample on the operation's reference page.
const SAMPLE: &str = r#"{
    "RequestId": "****63E8B7C7-4812-46AD-0FA56029AC86****",
    "Data": {
        "CustomizedVoiceJob": {
            "JobId": "****571c704445f9a0ee011406c2****",
            "VoiceId": "xiaozhuan",
            "Status": "Fail",
            "Message": "",
            "Type": "Standard",
            "VoiceName": "Xiaozhuan\n",
            "VoiceDesc": "This is an exclusive voice\n",
            "Scenario": "story",
            "Gender": "female",
            "CreateTime": "2023-06-07T02:27:08Z"
        }
    },
    "Success": true
}"#;

fn lenient<T: Model>(json: Value) -> Decoded<T> {
    from_json(json.to_string().as_bytes(), Mode::Lenient).unwrap()
}

/// The notes in alphabetical order: that of the keys of a [`Value`] depends on the features of `serde_json`.
fn notes<T>(decoded: &Decoded<T>) -> Vec<String> {
    let mut notes: Vec<_> = decoded.drift.iter().map(ToString::to_string).collect();
    notes.sort();
    notes
}

/// What a strict reading says against a value.
fn refusal<T: Model>(json: Value) -> String {
    match from_json::<T>(json.to_string().as_bytes(), Mode::Strict) {
        Ok(_) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Reads strictly and writes: the same JSON has to come back, also through serde alone.
fn round_trip<T: Model + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(json: Value) {
    let decoded: Decoded<T> = from_json(json.to_string().as_bytes(), Mode::Strict).unwrap();
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json);
    assert_eq!(serde_json::from_value::<T>(json).unwrap(), decoded.value);
}

#[test]
fn a_time_that_comes_as_a_number_keeps_its_digits_and_is_read_from_them() {
    for (json, text) in [(json!(1_686_104_820_u32), "1686104820"), (json!(1_686_104_820_000_u64), "1686104820000")] {
        let decoded: Decoded<GetScalarsOutput> = lenient(json!({"Time": json}));
        let time = decoded.value.time.unwrap();
        assert_eq!(time.as_str(), text);
        assert_eq!(
            time.to_system_time().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(),
            1_686_104_820
        );
        assert_eq!(decoded.drift.iter().map(|note| note.path.as_str()).collect::<Vec<_>>(), ["Time"]);
    }
}

#[test]
fn an_enum_prints_the_variant_as_code_has_it() {
    assert_eq!(format!("{:?}", Status::Fail), "Fail");
    assert_eq!(format!("{:?}", Some(SourceType::VodSource)), "Some(VodSource)");
    assert_eq!(format!("{:?}", Status::from("Xyz")), "UnknownValue(\"Xyz\")");
    assert_eq!(format!("{}|{:>12}", Status::Fail, SourceType::VodSource), "Fail|   vodSource");
}

#[test]
fn a_model_prints_an_enum_as_the_enum_prints_itself() {
    let job = json!({"Data": {"CustomizedVoiceJob": {"Status": "Fail", "Gender": "female", "Type": "Xyz"}}});
    let decoded: Decoded<GetCustomizedVoiceJobOutput> = from_json(job.to_string().as_bytes(), Mode::Strict).unwrap();
    let job = decoded.value.data.customized_voice_job;
    assert_eq!(format!("{job:?}"), "CustomizedVoiceJob { Gender: Female, Status: Fail, Type: UnknownValue(\"Xyz\") }");
}

#[test]
fn an_enum_lists_its_known_values_and_each_comes_back_from_its_text() {
    assert_eq!(SourceType::VALUES, [SourceType::VodSource, SourceType::LiveSource]);
    for value in Status::VALUES {
        let text: &str = value.as_ref();
        assert_eq!(Status::from(text), value);
        assert!(!matches!(value, Status::UnknownValue(_)), "{value}");
    }
}

#[test]
fn enums_are_ordered_by_their_text() {
    let mut values = ["b", "vodSource", "a", "liveSource"].map(SourceType::from);
    values.sort();
    assert_eq!(values.map(|value| value.to_string()), ["a", "b", "liveSource", "vodSource"]);
    // An unknown value whose text is known is equal to that variant, and so neither before nor after it.
    let unknown = SourceType::UnknownValue("vodSource".to_owned());
    assert_eq!(unknown.cmp(&SourceType::VodSource), std::cmp::Ordering::Equal);
}

#[test]
fn the_sample_of_the_reference_page_decodes_strictly_and_comes_back_equal() {
    let decoded: Decoded<GetCustomizedVoiceJobOutput> = from_json(SAMPLE.as_bytes(), Mode::Strict).unwrap();
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(SAMPLE).unwrap());

    let job = decoded.value.data.customized_voice_job;
    assert_eq!(job.status, Some(Status::Fail));
    assert_eq!(job.r#type, Some(Type::Standard));
    assert_eq!(job.scenario, Some(Scenario::Story));
    assert_eq!(job.gender, Some(Gender::Female));
    assert_eq!(job.voice_name.as_deref(), Some("Xiaozhuan\n"));
    let created = job.create_time.unwrap().to_system_time().unwrap();
    assert_eq!(created.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(), 1_686_104_828);
}

#[test]
fn an_unlisted_value_keeps_its_text() {
    let job = json!({"Data": {"CustomizedVoiceJob": {"Status": "Paused\n", "Type": ""}}});
    let decoded: Decoded<GetCustomizedVoiceJobOutput> = from_json(job.to_string().as_bytes(), Mode::Strict).unwrap();
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), job);
    let status = decoded.value.data.customized_voice_job.status.unwrap();
    assert_eq!(status, Status::UnknownValue("Paused\n".to_owned()));
    assert_eq!((status.as_str(), status.to_string().as_str()), ("Paused\n", "Paused\n"));
}

#[test]
fn an_enum_is_compared_with_whatever_is_text() {
    for (status, text) in [(Status::Fail, "Fail"), (Status::from("Xyz"), "Xyz")] {
        let owned = text.to_owned();
        assert!(status == text && status == *text && status == owned);
        assert!(Some(&status).is_some_and(|status| status == text));
        assert!(status != "Success");
    }
}

#[test]
fn an_enum_is_made_from_whatever_is_text() {
    let text = "Success".to_owned();
    assert_eq!(Status::from(&text), Status::Success);
    assert_eq!(Status::from(std::borrow::Cow::from("Fail")), Status::Fail);
    assert_eq!(Status::from("Paused"), Status::UnknownValue("Paused".to_owned()));
    assert_eq!(Status::from(text), Status::Success);
}

#[test]
fn null_and_missing_are_absent() {
    for json in [json!({}), json!({"Text": null, "Count": null, "Enabled": null, "Time": null, "Anything": null})] {
        let decoded: Decoded<GetScalarsOutput> = lenient(json);
        assert_eq!(decoded.value, GetScalarsOutput::default());
        assert!(decoded.drift.is_empty() && decoded.unknown.is_empty());
    }
}

#[test]
fn every_scalar_comes_back_equal() {
    round_trip::<GetScalarsOutput>(json!({
        "Text": "", "Count": -1, "Big": i64::MAX, "Duration": 24.12, "Ratio": 1e300, "Enabled": false,
        "Time": "not a time", "Anything": {"a": [null, 1, "x"]}, "Free": [1, {"b": null}], "Oddity": "é\u{0}\"",
    }));
}

#[test]
fn a_number_in_text_is_read_as_the_number_itself_would_be() {
    for (text, number) in
        [("12.0", 12), (" 12 ", 12), ("1.2e1", 12), ("-12", -12), ("9007199254740993.0", 9007199254740993)]
    {
        let decoded: Decoded<GetScalarsOutput> = lenient(json!({"Count": text, "Ratio": " 1.5\n"}));
        assert_eq!(
            (decoded.value.count, decoded.value.ratio, decoded.drift.len()),
            (Some(number), Some(1.5), 2),
            "{text}"
        );
    }
    for (text, value) in [("1", Some(true)), ("0", Some(false)), (" False ", Some(false)), ("2", None), ("yes", None)] {
        let decoded: Decoded<GetScalarsOutput> = lenient(json!({"Enabled": text}));
        assert_eq!((decoded.value.enabled, decoded.drift.len()), (value, 1), "{text}");
    }
    for text in ["", " ", "12.5", "1 2", "9223372036854775808", "1e400", "NaN", "e1"] {
        let decoded: Decoded<GetScalarsOutput> = lenient(json!({"Count": text}));
        assert_eq!(decoded.value.count, None, "{text}");
        assert!(decoded.drift[0].left_out);
    }
}

#[test]
fn a_converted_value_is_noted_with_its_path_and_what_was_found() {
    let decoded: Decoded<GetScalarsOutput> = lenient(json!({
        "Text": 9007199254740993_i64, "Count": "12", "Big": 3.0, "Ratio": "1.5", "Enabled": "true", "Time": 5,
    }));
    assert_eq!(
        notes(&decoded),
        [
            "`Big`: expected a 64-bit integer, found number 3.0",
            "`Count`: expected a 64-bit integer, found text \"12\"",
            "`Enabled`: expected a boolean, found text \"true\"",
            "`Ratio`: expected a number, found text \"1.5\"",
            "`Text`: expected text, found number 9007199254740993",
            "`Time`: expected text, found number 5",
        ]
    );
    assert_eq!(
        serde_json::to_value(decoded.value).unwrap(),
        json!({"Text": "9007199254740993", "Count": 12, "Big": 3, "Ratio": 1.5, "Enabled": true, "Time": "5"})
    );
}

#[test]
fn a_float_is_read_as_exactly_the_number_that_is_written() {
    let json = br#"{"Ratio":1.7802280279033726e-180,"Free":[1.7802280279033726e-180]}"#;
    let decoded: Decoded<GetScalarsOutput> = from_json(json, Mode::Strict).unwrap();
    assert_eq!(decoded.value.ratio, Some(1.7802280279033726e-180));
    assert_eq!(decoded.value.free, Some(Value::from(vec![1.7802280279033726e-180])));
}

#[test]
fn an_integer_that_does_not_fit_is_a_note_and_never_wraps() {
    for number in ["9223372036854775808", "18446744073709551615", "1e30", "1.5"] {
        let json = format!("{{\"Big\":{number},\"Text\":\"next\"}}");
        let decoded: Decoded<GetScalarsOutput> = from_json(json.as_bytes(), Mode::Lenient).unwrap();
        assert_eq!((decoded.value.big, decoded.value.text.as_deref()), (None, Some("next")), "{number}");
        assert_eq!(decoded.drift.len(), 1, "{number}");
        assert!(decoded.drift[0].found.starts_with("number "), "{number}");
    }
}

#[test]
fn a_key_in_another_case_is_read_where_the_documented_one_brings_nothing() {
    let read =
        |json: &str| -> Decoded<GetCustomizedVoiceJobOutput> { from_json(json.as_bytes(), Mode::Lenient).unwrap() };
    let decoded = read(r#"{"requestId": "r1", "data": {"customizedVoiceJob": {"jobID": "j1", "JOBID": "j2"}}}"#);
    let job = &decoded.value.data.customized_voice_job;
    assert_eq!((decoded.value.request_id.as_deref(), job.job_id.as_deref()), (Some("r1"), Some("j1")));
    assert_eq!(
        notes(&decoded),
        [
            "`Data.CustomizedVoiceJob.JobId`: expected this key, found `jobID`",
            "`Data.CustomizedVoiceJob`: expected this key, found `customizedVoiceJob`",
            "`Data`: expected this key, found `data`",
            "`RequestId`: expected this key, found `requestId`",
        ]
    );
    assert!(decoded.drift.iter().all(|note| !note.left_out));
    assert_eq!(decoded.unknown, ["Data.CustomizedVoiceJob.JOBID"]);

    // Or with other words in between than capitals.
    let decoded = read(r#"{"request_id": "r1", "data": {"customized_voice_job": {"job_id": "j1", "JOB_ID": "j2"}}}"#);
    assert_eq!(decoded.value.request_id.as_deref(), Some("r1"));
    assert_eq!(decoded.value.data.customized_voice_job.job_id.as_deref(), Some("j1"));
    assert_eq!(
        (decoded.drift.len(), decoded.unknown.as_slice()),
        (4, &["Data.CustomizedVoiceJob.JOB_ID".to_owned()][..])
    );

    // The documented one wins, before and after.
    for json in [r#"{"RequestId": "r1", "requestId": "r2"}"#, r#"{"requestId": "r2", "RequestId": "r1"}"#] {
        assert_eq!(read(json).value.request_id.as_deref(), Some("r1"), "{json}");
    }
    // One that brings nothing does not, before and after.
    let (data, job) = (r#""data": {"customizedVoiceJob": {"jobId": "j1"}}"#, Some("j1"));
    for nothing in ["null", "5", r#""none""#] {
        for json in [format!(r#"{{"Data": {nothing}, {data}}}"#), format!(r#"{{{data}, "Data": {nothing}}}"#)] {
            assert_eq!(read(&json).value.data.customized_voice_job.job_id.as_deref(), job, "{json}");
        }
    }
    let refusal = refusal::<GetScalarsOutput>(json!({"anything": 1}));
    assert!(refusal.starts_with("`anything`: unknown; GetScalarsOutput has Anything"), "{refusal}");
}

#[test]
fn unknown_keys_are_ignored_and_listed() {
    let mut decoded: Decoded<GetCustomizedVoiceJobOutput> =
        lenient(json!({"New": {"a": 1}, "Data": {"CustomizedVoiceJob": {"JobId": "j", "Newer": [1]}}}));
    decoded.unknown.sort();
    assert_eq!(decoded.unknown, ["Data.CustomizedVoiceJob.Newer", "New"]);
    assert!(decoded.drift.is_empty());
}

#[test]
fn a_value_that_cannot_be_converted_is_left_out_with_a_note_and_the_rest_is_kept() {
    let decoded: Decoded<GetListsOutput> = lenient(json!({
        "Rows": [{"Cells": [[{"Value": "a"}], [{"Value": {"x": [1]}}]]}, "no row", {"Tag.1.Key": "k"}],
        "Texts": [[]], "Numbers": ["x", 2], "Items": [], "Kinds": {"a": 1},
    }));
    assert_eq!(
        notes(&decoded),
        [
            "`Items`: expected an object, found a list",
            "`Kinds[]`: expected text, found an object",
            "`Kinds`: expected a list, found an object",
            "`Numbers[]`: expected a number, found text \"x\"",
            "`Rows[].Cells[][].Value`: expected text, found an object",
            "`Rows[]`: expected an object, found text \"no row\"",
            "`Texts[]`: expected text, found a list",
        ]
    );
    assert_eq!(
        serde_json::to_value(decoded.value).unwrap(),
        json!({"Rows": [{"Cells": [[{"Value": "a"}], [{}]]}, {"Tag.1.Key": "k"}], "Numbers": [2.0]})
    );
    let decoded: Decoded<GetScalarsOutput> = lenient(json!({"Count": "", "Enabled": "maybe", "Text": [], "Big": true}));
    assert_eq!((decoded.value, decoded.drift.len()), (GetScalarsOutput::default(), 4));
}

#[test]
fn a_document_of_another_kind_is_an_error_in_both_modes() {
    for mode in [Mode::Lenient, Mode::Strict] {
        let error = from_json::<GetScalarsOutput>(b"[]", mode).unwrap_err().to_string();
        assert!(error.starts_with("the document: expected an object, found a list"), "{error}");
        let error = from_json::<GetScalarsOutput>(b"null", mode).unwrap_err().to_string();
        assert!(error.starts_with("the document: expected an object, found null"), "{error}");
        assert!(from_json::<GetScalarsOutput>(b"{\"Text\":", mode).unwrap_err().is_eof());
    }
}

#[test]
fn booleans_are_read_as_several_languages_print_them() {
    for (json, expected) in [(json!("True"), true), (json!("false"), false), (json!(1), true), (json!(0), false)] {
        let decoded: Decoded<GetScalarsOutput> = lenient(json!({"Enabled": json}));
        assert_eq!((decoded.value.enabled, decoded.drift.len()), (Some(expected), 1), "{json}");
    }
}

#[test]
fn strict_mode_turns_every_note_into_an_error() {
    for (json, expected) in [
        (json!({"Count": "12"}), "`Count`: expected a 64-bit integer, found text \"12\""),
        (json!({"Text": 1}), "`Text`: expected text, found number 1"),
        (json!({"Big": 1.5}), "`Big`: expected a 64-bit integer, found number 1.5"),
        (json!({"Nope": 1}), "`Nope`: unknown; GetScalarsOutput has Anything, Big, Count, Duration"),
    ] {
        let refusal = refusal::<GetScalarsOutput>(json);
        assert!(refusal.starts_with(expected), "{refusal}");
    }
}

#[test]
fn lists_of_everything_come_back_equal() {
    round_trip::<GetListsOutput>(json!({
        "Texts": ["a", ""], "Numbers": [1.5, -2.0], "Times": ["2024-01-01T00:00:00Z"], "Kinds": ["a", "c"],
        "Rows": [{"Tag.1.Key": "k", "Cells": [[{"Value": "v"}, {}], []]}], "Bare": [1, null, "x"],
        "Items": {"Item": ["x"]},
    }));
}

#[test]
fn a_list_keeps_its_order_drops_nulls_with_a_note_and_starts_again_with_its_key() {
    let decoded: Decoded<GetListsOutput> = lenient(json!({"Texts": ["a", null, "b"]}));
    assert_eq!(decoded.value.texts, ["a", "b"]);
    assert_eq!(notes(&decoded), ["`Texts[]`: expected an element, found null"]);

    let twice = br#"{"Texts":["a"],"Texts":["b"],"Items":{"Item":["x"]},"Items":{}}"#;
    let decoded: Decoded<GetListsOutput> = from_json(twice, Mode::Strict).unwrap();
    assert_eq!(decoded.value.texts, ["b"]);
    assert!(decoded.value.items.item.is_empty());
}

#[test]
fn of_two_equal_keys_of_a_map_the_last_wins_also_where_it_brings_nothing() {
    let twice = br#"{"Texts":{"a":"1","a":null,"b":"1","b":[],"c":"1","c":"2"},"Free":{"a":1,"a":2}}"#;
    let decoded: Decoded<GetMapsOutput> = from_json(twice, Mode::Lenient).unwrap();
    let written = serde_json::to_value(&decoded.value).unwrap();
    assert_eq!(written, json!({"Texts": {"c": "2"}, "Free": {"a": 2}}));
}

#[test]
fn an_empty_list_of_a_response_is_like_an_absent_one() {
    let decoded: Decoded<GetListsOutput> = lenient(json!({"Texts": [], "Rows": []}));
    assert_eq!(decoded.value, GetListsOutput::default());
    assert_eq!(serde_json::to_value(decoded.value).unwrap(), json!({}));
}

#[test]
fn maps_of_everything_come_back_equal() {
    round_trip::<GetMapsOutput>(json!({
        "Texts": {"a": "1", "": "2"}, "Free": {"x": [1], "y": {"z": null}, "z": null}, "Lists": {"l": [1, 2], "m": []},
        "Objects": {"o": {"Name": "n"}, "p": {}}, "Nested": {"q": {"r": true}},
    }));
}

#[test]
fn enums_are_made_where_the_values_are_words_and_nowhere_else() {
    round_trip::<GetEnumsOutput>(json!({
        "Status": "Running", "Titled": "on", "Boolish": "true", "Numeric": "1", "Level": 2, "Flag": true,
        "Prose": "yes please", "Empty": "", "Elements": ["x", "z"],
    }));
}

#[test]
fn types_that_hold_themselves_come_back_equal() {
    round_trip::<GetTreeOutput>(json!({
        "Employee": {"Name": "a", "Manager": {"Name": "b"}, "Team": {"Lead": {"Name": "c"}, "Members": [{"Name": "d"}]}},
        "Root": {"Value": "r", "Children": [{"Value": "c"}], "Named": {"n": {"Value": "m"}}, "Parent": {"Value": "p"}},
        "Color": "Green",
    }));
}

#[test]
fn a_response_that_is_no_object_is_a_body() {
    round_trip::<ListTextsOutput>(json!([{"Name": "a"}, {}]));
    round_trip::<GetTextOutput>(json!("text"));
    let decoded: Decoded<ListTextsOutput> = lenient(json!([{"Name": "a"}]));
    assert_eq!(format!("{:?}", decoded.value), r#"ListTextsOutput([Body { Name: "a" }])"#);
    assert_eq!(lenient::<GetTextOutput>(Value::Null).value, GetTextOutput::default());
    let decoded: Decoded<GetTextOutput> = lenient(json!(5));
    assert_eq!(decoded.value.body.as_deref(), Some("5"));
}

#[test]
fn debug_shows_wire_names_and_leaves_out_what_is_absent() {
    let decoded: Decoded<GetListsOutput> = lenient(json!({"Texts": ["a"], "Kinds": ["b"], "Items": {"Item": ["x"]}}));
    let shown = format!("{:?}", decoded.value);
    assert_eq!(shown, r#"GetListsOutput { Items: Items { Item: ["x"] }, Kinds: [B], Texts: ["a"] }"#);
}

#[test]
fn a_number_that_is_not_finite_cannot_be_written() {
    let mut output = GetScalarsOutput::default();
    output.ratio = Some(f64::NAN);
    assert_eq!(serde_json::to_string(&output).unwrap_err().to_string(), "NaN is not a JSON number");
}

#[test]
fn the_last_of_two_equal_keys_wins_also_where_it_brings_nothing() {
    let of = |json: &str| -> GetScalarsOutput { from_json(json.as_bytes(), Mode::Lenient).unwrap().value };
    assert_eq!(of(r#"{"Text":"a","Text":"b"}"#).text.as_deref(), Some("b"));
    for last in ["null", "{}", "[1]"] {
        let output = of(&format!(r#"{{"Text":"a","Text":{last},"Count":1,"Count":{last},"Time":"t","Time":{last}}}"#));
        assert_eq!(output, GetScalarsOutput::default(), "{last}");
    }
    let list = br#"{"Texts":["a"],"Texts":{"b":1},"Items":{"Item":["x"]},"Items":7}"#;
    let decoded: Decoded<GetListsOutput> = from_json(list, Mode::Lenient).unwrap();
    assert_eq!((decoded.value, decoded.drift.len()), (GetListsOutput::default(), 3));
}

#[test]
fn objects_of_responses_are_plain_and_left_out_where_they_are_empty() {
    for json in ["{}", r#"{"Data":null}"#, r#"{"Data":{}}"#, r#"{"Data":{"CustomizedVoiceJob":{}}}"#] {
        let decoded = from_json::<GetCustomizedVoiceJobOutput>(json.as_bytes(), Mode::Strict).unwrap();
        assert_eq!(decoded.value, GetCustomizedVoiceJobOutput::default(), "{json}");
        assert_eq!(serde_json::to_string(&decoded.value).unwrap(), "{}");
        assert_eq!(format!("{:?}", decoded.value), "GetCustomizedVoiceJobOutput");
    }
}

#[test]
fn of_two_objects_under_one_key_the_last_wins_whole() {
    for (last, left) in
        [("{}", "{}"), ("null", "{}"), (r#"{"Message":"m"}"#, r#"{"Data":{"CustomizedVoiceJob":{"Message":"m"}}}"#)]
    {
        let job = format!(r#"{{"CustomizedVoiceJob":{{"JobId":"j"}},"CustomizedVoiceJob":{last}}}"#);
        let json = format!(r#"{{"Data":{job}}}"#);
        let decoded = from_json::<GetCustomizedVoiceJobOutput>(json.as_bytes(), Mode::Lenient).unwrap();
        assert_eq!(serde_json::to_string(&decoded.value).unwrap(), left, "{last}");
    }
}
