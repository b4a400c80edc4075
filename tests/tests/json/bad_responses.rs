//! Every invalid response of a service, a proxy or a network is one error that says what happened.

use std::time::Duration;

use crate::support::shown::shown;
use alibabacloud_ice::Call;
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::transport::{Transport, TransportError, TransportErrorKind};
use alibabacloud_runtime::{
    AnonymousCredentials, BoxFuture, Client, ClientBuilder, Credentials, Environment, EnvironmentCredentials, Error,
    ErrorKind, RetryPolicy,
};
use bytes::Bytes;
use loopback::{MockResponse, Server, closed_port};

fn client(endpoint: &str) -> ClientBuilder {
    Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::new("test-key-id", "test-key-secret"))
        .retry(RetryPolicy::none())
}

async fn refused_by(client: Client) -> Error {
    client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err()
}

async fn error_of(answer: MockResponse) -> Error {
    let server = Server::start(answer);
    refused_by(client(&server.url()).build().unwrap()).await
}

#[tokio::test]
async fn a_refusal_says_what_the_service_said() {
    let body = r#"{"RequestId":"4AB3C6A2-7D5F-1E6B-9F43-0C8E5D1B2A70","HostId":"ice.cn-shanghai.aliyuncs.com",
        "Code":"InvalidParameter","Message":"The specified parameter \"JobId\" is not valid.",
        "Recommend":"https://api.alibabacloud.com/troubleshoot?q=InvalidParameter"}"#;
    let error = error_of(MockResponse::json(400, body)).await;
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.raw_body().unwrap(), body);
    insta::assert_snapshot!(shown(&error), @r#"
    GetCustomizedVoiceJob failed: 400 InvalidParameter: The specified parameter "JobId" is not valid. [request ID 4AB3C6A2-7D5F-1E6B-9F43-0C8E5D1B2A70, host 127.0.0.1:PORT]
      hint: Parameters and error codes are described at https://api.alibabacloud.com/document/ICE/2020-11-09/GetCustomizedVoiceJob
      see: https://api.alibabacloud.com/troubleshoot?q=InvalidParameter
    "#);
}

#[tokio::test]
async fn a_denial_names_the_action_and_the_policy_statement() {
    let body = r#"{"RequestId":"9D1C0F5E-62A7-5C53-8B0E-3A1F7B6C2D84","Code":"NoPermission",
        "Message":"You are not authorized to do this action. You should be authorized by RAM.",
        "AccessDeniedDetail":{"AuthAction":"ice:GetCustomizedVoiceJob","AuthPrincipalType":"SubUser",
        "AuthPrincipalDisplayName":"204859912345678901","AuthPrincipalOwnerId":"1234567890123456",
        "PolicyType":"AccountLevelIdentityBasedPolicy","NoPermissionType":"ImplicitDeny",
        "EncodedDiagnosticMessage":"AQFoAGAB"}}"#;
    let error = error_of(MockResponse::json(403, body)).await;
    assert_eq!(error.access_denied_detail().unwrap()["EncodedDiagnosticMessage"], "AQFoAGAB");
    insta::assert_snapshot!(shown(&error), @r#"
    GetCustomizedVoiceJob failed: 403 NoPermission: You are not authorized to do this action. You should be authorized by RAM. [request ID 9D1C0F5E-62A7-5C53-8B0E-3A1F7B6C2D84, host 127.0.0.1:PORT]
      hint: No RAM policy allows `ice:GetCustomizedVoiceJob` for RAM user 204859912345678901. An administrator can attach one with this statement: {"Effect":"Allow","Action":"ice:GetCustomizedVoiceJob","Resource":"*"}
    "#);
}

#[tokio::test]
async fn html_keeps_status_headers_and_body_and_shows_its_first_line() {
    let html = "<html>\r\n<head><title>500 Internal Server Error</title></head>\r\n<body>\x1b[31m…</body></html>\r\n";
    let answer =
        MockResponse::new(500, html).header("content-type", "text/html").header("x-acs-request-id", "from-the-header");
    let error = error_of(answer).await;
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.headers().unwrap()["content-type"], "text/html");
    assert_eq!(error.raw_body().unwrap(), html);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 500 Internal Server Error: the body has no error message; it starts: <html> <head><title>500 Internal Server Error</title></head> <body>[31m…</body></html> [request ID from-the-header, host 127.0.0.1:PORT]
      hint: The response seems to come from a proxy, a gateway or another server, not from the service: check the endpoint, and the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY). The operation is read-only, so a retry is safe.
    ");
}

