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
      = expected: a name of lower-case letters, digits, `-` and `_`, with a letter or a digit first, and no device of Windows
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

#[test]
fn specs_whose_files_are_one_where_case_is_ignored_are_refused_before_one_is_lost() {
    let document =
        published(&[(r#""apis": {"#, r#""apis": {"GETItem": {"parameters": []}, "Nul": {"parameters": []}, "#)]);
    let document = Node::parse("shop.json", &document).unwrap();
    let sources = Sources { folder: "specs/shop".to_owned(), ..Sources::default() };
    let import =
        Import { document: &document, sources: &sources, operations: &[], families: &[].into(), family: Some("goods") };
    insta::assert_snapshot!(import.run().unwrap_err(), @r#"
    error[bad-operation-name]: no file can be called `Nul.yaml` on Windows
      --> shop.json:10:45
       |
    10 |     "apis": {"GETItem": {"parameters": []}, "Nul": {"parameters": []}, "GetItem": {
       |                                             ^^^^^
       |
       = at: Nul
       = expected: another name than those of devices: aux, com1, com2, com3, com4, com5, com6, com7, com8, com9, con, lpt1, lpt2, lpt3, lpt4, lpt5, lpt6, lpt7, lpt8, lpt9, nul, prn
       = help: leave the operation out: an import takes the others by --operation

    error[duplicate-operation]: the specs of `GETItem` and `GetItem` would be one file on macOS and Windows
      --> shop.json:10:72
       |
    10 |     "apis": {"GETItem": {"parameters": []}, "Nul": {"parameters": []}, "GetItem": {
       |                                                                        ^^^^^^^^^
       |
       = at: GetItem
       = expected: names of files in a family that differ in more than case
       = help: give one of them another family, as by a line `GetItem: <family>` of the file for --families;
               if one is no longer published, delete its spec
    "#);
    // In folders of their own they are two files, and one that has a spec counts as well.
    let operations = ["GETItem", "GetItem"].map(str::to_owned);
    let families = [("GETItem".to_owned(), "more".to_owned())].into();
    let apart = Import { operations: &operations, families: &families, ..import };
    assert!(apart.run().unwrap().files.contains_key("specs/shop/more/GETItem.yaml"));
    let files = [("goods/GetItem.yaml".to_owned(), "methods: [post]".to_owned())].into();
    let renamed = Import { sources: &Sources { files, ..sources.clone() }, operations: &operations[..1], ..import };
    assert!(renamed.run().unwrap_err().to_string().contains("would be one file on macOS and Windows"));
}
