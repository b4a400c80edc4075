//! What is written is read as the same text, by this crate's reader and by others. `judges/run` asks those of other
//! languages as well.

pub(crate) mod draw;
mod judge;

use codegen::canonical::write;
use codegen::keys;
use codegen::tree::Node;

use draw::Draw;
use judge::written;

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
            assert_eq!(write(&Node::parse("test.yaml", &yaml).unwrap(), &keys::PLAIN), yaml);
        }
    }
}