#[tokio::test]
async fn an_error_in_xml_is_read() {
    let xml = "<?xml version='1.0' encoding='UTF-8'?>\n<Error><RequestId>5E2F9A10-0B1C</RequestId>\
               <Code>InternalError</Code><Message>Try &lt;later&gt;.</Message></Error>";
    let error = error_of(MockResponse::new(503, xml).header("content-type", "text/xml;charset=utf-8")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 503 InternalError: Try <later>. [request ID 5E2F9A10-0B1C, host 127.0.0.1:PORT]
      hint: The operation is read-only, so a retry is safe.
    ");
}

#[tokio::test]
async fn an_action_that_the_host_does_not_know() {
    let body = r#"{"RequestId":"1F0E2D3C","Code":"InvalidAction.NotFound","Message":"Specified api is not found."}"#;
    let error = error_of(MockResponse::json(404, body)).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 404 InvalidAction.NotFound: Specified api is not found. [request ID 1F0E2D3C, host 127.0.0.1:PORT]
      hint: This host does not offer the operation in version 2020-11-09 of ICE: check region and endpoint. Known regions: cn-beijing, cn-hangzhou, cn-shanghai, cn-shenzhen, ap-southeast-1, us-west-1.
    ");
}

#[tokio::test]
async fn an_empty_success_is_an_error_where_a_response_has_fields() {
    let error = error_of(MockResponse::new(200, "").header("x-acs-request-id", "from-the-header")).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 200 OK: the body is empty [request ID from-the-header, host 127.0.0.1:PORT]
      hint: A retry is safe.
    ");
}

#[tokio::test]
async fn accepted_no_content_and_reset_content_without_a_body_are_successes_with_an_empty_output() {
    for status in [202, 204, 205] {
        for body in ["", " \r\n", "null"] {
            let server = Server::start(MockResponse::new(status, body).header("x-acs-request-id", "from-the-header"));
            let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
            let client = client.build().unwrap();
            let response = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();
            assert_eq!((response.status().as_u16(), response.request_id()), (status, Some("from-the-header")));
            assert!(response.output == Default::default() && response.drift().is_empty());
            let parameters = serde_json::json!({"JobId": "job"});
            let response = client.call("GetCustomizedVoiceJob", parameters).await.unwrap();
            assert_eq!((response.output, server.requests().len()), (serde_json::Value::Null, 2));
        }
    }
}

#[tokio::test]
async fn an_empty_success_is_the_same_error_by_name() {
    for body in ["", " \r\n", "\u{feff}"] {
        let server = Server::start(MockResponse::new(200, body));
        let client = client(&server.url()).build().unwrap();
        let typed = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
        let error = client.call("GetCustomizedVoiceJob", serde_json::json!({"JobId": "job"})).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (typed.kind(), "the body is empty"));
    }
}

#[tokio::test]
async fn a_success_without_fields_is_like_an_empty_one() {
    let error = error_of(MockResponse::new(200, "\u{feff} \r\n")).await;
    assert_eq!((error.kind(), error.message()), (ErrorKind::UnexpectedResponse, "the body is empty"));
    let error = error_of(MockResponse::json(200, "null")).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert!(error.message().starts_with("the body does not fit: the document: expected an object, found null"));
}

#[tokio::test]
async fn a_success_with_a_broken_character_is_an_error_only_where_responses_are_strict() {
    let server = Server::start(MockResponse::json(200, b"{\"RequestId\":\"7C6B5A49\",\"Message\":\"\xe4\xb8\"}"));
    let response = client(&server.url()).build().unwrap().send(GetCustomizedVoiceJob::new("job")).await.unwrap();
    assert_eq!(response.request_id(), Some("7C6B5A49"));
    assert_eq!(response.drift().last().unwrap().to_string(), "the document: expected Unicode text, found other bytes");
    let error = refused_by(client(&server.url()).strict_responses(true).build().unwrap()).await;
    assert_eq!((error.kind(), error.message()), (ErrorKind::UnexpectedResponse, "the body is not UTF-8"));
}

