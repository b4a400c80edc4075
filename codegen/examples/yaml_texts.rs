//! Draws texts by a seed, has the YAML of each read by the readers that Rust has, and prints it for those of other
//! languages: a line of JSON each, with what is to be read.
//!
//! `cargo run -p codegen --example yaml_texts -- 20000 1`

#![allow(clippy::panic, clippy::unwrap_used, reason = "a reader that differs ends the run")]

#[path = "../tests/yaml/draw.rs"]
mod draw;
#[path = "../tests/yaml/judge.rs"]
mod judge;

use std::io::Write as _;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap());
    let (count, seed) = (arguments.next().unwrap(), arguments.next().unwrap());
    let mut draw = draw::Draw(seed);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for _ in 0..count {
        let text = draw.text();
        let line = serde_json::json!({"yaml": judge::written(&text), "expected": judge::expected(&text)});
        writeln!(out, "{line}").unwrap();
    }
}
