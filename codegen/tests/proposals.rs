//! What lint proposes for ICE without the overlay, measured by the overlay.

mod measure;

use codegen::propose::{Kind, entries};
use codegen::sources::Sources;
use measure::{figures, is_right, proposed, truth, without_facts, without_overlay};

use crate::support;

/// Kind, and the percents of recall and precision that may not become less. Values of texts and what is required are measured by
/// published words (the example `proposals`): ours have neither lists of values nor what the metadata says already.
const FLOORS: [(Kind, usize, usize); 5] = [
    (Kind::Time, 47, 83),
    (Kind::Json, 83, 95),
    (Kind::Secret, 100, 100),
    (Kind::Paging, 96, 97),
    (Kind::Waiter, 88, 92),
];

#[test]
fn most_of_the_overlay_of_ice_is_proposed_without_it() {
    let sources = support::sources("../specs/ice");
    let truth = truth(&sources);
    let hidden = [Kind::Enum, Kind::Required];
    let mut all = proposed(&without_facts(&sources), &hidden);
    all.extend(proposed(&without_overlay(&sources), &Kind::ALL).into_iter().filter(|it| !hidden.contains(&it.kind)));
    let figures = figures(&all, &truth, &Kind::ALL);
    let table: String = figures.iter().map(|(kind, figures)| format!("{:<18}{figures}\n", kind.name())).collect();
    println!("{table}");
    for (kind, recall, precision) in FLOORS {
        assert!(figures[&kind].recall() >= recall && figures[&kind].precision() >= precision, "{table}");
    }
}

#[test]
fn what_the_overlay_decides_is_not_proposed_again() {
    let sources = support::sources("../specs/ice");
    let truth = truth(&sources);
    let again: Vec<_> = proposed(&sources, &Kind::ALL).into_iter().filter(|it| is_right(it, &truth)).collect();
    assert_eq!(again, []);
}

#[test]
fn what_is_pasted_settles_the_proposal() {
    let mut sources = without_overlay(&support::sources("../specs/ice"));
    let kinds = [Kind::Paging, Kind::Waiter, Kind::Json];
    let sections = entries(&proposed(&sources, &kinds));
    let overlay: String = sections.iter().map(|(section, text)| format!("{section}:\n{text}")).collect();
    sources.files.insert("overlay.yaml".to_owned(), overlay.replace("reason: …", "reason: A test."));
    assert!(codegen::generate(&sources).is_ok(), "{}", codegen::generate(&sources).unwrap_err());
    assert_eq!(proposed(&sources, &kinds), []);
}

#[test]
fn the_id_of_a_waiter_is_that_of_what_has_the_state() {
    let id = |parameters: &str, returned: &str| {
        let parameters: String = parameters
            .split(' ')
            .map(|name| format!("  - {{name: {name}, in: query, schema: {{type: string, required: true}}}}\n"))
            .collect();
        let state = "State: {type: string, enum: [Running, Completed, Aborted]}";
        let output = |properties: &str| {
            format!("responses: {{'200': {{schema: {{type: object, properties: {{{properties}}}}}}}}}\n")
        };
        let files = [
            (
                "product.yaml",
                "info: {style: RPC, product: Made, version: '2024-05-01'}\nfamilies: {jobs: Jobs.}\n".to_owned(),
            ),
            ("jobs/GetCampaign.yaml", format!("methods: [post]\nparameters:\n{parameters}{}", output(state))),
            (
                "jobs/CreateCampaign.yaml",
                format!(
                    "methods: [post]\nparameters:\n  - {{name: InstanceId, in: query, schema: {{type: string}}}}\n{}",
                    output(&format!("{returned}: {{type: string}}"))
                ),
            ),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text)).into();
        let found = proposed(&Sources { folder: "specs/made".to_owned(), files }, &[Kind::Waiter]);
        let text: String = entries(&found).into_values().collect();
        text.split_once("{id: ").map(|(_, rest)| rest.split(',').next().unwrap().to_owned()).unwrap_or_default()
    };
    assert_eq!(id("RegionId InstanceId CampaignId", "campaignId"), "CampaignId");
    assert_eq!(id("InstanceId CampaignId", "RequestId"), "");
    assert_eq!(id("InstanceId WorkId", "WorkId"), "WorkId");
    assert_eq!(id("InstanceId", "RequestId"), "InstanceId");
    assert_eq!(id("RegionId", "RegionId"), "");
}

