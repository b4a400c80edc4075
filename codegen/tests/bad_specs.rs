//! What is reported about an invalid spec. Each snapshot is the text as the command prints it.

use codegen::diagnostic::Diagnostics;
use codegen::generate;
use codegen::sources::Sources;
use codegen::wording::Undocumented;

use crate::support;

const PRODUCT: &str = "\
info:
  style: ROA
  product: Made
  version: '2024-05-01'
families:
  jobs: Jobs.
components:
  schemas:
    Tag:
      type: object
      properties:
        Key: {type: string}
";

const OPERATION: &str = "\
methods: [post]
path: /jobs/{JobId}
security:
  - AK: []
parameters:
  - name: JobId
    in: path
    schema: {type: string}
  - name: Tags
    in: query
    style: json
    schema:
      type: array
      items:
        $ref: '#/components/schemas/Tag'
responses:
  '200':
    schema:
      type: object
      properties:
        Id: {type: string}
        Rows:
          type: array
          items:
            type: object
            properties:
              Tag: {$ref: '#/components/schemas/Tag'}
              Unit.1: {type: string}
";

const JOB: &str = "jobs/GetJob.yaml";

/// A product without a fault, for tests to spoil.
struct Specs(Sources);

impl Specs {
    fn new() -> Self {
        let files = [("product.yaml", PRODUCT), (JOB, OPERATION)];
        Self(Sources {
            folder: "specs/made".to_owned(),
            files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).into(),
        })
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.0.files.insert(path.to_owned(), text.to_owned());
        self
    }

    fn without(mut self, path: &str) -> Self {
        self.0.files.remove(path).unwrap();
        self
    }

    /// Replaces a part of a file, which has to be there.
    fn change(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.0.files.get_mut(path).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}");
        *text = text.replacen(from, to, 1);
        self
    }

    fn overlay(self, corrections: &str) -> Self {
        self.file("overlay.yaml", &format!("corrections:\n{corrections}"))
    }

    fn problems(&self) -> Diagnostics {
        generate(&self.0).expect_err("a spec that is wrong generates nothing")
    }

    fn text(&self) -> String {
        self.problems().to_string()
    }
}

#[test]
fn a_spec_without_a_fault_generates() {
    let generated = generate(&Specs::new().0).unwrap();
    assert_eq!(generated.warnings.to_string(), "");
}

#[test]
fn contributors_are_shown_a_problem_as_it_is_printed() {
    let problem = Specs::new().change(JOB, "style: json", "style: jsonish").text();
    let page = include_str!("../../CONTRIBUTING.md");
    let block = format!("```text\n{}\n```\n", problem.trim_end());
    assert!(page.contains(&block), "CONTRIBUTING.md does not show this:\n{problem}");
}

#[test]
fn what_nearly_is_a_known_word_is_warned_of_and_generates() {
    let specs = Specs::new()
        .change(JOB, "methods:", "sumary: Gets a job.\nvisibility: public\nmethods:")
        .change(JOB, "    style: json", "    styel: json\n    style: json")
        .change(JOB, "Id: {type: string}", "Id: {type: string, exmaple: a, format: iso8601_norml}")
        .change(JOB, "Unit.1: {type: string}", "Unit.1: {type: string, format: uri}");
    insta::assert_snapshot!(generate(&specs.0).unwrap().warnings);
}

#[test]
fn what_of_a_response_cannot_be_read_is_warned_of() {
    let specs = Specs::new()
        .change(
            JOB,
            "'200':\n    schema:",
            "OK: {schema: {type: object}}\n  default: {}\n  4xx: {}\n  '200':\n    desc: Done.\n    schema:",
        )
        .change(JOB, "Id: {type: string}", "Id: {type: integer, format: int46}");
    insta::assert_snapshot!(generate(&specs.0).unwrap().warnings);
}

#[test]
fn specs_that_some_file_systems_do_not_hold_are_warned_of() {
    let specs = Specs::new().file("jobs/GETJob.yaml", OPERATION).file("jobs/Con.yaml", OPERATION);
    let generated = generate(&specs.0).unwrap();
    assert!(generated.files.contains_key("src/jobs/con_2.rs"), "{:?}", generated.files.keys());
    insta::assert_snapshot!(generated.warnings);
}

