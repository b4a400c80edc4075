//! A client without the feature `rustls`: plain HTTP works, and what needs HTTPS is an error that names the feature.
//!
//! `cargo test -p alibabacloud-runtime --no-default-features --test without_tls`

#![cfg(not(feature = "rustls"))]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::error::Error as StdError;

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::operation::{ApiStyle, Endpoint, OperationInfo, Product};
use alibabacloud_runtime::transport::{HttpTransport, Proxy, TransportError, TransportErrorKind, TransportOptions};
use alibabacloud_runtime::{
    AssumeRole, BoxFuture, Client, ClientBuilder, Credentials, Environment, Error, ErrorKind, Method, Operations,
    RetryPolicy, Transport, http,
};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use serde_json::{Value, json};

static ENDPOINTS: [Endpoint; 1] = [Endpoint::new("cn-shanghai", "ice.cn-shanghai.aliyuncs.com", None)];
static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &ENDPOINTS);
static INFOS: [OperationInfo; 1] = [{
    let mut info = OperationInfo::new(&PRODUCT, "things", "CreateThing");
    info.methods = &[Method::Post];
    info
}];
static OPERATIONS: Operations = Operations::new(&[&INFOS], &[("things", &["CreateThing"])]);

const MISSING: &str = "HTTP cannot be set up: HTTPS needs the cargo feature `rustls`, which is off in this program";

fn client() -> ClientBuilder {
    let nothing = Environment::new().variables(|_| None);
    Client::builder().environment(&nothing).credentials(Credentials::new("test-key-id", "test-key-secret"))
}

async fn call(client: &Client) -> Result<Value, Error> {
    Ok(client.call_by_name(&OPERATIONS, "CreateThing", Value::Null).await?.output)
}

#[tokio::test]
async fn plain_http_works() {
    let server = Server::start(MockResponse::json(200, r#"{"RequestId":"1"}"#));
    assert_eq!(call(&client().endpoint(server.url()).build().unwrap()).await.unwrap(), json!({ "RequestId": "1" }));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn an_https_endpoint_is_an_error_of_the_build() {
    for endpoint in ["https://service.test", "service.test:8443", "https://127.0.0.1:1"] {
        let error = client().endpoint(endpoint).build().unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Config, MISSING), "{endpoint}");
    }
}

#[tokio::test]
async fn the_host_of_a_region_is_an_error_of_the_first_call() {
    let client = client().region("cn-shanghai").retry(RetryPolicy::standard()).build().unwrap();
    let error = call(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 1));
    assert_snapshot!(format!("{error:?}"), @r"
    CreateThing failed: HTTP cannot be set up: HTTPS needs the cargo feature `rustls`, which is off in this program [host ice.cn-shanghai.aliyuncs.com]
      hint: Turn on the feature `rustls` of the crate of your product, such as alibabacloud-ice: it is one of the default features. Or give a transport of your own to ClientBuilder::transport.
    ");
}

#[test]
fn a_proxy_over_https_is_an_error_of_the_build() {
    let builder = || client().endpoint("http://service.test").allow_http(true);
    let error = builder().proxy("https://user:hush@proxy.test").build().unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Config, MISSING));
    assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
    builder().proxy("http://proxy.test").build().unwrap();
    builder().proxy("https://proxy.test").no_proxy("service.test").build().unwrap();
}

#[test]
fn a_socks_proxy_is_an_error_of_the_build() {
    let builder = || client().endpoint("http://service.test").allow_http(true);
    let error = builder().proxy("socks5h://proxy.test").build().unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Config, &*MISSING.replace("HTTPS", "a SOCKS proxy")));
    builder().proxy("socks5h://proxy.test").no_proxy("service.test").build().unwrap();
}

#[tokio::test]
async fn no_request_to_an_https_address_leaves_in_the_clear() {
    let proxy = Server::start(MockResponse::json(200, "{}"));
    let mut options = TransportOptions::default();
    options.environment_proxies = false;
    for through in [None, Some(Proxy::new(&proxy.url()).unwrap())] {
        options.proxy = through;
        let transport = HttpTransport::new(&options).unwrap();
        let request = http::Request::get("https://service.test/").body(Bytes::new()).unwrap();
        assert_eq!(transport.send(request).await.unwrap_err().kind(), TransportErrorKind::Setup);
    }
    assert_eq!(proxy.connections(), 0);
}

/// Another HTTP stack, with TLS of its own.
struct Own;

impl Transport for Own {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let scheme = request.uri().scheme_str().unwrap_or_default();
            Ok(http::Response::new(format!(r#"{{"Scheme":"{scheme}"}}"#).into()))
        })
    }
}

#[tokio::test]
async fn an_own_transport_takes_https() {
    for builder in [client().endpoint("https://service.test"), client().region("cn-shanghai")] {
        let client = builder.transport(Own).build().unwrap();
        assert_eq!(call(&client).await.unwrap(), json!({ "Scheme": "https" }));
    }
}

#[tokio::test]
async fn a_source_of_credentials_over_https_names_the_feature() {
    let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r");
    let error = call(&client().endpoint("http://127.0.0.1:1").credentials(role).build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let cause = error.source().and_then(|cause| cause.downcast_ref::<Error>()).unwrap();
    assert_eq!((cause.kind(), cause.message()), (ErrorKind::Config, MISSING));
    assert!(error.message().contains("needs the cargo feature `rustls`"), "{error:?}");
}
