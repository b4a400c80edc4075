//! The hook that sees each attempt before it is signed.

use std::sync::{Arc, Mutex};

use crate::support::scripted_transport::{Outcome, ScriptedTransport};
use crate::support::v3;
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, ListCustomizedVoices};
use alibabacloud_runtime::{Client, ClientBuilder, Credentials, ErrorKind, RetryPolicy, SignatureVersion};
use loopback::RecordedRequest;

const OK: &str = r#"{"RequestId":"r"}"#;

fn client(script: &ScriptedTransport) -> ClientBuilder {
    let credentials = Credentials::new("test-key-id", "test-key-secret").with_security_token("test-token");
    let builder = Client::builder().region("cn-shanghai").credentials(credentials).transport(script.clone());
    builder.retry(RetryPolicy::standard().random(|| 0.0))
}

fn job() -> GetCustomizedVoiceJob {
    GetCustomizedVoiceJob::new("job-of-mine")
}

fn ok() -> ScriptedTransport {
    ScriptedTransport::new([Outcome::response(200, OK)])
}

#[tokio::test(start_paused = true)]
async fn it_is_called_once_for_each_attempt_and_its_headers_are_signed() {
    let script = ScriptedTransport::new([
        Outcome::response(503, "{}"),
        Outcome::response(503, "{}"),
        Outcome::response(200, OK),
    ]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let client = client(&script).on_request(move |attempt| {
        notes.lock().unwrap().push((attempt.operation().to_owned(), attempt.number(), attempt.host().to_owned()));
        attempt.set_header("X-Acs-Tag", format!("attempt-{}", attempt.number()));
        attempt.set_header("traceparent", "00-1-2-01");
    });
    client.build().unwrap().send(job()).await.unwrap();

    let (name, host) = ("GetCustomizedVoiceJob".to_owned(), "ice.cn-shanghai.aliyuncs.com".to_owned());
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3].map(|number| (name.clone(), number, host.clone())));
    assert_eq!(script.header("x-acs-tag"), ["attempt-1", "attempt-2", "attempt-3"]);
    assert_eq!(script.header("traceparent"), ["00-1-2-01"; 3]);
    for request in script.requests() {
        let authorization = request.headers()["authorization"].to_str().unwrap();
        let names = authorization.split("SignedHeaders=").nth(1).unwrap().split(',').next().unwrap();
        assert!(names.split(';').any(|name| name == "x-acs-tag"), "{names}");
        assert!(!names.contains("traceparent"), "{names}");
        v3::verify(&RecordedRequest::from(&request), "test-key-id", "test-key-secret").unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_signed_again_is_an_attempt_of_its_own() {
    let used = Outcome::response(400, r#"{"Code":"SignatureNonceUsed"}"#);
    let script = ScriptedTransport::new([used, Outcome::response(200, OK)]);
    let client = client(&script).on_request(|attempt| attempt.set_header("x-number", attempt.number().to_string()));
    client.build().unwrap().send(job()).await.unwrap();
    assert_eq!(script.header("x-number"), ["1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn it_sees_the_headers_of_the_call_and_may_replace_them() {
    let script = ok();
    let client = client(&script).on_request(|attempt| {
        assert_eq!(attempt.header("X-TAG"), Some("of the call"));
        attempt.set_header("X-Tag", "of the hook");
        assert_eq!(attempt.header("x-tag"), Some("of the hook"));
    });
    client.build().unwrap().send(job()).header("x-tag", "of the call").await.unwrap();
    assert_eq!(script.header("x-tag"), ["of the hook"]);
    assert_eq!(script.requests()[0].headers().get_all("x-tag").iter().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_sees_no_secret_and_no_parameter() {
    let script = ok();
    let client = client(&script).on_request(|attempt| {
        attempt.set_header("x-tag", "value");
        let debug = format!("{attempt:?}");
        for secret in ["test-key", "test-token", "job-of-mine", "value"] {
            assert!(!debug.contains(secret), "{debug}");
        }
        for name in ["authorization", "x-acs-security-token", "x-acs-accesskey-id", "x-acs-action"] {
            assert_eq!(attempt.header(name), None, "{name}");
        }
    });
    client.build().unwrap().send(job()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_invalid_header_is_an_error_and_nothing_is_sent() {
    for (name, value) in [("x tag", "hush"), ("x-tag", "hush\n"), ("authorization", "hush"), ("x-acs-date", "hush")] {
        let script = ScriptedTransport::default();
        let client = client(&script).on_request(move |attempt| attempt.set_header(name, value)).build().unwrap();
        let error = client.send(job()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{name}");
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        let error = client.dry_run(job()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_has_its_headers_too() {
    let script = ScriptedTransport::default();
    let client = client(&script).on_request(|attempt| {
        assert_eq!((attempt.operation(), attempt.number()), ("GetCustomizedVoiceJob", 1));
        attempt.set_header("x-acs-tag", "one");
    });
    let dry_run = client.build().unwrap().dry_run(job()).await.unwrap();
    assert_eq!(dry_run.request().headers()["x-acs-tag"], "one");
    assert!(dry_run.to_string().contains("x-acs-tag: one"), "{dry_run}");
    v3::verify(&RecordedRequest::from(dry_run.request()), "test-key-id", "test-key-secret").unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_header_that_is_named_like_a_secret_is_masked_where_a_dry_run_is_shown() {
    let client = client(&ScriptedTransport::default()).on_request(|attempt| {
        attempt.set_header("x-api-key", "hush");
        attempt.set_header("cookie", "hush");
    });
    let dry_run = client.build().unwrap().dry_run(job()).await.unwrap();
    assert!(!format!("{dry_run} {dry_run:?}").contains("hush"), "{dry_run}");
    assert!(dry_run.curl_with_secrets().contains("x-api-key: hush"));
}

#[tokio::test(start_paused = true)]
async fn a_secret_header_that_the_service_repeats_is_masked_in_the_error() {
    let script =
        ScriptedTransport::new([Outcome::response(403, r#"{"Code":"Forbidden","Message":"no: hush-hush-hush"}"#)]);
    let client = client(&script).build().unwrap();
    let error = client.send(job()).header("x-api-key", "hush-hush-hush").await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn it_is_called_for_every_kind_of_call() {
    let hooked = |script: &ScriptedTransport| client(script).on_request(|attempt| attempt.set_header("x-tag", "one"));
    let script = ok();
    hooked(&script).build().unwrap().pages(ListCustomizedVoices::new()).next().await.unwrap().unwrap();
    assert_eq!(script.header("x-tag"), ["one"]);
    let script = ok();
    hooked(&script).signature_version(SignatureVersion::V1).build().unwrap().send(job()).await.unwrap();
    assert_eq!(script.header("x-tag"), ["one"]);
}

#[test]
fn it_is_called_for_blocking_calls() {
    let script = ok();
    let client = client(&script).on_request(|attempt| attempt.set_header("x-tag", "one")).build().unwrap();
    client.blocking().send(job()).unwrap();
    assert_eq!(script.header("x-tag"), ["one"]);
}
