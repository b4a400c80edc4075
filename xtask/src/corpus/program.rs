//! The programs that send and decode: one for each crate, which reads what to send as lines of JSON and prints what came of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ::codegen::Generated;
use ::codegen::diagnostic::Code;
use ::codegen::spec::parameter_path;
use anyhow::Result;
use serde_json::Value;

use super::input;
use crate::tree;

const PROGRAM: &str = include_str!("program/main.rs.txt");

/// One operation to send, and a sample to respond with.
#[derive(Debug)]
pub(super) struct Send {
    pub(super) program: String,
    pub(super) name: String,
    /// As published.
    pub(super) operation: Value,
    /// Each parameter as published, with its value.
    pub(super) parameters: Vec<(Value, Value)>,
    /// A sample response.
    pub(super) sample: Option<String>,
}

/// What is sent of a document: every operation that its crate has.
pub(super) fn sends(generated: &Generated, document: &Value) -> Vec<Send> {
    let operations = document["apis"].as_object().into_iter().flatten();
    let called = operations.filter(|(name, _)| generated.operations.contains_key(*name));
    // Headers that no request can have are in no crate.
    let warnings = generated.warnings.sorted().into_iter().filter(|it| it.code == Code::BadHeader);
    let left_out: BTreeSet<String> = warnings.flat_map(|it| [vec![it.path], it.also].concat()).collect();
    let is_sent = |operation: &str, parameter: &Value| {
        let name = parameter["name"].as_str().unwrap_or_default();
        !left_out.contains(&parameter_path(operation, name))
    };
    called
        .map(|(name, operation)| Send {
            program: program(generated),
            name: name.clone(),
            parameters: input::parameters(document, operation)
                .into_iter()
                .filter(|(it, _)| is_sent(name, it))
                .map(|(it, value)| (it.clone(), value))
                .collect(),
            operation: operation.clone(),
            sample: sample(operation),
        })
        .collect()
}

/// The JSON sample of an operation.
fn sample(operation: &Value) -> Option<String> {
    let demos: Value = serde_json::from_str(operation["responseDemo"].as_str()?).ok()?;
    let sample = demos.as_array()?.iter().find(|demo| demo["type"] == "json")?["example"].as_str()?.trim().to_owned();
    (!sample.is_empty()).then_some(sample)
}

fn program(generated: &Generated) -> String {
    generated.crate_name.replace('-', "_")
}

/// The arms of the program, from the name of an operation to the function that sends it.
fn arms(generated: &Generated) -> String {
    let arm = |(name, path): (&String, &String)| format!("        {name:?} => send::<sdk::{path}>,\n");
    generated.operations.iter().map(arm).collect()
}

/// Writes the workspace of the crates and of the package that has the programs.
pub(super) fn write(root: &Path, scratch: &Path, crates: &[Generated]) -> Result<()> {
    let mut manifest = format!(
        "[package]\nname = \"programs\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         alibabacloud-runtime = {{ path = {:?}, default-features = false }}\n\
         serde = \"1.0\"\nserde_json = \"1.0\"\ntokio = {{ version = \"1.54\", features = [\"macros\", \"rt\", \"time\"] }}\n",
        root.join("runtime").to_string_lossy()
    );
    // Those of an earlier corpus would not compile.
    let programs = scratch.join("programs/src/bin");
    if programs.exists() {
        fs::remove_dir_all(&programs)?;
    }
    let mut members = String::new();
    for generated in crates {
        let name = &generated.crate_name;
        writeln!(members, "    \"sdk/{name}\",")?;
        // A program that sends nothing is not worth compiling.
        if generated.operations.is_empty() {
            continue;
        }
        writeln!(manifest, "{name} = {{ path = \"../sdk/{name}\", default-features = false, features = [\"all\"] }}")?;
        let text = PROGRAM.replace("__SDK__", &program(generated)).replace("        // __ARMS__\n", &arms(generated));
        tree::write(&programs.join(format!("{}.rs", program(generated))), &text)?;
    }
    tree::write(&scratch.join("programs/Cargo.toml"), &manifest)?;
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n    \"programs\",\n{members}]\n\n[profile.dev]\ndebug = false\n"
    );
    tree::write(&scratch.join("Cargo.toml"), &workspace)
}
