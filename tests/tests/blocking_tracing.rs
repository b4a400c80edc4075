//! What blocking calls trace. Alone in its process: other threads without a subscriber would change what this one hears.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::{Client, Credentials};
use support::listener::Listener;
use support::server::{Answer, Server};

#[test]
fn what_is_traced_reaches_the_subscriber_of_the_caller() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(Answer::json(200, "{}")));
    let client = Client::builder().endpoint(server.endpoint()).credentials(Credentials::new("id", "secret"));
    let client = client.build().unwrap().blocking();
    let listener = Listener::default();
    let call = || client.send(GetCustomizedVoiceJob::new("job"));
    tracing::subscriber::with_default(listener.clone(), call).unwrap();
    let heard = listener.heard();
    let method = "rpc.system=\"alibaba_cloud\" rpc.service=\"ICE\" rpc.method=\"GetCustomizedVoiceJob\"";
    for line in ["call", "attempt", "DEBUG message=the call has ended"] {
        assert!(heard.contains(&format!("{line} {method}")), "{heard}");
    }
    assert!(heard.contains("record http.response.status_code=200"), "{heard}");
}
