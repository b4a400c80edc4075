//! Operations as values: made with what is required, read from JSON, written back, logged without their secrets, and
//! laid out on the wire as the protocol says.

use std::collections::BTreeMap;

use crate::support::v3;
use alibabacloud_runtime::model::{Decoded, Mode, from_json};
use alibabacloud_runtime::{Client, Credentials, Effect, Json, Operation, RamAction, WithParameters};
use loopback::{MockResponse, RecordedRequest, Server};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use specimen::Call as _;
use specimen::requests::send_many_required::D;
use specimen::requests::send_nested::{Clip, Config, Rule};
use specimen::requests::{
    CreateOnce, GetPublicThing, PutWidget, QueryAndDelete, SendManyRequired, SendManyRequiredRequired, SendNested,
    SendScalars, SendScalarsOutput, SendStyles,
};
use specimen::shared::TagThing;

fn refusal<T: DeserializeOwned>(json: Value) -> String {
    match serde_json::from_value::<T>(json) {
        Ok(_) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    }
}

async fn arrived<O: Operation>(operation: O) -> RecordedRequest {
    let server = Server::start(MockResponse::json(200, "{}"));
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let client = Client::builder().endpoint(server.url()).credentials(credentials).build().unwrap();
    client.send(operation).await.unwrap();
    let request = server.requests()[0].clone();
    v3::verify(&request, "test-key-id", "test-key-secret").unwrap();
    request
}

/// The pairs of a query or form, decoded, as `name=value`.
fn pairs(encoded: &str) -> Vec<String> {
    let pairs = v3::decoded_pairs(encoded).unwrap();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

async fn query<O: Operation>(operation: O) -> Vec<String> {
    pairs(&arrived(operation).await.query)
}

#[test]
fn what_is_required_and_missing_null_or_of_another_type_is_an_error_with_its_path() {
    for (json, expected) in [
        (json!(null), "the document: expected an object, found null"),
        (json!({"Count": 1}), "`Text`: required, but missing or null"),
        (json!({"Count": 1, "Text": null}), "`Text`: required, but missing or null"),
        (json!({"Count": "1", "Text": "t"}), "`Count`: expected a 64-bit integer, found text \"1\""),
        (json!({"Count": 1, "Text": 5}), "`Text`: expected text, found number 5"),
        (json!({"Count": 1, "Text": "t", "Ratio": "1"}), "`Ratio`: expected a number, found text \"1\""),
        (json!({"Count": 1, "Text": "t", "Extra": 1}), "`Extra`: unknown; SendScalars has Count, Text, "),
    ] {
        let refusal = refusal::<SendScalars>(json);
        assert!(refusal.starts_with(expected), "{refusal}");
    }
    for (json, expected) in [
        (json!({}), "`Config`: required"),
        (json!({"Config": {"Kind": "Image"}}), "`Config.Title`: required"),
        (json!({"Config": {"Kind": "Image", "Title": "t", "Clips": [{}]}}), "`Config.Clips[0].MediaId`: required"),
        (json!({"Config": {"Kind": 1, "Title": "t"}}), "`Config.Kind`: expected text, found number 1"),
        (json!({"Config": {"Kind": "Image", "Title": "t", "Matrix": [[1, "2"]]}}), "`Config.Matrix[0][1]`: expected"),
        (json!({"Config": {"Kind": "Image", "Title": "t", "Labels": {"a": null}}}), "`Config.Labels.a`: expected"),
        (json!({"Config": []}), "`Config`: expected an object, found a list"),
    ] {
        let refusal = refusal::<SendNested>(json);
        assert!(refusal.starts_with(expected), "{refusal}");
    }
}

#[test]
fn an_operation_is_read_from_json_and_written_back_equal() {
    let json = json!({
        "Config": {
            "Title": "t", "Kind": "Video", "Note": "", "Clips": [{"MediaId": "m", "Effects": [{"Type": "x"}, {}]}],
            "Matrix": [[1, 2], []], "Labels": {"k": "v"}, "Extra": {"free": [null]},
        },
        "Rules": [],
    });
    let operation: SendNested = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&operation).unwrap(), json);
    assert_eq!(operation.clone(), operation);
}

