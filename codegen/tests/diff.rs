//! What another version changes: each kind of change, the public paths it touches, and the version number that follows.

use std::collections::{BTreeMap, BTreeSet};

use codegen::diff::{Bump, Diff, Kind, diff};
use codegen::sources::Sources;

const PRODUCT: &str = "\
info: {style: RPC, product: Shop, version: \"2030-01-01\"}
title: Shop
crate: alibabacloud-shop
folder: generated-shop
hostPrefix: shop
endpoints:
  - {regionId: cn-hangzhou, endpoint: shop.cn-hangzhou.aliyuncs.com}
families: {orders: Orders., stock: Stock.}
components:
  schemas:
    Address:
      type: object
      properties:
        City: {type: string, required: true}
        Zip: {type: string}
";

const ORDER: &str = "\
title: Create an order
summary: Creates an order.
methods: [post]
security:
  - AK: []
parameters:
  - {name: Buyer, in: query, schema: {type: string, required: true}}
  - {name: Item, in: query, schema: {type: string, required: true, maxLength: 9}}
  - {name: Note, in: query, schema: {type: string}}
  - {name: Speed, in: query, schema: {type: string, enum: [slow, fast], enumValueTitles: {slow: Later., fast: Soon.}}}
  - {name: To, in: query, style: json, schema: {$ref: \"#/components/schemas/Address\"}}
  - name: Gift
    in: query
    style: json
    schema:
      type: object
      properties:
        Card: {type: string, required: true}
responses:
  \"200\":
    schema:
      type: object
      properties:
        OrderId: {type: string}
        State: {type: string, enum: [new, sent]}
        Weight: {type: integer, format: int32}
errorCodes:
  \"400\":
    - errorCode: SoldOut
";

const LIST: &str = "\
title: List orders
summary: Lists orders.
methods: [post]
security:
  - AK: []
parameters:
  - {name: Page, in: query, schema: {type: integer}}
responses:
  \"200\":
    schema:
      type: object
      properties:
        Orders: {type: array, items: {type: string}}
        Others: {type: array, items: {type: string}}
";

const OVERLAY: &str = "\
paging:
  - reason: It has pages.
    operations:
      ListOrders: {items: Orders, page: Page}
";

fn shop() -> Sources {
    let files = [
        ("product.yaml", PRODUCT),
        ("overlay.yaml", OVERLAY),
        ("orders/CreateOrder.yaml", ORDER),
        ("stock/ListOrders.yaml", LIST),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    Sources { folder: "specs/shop".to_owned(), files: files.collect() }
}

/// The shop after replacing a text in a file; an empty file is deleted.
fn edited(path: &str, old: &str, new: &str) -> Sources {
    let mut shop = shop();
    let text = shop.files.get(path).cloned().unwrap_or_default();
    assert!(text.contains(old), "{path} has no {old}");
    let text = if old.is_empty() { new.to_owned() } else { text.replacen(old, new, 1) };
    if text.is_empty() {
        drop(shop.files.remove(path))
    } else {
        drop(shop.files.insert(path.to_owned(), text))
    }
    shop
}

fn shown(diff: &Diff) -> Vec<String> {
    diff.changes.iter().map(|change| format!("{} {}", change.kind.name(), change.path)).collect()
}

/// A file, what is replaced in it, and the changes.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "product.yaml",
        "  - {regionId",
        "  - {regionId: cn-beijing, endpoint: shop.cn-beijing.aliyuncs.com}\n  - {regionId",
        &["endpoint-added endpoints.cn-beijing"],
    ),
    ("product.yaml", "shop.cn-hangzhou", "shop", &["endpoint-changed endpoints.cn-hangzhou"]),
    ("product.yaml", "hostPrefix: shop", "hostPrefix: store", &["endpoint-changed hostPrefix"]),
    ("product.yaml", "crate: alibabacloud-shop", "crate: alibabacloud-store", &["crate-renamed crate"]),
    ("product.yaml", "2030-01-01", "2031-01-01", &["version-changed info.version"]),
    ("product.yaml", "        Zip: {type: string}\n", "", &["field-removed schemas.Address.Zip"]),
    ("product.yaml", "Zip: {type: string}", "Zip: {type: integer}", &["type-changed schemas.Address.Zip"]),
    (
        "orders/CreateOrder.yaml",
        "        OrderId: {type: string}\n",
        "        OrderId: {type: string}\n        To: {$ref: \"#/components/schemas/Address\"}\n",
        &["returned-too schemas.Address", "field-added CreateOrder.response.To"],
    ),
    (
        "orders/CreateOrder.yaml",
        "  - {name: To, in: query, style: json, schema: {$ref: \"#/components/schemas/Address\"}}\n",
        "",
        &["parameter-removed CreateOrder.request.To", "schema-removed schemas.Address"],
    ),
    (
        "orders/CreateOrder.yaml",
        "  - {name: Note, in: query, schema: {type: string}}\n",
        "  - {name: Note, in: query, schema: {type: string}}\n  - {name: Tip, in: query, schema: {type: integer}}\n",
        &["parameter-added CreateOrder.request.Tip"],
    ),
    (
        "orders/CreateOrder.yaml",
        "Note, in: query, schema: {type: string}}\n",
        "Note, in: query, schema: {type: string}}\n  - {name: Tip, in: query, schema: {type: integer, required: true}}\n",
        &["required-parameter-added CreateOrder.request.Tip"],
    ),
    (
        "orders/CreateOrder.yaml",
        "Note, in: query, schema: {type: string}",
        "Note, in: query, schema: {type: string, required: true}",
        &["became-required CreateOrder.request.Note"],
    ),
    (
        "orders/CreateOrder.yaml",
        "Item, in: query, schema: {type: string, required: true,",
        "Item, in: query, schema: {type: string,",
        &["became-optional CreateOrder.request.Item"],
    ),
    (
        "orders/CreateOrder.yaml",
        "  - {name: Buyer, in: query, schema: {type: string, required: true}}\n  - {name: Item, in: query, schema: {type: string, required: true, maxLength: 9}}\n",
        "  - {name: Item, in: query, schema: {type: string, required: true, maxLength: 9}}\n  - {name: Buyer, in: query, schema: {type: string, required: true}}\n",
        &["arguments-reordered CreateOrder.request"],
    ),
    ("orders/CreateOrder.yaml", "maxLength: 9", "maxLength: 8", &["constraint-changed CreateOrder.request.Item"]),
    ("orders/CreateOrder.yaml", "int32", "int64", &["constraint-changed CreateOrder.response.Weight"]),
    ("orders/CreateOrder.yaml", "[slow, fast]", "[slow, fast, now]", &["value-added CreateOrder.request.Speed=now"]),
    ("orders/CreateOrder.yaml", "[slow, fast]", "[slow]", &["value-removed CreateOrder.request.Speed=fast"]),
    ("orders/CreateOrder.yaml", "[new, sent]", "[new]", &["value-removed CreateOrder.response.State=sent"]),
    ("orders/CreateOrder.yaml", ", enum: [new, sent]", "", &["type-changed CreateOrder.response.State"]),
    (
        "orders/CreateOrder.yaml",
        "{name: Note, in: query,",
        "{name: Note, in: formData,",
        &["request-changed CreateOrder.request.Note"],
    ),
    (
        "orders/CreateOrder.yaml",
        "Card: {type: string, required: true}",
        "Card: {type: string, required: true}\n        Wrap: {type: string, required: true}",
        &["required-field-added CreateOrder.request.Gift.Wrap"],
    ),
    (
        "orders/CreateOrder.yaml",
        "Note, in: query, schema: {type: string",
        "Note, in: query, schema: {type: string, sensitive: true",
        &["masking-changed CreateOrder.request.Note"],
    ),
    (
        "orders/CreateOrder.yaml",
        "Note, in: query, schema: {type: string",
        "Note, in: query, schema: {type: string, deprecated: true",
        &["deprecated CreateOrder.request.Note"],
    ),
    (
        "orders/CreateOrder.yaml",
        "    - errorCode: SoldOut\n",
        "    - errorCode: NoSuchItem\n",
        &["error-code-removed CreateOrder.errors.SoldOut", "error-code-added CreateOrder.errors.NoSuchItem"],
    ),
    (
        "orders/CreateOrder.yaml",
        "    - errorCode: SoldOut\n",
        "    - errorCode: SoldOut\n    - errorCode: Item.Not Found\n",
        &["error-code-added CreateOrder.errors.Item.Not Found"],
    ),
    ("orders/CreateOrder.yaml", "responses:\n", "responses:\n  \"302\": {}\n", &["response-changed CreateOrder"]),
    ("overlay.yaml", OVERLAY, "", &["helper-removed ListOrders"]),
    ("overlay.yaml", "items: Orders", "items: Others", &["items-moved ListOrders"]),
    (
        "overlay.yaml",
        "{items: Orders, page: Page}",
        "{items: Orders, token: Page, next: Others}",
        &["helper-changed ListOrders"],
    ),
    ("stock/ListOrders.yaml", LIST, "", &["operation-removed ListOrders", "family-removed stock/"]),
];

#[test]
fn each_change_is_found_with_its_kind_and_path_and_none_besides() {
    for (path, old, new, expected) in CASES {
        let found = diff(&shop(), &edited(path, old, new)).unwrap();
        assert_eq!(shown(&found), *expected, "{path}: {old} -> {new}\n{found}");
    }
}

#[test]
fn the_way_back_is_the_opposite_change() {
    let pairs = [
        (Kind::EndpointAdded, Kind::EndpointRemoved),
        (Kind::ParameterAdded, Kind::ParameterRemoved),
        (Kind::FieldAdded, Kind::FieldRemoved),
        (Kind::BecameRequired, Kind::BecameOptional),
        (Kind::ReturnedToo, Kind::SentAlone),
        (Kind::SchemaAdded, Kind::SchemaRemoved),
        (Kind::ValueAdded, Kind::ValueRemoved),
        (Kind::ErrorCodeAdded, Kind::ErrorCodeRemoved),
        (Kind::HelperAdded, Kind::HelperRemoved),
        (Kind::Deprecated, Kind::Restored),
        (Kind::FamilyAdded, Kind::FamilyRemoved),
        (Kind::OperationAdded, Kind::OperationRemoved),
        (Kind::RequiredParameterAdded, Kind::ParameterRemoved),
        (Kind::RequiredFieldAdded, Kind::FieldRemoved),
    ];
    let opposite = |kind: Kind| {
        let (there, back) = (pairs.iter().find(|pair| pair.0 == kind), pairs.iter().find(|pair| pair.1 == kind));
        there
            .map(|pair| vec![pair.1])
            .or(back.map(|_| pairs.iter().filter(|pair| pair.1 == kind).map(|pair| pair.0).collect()))
    };
    for (path, old, new, _) in CASES {
        let other = edited(path, old, new);
        let there = diff(&shop(), &other).unwrap();
        let back = diff(&other, &shop()).unwrap();
        assert_eq!(there.changes.len(), back.changes.len(), "{there}\n{back}");
        for change in &there.changes {
            let kinds = opposite(change.kind).unwrap_or_else(|| vec![change.kind]);
            let found = back.changes.iter().any(|it| it.path == change.path && kinds.contains(&it.kind));
            assert!(found, "{change:?}\n{back}");
        }
    }
}

#[test]
fn every_kind_of_change_has_a_case() {
    let mut seen: BTreeSet<Kind> = BTreeSet::new();
    for (path, old, new, _) in CASES {
        let other = edited(path, old, new);
        for (old, new) in [(&shop(), &other), (&other, &shop())] {
            seen.extend(diff(old, new).unwrap().changes.iter().map(|change| change.kind));
        }
    }
    // These have a test of their own.
    seen.extend([Kind::OperationMoved, Kind::PathAdded, Kind::PathRemoved]);
    let unseen: Vec<_> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn nothing_changes_where_nothing_does() {
    let same = diff(&shop(), &shop()).unwrap();
    assert_eq!((same.bump(), same.changelog().as_str(), same.history().len()), (None, "", 0));
    let words = edited("orders/CreateOrder.yaml", "Creates an order.", "Places an order.");
    assert_eq!(diff(&shop(), &words).unwrap().changes, []);
}

#[test]
fn other_words_for_the_same_request_change_nothing() {
    for (old, new) in [
        ("methods: [post]\n", "methods: [post]\npath: /\n"),
        ("methods: [post]\n", "methods: [post]\npath: /orders\n"),
        ("  - AK: []\n", "  - AK: []\n  - BearerToken: []\n"),
        ("{name: Note, in: query,", "{name: Note, in: query, style: repeatList,"),
        ("{name: Note, in: query,", "{name: Note, in: query, style: flat,"),
    ] {
        let found = diff(&shop(), &edited("orders/CreateOrder.yaml", old, new)).unwrap();
        assert_eq!(shown(&found), [""; 0], "{new}");
    }
    let bearer = edited("orders/CreateOrder.yaml", "  - AK: []\n", "  - BearerToken: []\n");
    assert_eq!(shown(&diff(&shop(), &bearer).unwrap()), ["request-changed CreateOrder"]);
    let body = |style: &str| format!("parameters:\n  - {{name: body, in: body{style}, schema: {{type: object}}}}\n");
    assert_eq!(changes(&body(""), &body(", style: json")), [""; 0]);
}

#[test]
fn public_paths_are_told_as_names_lock_has_them() {
    let found = diff(&shop(), &edited("orders/CreateOrder.yaml", "[new, sent]", "[new]")).unwrap();
    let [change] = found.changes.as_slice() else { panic!("{found}") };
    let gone = "variant orders::create_order::output::State::Sent CreateOrder.response.State=sent";
    assert_eq!((change.removed.as_slice(), change.added.len()), (&[gone.to_owned()][..], 0));

    let other = edited(
        "orders/CreateOrder.yaml",
        "Note, in: query, schema: {type: string",
        "Note, in: query, schema: {type: integer",
    );
    let found = diff(&shop(), &other).unwrap();
    let [change] = found.changes.as_slice() else { panic!("{found}") };
    assert_eq!(change.changed, ["field orders::create_order::CreateOrder::note CreateOrder.request.Note"]);

    let other =
        edited("stock/ListOrders.yaml", "{type: array, items: {type: string}", "{type: array, items: {type: integer}");
    let found = diff(&shop(), &other).unwrap();
    let [change] = found.changes.as_slice() else { panic!("{found}") };
    assert_eq!(change.path, "ListOrders.response.Orders[]");
    assert_eq!(change.changed, ["field stock::list_orders::ListOrdersOutput::orders ListOrders.response.Orders"]);
}

#[test]
fn an_operation_that_moves_takes_its_paths_along() {
    let mut other = shop();
    let file = other.files.remove("stock/ListOrders.yaml").unwrap();
    other.files.insert("orders/ListOrders.yaml".to_owned(), file);
    let found = diff(&shop(), &other).unwrap();
    assert_eq!(shown(&found), ["operation-moved ListOrders", "family-removed stock/"]);
    let moved = &found.changes[0];
    assert!(moved.removed.contains(&"mod stock::list_orders ListOrders".to_owned()), "{moved:?}");
    assert!(moved.added.contains(&"mod orders::list_orders ListOrders".to_owned()), "{moved:?}");
}

#[test]
fn where_a_waiter_finds_the_reason_of_a_failure_is_compared() {
    let waiter = |rest: &str| {
        let waiter = format!(
            "\
waiters:
  - reason: It is sent or not.
    operations:
      CreateOrder: {{id: Note, status: State, success: [sent], failure: [new]{rest}}}
"
        );
        edited("overlay.yaml", OVERLAY, &format!("{OVERLAY}{waiter}"))
    };
    let found = diff(&waiter(""), &waiter(", code: OrderId")).unwrap();
    assert_eq!(shown(&found), ["helper-changed CreateOrder"]);
    assert!(found.json().to_string().contains("State of Note: sent / new; code OrderId"), "{}", found.json());
    let found = diff(&waiter(", code: OrderId"), &waiter(", message: OrderId")).unwrap();
    assert_eq!(shown(&found), ["helper-changed CreateOrder"]);
}

#[test]
fn a_path_that_the_locks_alone_change_is_reported() {
    let mut other = shop();
    let lock = codegen::public_paths(&shop())
        .unwrap()
        .replace("create_order::CreateOrder::note ", "create_order::CreateOrder::remark ");
    other.files.insert("names.lock".to_owned(), lock);
    let found = diff(&shop(), &other).unwrap();
    assert_eq!(shown(&found), ["path-removed CreateOrder.request.Note", "path-added CreateOrder.request.Note"]);
    assert_eq!(found.bump(), Some(Bump::Major));
}

#[test]
fn the_report_the_entry_and_the_history_name_what_changes() {
    let mut other = edited("orders/CreateOrder.yaml", "[new, sent]", "[new]");
    let list = other.files["stock/ListOrders.yaml"].clone();
    other.files.insert("orders/ListReturns.yaml".to_owned(), list);
    let found = diff(&shop(), &other).unwrap();
    assert_eq!(
        found.to_string(),
        "Shop 2030-01-01 with 2 operations -> Shop 2030-01-01 with 3 operations\n\n\
         major: 1 value-removed: code that names the variant does not compile\n  \
         CreateOrder.response.State=sent\n    - variant orders::create_order::output::State::Sent\n\n\
         minor: 1 operation-added: a type and its module are added\n  \
         ListReturns: orders\n    + field orders::list_returns::ListReturns::page\n    \
         + field orders::list_returns::ListReturnsOutput::orders\n    + … 4 more\n\n\
         semver: major\n"
    );
    assert_eq!(
        found.changelog(),
        "* Shop, from the published metadata of Shop 2030-01-01:\n  \
         * 1 new operation in `orders`: `ListReturns`.\n  \
         * **Breaking**, value removed: `CreateOrder.response.State=sent`.\n"
    );
    let history = BTreeMap::from([
        ("CreateOrder".to_owned(), "Value removed: `response.State=sent`.".to_owned()),
        ("ListReturns".to_owned(), "Operation added.".to_owned()),
    ]);
    assert_eq!(found.history(), history);
    let json = found.json();
    assert_eq!((&json["semver"], json["changes"].as_array().unwrap().len()), (&"major".into(), 2));
    assert_eq!(
        json["changes"][0]["rust"]["removed"][0],
        "variant orders::create_order::output::State::Sent CreateOrder.response.State=sent"
    );
}

#[test]
fn the_entry_counts_what_breaks_nothing() {
    let other = edited("orders/CreateOrder.yaml", "[new, sent]", "[new, sent, lost, found]");
    assert_eq!(
        diff(&shop(), &other).unwrap().changelog(),
        "* Shop, from the published metadata of Shop 2030-01-01:\n  * Also: value added (2).\n"
    );
}

#[test]
fn a_public_path_is_printed_without_what_it_stands_for() {
    let other = edited("orders/CreateOrder.yaml", "errorCode: SoldOut", "errorCode: Sold Out Today");
    let text = diff(&shop(), &other).unwrap().to_string();
    assert!(text.contains("\n    + const orders::create_order::SOLD_OUT_TODAY\n"), "{text}");
}

#[test]
fn a_version_that_cannot_be_read_is_an_error_and_other_problems_are_carried() {
    let unreadable = edited("orders/CreateOrder.yaml", "title: Create an order", "title: [");
    assert!(diff(&shop(), &unreadable).is_err());
    let wrong = edited("orders/CreateOrder.yaml", "in: query, style: json", "in: query, style: jsonish");
    let found = diff(&shop(), &wrong).unwrap();
    assert_eq!(shown(&found), ["request-changed CreateOrder.request.To"]);
}

/// A product of one operation with a path, whose file is given.
fn one(operation: &str, schemas: &str) -> Sources {
    let product =
        PRODUCT.replace("style: RPC", "style: ROA").replace("    Address:", &format!("{schemas}    Address:"));
    let operation = format!("methods: [post]\nsecurity: [{{AK: []}}]\n{operation}");
    let files = [("product.yaml", product), ("orders/PutOrder.yaml", operation)];
    let files = files.map(|(path, text)| (path.to_owned(), text)).into();
    Sources { folder: "specs/shop".to_owned(), files }
}

/// The changes of the operation alone.
fn changes(old: &str, new: &str) -> Vec<String> {
    shown(&diff(&one(old, ""), &one(new, "")).unwrap())
}

#[test]
fn a_parameter_in_the_path_is_required_whatever_is_said_of_it() {
    let path = |rest: &str| {
        let id = format!("{{name: Id, in: path, schema: {{type: string{rest}}}}}");
        format!("path: /orders/{{Id}}\nparameters:\n  - {id}\n")
    };
    assert_eq!(changes(&path(""), &path(", required: true")), [""; 0]);
    let query = "path: /orders\nparameters:\n  - {name: Id, in: query, schema: {type: string}}\n";
    assert_eq!(
        changes(query, &path("")),
        ["became-required PutOrder.request.Id", "request-changed PutOrder", "request-changed PutOrder.request.Id"]
    );
    let none = "path: /orders\nparameters: []\n";
    assert_eq!(changes(none, &path("")), ["required-parameter-added PutOrder.request.Id", "request-changed PutOrder"]);
}

#[test]
fn the_struct_of_required_parameters_comes_and_goes_with_one_of_them() {
    let with = |names: &[&str]| {
        let lines = names
            .iter()
            .map(|name| format!("  - {{name: {name}, in: query, schema: {{type: string, required: true}}}}\n"));
        one(&format!("parameters:\n{}", lines.collect::<String>()), "")
    };
    let (few, many) = (with(&["A", "B", "C", "D"]), with(&["A", "B", "C", "D", "E"]));
    let [there, back] = [diff(&few, &many).unwrap(), diff(&many, &few).unwrap()];
    let line = "type orders::put_order::PutOrderRequired PutOrder!".to_owned();
    assert_eq!(shown(&there), ["required-parameter-added PutOrder.request.E"]);
    assert!(there.changes[0].added.contains(&line), "{there}");
    assert_eq!(shown(&back), ["parameter-removed PutOrder.request.E"]);
    assert!(back.changes[0].removed.contains(&line), "{back}");
}

#[test]
fn what_the_elements_of_a_parameter_require_their_constructors_take() {
    let elements = |fields: &str| {
        let [element, rest] =
            [format!("{{type: object, properties: {{{fields}}}}}"), "in: query, style: json".to_owned()];
        format!(
            "parameters:\n  - {{name: List, {rest}, schema: {{type: array, items: {element}}}}}\n  \
             - {{name: Map, {rest}, schema: {{type: object, additionalProperties: {element}}}}}\n"
        )
    };
    let both = |kind: &str, field: &str| ["List[]", "Map{}"].map(|it| format!("{kind} PutOrder.request.{it}.{field}"));
    let (one, two) = ("A: {type: string}", "A: {type: string}, B: {type: string, required: true}");
    assert_eq!(changes(&elements(one), &elements(two)), both("required-field-added", "B"));
    assert_eq!(changes(&elements(one), &elements("A: {type: string, required: true}")), both("became-required", "A"));
    assert_eq!(changes(&elements("A: {type: string, required: true}"), &elements(one)), both("became-optional", "A"));
}

#[test]
fn the_order_of_arguments_counts_where_there_are_arguments() {
    let with = |names: &[&str]| {
        let lines = names
            .iter()
            .map(|name| format!("  - {{name: {name}, in: query, schema: {{type: string, required: true}}}}\n"));
        format!("parameters:\n{}", lines.collect::<String>())
    };
    assert_eq!(
        changes(&with(&["A", "B", "C", "D"]), &with(&["B", "A", "C", "D"])),
        ["arguments-reordered PutOrder.request"]
    );
    // More are the fields of a struct.
    assert_eq!(changes(&with(&["A", "B", "C", "D", "E"]), &with(&["B", "A", "C", "D", "E"])), [""; 0]);
}

#[test]
fn bytes_are_another_type_than_text() {
    let body = |consumes: &str, rest: &str| {
        format!("consumes: [{consumes}]\nparameters:\n  - {{name: body, in: body, schema: {{type: string{rest}}}}}\n")
    };
    let (json, bytes) = (body("application/json", ""), body("application/octet-stream", ""));
    assert_eq!(changes(&json, &bytes), ["type-changed PutOrder.request.body", "request-changed PutOrder"]);
    assert_eq!(changes(&json, &body("application/json", ", format: binary")), ["type-changed PutOrder.request.body"]);
    let response =
        |produces: &str| format!("produces: [{produces}]\nresponses:\n  '200': {{schema: {{type: string}}}}\n");
    assert_eq!(
        changes(&response("application/json"), &response("application/octet-stream")),
        ["type-changed PutOrder.response"]
    );
}

#[test]
fn a_reference_to_what_stood_there_before_changes_nothing() {
    let response = |schema: &str| format!("responses:\n  '200': {{schema: {schema}}}\n");
    let inline = response("{type: object, properties: {City: {type: string}, Zip: {type: string}}}");
    let reference = response("{$ref: '#/components/schemas/Address'}");
    assert_eq!(changes(&inline, &reference), ["schema-added schemas.Address"]);
    let schemas = "    Word: {type: string}\n";
    let state = |schema: &str| one(&response(&format!("{{type: object, properties: {{State: {schema}}}}}")), schemas);
    let found = diff(&state("{type: string}"), &state("{$ref: '#/components/schemas/Word'}")).unwrap();
    assert_eq!(shown(&found), [""; 0]);
}

#[test]
fn a_shared_schema_that_is_returned_too_changes_where_its_fields_do() {
    let version = |schema: &str, response: &str| {
        let parameter = "{name: It, in: query, style: json, schema: {$ref: '#/components/schemas/It'}}";
        let response = format!("{{type: object, properties: {{Id: {{type: string}}{response}}}}}");
        let operation = format!("parameters: [{parameter}]\nresponses:\n  '200': {{schema: {response}}}\n");
        one(&operation, &format!("    It: {schema}\n"))
    };
    let changes = |schema: &str| {
        let (sent, returned) = (version(schema, ""), version(schema, ", It: {$ref: '#/components/schemas/It'}"));
        [diff(&sent, &returned).unwrap(), diff(&returned, &sent).unwrap()]
    };
    for schema in [
        "{type: string, enum: [red, blue]}",
        "{type: array, items: {type: string}}",
        "{type: object, properties: {Name: {type: string}}}",
    ] {
        let fields = [["field-added PutOrder.response.It"], ["field-removed PutOrder.response.It"]];
        assert_eq!(changes(schema).map(|found| shown(&found)), fields, "{schema}");
    }
    for schema in [
        "{type: object, properties: {Name: {type: string, required: true}}}",
        "{type: object, properties: {Names: {type: array, items: {type: string}}}}",
        "{type: object, properties: {Names: {type: array, required: true, items: {type: string}}}}",
        "{type: array, items: {type: object, properties: {Name: {type: string, required: true}}}}",
    ] {
        for (found, kind) in changes(schema).iter().zip([Kind::ReturnedToo, Kind::SentAlone]) {
            let change = found.of(kind).find(|change| change.path == "schemas.It");
            let fields = change.map(|change| change.changed.iter().filter(|line| line.starts_with("field ")).count());
            assert_eq!(fields, Some(1), "{schema}: {:?}", shown(found));
        }
    }
}

#[test]
fn what_is_no_field_is_neither_required_nor_deprecated() {
    for key in ["required", "deprecated"] {
        for (path, place) in [
            ("product.yaml", "    Address:\n"),
            ("orders/CreateOrder.yaml", "  \"200\":\n    schema:\n"),
            ("stock/ListOrders.yaml", "Orders: {type: array, items: {type: string"),
        ] {
            let stated = match place.strip_suffix('\n') {
                Some(mapping) => format!("{mapping}\n      {key}: true\n"),
                None => format!("{place}, {key}: true"),
            };
            assert_eq!(shown(&diff(&shop(), &edited(path, place, &stated)).unwrap()), [""; 0], "{stated}");
        }
    }
}

#[test]
fn a_shared_schema_without_a_type_is_what_it_stands_for() {
    let schemas = "\x20   Word: {type: string, maxLength: 9}\n    Words: {type: array, items: {type: string}}
    Tags: {type: object, additionalProperties: {type: string}}
    Any: {type: object}
    Place: {$ref: '#/components/schemas/Address'}\n";
    let version = |schema: &str| {
        let schema = format!("{{type: object, properties: {{It: {schema}}}}}");
        one(&format!("responses:\n  '200': {{schema: {schema}}}\n"), schemas)
    };
    let reference = |name: &str| version(&format!("{{$ref: '#/components/schemas/{name}'}}"));
    for (name, inline) in [
        ("Word", "{type: string, maxLength: 9}"),
        ("Words", "{type: array, items: {type: string}}"),
        ("Tags", "{type: object, additionalProperties: {type: string}}"),
        ("Any", "{type: object}"),
    ] {
        for (old, new) in [(version(inline), reference(name)), (reference(name), version(inline))] {
            assert_eq!(shown(&diff(&old, &new).unwrap()), [""; 0], "{name}");
        }
    }
    assert_eq!(shown(&diff(&reference("Address"), &reference("Place")).unwrap()), [""; 0]);
    let other = diff(&reference("Words"), &reference("Tags")).unwrap();
    assert_eq!(shown(&other), ["type-changed PutOrder.response.It"]);
}

#[test]
fn a_field_that_is_boxed_from_now_on_has_another_type() {
    let schemas = |rest: &str| {
        format!(
            "    Tree: {{type: object, properties: {{Leaf: {{$ref: '#/components/schemas/Leaf'}}}}}}\n    \
             Leaf: {{type: object, properties: {{Name: {{type: string}}{rest}}}}}\n"
        )
    };
    let operation =
        "responses:\n  '200': {schema: {type: object, properties: {Tree: {$ref: '#/components/schemas/Tree'}}}}\n";
    let old = one(operation, &schemas(""));
    let new = one(operation, &schemas(", Tree: {$ref: '#/components/schemas/Tree'}"));
    let found = diff(&old, &new).unwrap();
    assert_eq!(shown(&found), ["type-changed schemas.Tree.Leaf", "field-added schemas.Leaf.Tree"]);
    assert_eq!(found.bump(), Some(Bump::Major));
}

#[test]
fn a_module_is_no_operation_in_the_history() {
    let mut other = shop();
    let list = other.files["stock/ListOrders.yaml"].clone();
    let product = other.files["product.yaml"].replace("stock: Stock.", "stock: Stock., returns: Returns.");
    other.files.insert("product.yaml".to_owned(), product);
    other.files.insert("returns/ListReturns.yaml".to_owned(), list);
    let found = diff(&shop(), &other).unwrap();
    assert!(found.changes.iter().any(|change| change.path == "returns/"), "{found}");
    assert_eq!(found.history().into_keys().collect::<Vec<_>>(), ["ListReturns"]);
    let prefix = edited("product.yaml", "hostPrefix: shop", "hostPrefix: store");
    assert!(diff(&shop(), &prefix).unwrap().history().is_empty());
}
