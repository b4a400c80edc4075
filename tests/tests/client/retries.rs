//! Retries: which calls are retried and when, and how each attempt differs from the one before.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::support::scripted_transport::{Outcome, ScriptedTransport};
use crate::support::v3;
use alibabacloud_ice::voice::{CreateCustomizedVoiceJob, GetCustomizedVoiceJob, ListCustomizedVoices};
use alibabacloud_runtime::retry::{Backoff, Budget, Cause, Decision};
use alibabacloud_runtime::transport::TransportErrorKind;
use alibabacloud_runtime::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use loopback::{MockResponse, Server};
use specimen::requests::CreateOnce;
use tokio::time::Instant;
use trace_recorder::TraceRecorder;

const OK: &str = r#"{"RequestId":"r"}"#;

/// The longest delay, every time.
fn whole_pauses() -> RetryPolicy {
    RetryPolicy::standard().random(|| 1.0)
}

/// No delays.
fn no_pauses() -> RetryPolicy {
    RetryPolicy::standard().random(|| 0.0)
}

fn client(script: &ScriptedTransport) -> ClientBuilder {
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    Client::builder().region("cn-shanghai").credentials(credentials).transport(script.clone()).retry(whole_pauses())
}

fn read() -> GetCustomizedVoiceJob {
    GetCustomizedVoiceJob::new("job")
}

fn write() -> CreateCustomizedVoiceJob {
    CreateCustomizedVoiceJob::new("voice", "female", "story")
}

