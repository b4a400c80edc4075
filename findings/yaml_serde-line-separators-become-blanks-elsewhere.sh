#!/usr/bin/env bash
# yaml_serde 0.10.7 (the maintained serde_yaml): text with U+2028 or U+2029 reads back as it was, and as another text in other
# readers.
#
# Expected: both are escaped, as U+0085 is, or written as they are: no reader of YAML 1.2 takes them for the end of a line. In both
# cases all readers get the same text.
# What happens: they are written as YAML 1.1 breaks a line, followed by the indentation of a next line. Its own reader takes that
# away again, so that a test of the way there and back passes; serde-saphyr 2.2.0 and `yaml` 2.9.1 of npm read two blanks that
# nobody wrote, and report nothing. Texts that are copied out of word processors and chats have U+2028.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
serde-saphyr = "=2.2.0"
yaml_serde = "=0.10.7"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::collections::BTreeMap;

fn main() {
    for separator in ['\u{2028}', '\u{2029}', '\u{85}'] {
        let text = format!("one{separator}two");
        let written = yaml_serde::to_string(&BTreeMap::from([("k", &text)])).unwrap();
        let own: BTreeMap<String, String> = yaml_serde::from_str(&written).unwrap();
        let other: BTreeMap<String, String> = serde_saphyr::from_str(&written).unwrap();
        println!("{text:?} is written as {written:?}");
        println!("yaml_serde {:?}, serde-saphyr {:?}", own["k"], other["k"]);
        std::fs::write(format!("{:x}.yaml", u32::from(separator)), written).unwrap();
    }
}
RUST
cd "$folder"
cargo run --quiet >seen
npm install --silent --no-audit --no-fund --prefix "$folder" yaml@2.9.1 >&2
node -e '
for (const name of ["2028", "2029", "85"]) {
  const { k } = require("yaml").parse(require("fs").readFileSync(`${name}.yaml`, "utf8"));
  console.log(`yaml U+${name}: ${[...k].map((character) => character.codePointAt(0).toString(16)).join(" ")}`);
}' >>seen
cat seen
[ "$(cat seen)" = '"one\u{2028}two" is written as "k: '"'one\u{2028}  two'"'\n"
yaml_serde "one\u{2028}two", serde-saphyr "one\u{2028}  two"
"one\u{2029}two" is written as "k: '"'one\u{2029}  two'"'\n"
yaml_serde "one\u{2029}two", serde-saphyr "one\u{2029}  two"
"one\u{85}two" is written as "k: \"one\\Ntwo\"\n"
yaml_serde "one\u{85}two", serde-saphyr "one\u{85}two"
yaml U+2028: 6f 6e 65 2028 20 20 74 77 6f
yaml U+2029: 6f 6e 65 2029 20 20 74 77 6f
yaml U+85: 6f 6e 65 85 74 77 6f' ]
