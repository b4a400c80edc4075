//! A canary in every secret field of every operation: it must not be in anything that is printed or traced.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use alibabacloud_ice::Call as _;
use alibabacloud_ice::config::SetEventCallback;
use alibabacloud_ice::processing::GenerateKMSDataKey;
use alibabacloud_runtime::model::Mode;
use alibabacloud_runtime::transport::{Transport, TransportError, TransportErrorKind};
use alibabacloud_runtime::{BoxFuture, Client, Credentials, Model, RetryPolicy, SignatureVersion, View};
use bytes::Bytes;
use serde_json::{Value, json};
use trace_recorder::TraceRecorder;

use crate::spec::{SPECS, Shape};
use crate::synthetic::{input, response};
use crate::table::{OPERATIONS, named};
use crate::{KEY_ID, SECRET};

/// As text, and where text does not fit as a number.
const CANARY: &str = "canary-7Xq/2w==";
const NUMBER: i64 = 87_654_321_012_345;
/// The content of fields that are not secret, which must be printed.
const SHOWN: &str = "shown-text";

/// The names that the reference pages describe as secrets; not taken from the rule that masks them.
const SECRETS: [&str; 12] = [
    "AccessToken",
    "AuthCode",
    "AuthKey",
    "AuthToken",
    "AuthorizationCode",
    "BackupSrtPassphrase",
    "Password",
    "Plaintext",
    "Signature",
    "SrtPassphrase",
    "Token",
    "UploadAuth",
];
const LOOK_ALIKE: [&str; 5] = ["NextToken", "NextPageToken", "ScrollToken", "KeyWord", "PrimaryKey"];

fn is_secret(name: &str, schema: &Value) -> bool {
    schema.get("sensitive").map_or(SECRETS.contains(&name), |verdict| verdict == true)
}

/// Puts canaries into a value of a schema; returns how many.
fn plant(name: &str, schema: &Value, value: &mut Value) -> usize {
    if is_secret(name, schema) {
        return sing(value);
    }
    let schema = SPECS.shared(schema).map_or(schema, |(_, shared)| shared);
    match (SPECS.shape(schema), value) {
        (Shape::Object(properties), Value::Object(fields)) => {
            fields.iter_mut().map(|(name, value)| plant(name, &properties[name], value)).sum()
        }
        (Shape::List(items), Value::Array(elements)) => {
            elements.iter_mut().map(|element| plant("", items, element)).sum()
        }
        (Shape::Map(values), Value::Object(entries)) => {
            entries.values_mut().map(|value| plant("", values, value)).sum()
        }
        (Shape::Any, value) => {
            *value = json!({"Password": CANARY, "Free": [{"AuthToken": [CANARY], "Name": SHOWN}]});
            2
        }
        (Shape::Text(_), value) if LOOK_ALIKE.contains(&name) => {
            *value = SHOWN.into();
            0
        }
        _ => 0,
    }
}

/// Makes everything within a value a canary.
fn sing(value: &mut Value) -> usize {
    match value {
        Value::Array(elements) => elements.iter_mut().map(sing).sum(),
        Value::Object(fields) => fields.values_mut().map(sing).sum(),
        Value::Number(_) => replaced(value, NUMBER.into()),
        _ => replaced(value, CANARY.into()),
    }
}

fn replaced(value: &mut Value, by: Value) -> usize {
    *value = by;
    1
}

/// The same with every canary of another type than its field: a note is due.
fn misplaced(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(misplaced),
        Value::Object(fields) => fields.values_mut().for_each(misplaced),
        Value::String(text) if text == CANARY => *value = NUMBER.into(),
        Value::Number(number) if number.as_i64() == Some(NUMBER) => *value = CANARY.into(),
        _ => {}
    }
}