fn throttled() -> Outcome {
    Outcome::response(400, r#"{"Code":"Throttling.User","Message":"Slow down."}"#)
}

fn unavailable() -> Outcome {
    Outcome::response(503, r#"{"Code":"ServiceUnavailable","Message":"Later."}"#)
}

#[tokio::test(start_paused = true)]
async fn a_write_that_timed_out_on_its_way_may_have_taken_effect() {
    let script = ScriptedTransport::new([Outcome::response(408, ""), Outcome::response(200, OK)]);
    let error = client(&script).build().unwrap().send(write()).await.unwrap_err();
    assert_eq!((error.attempts(), error.may_have_taken_effect(), error.is_retryable()), (1, true, false));
    assert!(error.hint().unwrap().contains("check before you retry"), "{error:?}");
    let script = ScriptedTransport::new([Outcome::response(408, ""), Outcome::response(200, OK)]);
    assert_eq!(client(&script).build().unwrap().send(read()).await.unwrap().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_call_is_retried_with_growing_delays() {
    let script = ScriptedTransport::new([throttled(), throttled(), Outcome::response(200, OK)]);
    let started = Instant::now();
    let response = client(&script).build().unwrap().send(write()).await.unwrap();
    assert_eq!(response.attempts(), 3);
    assert_eq!(response.delays(), [Duration::from_millis(200), Duration::from_millis(400)]);
    assert_eq!(started.elapsed().as_millis(), 600);
    assert_eq!(script.header("x-acs-retry-attempts"), ["", "1", "2"]);
    assert_eq!(script.header("x-acs-retry-delay"), ["", "200", "400"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_has_its_attempts_and_delays() {
    let script = ScriptedTransport::new([throttled(), throttled(), throttled()]);
    let error = client(&script).build().unwrap().send(write()).await.unwrap_err();
    assert_eq!((error.attempts(), error.delays().len()), (3, 2));
    assert!(error.is_throttled() && error.is_retryable());
    assert_eq!(
        error.to_string(),
        "CreateCustomizedVoiceJob failed: 400 Throttling.User: Slow down. [host ice.cn-shanghai.aliyuncs.com, 3 attempts]"
    );
}

#[tokio::test(start_paused = true)]
async fn the_retry_after_of_the_service_is_respected() {
    let asked = unavailable().header("x-acs-retry-after", "1500");
    let script = ScriptedTransport::new([asked, Outcome::response(200, OK)]);
    let policy = no_pauses();
    let response = client(&script).retry(policy).build().unwrap().send(read()).await.unwrap();
    assert_eq!(response.delays(), [Duration::from_millis(1500)]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_beyond_the_call_timeout_is_not_started() {
    let script = ScriptedTransport::new([unavailable().header("x-acs-retry-after", "30000")]);
    let client = client(&script).call_timeout(Duration::from_secs(20)).build().unwrap();
    let started = Instant::now();
    let error = client.send(read()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Service, 1));
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_write_is_not_retried_once_it_may_have_taken_effect() {
    for outcome in [
        unavailable(),
        Outcome::Failure(TransportErrorKind::Timeout),
        Outcome::Failure(TransportErrorKind::Other),
        Outcome::Silence,
    ] {
        let script = ScriptedTransport::new([outcome]);
        let error = client(&script).build().unwrap().send(write()).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
        assert!(!error.is_retryable(), "{error}");
    }
    let script = ScriptedTransport::new([Outcome::Failure(TransportErrorKind::Connect), Outcome::response(200, OK)]);
    assert_eq!(client(&script).build().unwrap().send(write()).await.unwrap().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_read_only_call_is_retried_after_any_failure() {
    for outcome in [
        unavailable(),
        Outcome::Failure(TransportErrorKind::Timeout),
        Outcome::Failure(TransportErrorKind::Other),
        Outcome::Silence,
    ] {
        let script = ScriptedTransport::new([outcome, Outcome::response(200, OK)]);
        assert_eq!(client(&script).build().unwrap().send(read()).await.unwrap().attempts(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_idempotency_token_is_made_once_for_all_attempts_of_a_call() {
    let token = |request: &http::Request<_>| request.uri().query().unwrap_or_default().to_owned();
    let script =
        ScriptedTransport::new([unavailable(), unavailable(), Outcome::response(200, OK), Outcome::response(200, OK)]);
    let client = client(&script).build().unwrap();
    assert_eq!(client.send(CreateOnce::new()).await.unwrap().attempts(), 3);
    client.send(CreateOnce::new()).await.unwrap();
    let tokens: Vec<String> = script.requests().iter().map(token).collect();
    assert!(tokens[0].starts_with("ClientToken=") && tokens[0].len() == "ClientToken=".len() + 32, "{}", tokens[0]);
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(tokens[0], tokens[2]);
    assert_ne!(tokens[0], tokens[3], "another call is another token");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_the_caller_is_kept_and_an_empty_one_is_no_token() {
    let script = ScriptedTransport::new([unavailable(), Outcome::response(200, OK)]);
    client(&script).build().unwrap().send(CreateOnce::new().client_token("mine")).await.unwrap();
    assert!(script.requests().iter().all(|request| request.uri().query() == Some("ClientToken=mine")));
    let script = ScriptedTransport::new([unavailable()]);
    let error = client(&script).build().unwrap().send(CreateOnce::new().client_token("")).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_of_the_clients_makes_no_error_retryable_for_the_caller() {
    let failed = |token: Option<&'static str>| async move {
        let script = ScriptedTransport::new([unavailable()]);
        let client = client(&script).retry(RetryPolicy::none()).build().unwrap();
        let operation = token.into_iter().fold(CreateOnce::new(), CreateOnce::client_token);
        client.send(operation).await.unwrap_err()
    };
    let (own, clients) = (failed(Some("mine")).await, failed(None).await);
    assert!(own.is_retryable());
    assert!(!clients.is_retryable(), "the next call would have another token");
    // The hints say the same.
    assert!(own.hint().unwrap().ends_with("so a retry with the same token is safe."), "{own:?}");
    assert!(clients.hint().unwrap().ends_with("check before you retry."), "{clients:?}");
}

#[tokio::test]
async fn every_attempt_has_its_own_date_nonce_credentials_and_signature() {
    let server = Server::respond_with(|number, _| match number {
        0 | 1 => MockResponse::json(429, r#"{"Code":"TooManyRequests"}"#),
        _ => MockResponse::json(200, OK),
    });
    let seconds = Arc::new(AtomicU64::new(1_700_000_000));
    let turns = AtomicU64::new(0);
    let provider = RotatingKeys { turns: AtomicU64::new(0) };
    let client = Client::builder()
        .endpoint(server.url())
        .credentials(provider)
        .clock(move || UNIX_EPOCH + Duration::from_secs(seconds.fetch_add(1, Ordering::Relaxed)))
        .nonces(move || format!("nonce-{}", turns.fetch_add(1, Ordering::Relaxed)))
        .retry(no_pauses())
        .build()
        .unwrap();
    client.send(read()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for (number, request) in requests.iter().enumerate() {
        v3::verify(request, &format!("key-{number}"), &format!("secret-{number}")).unwrap();
        assert_eq!(request.header("x-acs-signature-nonce"), Some(format!("nonce-{number}").as_str()));
    }
    let different: HashSet<_> = requests.iter().map(|request| request.header("x-acs-date")).collect();
    assert_eq!(different.len(), 3);
}

/// Returns new keys at each call.
struct RotatingKeys {
    turns: AtomicU64,
}

impl alibabacloud_runtime::CredentialProvider for RotatingKeys {
    fn credentials(&self) -> alibabacloud_runtime::BoxFuture<'_, Result<Credentials, Error>> {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Ok(Credentials::new(format!("key-{turn}"), format!("secret-{turn}"))) })
    }

    fn name(&self) -> std::borrow::Cow<'static, str> {
        "rotating".into()
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_of_a_call_ends_it_whatever_attempt_it_is_in() {
    let script = ScriptedTransport::new([unavailable(), Outcome::Silence]);
    let client = client(&script).call_timeout(Duration::from_secs(2)).build().unwrap();
    let started = Instant::now();
    let error = client.send(read()).await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 2);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert_eq!(
        error.message(),
        "no complete response within 2s, the time limit of the call (ClientBuilder::call_timeout); the attempt before failed \
         with: 503 ServiceUnavailable: Later."
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_credentials_to_its_end_has_sent_nothing() {
    struct Never;
    impl alibabacloud_runtime::CredentialProvider for Never {
        fn credentials(&self) -> alibabacloud_runtime::BoxFuture<'_, Result<Credentials, Error>> {
            Box::pin(std::future::pending())
        }

        fn name(&self) -> std::borrow::Cow<'static, str> {
            "never".into()
        }
    }
    let script = ScriptedTransport::default();
    let error = client(&script).credentials(Never).build().unwrap().send(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
    assert!(error.message().starts_with("no credentials within 60s, the time limit of the call"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn while_everything_fails_the_budget_ends_the_retries() {
    let script = ScriptedTransport::new((0..9).map(|_| throttled()).chain([Outcome::response(200, OK)]));
    let policy = no_pauses().budget(Budget::new(20));
    let client = client(&script).retry(policy).build().unwrap();
    let mut attempts = Vec::new();
    for _ in 0..5 {
        attempts.push(client.send(read()).await.unwrap_err().attempts());
    }
    assert_eq!(attempts, [3, 3, 1, 1, 1]);
    assert_eq!(client.send(read()).await.unwrap().attempts(), 1, "a call itself needs no token");
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_cancelled_before_their_retry_take_nothing_from_the_budget() {
    let failures = (0..9).map(|_| throttled());
    let script = ScriptedTransport::new(failures.chain([throttled(), Outcome::response(200, OK)]));
    let client = client(&script).retry(whole_pauses().budget(Budget::new(5))).build().unwrap();
    for _ in 0..9 {
        tokio::time::timeout(Duration::from_millis(100), client.send(read()).into_future()).await.unwrap_err();
    }
    assert_eq!(client.send(read()).await.unwrap().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_parts_of_a_policy_can_be_replaced() {
    let script = ScriptedTransport::new([Outcome::response(409, r#"{"Code":"Busy"}"#), Outcome::response(200, OK)]);
    let policy =
        whole_pauses().backoff(Backoff::new(Duration::from_secs(7), Duration::from_secs(7))).classifier(|failure| {
            match failure.code {
                Some("Busy") => Decision::Retry(Cause::Throttled),
                _ => Decision::Stop,
            }
        });
    let response = client(&script).retry(policy).build().unwrap().send(write()).await.unwrap();
    assert_eq!(response.delays(), [Duration::from_secs(7)]);
}

/// What the service's clock shows: 2023-11-14T22:13:20Z.
const THERE: u64 = 1_700_000_000;

fn refused_date() -> Outcome {
    Outcome::response(400, r#"{"Code":"InvalidTimeStamp.Expired"}"#).header("date", "Tue, 14 Nov 2023 22:13:20 GMT")
}

fn off_by(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(THERE.checked_add_signed(seconds).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_off_is_corrected_once_and_remembered() {
    for seconds in [3600, -3600] {
        let script = ScriptedTransport::new([refused_date(), Outcome::response(200, OK), Outcome::response(200, OK)]);
        let client = client(&script).clock(move || off_by(seconds)).build().unwrap();
        let response = client.send(write()).await.unwrap();
        assert_eq!((response.attempts(), response.delays().len()), (2, 0), "it is no repetition");
        client.send(write()).await.unwrap();
        let dates = script.header("x-acs-date");
        assert_ne!(dates[0], "2023-11-14T22:13:20Z");
        assert_eq!(dates[1..], ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20Z"]);
        assert_eq!(script.header("x-acs-retry-attempts"), ["", "", ""]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_date_is_an_error_where_the_clock_is_right_or_shall_be_kept() {
    let right = ScriptedTransport::new([refused_date()]);
    let error = client(&right).clock(|| off_by(30)).build().unwrap().send(read()).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidTimeStamp.Expired"));
    let kept = ScriptedTransport::new([refused_date()]);
    let client = client(&kept).clock(|| off_by(3600)).correct_clock(false).build().unwrap();
    assert_eq!(client.send(read()).await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_date_that_is_refused_again_is_not_corrected_again() {
    let later = Outcome::response(400, r#"{"Code":"InvalidTimeStamp.Expired"}"#)
        .header("date", "Tue, 14 Nov 2023 20:00:00 GMT");
    let script = ScriptedTransport::new([refused_date(), later]);
    let client = client(&script).clock(|| off_by(3600)).build().unwrap();
    let error = client.send(read()).await.unwrap_err();
    assert_eq!((error.attempts(), error.code()), (2, Some("InvalidTimeStamp.Expired")));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_takes_longer_than_its_deadline_can_be_taken_up_again() {
    let page = |voice| Outcome::response(200, voice);
    let script = ScriptedTransport::new([
        page(r#"{"Data":{"CustomizedVoiceList":[{"VoiceId":"a"}]}}"#),
        page(r#"{"Data":{"CustomizedVoiceList":[{"VoiceId":"b"}]}}"#),
        Outcome::Silence,
    ]);
    let client = client(&script.clone().taking(Duration::from_secs(4))).build().unwrap();
    let mut pages = client.pages(ListCustomizedVoices::new()).page_size(1).deadline(Duration::from_secs(9));
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_ok());
    let started = Instant::now();
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 1));
    assert!(error.message().contains("Pages::deadline"), "{error}");
    assert!(pages.next().await.is_none());
    assert_eq!(pages.operation().page_no, Some(3));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_not_sent_again_and_has_no_end() {
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    let script = ScriptedTransport::new([throttled()]);
    let client = client(&script).build().unwrap();
    let cut = tokio::time::timeout(Duration::from_millis(50), client.send(read())).await;
    assert!(cut.is_err());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(script.requests().len(), 1);
    let traced = recorder.text();
    assert!(traced.contains("the call is retried") && !traced.contains("the call has ended"), "{traced}");
}
