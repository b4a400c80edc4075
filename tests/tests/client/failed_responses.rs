//! A response that says `Success: false` is a response, and an error only where that is asked for, or where it would not be seen.

use std::time::Duration;

use crate::support::shown::shown;
use alibabacloud_ice::Call as _;
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, ListCustomizedVoiceJobs};
use alibabacloud_runtime::{Client, Credentials, ErrorKind, RetryPolicy};
use loopback::{MockResponse, Server};
use serde_json::json;

const FAILED: &str =
    r#"{"RequestId":"7C6B5A49","Success":false,"Code":"JobNotFound","Message":"The job\n does not exist."}"#;

const SHORT: Duration = Duration::from_millis(1);

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
              hint: The response has `Success: false`, which is an error in a list of entries, in a wait, and where ClientBuilder::failed_responses_are_errors is set; Error::raw_body has all of it. Parameters and error codes are described at https://api.alibabacloud.com/document/ICE/2020-11-09/GetCustomizedVoiceJob
            ");
        }
    }
}

#[tokio::test]
async fn a_list_of_entries_does_not_end_in_silence_where_its_page_reports_a_failure() {
    let page = r#"{"Success":true,"Data":{"CustomizedVoiceJobList":[{"JobId":"a"}],"TotalCount":2}}"#;
    let odd = r#"{"Success":false,"Data":{"CustomizedVoiceJobList":[{"JobId":"b"}],"TotalCount":2}}"#;
    for (responses, entries) in [(vec![FAILED], 0), (vec![page, FAILED], 1), (vec![page, odd], 2)] {
        let server = Server::json_sequence(&responses);
        let mut items = client(&server, false).items(ListCustomizedVoiceJobs::new().page_size(1));
        let mut seen = 0;
        let end = loop {
            match items.next().await {
                Some(Ok(_)) => seen += 1,
                end => break end,
            }
        };
        assert_eq!(seen, entries, "{responses:?}");
        let code = end.map(|end| end.unwrap_err()).map(|error| (error.kind(), error.code().map(str::to_owned)));
        let failed = (entries < 2).then(|| (ErrorKind::FailedResponse, Some("JobNotFound".to_owned())));
        assert_eq!(code, failed, "{responses:?}");
        assert!(items.next().await.is_none());
        if entries == 1 {
            assert_eq!(items.operation().page_no, Some(2));
        }
    }
    let server = Server::start(MockResponse::json(200, FAILED));
    let blocking = client(&server, false).blocking();
    let mut items = blocking.items(ListCustomizedVoiceJobs::new());
    assert_eq!(items.next().unwrap().unwrap_err().code(), Some("JobNotFound"));
    assert!(items.next().is_none());
    // Whoever asks for pages sees the response.
    let mut pages = blocking.pages(ListCustomizedVoiceJobs::new());
    assert_eq!(pages.next().unwrap().unwrap().output.success, Some(false));
    assert!(pages.next().is_none());
}

#[tokio::test]
async fn a_wait_without_a_state_ends_with_the_failure_that_was_reported() {
    let server = Server::start(MockResponse::json(200, FAILED));
    let error = client(&server, false).wait(GetCustomizedVoiceJob::new("job")).delays(SHORT, SHORT).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::FailedResponse, Some("JobNotFound")));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn only_the_outermost_success_counts_as_text_too() {
    for (body, failed) in [
        (r#"{"Success":"false"}"#, true),
        (r#"{"success":"False"}"#, true),
        (r#"{"Success":False,"Code":"X"}"#, true),
        (r#"{"SUCCESS":false}"#, true),
        (r#"{"Success":null,"success":false}"#, true),
        (r#""{\"Success\":false}""#, true),
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
async fn a_failed_response_that_was_throttled_is_retried_like_any_other() {
    let throttled = r#"{"Success":false,"Code":"Throttling.User","Message":"m"}"#;
    let server = Server::json_sequence([throttled, r#"{"Success":true,"RequestId":"R"}"#]);
    let policy = RetryPolicy::standard().random(|| 0.0);
    let response = client(&server, true).send(GetCustomizedVoiceJob::new("job")).retry(policy.clone()).await.unwrap();
    assert_eq!((response.attempts(), response.request_id()), (2, Some("R")));

    for (body, requests) in [(throttled, 3), (r#"{"Success":false,"Code":"InternalError"}"#, 1)] {
        let server = Server::start(MockResponse::json(200, body));
        let error =
            client(&server, true).send(GetCustomizedVoiceJob::new("job")).retry(policy.clone()).await.unwrap_err();
        let is_throttled = body == throttled;
        assert_eq!((error.is_throttled(), error.is_retryable()), (is_throttled, is_throttled));
        assert_eq!((error.may_have_taken_effect(), server.requests().len()), (!is_throttled, requests));
    }
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
