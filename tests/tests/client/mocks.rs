//! Responses, errors and transports that users make in tests of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alibabacloud_ice::editing::{DeleteEditingProjects, GetMediaProducingJobOutput};
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_ice::{BoxFuture, Client, Credentials, Error, ErrorKind, Response, Transport};
use alibabacloud_runtime::RetryPolicy;
use alibabacloud_runtime::transport::TransportError;
use bytes::Bytes;
use loopback::{MockResponse, Server};
use serde_json::{Value, json};

/// The error of a response with this status, code and message, through a client.
async fn received(status: u16, code: &str, message: &str) -> Error {
    let body = json!({ "Code": code, "Message": message, "RequestId": "R1" }).to_string();
    let server = Server::start(MockResponse::json(status, body));
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err()
}

#[tokio::test]
async fn a_service_error_made_by_hand_is_like_a_received_one() {
    for (status, code) in [
        (400, "InvalidParameter"),
        (400, "Throttling.User"),
        (429, "Odd"),
        (403, "NoPermission"),
        (403, "Forbidden.RAM"),
        (404, "ProjectNotFound"),
        (500, "InternalError"),
        (503, "ServiceUnavailable"),
    ] {
        let received = received(status, code, "In other words: no.").await;
        let made = Error::service(status, code, "In other words: no.")
            .with_request_id("R1")
            .with_operation::<GetCustomizedVoiceJob>();
        let facts = |error: &Error| {
            let texts = [error.operation(), error.code(), Some(error.message()), error.request_id()]
                .map(|text| text.map(str::to_owned));
            let flags =
                [error.is_throttled(), error.is_access_denied(), error.is_retryable(), error.may_have_taken_effect()];
            (error.kind(), error.status(), error.attempts(), texts, flags, error.hint().map(String::from))
        };
        assert_eq!(facts(&made), facts(&received), "{status} {code}");
        let host = format!(", host {}", received.host().unwrap());
        assert_eq!(made.to_string(), received.to_string().replace(&host, ""));
    }
}

#[test]
fn the_retry_after_of_the_service_is_in_the_error() {
    let error = Error::service(429, "Throttling", "Slow down.");
    assert_eq!(error.retry_after(), None);
    let error = error.with_retry_after(Duration::from_millis(1500));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1500)));
    assert!(error.hint().unwrap().contains("wait 1500 ms"), "{error:?}");
    let outer = Error::new(ErrorKind::Credentials, "no role").with_source(error);
    assert_eq!(outer.retry_after(), Some(Duration::from_millis(1500)));
    assert_eq!(Error::new(ErrorKind::Timeout, "late").with_retry_after(Duration::from_secs(1)).retry_after(), None);
}

#[test]
fn a_status_from_500_is_retryable_where_the_operation_is_read_only() {
    let error = Error::service(500, "InternalError", "Later.");
    assert!(!error.is_retryable());
    assert!(error.clone().with_operation::<GetCustomizedVoiceJob>().is_retryable());
    assert!(!error.with_operation::<DeleteEditingProjects>().is_retryable());
}

#[test]
fn an_error_by_hand_is_one_line_and_has_no_secrets() {
    let error = Error::service(400, "Odd", "First.\nPassword=open-sesame").with_request_id("R\n1");
    assert_eq!(error.to_string(), "400 Odd: First. Password=*** [request ID R 1]");
    assert_eq!(Error::new(ErrorKind::Connect, "no\r\nway").to_string(), "no way");
    assert_eq!(Error::service(7, "Odd", "?").status().unwrap(), 500);
}

#[test]
fn a_failed_job_by_hand_has_its_code_and_message() {
    let error = Error::job_failed("InvalidMaterial", "The font is missing.");
    assert_eq!((error.kind(), error.code()), (ErrorKind::JobFailed, Some("InvalidMaterial")));
    assert_eq!(error.to_string(), "InvalidMaterial: The font is missing.");
}

#[test]
fn a_response_of_an_output_has_status_200_one_attempt_and_the_outputs_json_and_request_id() {
    let mut output = GetMediaProducingJobOutput::default();
    output.media_producing_job.status = Some("Success".into());
    let response = Response::from(output.clone());
    assert_eq!((response.status().as_u16(), response.attempts(), response.request_id()), (200, 1, None));
    assert!(response.headers().is_empty() && response.drift().is_empty() && response.delays().is_empty());
    let raw: Value = serde_json::from_slice(response.raw()).unwrap();
    assert_eq!(raw, json!({ "MediaProducingJob": { "Status": "Success" } }));
    assert_eq!(response.output, output);

    output.request_id = Some("R1".to_owned());
    let response: Response<_> = output.into();
    assert_eq!(response.request_id(), Some("R1"));
    assert_eq!(response.with_request_id("R2").request_id(), Some("R2"));
}

#[test]
fn a_response_of_json_is_one_of_a_call_by_name() {
    let response = Response::from(json!({ "RequestId": "R1", "Data": [1] }));
    assert_eq!((response.request_id(), &response.output["Data"][0]), (Some("R1"), &json!(1)));
    assert_eq!(response.raw(), r#"{"Data":[1],"RequestId":"R1"}"#);
}

/// Counts requests, and accepts each.
#[derive(Default)]
struct Counter(AtomicUsize);

impl Transport for Counter {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(http::Response::new(Bytes::from_static(b"{}"))) })
    }
}

#[tokio::test]
async fn a_transport_can_be_shared_with_the_test_and_chosen_at_run_time() {
    let counter = Arc::new(Counter::default());
    let chosen: Box<dyn Transport> = Box::new(counter.clone());
    let client = Client::builder().endpoint("ice.example.com").credentials(Credentials::new("id", "secret"));
    let client = client.transport(chosen).build().unwrap();
    client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();
    assert_eq!(counter.0.load(Ordering::Relaxed), 1);
}