#[test]
fn an_operation_is_created_from_its_required_parameters() {
    let config = Config::new("Image", "t").clips([Clip::new("m")]).matrix([vec![1]]).labels([("k", "v")]);
    let made = SendNested::new(config).rules([Rule::new().kind("Allow").name("n")]);
    let read: SendNested = serde_json::from_value(json!({
        "Config": {
            "Kind": "Image", "Title": "t", "Clips": [{"MediaId": "m"}], "Matrix": [[1]], "Labels": {"k": "v"},
        },
        "Rules": [{"Kind": "Allow", "Name": "n"}],
    }))
    .unwrap();
    assert_eq!(made, read);

    let required = SendManyRequiredRequired { a: "a".into(), b: 1, c: vec!["c".into()], d: D::X, e: true };
    let made = SendManyRequired::new(required.clone()).f("f");
    assert_eq!((made.a.as_str(), made.f.as_deref()), ("a", Some("f")));
    let made = format!("{required:?}");
    assert_eq!(made, r#"SendManyRequired { A: "a", B: 1, C: ["c"], D: X, E: true }"#);
}

#[test]
fn debug_masks_what_must_not_be_printed() {
    let operation = SendScalars::new(1, "t").secret("hunter2").public_secret("known").note("told in confidence");
    let shown = format!("{operation:?}");
    assert_eq!(shown, r#"SendScalars { Count: 1, Text: "t", Secret: "***", PublicSecret: "known", Note: "***" }"#);
}

#[test]
fn an_operation_has_its_facts() {
    let info = SendScalars::INFO;
    assert_eq!((info.name, info.family, info.product.version), ("SendScalars", "requests", "2024-05-01"));
    assert_eq!((info.effect, info.ram_action), (Effect::Write, RamAction::Derived("specimen:SendScalars")));
    assert!(info.parameter("Count").unwrap().required);
    assert_eq!((GetPublicThing::INFO.effect, GetPublicThing::INFO.ram_action), (Effect::Read, RamAction::Unknown));
    assert_eq!((CreateOnce::INFO.idempotency_token, CreateOnce::INFO.deprecated), (Some("ClientToken"), true));
    assert_eq!(QueryAndDelete::INFO.effect, Effect::Write, "the overlay says so");
}

#[tokio::test]
async fn scalars_are_sent_as_plain_text_and_absent_ones_are_not_sent() {
    let operation = SendScalars::new(-7, "").ratio(1.0).enabled(false).mode("Odd").anything(json!({"a": null}));
    assert_eq!(
        query(operation).await,
        [r#"Anything={"a":null}"#, "Count=-7", "Enabled=false", "Mode=Odd", "Ratio=1.0", "Text="]
    );
}

#[tokio::test]
async fn json_in_text_is_given_as_a_value_as_a_type_of_ones_own_or_as_text() {
    let scalars = || SendScalars::new(1, "t");
    let sent = [r#"Settings={"a":[1,"ü"]}"#];
    let settings = async |operation| {
        let pairs = query(operation).await.into_iter();
        pairs.filter(|pair| pair.starts_with("Settings")).collect::<Vec<_>>()
    };
    let value = json!({"a": [1, "ü"]});
    assert_eq!(settings(scalars().settings(&value)).await, sent);
    assert_eq!(settings(scalars().settings(value.to_string())).await, sent);
    let serialized = Json::from_serialize(&BTreeMap::from([("a", (1, "ü"))])).unwrap();
    assert_eq!(settings(scalars().settings(serialized)).await, sent);
    assert_eq!(settings(scalars().settings(r#" {"a" :1} no JSON"#)).await, [r#"Settings= {"a" :1} no JSON"#]);
    assert_eq!(settings(scalars().settings("")).await, ["Settings="]);

    // Within an object that is JSON itself, it stays text.
    let config = Config::new("Image", "t").clips([Clip::new("id").layout(json!({"x": 1}))]);
    let rules = [Rule::new().conditions([json!([1]), json!(2)])];
    let request = arrived(SendNested::new(config).rules(rules)).await;
    let config = r#"Config={"Clips":[{"Layout":"{\"x\":1}","MediaId":"id"}],"Kind":"Image","Title":"t"}"#;
    assert_eq!(pairs(&request.query), [config]);
    let form = pairs(std::str::from_utf8(&request.body).unwrap());
    assert_eq!(form, [r#"Rules=[{"Conditions":["[1]","2"]}]"#]);
}

#[tokio::test]
async fn json_in_text_is_given_to_a_call_by_name_as_what_it_says_or_as_text() {
    let server = Server::start(MockResponse::json(200, r#"{"Settings":"{\"a\":1}"}"#));
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let client = Client::builder().endpoint(server.url()).credentials(credentials).build().unwrap();
    for settings in [json!({"a": 1}), json!([]), json!(r#"{"a":1}"#), json!("no JSON")] {
        client.call("SendScalars", json!({"Count": 1, "Text": "t", "Settings": settings})).await.unwrap();
    }
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|request| pairs(&request.query)[1].clone()).collect();
    assert_eq!(sent, [r#"Settings={"a":1}"#, "Settings=[]", r#"Settings={"a":1}"#, "Settings=no JSON"]);

    let refused = client.call("SendScalars", json!({"Count": 1, "Text": "t", "Settings": 1})).await.unwrap_err();
    let told = "SendScalars failed: `Settings` is a number, not a list, an object, or JSON as text";
    assert_eq!(refused.to_string(), told);
    let refused = client.call("SendScalars", json!({"Count": 1, "Text": {}})).await.unwrap_err();
    assert_eq!(refused.to_string(), "SendScalars failed: `Text` is an object, not text");
}

#[tokio::test]
async fn json_in_text_is_given_to_a_further_parameter_as_what_it_says_or_as_text() {
    let sent = async |settings: Value| query(SendScalars::new(1, "t").with_parameter("Settings", settings)).await;
    assert_eq!(sent(json!({"a": [1, null]})).await, ["Count=1", r#"Settings={"a":[1,null]}"#, "Text=t"]);
    assert_eq!(sent(json!([{}])).await, ["Count=1", "Settings=[{}]", "Text=t"]);
    assert_eq!(sent(json!([])).await, ["Count=1", "Settings=[]", "Text=t"]);
    assert_eq!(sent(json!("no JSON")).await, ["Count=1", "Settings=no JSON", "Text=t"]);
    assert_eq!(sent(json!(null)).await, ["Count=1", "Text=t"]);
}

#[tokio::test]
async fn further_parameters_are_added_in_a_loop_and_the_last_of_a_name_counts() {
    let mut operation = SendScalars::new(1, "t").with_parameter("New", 1);
    for (name, value) in [("Other", json!(["a"])), ("New", json!(2)), ("Text", json!("u"))] {
        operation = operation.with_parameter(name, value);
    }
    assert_eq!(query(operation).await, ["Count=1", "New=2", "Other.1=a", "Text=u"]);
}

#[test]
fn an_operation_with_further_parameters_comes_back_from_its_json() {
    let operation = SendScalars::new(1, "t").with_parameter("New", json!({"a": [1]})).with_parameter("Text", "u");
    let stored = serde_json::to_value(&operation).unwrap();
    assert_eq!(stored, json!({"Count": 1, "New": {"a": [1]}, "Text": "u"}));
    let read: WithParameters<SendScalars> = serde_json::from_value(stored).unwrap();
    assert_eq!(read, SendScalars::new(1, "u").with_parameter("New", json!({"a": [1]})));

    let refused = refusal::<WithParameters<SendScalars>>(json!({"Count": "1", "New": 1, "Text": "t"}));
    assert_eq!(refused, "`Count`: expected a 64-bit integer, found text \"1\"");
    assert_eq!(refusal::<WithParameters<SendScalars>>(json!({"New": 1})), refusal::<SendScalars>(json!({})));
}

#[test]
fn json_in_text_of_a_response_is_kept_as_it_came_and_parsed_on_demand() {
    let output: SendScalarsOutput = serde_json::from_value(json!({"Settings": "{\"a\": [1]}"})).unwrap();
    let settings = output.settings.clone().unwrap();
    assert_eq!((settings.as_str(), settings.parse::<Value>().unwrap()), ("{\"a\": [1]}", json!({"a": [1]})));
    assert_eq!(serde_json::to_value(&output).unwrap(), json!({"Settings": "{\"a\": [1]}"}));

    // What is no text is a drift like that of any other text.
    let number: Decoded<SendScalarsOutput> = from_json(br#"{"Settings":5}"#, Mode::Lenient).unwrap();
    assert_eq!(number.value.settings, Some(Json::from("5")));
    let object: Decoded<SendScalarsOutput> = from_json(br#"{"Settings":{"a":1}}"#, Mode::Lenient).unwrap();
    assert_eq!(object.value.settings, None);
    let notes: Vec<_> = number.drift.iter().chain(&object.drift).map(ToString::to_string).collect();
    assert_eq!(notes, ["`Settings`: expected text, found number 5", "`Settings`: expected text, found an object"]);
}

#[test]
fn json_in_text_is_printed_without_its_secrets() {
    let settings = json!({"Password": "hunter2", "Title": "a"});
    let operation = SendScalars::new(1, "t").settings(&settings).note("n");
    assert_eq!(operation.clone(), operation);
    let shown = format!("{operation:?} {:?}", operation.settings);
    assert!(shown.contains("Title") && shown.contains("***") && !shown.contains("hunter2"), "{shown}");
    assert_eq!(operation.settings, Some(Json::from(settings)));
}

#[tokio::test]
async fn a_list_is_absent_empty_or_full_in_every_style() {
    assert_eq!(query(SendStyles::new()).await, [""; 0]);

    let nothing = [""; 0];
    let empty = SendStyles::new().plain(nothing).repeat(nothing).json(nothing);
    assert_eq!(query(empty).await, ["Json=[]"], "only JSON has a text for an empty list");

    let full = SendStyles::new()
        .plain(["a", "b c"])
        .repeat(["é", ""])
        .json(["x,y", "\"z/"])
        .simple([1, 2])
        .space(["a", "b"])
        .pipe(["a", "b"]);
    assert_eq!(
        query(full).await,
        [
            r#"Json=["x,y","\"z/"]"#,
            "Pipe=a|b",
            "Plain.1=a",
            "Plain.2=b c",
            "Repeat.1=é",
            "Repeat.2=",
            "Simple=1,2",
            "Space=a b",
        ]
    );
}

#[tokio::test]
async fn objects_and_forms_are_serialized_in_their_style() {
    let json = json!({
        "Flat": {"Key": "k", "Sizes": [1, 2]},
        "Form": {"Key": "&="},
        "FormList": [{"Key": "a"}, {}, {"Key": "c"}],
    });
    let operation: SendStyles = serde_json::from_value(json).unwrap();
    let request = arrived(operation).await;
    assert_eq!(pairs(&request.query), ["Flat.Key=k", "Flat.Sizes.1=1", "Flat.Sizes.2=2"]);
    let form = String::from_utf8(request.body.clone()).unwrap();
    assert_eq!(pairs(&form), [r#"Form={"Key":"&="}"#, "FormList.1.Key=a", "FormList.3.Key=c"]);
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[tokio::test]
async fn json_parameters_are_compact_and_leave_out_what_is_absent() {
    let operation = SendNested::new(Config::new("Image", "t\n").matrix([vec![]]).note("é"));
    assert_eq!(query(operation).await, [r#"Config={"Kind":"Image","Matrix":[[]],"Note":"é","Title":"t\n"}"#]);
    let json = json!({"Labels": [{"Key": "k", "Values": ["v"]}], "Filters": [{"Key": "f", "Values": []}]});
    let operation: TagThing = serde_json::from_value(json).unwrap();
    assert_eq!(
        query(operation).await,
        [r#"Filters=[{"Key":"f","Values":[]}]"#, r#"Labels=[{"Key":"k","Values":["v"]}]"#]
    );
}

#[tokio::test]
async fn a_path_operation_has_its_values_in_path_header_and_body() {
    let operation: PutWidget = serde_json::from_value(json!({
        "WidgetId": "a/b c", "PartNo": 7, "DryRun": true, "x-acs-trace": "t", "body": {"Name": "n", "Size": 1},
    }))
    .unwrap();
    let request = arrived(operation).await;
    assert_eq!((request.method.as_str(), request.path.as_str()), ("PUT", "/widgets/a%2Fb%20c/parts/7"));
    assert_eq!(request.query, "DryRun=true");
    assert_eq!(request.header("x-acs-trace"), Some("t"));
    assert_eq!(request.body, br#"{"Name":"n","Size":1}"#);
    assert_eq!(request.header("content-type"), Some("application/json; charset=utf-8"));
}

#[tokio::test]
async fn a_path_value_that_would_change_the_path_is_refused_before_anything_is_sent() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let client = Client::builder().endpoint(server.url()).credentials(credentials).build().unwrap();
    for id in ["", ".", ".."] {
        let error = client.send(PutWidget::new(id, 1)).await.unwrap_err();
        assert_eq!(error.kind(), alibabacloud_runtime::ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains("WidgetId"), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_type_with_required_fields_may_hold_itself() {
    use specimen::types::Rule;
    let rule = Rule::new("a").otherwise(Rule::new("b"));
    let json = serde_json::json!({"Name": "a", "Otherwise": {"Name": "b"}});
    assert_eq!(serde_json::to_value(&rule).unwrap(), json);
    assert_eq!(serde_json::from_value::<Rule>(json).unwrap(), rule);
    let error = serde_json::from_value::<Rule>(serde_json::json!({"Name": "a", "Otherwise": {}})).unwrap_err();
    assert_eq!(error.to_string(), "`Otherwise.Name`: required, but missing or null");
}
