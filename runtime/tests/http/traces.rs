//! What is traced of a call whose response is read.

use std::time::Duration;

use alibabacloud_runtime::retry::Backoff;
use alibabacloud_runtime::{ClientBuilder, CredentialsUri, ErrorKind, RetryPolicy};
use loopback::{MockResponse, Server};
use trace_recorder::TraceRecorder;

use crate::client::{call, client};

/// The events of a call, and its result.
async fn events(client: ClientBuilder) -> (Vec<String>, Option<ErrorKind>) {
    let recorder = TraceRecorder::default();
    let guard = recorder.record();
    let error = call(client).await.err();
    drop(guard);
    let text = recorder.text();
    let own = text.lines().filter(|line| line.contains("rpc.method") && line.starts_with("DEBUG"));
    (own.map(str::to_owned).collect(), error.map(|error| error.kind()))
}

#[tokio::test]
async fn a_response_that_cannot_be_read_is_the_failure_of_a_call() {
    for body in ["", "<html></html>", r#"{"JobId":"j"#, "pong"] {
        let server = Server::start(MockResponse::new(200, body));
        let (events, error) = events(client(&server.url())).await;
        assert_eq!((events.len(), error), (1, Some(ErrorKind::UnexpectedResponse)), "{events:?}");
        assert!(events[0].contains("the call has ended"), "{events:?}");
        assert!(events[0].contains(r#"status_code=200 http.request.resend_count=0 error.type="UnexpectedResponse""#));
    }
}

#[tokio::test]
async fn what_does_not_fit_is_one_event_before_the_end_of_the_call_whoever_has_looked_at_it() {
    let classified = RetryPolicy::standard()
        .backoff(Backoff::new(Duration::ZERO, Duration::ZERO))
        .classifier(alibabacloud_runtime::retry::classify);
    let server = Server::start(MockResponse::new(200, r#"{"Score":NaN}"#));
    for retry in [RetryPolicy::none(), classified] {
        let (events, error) = events(client(&server.url()).retry(retry)).await;
        assert_eq!((events.len(), error), (2, None), "{events:?}");
        assert!(events[0].contains("a response does not fit its published type"), "{events:?}");
        assert!(events[1].contains("the call has ended") && !events[1].contains("error.type"), "{events:?}");
    }
}

#[tokio::test]
async fn a_status_that_a_source_of_credentials_has_sent_is_not_that_of_the_call() {
    let source = Server::start(MockResponse::new(403, r#"{"Code":"NoPermission"}"#));
    let server = Server::start(MockResponse::new(200, "{}"));
    let (events, error) = events(client(&server.url()).credentials(CredentialsUri::new(source.url()))).await;
    assert_eq!((events.len(), error), (1, Some(ErrorKind::Credentials)), "{events:?}");
    assert!(events[0].contains(r#"error.type="Credentials""#) && events[0].contains(r#"code="NoPermission""#));
    assert!(!events[0].contains("status_code"), "{events:?}");
}
