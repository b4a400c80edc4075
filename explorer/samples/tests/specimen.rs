//! The samples of the made-up product. It has what ICE has not: paths, headers and bodies, bytes, maps, types that hold
//! themselves, structs of required fields, and every name that is hard to turn into Rust.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../codegen/tests/support/mod.rs"]
mod support;

use explorer_samples::{Call, Extent, Sample, Samples};
use serde_json::{Map, Value};

fn specimen() -> Samples {
    let generated = codegen::generate(&support::sources("../../codegen/tests/specimen")).unwrap();
    Samples::new(&generated.openapi[0], &generated.names).unwrap()
}

fn made(samples: &Samples, operation: &str, parameters: &Map<String, Value>) -> Vec<Sample> {
    let call = Call { product: "Specimen", version: "2024-05-01", region: "cn-shanghai", operation, parameters };
    samples.all(&call).unwrap()
}

/// This snapshot is compiled and run too, by the package `compiled-samples`: each part begins with a line of the operation and
/// the parameters that arrive.
#[test]
fn rust_of_every_feature() {
    let samples = specimen();
    let shown = samples.operations().map(|operation| {
        let parameters = samples.example(operation, Extent::All).unwrap();
        let Sample { text, note, .. } = made(&samples, operation, &parameters).swap_remove(0);
        assert_eq!(note, None, "{operation}");
        let sent = Value::Object(samples.as_sent(operation, &parameters).unwrap());
        format!("// ==== {operation} {sent}\n{text}")
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn commands_and_python_of_requests_with_paths_and_bodies() {
    let samples = specimen();
    let shown = ["PutWidget", "PutForm", "SendBytes", "SendStyles", "TagThing", "GetPublicPage"].map(|operation| {
        let parameters = samples.example(operation, Extent::All).unwrap();
        let made = made(&samples, operation, &parameters).split_off(2);
        let made = made.into_iter().map(|Sample { title, note, text, .. }| {
            format!("## {operation}: {title}\n{}\n{text}", note.unwrap_or_default())
        });
        made.collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(shown.join("\n"));
}