/// The entries that are proposed for one operation of a made-up product.
fn entries_for(kind: Kind, operation: &str) -> String {
    let product = "info: {style: RPC, product: Made, version: '2024-05-01'}\nfamilies: {jobs: Jobs.}\n";
    let files = [("product.yaml", product.to_owned()), ("jobs/ListJobs.yaml", format!("methods: [post]\n{operation}"))];
    let files = files.map(|(path, text)| (path.to_owned(), text)).into();
    entries(&proposed(&Sources { folder: "specs/made".to_owned(), files }, &[kind])).into_values().collect()
}

#[test]
fn what_is_paged_is_not_what_a_parameter_asks_for_besides() {
    let parameters =
        ["NextToken", "Counts"].map(|name| format!("  - {{name: {name}, in: query, schema: {{type: string}}}}\n"));
    let lists = ["Counts", "Jobs"].map(|name| format!("{name}: {{type: array, items: {{type: object}}}}, "));
    let response = format!("{{type: object, properties: {{{}NextToken: {{type: string}}}}}}", lists.concat());
    let operation = format!("parameters:\n{}responses: {{'200': {{schema: {response}}}}}\n", parameters.concat());
    let entry = entries_for(Kind::Paging, &operation);
    assert!(entry.contains("ListJobs: {items: Jobs, token: NextToken, next: NextToken}"), "{entry}");
}

#[test]
fn a_waiter_ends_with_every_state_of_failure() {
    let states = "[INIT, STARTING, RUNNING, START_FAIL, CHANGE_FAILED, EXCEPTION, Terminated]";
    let schema = format!("{{type: object, properties: {{Status: {{type: string, enum: {states}}}}}}}");
    let job = format!(
        "methods: [post]\nparameters:\n  - {{name: JobId, in: query, schema: {{type: string, required: true}}}}\nresponses: \
         {{'200': {{schema: {schema}}}}}\n"
    );
    let product = "info: {style: RPC, product: Made, version: '2024-05-01'}\nfamilies: {jobs: Jobs.}\n";
    let files = [("product.yaml", product.to_owned()), ("jobs/GetJob.yaml", job)];
    let files = files.map(|(path, text)| (path.to_owned(), text)).into();
    let entry: String = entries(&proposed(&Sources { folder: "specs/made".to_owned(), files }, &[Kind::Waiter]))
        .into_values()
        .collect();
    let ends = "success: [RUNNING], failure: [START_FAIL, CHANGE_FAILED, EXCEPTION, Terminated]";
    assert!(entry.contains(ends), "{entry}");
}

/// The entries for a field of a list operation, which is given as YAML.
fn entries_for_field(kind: Kind, name: &str, schema: &str) -> String {
    entries_for(kind, &format!("parameters:\n  - {{name: {name}, in: query, schema: {schema}}}\n"))
}

#[test]
fn the_example_of_a_whole_list_makes_no_json_of_its_elements() {
    let of = |example: &str| {
        entries_for_field(
            Kind::Json,
            "Tags",
            &format!("{{type: array, items: {{type: string, example: '{example}'}}}}"),
        )
    };
    for list in [r#"["a", "b"]"#, "[a, b]", r#"{"a", "b"}"#] {
        assert_eq!(of(list), "", "{list}");
    }
    assert!(of(r#"{"key": "a"}"#).contains("ListJobs.request.Tags[]"));
}

#[test]
fn what_is_said_of_a_password_is_no_password() {
    let of =
        |name: &str| entries_for_field(Kind::Secret, name, "{type: string, description: 'Of the password of a user.'}");
    for name in ["ForcedUpdateStatus", "CheckType", "InstanceId", "CommonName", "SignMode", "ExpirationAction"] {
        assert_eq!(of(name), "", "{name}");
    }
    assert!(of("EncryptedCode").contains("sensitive: true"));
}

#[test]
fn parts_of_an_address_are_no_values() {
    let of = |words: &str| entries_for_field(Kind::Enum, "Type", &format!("{{type: string, description: '{words}'}}"));
    assert!(of("How it is sorted: either `asc` or `desc`.").contains("[asc, desc]"));
    assert_eq!(of("An object, either like `oss://my-bucket/audio/sample.wav` or with its public address."), "");
}
