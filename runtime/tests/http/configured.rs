//! HTTP that a function of the user's sets up: what holds whatever it sets.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::http::HeaderMap;
use alibabacloud_runtime::{Credentials, ErrorKind};
use reqwest::redirect::Policy;

use crate::client::{call, client};
use crate::server::{Answer, Server};

#[tokio::test]
async fn a_redirect_takes_no_token_to_another_host() {
    let elsewhere = Server::plain().await;
    let location = format!("http://localhost:{}/", elsewhere.address.port());
    for status in ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"] {
        let server = Server::start(Answer::new(&format!("{status}\r\nlocation: {location}"), b"")).await;
        let builder = client(&server.url())
            .credentials(Credentials::new("id", "secret-of-the-key").with_security_token("the-token"))
            .configure_http(|builder| builder.redirect(Policy::limited(10)));
        let error = call(builder).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::UnexpectedResponse, &*format!("redirected to {location}"))
        );
        assert!(server.heads()[0].contains("\r\nx-acs-security-token: the-token\r\n"), "{:?}", server.heads());
    }
    assert!(elsewhere.heads().is_empty(), "{:?}", elsewhere.heads());
}

#[tokio::test]
async fn nothing_is_sent_twice() {
    let server = Server::start(Answer::new("503 Busy", b"{}")).await;
    let host = server.address.ip().to_string();
    let builder = client(&server.url()).configure_http(move |builder| {
        let retry = reqwest::retry::for_host(host.clone()).max_retries_per_request(3);
        builder.retry(retry.classify_fn(|attempt| attempt.retryable()))
    });
    call(builder).await.unwrap_err();
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn default_headers_replace_nothing_that_is_signed() {
    let server = Server::plain().await;
    call(client(&server.url())).await.unwrap();
    let signed: Vec<String> =
        server.heads()[0].lines().skip(1).map(|line| line.split(':').next().unwrap().into()).collect();
    assert!(signed.iter().any(|name| name == "host") && signed.iter().any(|name| name == "authorization"));
    let own = signed.clone();
    let builder = client(&server.url()).configure_http(move |builder| {
        let mut headers = HeaderMap::new();
        for name in own.iter().filter(|name| !name.is_empty()) {
            headers.insert(reqwest::header::HeaderName::try_from(name).unwrap(), "theirs".parse().unwrap());
        }
        headers.insert("x-gateway-key", "ours".parse().unwrap());
        builder.default_headers(headers).user_agent("theirs")
    });
    call(builder).await.unwrap();
    let head = &server.heads()[1];
    assert!(head.contains("\r\nx-gateway-key: ours\r\n"), "{head}");
    let theirs: Vec<&str> = head.lines().filter(|line| line.ends_with(": theirs")).collect();
    assert_eq!(theirs, ["accept-encoding: theirs"], "it is not signed");
}

#[tokio::test]
async fn plain_http_is_up_to_the_endpoint() {
    let server = Server::plain().await;
    call(client(&server.url()).configure_http(|builder| builder.https_only(true))).await.unwrap();
}

#[tokio::test]
async fn a_time_limit_of_its_own_ends_an_attempt() {
    let server = Server::start(Answer { stays: true, ..Answer::default() }).await;
    let builder = client(&server.url()).configure_http(|builder| builder.timeout(Duration::from_millis(50)));
    assert_eq!(call(builder).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn the_function_sees_the_other_settings_and_is_called_anew_where_it_is_needed() {
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::new(Mutex::new(String::new()));
    let (counted, shown) = (calls.clone(), seen.clone());
    let server = Server::plain().await;
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
    let (ours, theirs) = (Server::plain().await, Server::plain().await);
    let url = theirs.url();
    let add = move |builder: reqwest::ClientBuilder| builder.proxy(reqwest::Proxy::all(url.clone()).unwrap());
    let both = |builder: alibabacloud_runtime::ClientBuilder| builder.proxy(ours.url());
    call(both(client("http://service.test")).configure_http(add.clone())).await.unwrap();
    assert_eq!((ours.heads().len(), theirs.heads().len()), (1, 0));
    call(both(client("http://service.test")).configure_http(move |builder| add(builder.no_proxy()))).await.unwrap();
    assert_eq!((ours.heads().len(), theirs.heads().len()), (1, 1));
}
