//! Which crate of the workspace uses which, by their manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::graph::Graph;

/// The crates by their folders. `with_tests` counts what tests, examples and benchmarks alone use.
pub fn graph(root: &Path, with_tests: bool) -> Graph {
    let metadata = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(metadata).current_dir(root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = |path: &Value| {
        let path = Path::new(path.as_str().unwrap());
        path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/")
    };
    let mut uses = BTreeMap::<_, BTreeSet<_>>::new();
    for package in metadata["packages"].as_array().unwrap() {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let of_kind = dependencies.filter(|dependency| with_tests || dependency["kind"] != "dev");
        let used = of_kind.filter(|dependency| dependency["path"].is_string()).map(|it| folder(&it["path"])).collect();
        let manifest = folder(&package["manifest_path"]);
        uses.insert(manifest.trim_end_matches("/Cargo.toml").to_owned(), used);
    }
    Graph::with(uses)
}