#[test]
fn an_endpoint_that_no_request_reaches_is_left_out_with_a_warning() {
    let endpoints = [
        "{regionId: a, endpoint: 'https://made.example.com/'}",
        "{regionId: b, endpoint: made.example.com, vpc: made vpc.example.com}",
        "{regionId: c, endpoint: \"made.example.com\\t\"}",
    ];
    let specs = Specs::new().change(
        "product.yaml",
        "families:",
        &format!("endpoints:\n  - {}\nfamilies:", endpoints.join("\n  - ")),
    );
    let generated = generate(&specs.0).unwrap();
    insta::assert_snapshot!(generated.warnings);
    let code = &generated.files["src/lib.rs"];
    assert!(code.contains(r#"runtime::Endpoint::new("c", "made.example.com", None)"#), "{code}");
    assert_eq!(code.matches("Endpoint::new").count(), 1);
}

#[test]
fn a_title_whose_value_is_misspelt_is_warned_of() {
    let title = |value: &str| {
        let schema = format!(
            "{{type: string, enum: [Start, Stop, Wait, 3000], enumValueTitles: {{{value}: Begins., Wait: Waits.}}}}"
        );
        let specs = Specs::new().change(JOB, "Id: {type: string}", &format!("Id: {schema}"));
        generate(&specs.0).unwrap().warnings.to_string()
    };
    let told = title("Strat");
    assert!(told.contains("warning[unused-sentence]: no value takes the title of `Strat`"), "{told}");
    assert!(told.contains("= expected: `Start`"), "{told}");
    for value in ["Start", "Waits", "Pause", "3600"] {
        assert_eq!(title(value), "");
    }
}

#[test]
fn titles_of_values_that_are_no_text_are_warned_of() {
    let titles = "{type: string, enum: [a, b, c], enumValueTitles: {a: [A], b: {en: B}, c: 1}}";
    let specs = Specs::new().change(JOB, "Id: {type: string}", &format!("Id: {titles}"));
    insta::assert_snapshot!(generate(&specs.0).unwrap().warnings);
}

#[test]
fn a_style_of_products_that_is_new_is_taken_as_roa_with_a_warning() {
    let specs = Specs::new().change("product.yaml", "style: ROA", "style: Mail");
    insta::assert_snapshot!(generate(&specs.0).unwrap().warnings);
}

#[test]
fn operations_that_cannot_be_called_are_left_out_with_one_warning_for_all_of_a_kind() {
    let app = OPERATION.replace("AK", "APP");
    let specs = Specs::new()
        .change(JOB, "AK: []", "AK: []\n  - APP: []")
        .change(JOB, "  - name: Tags", "  - {name: Part, in: path, schema: {type: string}}\n  - name: Tags")
        .file("jobs/GetByApp.yaml", &app)
        .file("jobs/GetMore.yaml", &app)
        .file("jobs/GetBoth.yaml", &OPERATION.replace("AK: []", "AK: []\n  - APP: []"))
        .file(
            "overlay.yaml",
            "paging:\n  - reason: Any.\n    operations:\n      GetByApp: {items: Rows, page: JobId}\n",
        );
    let generated = generate(&specs.0).unwrap();
    assert_eq!(generated.operations.len(), 1);
    assert!(generated.files.contains_key("src/jobs/get_both.rs"));
    assert!(
        !generated.files.contains_key("src/jobs/get_by_app.rs") && !generated.files.contains_key("src/jobs/get_job.rs")
    );
    insta::assert_snapshot!(generated.warnings);
}

#[test]
fn what_a_word_nearly_says_is_offered_in_its_place() {
    for (from, to, offered) in [
        ("style: json", "style: JSON", "set: {style: json}"),
        ("style: json", "style: repeatlist", "set: {style: repeatList}"),
        ("style: json", "style: pipe", "set: {style: json}"),
        ("in: query", "in: Header", "set: {in: header}"),
        ("in: query", "in: formdata", "set: {in: formData}"),
        ("in: query", "in: cookie", "set: {in: query}"),
        ("in: path", "in: Query", "set: {in: path}"),
        ("Id: {type: string}", "Id: {type: file}", "set: {type: string, format: binary}"),
        ("methods: [post]", "methods: [POST]", "set: {methods: [post]}"),
        ("methods: [post]", "methods: [purge]", "help: correct `methods`"),
    ] {
        let problems = generate(&Specs::new().change(JOB, from, to).0).unwrap_err().to_string();
        assert!(problems.contains(offered), "{to}: {problems}");
    }
}

#[test]
fn headers_that_differ_in_case_alone_are_one() {
    let second = |first: &str, second: &str| {
        let parameter = |name: &str| format!("  - {{name: {name}, schema: {{type: string}}}}\n");
        let parameters = format!("parameters:\n{}{}", parameter(first), parameter(second));
        generate(&Specs::new().change(JOB, "parameters:\n", &parameters).0).map(|_| ()).map_err(|it| it.to_string())
    };
    let refused = second("X-Trace, in: header", "x-trace, in: header").unwrap_err();
    assert!(refused.contains("a second parameter is named `X-Trace`"), "{refused}");
    assert_eq!(second("X-Trace, in: query", "x-trace, in: query"), Ok(()));
    assert_eq!(second("X-Trace, in: header", "x-trace, in: query"), Ok(()));
}

#[test]
fn a_secret_stays_one_where_the_spec_says_nothing_of_it_whatever_its_type() {
    for (schema, masked) in [
        ("{type: string, sensitive: null}", true),
        ("{type: string}", true),
        ("{type: integer, format: int64}", true),
        ("{type: string, enum: [a, b]}", true),
        ("{type: string, format: iso8601}", true),
        ("{type: any}", true),
        ("{type: array, items: {type: string}}", true),
        ("{type: object, additionalProperties: {type: string}}", true),
        ("{$ref: '#/components/schemas/Tag'}", true),
        ("{type: boolean}", false),
        ("{type: string, sensitive: false}", false),
    ] {
        let specs = Specs::new().change(JOB, "Id: {type: string}", &format!("Password: {schema}"));
        let generated = generate(&specs.0).unwrap_or_else(|problems| panic!("{problems}"));
        let verdict = generated.fields.iter().find(|(path, _)| path == "GetJob.response.Password").unwrap().1;
        assert_eq!(verdict, masked, "{schema}");
        assert_eq!(generated.warnings.sorted().len(), usize::from(schema.contains("null")), "{schema}");
        let file = &generated.files["src/jobs/get_job.rs"];
        assert_eq!(file.contains("sensitive \"Password\";"), masked, "{schema}");
    }
}

#[test]
fn what_is_said_of_elements_and_of_shared_schemas_masks_the_fields_that_hold_them() {
    for (schema, masked) in [
        ("{type: array, items: {type: string, sensitive: true}}", true),
        ("{type: object, additionalProperties: {type: string, sensitive: true}}", true),
        ("{type: object, additionalProperties: {type: array, items: {type: string, sensitive: true}}}", true),
        ("{type: array, sensitive: false, items: {type: string, sensitive: true}}", false),
        ("{$ref: '#/components/schemas/Hidden'}", true),
        ("{type: array, items: {$ref: '#/components/schemas/Hidden'}}", true),
        ("{$ref: '#/components/schemas/Circle'}", false),
        ("{type: object, properties: {Part: {type: string, sensitive: true}}}", false),
    ] {
        let circle = "{type: object, properties: {Inner: {type: array, items: {$ref: '#/components/schemas/Circle'}}}}";
        let shared = format!("    Hidden: {{type: string, sensitive: true}}\n    Circle: {circle}\n    Tag:");
        let specs = Specs::new().change("product.yaml", "    Tag:", &shared);
        let specs = specs.change(JOB, "Id: {type: string}", &format!("Note: {schema}"));
        let generated = generate(&specs.0).unwrap_or_else(|problems| panic!("{problems}"));
        let verdict = generated.fields.iter().find(|(path, _)| path == "GetJob.response.Note").unwrap().1;
        assert_eq!(verdict, masked, "{schema}");
    }
}

#[test]
fn a_response_that_is_a_secret_as_a_whole_is_one_in_each_field() {
    let fields = |specs: Specs| {
        let generated = generate(&specs.0).unwrap_or_else(|problems| panic!("{problems}"));
        let of_response = |path: &str| path.strip_prefix("GetJob.response.").map(str::to_owned);
        generated.fields.iter().filter_map(|(path, secret)| Some((of_response(path)?, *secret))).collect::<Vec<_>>()
    };
    let secret = |specs: Specs| {
        specs.overlay(
        "  - reason: Any.\n    targets: [GetJob.response]\n    expect: {sensitive: null}\n    set: {sensitive: true}\n",
    )
    };
    let (of_rows, of_units) = (("Rows[].Tag".to_owned(), false), ("Rows[].\"Unit.1\"".to_owned(), false));
    let expected = |id| vec![of_rows.clone(), of_units.clone(), ("Id".to_owned(), id), ("Rows".to_owned(), true)];
    assert_eq!(fields(secret(Specs::new())), expected(true));
    let spared = Specs::new().change(JOB, "Id: {type: string}", "Id: {type: string, sensitive: false}");
    assert_eq!(fields(secret(spared)), expected(false));
}

#[test]
fn text_holds_json_only_where_that_is_stated() {
    for (schema, ty) in [
        ("{type: string, json: true}", "Option<runtime::Json>"),
        ("{type: string, json: false}", "Option<String>"),
        ("{type: string}", "Option<String>"),
        ("{type: array, items: {type: string, json: true}}", "Vec<runtime::Json>"),
        ("{type: object, additionalProperties: {type: string, json: true}}", "BTreeMap<String, runtime::Json>"),
        ("{type: integer, json: false}", "Option<i64>"),
    ] {
        let specs = Specs::new().change(JOB, "Id: {type: string}", &format!("Rule: {schema}"));
        let generated = generate(&specs.0).unwrap_or_else(|problems| panic!("{problems}"));
        let file = &generated.files["src/jobs/get_job.rs"];
        assert!(file.contains(&format!("pub rule: {ty},")), "{schema}: {file}");
        assert_eq!(generated.warnings.to_string(), "", "{schema}");
    }
}

#[test]
fn names_that_only_look_like_a_secrets_are_none() {
    for name in [
        "Password",
        "DBPassword",
        "PassWord",
        "passwd",
        "LoginPwd",
        "SrtPassphrase",
        "AccessKeySecret",
        "ClientSecret",
        "SecretKey",
        "SecretAccessKey",
        "PrivateKey",
        "SSHPrivateKeyPem",
        "SecurityToken",
        "AuthToken",
        "auth_token",
        "x-acs-security-token",
        "Token",
        "StsToken",
        "AuthKey",
        "ApiKey",
        "Plaintext",
        "PlaintextData",
        "Credentials",
        "UploadAuth",
        "PlayAuth",
        "Authorization",
        "Password2",
        "Passwords",
        "SecretList",
        "AccessTokens",
        "Cookie",
        "AccessKey",
        "SecretString",
        "CallbackAuthKey",
        "EncryptionKeyBase64",
        "AdminToken",
        "admin_token",
        "admintoken",
        "HomepageToken",
        "HomePageToken",
        "OpenSearchToken",
        "AsyncToken",
        "ASYNC_TOKEN",
        "RestartToken",
        "Tokens",
        "ApiTokens",
        "APITokens",
        "CallbackTokens",
        "AdminTokens",
        "SubtotalToken",
        "Signature",
        "PrivateKeyBody",
        "SSLPri",
        "Kubeconfig",
        "KubeConfig",
        "Keytab",
        "SAMLAssertion",
        "Base32StringSeed",
        "PasswordSha256Hex",
        "PasswordMd5",
        "VerifyCode",
        "PhoneVerifyCode",
        "sms_code",
        "AuthenticationCode2",
        "CaptchaCode",
        "PinCode",
        "ActivationCode",
        "AccessTokenCode",
        "VCode",
        "AppCode",
        "Ticket",
        "ConnectTicket",
        "IssuerSecret",
        "CanaryPassword",
        "ispassword",
    ] {
        assert!(codegen::is_secret(name), "{name}");
    }
    for name in [
        "NextToken",
        "PageToken",
        "NextPageToken",
        "ScrollToken",
        "ContinuationToken",
        "ClientToken",
        "MaxToken",
        "TotalCount",
        "KeyWord",
        "Keyword",
        "TokenCount",
        "TotalTokens",
        "PromptTokens",
        "CompletionTokens",
        "MaxTokens",
        "InputTokens",
        "CachedTokens",
        "max_tokens",
        "next_page_token",
        "nextpagetoken",
        "NEXT_TOKEN",
        "NEXTTOKEN",
        "nextToken2",
        "FaceSearchToken",
        "SyncToken",
        "StartToken",
        "NextTokenList",
        "Marker",
        "NextMarker",
        "TokensUsed",
        "Key",
        "KeyId",
        "AccessKeyId",
        "PublicKey",
        "PrimaryKey",
        "PasswordPolicy",
        "SecretId",
        "SecretName",
        "AuthType",
        "CipherText",
        "CiphertextBlob",
        "SignatureType",
        "SessionId",
        "Authorized",
        "Design",
        "Compass",
        "PublicKeyBody",
        "EmbeddingTokens",
        "ErrorCode",
        "DynamicCode",
        "ZipCode",
        "Tickets",
        "OperationTickets",
        "TicketId",
        "HasPassword",
        "IsValueSecret",
        "is_secret",
        "CanModifyPassword",
        "NeedResetPassword",
        "AllowCredentials",
        "Text",
        "",
    ] {
        assert!(!codegen::is_secret(name), "{name}");
    }
}

/// Published documents lack both at times.
#[test]
fn an_operation_without_parameters_and_response_is_no_problem() {
    let specs = Specs::new().file("jobs/GetNone.yaml", "methods: [get]\npath: /none\n");
    assert_eq!(generate(&specs.0).unwrap().warnings.to_string(), "");
}

#[test]
fn what_has_no_words_is_counted() {
    let specs = Specs::new()
        .change("product.yaml", "  jobs: Jobs.", "  jobs: Operations of the jobs family.\n  more: More.")
        .change(JOB, "Id: {type: string}", "Id: {type: string, description: The identifier.}")
        .file("jobs/GetTold.yaml", "summary: Tells.\nmethods: [get]\npath: /told\n")
        .file("glossary.yaml", "JobId: The job.\nKey: The key.\n");
    // Tags, Rows, and Tag and Unit.1 in Rows.
    let expected = Undocumented { operations: 1, fields: 4, families: vec!["jobs".to_owned()] };
    assert_eq!(generate(&specs.0).unwrap().undocumented, expected);
}

/// References to one schema, and one to another, that the product lacks.
fn missing_everywhere() -> Specs {
    let more =
        OPERATION.replace("/Tag'", "/Tug'").replace("Id: {type: string}", "Id: {$ref: '#/components/schemas/Id'}");
    Specs::new()
        .change(JOB, "Tag: {$ref: '#/components/schemas/Tag'}", "Tag: {$ref: '#/components/schemas/Tug'}")
        .file("jobs/GetMore.yaml", &more)
}

macro_rules! told {
    ($($name:ident: $specs:expr;)*) => {$(
        #[test]
        fn $name() {
            let told = $specs.text();
            insta::assert_snapshot!(told);
        }
    )*};
}

told! {
    an_unknown_style: Specs::new().change(JOB, "style: json", "style: jsonish");
    a_missing_type: Specs::new().change(JOB, "Unit.1: {type: string}", "Unit.1: {format: int32}");
    a_dangling_reference: Specs::new().change(JOB, "Tag: {$ref: '#/components/schemas/Tag'}", "Tag: {$ref: '#/components/schemas/Tug'}");
    a_schema_that_is_missing_in_many_places: missing_everywhere();
    an_unknown_type: Specs::new().change(JOB, "Id: {type: string}", "Id: {type: int}");
    an_unknown_location: Specs::new().change(JOB, "in: query", "in: cookie");
    an_unknown_method: Specs::new().change(JOB, "methods: [post]", "methods: [POST, fetch]");
    two_parameters_with_one_name: Specs::new().change(JOB, "name: Tags", "name: JobId");
    a_parameter_without_a_name: Specs::new().change(JOB, "name: Tags\n    in", "in");
    a_path_without_its_parameter: Specs::new().change(JOB, "{JobId}", "{JobId}/parts/{Part}");
    a_path_whose_parameter_travels_elsewhere: Specs::new().change(JOB, "in: path", "in: query");
    a_second_operation_of_one_name: Specs::new()
        .change("product.yaml", "families:", "families:\n  more: More jobs.")
        .file("more/GetJob.yaml", OPERATION);
    an_operation_in_no_family: Specs::new().file("GetOther.yaml", OPERATION).file("odd/GetMore.yaml", OPERATION);
    an_operation_whose_name_is_none: Specs::new().file("jobs/Get Öther.yaml", OPERATION);
    a_family_with_a_bad_name: Specs::new().change("product.yaml", "families:", "families:\n  Match-Jobs: Matches.\n  type: Types.");
    a_crate_with_a_bad_name: Specs::new().change("product.yaml", "families:", "crate: my crate\nfamilies:");
    a_crate_named_like_one_that_it_uses: Specs::new().change("product.yaml", "families:", "crate: alibabacloud-runtime\nfamilies:");
    names_of_a_product_that_lead_nowhere: Specs::new().change(
        "product.yaml",
        "families:",
        "example: ../send\nhostPrefix: made/v1\ndocs: https://example.com/{prodct}/{operation}\nfamilies:",
    );
    media_types_and_schemes_that_are_no_list: Specs::new()
        .change(JOB, "methods:", "schemes: sse\nconsumes: application/xml\nproduces: {xml: true}\nmethods:");
    a_waiter_whose_job_fails_when_it_succeeds: Specs::new().file(
        "overlay.yaml",
        "waiters:\n  - reason: Any.\n    operations:\n      GetJob: {id: JobId, status: Id, success: [Done], failure: [Failed, Done]}\n",
    );
    a_waiter_whose_states_nobody_documents: Specs::new()
        .change(JOB, "Id: {type: string}", "State: {type: string, enum: [Running, Succeeded, Failed]}")
        .file(
            "overlay.yaml",
            "waiters:\n  - reason: Any.\n    operations:\n      \
             GetJob: {id: JobId, status: State, success: [Success, Done]}\n",
        );
    a_family_whose_name_cargo_takes: Specs::new().change("product.yaml", "families:", "families:\n  main: Main.\n  lib: Library.");
    a_folder_that_is_not_for_generated_code: Specs::new().change("product.yaml", "families:", "folder: ../evil\nfamilies:");
    a_file_that_is_no_spec: Specs::new().file("jobs/GetMore.yml", OPERATION).file("product.json", "{}");
    two_bodies: Specs::new()
        .change(JOB, "in: query\n    style: json", "in: body")
        .change(JOB, "parameters:\n", "parameters:\n  - {name: Body, in: body, schema: {type: any}}\n");
    a_path_parameter_of_an_rpc_product: Specs::new().change("product.yaml", "style: ROA", "style: RPC");
    a_missing_product: Specs::new().without("product.yaml");
    a_product_without_info: Specs::new().file("product.yaml", "families:\n  jobs: Jobs.\n");
    a_shared_schema_defined_by_itself: Specs::new()
        .change("product.yaml", "    Tag:\n", "    Loop:\n      type: array\n      items: {$ref: '#/components/schemas/Loop'}\n    Tag:\n")
        .change(JOB, "Id: {type: string}", "Id: {$ref: '#/components/schemas/Loop'}");
    yaml_that_does_not_parse: Specs::new().change(JOB, "methods: [post]", "methods: [post");
    a_key_that_stands_twice: Specs::new().change(JOB, "path:", "methods: [get]\npath:");
    values_of_the_wrong_shape: Specs::new()
        .change(JOB, "methods: [post]", "methods: post")
        .change(JOB, "Id: {type: string}", "Id: string")
        .change(JOB, "schema: {type: string}", "schema: {type: string, required: 'true', enum: a}")
        .change(JOB, "Unit.1: {type: string}", "Unit.1: {type: string, sensitive: 'no'}");
    json_in_what_is_no_plain_text: Specs::new()
        .change(JOB, "Id: {type: string}", "Id: {type: string, enum: [a, b], json: true}\n        Number: {type: integer, json: true}")
        .change(JOB, "schema: {type: string}", "schema: {type: string, json: 'true'}")
        .change(JOB, "      type: array\n      items:\n", "      type: array\n      json: true\n      items:\n")
        .change(JOB, "Unit.1: {type: string}", "Unit.1: {$ref: '#/components/schemas/Tag', json: true}\n              Time: {type: string, format: iso8601, json: true}");
    a_file_that_holds_no_operation: Specs::new().file("jobs/GetList.yaml", "- a\n").file("jobs/GetNothing.yaml", "");
    an_unknown_section_of_the_overlay: Specs::new().file("overlay.yaml", "correction:\n  - reason: Any.\n");
    an_overlay_that_is_a_list: Specs::new().file("overlay.yaml", "- reason: Any.\n");
    a_correction_that_lacks_something: Specs::new().overlay(
        "  - targets: [GetJob]\n    expect: {effect: null}\n    set: {effect: write}
  - reason: …\n    targets: [GetJob]\n    expect: {effect: null}\n    set: {effect: write}
  - reason: Any.\n    targets: []\n    expect: {effect: null}\n    set: {effect: write}
  - reason: Any.\n    targets: [GetJob]\n    set: {effect: write}
  - reason: Any.\n    targets: [GetJob]\n    expect: {effect: null}
  - just words\n",
    );
    a_correction_whose_target_is_gone: Specs::new().overlay(
        "  - reason: Any.
    targets: [GetJobs, GetJob.request.Tugs, GetJob.response.Ids, 'GetJob.response.Rows[].Tag.Key', schemas.Tug, GetJob.answer]
    expect: {type: string}
    set: {type: integer}\n",
    );
    a_product_that_no_request_can_name: Specs::new()
        .change("product.yaml", "product: Made", "product: ../Made")
        .change("product.yaml", "'2024-05-01'", "'2024 05'");
    a_correction_whose_target_is_incomplete: Specs::new().overlay(
        "  - reason: A test.
    targets: [GetJob., GetJob.request, GetJob.response., GetJob.response.Rows.Tag, schemas, schemas., GetJob..response]
    expect: {type: object}
    set: {type: string}
",
    );
    a_correction_of_what_another_one_has_set: Specs::new().overlay(
        "  - reason: A test.
    targets: [GetJob.response.Id]
    expect: {type: string}
    set: {type: integer}
  - reason: Another one.
    targets: [GetJob.response.Id]
    expect: {type: string}
    set: {type: number}
",
    );
    a_correction_whose_expectation_no_longer_holds: Specs::new().overlay(
        "  - reason: Any.
    targets: [GetJob.response.Id, GetJob.request.JobId, GetJob.response]
    expect: {type: integer, format: int64}
    set: {type: number}
  - reason: Any.
    targets: [GetJob]
    expect: {methods: [get]}
    set: {methods: [put]}\n",
    );
    a_correction_of_what_is_so_already: Specs::new().overlay(
        "  - reason: Any.
    targets: [GetJob.response.Id]
    expect: {type: integer}
    set: {type: string, format: null}
  - reason: Any.
    targets: [GetJob.request.JobId]
    expect: {type: string}
    set: {type: string}\n",
    );
    paging_that_names_what_is_not_there: Specs::new().file(
        "overlay.yaml",
        "paging:\n  - reason: Any.\n    operations:\n      ListJobs: {items: Rows, page: JobId}\n      \
         GetJob: {items: Lines, page: JobId}\n",
    );
    paging_whose_entries_are_no_list: Specs::new().file(
        "overlay.yaml",
        "paging:\n  - reason: Any.\n    operations:\n      GetJob: {items: Id, page: JobId}\n",
    );
    paging_by_nothing: Specs::new().file(
        "overlay.yaml",
        "paging:\n  - operations:\n      GetJob: {items: Rows, size: JobId}\n",
    );
    paging_by_a_token_that_does_not_come: Specs::new().file(
        "overlay.yaml",
        "paging:\n  - reason: Any.\n    operations:\n      GetJob: {items: Rows, token: JobId, next: Rows}\n",
    );
    a_second_entry_for_paging: Specs::new().file(
        "overlay.yaml",
        "paging:\n  - reason: Any.\n    operations:\n      GetJob: {items: Rows, page: JobId}\n  - reason: Any.\n    \
         operations:\n      GetJob: {items: Rows, page: JobId}\n",
    );
    a_waiter_with_a_misspelt_key: Specs::new().file(
        "overlay.yaml",
        "waiters:\n  - reason: Any.\n    operations:\n      GetJob: {id: JobId, status: Id, succes: [Done]}\n",
    );
    a_waiter_without_an_end: Specs::new().file(
        "overlay.yaml",
        "waiters:\n  - reason: Any.\n    operations:\n      GetJob: {id: JobId, status: Id}\n",
    );
    a_waiter_for_what_nobody_submits: Specs::new().file(
        "overlay.yaml",
        "waiters:\n  - reason: Any.\n    operations:\n      GetJob: {id: JobId, status: Id, success: [Done], \
         submittedBy: [SubmitJob]}\n",
    );
    a_group_of_waiters_with_a_misspelt_key: Specs::new().file(
        "overlay.yaml",
        "waiters:\n  - reason: Any.\n    operation:\n      GetJob: {id: JobId, status: Id, success: [Done]}\n",
    );
    resources_of_what_is_not_there: Specs::new().file(
        "overlay.yaml",
        "resources:\n  - reason: Any.\n    collections:\n      Job:\n        id: JobId\n        operations:\n          \
         GetJobs: {role: list}\n          GetJob: {role: get, entry: Job}\n      Row:\n        id: RowId\n        \
         operations:\n          GetJob: {role: get}\n",
    );
    resources_with_an_id_that_the_operation_does_not_take: Specs::new().file(
        "overlay.yaml",
        "resources:\n  - reason: Any.\n    collections:\n      Row:\n        id: RowId\n        operations:\n          \
         GetJob: {role: get}\n",
    );
    resources_from_a_state_that_the_collection_does_not_have: Specs::new().file(
        "overlay.yaml",
        "resources:\n  - reason: Any.\n    collections:\n      Job:\n        id: JobId\n        states: {field: State, steps: \
         [Ready, Running], success: Done}\n        operations:\n          GetJob: {role: get, from: [Ready, Runing]}\n",
    );
    resources_that_an_operation_puts_into_a_terminal_state: Specs::new().file(
        "overlay.yaml",
        "resources:\n  - reason: Any.\n    collections:\n      Job:\n        id: JobId\n        states: {field: State, steps: \
         [Ready, Running], success: Done}\n        operations:\n          GetJob: {role: get, from: [Ready], to: Done}\n",
    );
    a_collection_without_operations_and_with_a_misspelt_role: Specs::new().file(
        "overlay.yaml",
        "resources:\n  - reason: Any.\n    collections:\n      Job: {id: JobId}\n  - collections:\n      Row:\n        \
         operations:\n          GetJob: {rol: get, role: gett, sets: [a]}\n",
    );
    entries_of_the_overlay_that_are_no_mappings: Specs::new().file(
        "overlay.yaml",
        "paging:\n  - reason: Any.\n    operations: {GetJob: Rows}\nwaiters:\n  - reason: Any.\n    operations: {GetJob: [JobId]}
resources:\n  - reason: Any.\n    collections:\n      Job: GetJob\n      Row: {id: RowId, operations: {GetJob: get, SubmitJob: {role: create, sets: {State: [Ready]}}}}\n",
    );
    elements_that_say_nothing_in_files_that_are_written_by_hand: Specs::new()
        .change("product.yaml", "families:", "words: [DNADB, '']\nfamilies:")
        .overlay("  - reason: Any.\n    targets: [GetJob, null]\n    expect: {effect: null}\n    set: {effect: read}\n");
    permissions_and_changes_that_lack_something: Specs::new()
        .change(JOB, "responses:\n", "ramActions:\n  - accessLevel: get\nchangeSet:\n  - date: '2024-01-01'\nresponses:\n");
    many_operations_in_one_unknown_family: Specs::new()
        .change("product.yaml", "  jobs: Jobs.", "  josb: Jobs.")
        .file("jobs/GetMore.yaml", OPERATION)
        .file("jobs/GetOther.yaml", OPERATION);
    a_parameter_in_the_path_without_a_name: Specs::new().change(JOB, "name: JobId\n    in", "in");
    waiters_that_are_no_list: Specs::new().file("overlay.yaml", "waiters:\n  GetJob: {id: JobId}\n");
    a_correction_that_sets_what_no_schema_has: Specs::new().overlay(
        "  - reason: Any.\n    targets: [GetJob.response.Id]\n    expect: {type: string}\n    set: {sensitve: true}
  - reason: Any.\n    targets: [GetJob.request.JobId]\n    expect: {tpye: string}\n    set: {secret: true, note: 'A note.'}
  - reason: Any.\n    targets: [schemas.Tag.Key]\n    expect: {type: string}\n    set: {sensitive: 'yes'}
  - reason: Any.\n    targets: [GetJob]\n    expect: {effect: null}\n    set: {efect: read}\n    note: Any.\n",
    );
    a_correction_of_what_says_nothing_of_its_target: Specs::new().overlay(
        "  - reason: Any.
    targets: [GetJob.response.Rows, 'GetJob.response.Rows[]', GetJob.request.Tags]
    expect: {pattern: null}
    set: {pattern: '[a-z]+'}
  - reason: Any.
    targets: [GetJob.request.JobId]
    expect: {maximum: null}
    set: {maximum: '9', maxItems: '3', format: int64, maxLength: '32', required: true}
  - reason: Any.
    targets: ['GetJob.request.Tags[]', schemas.Tag, GetJob.response]
    expect: {required: null}
    set: {required: true, deprecated: true}
  - reason: Its own type comes with it.
    targets: [GetJob.response.Id]
    expect: {type: string}
    set: {type: integer, maximum: '9', minLength: null}\n",
    );
    a_correction_of_what_says_nothing_beside_a_reference_or_of_an_object: Specs::new().overlay(
        "  - reason: Any.
    targets: ['GetJob.response.Rows[].Tag']
    expect: {type: null}
    set: {type: string, enum: [a, b], description: Any., sensitive: true}
  - reason: Any.
    targets: ['GetJob.request.Tags[]']
    expect: {properties: null}
    set: {properties: {Key: {type: string}}}
  - reason: Any.
    targets: [GetJob.response]
    expect: {enum: null}
    set: {enum: [a, b]}
  - reason: It is no reference any more.
    targets: ['GetJob.response.Rows[].Unit.1']
    expect: {$ref: null}
    set: {type: integer, $ref: null}\n",
    );
    a_correction_with_a_bad_value: Specs::new().overlay(
        "  - reason: Any.\n    targets: [GetJob.response.Id]\n    expect: {type: string}\n    set: {type: int}
  - reason: Any.\n    targets: [GetJob.request.Tags]\n    expect: {style: json, in: query}\n    set: {style: jsn}\n",
    );
    a_product_with_misspelt_keys: Specs::new()
        .change("product.yaml", "info:\n", "hostPrefx: made\ntitel: Made Services\ndoc: https://example.invalid\ninfo:\n")
        .change("product.yaml", "style: ROA", "style: ROA\n  verison: '1'");
    an_endpoint_without_a_region: Specs::new()
        .change("product.yaml", "families:", "endpoints:\n  - endpoint: made.example.com\n  - made.example.com\nfamilies:");
    a_glossary_with_more_than_sentences: Specs::new().file("glossary.yaml", "Key: [The key.]\nJobId:\n  description: The job.\n");
    a_glossary_that_is_a_list: Specs::new().file("glossary.yaml", "- Key\n");
    an_effect_that_is_none: Specs::new().overlay(
        "  - reason: Any.\n    targets: [GetJob]\n    expect: {effect: null}\n    set: {effect: deletes}\n",
    );
}

/// Seven problems in four files, some of which hide behind others.
#[test]
fn all_problems_of_a_run_are_told_in_the_order_of_their_places() {
    let specs = Specs::new()
        .change("product.yaml", "families:", "families:\n  Odd: Odd jobs.")
        .change(JOB, "style: json", "style: jsonish")
        .change(JOB, "in: path", "in: cookie")
        .change(JOB, "Id: {type: string}", "Id: {}")
        .file("jobs/GetBroken.yaml", "methods: [\n")
        .file("nowhere/GetLost.yaml", &OPERATION.replace("$ref: '#/components/schemas/Tag'", "type: tag"))
        .overlay(
            "  - reason: Any.\n    targets: [GetGone, GetBroken.response.Id]\n    expect: {type: a}\n    set: {type: b}\n",
        );
    let problems = specs.problems().sorted();
    let places: Vec<_> = problems.iter().map(|problem| &problem.span).collect();
    assert!(places.is_sorted());
    let told = specs.text();
    insta::assert_snapshot!(told);
}

/// The overlay entries that a text of problems offers, pasted as they stand, with a reason.
fn pasted(problems: &str) -> String {
    let offered = problems
        .lines()
        .skip_while(|line| *line != "  - reason: …")
        .filter(|line| line.starts_with("  - reason") || line.starts_with("    "));
    let offered: Vec<String> = offered.map(|line| line.replace('…', "The service says so.")).collect();
    offered.join("\n") + "\n"
}

macro_rules! settled {
    ($($name:ident: $specs:expr;)*) => {$(
        #[test]
        fn $name() {
            let specs = $specs;
            let problems = specs.text();
            let specs = specs.overlay(&pasted(&problems));
            if let Err(left) = generate(&specs.0) {
                panic!("told:\n{problems}\nleft:\n{left}");
            }
        }
    )*};
}

settled! {
    an_unknown_style_is_settled_by_what_is_offered: Specs::new().change(JOB, "style: json", "style: 'a, b'");
    a_missing_type_in_a_response_is_settled_by_what_is_offered: Specs::new().change(JOB, "Unit.1: {type: string}", "Unit.1: {}");
    a_missing_type_of_a_parameter_is_settled_by_what_is_offered: Specs::new().change(JOB, "schema: {type: string}", "schema: {}");
    a_missing_schema_of_a_parameter_is_settled_by_what_is_offered: Specs::new().change(JOB, "    schema: {type: string}\n", "");
    a_missing_type_of_elements_is_settled_by_what_is_offered: Specs::new()
        .change(JOB, "items:\n        $ref: '#/components/schemas/Tag'", "items: {}");
    a_scalar_for_a_schema_is_settled_by_what_is_offered: Specs::new().change(JOB, "Id: {type: string}", "Id: string");
    a_missing_type_in_a_shared_schema_is_settled_by_what_is_offered: Specs::new().change("product.yaml", "Key: {type: string}", "Key:");
    a_dangling_reference_in_a_response_is_settled_by_what_is_offered: Specs::new()
        .change(JOB, "Tag: {$ref: '#/components/schemas/Tag'}", "Tag: {$ref: '#/components/schemas/Tug', description: One.}");
    a_schema_that_is_missing_in_many_places_is_settled_by_what_is_offered: missing_everywhere();
    a_dangling_reference_of_elements_is_settled_by_what_is_offered: Specs::new()
        .change(JOB, "$ref: '#/components/schemas/Tag'", "$ref: Tag's");
    a_dangling_reference_of_a_shared_schema_is_settled_by_what_is_offered: Specs::new()
        .change("product.yaml", "Key: {type: string}", "Key: {$ref: '#/components/schemas/Tug'}");
    an_unknown_type_of_a_parameter_is_settled_by_what_is_offered: Specs::new().change(JOB, "schema: {type: string}", "schema: {type: str}");
    an_unknown_type_in_a_response_is_settled_by_what_is_offered: Specs::new().change(JOB, "Unit.1: {type: string}", "Unit.1: {type: 1}");
    an_unknown_location_is_settled_by_what_is_offered: Specs::new().change(JOB, "in: query", "in: cookie");
    an_unknown_method_is_settled_by_what_is_offered: Specs::new().change(JOB, "methods: [post]", "methods: [GET, fetch, post]");
    a_path_parameter_elsewhere_is_settled_by_what_is_offered: Specs::new().change(JOB, "in: path", "in: query");
    a_second_body_is_settled_by_what_is_offered: Specs::new()
        .change(JOB, "in: query\n    style: json", "in: body")
        .change(JOB, "parameters:\n", "parameters:\n  - {name: Body, in: body, schema: {type: any}}\n");
    a_path_parameter_of_an_rpc_product_is_settled_by_what_is_offered: Specs::new()
        .change("product.yaml", "style: ROA", "style: RPC");
    an_endless_schema_is_settled_by_what_is_offered: Specs::new()
        .change("product.yaml", "    Tag:\n", "    Loop:\n      $ref: '#/components/schemas/Loop'\n    Tag:\n")
        .change(JOB, "Id: {type: string}", "Id: {$ref: '#/components/schemas/Loop'}");
    many_problems_are_settled_by_what_is_offered: Specs::new()
        .change(JOB, "style: json", "style: jsonish")
        .change(JOB, "Id: {type: string}", "Id: {type: int}")
        .change(JOB, "Tag: {$ref: '#/components/schemas/Tag'}", "Tag: {$ref: '#/components/schemas/Tug'}")
        .change(JOB, "in: query", "in: cookie");
}

/// Every node of every file in turn becomes something odd. What comes of it does not matter, only that something does.
#[test]
fn nothing_panics() {
    const ODD: [&str; 10] = [
        "null",
        "''",
        "[]",
        "{}",
        "[[[a]], null, {a: b}]",
        "{a: {b: [c]}, '': '', é: é}",
        "é",
        "\"'${[`|\\u202e\\n\"",
        "-1",
        "'1'",
    ];
    let specimen = support::specimen();
    let parsed = specimen.files.iter().map(|(path, text)| (path, codegen::tree::Node::parse(path, text).unwrap()));
    let files: Vec<_> = parsed.collect();
    let mut cases = Vec::new();
    for (path, node) in &files {
        let nodes = support::count(node);
        // The file with every reserved word says the same a thousand times.
        for index in (0..nodes).step_by(nodes.div_ceil(300)) {
            // All of the odd values in a small file, one of them in turn in a large one.
            let odd = ODD.iter().skip(index % ODD.len()).take(if nodes < 60 { ODD.len() } else { 1 });
            cases.extend(odd.map(|odd| (path, node, index, odd)));
        }
    }
    let is_generated = codegen::parallel::map(&cases, |(path, node, index, odd)| {
        let mut specs = specimen.clone();
        // An operation goes with the product alone, which is quicker than with all others.
        if path.contains('/') {
            specs.files.retain(|path, _| path == "product.yaml");
        }
        let odd = codegen::tree::Node::parse("odd.yaml", &format!("{{odd: {odd}}}")).unwrap();
        let mut spoilt = (*node).clone();
        assert!(support::replace(&mut spoilt, &mut index.clone(), odd.get("odd").unwrap()));
        specs.files.insert((**path).clone(), codegen::canonical::inline(&spoilt.value));
        generate(&specs).is_ok()
    });
    assert!(is_generated.contains(&true) && is_generated.contains(&false), "{} cases", is_generated.len());
}
