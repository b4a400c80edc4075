//! Responses that come compressed.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::client::{call, client, get, transport};
use crate::server::{Answer, Server};

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_response_is_read_like_any_other() {
    let server = Server::start(Answer::new("200 OK\r\ncontent-encoding: gzip", &gzip(br#"{"RequestId":"a"}"#))).await;
    assert_eq!(call(client(&server.url())).await.unwrap(), json!({ "RequestId": "a" }));
    assert!(server.heads()[0].contains("\r\naccept-encoding: gzip\r\n"), "{}", server.heads()[0]);
}

#[tokio::test]
async fn a_compressed_refusal_says_what_the_service_said() {
    let body = gzip(br#"{"Code":"InvalidParameter","Message":"No."}"#);
    let server = Server::start(Answer::new("400 Bad Request\r\ncontent-encoding: gzip", &body)).await;
    let error = call(client(&server.url())).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("InvalidParameter"), "No."));
}

#[tokio::test]
async fn an_empty_response_may_be_called_compressed() {
    let server = Server::start(Answer::new("200 OK\r\ncontent-encoding: gzip", b"")).await;
    assert!(get(&transport(), &server.url()).await.unwrap().body().is_empty());
}

#[tokio::test]
async fn the_headers_of_a_decoded_response_do_not_speak_of_the_encoded_one() {
    let server = Server::start(Answer::new("200 OK\r\ncontent-encoding: gzip", &gzip(b"decoded"))).await;
    let response = get(&transport(), &server.url()).await.unwrap();
    assert_eq!(response.body(), "decoded");
    assert!(!response.headers().contains_key("content-encoding") && !response.headers().contains_key("content-length"));
}
