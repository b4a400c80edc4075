//! Responses that end before they should.

use std::time::Duration;

use alibabacloud_runtime::retry::{Backoff, Cause, Decision};
use alibabacloud_runtime::transport::TransportErrorKind;
use alibabacloud_runtime::{ErrorKind, RetryPolicy};
use loopback::{MockResponse, Server};

use crate::client::{call, client, get, transport};
use crate::compression::gzip;

/// Each of these is valid JSON up to where it ends.
fn cut() -> [(&'static str, Vec<u8>); 4] {
    let zipped = gzip(b"{}");
    let zipped = &zipped[..zipped.len() - 6];
    let gzip_head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", zipped.len());
    [
        ("less than it states", b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{}".to_vec()),
        ("no last chunk", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n".to_vec()),
        ("half a chunk", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{}".to_vec()),
        ("no end of what is compressed", [gzip_head.as_bytes(), zipped].concat()),
    ]
}

#[tokio::test]
async fn a_body_that_ends_early_is_an_error_with_what_came() {
    for (what, bytes) in cut() {
        let server = Server::start(MockResponse::raw(bytes));
        let error = get(&transport(), &server.url()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Other, "{what}");
        let error = call(client(&server.url())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{what}: {error}");
        assert_eq!(error.status().unwrap(), 200, "{what}");
        assert!(error.message().starts_with("the response broke off: "), "{what}: {error}");
    }
}

#[tokio::test]
async fn a_classifier_decides_about_a_body_that_cannot_be_read() {
    let policy = || {
        let at_once = Backoff::new(Duration::from_millis(1), Duration::from_millis(1));
        RetryPolicy::standard().backoff(at_once).classifier(|failure| match failure.kind {
            ErrorKind::UnexpectedResponse => Decision::Retry(Cause::ServerError),
            _ => Decision::Stop,
        })
    };
    for body in ["", "<html></html>", r#"{"JobId":"j"#, "pong"] {
        let server =
            Server::respond_with(move |number, _| MockResponse::new(200, if number < 2 { body } else { "{}" }));
        call(client(&server.url()).retry(policy())).await.unwrap();
        assert_eq!(server.requests().len(), 3, "{body}");
        let server = Server::start(MockResponse::new(200, body));
        let error = call(client(&server.url()).retry(policy())).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnexpectedResponse, 3), "{body}");
        assert!(error.may_have_taken_effect());
        // Without it, nobody retries.
        let error = call(client(&server.url()).retry(RetryPolicy::standard())).await.unwrap_err();
        assert_eq!(error.attempts(), 1, "{body}");
    }
}
