//! Lists the operations that `specs/ice` has, as one macro call: `operations! { voice GetCustomizedVoiceJob … }`.
//!
//! The names come from the folders alone, so that what is checked with them does not rest on the generator's word.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let specs = Path::new("../specs/ice");
    println!("cargo::rerun-if-changed={}", specs.display());
    let mut operations = Vec::new();
    for family in fs::read_dir(specs)? {
        let family = family?.path();
        if !family.is_dir() {
            continue;
        }
        for spec in fs::read_dir(&family)? {
            operations.push(format!("    {} {}\n", name(&family)?, name(&spec?.path())?));
        }
    }
    operations.sort();
    let list = format!("operations! {{\n{}}}\n", operations.concat());
    fs::write(Path::new(&env::var("OUT_DIR")?).join("operations.rs"), list)?;
    Ok(())
}

/// The name of a family's folder, or of an operation's file.
fn name(path: &Path) -> Result<&str, Box<dyn Error>> {
    let name = path.file_stem().and_then(|name| name.to_str());
    name.ok_or_else(|| format!("{} has no name", path.display()).into())
}
