//! The specs of a product.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::sources::Sources;

/// The specs in a folder, which is named from the root of the workspace, by their path below it.
pub fn specs(folder: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(inside, fs::read_to_string(&path).unwrap());
            }
        }
    }
    Sources { folder: folder.to_owned(), files }
}
