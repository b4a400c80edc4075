//! Specs as OpenAPI and back.

use std::collections::BTreeMap;

use codegen::canonical;
use codegen::diagnostic::Diagnostics;
use codegen::import::{Import, Imported};
use codegen::keys;
use codegen::openapi::{self, Version};
use codegen::sources::Sources;
use codegen::specs::Specs;
use codegen::tree::{Node, Value};

use crate::support;

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

/// The operation that tools see, of an operation's file.
fn operation(style: &str, operation: &str) -> serde_json::Value {
    let sources = product(style, operation, "");
    reads_back("shop", &sources);
    let document: serde_json::Value = serde_json::from_str(&export(&sources, Version::V3_1)).unwrap();
    let path = document["paths"].as_object().unwrap().values().next().unwrap();
    path.as_object().unwrap().values().next().unwrap().clone()
}

#[test]
fn a_header_stands_once_however_it_is_spelled() {
    let shown = operation(
        "ROA",
        "methods: [get]\nparameters:\n  - {name: X-Id, in: header, schema: {type: string}}\n  - {name: x-id, in: header, schema: \
         {type: integer}}\n  - {name: x-id, in: query, schema: {type: string}}\n  - {name: X-Id, in: query, schema: {type: string}}\n",
    );
    let names: Vec<_> = shown["parameters"].as_array().unwrap().iter().map(|it| [&it["in"], &it["name"]]).collect();
    assert_eq!(names, [["header", "X-Id"], ["query", "x-id"], ["query", "X-Id"]]);
    assert_eq!(shown["x-acs-parameters"][0]["name"], "x-id");
}

#[test]
fn tools_are_told_how_a_request_is_authenticated() {
    let security = |ways: &str| operation("ROA", &format!("methods: [post]\nsecurity: [{ways}]\n"))["security"].clone();
    for (ways, expected) in [
        ("{AK: []}", serde_json::Value::Null),
        ("{accessTokenAuth: []}", serde_json::Value::Null),
        ("{Anonymous: []}", serde_json::json!([])),
        ("{BearerToken: []}", serde_json::json!([{ "BearerToken": [] }])),
        ("{OAuth 2.0 Bearer Token: []}", serde_json::json!([{ "BearerToken": [] }])),
        // Not supported is not the same as open to all.
        ("{APP: []}", serde_json::Value::Null),
    ] {
        assert_eq!(security(ways), expected, "{ways}");
    }
    let schemes = |ways: &str| {
        let sources = product("ROA", &format!("methods: [post]\nsecurity: [{ways}]\n"), "");
        let document: serde_json::Value = serde_json::from_str(&export(&sources, Version::V3_0)).unwrap();
        document["components"]["securitySchemes"].clone()
    };
    assert_eq!(schemes("{BearerToken: []}")["BearerToken"]["name"], "x-acs-bearer-token");
    assert!(schemes("{AK: []}")["BearerToken"].is_null());
}

#[test]
fn a_body_has_the_media_type_that_is_sent() {
    let media = |facts: &str, parameter: &str| {
        let shown = operation("ROA", &format!("methods: [post]\n{facts}parameters:\n  - {{name: B, {parameter}}}\n"));
        shown["requestBody"]["content"].as_object().unwrap().keys().next().unwrap().clone()
    };
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    const BYTES: &str = "application/octet-stream";
    for (facts, parameter, expected) in [
        ("", "in: body, style: json, schema: {type: object}", JSON),
        ("consumes: []\n", "in: body, schema: {type: object}", JSON),
        ("consumes: [application/octet-stream]\n", "in: body, schema: {type: string}", BYTES),
        ("consumes: [application/octet-stream]\n", "in: body, schema: {type: object}", JSON),
        ("", "in: body, schema: {type: string, format: binary}", BYTES),
        ("consumes: [application/x-www-form-urlencoded]\n", "in: body, style: json, schema: {type: object}", FORM),
        ("consumes: [application/xml, application/json]\n", "in: body, schema: {type: object}", JSON),
        ("consumes: [application/xml]\n", "in: body, schema: {type: object}", "application/xml"),
        ("", "in: body, style: xml, schema: {type: object}", "application/xml"),
        ("", "in: formData, schema: {type: string}", FORM),
        ("consumes: [application/json]\n", "in: formData, schema: {type: string}", FORM),
        ("consumes: [multipart/form-data]\n", "in: formData, schema: {type: string}", "multipart/form-data"),
        ("", "in: formData, schema: {type: string, format: binary}", "multipart/form-data"),
    ] {
        assert_eq!(media(facts, parameter), expected, "{facts}{parameter}");
    }
    let media = |facts: &str, schema: &str| {
        let responses = format!("responses:\n  \"200\": {{schema: {schema}}}\n");
        let shown = operation("ROA", &format!("methods: [get]\n{facts}{responses}"));
        shown["responses"]["200"]["content"].as_object().unwrap().keys().next().unwrap().clone()
    };
    for (facts, schema, expected) in [
        ("", "{type: string}", JSON),
        ("produces: [application/octet-stream]\n", "{type: string}", BYTES),
        ("produces: [text/plain]\n", "{type: string}", "text/plain"),
        ("produces: [application/xml]\n", "{type: object}", "application/xml"),
        ("produces: [application/xml, application/json]\n", "{type: object}", JSON),
    ] {
        assert_eq!(media(facts, schema), expected, "{facts}{schema}");
    }
}

