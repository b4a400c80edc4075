//! What the styles RPC, V3 and ROA have beyond JSON and access keys: bytes and forms both ways, bearer tokens, anonymous ROA, other
//! signatures, statuses, and paths. The operations are generated; signatures are verified as a server does it.

use crate::support::v3;
use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::{
    Client, ClientBuilder, Credentials, Effect, Error, ErrorKind, Method, Operation, OperationInfo, Operations,
    Response, SignatureVersion,
};
use loopback::{MockResponse, RecordedRequest, Server};
use serde_json::{Value, json};
use specimen::Call as _;
use specimen::requests::post_whole_form::Body as WholeForm;
use specimen::requests::{
    DeleteBelow, GetAnyPath, GetPublicPage, GetWithToken, PostWholeForm, PutForm, PutWidget, SendBytes,
};
use specimen::responses::{GetFile, GetFileAddress, GetKey, GetText, GetUndocumented};

const BYTES: &[u8] = b"\x89PNG\r\n\x00\xff{\"RequestId\": 1}";

fn client(server: &Server) -> ClientBuilder {
    Client::builder().endpoint(server.url()).credentials(Credentials::new("test-key-id", "test-key-secret"))
}

/// The request of an operation that a server has verified.
async fn arrived<O: Operation>(operation: O) -> RecordedRequest {
    let server = Server::start(MockResponse::json(200, "{}"));
    client(&server).build().unwrap().send(operation).await.unwrap();
    let request = server.requests()[0].clone();
    v3::verify(&request, "test-key-id", "test-key-secret").unwrap();
    request
}

async fn response_of<O: Operation>(operation: O, response: MockResponse) -> Result<Response<O::Output>, Error> {
    let server = Server::start(response);
    client(&server).build().unwrap().send(operation).await
}

