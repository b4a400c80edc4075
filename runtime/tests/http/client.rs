//! A client with one operation, and a request without any.

use std::error::Error as StdError;
use std::iter;

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::http::{Request, Response};
use alibabacloud_runtime::operation::{ApiStyle, OperationInfo, Product};
use alibabacloud_runtime::transport::{HttpTransport, TransportError, TransportOptions};
use alibabacloud_runtime::{Client, ClientBuilder, Credentials, Error, Method, Operations, RetryPolicy, Transport};
use loopback::{MockResponse, Server};
use serde_json::Value;

static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
static INFOS: [OperationInfo; 1] = [{
    let mut info = OperationInfo::new(&PRODUCT, "things", "CreateThing");
    info.methods = &[Method::Post];
    info
}];
pub static OPERATIONS: Operations = Operations::new(&[&INFOS], &[("things", &["CreateThing"])]);

pub fn client(endpoint: &str) -> ClientBuilder {
    Client::builder()
        .endpoint(endpoint)
        .allow_http(true)
        .credentials(Credentials::new("test-key-id", "test-key-secret"))
        .retry(RetryPolicy::none())
}

pub async fn call(client: ClientBuilder) -> Result<Value, Error> {
    Ok(client.build()?.call_by_name(&OPERATIONS, "CreateThing", Value::Null).await?.output)
}

/// A server that does no more than send `{}`.
pub fn plain() -> Server {
    Server::start(MockResponse::new(200, "{}"))
}

/// The text of an error without the port, which differs from run to run.
pub fn shown(error: &Error) -> String {
    format!("{error:?}").replace(error.host().unwrap(), "HOST")
}

/// A transport for a server on this machine.
pub fn transport() -> HttpTransport {
    let mut options = TransportOptions::default();
    options.environment_proxies = false;
    HttpTransport::new(&options).unwrap()
}

pub async fn get(transport: &HttpTransport, url: &str) -> Result<Response<Bytes>, TransportError> {
    transport.send(Request::get(url).body(Bytes::new()).unwrap()).await
}

/// What an error and its causes say.
pub fn chain(error: &TransportError) -> String {
    let first: &dyn StdError = error;
    let texts: Vec<_> = iter::successors(Some(first), |&error| error.source()).map(ToString::to_string).collect();
    texts.join(": ")
}
