//! Traces of blocking calls.

use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::{Client, ClientBuilder, Credentials, RetryPolicy};
use loopback::{MockResponse, Server};
use trace_recorder::TraceRecorder;

fn client(server: &Server) -> ClientBuilder {
    Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"))
}

/// What is recorded while this is done.
fn traced(work: impl FnOnce()) -> String {
    let recorder = TraceRecorder::default();
    let guard = recorder.record();
    work();
    drop(guard);
    recorder.text()
}

#[test]
fn what_is_traced_reaches_the_subscriber_of_the_caller() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server).build().unwrap().blocking();
    let traced = traced(|| drop(client.send(GetCustomizedVoiceJob::new("job")).unwrap()));
    let method = "rpc.system=\"alibaba_cloud\" rpc.service=\"ICE\" rpc.method=\"GetCustomizedVoiceJob\"";
    for line in ["call", "attempt", "DEBUG message=the call has ended"] {
        assert!(traced.contains(&format!("{line} {method}")), "{traced}");
    }
    assert!(traced.contains("record http.response.status_code=200"), "{traced}");
}

/// Fields and their names are for others to rely on: dashboards and collectors read them.
#[test]
fn a_call_that_fails_is_traced_by_the_names_of_opentelemetry() {
    let busy = MockResponse::json(503, r#"{"Code":"ServiceUnavailable"}"#).header("x-acs-request-id", "7C6B5A49");
    let server = Server::start(busy);
    let client = client(&server).retry(RetryPolicy::standard().attempts(2).random(|| 0.0)).build().unwrap().blocking();
    let traced = traced(|| drop(client.send(GetCustomizedVoiceJob::new("job")).unwrap_err()));
    let lines = traced.lines().filter(|line| line.contains("rpc.") || line.starts_with("record "));
    let lines: Vec<_> = lines.map(|line| line.split(" elapsed_ms=").next().unwrap()).collect();
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    insta::assert_snapshot!(lines.join("\n").replace(&format!("port={port}"), "port=PORT"), @r#"
    call rpc.system="alibaba_cloud" rpc.service="ICE" rpc.method="GetCustomizedVoiceJob"
    record server.address="127.0.0.1"
    record server.port=PORT
    attempt rpc.system="alibaba_cloud" rpc.service="ICE" rpc.method="GetCustomizedVoiceJob" server.address="127.0.0.1" server.port=PORT http.request.resend_count=0
    record http.response.status_code=503
    record error.type="Service"
    DEBUG message=the call is retried rpc.method="GetCustomizedVoiceJob" attempt=1 cause="server error" code="ServiceUnavailable" delay_ms=0
    attempt rpc.system="alibaba_cloud" rpc.service="ICE" rpc.method="GetCustomizedVoiceJob" server.address="127.0.0.1" server.port=PORT http.request.resend_count=1
    record http.response.status_code=503
    record error.type="Service"
    DEBUG message=the call has ended rpc.system="alibaba_cloud" rpc.service="ICE" rpc.method="GetCustomizedVoiceJob" server.address="127.0.0.1" http.response.status_code=503 http.request.resend_count=1 error.type="Service" delays_ms=0
    record http.response.status_code=503
    record request_id="7C6B5A49"
    record http.request.resend_count=1
    record error.type="Service"
    "#);
}

#[test]
fn a_response_that_cannot_be_read_is_the_failure_of_a_call() {
    let server = Server::start(MockResponse::new(200, "<html></html>"));
    let client = client(&server).build().unwrap().blocking();
    let traced = traced(|| drop(client.send(GetCustomizedVoiceJob::new("job")).unwrap_err()));
    let ended: Vec<_> = traced.lines().filter(|line| line.contains("the call has ended")).collect();
    assert!(ended.len() == 1 && ended[0].contains("error.type=\"UnexpectedResponse\""), "{traced}");
}
