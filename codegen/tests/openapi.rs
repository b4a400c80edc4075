//! Specs as OpenAPI and back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use codegen::canonical;
use codegen::diagnostic::Diagnostics;
use codegen::import::Import;
use codegen::keys;
use codegen::openapi::{self, Version};
use codegen::sources::Sources;
use codegen::specs::Specs;
use codegen::tree::{Node, Value};

fn export(sources: &Sources, version: Version) -> String {
    let (specs, problems) = Specs::load(sources);
    assert!(!problems.has_errors(), "{problems}");
    openapi::export(&specs.trees, &specs.glossary, version)
}

/// What importing a document writes where there are no specs yet, by path below the product's folder.
fn import(document: &str) -> Result<BTreeMap<String, String>, Diagnostics> {
    let sources = Sources { folder: "specs/shop".to_owned(), ..Sources::default() };
    let document = Node::parse("openapi.json", document).unwrap();
    let import =
        Import { document: &document, sources: &sources, operations: &[], families: &BTreeMap::new(), family: None };
    let files = import.run()?.files.into_iter();
    Ok(files.map(|(path, text)| (path.trim_start_matches("specs/shop/").to_owned(), text)).collect())
}

/// What a spec looks like when it is written as `import` writes it.
fn canonical(path: &str, text: &str) -> String {
    let mapping = if path == "product.yaml" { &keys::PRODUCT } else { &keys::OPERATION };
    let mut node = Node::parse(path, text).unwrap();
    quote(&mut node);
    canonical::write(&node, mapping)
}

/// Puts quotes around texts that YAML lets stand without.
fn quote(node: &mut Node) {
    match &mut node.value {
        Value::Scalar { text, quoted } => *quoted |= text.parse::<f64>().is_err() && text != "true" && text != "false",
        Value::List(elements) => elements.iter_mut().for_each(quote),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| quote(&mut entry.node)),
        Value::Null => {}
    }
}

/// Asserts that a product's specs are read back from what is exported of them.
fn reads_back(folder: &str, sources: &Sources) {
    for version in [Version::V3_1, Version::V3_0] {
        let files = import(&export(sources, version)).unwrap();
        for (path, text) in &sources.files {
            if !matches!(path.as_str(), "overlay.yaml" | "glossary.yaml" | "names.lock") {
                let back = files.get(path).map(String::as_str);
                assert_eq!(back, Some(&*canonical(path, text)), "{version:?} {folder}/{path}");
            }
        }
    }
}

#[test]
fn what_is_exported_reads_back_byte_for_byte() {
    for folder in ["../specs/ice", "tests/specimen"] {
        reads_back(folder, &support::sources(folder));
    }
}

/// Specs of a made-up product, from the rest of one operation's file.
fn product(style: &str, operation: &str, overlay: &str) -> Sources {
    let product = format!(
        "info: {{style: {style}, product: Shop, version: 2024-01-01}}\ntitle: Shop\nfamilies:\n  goods: What is sold.\n\
         components:\n  schemas:\n    Tag:\n      type: object\n      properties:\n        Key: {{type: string}}\n"
    );
    let files = [("product.yaml", product.as_str()), ("goods/GetItem.yaml", operation), ("overlay.yaml", overlay)];
    Sources {
        folder: "specs/shop".to_owned(),
        files: files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect(),
    }
}

/// What tools see of an operation, and that it reads back.
fn shown(style: &str, operation: &str, overlay: &str, version: Version) -> String {
    let sources = product(style, operation, overlay);
    reads_back("shop", &sources);
    let document: serde_json::Value = serde_json::from_str(&export(&sources, version)).unwrap();
    let mut operation = document["paths"].clone();
    let mut schemas = document["components"]["schemas"].clone();
    schemas.as_object_mut().unwrap().remove("Error");
    for method in operation.as_object_mut().unwrap().values_mut() {
        for operation in method.as_object_mut().unwrap().values_mut() {
            for key in ["operationId", "tags", "x-acs-action", "x-acs-version", "x-acs-deprecated", "x-acs-security"] {
                operation.as_object_mut().unwrap().remove(key);
            }
            for error in ["4XX", "5XX"] {
                operation["responses"].as_object_mut().unwrap().remove(error);
            }
        }
    }
    serde_json::to_string_pretty(&serde_json::json!([operation, schemas])).unwrap()
}

