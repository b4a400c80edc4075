//! Requests of a client, as a server receives them.

use std::time::{Duration, UNIX_EPOCH};

use alibabacloud_ice::OPERATIONS;
use alibabacloud_ice::agent::GetAiRtcAuthCodeList;
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::{Client, ClientBuilder, Credentials, SignatureVersion};
use loopback::{MockResponse, RecordedRequest, Server};
use serde_json::json;
use specimen::requests::{GetPublicThing, QueryAndDelete};
use trace_recorder::TraceRecorder;

/// 2024-01-02T03:04:05Z
const TIME: Duration = Duration::from_secs(1_704_164_645);

fn client(server: &Server) -> ClientBuilder {
    let credentials = Credentials::new("test-key-id", "test-key-secret").with_security_token("test-token");
    Client::builder()
        .endpoint(server.url())
        .credentials(credentials)
        .clock(|| UNIX_EPOCH + TIME)
        .nonces(|| "nonce".to_owned())
}

fn server() -> Server {
    let answer = MockResponse::json(200, r#"{"RequestId":"in-the-body","Success":true,"Colour":"blue"}"#);
    Server::start(answer.header("x-acs-request-id", "in-the-header"))
}

fn only(server: &Server) -> RecordedRequest {
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    requests[0].clone()
}

#[tokio::test]
async fn a_call_is_a_signed_post_whose_query_survives_byte_for_byte() {
    let server = server();
    let client = client(&server).user_agent("app/1").build().unwrap();
    client.send(GetCustomizedVoiceJob::new("/ ~'%+é")).await.unwrap();

    let request = only(&server);
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/"));
    assert_eq!(request.query, "JobId=%2F%20~%27%25%2B%C3%A9");
    assert!(request.body.is_empty());
    for (name, value) in [
        ("host", server.url().trim_start_matches("http://")),
        ("content-length", "0"),
        ("accept", "application/json"),
        ("x-acs-action", "GetCustomizedVoiceJob"),
        ("x-acs-version", "2020-11-09"),
        ("x-acs-date", "2024-01-02T03:04:05Z"),
        ("x-acs-signature-nonce", "nonce"),
        ("x-acs-credentials-provider", "static_sts"),
        ("x-acs-accesskey-id", "test-key-id"),
        ("x-acs-security-token", "test-token"),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    assert!(request.header("user-agent").unwrap().ends_with(" app/1"));
    let authorization = request.header("authorization").unwrap();
    assert!(
        authorization.starts_with("ACS3-HMAC-SHA256 Credential=test-key-id,SignedHeaders=host;x-acs-"),
        "{authorization}"
    );
    assert_eq!(request.header("content-type"), None);
}

#[tokio::test]
async fn the_older_signature_is_sent_in_the_query() {
    let server = server();
    let client = client(&server).signature_version(SignatureVersion::V1).build().unwrap();
    client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();

    let request = only(&server);
    let names: Vec<_> = request.query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    for name in ["AccessKeyId", "Action", "JobId", "SecurityToken", "Signature", "SignatureNonce", "Timestamp"] {
        assert!(names.contains(&name), "{name}");
    }
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn an_anonymous_call_has_no_credential_although_there_is_one() {
    let server = server();
    let client = client(&server).build().unwrap();
    client.send(GetPublicThing::new()).await.unwrap();

    let request = only(&server);
    assert_eq!(
        request.query,
        "Action=GetPublicThing&Format=json&SignatureNonce=nonce&Timestamp=2024-01-02T03%3A04%3A05Z&Version=2024-05-01"
    );
    let sent = format!("{request:?}");
    assert!(!sent.contains("test-"), "{sent}");
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("x-acs-credentials-provider"), None);
}

#[tokio::test]
async fn a_response_has_its_output_and_all_that_came_with_it() {
    let server = server();
    let client = client(&server).build().unwrap();
    let response = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();

    assert_eq!(response.output.success, Some(true));
    assert_eq!(response.status(), 200);
    assert_eq!(response.request_id(), Some("in-the-body"));
    assert_eq!(response.headers()["x-acs-request-id"], "in-the-header");
    assert_eq!(response.unknown_fields(), ["Colour"]);
    assert!(response.drift().is_empty());
    assert!(response.raw().starts_with(b"{\"RequestId\""));
    assert_eq!(response.output.request_id.as_deref(), Some("in-the-body"));
}

#[tokio::test]
async fn a_request_id_that_the_type_does_not_have_is_found_too() {
    // A key in another case is that of the type, which comes before the header.
    for (body, with_header) in [
        (r#"{"requestId":"R1"}"#, "R1"),
        (r#"{"RequestID":"R1"}"#, "R1"),
        (r#"{"request_id":"R1"}"#, "R1"),
        (r#"{"RequestId":"","request_id":"R1","Data":{}}"#, "from-the-header"),
    ] {
        let server = Server::start(MockResponse::json(200, body));
        let response = client(&server).build().unwrap().send(GetCustomizedVoiceJob::new("job")).await.unwrap();
        assert_eq!(response.request_id(), Some("R1"), "{body}");
        let server = Server::start(MockResponse::json(200, body).header("x-acs-request-id", "from-the-header"));
        let response = client(&server).build().unwrap().send(GetCustomizedVoiceJob::new("job")).await.unwrap();
        assert_eq!(response.request_id(), Some(with_header), "{body}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let server = Server::start(MockResponse::json(200, "\u{feff}{\"RequestId\":\"a\"}"));
    let response =
        client(&server).strict_responses(true).build().unwrap().send(GetCustomizedVoiceJob::new("job")).await;
    assert_eq!(response.unwrap().request_id(), Some("a"));
}

#[tokio::test]
async fn an_empty_success_is_valid_for_an_operation_without_output() {
    let server = Server::start(MockResponse::new(204, "").header("x-acs-request-id", "in-the-header"));
    let client = client(&server).build().unwrap();
    let response = client.send(QueryAndDelete::new()).await.unwrap();
    assert_eq!(response.request_id(), Some("in-the-header"));
}

#[tokio::test]
async fn concurrent_calls_share_a_client_and_its_futures_can_be_spawned() {
    let server = server();
    let client = client(&server).build().unwrap();
    let calls: Vec<_> = (0..4)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.send(GetCustomizedVoiceJob::new(number.to_string())).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.requests().len(), 4);
}

/// `License` does not look like a secret: only the metadata says that it is one.
#[tokio::test]
async fn a_secret_is_shown_nowhere_whatever_the_case_of_its_key() {
    const SECRET: &str = "98765432109876543210987";
    let bodies = |key: &str| {
        [format!(r#""{SECRET}""#), SECRET.to_owned(), format!(r#"["{SECRET}"]"#), format!(r#"{{"a":{SECRET}}}"#)].map(
            |value| format!(r#"{{"{key}":{value},"authCodeList":[{{"{key}":{value}}}],"codes":{{"{key}":{value}}}}}"#),
        )
    };
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    for body in ["License", "license", "LICENSE"].into_iter().flat_map(bodies) {
        let cut = &body[..body.len() - 1];
        for (status, body, strict) in
            [(200, &*body, false), (200, &*body, true), (200, cut, false), (400, &*body, false)]
        {
            let server = Server::start(MockResponse::json(status, body));
            let client = client(&server).strict_responses(strict).build().unwrap();
            let typed = client.send(GetAiRtcAuthCodeList::new()).await;
            let by_name = client.call_by_name(&OPERATIONS, "GetAiRtcAuthCodeList", json!({})).await;
            let errors = [typed.as_ref().err(), by_name.as_ref().err()].into_iter().flatten().map(ToString::to_string);
            let shown = format!("{typed:?} {by_name:?} {:?}", errors.collect::<Vec<_>>());
            assert!(!shown.contains(&SECRET[..8]), "{status} {body}: {shown}");
        }
    }
    assert!(!recorder.text().contains(&SECRET[..8]));
}
