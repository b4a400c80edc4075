//! What each location, style, scheme, way to authenticate, media type and path of the published format becomes: a fact of the
//! generated operation, or the code of the warning with which the operation is left out.

use std::collections::BTreeMap;

use codegen::generate;
use codegen::sources::Sources;

/// What an operation gets: its facts as they are generated, without those that every row has, or why it is left out.
fn gets(style: &str, operation: &str) -> String {
    let product = format!("info: {{style: {style}, product: Made, version: '2024-05-01'}}\nfamilies:\n  jobs: Jobs.\n");
    let methods = if operation.contains("methods: ") { "" } else { "methods: [post]\n" };
    let operation = format!("{methods}{operation}\n");
    let files = [("product.yaml", product), ("jobs/PutJob.yaml", operation)];
    let files: BTreeMap<_, _> = files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    let generated = generate(&Sources { folder: "specs/made".to_owned(), files });
    let generated = match generated {
        Err(problems) => return problems.sorted().iter().map(|it| format!("error[{}]", it.code.name())).collect(),
        Ok(generated) => generated,
    };
    let warnings = generated.warnings.sorted();
    let told: Vec<_> = warnings.iter().map(|warning| warning.code.name()).collect();
    let Some(code) = generated.files.get("src/jobs/put_job.rs") else {
        return format!("left out: {}", told.join(", "));
    };
    let facts = code.split_once("OperationInfo {").unwrap().1.split_once("..runtime::").unwrap().0;
    let facts: String = facts.split_whitespace().collect::<Vec<_>>().join(" ").replace("runtime::", "");
    const OF_ALL: [&str; 3] =
        ["methods: &[Method::Post],", "ram_action: RamAction::Derived(\"made:PutJob\"),", "rust_path: "];
    let mut rest = facts;
    for fact in OF_ALL {
        let Some((before, after)) = rest.split_once(fact) else { continue };
        let after = if fact.ends_with(' ') { "" } else { after };
        rest = format!("{} {}", before.trim(), after.trim());
    }
    let told = told.iter().map(|code| format!(", warning[{code}]"));
    format!("{}{}", rest.trim().trim_end_matches(','), told.collect::<String>())
}

