//! Whatever comes over a connection or as a request, the fake answers or closes, and goes on.

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

/// Whoever has it need not sign.
const BEARER: &str = "fuzz";

static FAKE: LazyLock<Fake> =
    LazyLock::new(|| Fake::builder().journal_limit(10).bearer_token(BEARER).start_blocking().unwrap());

/// Sends bytes, and gives all that comes back until the fake closes.
fn sent(bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(FAKE.endpoint().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // It may close before all has been sent.
    drop(stream.write_all(bytes));
    drop(stream.shutdown(Shutdown::Write));
    let mut response = Vec::new();
    match stream.read_to_end(&mut response) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            panic!("neither answered nor closed: {bytes:?}")
        }
        _ => response,
    }
}

/// Whether somebody still listens.
fn goes_on() -> bool {
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

/// Endings of names of parameters, which make lists and objects of them.
const ENDINGS: [&str; 8] =
    ["", ".1", ".2.A", ".0", ".-1", ".99999999999999999999", ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "."];

/// Names of parameters that mean something, with endings.
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

/// A target that a request line can hold: no blanks and no control characters.
fn target(action: &str, pairs: &[(String, String)]) -> String {
    let pairs: String = pairs.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let pairs: String = pairs.chars().filter(|sign| sign.is_ascii_graphic() && *sign != '#').collect();
    format!("/?Action={action}&Version=2020-11-09{pairs}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered_or_the_connection_is_closed(bytes in vec(any::<u8>(), 0..300)) {
        sent(&bytes);
        prop_assert!(goes_on());
    }

    #[test]
    fn a_request_with_bytes_changed_is_answered_or_the_connection_is_closed(
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
        prop_assert!(goes_on());
    }

    #[test]
    fn any_parameters_are_answered(
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
        // A target that is none never comes over a connection either.
        let Ok(request) = request else { return Ok(()) };
        is_answered(request)?;
    }

    #[test]
    fn any_values_of_an_operations_own_parameters_are_answered(
        operation in 0..OPERATIONS.len(),
        odd in vec((any::<prop::sample::Index>(), prop::sample::select(ENDINGS.to_vec()), value()), 0..6),
        usual in any::<bool>(),
    ) {
        let Some(info) = OPERATIONS.iter().nth(operation) else { return Ok(()) };
        let mut pairs = Vec::new();
        if usual {
            // What is required is there, so that more than its absence is seen.
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
        let code = is_answered(request)?;
        // It came past the doorkeeper.
        prop_assert!(!["InvalidBearerToken", "MissingAccessKeyId", "UnsupportedHTTPMethod"].contains(&&*code), "{code}");
    }
}

/// Checks that a request is answered with JSON, and gives the error code that is in it.
fn is_answered(request: http::Request<Bytes>) -> Result<String, TestCaseError> {
    let answer = FAKE.respond(request).unwrap();
    prop_assert!((200..600).contains(&answer.status().as_u16()));
    let body = serde_json::from_slice::<serde_json::Value>(answer.body());
    prop_assert!(body.is_ok(), "{:?}", answer.body());
    Ok(body.unwrap_or_default()["Code"].as_str().unwrap_or_default().to_owned())
}
