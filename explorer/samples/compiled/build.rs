//! Writes the Rust samples of all operations as the modules of one crate: with what is required, with everything, and with
//! values that are hard to write. Those of the made-up product are in a snapshot.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use explorer_samples::{Call, Extent, Samples};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let samples = Samples::ice()?;
    let (mut modules, mut calls, mut seen) = (String::new(), String::new(), BTreeSet::new());
    for operation in samples.operations() {
        let all = samples.example(operation, Extent::All)?;
        let mut hard = all.clone();
        let mut count = 0;
        hard.values_mut().for_each(|value| harden(value, &mut count));
        let required = samples.example(operation, Extent::Required)?;
        for (kind, parameters) in [("required", required), ("all", all), ("hard", hard)] {
            let given = Value::Object(samples.as_sent(operation, &parameters)?).to_string();
            // An operation without parameters is the same each time.
            if !seen.insert(format!("{operation} {given}")) {
                continue;
            }
            let call =
                Call { product: "ICE", version: "2020-11-09", region: "REGION", operation, parameters: &parameters };
            let made = samples.all(&call)?;
            let rust: Vec<_> = made.iter().filter(|sample| sample.language == "rust").collect();
            let [is_async, blocking] = rust.as_slice() else { return Err("there are two Rust samples".into()) };
            let number = calls.lines().count();
            writeln!(modules, "mod async_{number} {{\n{}\n{START}}}\n", within_crate(&is_async.text, "REGION")?)?;
            // What is hard to write is written alike in both.
            let blocking = if kind == "hard" {
                "None".to_owned()
            } else {
                writeln!(modules, "mod blocking_{number} {{\n{}\n{RUN}}}\n", within_crate(&blocking.text, "REGION")?)?;
                format!("Some(blocking_{number}::run)")
            };
            let note = is_async.note.as_deref().unwrap_or_default();
            writeln!(
                calls,
                "    Sent {{ operation: {operation:?}, parameters: {given:?}, note: {note:?}, blocking: {blocking}, \
                 is_async: async_{number}::start }},"
            )?;
        }
    }
    let mut made_up = String::new();
    let snapshot = fs::read_to_string(SNAPSHOT)?;
    // Behind two lines of three hyphens.
    let snapshot = snapshot.splitn(3, "---\n").nth(2).ok_or("the snapshot has no head")?;
    for (number, part) in snapshot.split("// ==== ").skip(1).enumerate() {
        let (head, text) = part.split_once('\n').ok_or("a part of the snapshot has no code")?;
        let (operation, parameters) = head.split_once(' ').ok_or("a part of the snapshot has no parameters")?;
        writeln!(modules, "mod made_up_{number} {{\n{}\n{START}}}\n", within_crate(text, "cn-shanghai")?)?;
        writeln!(
            made_up,
            "    Sent {{ operation: {operation:?}, parameters: {parameters:?}, note: \"\", blocking: None, \
             is_async: made_up_{number}::start }},"
        )?;
    }
    let code =
        format!("{modules}\nstatic SENT: &[Sent] = &[\n{calls}];\n\nstatic MADE_UP: &[Sent] = &[\n{made_up}];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("samples.rs"), code)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SNAPSHOT}");
    Ok(())
}

/// The samples of the made-up product, each behind a line with its operation and its parameters.
const SNAPSHOT: &str = "../tests/snapshots/specimen__rust_of_every_feature.snap";

/// What starts an async `main`, and what runs a blocking one. They are functions of the modules: closures within the list of all
/// samples would have their types inferred together, most of what the samples take to compile.
const START: &str = "pub fn start() -> super::Started {\n    super::started(main())\n}\n";
const RUN: &str = "pub fn run() -> Result<(), String> {\n    main().map_err(|error| error.to_string())\n}\n";

/// A program as a module that sends to the recorder in place of the cloud, and that one runtime runs with all others: a
/// runtime for each is most of what they take to compile.
fn within_crate(program: &str, region: &str) -> Result<String, String> {
    let recorder = ".region(\"cn-shanghai\").credentials(super::credentials()).transport(super::recorder())";
    let is_async = program.contains("#[tokio::main]\nasync fn main()");
    let main = if is_async { "#[tokio::main]\nasync fn main()" } else { "\nfn main()" };
    let public = if is_async { "pub async fn main()" } else { "\npub fn main()" };
    let mut text = program.to_owned();
    for (from, to) in [(format!(".region({region:?})").as_str(), recorder), (main, public)] {
        if text.matches(from).count() != 1 {
            return Err(format!("there is not one `{from}` in:\n{text}"));
        }
        text = text.replacen(from, to, 1);
    }
    Ok(text)
}

/// Texts with whatever code has to escape.
const TEXTS: [&str; 7] = [
    "it's \"a\" \\ b",
    "\"#",
    "line\nbreak\tand \u{7f}",
    "{} {0} %s $HOME `x` ${x}",
    "ü 语音 \u{1f600}",
    "",
    " a+b&c=d% ",
];
const INTEGERS: [i64; 4] = [-1, 3_000_000_000, i64::MIN, 0];
const NUMBERS: [f64; 4] = [1.0, -0.25, 1e300, 5e-324];

/// Replaces values by such that are hard to write.
fn harden(value: &mut Value, count: &mut usize) {
    *count += 1;
    let number = *count;
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => {}
        Value::String(text) => TEXTS[number % TEXTS.len()].clone_into(text),
        Value::Number(given) if given.is_i64() => *value = json!(INTEGERS[number % INTEGERS.len()]),
        Value::Number(_) => *value = json!(NUMBERS[number % NUMBERS.len()]),
        Value::Bool(given) => *given = !*given,
        Value::Array(elements) if elements.is_empty() || number.is_multiple_of(5) => elements.clear(),
        Value::Array(elements) => {
            let more = elements.clone();
            elements.extend(more);
            elements.iter_mut().for_each(|element| harden(element, count));
        }
        // JSON of any kind, and now and then more than a macro takes.
        Value::Object(fields) if fields.is_empty() || fields.contains_key("key") && fields["key"] == "value" => {
            let many: Vec<usize> = if number.is_multiple_of(3) { (0..200).collect() } else { vec![1] };
            *value = json!({"a": [1, null, true, u64::MAX, -1.5, {"it's": "\"#\n"}], "b": {}, "many": many});
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| harden(field, count)),
        Value::Null => {}
    }
}
