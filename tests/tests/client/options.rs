//! Options of one call: each reaches the request, of both clients and of every kind of call.

use std::time::Duration;

use crate::support::scripted_transport::{Outcome, ScriptedTransport};
use crate::support::v3;
use alibabacloud_ice::Call as _;
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, ListCustomizedVoices};
use alibabacloud_runtime::{Client, Credentials, ErrorKind, RetryPolicy, SignatureVersion, blocking};
use loopback::RecordedRequest;
use serde_json::json;
use specimen::requests::GetPublicThing;

const OK: &str = r#"{"RequestId":"r"}"#;
const ENDED: &str = r#"{"Data":{"CustomizedVoiceJob":{"Status":"Success"}}}"#;
const SHORT: Duration = Duration::from_millis(10);

fn client(script: &ScriptedTransport) -> Client {
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let retry = RetryPolicy::standard().random(|| 0.0);
    let builder = Client::builder().region("cn-shanghai").credentials(credentials).transport(script.clone());
    builder.retry(retry).build().unwrap()
}

fn job() -> GetCustomizedVoiceJob {
    GetCustomizedVoiceJob::new("job")
}

fn silent(attempts: usize) -> ScriptedTransport {
    ScriptedTransport::new(vec![Outcome::Silence; attempts])
}

fn ok() -> ScriptedTransport {
    ScriptedTransport::new([Outcome::response(200, OK)])
}

fn unavailable() -> ScriptedTransport {
    ScriptedTransport::new(vec![Outcome::response(503, "{}"); 3])
}

/// Whether the only request has the header `x-acs-tag: one`, and its signature covers it.
fn is_tagged(script: &ScriptedTransport) -> bool {
    let [request] = &script.requests()[..] else { return false };
    let authorization = request.headers()["authorization"].to_str().unwrap();
    request.headers().get_all("x-acs-tag").iter().eq(["one"]) && authorization.contains(";x-acs-tag")
}