/// Every operation's input and response with canaries.
fn canaries() -> Vec<(&'static str, Value, Value)> {
    let (mut inputs, mut responses) = (0, 0);
    let all = OPERATIONS.iter().map(|entry| {
        let (mut input, mut response) = (input(&SPECS, entry.name), response(&SPECS, entry.name));
        for parameter in SPECS.parameters(entry.name) {
            inputs += plant(parameter.name, parameter.schema, &mut input[parameter.name]);
        }
        responses += plant("", SPECS.response(entry.name), &mut response);
        (entry.name, input, response)
    });
    let all = all.collect();
    assert!(inputs > 20 && responses > 40, "only {inputs} and {responses} canaries");
    all
}

/// Everything that was printed. A canary in it is reported with the place where it was printed.
#[derive(Default)]
struct PrintedText(String);

impl PrintedText {
    fn add(&mut self, what: &dyn Debug) {
        write!(self.0, "{what:?}\n{what:#?}\n").unwrap();
    }

    fn check(&mut self, whose: &str) -> String {
        let text = std::mem::take(&mut self.0);
        let number = NUMBER.to_string();
        for canary in [CANARY, "canary", "7Xq", &number, &number[..8]] {
            let line = text.lines().find(|line| line.contains(canary));
            assert!(line.is_none(), "{whose}: {}", line.unwrap());
        }
        text
    }
}

fn shown(model: &dyn Model) -> View<'_> {
    View::Object(model)
}

#[test]
fn no_input_and_no_output_is_printed_with_its_secrets() {
    let mut printed = PrintedText::default();
    let mut look_alikes = 0;
    for (name, input, response) in canaries() {
        let entry = named(name);
        printed.add(&shown(&*(entry.read)(input).unwrap()));
        for mode in [Mode::Strict, Mode::Lenient] {
            printed.add(&shown(&*(entry.read_response)(response.to_string().as_bytes(), mode).unwrap().output));
        }
        look_alikes += printed.check(name).matches(SHOWN).count();
    }
    assert!(look_alikes > 100, "only {look_alikes} are shown");
}

#[test]
fn no_note_and_no_strict_error_quotes_a_secret() {
    let mut printed = PrintedText::default();
    let mut noted = 0;
    for (name, mut input, mut response) in canaries() {
        let entry = named(name);
        misplaced(&mut input);
        match (entry.read)(input) {
            Ok(operation) => printed.add(&shown(&*operation)),
            Err(error) => write!(printed.0, "{error} {error:?}").unwrap(),
        }
        misplaced(&mut response);
        if let Some(fields) = response.as_object_mut() {
            fields.insert("NewPassword".to_owned(), CANARY.into());
            fields.insert("New".to_owned(), json!({"Token": CANARY}));
        }
        let read = (entry.read_response)(response.to_string().as_bytes(), Mode::Lenient).unwrap();
        noted += read.drift.len();
        printed.add(&(&read.drift, &read.unknown, shown(&*read.output)));
        read.drift.iter().for_each(|note| printed.0 += &note.to_string());
        match (entry.read_response)(response.to_string().as_bytes(), Mode::Strict) {
            Ok(_) => panic!("{name} knows NewPassword"),
            Err(error) => write!(printed.0, "{error} {error:?}").unwrap(),
        }
        printed.check(name);
    }
    assert!(noted > 40, "only {noted} notes");
}

/// Answers each request with what was put into it, and keeps nothing.
#[derive(Clone, Default)]
struct CannedTransport(Arc<Mutex<(u16, String)>>);

impl Transport for CannedTransport {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let (status, body) = self.0.lock().unwrap().clone();
        Box::pin(async move { Ok(http::Response::builder().status(status).body(body.into()).unwrap()) })
    }
}