#[test]
fn a_body_stands_where_tools_read_it() {
    let has_body = |method: &str, parameter: &str, version| {
        let operation = format!("methods: [{method}]\nparameters:\n  - {{name: B, {parameter}}}\n");
        let shown: serde_json::Value = serde_json::from_str(&shown("RPC", &operation, "", version)).unwrap();
        let operation = &shown[0]["/GetItem"][method];
        assert_ne!(operation["requestBody"].is_null(), operation["x-acs-parameters"].is_null(), "{operation}");
        !operation["requestBody"].is_null()
    };
    for parameter in ["in: formData, schema: {type: string}", "in: body, schema: {type: object}"] {
        for (method, in_3_0) in [("get", false), ("head", false), ("delete", true), ("put", true), ("post", true)] {
            assert_eq!(has_body(method, parameter, Version::V3_0), in_3_0, "{method} {parameter}");
            assert!(has_body(method, parameter, Version::V3_1), "{method} {parameter}");
        }
    }
}

#[test]
fn a_shared_schema_without_a_name_is_a_component_with_one() {
    let operation = r##"
methods: [post]
responses:
  "200": {schema: {$ref: "#/components/schemas/"}}
"##;
    let sources = sharing("    '': {type: object, properties: {A: {type: string}}}\n", operation);
    reads_back("shop", &sources);
    let document: serde_json::Value = serde_json::from_str(&export(&sources, Version::V3_1)).unwrap();
    assert!(document["components"]["schemas"]["_"].is_object(), "{document}");
}

#[test]
fn elements_are_joined_as_the_style_says() {
    let shown = |style: &str| {
        let parameter =
            format!("{{name: Ids, in: query, style: {style}, schema: {{type: array, items: {{type: string}}}}}}");
        operation("RPC", &format!("methods: [post]\nparameters: [{parameter}]\n"))["parameters"][0].clone()
    };
    for (style, joined) in
        [("simple", "form"), ("spaceDelimited", "spaceDelimited"), ("pipeDelimited", "pipeDelimited")]
    {
        let parameter = shown(style);
        assert_eq!((&parameter["style"], &parameter["explode"]), (&joined.into(), &false.into()), "{parameter}");
        assert_eq!(
            (&parameter["schema"]["type"], &parameter["x-acs-style"]),
            (&"array".into(), &serde_json::Value::Null)
        );
    }
}

/// A product with shared schemas beside those of [`product`].
fn sharing(schemas: &str, operation: &str) -> Sources {
    let mut sources = product("RPC", operation, "");
    let text = sources.files.get_mut("product.yaml").unwrap();
    text.push_str(schemas);
    sources
}

#[test]
fn what_a_reference_leads_to_decides_how_a_parameter_is_sent() {
    let operation = r##"
methods: [post]
parameters:
  - {name: State, in: query, schema: {$ref: "#/components/schemas/State"}}
  - {name: Tags, in: query, schema: {$ref: "#/components/schemas/Tags"}}
"##;
    let schemas = "    State: {$ref: '#/components/schemas/Word'}\n    Word: {type: string}\n    \
                   Tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}\n";
    let sources = sharing(schemas, operation);
    reads_back("shop", &sources);
    let document: serde_json::Value = serde_json::from_str(&export(&sources, Version::V3_1)).unwrap();
    let parameters = &document["paths"]["/GetItem"]["post"]["parameters"];
    assert_eq!(parameters[0]["schema"]["$ref"], "#/components/schemas/State");
    assert_eq!(parameters[1]["schema"]["examples"][0], serde_json::json!({ "Tags.1.Key": "value" }));
}

