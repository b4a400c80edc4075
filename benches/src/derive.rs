//! The same kind of code with serde's derives, to compare with.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::compiler::{Compiler, Subject};
use crate::measure::SCRATCH;
use crate::table::{Row, milliseconds};
use crate::write;

/// How many structs the crate of derives has.
const STRUCTS: u16 = 500;

/// So many structs in a row hold each other; deeper ones would measure something else.
const DEPTH: u16 = 5;

const MANIFEST: &str = "\
[package]
name = \"derived\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"

[workspace]
";

/// What compiling takes with derives and without, for each struct, in seconds.
pub(crate) struct Derive {
    /// Check and build of the crate of derives.
    pub(crate) whole: (f64, f64),
    /// The same for one of its structs.
    pub(crate) derived: (f64, f64),
    /// The same for one struct of the generated crate, which takes all that this crate takes, operations and enums
    /// included.
    pub(crate) ours: (f64, f64),
}

impl Derive {
    /// Writes the crate of derives and compiles it.
    pub(crate) fn measure(root: &Path, compiler: &Compiler, runs: usize, ours: &Row) -> Result<Self> {
        eprintln!("derives …");
        let folder = root.join(SCRATCH).join("derive");
        write(&folder.join("Cargo.toml"), MANIFEST)?;
        write(&folder.join("src/lib.rs"), &source())?;
        // With the versions of the workspace, nothing has to be fetched.
        let lock = folder.join("Cargo.lock");
        fs::copy(root.join("Cargo.lock"), &lock).with_context(|| lock.display().to_string())?;
        let subject = Subject { folder, arguments: vec!["--offline".into()] };
        let seconds = |command| {
            let seconds = compiler.seconds(&subject, command, runs);
            seconds.context("the crate of derives does not compile: if something has to be fetched, run `cargo fetch`")
        };
        let whole = (seconds("check")?, seconds("build")?);
        let derived = (whole.0 / f64::from(STRUCTS), whole.1 / f64::from(STRUCTS));
        // No crate has so many structs that this is not exact.
        let structs = u32::try_from(ours.size.structs).map(f64::from)?;
        Ok(Self { whole, derived, ours: (ours.check / structs, ours.build / structs) })
    }
}

impl fmt::Display for Derive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whole, derived, ours } = self;
        write!(
            formatter,
            "{STRUCTS} structs of 6 fields with serde's derives, each read and written once, take {:.1} s to check and \
             {:.1} s to build: {} and {} ms a struct, where a struct of this crate takes {} and {} ms, its operations and enums included. That is {:.1} \
             and {:.1} times as long.",
            whole.0,
            whole.1,
            milliseconds(derived.0),
            milliseconds(derived.1),
            milliseconds(ours.0),
            milliseconds(ours.1),
            derived.0 / ours.0,
            derived.1 / ours.1,
        )
    }
}

/// Structs with the kinds of fields that generated ones have most. Each is read from JSON and written as JSON once: the
/// calls of a client do so, in its own crate, and without it nothing of serde's generic code would be compiled.
fn source() -> String {
    let mut source = "//! Structs with derives.\n".to_owned();
    for number in 0..STRUCTS {
        let nested = if number % DEPTH == 0 { format!("Box<Model{number}>") } else { format!("Model{}", number - 1) };
        let types = ["String", "i64", "bool", "Vec<String>", "f64", &nested];
        let fields = types.iter().enumerate().map(|(index, ty)| {
            format!("    #[serde(rename = \"Field{index}\")]\n    pub field_{index}: Option<{ty}>,\n")
        });
        source.push_str(&format!(
            "\n#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]\n\
             pub struct Model{number} {{\n{}}}\n\n\
             pub fn read_{number}(json: &[u8]) -> serde_json::Result<Model{number}> {{\n    \
             serde_json::from_slice(json)\n}}\n\n\
             pub fn write_{number}(model: &Model{number}) -> serde_json::Result<String> {{\n    \
             serde_json::to_string(model)\n}}\n",
            fields.collect::<String>()
        ));
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_of_derives_has_so_many_structs_of_six_fields() {
        let source = source();
        let count = |what: &str| source.matches(what).count();
        assert_eq!(count("pub struct Model"), 500);
        assert_eq!(count("#[serde(rename = \"Field"), 6 * 500);
        assert!(source.contains("pub field_5: Option<Box<Model5>>,"));
        assert!(source.contains("pub field_5: Option<Model5>,"));
        assert_eq!((count("serde_json::from_slice(json)"), count("serde_json::to_string(model)")), (500, 500));
    }

    #[test]
    fn the_comparison_is_by_the_struct() {
        let derive = Derive { whole: (9.0, 15.5), derived: (0.018, 0.031), ours: (0.002, 0.0025) };
        assert_eq!(
            derive.to_string(),
            "500 structs of 6 fields with serde's derives, each read and written once, take 9.0 s to check and 15.5 s to \
             build: 18.0 and 31.0 ms a struct, where a struct of this crate takes 2.0 and 2.5 ms, its operations and enums included. That is 9.0 \
             and 12.4 times as long."
        );
    }
}
