//! `cargo xtask api`: the crates whose types are in public signatures of the runtime. A type of another crate in a signature
//! makes each new version of that crate a breaking change.
//!
//! The documentation as JSON is an unstable output of rustdoc, which the pinned toolchain has with `RUSTC_BOOTSTRAP`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value};

use crate::{program, tree};

const PACKAGE: &str = "alibabacloud-runtime";

/// What public signatures may name without any feature: the standard library, and crates of version 1 whose types an own
/// transport, stream or serialiser has to name.
const ALLOWED: [&str; 9] =
    ["alloc", "bytes", "core", "futures_core", "http", "serde", "serde_core", "serde_json", "std"];

/// Runs the command: the crates, or the items that name another one than is meant.
pub(crate) fn run(root: &Path) -> Result<String> {
    let target = root.join("target/api");
    let mut command = program::cargo();
    command.args(["rustdoc", "--quiet", "--lib", "--no-default-features", "--package", PACKAGE, "--target-dir"]);
    command.arg(&target).args(["--", "-Z", "unstable-options", "--output-format", "json", "--document-hidden-items"]);
    command.current_dir(root).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTDOCFLAGS");
    ensure!(command.status().context("cargo does not start")?.success(), "cargo rustdoc has failed");
    let path = target.join("doc").join(format!("{}.json", PACKAGE.replace('-', "_")));
    report(&serde_json::from_str(&tree::read(&path)?).with_context(|| path.display().to_string())?)
}

/// How many items were read and which crates they name, or the items that name another one.
fn report(document: &Value) -> Result<String> {
    let api = Api::read(document);
    let names: Vec<_> = api.crates.keys().map(String::as_str).collect();
    let text =
        format!("{PACKAGE} without features: {} public items, which name types of {}\n", api.items, names.join(", "));
    let others: Vec<_> = api.crates.iter().filter(|(name, _)| !ALLOWED.contains(&name.as_str())).collect();
    if others.is_empty() {
        return Ok(text);
    }
    let lines = others.iter().flat_map(|(name, items)| items.iter().map(move |item| format!("{item} names {name}\n")));
    bail!("{}{text}", lines.collect::<String>())
}

/// The public items of a crate, and the other crates that their signatures name: each with the items that do.
struct Api {
    items: usize,
    crates: BTreeMap<String, BTreeSet<String>>,
}

impl Api {
    fn read(document: &Value) -> Self {
        let mut api = Self { items: 0, crates: BTreeMap::new() };
        let index = document["index"].as_object().into_iter().flatten();
        let own = index.filter(|(_, item)| item["crate_id"] == 0).map(|(_, item)| item);
        for item in own.filter(|item| !is_of_another_crate(item)) {
            api.items += 1;
            let mut ids = Vec::new();
            collect(&item["inner"], &mut ids);
            for id in ids {
                let path = &document["paths"][id.to_string()];
                let number = path["crate_id"].as_u64().unwrap_or(0);
                if number != 0 {
                    let name = document["external_crates"][number.to_string()]["name"].as_str().unwrap_or("?");
                    api.crates.entry(name.to_owned()).or_default().insert(described(item));
                }
            }
        }
        api
    }
}

/// Implementations that another crate gives to every type, or the compiler makes.
fn is_of_another_crate(item: &Value) -> bool {
    let of_trait = &item["inner"]["impl"];
    !of_trait["blanket_impl"].is_null() || of_trait["is_synthetic"] == true
}

/// The IDs of the paths in a signature: of types, traits and what is re-exported. Items within are items of their own.
fn collect(signature: &Value, ids: &mut Vec<u64>) {
    match signature {
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, ids)),
        Value::Object(fields) => {
            ids.extend(path(fields));
            fields.values().for_each(|field| collect(field, ids));
        }
        _ => {}
    }
}

fn path(fields: &Map<String, Value>) -> Option<u64> {
    let is_path = fields.contains_key("path") && fields.contains_key("args");
    let is_use = fields.contains_key("source") && fields.contains_key("is_glob");
    fields.get("id").filter(|_| is_path || is_use)?.as_u64()
}

fn described(item: &Value) -> String {
    let kind = item["inner"].as_object().and_then(|inner| inner.keys().next()).map_or("item", String::as_str);
    let file = item["span"]["filename"].as_str().unwrap_or("?");
    let line = &item["span"]["begin"][0];
    let name = item["name"].as_str().or_else(|| item["inner"][kind]["trait"]["path"].as_str()).unwrap_or("_");
    format!("{file}:{line}: {kind} `{name}`")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A crate with one function that takes a type of this crate.
    fn document(name: &str) -> Value {
        let taken = json!({ "resolved_path": { "path": "Thing", "id": 7, "args": null } });
        let boxed = json!({ "resolved_path": { "path": "Vec", "id": 8, "args": { "angle_bracketed": { "args": [{ "type": taken }] } } } });
        json!({
            "index": {
                "1": {
                    "crate_id": 0, "name": "take", "span": { "filename": "src/lib.rs", "begin": [3, 1] },
                    "inner": { "function": { "sig": { "inputs": [["it", boxed]], "output": null } } },
                },
                "2": { "crate_id": 0, "inner": { "impl": { "blanket_impl": {}, "trait": { "path": "T", "id": 9, "args": null } } } },
                "3": { "crate_id": 1, "inner": {} },
            },
            "paths": { "7": { "crate_id": 4 }, "8": { "crate_id": 2 }, "9": { "crate_id": 5 } },
            "external_crates": { "2": { "name": "alloc" }, "4": { "name": name }, "5": { "name": "tracing" } },
        })
    }

    #[test]
    fn crates_in_arguments_of_types_are_found_and_implementations_for_everything_are_not() {
        let expected = "alibabacloud-runtime without features: 1 public items, which name types of alloc, http\n";
        assert_eq!(report(&document("http")).unwrap(), expected);
    }

    #[test]
    fn an_item_that_names_another_crate_is_an_error_with_its_place() {
        let error = report(&document("reqwest")).unwrap_err().to_string();
        assert!(error.starts_with("src/lib.rs:3: function `take` names reqwest\n"), "{error}");
    }
}