const LISTS: &str = r##"
methods: [get, post]
parameters:
  - {name: Filter, in: query, style: json, schema: {type: object, required: true, properties: {Name: {type: string, required: true}}}}
  - {name: Tag, in: query, style: repeatList, schema: {type: array, items: {$ref: "#/components/schemas/Tag"}}}
  - {name: Ids, in: query, style: simple, schema: {type: array, items: {type: string}}}
  - {name: Body, in: formData, style: json, schema: {type: array, required: false, items: {type: string}}}
responses:
  "200": {schema: {type: object, properties: {State: {type: string, required: true, enum: [On, Off], default: "On"}}}}
"##;

#[test]
fn lists_objects_and_values_are_written_as_tools_take_them() {
    insta::assert_snapshot!("lists-3.1", shown("RPC", LISTS, "", Version::V3_1));
    insta::assert_snapshot!("lists-3.0", shown("RPC", LISTS, "", Version::V3_0));
}

#[test]
fn a_published_sample_is_an_example_of_the_response_whose_schema_takes_it() {
    let example = |sample: &str, version: Version| {
        let demo = serde_json::json!([{ "type": "json", "example": sample }]).to_string();
        let operation = format!(
            "methods: [post]\nresponseDemo: {}\nresponses:\n  \"200\":\n    schema:\n      type: object\n      properties:\n        \
             Count: {{type: integer, maximum: \"9\"}}\n        State: {{type: string, enum: [On, Off]}}\n        \
             Tags: {{type: array, items: {{$ref: \"#/components/schemas/Tag\"}}}}\n",
            serde_json::Value::from(demo)
        );
        let shown: serde_json::Value = serde_json::from_str(&shown("RPC", &operation, "", version)).unwrap();
        shown[0]["/GetItem"]["post"]["responses"]["200"]["content"]["application/json"]["example"].clone()
    };
    for version in [Version::V3_1, Version::V3_0] {
        let whole = serde_json::json!({ "Count": 9, "State": "Paused", "Tags": [{ "Key": "a" }], "New": true });
        assert_eq!(example(&whole.to_string(), version), whole);
        for other in [r#"{"Count":10}"#, r#"{"Count":"9"}"#, r#"{"Tags":[{"Key":1}]}"#, "[]", "{"] {
            assert!(example(other, version).is_null(), "{other}");
        }
    }
}

