#!/usr/bin/env bash
# annotate-snippets 0.12.18: a diagnostic costs in proportion to the length of its line, although it shows 140 columns of it.
#
# Expected: of a line that does not fit, what is around the place is laid out; a document on one line, as JSON often is,
# costs no more than one with line breaks.
# What happens: the text is the same, and takes a hundred times as long where the line is a hundred times as long: all of it is
# measured, for each diagnostic. Who reports on minified documents has to cut the line first, and then loses the column, which
# is counted in what is given.
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
annotate-snippets = "=0.12.18"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::time::{Duration, Instant};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

const AT: usize = 5_000;

/// A diagnostic on a line of so many characters, and the least time of nine that it takes.
fn render(length: usize) -> (String, Duration) {
    let line = "abcdefghi ".repeat(length / 10);
    let run = || {
        let started = Instant::now();
        let mark = AnnotationKind::Primary.span(AT..AT + 5);
        let snippet = Snippet::source(&line).path("finding.json").annotation(mark);
        let text = Renderer::plain().render(&[Level::WARNING.primary_title("here").element(snippet)]);
        (text, started.elapsed())
    };
    (0..9).map(|_| run()).min_by_key(|(_, time)| *time).unwrap()
}

fn main() {
    let ((short, little), (long, much)) = (render(20_000), render(2_000_000));
    println!("{short}");
    println!("the same text: {}", short == long);
    println!("more than thirty times the time: {}", much > 30 * little);
}
RUST
seen=$(cd "$folder" && cargo run --quiet --release)
echo "$seen"
grep -q '^the same text: true$' <<<"$seen"
grep -q '^more than thirty times the time: true$' <<<"$seen"
