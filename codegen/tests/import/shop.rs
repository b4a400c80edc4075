//! A product with one operation, and imports of it.

use std::collections::BTreeMap;

use codegen::canonical;
use codegen::diagnostic::Diagnostics;
use codegen::import::{Import, Imported};
use codegen::keys;
use codegen::sources::Sources;
use codegen::tree::Node;

pub(crate) type Files = BTreeMap<String, String>;

/// A product with one operation and the shared schemas it reaches.
pub(crate) const SHOP: &str = r##"{
    "version": "1.0",
    "info": {"style": "RPC", "product": "Shop", "version": "2024-01-01"},
    "directories": [{"id": 1, "title": "Goods", "type": "directory", "children": ["GetItem"]}],
    "components": {"schemas": {
        "Category": {"type": "object", "description": "Their words.", "properties": {
            "Name": {"type": "string"}, "Parent": {"$ref": "#/components/schemas/Category", "description": "Their words."}}},
        "Never": {"type": "object"}}},
    "endpoints": [{"regionId": "cn-north", "endpoint": "shop.cn-north.example.com"}],
    "apis": {"GetItem": {
        "title": "Their title", "summary": "Their words.", "methods": ["post", "get"], "schemes": ["https"],
        "security": [{"AK": []}], "operationType": "read", "deprecated": false, "systemTags": {},
        "parameters": [
            {"name": "ItemId", "in": "query", "schema": {"type": "string", "required": true, "description": "Their words.",
                "example": "theirs"}},
            {"name": "Detail", "in": "query", "schema": {"type": "string", "required": false, "enum": ["Short", "Long"],
                "enumValueTitles": {"Short": "Their words", "Long：their words": "Their words"}}}],
        "responses": {"200": {"schema": {"type": "object", "properties": {
            "Price": {"type": "integer", "format": "int32", "minimum": "1"},
            "Category": {"$ref": "#/components/schemas/Category"}}}}},
        "errorCodes": {"404": [{"errorCode": "Item.NotFound", "errorMessage": "Their words."}]},
        "responseDemo": "[]", "extraInfo": "Their words."}}
}"##;

/// What is not published in a form that we take.
pub(crate) const HAND_WRITTEN: &str = r#"title: Get an item
summary: Gets an item.
description: |-
  Two
  lines.
deprecated: false
ramActions:
  - action: shop:GetItem
    accessLevel: get
changeSet:
  - date: "2024-02-03"
    description: The price is new.
responseDemo: |-
  [
    {"type": "json"}
  ]"#;

pub(crate) fn families() -> BTreeMap<String, String> {
    BTreeMap::from([("GetItem".to_owned(), "goods".to_owned())])
}

pub(crate) fn import(document: &str, specs: &Files, operations: &[&str]) -> Result<Imported, Diagnostics> {
    let path = if document.trim_start().starts_with('{') { "shop.json" } else { "shop.yaml" };
    let document = Node::parse(path, document).unwrap();
    let operations: Vec<String> = operations.iter().map(|&name| name.to_owned()).collect();
    let import = Import {
        document: &document,
        sources: &sources(specs),
        operations: &operations,
        families: &families(),
        family: None,
    };
    import.run()
}

/// The specs below the folder of the product.
fn sources(specs: &Files) -> Sources {
    let inside = |path: &String| path.strip_prefix("specs/shop/").unwrap().to_owned();
    let files = specs.iter().map(|(path, text)| (inside(path), text.clone())).collect();
    Sources { folder: "specs/shop".to_owned(), files }
}

/// The specs after a first import.
pub(crate) fn imported() -> Files {
    import(SHOP, &Files::new(), &[]).unwrap().files
}

/// The specs after a first import and an edit by hand.
pub(crate) fn edited(edits: &[(&str, &str)]) -> Files {
    let mut specs = imported();
    let text = specs.get_mut("specs/shop/goods/GetItem.yaml").unwrap();
    replace(text, edits);
    *text = canonical::write(&Node::parse("GetItem.yaml", text).unwrap(), &keys::OPERATION);
    specs
}

/// The document with edits.
pub(crate) fn published(edits: &[(&str, &str)]) -> String {
    let mut text = SHOP.to_owned();
    replace(&mut text, edits);
    text
}

pub(crate) fn replace(text: &mut String, edits: &[(&str, &str)]) {
    for (old, new) in edits {
        assert!(text.contains(old), "{old} is not in {text}");
        *text = text.replacen(old, new, 1);
    }
}

pub(crate) fn report(document: &str, specs: &Files) -> String {
    import(document, specs, &[]).unwrap().report.to_string()
}
