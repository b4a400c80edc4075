//! Documents of every shape: one operation, JSON or YAML, stripped, malformed, ahead of us.

use codegen::canonical;
use codegen::keys;
use codegen::tree::Node;

use super::shop::{Files, SHOP, import, imported, published, report};

#[test]
fn a_document_stripped_of_responses_leaves_ours() {
    let stripped = r##"{"GetItem": {"methods": ["post", "get"], "parameters": [], "responses": []}}"##;
    let document =
        format!(r#"{{"info": {{"style": "RPC", "product": "shop", "version": "2024-01-01"}}, "apis": {stripped}}}"#);
    insta::assert_snapshot!(report(&document, &imported()), @r#"
    changed   specs/shop/goods/GetItem.yaml
      changed GetItem: deprecated false -> (none)
      changed GetItem: schemes [https] -> (none)
      changed GetItem: security [{AK: []}] -> (none)
      kept    GetItem: operationType read
      removed request.ItemId in query
      removed request.Detail in query
      kept    response: responses 200
      kept    errors: errorCodes {"404": [{errorCode: Item.NotFound}]}
    changed   specs/shop/product.yaml
      changed info: product Shop -> shop
    files: 0 added, 2 changed, 0 unchanged; facts: 0 added, 4 changed, 2 removed, 3 kept; notes: 0
    "#);
}

#[test]
fn one_operation_is_merged_under_the_name_that_the_caller_gives() {
    let operation = r##"
        methods: [post]
        parameters: [{name: ItemId, in: query, schema: {type: string, required: true}}]
        responses: {"200": {schema: {$ref: "#/components/schemas/Category"}}}
    "##;
    let after = import(operation, &imported(), &["GetItem"]).unwrap();
    insta::assert_snapshot!(after.report, @r##"
    changed   specs/shop/goods/GetItem.yaml
      changed GetItem: methods [post, get] -> [post]
      changed GetItem: deprecated false -> (none)
      changed GetItem: schemes [https] -> (none)
      changed GetItem: security [{AK: []}] -> (none)
      kept    GetItem: operationType read
      removed request.Detail in query
      changed response: $ref (none) -> "#/components/schemas/Category"
      changed response: type object -> (none)
      removed response.Category
      removed response.Price
      kept    errors: errorCodes {"404": [{errorCode: Item.NotFound}]}
    unchanged specs/shop/product.yaml
    files: 0 added, 1 changed, 1 unchanged; facts: 0 added, 6 changed, 3 removed, 2 kept; notes: 0
    "##);
    insta::assert_snapshot!(import(operation, &imported(), &[]).unwrap_err(), @"
    error[no-operation-name]: the document is one operation and does not say its name
     --> shop.yaml:2:9
      |
    2 |         methods: [post]
      |         ^^^^^^^^^^^^^^^
      |
      = expected: exactly one name
      = help: give it with --operation NAME
    ");
    insta::assert_snapshot!(import(operation, &Files::new(), &["GetItem"]).unwrap_err(), @"
    error[unknown-product]: `specs/shop` has no product.yaml yet, and one operation does not make one
     --> shop.yaml:2:9
      |
    2 |         methods: [post]
      |         ^^^^^^^^^^^^^^^
      |
      = expected: the document of the whole product
      = help: import the whole document first, or write product.yaml by hand
    ");
}

#[test]
fn json_and_yaml_come_to_the_same() {
    let document = Node::parse("shop.json", SHOP).unwrap();
    let yaml = canonical::write(&document, &keys::PLAIN);
    assert_ne!(yaml, SHOP);
    assert_eq!(import(&yaml, &Files::new(), &[]).unwrap().files, imported());
}

#[test]
fn an_operation_that_the_document_lacks_keeps_its_spec_and_is_told() {
    let mut specs = imported();
    let text = specs["specs/shop/goods/GetItem.yaml"].clone();
    specs.insert("specs/shop/goods/OldItem.yaml".to_owned(), text);
    let after = import(SHOP, &specs, &[]).unwrap();
    assert_eq!(after.files, Files::new());
    assert_eq!(after.report.absent, ["OldItem"]);
    let one = import(SHOP, &specs, &["GetItem"]).unwrap();
    assert!(one.report.absent.is_empty(), "{}", one.report);
}

#[test]
fn a_key_that_nobody_knew_is_taken_when_it_looks_like_a_value() {
    let document = published(&[(
        r#""systemTags": {}"#,
        r#""flowControl": {"list": [{"threshold": "100", "window": 1, "note": "per second and user"}], "none": []},
           "staticInfo": {"returnType": "synchronous", "noSubstitutionReason": "无替代"}, "translations": {"en": "Get an item"},
           "ramActions": [{"action": "shop:GetItem"}]"#,
    )]);
    let after = import(&document, &imported(), &[]).unwrap();
    insta::assert_snapshot!(after.report, @r#"
    changed   specs/shop/goods/GetItem.yaml
      note    GetItem: flowControl.list[].note is left out: it reads as prose
      changed GetItem: flowControl (none) -> {list: [{threshold: "100", window: 1}]}
      note    GetItem: staticInfo.noSubstitutionReason is left out: it reads as prose
      changed GetItem: staticInfo (none) -> {returnType: synchronous}
      note    GetItem: translations.en is left out: it reads as prose
      note    GetItem: ramActions is left out: take it over by hand
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    unchanged specs/shop/product.yaml
    files: 0 added, 1 changed, 1 unchanged; facts: 0 added, 2 changed, 0 removed, 0 kept; notes: 5
    "#);
}

#[test]
fn malformed_parts_survive() {
    let operation = r##"{
        "parameters": [
            {"name": "Lang", "in": "query", "schema": {"type": "string"}},
            {"name": "Lang", "in": "query", "schema": {"type": "integer"}},
            {"name": "Types", "in": "query", "schema": {"type": "array", "enum": ["1", "2"], "format": "int64", "items": []}},
            {"in": "query"}, {"name": "", "in": "query"}],
        "responses": {
            "headers": {},
            "5XX": {},
            "200": {"headers": {"x‑oss‑tag": {"schema": {"type": "string", "description": "Their words."}}, "*": {}},
                "schema": {"type": "array", "items": {"type": "string"}, "properties": {
                    "a b": {"type": "string", "properties": [], "items": {"type": "string"}},
                    "title": {"type": "string", "properties": {"X": {"type": "any"}}, "enum": [], "enumValueTitles": {}},
                    "No items": {"type": "array", "minLength": 1.5}}}}},
        "errorCodes": {"999999": [{"errorCode": "%s.a b"}, {"errorCode": "%s.a b", "errorMessage": "x"}], "101": []}
    }"##;
    let after = import(operation, &imported(), &["GetItem"]).unwrap();
    insta::assert_snapshot!(after.files["specs/shop/goods/GetItem.yaml"], @r#"
    operationType: read
    parameters:
      - name: Lang
        in: query
        schema:
          type: string
      - name: Types
        in: query
        schema:
          type: array
          format: int64
          enum: ["1", "2"]
          items: {}
    responses:
      "200":
        headers:
          "*": {}
          x‑oss‑tag:
            schema:
              type: string
        schema:
          type: array
          items:
            type: string
          properties:
            No items:
              type: array
              minLength: 1.5
            a b:
              type: string
              items:
                type: string
            title:
              type: string
              properties:
                X:
                  type: any
      5XX: {}
    errorCodes:
      "999999":
        - errorCode: "%s.a b"
    "#);
    let mut specs = imported();
    specs.extend(after.files);
    let again = import(operation, &specs, &["GetItem"]).unwrap();
    assert_eq!(again.files, Files::new());
    insta::assert_snapshot!(again.report, @"
    unchanged specs/shop/goods/GetItem.yaml
      kept    GetItem: operationType read
      note    request.Lang stands twice in query; the first one is taken
      note    request has a parameter without a name, which is left out
      note    request has a parameter without a name, which is left out
    unchanged specs/shop/product.yaml
    files: 0 added, 0 changed, 2 unchanged; facts: 0 added, 0 changed, 0 removed, 1 kept; notes: 3
    ");
}
