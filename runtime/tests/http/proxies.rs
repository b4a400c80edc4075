//! Proxies that are set on a client.

use alibabacloud_runtime::ErrorKind;
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use serde_json::json;

use crate::certificates;
use crate::client::{call, client, plain};
use crate::tunnel;

/// This machine by an address that is not known to be it, so that requests to it go through a proxy.
pub fn unspecified(server: &Server) -> String {
    format!("http://0.0.0.0:{}", server.address().port())
}

#[tokio::test]
async fn a_request_goes_through_the_proxy_with_user_and_password() {
    let proxy = plain();
    let url = format!("http://user:pass%40word@{}", proxy.address());
    call(client("http://service.test").proxy(url)).await.unwrap();
    assert_eq!(proxy.paths(), ["POST http://service.test/"]);
    let request = &proxy.requests()[0];
    assert_eq!(request.header("proxy-authorization"), Some("Basic dXNlcjpwYXNzQHdvcmQ="));
    assert_eq!(request.header("host"), Some("service.test"));
}

#[tokio::test]
async fn excepted_hosts_and_this_machine_are_reached_directly() {
    let (proxy, server) = (plain(), plain());
    call(client(&unspecified(&server)).proxy(proxy.url())).await.unwrap();
    assert_eq!((proxy.requests().len(), server.requests().len()), (1, 0));
    for except in ["0.0.0.0", "a.test, 0.0.0.0/8", "*"] {
        call(client(&unspecified(&server)).proxy(proxy.url()).no_proxy(except)).await.unwrap();
    }
    assert_eq!((proxy.requests().len(), server.requests().len()), (1, 3));
    call(client(&server.url()).proxy(proxy.url()).no_proxy("")).await.unwrap();
    call(client(&server.url().replace("127.0.0.1", "localhost")).proxy(proxy.url())).await.unwrap();
    assert_eq!((proxy.requests().len(), server.requests().len()), (1, 5));
    for except in ["other.test", ".service.test.a", "ervice.test", "10.0.0.0/8"] {
        call(client("http://service.test").proxy(proxy.url()).no_proxy(except)).await.unwrap();
    }
    assert_eq!(proxy.requests().len(), 5);
}

#[tokio::test]
async fn tls_goes_through_a_proxy_unopened() {
    let (server, authority) = certificates::server(&["service.test"]);
    let proxy = tunnel::connect(server.address());
    let through = client("https://service.test").proxy(proxy.url()).root_certificates(authority);
    assert_eq!(call(through).await.unwrap(), json!({ "RequestId": "over TLS" }));
    assert_eq!(proxy.paths(), ["CONNECT service.test:443"]);
    assert!(!format!("{:?}", proxy.requests()).contains("x-acs"), "{:?}", proxy.requests());
    assert_eq!(server.paths(), ["POST /"]);
}

#[tokio::test]
async fn a_socks_proxy_is_told_the_name() {
    let server = plain();
    let proxy = tunnel::socks(server.address());
    call(client("http://service.test").proxy(format!("socks5h://{}", proxy.address()))).await.unwrap();
    assert_eq!((proxy.paths(), server.paths()), (vec!["SOCKS service.test:80".to_owned()], vec!["POST /".to_owned()]));
}

#[test]
fn a_socks4_proxy_with_a_user_name_is_refused() {
    for url in ["socks4://hush@proxy.test", "socks4a://hush:word@proxy.test:1080"] {
        let error = client("http://service.test").proxy(url).build().unwrap_err();
        let message = "HTTP cannot be set up: a user name is not sent to a SOCKS4 proxy";
        assert_eq!((error.kind(), error.message()), (ErrorKind::Config, message), "{url}");
        assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
    }
    client("http://service.test").proxy("socks4://proxy.test").build().unwrap();
}

#[tokio::test]
async fn a_proxy_that_refuses_is_no_connection() {
    let proxy = Server::start(MockResponse::new(407, ""));
    let error = call(client("https://service.test").proxy(proxy.url())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_snapshot!(format!("{error:?}"), @r"
    CreateThing failed: no connection: tunnel error: proxy authorization required [host service.test]
      hint: The service has not seen the request, so a retry is safe. Check region or endpoint, the network, and the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY).
    ");
}

#[test]
fn a_proxy_is_shown_without_its_password_and_a_wrong_one_not_at_all() {
    let built = client("service.test").proxy("http://user:hush@proxy.test:3128").no_proxy("a.test").build().unwrap();
    let shown = format!("{built:?}");
    assert!(shown.contains(r#"proxy: Some(Proxy { url: http://proxy.test:3128, except: "a.test" })"#), "{shown}");
    let error = client("service.test").proxy("ftp://user:hush@proxy.test").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(!format!("{shown} {error} {error:#?}").contains("hush"), "{error}");
}
