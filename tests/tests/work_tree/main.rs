//! What files of the work tree say about each other.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod markdown;

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the work tree.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder with this extension; nothing that is compiled or installed.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            if !["target", ".git", "node_modules"].iter().any(|skipped| name == *skipped) {
                found.extend(files(&path, extension));
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn the_generated_example_has_the_key_of_the_fake() {
    let fake = alibabacloud_fake::Fake::start().await.unwrap();
    let key = format!("Credentials::new({:?}, {:?})", fake.access_key_id(), fake.access_key_secret());
    let example = read(&root().join("generated/examples/send_json.rs"));
    assert!(example.contains(&key), "{key}");
}

#[test]
fn the_image_of_the_fake_is_built_with_the_pinned_toolchain() {
    let pinned = read(&root().join("rust-toolchain.toml"));
    let version = pinned.lines().find_map(|line| line.strip_prefix("channel = ")).unwrap().trim_matches('"');
    assert!(read(&root().join("fake/Dockerfile")).contains(&format!("FROM rust:{version}-")), "not rust:{version}");
}
