//! Responses that are too long.

use std::time::Duration;

use alibabacloud_runtime::http::StatusCode;
use alibabacloud_runtime::transport::TransportErrorKind;
use alibabacloud_runtime::{Client, ErrorKind};
use flate2::{Compress, Compression, FlushCompress};
use insta::assert_snapshot;
use loopback::{End, MockResponse, Server};
use tokio::time::timeout;

use crate::client::{call, chain, client, get, shown, transport};
use crate::compression::gzipped;

/// More than the buffers of a connection hold, and far less than what the servers here would send.
const MUCH: usize = 24 << 20;

/// A body in chunks, whose length only its end tells.
fn chunked(body: &[u8]) -> MockResponse {
    let head = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n", body.len());
    MockResponse::raw([head.as_bytes(), body, b"\r\n0\r\n\r\n"].concat())
}

#[tokio::test]
async fn a_response_may_be_as_long_as_the_limit_and_no_longer() {
    let transport = transport().with_response_limit(1000);
    let (fits, does_not) = ([b'x'; 1000], [b'x'; 1001]);
    for response in [MockResponse::new(200, fits), chunked(&fits), gzipped(200, &fits)] {
        let server = Server::start(response);
        assert_eq!(get(&transport, &server.url()).await.unwrap().body().len(), 1000);
    }
    for response in [MockResponse::new(200, does_not), chunked(&does_not), gzipped(200, &does_not)] {
        let server = Server::start(response);
        let error = get(&transport, &server.url()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    }
}

#[tokio::test]
async fn a_response_that_states_too_great_a_length_is_refused_before_it_comes() {
    let head = "HTTP/1.1 200 OK\r\nx-acs-request-id: ID\r\ncontent-length: 33554433\r\n\r\n";
    let server = Server::start(MockResponse::raw(head).end(End::Stall));
    let error = timeout(Duration::from_secs(5), call(client(&server.url()))).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert!(error.raw_body().unwrap().is_empty());
    assert_snapshot!(shown(&error), @r"
    CreateThing failed: 200 OK: the response is too large: it states a length of 33554433 bytes; at most 33554432 bytes are read (ClientBuilder::response_limit) [request ID ID, host HOST]
      hint: The call may have taken effect, and another one returns as much: request less, such as smaller pages, or raise ClientBuilder::response_limit.
    ");
}

#[tokio::test]
async fn a_response_without_end_is_read_no_further_than_the_limit() {
    let part = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    let head = "HTTP/1.1 200 OK\r\nx-acs-request-id: ID\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::start(MockResponse::raw(head).then_repeat(part, 4096));
    let error = call(client(&server.url()).response_limit(5000)).await.unwrap_err();
    assert_eq!((error.kind(), error.raw_body().unwrap().len()), (ErrorKind::UnexpectedResponse, 0));
    assert!(server.sent() < MUCH, "{}", server.sent());
    assert_snapshot!(shown(&error), @r"
    CreateThing failed: 200 OK: the response is too large: it goes on after the limit; at most 5000 bytes are read (ClientBuilder::response_limit) [request ID ID, host HOST]
      hint: The call may have taken effect, and another one returns as much: request less, such as smaller pages, or raise ClientBuilder::response_limit.
    ");
}

#[tokio::test]
async fn a_small_response_that_would_become_huge_is_stopped_early() {
    // 1 MiB of zeros, compressed so that it can be repeated: 64 GiB in all.
    let mut part = Vec::with_capacity(1 << 16);
    let zeros = vec![0; 1 << 20];
    Compress::new(Compression::best(), false).compress_vec(&zeros, &mut part, FlushCompress::Full).unwrap();
    assert!(part.len() < 4096);
    let gzip_header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        gzip_header.len() + (part.len() << 16)
    );
    let start = [head.as_bytes(), &gzip_header].concat();
    let server = Server::start(MockResponse::raw(start).then_repeat(part, 1 << 16));
    // More than what is compressed states as its length: that is not what counts.
    let error = get(&transport().with_response_limit(100 << 20), &server.url()).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    assert!(chain(&error).contains("it goes on after the limit; at most 104857600 bytes"), "{}", chain(&error));
    assert!(server.sent() < MUCH, "{}", server.sent());
}

#[tokio::test]
async fn a_refusal_with_too_long_a_page_is_still_a_refusal() {
    let server = Server::start(MockResponse::new(503, [b'x'; 2000]));
    let error = call(client(&server.url()).response_limit(1000)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(StatusCode::SERVICE_UNAVAILABLE)));
    assert!(error.message().contains("the response is too large"), "{error}");
}

#[tokio::test]
async fn the_limit_holds_for_http_that_is_configured() {
    let server = Server::start(MockResponse::new(200, [b' '; 1001]));
    let builder = client(&server.url()).configure_http(|builder| builder.no_gzip());
    assert_eq!(call(builder.response_limit(1000)).await.unwrap_err().kind(), ErrorKind::UnexpectedResponse);
}

#[test]
fn a_client_shows_its_limit() {
    for (builder, shown) in [
        (Client::builder(), "response_limit: Some(33554432)"),
        (Client::builder().response_limit(7), "response_limit: Some(7)"),
        (
            Client::builder().configure_http(|builder| builder).response_limit(7),
            "configured: true }), response_limit: Some(7)",
        ),
        (Client::builder().transport(transport()), "http: None, response_limit: None"),
    ] {
        let client = format!("{:?}", builder.build().unwrap());
        assert!(client.contains(shown), "{client}");
    }
}
