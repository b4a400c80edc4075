//! What comes of a document.

use codegen::diagnostic::Code;
use codegen::generate_published;
use codegen::published::{Options, Runtime};
use codegen::tree::Node;
use serde_json::{Value, json};

use crate::documents::published;
use crate::support;

fn node(document: &Value) -> Node {
    Node::parse("api-docs.json", &document.to_string()).unwrap()
}

fn shop() -> Value {
    let parameter = |name: &str, schema: Value| json!({"name": name, "in": "query", "schema": schema});
    let text = json!({"type": "string", "title": "标题", "description": "The ~~1~~ [ID] of <b>", "example": "i-1"});
    json!({
        "version": "1.0",
        "info": {"style": "RPC", "product": "Shop", "version": "2020-01-02"},
        "directories": [{"id": 1, "title": "商品", "type": "directory", "children": ["GetItem", "ListItems", "BadItem"]}],
        "components": {"schemas": {}},
        "apis": {
            "GetItem": {
                "summary": "Returns an item.", "methods": ["post"], "security": [{"AK": []}],
                "parameters": [parameter("ItemId", text.clone()), parameter("ItemId", text)],
                "responses": {"200": {"schema": {"type": "object", "properties": {"Price": {"type": "int"}}}}},
            },
            "ListItems": {"methods": ["post"], "security": [{"AK": []}], "parameters": [], "responses": []},
            "BadItem": {"methods": ["post"], "security": [{"AK": []}], "parameters": [
                {"name": "A", "in": "body", "schema": {"type": "string"}}, {"name": "B", "in": "body", "schema": {"type": "string"}},
            ]},
            "../Up": {"methods": ["post"]},
        },
        "endpoints": [{"regionId": "cn-hangzhou", "endpoint": "shop.aliyuncs.com"}],
    })
}

#[test]
fn a_crate_is_complete_and_says_what_it_lacks() {
    let document = node(&shop());
    let options = Options { runtime: Runtime::Path("../runtime".to_owned()), ..Options::default() };
    let generated = generate_published(&document, &options).unwrap();
    assert_eq!((generated.crate_name.as_str(), generated.operations.len()), ("alibabacloud-shop", 2));
    let manifest = &generated.files["Cargo.toml"];
    assert!(
        manifest.contains("alibabacloud-runtime = { path = \"../runtime\", default-features = false }"),
        "{manifest}"
    );
    assert!(manifest.contains("publish = false") && !manifest.contains("workspace"), "{manifest}");
    assert!(generated.files.contains_key("src/item/get_item.rs"), "{:?}", generated.files.keys());
    assert!(generated.files.contains_key("examples/send_json_shop.rs"));
    let left_out: Vec<_> = generated.left_out.iter().map(|(name, why)| (why.code, name.as_str())).collect();
    assert_eq!(left_out, [(Code::BadOperationName, "../Up"), (Code::SecondBody, "BadItem")]);
    let readme = &generated.files["README.md"];
    for line in ["| `item` | 2 |", "| `bad-operation-name` | 1 |", "`BadItem`", "--region cn-hangzhou"] {
        assert!(readme.contains(line), "{line}:\n{readme}");
    }
    let warnings = generated.warnings.to_string();
    for warning in ["warning[duplicate-parameter]", "`int`: taken as `type: integer`", "the operation is left out"] {
        assert!(warnings.contains(warning), "{warning}:\n{warnings}");
    }
    let again = generate_published(&document, &options).unwrap();
    assert_eq!(
        (generated.files, generated.fake_data, generated.openapi),
        (again.files, again.fake_data, again.openapi)
    );
}

#[test]
fn published_words_become_documentation_only_on_request() {
    let document = node(&shop());
    let with = |words| generate_published(&document, &Options { words, ..Options::default() }).unwrap();
    let (plain, kept) = (with(false), with(true));
    let page = |generated: &codegen::Generated| generated.files["src/item/get_item.rs"].clone();
    assert!(
        page(&kept).contains("Returns an item.") && page(&kept).contains(r"\~\~1\~\~ \[ID\] of \<b\>"),
        "{}",
        page(&kept)
    );
    for (path, text) in plain.files.iter().chain([(&"fake.json".to_owned(), &plain.fake_data)]) {
        assert!(text.is_ascii() && !text.contains("Returns an item"), "{path}");
    }
    assert!(!plain.openapi[0].contains("Returns an item"));
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for (key, name) in [
        ("product", ""),
        ("product", "../x"),
        ("product", "a/b"),
        ("product", "a\u{0}b"),
        ("product", "9"),
        ("version", ".."),
        ("version", "a/../b"),
        ("version", "2020\n01"),
    ] {
        let mut document = shop();
        document["info"][key] = name.into();
        let problems = generate_published(&node(&document), &Options::default()).unwrap_err();
        assert!(problems.sorted().iter().all(|problem| problem.code == Code::BadProduct), "{problems}");
    }
    let named =
        |name: &str| generate_published(&node(&shop()), &Options { name: Some(name.to_owned()), ..Options::default() });
    assert!(named("../evil").unwrap_err().to_string().contains("error[bad-crate]"));
    assert_eq!(named("my-shop").unwrap().crate_name, "my-shop");
    let array = node(&json!([1]));
    assert_eq!(generate_published(&array, &Options::default()).unwrap_err().sorted()[0].code, Code::NotMetadata);
}

#[test]
fn the_specs_of_the_project_as_published_documents_give_all_their_operations() {
    for folder in ["tests/specimen", "../specs/ice"] {
        let specs = support::sources(folder);
        let whole = codegen::generate(&specs).unwrap();
        let generated = generate_published(&node(&published(&specs)), &Options::default()).unwrap();
        assert_eq!(
            generated.operations.len() + generated.left_out.len(),
            whole.operations.len() + whole.left_out.len(),
            "{folder}"
        );
        assert!(generated.left_out.len() <= whole.left_out.len(), "{:?}", generated.left_out);
    }
}