#[tokio::test]
async fn no_call_by_name_prints_traces_or_refuses_with_a_secret() {
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    let canned = CannedTransport::default();
    let client = |strict, failing| {
        let client = Client::builder().endpoint("http://127.0.0.1").credentials(Credentials::new(KEY_ID, SECRET));
        client
            .transport(canned.clone())
            .retry(RetryPolicy::none())
            .strict_responses(strict)
            .failed_responses_are_errors(failing)
            .build()
            .unwrap()
    };
    let (lenient, strict, failing) = (client(false, false), client(true, false), client(false, true));
    let mut printed = PrintedText::default();
    let (mut look_alikes, mut refused) = (0, 0);
    for (name, input, response) in canaries() {
        let answers = [
            (200, response.to_string()),
            // Nearly JSON: cut, or with something that is none.
            (200, format!(r#"{{"RequestId":"r","Plaintext":"{CANARY}","Data":{{"Password":"{CANARY}","a":NaN}}}}"#)),
            (200, format!(r#"{{"Plaintext":"{CANARY}","Data":{{"Password":"{CANARY}"#)),
            (200, format!(r#"{{"AuthToken":{NUMBER} oops"#)),
            (400, json!({"Code": "Invalid", "Message": "no", "Password": CANARY, "Data": response}).to_string()),
            (403, json!({"Code": "No", "AccessDeniedDetail": {"AuthToken": CANARY, "AuthAction": "a"}}).to_string()),
            (500, json!({"Code": "Oops", "Message": {"Token": CANARY, "Text": "t"}}).to_string()),
            (502, format!(r#"{{"Token": "{CANARY}"#)),
            (200, format!(r#"{{"Data":"{{\"Token\":\"{CANARY}\"}}"}}"#)),
            (502, named(name).info.sensitive.iter().map(|own| format!(r#"{{"{own}":"{CANARY}","#)).collect()),
            // A service may repeat what it refuses.
            (400, json!({"Code": "Invalid", "Message": format!("Not valid: {}", flat(&input))}).to_string()),
            (200, format!("<html>Not valid: {}", flat(&input))),
            (200, format!("{{\"Success\":false,\"Message\":\"Not valid: {}\"}}", flat(&input))),
            (200, json!({"RequestId": [format!("no {}", flat(&input))], "Success": flat(&input)}).to_string()),
            (200, format!(r#"{{"Success":false,"Message":"no","Code":"Token={CANARY}","Plaintext":"{CANARY}"}}"#)),
            (302, format!("Password={CANARY}&a=1")),
        ];
        for answer in answers {
            *canned.0.lock().unwrap() = answer;
            for client in [&lenient, &strict, &failing] {
                match client.call(name, input.clone()).await {
                    // What a service says under a harmless name of a call that went well is the caller's data.
                    Ok(response) if is_quote(&input, response.raw()) => {
                        printed.add(&(response.drift(), response.unknown_fields()));
                    }
                    Ok(response) => printed.add(&response),
                    Err(error) => {
                        refused += 1;
                        printed.add(&error);
                        write!(printed.0, "{error}").unwrap();
                    }
                }
            }
        }
        look_alikes += printed.check(name).matches(SHOWN).count();
    }
    assert!(look_alikes > 100 && refused > 400, "{look_alikes} are shown, {refused} were refused");
    printed.0 = recorder.text();
    assert!(printed.0.contains("rpc.method=\"GenerateKMSDataKey\""));
    printed.check("what is traced");
}

/// Bodies that hold a secret under its name, and do not begin like JSON.
fn a_success_that_is_not_valid_json() -> impl Iterator<Item = String> {
    let bodies = [
        r#"OK {"Plaintext":"CANARY","n":1}"#,
        r#"callback({"Data":{"Password":"CANARY"}})"#,
        ")]}'\n{\"Token\": \"CANARY\"}",
        "{Plaintext: 'CANARY'}",
        "<Plaintext>CANARY</Plaintext>",
        "<?xml version='1.0'?><Error><Code>No</Code><Message>AuthKey=CANARY</Message></Error>",
        "<html><pre>{&quot;Password&quot;:&quot;CANARY&quot;}</pre>",
        "Password=CANARY&a=1",
        "a%26AuthKey%3DCANARY%26b%3D1",
        "Host: a\nPassword: CANARY\n",
    ];
    bodies.into_iter().map(|body| body.replace("CANARY", CANARY))
}

#[tokio::test]
async fn no_body_that_is_not_json_and_no_failed_response_and_no_note_is_printed_with_a_secret() {
    let echoes = [
        json!({"Success": false, "Message": format!("AuthKey {CANARY} is weak")}).to_string(),
        json!({"Success": "false", "Code": CANARY, "RequestId": CANARY, "Recommend": CANARY}).to_string(),
        json!({"Success": CANARY, CANARY: 1}).to_string(),
        json!([CANARY]).to_string(),
        json!(CANARY).to_string(),
        format!("<html>{CANARY} is weak"),
        format!("{CANARY} is weak"),
        String::from(r#"{"Success":no "#) + CANARY,
    ];
    let (canned, mut printed) = (CannedTransport::default(), PrintedText::default());
    let (mut refused, mut noted) = (0, 0);
    for body in a_success_that_is_not_valid_json().chain(echoes) {
        for (status, strict, failing) in
            [(200, false, false), (200, true, false), (200, false, true), (302, false, false), (502, false, false)]
        {
            *canned.0.lock().unwrap() = (status, body.clone());
            let client = Client::builder().endpoint("http://127.0.0.1").credentials(Credentials::new(KEY_ID, SECRET));
            let client = client.transport(canned.clone()).retry(RetryPolicy::none()).strict_responses(strict);
            let client = client.failed_responses_are_errors(failing).build().unwrap();
            match client.send(SetEventCallback::new().auth_key(CANARY)).await {
                Ok(response) => {
                    noted += response.drift().len();
                    printed.add(&(response.drift(), response.unknown_fields()));
                }
                Err(error) => {
                    refused += 1;
                    printed.add(&error);
                    write!(printed.0, "{error} {:?} {:?}", error.code(), error.request_id()).unwrap();
                }
            }
            printed.check(&body.replace(CANARY, "…"));
        }
    }
    assert!(refused > 60 && noted > 0, "{refused} were refused, {noted} noted");
}

/// The secrets of an input as a service would quote them.
fn flat(input: &Value) -> String {
    let text = input.to_string();
    let has = |canary: &str| text.contains(canary).then(|| canary.to_owned());
    [has(CANARY), has(&NUMBER.to_string())].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn no_typed_response_and_no_dry_run_shows_a_secret() {
    let canned = CannedTransport::default();
    let client = Client::builder().endpoint("http://127.0.0.1").credentials(Credentials::new(KEY_ID, SECRET));
    let client = client.transport(canned.clone()).retry(RetryPolicy::none()).build().unwrap();
    let mut printed = PrintedText::default();
    *canned.0.lock().unwrap() = (200, json!({"DataKey": {"Plaintext": CANARY, "KeyId": SHOWN}}).to_string());
    let response = client.send(GenerateKMSDataKey::new()).await.unwrap();
    assert_eq!(response.output.data_key.plaintext.as_deref(), Some(CANARY));
    printed.add(&response);
    let operation = SetEventCallback::new().callback_url(SHOWN).auth_key(CANARY);
    printed.add(&operation);
    let dry_run = client.dry_run(operation).await.unwrap();
    assert!(dry_run.curl_with_secrets().contains("canary"));
    printed.add(&dry_run);
    write!(printed.0, "{dry_run}").unwrap();
    assert!(printed.check("typed").contains(SHOWN));
}

/// Whether a service quotes in a sentence what it was sent.
fn is_quote(input: &Value, body: &[u8]) -> bool {
    let quoted = flat(input);
    let body = String::from_utf8_lossy(body);
    !quoted.is_empty() && ["valid:", "no"].iter().any(|words| body.contains(&format!("{words} {quoted}")))
}

/// Fails as an HTTP library does that has the whole request in its errors.
struct Quoting;

impl Transport for Quoting {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let text = format!("cannot send {} with {}", request.uri(), String::from_utf8_lossy(request.body()));
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Other, text)) })
    }
}

#[tokio::test]
async fn no_error_of_a_transport_that_quotes_the_request_is_printed_with_a_secret() {
    let mut printed = PrintedText::default();
    for version in [SignatureVersion::V1, SignatureVersion::V3] {
        let credentials = Credentials::new(KEY_ID, SECRET).with_security_token(CANARY);
        let client = Client::builder().endpoint("http://127.0.0.1").credentials(credentials);
        let client = client.transport(Quoting).signature_version(version).retry(RetryPolicy::none()).build().unwrap();
        for (name, input, _) in canaries() {
            let error = client.call(name, input).await.unwrap_err();
            printed.add(&error);
            write!(printed.0, "{error}").unwrap();
            assert!(printed.check(name).contains("cannot send http://127.0.0.1/"), "{name}");
        }
    }
}

/// A query encoded once more.
fn encoded(query: &str) -> String {
    query.replace('%', "%25").replace('=', "%3D").replace('&', "%26")
}

/// Repeats what was signed, with every canary changed on its way, as a refusal of its signature.
struct Changed(SignatureVersion);

impl Transport for Changed {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let query = request.uri().query().unwrap_or_default();
        let form = String::from_utf8_lossy(request.body());
        let mut pairs: Vec<_> = query.split('&').chain(form.split('&')).filter(|pair| !pair.is_empty()).collect();
        pairs.retain(|pair| !pair.starts_with("Signature="));
        pairs.sort_unstable();
        let (pairs, hash) = (pairs.join("&"), "0".repeat(64));
        let signed = match self.0 {
            SignatureVersion::V1 => format!("StringToSign is [POST&%2F&{}]", encoded(&pairs)),
            _ => format!("CanonicalRequest is [POST\n/\n{pairs}\nhost:127.0.0.1\n\nhost\n{hash}]"),
        };
        let signed = signed.replace("canary-7Xq", "canary-7Xqx").replace(&NUMBER.to_string(), "87654321");
        let body = json!({"Code": "SignatureDoesNotMatch", "Message": format!("server {signed}")}).to_string();
        Box::pin(async move { Ok(http::Response::builder().status(403).body(body.into()).unwrap()) })
    }
}

#[tokio::test]
async fn no_refused_signature_repeats_a_secret_that_has_changed_on_its_way() {
    let mut printed = PrintedText::default();
    let mut explained = 0;
    for version in [SignatureVersion::V1, SignatureVersion::V3] {
        let client = Client::builder().endpoint("http://127.0.0.1").credentials(Credentials::new(KEY_ID, SECRET));
        let client = client.transport(Changed(version)).signature_version(version).retry(RetryPolicy::none());
        let client = client.build().unwrap();
        for (name, input, _) in canaries() {
            if flat(&input).is_empty() {
                continue;
            }
            let error = client.call(name, input).await.unwrap_err();
            printed.add(&error);
            write!(printed.0, "{error}").unwrap();
            explained += printed.check(name).matches("has arrived with another value").count();
        }
    }
    assert!(explained > 20, "only {explained} are explained");
}

#[tokio::test]
async fn no_dry_run_and_no_presigned_url_of_any_operation_shows_a_secret() {
    let client = Client::builder().endpoint("http://127.0.0.1").credentials(Credentials::new(KEY_ID, SECRET));
    let client = client.build().unwrap();
    let mut printed = PrintedText::default();
    let (mut dry_runs, mut urls) = (0, 0);
    for (name, input, _) in canaries() {
        if flat(&input).is_empty() {
            continue;
        }
        let (dry_run, url) = (named(name).sign)(&client, input).await.unwrap();
        printed.add(&(&dry_run, &url));
        writeln!(printed.0, "{dry_run}").unwrap();
        dry_runs += 1;
        urls += usize::from(url.is_some());
        assert!(printed.check(name).contains("***"), "{name}");
    }
    assert!(dry_runs > 10 && urls > 3, "{dry_runs} dry runs, {urls} URLs");
}
