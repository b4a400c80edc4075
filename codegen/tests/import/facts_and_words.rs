//! Whose word counts: facts are taken, words stay, and nothing goes unsaid.

use codegen::import::{Import, State};
use codegen::sources::Sources;
use codegen::tree::Node;

use super::shop::{Files, HAND_WRITTEN, SHOP, edited, families, import, imported, published, replace, report};

#[test]
fn a_product_may_have_a_sign_that_hosts_have_not() {
    let document = Node::parse("shop.json", SHOP).unwrap();
    let sources = Sources { folder: "specs/corner_shop".to_owned(), files: Files::new() };
    let families = families();
    let import = Import { document: &document, sources: &sources, operations: &[], families: &families, family: None };
    let product = &import.run().unwrap().files["specs/corner_shop/product.yaml"];
    assert!(product.contains("hostPrefix: corner-shop\n"), "{product}");
}

#[test]
fn a_first_import_takes_the_facts_and_none_of_the_words() {
    let imported = import(SHOP, &Files::new(), &[]).unwrap();
    insta::assert_snapshot!(imported.report, @"
    added     specs/shop/goods/GetItem.yaml
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    added     specs/shop/product.yaml
    files: 2 added, 0 changed, 0 unchanged; facts: 0 added, 0 changed, 0 removed, 0 kept; notes: 1
    ");
    insta::assert_snapshot!(imported.files["specs/shop/goods/GetItem.yaml"], @r##"
    deprecated: false
    methods: [post, get]
    schemes: [https]
    security:
      - AK: []
    operationType: read
    parameters:
      - name: ItemId
        in: query
        schema:
          type: string
          required: true
      - name: Detail
        in: query
        schema:
          type: string
          required: false
          enum: [Short, Long]
          enumValueTitles:
            Short: ""
    responses:
      "200":
        schema:
          type: object
          properties:
            Category:
              $ref: "#/components/schemas/Category"
            Price:
              type: integer
              format: int32
              minimum: "1"
    errorCodes:
      "404":
        - errorCode: Item.NotFound
    "##);
    insta::assert_snapshot!(imported.files["specs/shop/product.yaml"], @r##"
    info:
      style: RPC
      product: Shop
      version: "2024-01-01"
    crate: alibabacloud-shop
    folder: generated-shop
    hostPrefix: shop
    docs: https://api.alibabacloud.com/document/{product}/{version}/{operation}
    endpoints:
      - regionId: cn-north
        endpoint: shop.cn-north.example.com
    families:
      goods: Operations of the goods family.
    components:
      schemas:
        Category:
          type: object
          properties:
            Name:
              type: string
            Parent:
              $ref: "#/components/schemas/Category"
    "##);
    for text in imported.files.values() {
        assert!(!text.to_lowercase().contains("their"), "{text}");
    }
}

#[test]
fn a_second_import_of_the_same_document_changes_nothing() {
    let again = import(SHOP, &imported(), &[]).unwrap();
    assert_eq!(again.files, Files::new());
    assert!(again.report.files.iter().all(|file| file.state == State::Unchanged));
}

#[test]
fn words_permissions_changes_and_samples_stay_where_they_are() {
    let specs = edited(&[
        ("deprecated: false", HAND_WRITTEN),
        ("enum: [Short, Long]", "description: How much.\n      enum: [Short, Long]"),
        ("Short: \"\"", "Long: All of it.\n        Short: The price alone."),
        ("errorCode: Item.NotFound", "errorCode: Item.NotFound\n      errorMessage: There is none."),
        ("minimum: \"1\"", "example: \"12\"\n          minimum: \"1\""),
    ]);
    assert_eq!(import(SHOP, &specs, &[]).unwrap().files, Files::new());
    insta::assert_snapshot!(report(SHOP, &specs), @"
    unchanged specs/shop/goods/GetItem.yaml
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    unchanged specs/shop/product.yaml
    files: 0 added, 0 changed, 2 unchanged; facts: 0 added, 0 changed, 0 removed, 0 kept; notes: 1
    ");
}

#[test]
fn a_field_that_vanished_is_removed_and_its_words_are_told() {
    let specs = edited(&[
        ("format: int32", "format: int32\n          description: The price in cents."),
        ("enum: [Short, Long]", "description: How much.\n      enum: [Short, Long]"),
        ("Short: \"\"", "Short: The price alone."),
    ]);
    let document = published(&[
        (r#""Price": {"type": "integer", "format": "int32", "minimum": "1"},"#, r#""Cost": {"type": "integer"},"#),
        (r#"{"name": "Detail", "in": "query""#, r#"{"name": "Detail", "in": "formData""#),
    ]);
    insta::assert_snapshot!(report(&document, &specs), @"
    changed   specs/shop/goods/GetItem.yaml
      added   request.Detail in formData
      note    request.Detail loses keys of enumValueTitles that are not values: 1
      removed request.Detail in query
                schema.description: How much.
                schema.enumValueTitles.Short: The price alone.
      added   response.Cost
      removed response.Price
                description: The price in cents.
    unchanged specs/shop/product.yaml
    files: 0 added, 1 changed, 1 unchanged; facts: 2 added, 0 changed, 2 removed, 0 kept; notes: 1
    ");
}

#[test]
fn facts_that_changed_are_told_with_both_values() {
    let document = published(&[
        (r#""type": "integer", "format": "int32", "minimum": "1""#, r#""type": "number", "minimum": "0""#),
        (r#""schemes": ["https"]"#, r#""schemes": ["https", "http"]"#),
        (r#""required": true, "#, ""),
        (r#""enum": ["Short", "Long"]"#, r#""enum": ["Short", "Full"]"#),
        ("cn-north.example.com", "cn-north.example.org"),
        ("2024-01-01", "2025-01-01"),
    ]);
    insta::assert_snapshot!(report(&document, &imported()), @r#"
    changed   specs/shop/goods/GetItem.yaml
      changed GetItem: schemes [https] -> [https, http]
      changed request.ItemId: required true -> (none)
      changed request.Detail: enum [Short, Long] -> [Short, Full]
      note    request.Detail loses keys of enumValueTitles that are not values: 1
      changed response.Price: type integer -> number
      changed response.Price: minimum "1" -> "0"
      kept    response.Price: format int32
    changed   specs/shop/product.yaml
      changed info: version "2024-01-01" -> "2025-01-01"
      changed endpoints.cn-north: endpoint shop.cn-north.example.com -> shop.cn-north.example.org
    files: 0 added, 2 changed, 0 unchanged; facts: 0 added, 7 changed, 0 removed, 1 kept; notes: 1
    "#);
}

#[test]
fn the_meaning_of_a_value_goes_with_the_value() {
    let specs = edited(&[("Short: \"\"", "Long: All of it.\n        Short: The price alone.")]);
    let document = published(&[(r#""enum": ["Short", "Long"]"#, r#""enum": ["Short", "Full"]"#)]);
    insta::assert_snapshot!(report(&document, &specs), @"
    changed   specs/shop/goods/GetItem.yaml
      changed request.Detail: enum [Short, Long] -> [Short, Full]
      removed request.Detail: enumValueTitles
                Long: All of it.
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    unchanged specs/shop/product.yaml
    files: 0 added, 1 changed, 1 unchanged; facts: 0 added, 1 changed, 1 removed, 0 kept; notes: 1
    ");
}

#[test]
fn what_only_our_spec_knows_is_kept_and_told_until_the_document_knows_better() {
    let specs = edited(&[("required: true", "required: true\n      format: iso8601\n      maxLength: 32")]);
    insta::assert_snapshot!(report(SHOP, &specs), @"
    unchanged specs/shop/goods/GetItem.yaml
      kept    request.ItemId: format iso8601
      kept    request.ItemId: maxLength 32
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    unchanged specs/shop/product.yaml
    files: 0 added, 0 changed, 2 unchanged; facts: 0 added, 0 changed, 0 removed, 2 kept; notes: 1
    ");
    let document = published(&[(
        r#""type": "string", "required": true"#,
        r#""type": "string", "required": true, "maxLength": 64"#,
    )]);
    insta::assert_snapshot!(report(&document, &specs), @"
    changed   specs/shop/goods/GetItem.yaml
      changed request.ItemId: maxLength 32 -> 64
      kept    request.ItemId: format iso8601
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    unchanged specs/shop/product.yaml
    files: 0 added, 1 changed, 1 unchanged; facts: 0 added, 1 changed, 0 removed, 1 kept; notes: 1
    ");
}

#[test]
fn a_shared_schema_that_nothing_reaches_any_more_goes() {
    let mut specs = imported();
    let product = specs.get_mut("specs/shop/product.yaml").unwrap();
    replace(product, &[("    Category:\n", "    Category:\n      description: A shelf.\n")]);
    let document = published(&[(
        r##""Category": {"$ref": "#/components/schemas/Category"}}"##,
        r##""Shelf": {"$ref": "#/components/schemas/Shelf"}}"##,
    )]);
    let after = import(&document, &specs, &[]).unwrap();
    insta::assert_snapshot!(after.report, @"
    changed   specs/shop/goods/GetItem.yaml
      note    request.Detail loses keys of enumValueTitles that are not values: 1
      added   response.Shelf
      removed response.Category
    changed   specs/shop/product.yaml
      note    schemas.Shelf is referred to, but the document lacks it
      removed schemas.Category
                description: A shelf.
    files: 0 added, 2 changed, 0 unchanged; facts: 1 added, 0 changed, 2 removed, 0 kept; notes: 2
    ");
    assert!(after.files["specs/shop/product.yaml"].ends_with("components:\n  schemas: {}\n"));
}

#[test]
fn an_operation_stays_in_the_folder_it_is_in() {
    let mut specs = imported();
    let text = specs.remove("specs/shop/goods/GetItem.yaml").unwrap();
    specs.insert("specs/shop/stock/GetItem.yaml".to_owned(), text);
    let after = import(SHOP, &specs, &[]).unwrap();
    insta::assert_snapshot!(after.report, @"
    unchanged specs/shop/stock/GetItem.yaml
      note    family stays `stock`, and not `goods`: the operation has a spec there
      note    request.Detail loses keys of enumValueTitles that are not values: 1
    changed   specs/shop/product.yaml
      added   families.stock
    files: 0 added, 1 changed, 1 unchanged; facts: 1 added, 0 changed, 0 removed, 0 kept; notes: 2
    ");
}