#[test]
fn the_example_of_a_flattened_value_keeps_to_the_pattern_of_its_names() {
    for (field, pattern) in [("Key", "^Tags(\\.[0-9A-Za-z_-]+)+$"), ("a b", "^Tags\\..+$"), ("é", "^Tags\\..+$")] {
        let parameter = format!(
            "{{name: Tags, in: query, schema: {{type: array, items: {{type: object, properties: \
             {{{field}: {{type: string}}}}}}}}}}"
        );
        let shown = operation("RPC", &format!("methods: [post]\nparameters:\n  - {parameter}\n"));
        let schema = &shown["parameters"][0]["schema"];
        assert_eq!(schema["propertyNames"]["pattern"], pattern);
        assert_eq!(schema["examples"][0], serde_json::json!({ format!("Tags.1.{field}"): "value" }));
    }
}

#[test]
fn references_that_lead_in_a_circle_are_followed_to_no_end() {
    let demo = serde_json::json!([{ "type": "json", "example": "{}" }]).to_string();
    let operation = format!(
        "methods: [post]\nresponseDemo: {}\nparameters:\n  - {{name: A, in: query, schema: {{$ref: '#/components/schemas/A'}}}}\n\
         responses:\n  '200': {{schema: {{$ref: '#/components/schemas/A'}}}}\n",
        serde_json::Value::from(demo)
    );
    let schemas = "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n";
    reads_back("shop", &sharing(schemas, &operation));
}

#[test]
fn a_published_key_is_not_taken_for_one_of_ours() {
    let odd = "$schema: s, action: a, added: true, allowEmptyValue: true, examples: [e], name: n, order: 3, \
               parameters: [p], published-name: p, ref: r, schema: s, style: y, version: v";
    let operation = format!(
        "{}\nmethods: [post]\nparameters:\n  - {{name: A, in: query, schema: {{type: string, {odd}}}}}\n  \
         - {{name: B, in: formData, style: json, allowEmptyValue: true, schema: {{type: string, {odd}}}}}\n  \
         - {{name: C, in: formData, allowEmptyValue: true, schema: {{type: string, {odd}}}}}\n\
         responses:\n  '200': {{added: true, name: n, schema: {{type: object, {odd}}}}}\n",
        "action: a\nadded: true\nname: n\norder: 3\npublished-name: p\nref: r\nschema: s\nversion: v"
    );
    reads_back("shop", &product("RPC", &operation, ""));
}

#[test]
fn a_property_that_is_called_like_an_extension_keeps_what_it_refers_to() {
    let operation = r##"
methods: [post]
responses:
  "200": {schema: {type: object, properties: {x-acs-tag: {$ref: "#/components/schemas/Tag"}}}}
"##;
    let document: serde_json::Value =
        serde_json::from_str(&export(&product("RPC", operation, ""), Version::V3_1)).unwrap();
    assert!(document["components"]["schemas"]["Tag"].is_object(), "{document}");
}

