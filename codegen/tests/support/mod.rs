//! The specimen as sources, and ways through a tree.
#![allow(dead_code, reason = "each test program uses a part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::sources::Sources;
use codegen::tree::{Node, Value};

/// The specs of a folder below this package.
pub fn sources(folder: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = BTreeMap::new();
    collect(&root, "", &mut files);
    Sources { folder: folder.to_owned(), files }
}

/// The specs of the made-up product.
pub fn specimen() -> Sources {
    sources("tests/specimen")
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if name.ends_with(".yaml") || name == "names.lock" {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// How many nodes a tree has.
pub fn count(node: &Node) -> usize {
    let children: usize = match &node.value {
        Value::List(elements) => elements.iter().map(count).sum(),
        Value::Map(entries) => entries.iter().map(|entry| count(&entry.node)).sum(),
        Value::Null | Value::Scalar { .. } => 0,
    };
    1 + children
}

/// Replaces one node, counted from the root on.
pub fn replace(node: &mut Node, number: &mut usize, with: &Node) -> bool {
    if *number == 0 {
        *node = with.clone();
        return true;
    }
    *number -= 1;
    match &mut node.value {
        Value::List(elements) => elements.iter_mut().any(|element| replace(element, number, with)),
        Value::Map(entries) => entries.iter_mut().any(|entry| replace(&mut entry.node, number, with)),
        Value::Null | Value::Scalar { .. } => false,
    }
}

/// Turns every mapping around; lists stay as they are.
pub fn reverse(node: &mut Node) {
    match &mut node.value {
        Value::List(elements) => elements.iter_mut().for_each(reverse),
        Value::Map(entries) => {
            entries.reverse();
            entries.iter_mut().for_each(|entry| reverse(&mut entry.node));
        }
        Value::Null | Value::Scalar { .. } => {}
    }
}
