//! Prints the samples of all operations, a JSON object a line, for checks in other languages.
//!
//! `cargo run -p explorer-samples --example all_samples`

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;

use explorer_samples::{Call, Extent, Samples};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let samples = Samples::ice()?;
    for operation in samples.operations() {
        for extent in [Extent::Required, Extent::All] {
            let parameters = samples.example(operation, extent)?;
            let call = Call {
                product: "ICE",
                version: "2020-11-09",
                region: "cn-shanghai",
                operation,
                parameters: &parameters,
            };
            let made = samples.all(&call)?;
            let made =
                made.iter().map(|sample| json!({"title": sample.title, "note": sample.note, "text": sample.text}));
            let made: Vec<_> = made.collect();
            println!("{}", json!({"operation": operation, "parameters": parameters, "samples": made}));
        }
    }
    Ok(())
}