#[test]
fn each_word_of_the_format_becomes_a_fact_or_a_reason() {
    let parameter = |location: &str, style: &str, schema: &str| {
        let style = if style.is_empty() { String::new() } else { format!("style: {style}, ") };
        let path = if location == "path" { "/jobs/{P}" } else { "/jobs" };
        format!(
            "path: {path}\nparameters:\n  - {{name: P, in: {location}, {style}schema: {{{schema}}}}}\nresponses: {{'200': {{schema: {{type: object}}}}}}"
        )
    };
    let plain = |more: &str| format!("{more}\nresponses: {{'200': {{schema: {{type: object}}}}}}");
    let mut rows = Vec::new();
    for style in ["RPC", "V3", "ROA", "FC", "OSS", "SLS", "PDS", "AliGenie"] {
        rows.push((format!("style {style}"), gets(style, &plain(""))));
    }
    for location in ["query", "formData", "body", "path", "header", "host", "cookie"] {
        rows.push((format!("in {location}"), gets("ROA", &parameter(location, "", "type: string"))));
    }
    for style in ["json", "repeatList", "flat", "simple", "spaceDelimited", "pipeDelimited", "xml", "struct"] {
        rows.push((format!("query, style {style}"), gets("ROA", &parameter("query", style, "type: array"))));
        rows.push((format!("body, style {style}"), gets("ROA", &parameter("body", style, "type: array"))));
    }
    for (location, schema) in [
        ("body", "type: string, format: binary"),
        ("body", "type: string, format: byte"),
        ("formData", "type: string, format: binary"),
        ("formData", "type: array, items: {type: string, format: binary}"),
        ("query", "type: string, format: binary"),
    ] {
        rows.push((format!("{location} of {schema}"), gets("V3", &parameter(location, "", schema))));
    }
    for security in [
        "[{AK: []}]",
        "[]",
        "[{AK: []}, {BearerToken: []}]",
        "[{BearerToken: []}]",
        "[{'OAuth 2.0 Bearer Token': []}]",
        "[{Anonymous: []}]",
        "[{Anonymous: []}, {AK: []}]",
        "[{ARS_OIDC: []}]",
        "[{accessTokenAuth: []}]",
        "[{rootTokenAuth: []}]",
        "[{APP: []}]",
        "[{PrivateKey: []}]",
        "[{AliGenie_Auth_SPI: []}]",
        "[{Unheard: []}]",
    ] {
        rows.push((format!("security {security}"), gets("RPC", &plain(&format!("security: {security}")))));
    }
    for schemes in [
        "[]",
        "[http]",
        "[https]",
        "[http, https]",
        "[https, wss]",
        "[wss]",
        "[https, sse]",
        "[websocket]",
        "[HTTPS]",
        "[https, SSE]",
    ] {
        rows.push((format!("schemes {schemes}"), gets("RPC", &plain(&format!("schemes: {schemes}")))));
    }
    for consumes in [
        "[]",
        "[application/json]",
        "[application/xml]",
        "[application/xml, application/json]",
        "[application/x-www-form-urlencoded]",
        "[application/octet-stream]",
        "[multipart/form-data]",
        "[multipart/form-data, application/json]",
        "[Application/X-WWW-Form-Urlencoded; charset=utf-8]",
        "[Application/Octet-Stream; charset=binary]",
        "[image/png]",
        "[text/csv]",
    ] {
        for schema in ["type: object", "type: string"] {
            let operation = format!("consumes: {consumes}\n{}", parameter("body", "", schema));
            rows.push((format!("consumes {consumes}, body of {schema}"), gets("ROA", &operation)));
        }
    }
    for consumes in ["[]", "[application/json]", "[application/xml]", "[multipart/form-data]"] {
        for schema in ["type: string", "type: array, items: {type: object}"] {
            let operation = format!("consumes: {consumes}\n{}", parameter("formData", "", schema));
            rows.push((format!("consumes {consumes}, formData of {schema}"), gets("ROA", &operation)));
        }
    }
    for produces in [
        "[]",
        "[application/json]",
        "[application/xml]",
        "[application/xml, application/json]",
        "[application/octet-stream]",
        "[text/event-stream]",
        "[text/event-stream; charset=utf-8]",
        "[Application/XML]",
        "[application/octet-stream; charset=binary]",
        "[image/png, application/pdf]",
        "[image/png, text/csv]",
        "['*/*']",
    ] {
        for response in ["{type: object}", "{type: string}", "{type: string, format: binary}"] {
            let operation = format!("produces: {produces}\nresponses: {{'200': {{schema: {response}}}}}");
            rows.push((format!("produces {produces}, response {response}"), gets("RPC", &operation)));
        }
    }
    for (header, schema) in [
        ("X-Own", "type: string"),
        ("X Own", "type: string"),
        ("X Own", "type: string, required: true"),
        ("x-acs-date", "type: string, required: true"),
        ("Authorization", "type: string"),
        ("Content-Type", "type: string"),
    ] {
        let parameters = format!("parameters:\n  - {{name: {header}, in: header, schema: {{{schema}}}}}");
        for more in ["", "\n  - {name: B, in: body, schema: {type: object}}", "\nsecurity: [{Anonymous: []}]"] {
            let given = format!("header {header}, {schema}{}", more.replace('\n', ", "));
            rows.push((given, gets("ROA", &plain(&format!("path: /jobs\n{parameters}{more}")))));
        }
    }
    for methods in ["[]", "[GET]", "[purge]"] {
        for path in ["", "path: /jobs"] {
            rows.push((
                format!("methods {methods}, {path}"),
                gets("ROA", &plain(&format!("methods: {methods}\n{path}"))),
            ));
        }
    }
    for responses in [
        "{}",
        "{'200': {}}",
        "{'200': {schema: {}}}",
        "{'200': {schema: {}}, 2XX: {schema: {type: string}}}",
        "{'201': {schema: {type: object}}}",
        "{'202': {}}",
        "{'204': {}}",
        "{'302': {}}",
        "{'200': {schema: {type: object}}, '302': {}, '304': {}}",
        "{5XX: {}, '500': {schema: {type: object}}}",
    ] {
        rows.push((format!("responses {responses}"), gets("ROA", &format!("path: /jobs\nresponses: {responses}"))));
    }
    for (path, names) in [
        ("/", vec![]),
        ("/jobs", vec![]),
        ("/jobs/{A}/parts/[B]", vec!["A", "B"]),
        ("/jobs/{A}?append&type=log", vec!["A"]),
        ("/jobs/*", vec!["A"]),
        ("/jobs/{A}/*", vec!["A", "B"]),
        ("/jobs/{job}/*", vec!["requestPath"]),
        ("/jobs/*", vec![]),
        ("/jobs", vec!["A"]),
        ("/jobs/*", vec!["A", "B"]),
        ("/jobs?x={A}", vec!["A"]),
        ("/jobs/{+A}", vec!["A"]),
        ("/jobs/{A*}", vec!["A"]),
        ("/jobs/{{A}}", vec!["A"]),
        ("/all jobs/{A}", vec!["A"]),
        (" /jobs/{A} ", vec!["A"]),
        ("/jobs/../{A}", vec!["A"]),
        ("/jobs#{A}", vec!["A"]),
    ] {
        let parameters = names.iter().map(|name| format!("  - {{name: {name}, in: path, schema: {{type: string}}}}\n"));
        let parameters: String = parameters.collect();
        let operation =
            format!("path: '{path}'\nparameters:\n{parameters}responses: {{'200': {{schema: {{type: object}}}}}}");
        rows.push((format!("path {path} with {}", names.join(", ")), gets("ROA", &operation)));
    }
    let table: Vec<_> = rows.iter().map(|(given, becomes)| format!("{given}\n    {becomes}")).collect();
    insta::assert_snapshot!(table.join("\n"));
}