#[test]
fn no_two_operations_have_one_path_and_method() {
    let files = [
        ("goods/GetAll.yaml", "methods: [get]\npath: /Other\n"),
        ("goods/Other.yaml", "methods: [get]\npath: /other?query\n"),
        ("goods/PutOther.yaml", "methods: [put]\npath: /Other\n"),
        (
            "goods/GetOne.yaml",
            "methods: [get]\npath: /a:{Id}\nparameters:\n  - {name: Id, in: path, schema: {type: string}}\n",
        ),
        (
            "goods/GetTwo.yaml",
            "methods: [get]\npath: /a:{No}\nparameters:\n  - {name: No, in: path, schema: {type: string}}\n",
        ),
        // Names in braces that are no names of parameters are no template.
        (
            "goods/GetNested.yaml",
            "methods: [get]\npath: /b/{{Id}}\nparameters:\n  - {name: Id, in: path, schema: {type: string}}\n",
        ),
    ];
    let mut sources = product("ROA", "methods: [get]\n", "");
    sources.files.extend(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    reads_back("shop", &sources);
    let document: serde_json::Value = serde_json::from_str(&export(&sources, Version::V3_1)).unwrap();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/GetItem", "/GetNested", "/GetTwo", "/Other", "/Other-2", "/a:{Id}"]);
}

#[test]
fn a_length_that_json_writes_in_another_way_is_carried() {
    let parameters = "parameters: [{name: A, in: query, schema: {type: string, minLength: '+5', maxLength: '010'}}]\n";
    let shown = operation("RPC", &format!("methods: [post]\n{parameters}"));
    let schema = &shown["parameters"][0]["schema"];
    assert_eq!((&schema["minLength"], &schema["x-acs-minLength"]), (&serde_json::Value::Null, &"+5".into()));
}

#[test]
fn a_document_of_another_service_is_refused() {
    let document = r#"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": {"get": {"operationId": "list"}, "post": {}}}}"#;
    insta::assert_snapshot!(import(document).unwrap_err(), @r#"
    error[foreign-openapi]: not an export of specs: the document lacks x-acs-product and x-acs-style; 2 operations without `x-acs-action`, for example `get /pets`
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
fn components_that_lead_to_very_much_are_refused() {
    let document = |last: usize, refers: fn(usize) -> String| {
        let components: Vec<_> =
            (0..last).map(|number| format!(r#""C{number}": {{{}}}"#, refers(number + 1))).collect();
        format!(
            r#"{{"openapi": "3.1.0", "x-acs-product": "Shop", "x-acs-style": "RPC", "paths": {{}},
                "components": {{"schemas": {{{}, "C{last}": {{"type": "string"}}}}}}}}"#,
            components.join(", ")
        )
    };
    let twice = |number: usize| {
        let reference = format!(r##"{{"$ref": "#/components/schemas/C{number}"}}"##);
        format!(r#""properties": {{"A": {reference}, "B": {reference}}}"#)
    };
    let once = |number: usize| format!(r##""items": {{"$ref": "#/components/schemas/C{number}"}}"##);
    for document in [document(40, twice), document(10_000, once)] {
        let problems = import(&document).unwrap_err().to_string();
        assert!(problems.contains("references lead from it to more than a document holds"), "{problems}");
    }
    assert!(import(&document(10, twice)).is_ok());
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

/// What importing a document does to specs.
fn import_into(specs: &Sources, document: &str, operations: &[&str]) -> Result<Imported, Diagnostics> {
    let document = Node::parse("openapi.json", document).unwrap();
    let operations: Vec<String> = operations.iter().map(|&name| name.to_owned()).collect();
    let families = BTreeMap::new();
    Import { document: &document, sources: specs, operations: &operations, families: &families, family: None }.run()
}

#[test]
fn an_exported_document_is_taken_into_the_specs_of_its_product_alone() {
    let specs = product("RPC", "methods: [post]\n", "");
    let document = export(&product("RPC", "methods: [get]\n", ""), Version::V3_1);
    let problems = import_into(&specs, &document, &["GetItems", "GetItem"]).unwrap_err().to_string();
    assert!(problems.contains("error[unknown-operation]: the document has no operation `GetItems`"), "{problems}");
    assert!(problems.contains("the nearest names are GetItem"), "{problems}");

    let other = document.replace(r#""x-acs-product": "Shop""#, r#""x-acs-product": "Ship""#);
    let problems = import_into(&specs, &other, &[]).unwrap_err().to_string();
    assert!(
        problems.contains("error[another-product]: the document describes Ship, `specs/shop` holds Shop"),
        "{problems}"
    );

    let elsewhere = Sources { folder: "specs/../shop".to_owned(), ..Sources::default() };
    let problems = import_into(&elsewhere, &document, &[]).unwrap_err().to_string();
    assert!(problems.contains("error[bad-product]"), "{problems}");
}

#[test]
fn what_an_exported_document_changes_is_reported_as_that() {
    let mut specs = product("RPC", "methods: [post]\n", "");
    let exported = specs.files["goods/GetItem.yaml"].clone();
    specs.files.insert("goods/Gone.yaml".to_owned(), exported);
    let other = specs.files["product.yaml"].replace("    Tag:", "    Ours:\n      type: string\n    Tag:");
    specs.files.insert("product.yaml".to_owned(), other);
    let document = export(&product("RPC", "methods: [get]\n", ""), Version::V3_1).replace("\"goods\"", "\"wares\"");
    let imported = import_into(&specs, &document, &[]).unwrap();
    insta::assert_snapshot!(imported.report, @"
    changed   specs/shop/goods/GetItem.yaml
      taken as exported
      note    family stays `goods`, and not `wares`: the operation has a spec there
    changed   specs/shop/product.yaml
      taken as exported
    absent    Gone: has a spec, but the document lacks it; the spec stays
    files: 0 added, 2 changed, 0 unchanged; facts: 0 added, 0 changed, 0 removed, 0 kept; notes: 2
    ");
    // What stays has the family and the shared schemas that it needs.
    let product = &imported.files["specs/shop/product.yaml"];
    for line in ["  goods: What is sold.\n", "  wares: What is sold.\n", "    Ours:\n", "    Tag:\n"] {
        assert!(product.contains(line), "{line}: {product}");
    }
}