#[tokio::test]
async fn a_text_cut_within_an_emoji_does_not_cost_the_response() {
    let body = r#"{"RequestId":"7C6B5A49","Data":{"CustomizedVoiceJob":{"VoiceName":"x\ud83d","JobId":"job"}}}"#;
    let server = Server::start(MockResponse::json(200, body));
    let response = client(&server.url()).build().unwrap().send(GetCustomizedVoiceJob::new("job")).await.unwrap();
    assert_eq!(response.drift().last().unwrap().found, "half a surrogate pair");
    let job = response.output.data.customized_voice_job;
    assert_eq!((job.voice_name.as_deref(), job.job_id.as_deref()), (Some("x\u{fffd}"), Some("job")));
    let error = refused_by(client(&server.url()).strict_responses(true).build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn a_response_that_is_cut_says_so_however_deep() {
    for open in ["[", r#"{"a":"#, r#"[{"a":"#] {
        let error = error_of(MockResponse::json(200, format!(r#"{{"New":{}"#, open.repeat(100_000)))).await;
        let message = error.message();
        assert!(
            message.starts_with("the body is cut inside its JSON: EOF while parsing") && message.len() < 100,
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_success_cut_inside_its_json() {
    let cut = r#"{"RequestId":"7C6B5A49","Status":"Succ"#;
    let error = error_of(MockResponse::json(200, cut)).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.raw_body().unwrap(), cut);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 200 OK: the body is cut inside its JSON: EOF while parsing a string at line 1 column 38 [host 127.0.0.1:PORT]
      hint: A retry is safe. Error::raw_body has what was received.
    ");
}

#[tokio::test]
async fn a_success_that_is_an_html_page() {
    let page = "<!DOCTYPE html>\n<html><body>Sign in to the network</body></html>";
    let error = error_of(MockResponse::new(200, page).header("content-type", "text/html")).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 200 OK: the body is not JSON: expected value at line 1 column 1; it starts: <!DOCTYPE html> <html><body>Sign in to the network</body></html> [host 127.0.0.1:PORT]
      hint: A retry is safe. Error::raw_body has what was received. The response seems to come from a proxy, a gateway or another server, not from the service: check the endpoint, and the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY).
    ");
}

#[tokio::test]
async fn a_body_in_an_encoding_that_is_not_decoded_is_called_so() {
    for (status, encoding) in [(200, "deflate"), (400, "br"), (503, "GZIP")] {
        let error = error_of(MockResponse::json(status, b"x\x9c\xab\x56").header("content-encoding", encoding)).await;
        let starts = format!("it starts: bytes in the encoding `{encoding}`, which is not decoded");
        assert!(error.message().ends_with(&starts), "{error}");
    }
    let error = error_of(MockResponse::json(400, "plain").header("content-encoding", "identity")).await;
    assert_eq!(error.message(), "the body has no error message; it starts: plain");
}

#[tokio::test]
async fn a_connection_that_closes_before_the_body_ends() {
    let error = error_of(MockResponse::json(200, r#"{"RequestId":"7C6B5A49"#).missing(20)).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 200 OK: the response broke off: end of file before message length reached [host 127.0.0.1:PORT]
      hint: The operation is read-only, so a retry is safe.
    ");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_its_query_not_shown() {
    let elsewhere = Server::start(MockResponse::json(200, "{}"));
    let location = format!("{}/login?Signature=abc", elsewhere.url());
    let error = error_of(MockResponse::new(302, "").header("location", location)).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert!(elsewhere.requests().is_empty());
    let text = shown(&error).replace(&elsewhere.url(), "http://elsewhere");
    insta::assert_snapshot!(text, @r"
    GetCustomizedVoiceJob failed: 302 Found: redirected to http://elsewhere/login [host 127.0.0.1:PORT]
      hint: A redirect is not followed, because the signature covers host and path. Give the right host to ClientBuilder::endpoint, and use https.
    ");
}

#[tokio::test]
async fn another_protocol_is_no_success() {
    let switch = "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n";
    let error = error_of(MockResponse::raw(switch)).await;
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::UnexpectedResponse, 101));
    assert!(error.message().starts_with("the server has changed to another protocol"), "{error}");
}

#[tokio::test]
async fn a_refused_connection() {
    let error = refused_by(client(&closed_port()).build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: no connection: Connection refused [host 127.0.0.1:PORT]
      hint: The service has not seen the request, so a retry is safe. Check region or endpoint, the network, and the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY).
    ");
}

#[tokio::test]
async fn an_attempt_that_takes_too_long() {
    let server = Server::start(MockResponse::stall());
    let client = client(&server.url()).attempt_timeout(Duration::from_millis(50));
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: no complete response within 50ms, the time limit of an attempt (ClientBuilder::attempt_timeout) [host 127.0.0.1:PORT]
      hint: The operation is read-only, so a retry is safe.
    ");
}

#[tokio::test]
async fn a_call_that_takes_too_long() {
    let server = Server::start(MockResponse::stall());
    let client = client(&server.url()).call_timeout(Duration::from_millis(50));
    let error = refused_by(client.build().unwrap()).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: no complete response within 50ms, the time limit of the call (ClientBuilder::call_timeout) [host 127.0.0.1:PORT]
      hint: The operation is read-only, so a retry is safe.
    ");
}

#[tokio::test]
async fn drift_is_an_error_only_where_responses_are_strict() {
    let server = Server::start(MockResponse::json(200, r#"{"RequestId":"7C6B5A49","Success":"true"}"#));
    let lenient = client(&server.url()).build().unwrap();
    let response = lenient.send(GetCustomizedVoiceJob::new("job")).await.unwrap();
    assert_eq!((response.output.success, response.drift().len()), (Some(true), 1));
    let error = refused_by(client(&server.url()).strict_responses(true).build().unwrap()).await;
    insta::assert_snapshot!(shown(&error), @r#"
    GetCustomizedVoiceJob failed: 200 OK: the body does not fit: `Success`: expected a boolean, found text "true" at line 1 column 40 [request ID 7C6B5A49, host 127.0.0.1:PORT]
      hint: Responses are strict (ClientBuilder::strict_responses); without it, most of what does not fit is only noted.
    "#);
}

#[tokio::test]
async fn no_region_and_no_endpoint() {
    let nothing = Environment::new().variables(|_| None);
    let client = Client::builder().environment(&nothing);
    let client = client.credentials(Credentials::new("test-key-id", "test-key-secret"));
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Config);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: no region is set; known regions: cn-beijing, cn-hangzhou, cn-shanghai, cn-shenzhen, ap-southeast-1, us-west-1; the CLI profile gives none: there is no home folder to look for .aliyun/config.json in: HOME is not set
      hint: Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
}

#[tokio::test]
async fn an_invalid_region() {
    let client = Client::builder().region("Shanghai (cn)");
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Config);
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: `Shanghai (cn)` is not a region; known regions: cn-beijing, cn-hangzhou, cn-shanghai, cn-shenzhen, ap-southeast-1, us-west-1
      hint: It comes from ClientBuilder::region. Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
}

/// A network in which no host has an address.
struct NoSuchHost;

impl Transport for NoSuchHost {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let cause = "failed to look up the address";
        Box::pin(async move { Err(TransportError::new(TransportErrorKind::Connect, cause)) })
    }
}

#[tokio::test]
async fn a_region_that_the_product_does_not_document() {
    let client = Client::builder()
        .region("cn-atlantis")
        .credentials(Credentials::new("test-key-id", "test-key-secret"))
        .retry(RetryPolicy::none())
        .transport(NoSuchHost);
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    insta::assert_snapshot!(format!("{error:?}"), @r"
    GetCustomizedVoiceJob failed: no connection: failed to look up the address [host ice.cn-atlantis.aliyuncs.com]
      hint: This host follows from region `cn-atlantis` by rule, but ICE does not document it. Known regions: cn-beijing, cn-hangzhou, cn-shanghai, cn-shenzhen, ap-southeast-1, us-west-1.
    ");
}

#[tokio::test]
async fn no_credentials() {
    let empty = EnvironmentCredentials::new().environment(&Environment::new().variables(|_| None));
    let client = Client::builder().region("cn-shanghai").credentials(empty);
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    insta::assert_snapshot!(format!("{error:?}"), @r"
    GetCustomizedVoiceJob failed: no credentials: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set [host ice.cn-shanghai.aliyuncs.com]
      hint: Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for a temporary access key), or give them to ClientBuilder::credentials.
    ");
}

#[tokio::test]
async fn a_signed_operation_of_an_anonymous_client() {
    let client = Client::builder().region("cn-shanghai").credentials(AnonymousCredentials::new());
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    insta::assert_snapshot!(format!("{error:?}"), @r"
    GetCustomizedVoiceJob failed: the operation has to be signed, and the client is anonymous [host ice.cn-shanghai.aliyuncs.com]
      hint: Give keys to ClientBuilder::credentials instead of AnonymousCredentials, or nothing at all: then the default chain finds them.
    ");
}

#[tokio::test]
async fn credentials_with_white_space_around_them() {
    let client =
        Client::builder().region("cn-shanghai").credentials(Credentials::new("test-key-id", "test-key-secret\n"));
    let error = refused_by(client.build().unwrap()).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    insta::assert_snapshot!(format!("{error:?}"), @r"
    GetCustomizedVoiceJob failed: the access key secret has white space around it [host ice.cn-shanghai.aliyuncs.com]
      hint: Copy it again, by itself: access keys have no spaces, line breaks, quotation marks or brackets.
    ");
}

#[tokio::test]
async fn parameters_too_long_for_a_query() {
    let client = client("ice.example.com").build().unwrap();
    let error = client.send(GetCustomizedVoiceJob::new("x".repeat(70_000))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    insta::assert_snapshot!(format!("{error:?}"), @r"
    GetCustomizedVoiceJob failed: the parameters in the query make a URL of 70031 bytes; at most 65534 can be sent [host ice.example.com]
      hint: Pass less in one call.
    ");
}