#[test]
fn what_openapi_has_no_word_for_is_carried() {
    let operation = r##"
methods: [delete]
path: /items/{ItemId}/*
security: [{Anonymous: []}]
parameters:
  - {name: Account, in: host, schema: {type: string}}
  - {name: ItemId, in: path, schema: {type: string, required: false, default: "2", minimum: "1"}}
  - {name: Force, in: query, allowEmptyValue: true, schema: {type: boolean, required: true, default: "no", enum: ["true"]}}
  - {name: Force, in: query, schema: {type: string}}
  - {name: Authorization, in: header, schema: {type: string}}
  - {name: Size, in: formData, schema: {type: integer, minimum: "1", exclusiveMinimum: true, maximum: "9", exclusiveMaximum: false, default: "0", example: "7"}}
  - {name: Body, in: body, style: json, schema: {type: string, properties: {A: {type: string}}}}
responses:
  "204": {}
  "99": {schema: {type: array}}
  "404": {description: Gone., schema: {type: string, format: iso8601, pattern: "(?i)x"}}
"##;
    insta::assert_snapshot!("carried", shown("ROA", operation, "", Version::V3_1));
}

#[test]
fn a_correction_is_exported_and_what_was_published_is_carried() {
    let operation =
        "methods: [post]\nparameters:\n  - {name: Size, in: query, schema: {type: string, required: false}}\n";
    let overlay = "corrections:\n  - reason: It is a number.\n    targets: [GetItem.request.Size]\n    expect: {type: string}\n    set: {type: integer, minimum: \"1\"}\n";
    insta::assert_snapshot!(shown("RPC", operation, overlay, Version::V3_1), @r#"
    [
      {
        "/GetItem": {
          "post": {
            "parameters": [
              {
                "in": "query",
                "name": "Size",
                "schema": {
                  "minimum": 1,
                  "type": "integer",
                  "x-acs-minimum": null,
                  "x-acs-type": "string"
                }
              }
            ],
            "responses": {
              "200": {
                "description": "What the operation returns.",
                "x-acs-added": true
              }
            }
          }
        }
      },
      {}
    ]
    "#);
}

#[test]
fn a_value_that_is_documented_twice_counts_once() {
    let operation =
        "methods: [post]\nparameters:\n  - {name: Size, in: query, schema: {type: string, enum: [S, M, S]}}\n";
    let shown: serde_json::Value = serde_json::from_str(&shown("RPC", operation, "", Version::V3_1)).unwrap();
    let schema = &shown[0]["/GetItem"]["post"]["parameters"][0]["schema"];
    assert_eq!(schema["anyOf"][0]["enum"], serde_json::json!(["S", "M"]));
    assert_eq!(schema["x-acs-enum"], serde_json::json!(["S", "M", "S"]));
}

#[test]
fn a_document_of_another_service_is_refused() {
    let document = r#"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": {"get": {"operationId": "list"}, "post": {}}}}"#;
    insta::assert_snapshot!(import(document).unwrap_err(), @r#"
    error[foreign-openapi]: not an export of specs: the document lacks x-acs-product and x-acs-style; 2 operations lack `x-acs-action`, for example `get /pets`
     --> openapi.json:1:2
      |
    1 | {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": {"get": {"operationId": "list"}, "post": {}}}}
      |  ^^^^^^^^^
      |
      = expected: a document that `cargo xtask codegen` has written
      = help: import the product's published document, `api-docs.json`
    "#);
}

#[test]
fn components_that_lead_in_a_circle_are_refused() {
    let document = |component: &str| {
        format!(
            r##"{{"openapi": "3.1.0", "x-acs-product": "Shop", "x-acs-style": "RPC", "paths": {{"/": {{"post": {{
                "x-acs-action": "GetItem", "operationId": "GetItem", "tags": ["items"], "responses": {{"200": {{"content": {{
                "application/json": {{"schema": {{"$ref": "#/components/schemas/A"}}}}}}}}}}}}}}}},
                "components": {{"schemas": {{"A": {component}, "B": {{"$ref": "#/components/schemas/A"}}}}}}}}"##
        )
    };
    let a = r##"{"type": "object", "properties": {"Next": {"items": {"$ref": "#/components/schemas/B"}}}}"##;
    for circle in [a, r##"{"$ref": "#/components/schemas/A"}"##] {
        let problems = import(&document(circle)).unwrap_err().to_string();
        assert!(problems.contains("error[endless-schema]: the component `A` has no end"), "{problems}");
    }
    let shared = a.replacen('{', r#"{"x-acs-schema": "A", "#, 1);
    for ends in [shared.as_str(), r##"{"type": "object"}"##] {
        let problems = import(&document(ends)).map_err(|problems| problems.to_string()).err().unwrap_or_default();
        assert!(!problems.contains("endless-schema"), "{problems}");
    }
}

#[test]
fn a_document_cannot_lead_out_of_its_folder() {
    for (family, name) in [("../goods", "GetItem"), ("goods", "../GetItem"), ("goods", "")] {
        let document = format!(
            r#"{{"openapi": "3.1.0", "x-acs-product": "Shop", "x-acs-style": "RPC", "paths": {{"/GetItem": {{"post":
                {{"operationId": "{name}", "tags": ["{family}"], "x-acs-action": "GetItem"}}}}}}}}"#
        );
        let problems = import(&document).unwrap_err();
        assert!(problems.to_string().contains("bad-operation-name"), "{problems}");
    }
}
