//! A document that is JSON is read as `serde_json` reads it, whatever is in it; one that is not is an error or has a note.

use alibabacloud_runtime::model::{Mode, from_json};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use specimen::responses::GetScalarsOutput;

const CASES: u32 = 1000;

/// Pieces of text as it stands in JSON: escaped and not, of every length in bytes, up to where eight are looked at at once.
const PIECES: [&str; 16] = [
    "a",
    "bc",
    "def",
    "/",
    " ",
    r#"\""#,
    r"\\",
    r"\/",
    r"\n",
    r"\u0000",
    r"\u001f",
    r"\ud83d\ude00",
    "é",
    "春",
    "😀",
    "\u{7f}\u{80}\u{ff}",
];

/// Bytes that a document may be spoilt with, most of which mean something in JSON.
const SPOILERS: [char; 16] = ['"', '\\', ',', ':', '{', '}', '[', ']', '0', '-', '.', 'e', 'n', '\n', '\u{1}', '春'];

/// Numbers that are spelt in a way of their own, or at an edge.
const NUMBERS: [&str; 8] = ["0", "-0", "0.0", "1e2", "1E+2", "-1.5e-7", "999999999999999999", "-9223372036854775808"];

fn text() -> impl Strategy<Value = String> {
    vec(select(&PIECES[..]), 0..12).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        (-1000..1000_i64).prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("JSON has no others", |it| it.is_finite()).prop_map(|it| Value::from(it).to_string()),
        select(&NUMBERS[..]).prop_map(str::to_owned),
    ]
}

/// Any value, with blanks here and there.
fn value() -> impl Strategy<Value = String> {
    let words = select(&["null", "true", "false"][..]).prop_map(str::to_owned);
    let blank = || select(&["", " ", "\n\t", "\r\n"][..]);
    prop_oneof![text(), number(), words].prop_recursive(4, 40, 6, move |inner| {
        let list = (vec(inner.clone(), 0..6), blank())
            .prop_map(|(elements, blank)| format!("[{blank}{}{blank}]", elements.join(&format!("{blank},"))));
        let entry = (text(), blank(), inner).prop_map(|(key, blank, value)| format!("{key}{blank}:{blank}{value}"));
        prop_oneof![list, vec(entry, 0..6).prop_map(|entries| format!("{{{}}}", entries.join(", ")))]
    })
}

fn for_any<S: Strategy>(strategy: S, claim: impl Fn(S::Value)) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let checked = |value| {
        claim(value);
        Ok(())
    };
    runner.run(&strategy, checked).unwrap_or_else(|error| panic!("{error}"));
}

/// The value in place of any JSON, and whether there was a note.
fn read(document: &str) -> Option<(Value, bool)> {
    let decoded = from_json::<GetScalarsOutput>(document.as_bytes(), Mode::Lenient).ok()?;
    let is_noted = !decoded.drift.is_empty();
    Some((decoded.value.anything.unwrap_or_default(), is_noted))
}

#[test]
fn what_is_json_is_read_as_it_is() {
    for_any(value(), |value| {
        let expected: Value = serde_json::from_str(&value).unwrap();
        assert_eq!(read(&format!(r#"{{"Anything":{value}}}"#)), Some((expected, false)), "{value}");
    });
}

#[test]
fn what_is_spoilt_is_read_with_a_note_or_not_at_all() {
    let spoilt = (value(), any::<Index>(), select(&SPOILERS[..]), any::<bool>());
    for_any(spoilt, |(value, at, spoiler, replaces)| {
        let mut characters: Vec<char> = value.chars().collect();
        let at = at.index(characters.len());
        characters.splice(at..at + usize::from(replaces), [spoiler]);
        let spoilt = format!(r#"{{"Anything":{}}}"#, characters.into_iter().collect::<String>());
        let (read, expected) = (read(&spoilt), serde_json::from_str::<Value>(&spoilt));
        match (read, expected) {
            (None, Err(_)) => {}
            (Some((_, is_noted)), Err(_)) => assert!(is_noted, "{spoilt}"),
            // A number of other digits than a double has is text, with a note.
            (Some((value, is_noted)), Ok(expected)) => assert!(is_noted || value == expected["Anything"], "{spoilt}"),
            (None, Ok(_)) => panic!("{spoilt}"),
        }
    });
}
