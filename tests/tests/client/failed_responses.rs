//! A response that says `Success: false` is a response, and an error only where that is asked for.

use crate::support::shown::shown;
use alibabacloud_ice::Call as _;
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::{Client, Credentials, ErrorKind};
use loopback::{MockResponse, Server};
use serde_json::json;

const FAILED: &str =
    r#"{"RequestId":"7C6B5A49","Success":false,"Code":"JobNotFound","Message":"The job\n does not exist."}"#;

fn client(server: &Server, errors: bool) -> Client {
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("test-key-id", "hush-hush"));
    client.failed_responses_are_errors(errors).build().unwrap()
}

#[tokio::test]
async fn a_failed_response_is_a_response_by_default() {
    let server = Server::start(MockResponse::json(200, FAILED));
    let client = client(&server, false);
    let response = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();
    assert_eq!((response.output.success, response.request_id()), (Some(false), Some("7C6B5A49")));
    let response = client.call("GetCustomizedVoiceJob", json!({ "JobId": "job" })).await.unwrap();
    assert_eq!(response.output["Code"], "JobNotFound");
}

#[tokio::test]
async fn a_failed_response_is_an_error_where_that_is_asked_for() {
    let server = Server::start(MockResponse::json(200, FAILED));
    let client = client(&server, true);
    let typed = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    let untyped = client.call("GetCustomizedVoiceJob", json!({ "JobId": "job" })).await.unwrap_err();
    for error in [typed, untyped] {
        assert_eq!((error.kind(), error.code()), (ErrorKind::FailedResponse, Some("JobNotFound")));
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.raw_body().unwrap(), FAILED);
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&error), @r"
            GetCustomizedVoiceJob failed: 200 JobNotFound: The job does not exist. [request ID 7C6B5A49, host 127.0.0.1:PORT]
              hint: The response has `Success: false`, which is an error because of ClientBuilder::failed_responses_are_errors; Error::raw_body has all of it. Parameters and error codes are described at https://api.alibabacloud.com/document/ICE/2020-11-09/GetCustomizedVoiceJob
            ");
        }
    }
}

#[tokio::test]
async fn only_the_outermost_success_counts_as_text_too() {
    for (body, failed) in [
        (r#"{"Success":"false"}"#, true),
        (r#"{"success":"False"}"#, true),
        (r#"{"Success":true,"Data":{"Success":false}}"#, false),
        (r#"{"Success":"true"}"#, false),
        (r#"{"Success":null}"#, false),
        (r#"{"Success":0}"#, false),
        (r#"{"RequestId":"a"}"#, false),
    ] {
        let server = Server::start(MockResponse::json(200, body));
        let result = client(&server, true).send(GetCustomizedVoiceJob::new("job")).await;
        assert_eq!(result.is_err_and(|error| error.kind() == ErrorKind::FailedResponse), failed, "{body}");
    }
}

#[tokio::test]
async fn a_failed_response_repeats_no_secret() {
    let body = r#"{"Success":false,"ErrorCode":"Odd","ErrorMessage":"the secret is hush-hush"}"#;
    let server = Server::start(MockResponse::json(200, body));
    let error = client(&server, true).send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("Odd"), "the secret is ***"));
}

#[tokio::test]
async fn a_failed_response_may_be_about_a_permission() {
    let server = Server::start(MockResponse::json(200, r#"{"Success":false,"Code":"NoPermission"}"#));
    let error = client(&server, true).send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert!(error.is_access_denied());
    insta::assert_snapshot!(shown(&error), @r#"
    GetCustomizedVoiceJob failed: 200 NoPermission: the response has `Success: false` and no message [host 127.0.0.1:PORT]
      hint: No RAM policy allows `ice:GetCustomizedVoiceJob` for the caller. An administrator can attach one with this statement: {"Effect":"Allow","Action":"ice:GetCustomizedVoiceJob","Resource":"*"}
    "#);
}

#[tokio::test]
async fn a_body_that_is_not_json_has_the_same_error_as_before() {
    let server = Server::start(MockResponse::new(200, "<html></html>"));
    let error = client(&server, true).send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}
