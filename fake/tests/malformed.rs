//! The fake responds to any bytes, or closes the connection, and keeps running.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use alibabacloud_fake::Fake;
use alibabacloud_ice::OPERATIONS;
use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;

/// Requests with this token are not signed.
const BEARER: &str = "fuzz";

static FAKE: LazyLock<Fake> =
    LazyLock::new(|| Fake::builder().journal_limit(10).bearer_token(BEARER).start_blocking().unwrap());

/// Sends bytes, and returns all that is received until the fake closes the connection.
fn sent(bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(FAKE.endpoint().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // The fake may close the connection before all is sent.
    drop(stream.write_all(bytes));
    drop(stream.shutdown(Shutdown::Write));
    let mut response = Vec::new();
    match stream.read_to_end(&mut response) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            panic!("neither a response nor closed: {bytes:?}")
        }
        _ => response,
    }
}

/// Whether the fake still responds.
fn is_running() -> bool {
    let response = sent(b"GET /?Action=GetPublicMediaInfo&Version=2020-11-09 HTTP/1.1\r\nhost: a\r\n\r\n");
    String::from_utf8_lossy(&response).starts_with("HTTP/1.1 200 ")
}

const ACTIONS: [&str; 8] = [
    "GetPublicMediaInfo",
    "ListPublicMediaBasicInfos",
    "AssumeRoleWithOIDC",
    "SubmitSnapshotJob",
    "ListLiveRecordFiles",
    "ListAllPublicMediaTags",
    "",
    "GetNothing",
];

/// Suffixes of names of parameters, for lists and objects.
const ENDINGS: [&str; 8] =
    ["", ".1", ".2.A", ".0", ".-1", ".99999999999999999999", ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "."];

/// Names of known parameters, with suffixes.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "MediaId",
        "JobIds",
        "Input",
        "PageNo",
        "PageSize",
        "NextToken",
        "Signature",
        "AccessKeyId",
        "Timestamp",
        "RoleArn",
        "DurationSeconds",
    ];
    let known = (prop::sample::select(known.to_vec()), prop::sample::select(ENDINGS.to_vec()));
    prop_oneof![4 => known.prop_map(|(name, ending)| format!("{name}{ending}")), 1 => ".{0,8}"]
}

fn value() -> impl Strategy<Value = String> {
    let odd = [
        "",
        "[",
        "{}",
        "[[[[]]]]",
        "null",
        "1e400",
        "-1",
        "99999999999999999999",
        "%",
        "%zz",
        "%ff",
        "2024-01-02T03:04:05Z",
        "fake-page-18446744073709551615",
        "acs:ram::1:role/r",
    ];
    prop_oneof![3 => prop::sample::select(odd.to_vec()).prop_map(str::to_owned), 1 => "[ -~]{0,20}"]
}

/// A target that is valid in a request line: without blanks and control characters.
fn target(action: &str, pairs: &[(String, String)]) -> String {
    let pairs: String = pairs.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let pairs: String = pairs.chars().filter(|sign| sign.is_ascii_graphic() && *sign != '#').collect();
    format!("/?Action={action}&Version=2020-11-09{pairs}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_have_a_response_or_the_connection_is_closed(bytes in vec(any::<u8>(), 0..300)) {
        sent(&bytes);
        prop_assert!(is_running());
    }

    #[test]
    fn a_request_with_changed_bytes_has_a_response_or_the_connection_is_closed(
        changes in vec((0usize..1000, any::<u8>()), 0..6),
        body in vec(any::<u8>(), 0..40),
    ) {
        let head = format!(
            "POST /?Name=a&Speed=%20x HTTP/1.1\r\nhost: 127.0.0.1\r\nx-acs-action: CreatePipeline\r\n\
             x-acs-version: 2020-11-09\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             authorization: ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;x-acs-action,Signature=00\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let mut bytes = [head.as_bytes(), &body].concat();
        let length = bytes.len();
        for (place, byte) in changes {
            bytes[place % length] = byte;
        }
        sent(&bytes);
        prop_assert!(is_running());
    }

    #[test]
    fn any_parameters_have_a_response(
        action in prop::sample::select(ACTIONS.to_vec()),
        pairs in vec((name(), value()), 0..8),
        form in vec((name(), value()), 0..4),
        post in any::<bool>(),
    ) {
        let body: String = form.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let request = http::Request::builder()
            .method(if post { "POST" } else { "GET" })
            .uri(target(action, &pairs))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from(body));
        // An invalid target cannot be received over a connection either.
        let Ok(request) = request else { return Ok(()) };
        error_code(request)?;
    }

    #[test]
    fn any_values_of_the_parameters_of_an_operation_have_a_response(
        operation in 0..OPERATIONS.len(),
        odd in vec((any::<prop::sample::Index>(), prop::sample::select(ENDINGS.to_vec()), value()), 0..6),
        usual in any::<bool>(),
    ) {
        let Some(info) = OPERATIONS.iter().nth(operation) else { return Ok(()) };
        let mut pairs = Vec::new();
        if usual {
            // With the required parameters, so that more than their absence is checked.
            pairs.extend(info.parameters.iter().filter(|it| it.required).map(|it| (it.name.to_owned(), "1".to_owned())));
        }
        if !info.parameters.is_empty() {
            let odd = odd.iter().map(|(which, ending, value)| {
                (format!("{}{ending}", which.get(info.parameters).name), value.clone())
            });
            pairs.extend(odd);
        }
        let body: String = pairs.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let request = http::Request::builder()
            .method(info.methods[0].as_str())
            .uri(target(info.name, &pairs))
            .header("x-acs-bearer-token", BEARER)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from(body));
        let Ok(request) = request else { return Ok(()) };
        let code = error_code(request)?;
        // It was authenticated.
        prop_assert!(!["InvalidBearerToken", "MissingAccessKeyId", "UnsupportedHTTPMethod"].contains(&&*code), "{code}");
    }
}

/// Asserts that the response to a request is JSON, and returns its error code.
fn error_code(request: http::Request<Bytes>) -> Result<String, TestCaseError> {
    let response = FAKE.respond(request).unwrap();
    prop_assert!((200..600).contains(&response.status().as_u16()));
    let body = serde_json::from_slice::<serde_json::Value>(response.body());
    prop_assert!(body.is_ok(), "{:?}", response.body());
    Ok(body.unwrap_or_default()["Code"].as_str().unwrap_or_default().to_owned())
}