fn pairs(encoded: &str) -> Vec<String> {
    let pairs = v3::decoded_pairs(encoded).unwrap();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[tokio::test]
async fn a_body_of_bytes_arrives_byte_for_byte_and_is_signed() {
    let request = arrived(SendBytes::new("png").body(BYTES)).await;
    assert_eq!((request.method.as_str(), request.target().as_str()), ("POST", "/?Kind=png"));
    assert_eq!(request.body, BYTES);
    assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    let request = arrived(SendBytes::new("none")).await;
    assert_eq!((request.body.len(), request.header("content-type")), (0, None));
}

#[tokio::test]
async fn a_call_by_name_and_json_have_bytes_as_base64() {
    let operation = SendBytes::new("png").body(BYTES);
    let json = serde_json::to_value(&operation).unwrap();
    assert_eq!(json, json!({"Kind": "png", "body": "iVBORw0KAP97IlJlcXVlc3RJZCI6IDF9"}));
    assert_eq!(serde_json::from_value::<SendBytes>(json.clone()).unwrap(), operation);
    assert_eq!(operation.clone(), operation);
    assert_eq!(format!("{operation:?}"), r#"SendBytes { Kind: "png", body: <24 bytes> }"#);
    let refused = serde_json::from_value::<SendBytes>(json!({"Kind": "png", "body": "*"})).unwrap_err();
    assert!(refused.to_string().starts_with("`body`: expected bytes in Base64, found text"), "{refused}");

    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server).build().unwrap();
    client.call("SendBytes", json).await.unwrap();
    assert_eq!(server.requests()[0].body, BYTES);
    let error = client.call("SendBytes", json!({"Kind": "png", "body": "*"})).await.unwrap_err();
    assert_eq!(error.message(), "parameter `body` is bytes, which are Base64 in JSON, and its text is not");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_response_of_bytes_is_those_bytes_with_status_and_request_id() {
    let file = || MockResponse::new(200, BYTES).header("x-acs-request-id", "R1");
    let response = response_of(GetFile::new("f"), file()).await.unwrap();
    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("R1")));
    assert_eq!(response.output.body.as_deref(), Some(BYTES));
    assert_eq!(response.raw(), BYTES);
    assert!(response.drift().is_empty());
    // JSON is bytes too, and so is nothing.
    for body in ["{\"Code\": \"x\"}", "", " "] {
        let response = response_of(GetFile::new("f"), MockResponse::new(200, body)).await.unwrap();
        assert_eq!(response.output.body.as_deref(), Some(body.as_bytes()));
    }
    let server = Server::start(file());
    let response = client(&server).build().unwrap().call("GetFile", json!({"FileId": "f"})).await.unwrap();
    assert_eq!(response.output, json!("iVBORw0KAP97IlJlcXVlc3RJZCI6IDF9"));

    let refused = MockResponse::json(404, r#"{"code":"NotFound","message":"no such file","requestId":"R2"}"#);
    let error = response_of(GetFile::new("f"), refused).await.unwrap_err();
    assert_eq!((error.code(), error.request_id()), (Some("NotFound"), Some("R2")));
}

/// A test makes a response of an output.
#[test]
fn a_made_response_of_bytes_has_them_as_its_body() {
    let mut output = <GetFile as Operation>::Output::default();
    output.body = Some(Bytes::from_static(BYTES));
    assert_eq!(Response::from(output).raw(), BYTES);
}

#[tokio::test]
async fn forms_are_sent_to_paths() {
    let request = arrived(PutForm::new("a/b", "t").tags(["x", "y"])).await;
    assert_eq!((request.method.as_str(), request.target().as_str()), ("PUT", "/forms/a%2Fb?replace="));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(pairs(request.text()), [r#"Tags=["x","y"]"#, "Title=t"]);

    let form = WholeForm::new().title("a b").tags(["x", "y"]);
    let request = arrived(PostWholeForm::new().body(form)).await;
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(pairs(request.text()), ["Tags.1=x", "Tags.2=y", "Title=a b"]);
}

#[tokio::test]
async fn a_parameter_may_be_several_segments_of_the_path_and_never_leaves_it() {
    let request = arrived(GetAnyPath::new("/providers/Aliyun/resources/a b/%2F?x")).await;
    assert_eq!(request.target(), "/providers/Aliyun/resources/a%20b/%252F%3Fx");
    let request = arrived(DeleteBelow::new("a/b", "c/d")).await;
    assert_eq!(request.target(), "/folders/a%2Fb/c/d");
    for path in ["", "..", "a/../b", "a//b"] {
        let error = response_of(DeleteBelow::new("a", path), MockResponse::new(204, "")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().starts_with("parameter `Path` is part of the path and cannot be empty"), "{error}");
    }
}

#[tokio::test]
async fn an_operation_that_takes_a_token_is_sent_with_one_and_with_nothing_else() {
    let server = Server::start(MockResponse::json(200, r#"{"requestId":"R1"}"#));
    let keys = client(&server).build().unwrap();
    let error = keys.send(GetWithToken::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.message().contains("takes a bearer token, and there is an access key"), "{error}");
    assert!(server.requests().is_empty());

    for version in [SignatureVersion::V3, SignatureVersion::V1, SignatureVersion::V3Sm3] {
        let token = client(&server).credentials(Credentials::bearer("tok")).signature_version(version);
        let response = token.build().unwrap().send(GetWithToken::new()).await.unwrap();
        assert_eq!(response.request_id(), Some("R1"));
        let request = server.requests().pop().unwrap();
        // The path makes the request one of ROA style, although the product is not.
        assert_eq!((request.target().as_str(), request.header("authorization")), ("/tokens", None));
        assert_eq!(request.header("x-acs-bearer-token"), Some("tok"));
        assert_eq!(request.header("x-acs-signature-type"), Some("BEARERTOKEN"));
    }
}

#[tokio::test]
async fn an_anonymous_operation_of_roa_style_has_no_credentials_but_its_own() {
    let server = Server::start(MockResponse::json(200, r#"{"sub":"u","requestId":"R1"}"#));
    let client = client(&server).build().unwrap();
    let response = client.send(GetPublicPage::new("p").authorization("Bearer own")).await.unwrap();
    assert_eq!((&response.output.body["sub"], response.request_id()), (&json!("u"), Some("R1")));
    client.send(GetPublicPage::new("p")).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].header("authorization"), Some("Bearer own"));
    assert_eq!(requests[1].header("authorization"), None);
    for request in requests {
        assert_eq!(request.target(), "/pages/p");
        assert!(request.header("x-acs-date").is_some() && request.header("x-acs-signature-nonce").is_some());
        assert!(!request.headers.iter().any(|(_, value)| value.contains("test-key")), "{request:?}");
    }
    let shown = format!("{:?}", client.dry_run(GetPublicPage::new("p").authorization("Bearer own")).await.unwrap());
    assert!(!shown.contains("Bearer own"), "{shown}");
}

#[tokio::test]
async fn roa_requests_are_signed_in_every_version() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let sent = async |version| {
        let client = client(&server).signature_version(version).build().unwrap();
        client.send(PutWidget::new("a b", 1).dry_run(true)).await.unwrap();
        server.requests().pop().unwrap()
    };
    let v1 = sent(SignatureVersion::V1).await;
    let authorization = v1.header("authorization").unwrap();
    assert!(authorization.starts_with("acs test-key-id:"), "{authorization}");
    assert_eq!(v1.target(), "/widgets/a%20b/parts/1?DryRun=true");
    let headers: Vec<_> = v1.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let query = [("DryRun".to_owned(), "true".to_owned())];
    let to_sign = alibabacloud_runtime::sign::v1::roa::string_to_sign("PUT", &v1.path, &query, headers);
    let expected = alibabacloud_runtime::sign::v1::roa::sign(to_sign, "test-key-secret").signature;
    assert_eq!(authorization, format!("acs test-key-id:{expected}"));
    assert!(v1.header("date").is_some_and(|date| date.ends_with(" GMT")), "{v1:?}");

    let sm3 = sent(SignatureVersion::V3Sm3).await;
    assert!(sm3.header("authorization").unwrap().starts_with("ACS3-HMAC-SM3 Credential=test-key-id,"));
    // The hash of the empty text by SM3, as its standard has it.
    let empty = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b";
    assert_eq!(sm3.header("x-acs-content-sha256"), Some(empty));
    v3::verify(&sent(SignatureVersion::V3).await, "test-key-id", "test-key-secret").unwrap();
}

#[tokio::test]
async fn every_status_below_300_is_a_success_and_redirects_are_where_they_are_documented() {
    for status in [200, 201, 202] {
        let body = r#"{"requestId":"R1","Id":"f"}"#;
        let response = response_of(PutForm::new("f", "t"), MockResponse::json(status, body)).await.unwrap();
        assert_eq!((response.status().as_u16(), response.request_id()), (status, Some("R1")));
        assert_eq!(response.output.id.as_deref(), Some("f"));
    }
    for status in [201, 202, 204] {
        let response = response_of(PutForm::new("f", "t"), MockResponse::new(status, "")).await.unwrap();
        assert_eq!((response.status().as_u16(), response.output.id), (status, None));
    }
    let redirect = || MockResponse::new(302, "<html>Found</html>").header("location", "https://example.invalid/f");
    let response = response_of(GetFileAddress::new("f"), redirect()).await.unwrap();
    assert_eq!(response.status().as_u16(), 302);
    assert_eq!(response.headers()["location"], "https://example.invalid/f");
    for error in [
        response_of(GetFile::new("f"), redirect()).await.unwrap_err(),
        response_of(GetFileAddress::new("f"), MockResponse::new(301, "")).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    }
}

#[tokio::test]
async fn a_response_to_head_has_no_body() {
    static HEADS: [OperationInfo; 1] = [OperationInfo {
        methods: &[Method::Head],
        effect: Effect::Read,
        ..OperationInfo::new(&specimen::PRODUCT, "things", "HeadThing")
    }];
    static OPERATIONS: Operations = Operations::new(&[&HEADS], &[("things", &["HeadThing"])]);
    let server =
        Server::start(MockResponse::new(200, "").header("content-length", "9").header("x-acs-request-id", "R"));
    let response = client(&server).build().unwrap().call_by_name(&OPERATIONS, "HeadThing", json!({})).await.unwrap();
    assert_eq!((response.output.clone(), response.request_id()), (Value::Null, Some("R")));
    assert_eq!(response.headers()["content-length"], "9");
}

#[tokio::test]
async fn a_response_that_the_metadata_does_not_describe_may_be_anything_but_a_page_of_a_proxy() {
    for body in ["", "OK", "<r/>", r#"{"requestId":"R1"}"#, "[1]"] {
        let response = response_of(GetUndocumented::new(), MockResponse::new(200, body)).await.unwrap();
        assert_eq!(response.raw(), body);
        assert_eq!(response.request_id(), body.contains("R1").then_some("R1"), "{body}");
    }
    let page = MockResponse::new(200, "<html>Sign in to the network</html>");
    let error = response_of(GetUndocumented::new(), page).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    let server = Server::start(MockResponse::new(200, "OK"));
    let response = client(&server).build().unwrap().call("GetUndocumented", json!({})).await.unwrap();
    let raw = response.raw().clone();
    assert_eq!((response.output, raw), (Value::Null, Bytes::from_static(b"OK")));
}

#[tokio::test]
async fn a_response_of_text_is_that_text_with_or_without_quotation_marks() {
    for (body, text) in [
        ("curl \"http://a.test\"", "curl \"http://a.test\""),
        (r#""a \"quoted\" text""#, r#"a "quoted" text"#),
        ("5", "5"),
        ("", ""),
    ] {
        let response = response_of(GetText::new(), MockResponse::new(200, body)).await.unwrap();
        assert_eq!(response.output.body.as_deref(), Some(text));
    }
    let server = Server::start(MockResponse::new(200, b"\xb9\xfa".to_vec()));
    let response = client(&server).build().unwrap().send(GetText::new()).await.unwrap();
    assert_eq!(response.output.body.as_deref(), Some("\u{fffd}\u{fffd}"));
    assert_eq!(response.drift()[0].to_string(), "the document: expected Unicode text, found other bytes");
    let error = client(&server).strict_responses(true).build().unwrap().send(GetText::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::UnexpectedResponse, "the body is not UTF-8"));
    let server = Server::start(MockResponse::new(200, "plain"));
    let response = client(&server).build().unwrap().call("GetText", json!({})).await.unwrap();
    assert_eq!(response.output, json!("plain"));
}

#[tokio::test]
async fn a_response_that_is_a_secret_is_masked_whether_its_type_is_known_or_not() {
    let server = Server::start(MockResponse::new(200, "key-1"));
    let client = client(&server).build().unwrap();
    let response = client.send(GetKey::new()).await.unwrap();
    assert_eq!(response.output.body.as_deref(), Some("key-1"));
    let by_name = client.call("GetKey", json!({})).await.unwrap();
    assert_eq!(by_name.output, json!("key-1"));
    for shown in [format!("{response:?}"), format!("{by_name:?}")] {
        assert!(shown.contains("***") && !shown.contains("key-1"), "{shown}");
    }
}
