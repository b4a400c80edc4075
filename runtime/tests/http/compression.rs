//! Compressed responses.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use loopback::{MockResponse, Server};
use serde_json::json;

use crate::client::{call, client, get, transport};

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A response with this text compressed.
pub fn gzipped(status: u16, text: &[u8]) -> MockResponse {
    MockResponse::new(status, gzip(text)).header("content-encoding", "gzip")
}

#[tokio::test]
async fn a_compressed_response_is_read_like_any_other() {
    let server = Server::start(gzipped(200, br#"{"RequestId":"a"}"#));
    assert_eq!(call(client(&server.url())).await.unwrap(), json!({ "RequestId": "a" }));
    assert_eq!(server.requests()[0].header("accept-encoding"), Some("gzip"));
}

#[tokio::test]
async fn a_compressed_refusal_says_what_the_service_said() {
    let server = Server::start(gzipped(400, br#"{"Code":"InvalidParameter","Message":"No."}"#));
    let error = call(client(&server.url())).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("InvalidParameter"), "No."));
}

#[tokio::test]
async fn an_empty_response_may_be_called_compressed() {
    let server = Server::start(MockResponse::new(200, "").header("content-encoding", "gzip"));
    assert!(get(&transport(), &server.url()).await.unwrap().body().is_empty());
}

#[tokio::test]
async fn the_headers_of_a_decoded_response_do_not_speak_of_the_encoded_one() {
    let server = Server::start(gzipped(200, b"decoded"));
    let response = get(&transport(), &server.url()).await.unwrap();
    assert_eq!(response.body(), "decoded");
    assert!(!response.headers().contains_key("content-encoding") && !response.headers().contains_key("content-length"));
}
