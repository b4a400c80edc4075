//! `cargo xtask codegen`: writes the generated crates, or checks that they are as they would be written.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use ::codegen::Generated;
use ::codegen::diagnostic::Diagnostics;
use ::codegen::names;
use ::codegen::wording::{Undocumented, counted};

use anyhow::{Result, bail};

use crate::difference::{Difference, abandoned, differences};
use crate::messages::Format;
use crate::{flags, tree};

/// A made-up product whose operations show one feature of the format each. Its crate is compiled and run by the tests.
const SPECIMEN: &str = "codegen/tests/specimen";
const SPECIMEN_CRATE: &str = "tests/specimen";

/// Where the fake finds what it works by, a file a product. The specimen is no product of a cloud.
pub(crate) const FAKE_DATA: &str = "fake/data";

/// Where the products are as OpenAPI.
pub(crate) const OPENAPI: &str = "openapi";

/// Runs the command: a summary, or what is wrong.
pub(crate) fn run(root: &Path, flags: &flags::Codegen) -> Result<String> {
    let started = Instant::now();
    let format = Format::of(flags.message_format.as_deref())?;
    let mut crates = generate(root, format)?;
    let mut files = BTreeMap::new();
    for generated in &mut crates {
        let folder = &generated.folder;
        let texts = std::mem::take(&mut generated.files);
        files.extend(texts.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)));
    }
    for generated in crates.iter_mut().filter(|generated| generated.folder != SPECIMEN_CRATE) {
        let product = generated.specs.rsplit('/').next().unwrap_or_default();
        files.insert(format!("{FAKE_DATA}/{product}.json"), std::mem::take(&mut generated.fake_data));
        let [latest, older] = std::mem::take(&mut generated.openapi);
        files.insert(format!("{OPENAPI}/{product}.json"), latest);
        files.insert(format!("{OPENAPI}/{product}-3.0.json"), older);
        // The names of a made-up product are no public interface.
        files.insert(format!("{}/{}", generated.specs, names::FILE), std::mem::take(&mut generated.names));
    }
    let folders: Vec<&str> = crates.iter().map(|generated| generated.folder.as_str()).collect();
    let abandoned = abandoned(root, &folders)?;
    let compared: Vec<&str> = folders.iter().copied().chain(abandoned.iter().map(String::as_str)).collect();
    let differences = differences(root, &compared, files)?;
    if flags.check {
        return format.done(report(&differences)?);
    }
    for difference in &differences {
        difference.settle(root)?;
    }
    let mut summary: String = crates.iter().map(|generated| summary(generated, &differences)).collect();
    for folder in &abandoned {
        summary.push_str(&format!("{folder}: deleted, no product in specs/ is generated into it\n"));
    }
    // Nobody reads about the specimen, which is there to be compiled.
    let products = crates.iter().filter(|generated| generated.folder != SPECIMEN_CRATE);
    let left: String = products.map(left_to_write).collect();
    let data = differences.iter().filter(|difference| difference.path.starts_with(FAKE_DATA)).count();
    let left = if data == 0 { left } else { format!("{FAKE_DATA}: {} changed\n{left}", counted(data, "file")) };
    let exported = differences.iter().filter(|difference| difference.path.starts_with(OPENAPI)).count();
    let left = if exported == 0 { left } else { format!("{OPENAPI}: {} changed\n{left}", counted(exported, "file")) };
    format.done(format!("{summary}{left}{:.2} s\n", started.elapsed().as_secs_f64()))
}

/// Generates every product, or reports every problem of all of them.
pub(crate) fn generate(root: &Path, format: Format) -> Result<Vec<Generated>> {
    let mut folders: Vec<String> = tree::products(root)?.iter().map(|product| format!("specs/{product}")).collect();
    if root.join(SPECIMEN).is_dir() {
        folders.push(SPECIMEN.to_owned());
    }
    let mut problems = Diagnostics::default();
    let mut crates: Vec<Generated> = Vec::new();
    // By the folder and the name of the crate, the folder of its specs.
    let mut owners: BTreeMap<[String; 2], String> = BTreeMap::new();
    for folder in folders {
        let sources = tree::sources(root, folder)?;
        match ::codegen::generate(&sources) {
            Ok(generated) => {
                format.warn(&generated.warnings)?;
                for (key, value) in [("folder", &generated.folder), ("crate", &generated.crate_name)] {
                    if let Some(owner) = owners.insert([key.to_owned(), value.clone()], sources.folder.clone()) {
                        bail!(collision(&owner, &sources.folder, key, value));
                    }
                }
                crates.push(generated);
            }
            Err(diagnostics) => problems.extend(diagnostics.sorted()),
        }
    }
    if problems.has_errors() { Err(format.refusal(problems)) } else { Ok(crates) }
}

fn collision(first: &str, second: &str, key: &str, value: &str) -> String {
    let (are, other) = match key {
        "folder" => ("are both generated into", "folder, for example generated-<name of the product>"),
        _ => ("both generate the crate", "name, for example alibabacloud-<name of the product>"),
    };
    format!(
        "{first}/product.yaml and {second}/product.yaml {are} {value}\nset `{key}:` in one of them to another {other}"
    )
}

fn summary(generated: &Generated, differences: &[Difference]) -> String {
    let Generated { folder, operations, types, .. } = generated;
    let operations = counted(operations.len(), "operation");
    let changed = || differences.iter().filter(|difference| Path::new(&difference.path).starts_with(folder));
    let written = changed().filter(|difference| difference.wanted.is_some()).count();
    let deleted = changed().count() - written;
    let (types, written) = (counted(*types, "type"), counted(written, "file"));
    format!("{folder}: {operations}, {types}; {written} written, {deleted} deleted\n")
}

/// What of a product is left to write, on one line; nothing where nothing is.
fn left_to_write(generated: &Generated) -> String {
    let Undocumented { operations, fields, families } = &generated.undocumented;
    let without = |count: usize, what: &str, lacking: &str| {
        (count > 0).then(|| format!("{} without a {lacking}", counted(count, what)))
    };
    let lines =
        (!families.is_empty()).then(|| format!("families without a line of their own: {}", families.join(", ")));
    let parts = [without(*operations, "operation", "summary"), without(*fields, "field", "sentence"), lines];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{}: {}\n", generated.folder, parts.join(", ")) }
}

fn report(differences: &[Difference]) -> Result<String> {
    if differences.is_empty() {
        return Ok("the generated crates are up to date\n".to_owned());
    }
    let list: String = differences.iter().map(Difference::describe).collect();
    bail!("{list}run `cargo xtask codegen` to bring the generated crates up to date")
}
