//! What stops an import.

use codegen::import::Import;
use codegen::sources::Sources;
use codegen::tree::Node;

use super::shop::{families, import, imported, published};

#[test]
fn what_cannot_be_a_family_when_code_is_generated_is_refused_before() {
    let document = Node::parse("shop.json", &published(&[])).unwrap();
    let sources = |folder: &str| Sources { folder: folder.to_owned(), ..Sources::default() };
    let import = Import {
        document: &document,
        sources: &sources("specs/../shop"),
        operations: &[],
        families: &[].into(),
        family: Some("main"),
    };
    insta::assert_snapshot!(import.run().unwrap_err(), @r#"
    error[bad-product]: invalid folder of a product `specs/../shop`
     --> shop.json:1:1
      |
    1 | {
      | ^
      |
      = expected: a name of lower-case letters, digits, `-` and `_`, with a letter or a digit first
      = help: name the folder with --product

    error[bad-family]: invalid name of a family `main`
      --> shop.json:10:14
       |
    10 |     "apis": {"GetItem": {
       |              ^^^^^^^^^
       |
       = at: GetItem
       = expected: a lower-case Rust module name of up to 64 characters, other than alibabacloud_runtime, all, blocking, chrono, default, jiff, lib, main, operations, reqwest, runtime, rustls, time, types and the devices of Windows
       = help: give the operation another family; where it has a spec, rename the family's folder
    "#);
    // A file of families goes before the family of all others.
    let import = Import { sources: &sources("specs/shop"), families: &families(), ..import };
    assert!(import.run().unwrap().files.contains_key("specs/shop/goods/GetItem.yaml"));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let document =
        published(&[(r#""apis": {"#, r#""apis": {"PutItem": {"parameters": []}, "../Out": {"parameters": []}, "#)]);
    let mut specs = imported();
    specs.insert("specs/shop/goods/Broken.yaml".to_owned(), "a: [\n".to_owned());
    insta::assert_snapshot!(import(&document, &specs, &["PutItem", "GetItems", "../Out"]).unwrap_err(), @r#"
    error[unknown-operation]: the document has no operation `GetItems`
      --> shop.json:10:5
       |
    10 |     "apis": {"PutItem": {"parameters": []}, "../Out": {"parameters": []}, "GetItem": {
       |     ^^^^^^
       |
       = at: apis
       = expected: one of its operations: 3 in all
       = help: the nearest names are GetItem, PutItem

    error[no-family]: `PutItem` is new and has no family
      --> shop.json:10:14
       |
    10 |     "apis": {"PutItem": {"parameters": []}, "../Out": {"parameters": []}, "GetItem": {
       |              ^^^^^^^^^
       |
       = at: PutItem
       = expected: a family for every new operation
       = help: add a line `PutItem: <family>` to a file and give it with --families FILE,
               name one family for all new operations with --family NAME,
               or leave the operation out by naming the others with --operation

    error[no-family]: `../Out` is new and has no family
      --> shop.json:10:45
       |
    10 |     "apis": {"PutItem": {"parameters": []}, "../Out": {"parameters": []}, "GetItem": {
       |                                             ^^^^^^^^
       |
       = at: ../Out
       = expected: a family for every new operation
       = help: add a line `../Out: <family>` to a file and give it with --families FILE,
               name one family for all new operations with --family NAME,
               or leave the operation out by naming the others with --operation

    error[unreadable-document]: the document does not parse: unclosed bracket '['
     --> specs/shop/goods/Broken.yaml:1:4
      |
    1 | a: [
      |    ^
      |
      = expected: YAML or JSON without anchors and tags
      = help: correct the file at this place: indent by blanks, and put a text that begins with a sign or has `: ` in it in quotes
    "#);
}

#[test]
fn another_product_is_not_merged_into_this_one() {
    let document = published(&[(r#""product": "Shop""#, r#""product": "Ship""#)]);
    insta::assert_snapshot!(import(&document, &imported(), &[]).unwrap_err(), @r#"
    error[another-product]: the document describes Ship, `specs/shop` holds Shop
     --> shop.json:3:13
      |
    3 |     "info": {"style": "RPC", "product": "Ship", "version": "2024-01-01"},
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = at: info.product
      = expected: `Shop`
      = help: name the folder of this product with --product
    "#);
    insta::assert_snapshot!(import(r#"{"hello": "world"}"#, &imported(), &[]).unwrap_err(), @r#"
    error[not-metadata]: the document is neither a product nor an operation
     --> shop.json:1:1
      |
    1 | {"hello": "world"}
      | ^^^^^^^^^^^^^^^^^^
      |
      = expected: a mapping with `apis`, or with `methods`, `parameters` and `responses`
      = help: give the `api-docs.json` of a product, or one operation of its `apis`
    "#);
}
