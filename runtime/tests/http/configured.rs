//! HTTP clients that a function of the user configures: what it cannot change.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::http::HeaderMap;
use alibabacloud_runtime::{Credentials, ErrorKind};
use loopback::{MockResponse, RecordedRequest, Server};
use reqwest::redirect::Policy;

use crate::client::{call, client, plain};

#[tokio::test]
async fn a_redirect_takes_no_token_to_another_host() {
    let elsewhere = plain();
    let location = format!("http://localhost:{}/", elsewhere.address().port());
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start(MockResponse::new(status, "").header("location", &location));
        let builder = client(&server.url())
            .credentials(Credentials::new("id", "secret-of-the-key").with_security_token("the-token"))
            .configure_http(|builder| builder.redirect(Policy::limited(10)));
        let error = call(builder).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::UnexpectedResponse, &*format!("redirected to {location}"))
        );
        assert_eq!(server.requests()[0].header("x-acs-security-token"), Some("the-token"));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn nothing_is_sent_twice() {
    let server = Server::start(MockResponse::new(503, "{}"));
    let host = server.address().ip().to_string();
    let builder = client(&server.url()).configure_http(move |builder| {
        let retry = reqwest::retry::for_host(host.clone()).max_retries_per_request(3);
        builder.retry(retry.classify_fn(|attempt| attempt.retryable()))
    });
    call(builder).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn default_headers_replace_nothing_that_is_signed() {
    let server = plain();
    call(client(&server.url())).await.unwrap();
    let names = |request: &RecordedRequest| request.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let signed = names(&server.requests()[0]);
    assert!(signed.iter().any(|name| name == "host") && signed.iter().any(|name| name == "authorization"));
    let own = signed.clone();
    let builder = client(&server.url()).configure_http(move |builder| {
        let mut headers = HeaderMap::new();
        for name in &own {
            headers.insert(reqwest::header::HeaderName::try_from(name).unwrap(), "theirs".parse().unwrap());
        }
        headers.insert("x-gateway-key", "ours".parse().unwrap());
        builder.default_headers(headers).user_agent("theirs")
    });
    call(builder).await.unwrap();
    let request = &server.requests()[1];
    assert_eq!(request.header("x-gateway-key"), Some("ours"));
    let theirs = request.headers.iter().filter(|(_, value)| value == "theirs").map(|(name, _)| name.as_str());
    assert_eq!(theirs.collect::<Vec<_>>(), ["accept-encoding"], "it is not signed");
}

#[tokio::test]
async fn plain_http_is_up_to_the_endpoint() {
    let server = plain();
    call(client(&server.url()).configure_http(|builder| builder.https_only(true))).await.unwrap();
}

#[tokio::test]
async fn a_time_limit_of_its_own_ends_an_attempt() {
    let server = Server::start(MockResponse::stall());
    let builder = client(&server.url()).configure_http(|builder| builder.timeout(Duration::from_millis(50)));
    assert_eq!(call(builder).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn the_function_sees_the_other_settings_and_is_called_anew_where_it_is_needed() {
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::new(Mutex::new(String::new()));
    let (counted, shown) = (calls.clone(), seen.clone());
    let server = plain();
    let builder = client(&server.url()).connect_timeout(Duration::from_secs(3)).configure_http(move |builder| {
        counted.fetch_add(1, Ordering::SeqCst);
        *shown.lock().unwrap() = format!("{builder:?}");
        builder
    });
    call(builder).await.unwrap();
    assert!(calls.load(Ordering::SeqCst) > 0);
    assert!(seen.lock().unwrap().contains("connect_timeout: 3s"), "{seen:?}");
}

#[test]
fn what_reqwest_refuses_is_an_error_of_the_build() {
    let refused = client("service.test").configure_http(|builder| builder.tls_danger_accept_invalid_hostnames(true));
    let error = refused.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.message().starts_with("HTTP cannot be set up: disabling rustls hostname verification"), "{error}");
}

#[tokio::test]
async fn proxies_of_its_own_come_after_those_of_the_client_unless_it_removes_these() {
    let (ours, theirs) = (plain(), plain());
    let url = theirs.url();
    let add = move |builder: reqwest::ClientBuilder| builder.proxy(reqwest::Proxy::all(url.clone()).unwrap());
    let both = |builder: alibabacloud_runtime::ClientBuilder| builder.proxy(ours.url());
    call(both(client("http://service.test")).configure_http(add.clone())).await.unwrap();
    assert_eq!((ours.requests().len(), theirs.requests().len()), (1, 0));
    call(both(client("http://service.test")).configure_http(move |builder| add(builder.no_proxy()))).await.unwrap();
    assert_eq!((ours.requests().len(), theirs.requests().len()), (1, 1));
}
