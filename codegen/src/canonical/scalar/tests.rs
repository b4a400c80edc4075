//! What is written is read as the same text, by this crate's reader and by others.

use saphyr::{LoadableYamlNode as _, Yaml};

use crate::canonical::{Kind, inline, write};
use crate::diagnostic::Mark;
use crate::tree::{Entry, Node, Value};

const MARK: Mark = Mark { line: 1, column: 1 };

fn text(text: &str) -> Node {
    let value = Value::Scalar { text: text.to_owned(), quoted: true };
    Node { mark: MARK, value }
}

/// The text behind a key, in a list and as a key, written and read again.
fn written(content: &str) -> String {
    let entry = |key: &str, node| Entry { key: key.to_owned(), mark: MARK, node };
    let list = Node { mark: MARK, value: Value::List(vec![text(content), text("x")]) };
    let map = Node { mark: MARK, value: Value::Map(vec![entry(content, text("x"))]) };
    let node = Node {
        mark: MARK,
        value: Value::Map(vec![entry("key", text(content)), entry("list", list), entry("map", map)]),
    };
    let yaml = write(&node, Kind::Plain);
    let read = Node::parse("test.yaml", &yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(inline(&read), inline(&node), "{yaml}");
    assert_eq!(read.get("key").unwrap().text(), Some(content), "{yaml}");
    assert_eq!(read.get("list").unwrap().elements()[0].text(), Some(content), "{yaml}");
    assert_eq!(read.get("map").unwrap().entries()[0].key, content, "{yaml}");
    // Other readers of YAML have to see the same, or our own two halves would only agree with each other.
    let expected = serde_json::json!({"key": content, "list": [content, "x"], "map": {content: "x"}});
    let read: serde_json::Value = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(read, expected, "yaml_serde reads\n{yaml}");
    let read: serde_json::Value = serde_saphyr::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(read, expected, "serde-saphyr reads\n{yaml}");
    let read = Yaml::load_from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    assert_eq!(read.iter().map(json).collect::<Vec<_>>(), [expected], "saphyr reads\n{yaml}");
    yaml
}

/// What `saphyr` has read; whatever is no text or mapping of texts is shown as it prints it.
fn json(yaml: &Yaml<'_>) -> serde_json::Value {
    match yaml {
        Yaml::Sequence(elements) => elements.iter().map(json).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| (json(key), json(value)));
            entries.map(|(key, value)| (key.as_str().map_or(key.to_string(), str::to_owned), value)).collect()
        }
        other => other.as_str().map_or_else(|| format!("{other:?} is no text").into(), Into::into),
    }
}

/// Numbers from a seed (SplitMix64), so that a failure can be repeated.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from(mixed ^ (mixed >> 31)).unwrap() % limit
    }

    /// Text put together from what readers of YAML take for something else.
    fn text(&mut self) -> String {
        const PARTS: [&str; 66] = [
            "a",
            "Y",
            "n",
            "yes",
            "Off",
            "true",
            "Null",
            "~",
            "<<",
            "=",
            "0",
            "7",
            "0x1F",
            "0o17",
            "0b11",
            "1e3",
            "1_000",
            "12:30",
            "12:30:45",
            "2020-11-09",
            "2020-1-9",
            "T",
            "Z",
            "+8",
            ".inf",
            ".NaN",
            "-",
            "--",
            "---",
            "...",
            "?",
            ":",
            "::",
            "#",
            ",",
            "[",
            "]",
            "{",
            "}",
            "&x",
            "*x",
            "!t",
            "|",
            ">",
            "%",
            "@",
            "`",
            "'",
            "\"",
            "\\",
            " ",
            "  ",
            " ",
            "\n",
            "\n\n",
            "\t",
            "\r",
            "\u{0}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{feff}",
            "é",
            "配音",
            "😀",
            "word word",
        ];
        let length = 1 + self.below(5);
        (0..length).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}

/// What is drawn is the same each time; another seed goes farther.
#[test]
fn five_hundred_texts_read_back_in_four_readers() {
    let mut draw = Draw(13);
    for _ in 0..500 {
        written(&draw.text());
    }
}

#[test]
fn text_reads_back_as_the_same_text() {
    let cases = [
        "plain",
        "true",
        "True",
        "no",
        "Y",
        "n",
        "Null",
        "2020-11-09 10:00:00",
        "2020-11-09 10:00:00 +8",
        "2020-1-9",
        "a ?",
        "a -",
        "1",
        "1.5",
        "-1",
        "0x1F",
        "1e3",
        "2020-11-09",
        "12:30",
        "null",
        "~",
        "",
        " ",
        " a",
        "a ",
        "\ta",
        "a: b",
        "a:",
        "a:b",
        "a #b",
        "#a",
        "a#b",
        "- a",
        "-a",
        "-",
        "--- a",
        "...",
        ".",
        "? a",
        "?a",
        "[a]",
        "{a: b}",
        "a, b",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a`",
        "'a'",
        "\"a\"",
        "a\"b\\c",
        "a'b",
        "<<",
        "=",
        "a\nb",
        "a\nb\n",
        "a\n\nb",
        "a\n\n\n",
        "\na",
        " a\nb",
        "a\n  b",
        "a \nb",
        "a\tb\nc",
        "a\r\nb",
        "\r",
        "\u{0}",
        "\u{7}\u{1b}[0m",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{feff}a",
        "配音",
        "语速：1",
        "😀",
        "x‑oss‑tagging‑count",
        "$ref",
        "#/components/schemas/A",
        "/{key}?append",
        "OAuth 2.0 Bearer Token",
        "a\\nb",
    ];
    for case in cases {
        written(case);
    }
}

#[test]
fn long_text_is_folded_and_reads_back() {
    let words = "word ".repeat(60);
    let cases = [
        words.trim().to_owned(),
        format!("a  b {words}c  d"),
        format!("{}  {}", "a".repeat(130), "b".repeat(130)),
        format!("{words}# x: y - z"),
        format!("配音 {words}。"),
        format!("# {words}x"),
        words,
    ];
    for case in &cases {
        written(case);
    }
    assert!(written(&cases[0]).starts_with("key: >-\n  word word"));
}

#[test]
fn numbers_and_booleans_stay_what_they_are() {
    for plain in ["1", "-1.5", "true", "null", "2023-11-21"] {
        for quotes in ["", "\""] {
            let yaml = format!("a: {quotes}{plain}{quotes}\n");
            assert_eq!(write(&Node::parse("test.yaml", &yaml).unwrap(), Kind::Plain), yaml);
        }
    }
}
