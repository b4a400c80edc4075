//! Specs as the published document that they would come from.

use codegen::sources::Sources;
use serde_json::{Map, Value, json};

/// The document of a product's specs: what `product.yaml` has, operations by name, and a directory for each family.
pub fn published(specs: &Sources) -> Value {
    let read = |path: &str| -> Value { serde_yaml::from_str(&specs.files[path]).unwrap() };
    let product = read("product.yaml");
    let (mut apis, mut families) = (Map::new(), Map::<String, Value>::new());
    for path in specs.files.keys() {
        let Some((family, file)) = path.split_once('/') else { continue };
        let name = file.trim_end_matches(".yaml");
        apis.insert(name.to_owned(), read(path));
        let family = families.entry(family).or_insert_with(|| json!([]));
        family.as_array_mut().unwrap().push(name.into());
    }
    let directories = families
        .into_iter()
        .enumerate()
        .map(|(id, (title, children))| json!({"id": id, "title": title, "type": "directory", "children": children}));
    json!({
        "version": "1.0",
        "info": product["info"],
        "directories": directories.collect::<Vec<_>>(),
        "components": product["components"],
        "apis": apis,
        "endpoints": product["endpoints"],
    })
}
