//! Numbers keep their digits in text and in free JSON, whatever features of `serde_json` a build has.
//!
//! `cargo test -p conformance --features arbitrary-precision` runs the same with numbers that keep theirs.

use alibabacloud_runtime::model::{Decoded, Mode, from_json};
use serde_json::{Value, json};
use specimen::responses::{GetListsOutput, GetMapsOutput, GetScalarsOutput};

fn read(document: &str) -> Decoded<GetScalarsOutput> {
    from_json(document.as_bytes(), Mode::Lenient).unwrap_or_else(|error| panic!("{document}: {error}"))
}

const NUMBERS: [&str; 16] = [
    "0",
    "-0",
    "12",
    "1.0",
    "1.50",
    "0.10",
    "1e5",
    "-1E-05",
    "18446744073709551615",
    "-9223372036854775808",
    "12345678901234567890123",
    "-12345678901234567890123",
    "0.1234567890123456789012",
    "123456789.1234567890123456789012",
    "1e400",
    "-1e-400",
];

#[test]
fn in_text_the_digits_of_a_number_stay_as_they_stand() {
    for number in NUMBERS {
        let decoded = read(&format!(r#"{{"Text":{number},"Time":{number},"Oddity":"x"}}"#));
        assert_eq!(decoded.value.text.as_deref(), Some(number));
        assert_eq!(decoded.value.time.unwrap().as_str(), number);
        assert_eq!(decoded.value.oddity.as_deref(), Some("x"), "{number}");
        let note = format!("`Text`: expected text, found number {number}");
        assert_eq!(decoded.drift[0].to_string(), note);
    }
    let lists: Decoded<GetListsOutput> =
        from_json(br#"{"Texts":[12345678901234567890123,1.50],"Kinds":[1.50]}"#, Mode::Lenient).unwrap();
    assert_eq!(lists.value.texts, ["12345678901234567890123", "1.50"]);
    assert_eq!(lists.value.kinds[0].as_str(), "1.50");
    let maps: Decoded<GetMapsOutput> = from_json(br#"{"Texts":{"a":12345678901234567890123}}"#, Mode::Lenient).unwrap();
    assert_eq!(maps.value.texts["a"], "12345678901234567890123");
}

/// Whether another crate of this build, here the feature of this one, makes JSON numbers keep all digits.
fn numbers_keep_digits() -> bool {
    serde_json::from_str::<Value>("1.50").unwrap().to_string().ends_with('0')
}

#[test]
fn in_free_json_a_number_that_does_not_fit_becomes_text() {
    for number in NUMBERS {
        for (document, path) in [
            (format!(r#"{{"Anything":{number}}}"#), "Anything"),
            (format!(r#"{{"Anything":{{"a":[1,{number}]}}}}"#), "Anything.a[]"),
        ] {
            let decoded = read(&document);
            let mut value = decoded.value.anything.unwrap();
            if path != "Anything" {
                value = value["a"][1].take();
            }
            let fits = !number.contains("1234567890123456789012") && !number.contains("400");
            if fits || numbers_keep_digits() {
                assert_eq!(value, serde_json::from_str::<Value>(number).unwrap());
                assert!(decoded.drift.is_empty(), "{number}");
            } else {
                assert_eq!(value, json!(number));
                assert_eq!(
                    decoded.drift[0].to_string(),
                    format!("`{path}`: expected a number that fits, found number {number}")
                );
            }
        }
    }
}

#[test]
fn a_fraction_is_a_number_however_numbers_come() {
    let decoded = read(r#"{"Ratio":24.120000,"Duration":1e2,"Count":3.0,"Big":9007199254740993.0,"Text":"x"}"#);
    assert_eq!((decoded.value.ratio, decoded.value.duration), (Some(24.12), Some(100.0)));
    assert_eq!((decoded.value.count, decoded.value.big), (Some(3), Some(9_007_199_254_740_993)));
    let notes: Vec<_> = decoded.drift.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "`Count`: expected a 64-bit integer, found number 3.0",
            "`Big`: expected a 64-bit integer, found number 9007199254740993.0",
        ]
    );
}

#[test]
fn a_fraction_where_none_is_expected_is_left_out_however_numbers_come() {
    let decoded = read(r#"{"Count":1.5,"Big":12345678901234567890123,"Enabled":0.5,"Text":"x"}"#);
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json!({"Text": "x"}));
    assert!(decoded.drift.iter().all(|note| note.left_out));
    let found: Vec<_> = decoded.drift.iter().map(|note| note.found.as_str()).collect();
    assert_eq!(found, ["number 1.5", "number 12345678901234567890123", "number 0.5"]);

    let lists = br#"{"Rows":[1.5],"Items":1.5,"Texts":2.50,"Numbers":[1.5,2.0]}"#;
    let lists: Decoded<GetListsOutput> = from_json(lists, Mode::Lenient).unwrap();
    let written = serde_json::to_value(&lists.value).unwrap();
    assert_eq!(written, json!({"Texts": ["2.50"], "Numbers": [1.5, 2.0]}));
    let notes: Vec<_> = lists.drift.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "`Rows[]`: expected an object, found number 1.5",
            "`Items`: expected an object, found number 1.5",
            "`Texts`: expected a list, found number 2.50",
            "`Texts[]`: expected text, found number 2.50",
        ]
    );
    let maps: Decoded<GetMapsOutput> = from_json(br#"{"Texts":1.5,"Objects":{"o":1.5}}"#, Mode::Lenient).unwrap();
    assert_eq!(maps.value, GetMapsOutput::default());
    assert_eq!(maps.drift.len(), 2);
}

#[test]
fn what_serde_alone_reads_and_writes_is_the_same() {
    let document = r#"{"Ratio":24.12,"Duration":1e300,"Free":[1.5,{"a":0.1}],"Big":9007199254740993}"#;
    let output: GetScalarsOutput = serde_json::from_str(document).unwrap();
    let decoded: Decoded<GetScalarsOutput> = from_json(document.as_bytes(), Mode::Strict).unwrap();
    assert_eq!(output, decoded.value);
    let value: Value = serde_json::from_str(document).unwrap();
    assert_eq!(serde_json::from_value::<GetScalarsOutput>(value).unwrap(), output);
    let written = serde_json::to_string(&output).unwrap();
    assert_eq!(serde_json::from_str::<GetScalarsOutput>(&written).unwrap(), output);
    assert_eq!(output.free, Some(json!([1.5, {"a": 0.1}])));
}

#[test]
fn strict_mode_refuses_what_would_be_rounded() {
    let strict = |document: &str| from_json::<GetScalarsOutput>(document.as_bytes(), Mode::Strict);
    strict(r#"{"Anything":1.50,"Free":[24.120000]}"#).unwrap();
    let result = strict(r#"{"Anything":{"a":12345678901234567890123}}"#);
    if numbers_keep_digits() {
        assert_eq!(result.unwrap().value.anything.unwrap().to_string(), r#"{"a":12345678901234567890123}"#);
    } else {
        let message = result.unwrap_err().to_string();
        assert_eq!(
            message,
            "`Anything.a`: expected a number that fits, found number 12345678901234567890123 at line 1 column 40"
        );
    }
}
