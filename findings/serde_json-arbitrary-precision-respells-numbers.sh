#!/usr/bin/env bash
# serde_json 1.0.154 with the feature arbitrary_precision: the digits of a number are kept, its spelling is not.
#
# Expected: as the feature keeps a number as text, what is read is written as it came.
# What happens: an exponent without a sign gets one, and a capital E becomes small. Whoever compares or signs text that went
# through a `Value`, or shows a number "as the service sent it", gets another text.
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
serde_json = { version = "=1.0.154", features = ["arbitrary_precision"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
fn main() {
    for text in ["1.50", "12345678901234567890123", "1e5", "1E5", "1e-5"] {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        println!("{text} -> {value}");
    }
}
RUST
cd "$folder"
cargo build --quiet
seen=$(./target/debug/finding)
echo "$seen"
[ "$seen" = "1.50 -> 1.50
12345678901234567890123 -> 12345678901234567890123
1e5 -> 1e+5
1E5 -> 1e+5
1e-5 -> 1e-5" ]
