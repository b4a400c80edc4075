//! A call that is refused for its signing parameters (date, session, nonce) has not taken effect: it is signed again and sent
//! again, once, even if it would not be retried.

use std::borrow::Cow;
use std::collections::HashSet;
use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::support::scripted_transport::{Outcome, ScriptedTransport};
use alibabacloud_ice::voice::{CreateCustomizedVoiceJob, GetCustomizedVoiceJob};
use alibabacloud_runtime::transport::TransportError;
use alibabacloud_runtime::{
    BoxFuture, Cached, Client, ClientBuilder, CredentialProvider, Credentials, Error, RetryPolicy, Transport,
};
use bytes::Bytes;
use http::{Request, Response};
use specimen::requests::CreateOnce;
use tokio::time::sleep;

const OK: &str = r#"{"RequestId":"r"}"#;

fn refusal(code: &str) -> Outcome {
    Outcome::text(400, format!(r#"{{"Code":"{code}","Message":"No."}}"#))
}

fn ok() -> Outcome {
    Outcome::response(200, OK)
}

fn read() -> GetCustomizedVoiceJob {
    GetCustomizedVoiceJob::new("job")
}

fn write() -> CreateCustomizedVoiceJob {
    CreateCustomizedVoiceJob::new("voice", "female", "story")
}

/// A service that takes its time for each request, and refuses every date but its own.
#[derive(Clone, Default)]
struct Service {
    requests: Arc<AtomicUsize>,
}

/// The time of its clock.
const NOW: &str = "2023-11-14T22:13:20Z";
const NOW_DATE: &str = "Tue, 14 Nov 2023 22:13:20 GMT";

impl Transport for Service {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let (status, body) = match request.headers()["x-acs-date"] == NOW {
            true => (200, OK),
            false => (400, r#"{"Code":"InvalidTimeStamp.Expired","Message":"No."}"#),
        };
        let response = Response::builder().status(status).header("date", NOW_DATE).body(Bytes::from(body)).unwrap();
        Box::pin(async move {
            // Longer than it takes to send all requests of a test.
            sleep(Duration::from_millis(50)).await;
            Ok(response)
        })
    }
}

/// A machine whose clock is years ahead or behind.
fn astray(service: &Service, seconds: i64) -> Client {
    let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000_u64.checked_add_signed(seconds).unwrap());
    let builder =
        Client::builder().region("cn-shanghai").credentials(Credentials::new("test-key-id", "test-key-secret"));
    builder.transport(service.clone()).clock(move || now).build().unwrap()
}

const YEARS: i64 = 7 * 365 * 24 * 60 * 60;

#[tokio::test(start_paused = true)]
async fn twenty_calls_at_once_on_a_clock_that_is_years_off_all_succeed() {
    for seconds in [-YEARS, YEARS] {
        let service = Service::default();
        let client = astray(&service, seconds);
        let calls: Vec<_> = (0..20)
            .map(|number| {
                let client = client.clone();
                tokio::spawn(async move {
                    match number % 2 {
                        0 => client.send(read()).await.map(drop),
                        _ => client.send(write()).await.map(drop),
                    }
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        let requests = service.requests.load(Ordering::Relaxed);
        assert_eq!(requests, 40, "each call is dated anew once");
        client.send(read()).await.unwrap();
        assert_eq!(service.requests.load(Ordering::Relaxed), 41, "and the clock is remembered");
    }
}

#[test]
fn twenty_blocking_calls_at_once_on_a_clock_that_is_years_off_all_succeed() {
    for seconds in [-YEARS, YEARS] {
        let service = Service::default();
        let client = astray(&service, seconds).blocking();
        let calls: Vec<_> = (0..20)
            .map(|number| {
                let client = client.clone();
                thread::spawn(move || match number % 2 {
                    0 => client.send(read()).map(drop),
                    _ => client.send(write()).map(drop),
                })
            })
            .collect();
        for call in calls {
            call.join().unwrap().unwrap();
        }
        assert!(service.requests.load(Ordering::Relaxed) <= 40);
    }
}

/// A source whose sessions are numbered, and how often it was called.
#[derive(Clone, Default)]
struct Sessions(Arc<AtomicUsize>);

impl CredentialProvider for Sessions {
    fn name(&self) -> Cow<'static, str> {
        "sessions".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let expires_at = SystemTime::now() + Duration::from_secs(3600);
        let session = Credentials::new("STS.id", "test-key-secret").with_security_token(format!("token-{number}"));
        Box::pin(ready(Ok(session.with_expiry(expires_at))))
    }
}

fn client(script: &ScriptedTransport, credentials: impl CredentialProvider + 'static) -> ClientBuilder {
    let retry = RetryPolicy::standard().random(|| 0.0);
    Client::builder().region("cn-shanghai").credentials(credentials).transport(script.clone()).retry(retry)
}

#[tokio::test]
async fn a_session_that_is_refused_before_it_expires_is_replaced_and_the_call_sent_again() {
    for code in
        ["InvalidSecurityToken.Expired", "InvalidSecurityToken", "SecurityTokenExpired", "InvalidAccessKeyId.NotFound"]
    {
        let (sessions, script) = (Sessions::default(), ScriptedTransport::new([ok(), refusal(code), ok(), ok()]));
        let client = client(&script, Cached::new(sessions.clone())).build().unwrap();
        client.send(read()).await.unwrap();
        let response = client.send(write()).await.unwrap();
        assert!(response.delays().is_empty(), "{code}: it is no retry");
        client.send(read()).await.unwrap();
        assert_eq!(script.header("x-acs-security-token"), ["token-0", "token-0", "token-1", "token-1"], "{code}");
        assert_eq!(sessions.0.load(Ordering::Relaxed), 2, "{code}: dropped once, fetched once");
    }
}

#[tokio::test]
async fn a_new_session_that_is_refused_as_well_is_the_error() {
    let (sessions, script) = (
        Sessions::default(),
        ScriptedTransport::new([refusal("InvalidSecurityToken"), refusal("InvalidSecurityToken")]),
    );
    let client = client(&script, Cached::new(sessions.clone())).build().unwrap();
    let error = client.send(read()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("InvalidSecurityToken"), 2));
    assert_eq!(sessions.0.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn calls_at_once_whose_session_is_refused_fetch_one_new_session_together() {
    let (sessions, seen) = (Sessions::default(), Arc::new(Mutex::new(Vec::new())));
    let service = Revoking { seen: seen.clone() };
    let builder = Client::builder().region("cn-shanghai").credentials(Cached::new(sessions.clone()));
    let client = builder.transport(service).build().unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(write()).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(sessions.0.load(Ordering::Relaxed), 2);
    assert_eq!(seen.lock().unwrap().len(), 40);
}

/// A service for which the first session is revoked.
struct Revoking {
    seen: Arc<Mutex<Vec<String>>>,
}

impl Transport for Revoking {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let token = request.headers()["x-acs-security-token"].to_str().unwrap().to_owned();
        let (status, body) = match token == "token-0" {
            true => (400, r#"{"Code":"InvalidSecurityToken.Expired","Message":"No."}"#),
            false => (200, OK),
        };
        self.seen.lock().unwrap().push(token);
        let response = Response::builder().status(status).body(Bytes::from(body)).unwrap();
        Box::pin(async move {
            sleep(Duration::from_millis(20)).await;
            Ok(response)
        })
    }
}

#[tokio::test]
async fn a_failure_with_a_status_from_500_is_not_signed_again() {
    for code in ["InvalidSecurityToken.Expired", "InvalidTimeStamp.Expired", "SignatureNonceUsed"] {
        let body = format!(r#"{{"Code":"{code}","Message":"No."}}"#);
        let script = ScriptedTransport::new([Outcome::text(500, body).header("date", NOW_DATE)]);
        let client = client(&script, Cached::new(Sessions::default())).build().unwrap();
        let error = client.send(write()).await.unwrap_err();
        assert_eq!((error.attempts(), error.may_have_taken_effect()), (1, true), "{code}");
    }
}

#[tokio::test]
async fn permanent_credentials_have_no_session_to_renew() {
    let script = ScriptedTransport::new([refusal("InvalidAccessKeyId.NotFound")]);
    let client = client(&script, Credentials::new("test-key-id", "test-key-secret")).build().unwrap();
    let error = client.send(read()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("InvalidAccessKeyId.NotFound"), 1));
}

#[tokio::test]
async fn a_nonce_that_was_used_is_replaced_once_where_the_call_may_be_sent_twice() {
    let used = || refusal("SignatureNonceUsed");
    let keys = || Credentials::new("test-key-id", "test-key-secret");

    let script = ScriptedTransport::new([used(), ok()]);
    client(&script, keys()).build().unwrap().send(read()).await.unwrap();
    assert_eq!(script.header("x-acs-signature-nonce").iter().collect::<HashSet<_>>().len(), 2);

    let script = ScriptedTransport::new([used(), ok()]);
    client(&script, keys()).build().unwrap().send(CreateOnce::new()).await.unwrap();
    let tokens: HashSet<String> = script.requests().iter().map(|request| request.uri().to_string()).collect();
    assert_eq!(tokens.len(), 1, "with the same idempotency token");

    let script = ScriptedTransport::new([used(), used()]);
    let error = client(&script, keys()).build().unwrap().send(read()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("SignatureNonceUsed"), 2), "not a third time");

    for refusal in [used(), used().header("x-acs-retry-after", "1")] {
        let script = ScriptedTransport::new([refusal]);
        let error = client(&script, keys()).build().unwrap().send(write()).await.unwrap_err();
        assert_eq!(error.attempts(), 1, "whoever has used the nonce may have sent the same write");
        assert!(error.may_have_taken_effect());
    }
}
