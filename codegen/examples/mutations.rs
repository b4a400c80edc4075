//! Generates from documents that are spoilt by a seed, and stops at one that does what none may do: panic, take more than
//! 5 s, or lead out of its folder.
//!
//! `cargo run --release -p codegen --example mutations -- 100000 1 api-docs.json…`

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "it is a program")]

#[path = "../tests/yaml/draw.rs"]
#[allow(dead_code, reason = "only its numbers are drawn here")]
mod draw;
#[path = "../tests/published/mutate.rs"]
mod mutate;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().unwrap().parse::<u64>().unwrap();
    let (count, seed) = (number(), number());
    let documents = arguments.map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap());
    let documents: Vec<_> = documents.collect();
    match mutate::run(&documents, usize::try_from(count).unwrap(), seed) {
        Ok(outcomes) => {
            println!("{outcomes:?}; at most {} MiB", mutate::most_memory().unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(problem) => {
            println!("{problem}");
            ExitCode::FAILURE
        }
    }
}
