//! What the HTTP library cannot read as a request: the service responds to it as to any other.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use alibabacloud_fake::{Fake, Verdict};
use serde_json::Value;

/// Head and body of the response to these bytes; the connection is closed after it.
fn sent(fake: &Fake, bytes: &[u8]) -> (String, Value) {
    let mut stream = TcpStream::connect(fake.endpoint().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The fake may close the connection before all is sent.
    drop(stream.write_all(bytes));
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(format!("{head}\r\n").contains(&format!("\r\ncontent-length: {}\r\n", body.len())), "{head}");
    (head.to_owned(), serde_json::from_str(body).unwrap())
}

#[test]
fn what_cannot_be_read_is_refused_in_the_format_of_the_service_and_recorded() {
    let fake = Fake::builder().start_blocking().unwrap();
    let long = format!("GET /?Action=ListPipelines&Name={} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(70_000));
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n");
    let large = format!("GET / HTTP/1.1\r\nhost: a\r\nx-large: {}\r\n\r\n", "x".repeat(1 << 20));
    for (bytes, status, code) in [
        (long.as_bytes(), "414 URI Too Long", "RequestURITooLong"),
        (many.as_bytes(), "431 Request Header Fields Too Large", "RequestHeaderTooLarge"),
        (large.as_bytes(), "431 Request Header Fields Too Large", "RequestHeaderTooLarge"),
        (b"no request\r\n\r\n".as_slice(), "400 Bad Request", "InvalidRequest"),
    ] {
        let (head, body) = sent(&fake, bytes);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{head}");
        assert_eq!(body["Code"], code);
        let id = body["RequestId"].as_str().unwrap();
        assert!(head.contains(&format!("\r\nx-acs-request-id: {id}\r\n")), "{head}");
        let journal = fake.journal();
        let last = journal.last().unwrap();
        assert_eq!((last.action.as_str(), last.request_id.as_str()), (status, id));
        assert!(matches!(&last.verdict, Verdict::Refused { code: recorded, .. } if recorded == code), "{last:?}");
    }
    fake.journal().assert_called("431 Request Header Fields Too Large", 2);
}

#[test]
fn a_body_that_is_too_large_is_refused_and_recorded() {
    let fake = Fake::builder().start_blocking().unwrap();
    let head = |length: String| format!("POST /?Action=ListPipelines HTTP/1.1\r\nhost: a\r\n{length}\r\n\r\n");
    let body = vec![b'x'; 17 << 20];
    let whole = [head(format!("content-length: {}", body.len())).as_bytes(), &body].concat();
    // Of unknown length, and in one piece.
    let size = format!("{:x}\r\n", body.len());
    let chunked =
        [head("transfer-encoding: chunked".to_owned()).as_bytes(), size.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
    for bytes in [whole, chunked] {
        let (head, body) = sent(&fake, &bytes);
        assert!(head.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{head}");
        assert_eq!(body["Code"], "RequestBodyTooLarge");
    }
    fake.journal().assert_called("413 Payload Too Large", 2);
}

#[test]
fn a_valid_request_before_it_on_the_same_connection_has_its_own_response() {
    let fake = Fake::builder().start_blocking().unwrap();
    let mut stream = TcpStream::connect(fake.endpoint().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let valid = "GET /?Action=GetPublicMediaInfo&Version=2020-11-09 HTTP/1.1\r\nhost: a\r\n\r\n";
    stream.write_all(format!("{valid}no request\r\n\r\n").as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("HTTP/1.1 400 Bad Request\r\n") && response.contains("InvalidRequest"), "{response}");
}