#[tokio::test(start_paused = true)]
async fn a_call_has_an_attempt_timeout_of_its_own() {
    let script = silent(3);
    let error = client(&script).send(job()).attempt_timeout(SHORT).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    assert!(error.message().contains("within 10ms, the time limit of an attempt"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_has_a_call_timeout_of_its_own() {
    let script = silent(1);
    let error = client(&script).send(job()).call_timeout(SHORT).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(error.message().contains("within 10ms, the time limit of the call"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_has_a_retry_policy_of_its_own() {
    let script = unavailable();
    let client = client(&script);
    assert_eq!(client.send(job()).retry(RetryPolicy::none()).await.unwrap_err().attempts(), 1);
    assert_eq!(client.send(job()).retry(RetryPolicy::none()).await.unwrap_err().attempts(), 1, "only of that call");
}

#[tokio::test(start_paused = true)]
async fn the_next_call_has_the_settings_of_the_client() {
    let script = ScriptedTransport::new(vec![Outcome::response(200, OK); 2]).taking(Duration::from_secs(1));
    let client = client(&script);
    let (first, second) = (client.send(job()).header("x-acs-tag", "one").call_timeout(SHORT), client.send(job()));
    assert_eq!(first.await.unwrap_err().kind(), ErrorKind::Timeout);
    second.await.unwrap();
    assert_eq!(script.header("x-acs-tag"), ["one", ""]);
}

#[tokio::test(start_paused = true)]
async fn a_header_of_a_call_is_sent_and_signed_with_the_rest_in_every_attempt() {
    let script = ScriptedTransport::new([Outcome::response(503, "{}"), Outcome::response(200, OK)]);
    client(&script).send(job()).header("X-Acs-Tag", "one").header("traceparent", "00-1-2-01").await.unwrap();
    assert_eq!(script.header("x-acs-tag"), ["one", "one"]);
    assert_eq!(script.header("traceparent"), ["00-1-2-01", "00-1-2-01"]);
    for authorization in script.header("authorization") {
        assert!(authorization.contains(";x-acs-tag"), "{authorization}");
        assert!(!authorization.contains("traceparent"), "{authorization}");
    }
    for request in script.requests() {
        v3::verify(&RecordedRequest::from(&request), "test-key-id", "test-key-secret").unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_header_of_a_name_counts() {
    let script = ok();
    client(&script).send(job()).header("x-acs-tag", "none").header("X-ACS-TAG", "one").await.unwrap();
    assert!(is_tagged(&script));
}

#[tokio::test(start_paused = true)]
async fn an_anonymous_call_and_the_older_signature_send_the_headers_along() {
    let script = ScriptedTransport::new(vec![Outcome::response(200, OK); 2]);
    client(&script).send(GetPublicThing::new()).header("x-acs-tag", "one").await.unwrap();
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let older = Client::builder().region("cn-shanghai").credentials(credentials).transport(script.clone());
    let older = older.signature_version(SignatureVersion::V1).build().unwrap();
    older.send(job()).header("x-acs-tag", "one").await.unwrap();
    assert_eq!(script.header("x-acs-tag"), ["one", "one"]);
}

#[tokio::test(start_paused = true)]
async fn an_invalid_header_is_an_error_of_the_call_that_does_not_print_the_value() {
    for (name, value) in [
        ("x tag", "hush"),
        ("", "hush"),
        ("x-tag", "hush\r\nx-other: 1"),
        ("Authorization", "hush"),
        ("host", "hush"),
        ("x-acs-action", "hush"),
        ("X-Acs-Security-Token", "hush"),
        ("user-agent", "hush"),
        ("content-length", "hush"),
    ] {
        let script = ScriptedTransport::default();
        let error = client(&script).send(job()).header(name, value).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0), "{name}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        assert!(error.message().contains(&format!("`{name}`")), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_is_laid_out_at_once_and_not_kept() {
    let script = ok();
    let client = client(&script);
    let id = "job".to_owned();
    let call = client.send(GetCustomizedVoiceJob::new(id.as_str()));
    drop(id);
    call.await.unwrap();
    assert_eq!(script.requests()[0].uri().query(), Some("JobId=job"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_awaited_sends_nothing_and_shows_no_value() {
    let script = ScriptedTransport::default();
    let client = client(&script);
    let call = client.send(job()).header("x-tag", "hush");
    let debug = format!("{call:?}");
    assert!(debug.contains("GetCustomizedVoiceJob") && !debug.contains("hush"), "{debug}");
    drop(call);
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_not_awaited_sends_nothing_and_shows_its_operation() {
    let script = ScriptedTransport::default();
    let client = client(&script);
    let (wait, blocking) = (client.wait(job()), client.blocking().wait(job()));
    let shown = r#"Wait { operation: GetCustomizedVoiceJob { JobId: "job" }, deadline: 3600s, .. }"#;
    assert_eq!(format!("{wait:?}"), shown);
    assert_eq!(format!("{blocking:?}"), format!("{wait:?}"));
    let states = format!("{:?} {:?}", wait.states(), blocking.states());
    assert_eq!(states, [r#"States { operation: "GetCustomizedVoiceJob", .. }"#; 2].join(" "));
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_call_by_name_takes_the_options() {
    let script = ok();
    let client = client(&script);
    client.call("GetCustomizedVoiceJob", json!({"JobId": "job"})).header("x-acs-tag", "one").await.unwrap();
    assert!(is_tagged(&script));
    let error = client.call("NoSuch", json!({})).header("x-acs-tag", "one").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test(start_paused = true)]
async fn pages_and_items_take_the_options_for_each_call() {
    let list = ListCustomizedVoices::new;
    let script = ok();
    client(&script).pages(list()).header("x-acs-tag", "one").next().await.unwrap().unwrap();
    assert!(is_tagged(&script));
    let script = ok();
    assert!(client(&script).items(list()).header("x-acs-tag", "one").next().await.is_none());
    assert!(is_tagged(&script));

    let error = client(&silent(3)).pages(list()).attempt_timeout(SHORT).next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    let error = client(&silent(1)).items(list()).call_timeout(SHORT).next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    let error = client(&unavailable()).items(list()).retry(RetryPolicy::none()).next().await.unwrap().unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wait_takes_the_options_for_each_call() {
    let script = ScriptedTransport::new([Outcome::response(503, "{}"), Outcome::response(200, ENDED)]);
    let wait = client(&script).wait(job()).header("x-acs-tag", "one").retry(RetryPolicy::none());
    let response = wait.attempt_timeout(SHORT).call_timeout(SHORT).await.unwrap();
    assert_eq!(response.attempts(), 1, "the failed poll is a call of its own");
    assert_eq!(script.header("x-acs-tag"), ["one", "one"]);
}

#[test]
fn a_blocking_call_takes_the_options_before_it_is_sent() {
    let with = |script: &ScriptedTransport| -> blocking::Client { client(script).blocking() };
    let error = with(&silent(3)).attempt_timeout(SHORT).send(job()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    let error = with(&silent(1)).call_timeout(SHORT).send(job()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    let error = with(&unavailable()).retry(RetryPolicy::none()).send(job()).unwrap_err();
    assert_eq!(error.attempts(), 1);
    let script = ok();
    with(&script).header("x-acs-tag", "one").send(job()).unwrap();
    assert!(is_tagged(&script));
    let error = with(&ScriptedTransport::default()).header("x tag", "one").send(job()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn blocking_pages_items_waits_and_calls_by_name_take_the_options() {
    use alibabacloud_ice::blocking::Call as _;
    let with = |script: &ScriptedTransport| client(script).blocking().header("x-acs-tag", "one");
    let script = ok();
    with(&script).pages(ListCustomizedVoices::new()).next().unwrap().unwrap();
    assert!(is_tagged(&script));
    let script = ok();
    assert!(with(&script).items(ListCustomizedVoices::new()).next().is_none());
    assert!(is_tagged(&script));
    let script = ScriptedTransport::new([Outcome::response(200, ENDED)]);
    with(&script).wait(job()).join().unwrap();
    assert!(is_tagged(&script));
    let script = ok();
    with(&script).call("GetCustomizedVoiceJob", json!({"JobId": "job"})).unwrap();
    assert!(is_tagged(&script));
}

#[test]
fn a_blocking_dry_run_takes_the_options_and_a_url_refuses_headers() {
    let client = client(&ScriptedTransport::default()).blocking().header("x-acs-tag", "one");
    let dry_run = client.dry_run(job()).unwrap();
    assert_eq!(dry_run.request().headers()["x-acs-tag"], "one");
    for error in [client.presign(job()).unwrap_err(), client.presign_write(job()).unwrap_err()] {
        let message = "it cannot be a presigned URL: a URL has no headers, and the call has `x-acs-tag`";
        assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidRequest, message));
    }
}
