//! The exact errors of calls by name for parameters that do not fit.

use alibabacloud_ice::Call as _;
use alibabacloud_runtime::{Client, ErrorKind};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::client;
use loopback::{MockResponse, Server};

async fn refusal(client: &Client, name: &str, parameters: Value) -> String {
    let error = client.call(name, parameters).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    error.to_string()
}

#[tokio::test]
async fn an_invalid_request_is_refused_with_what_would_be_valid() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    let told = async |name, parameters| refusal(&client, name, parameters).await;

    assert_snapshot!(told("GetVoice", json!({})).await, @"there is no operation `GetVoice`");
    assert_snapshot!(told("getCustomizedVoiceJobs", json!({})).await, @"there is no operation `getCustomizedVoiceJobs`; there is `GetCustomizedVoiceJob`");

    assert_snapshot!(told("GetCustomizedVoiceJob", json!({"JobID": "id"})).await, @"GetCustomizedVoiceJob failed: there is no parameter `JobID`; its parameters: JobId");
    assert_snapshot!(told("ListAllPublicMediaTags", json!({"Colour": 1})).await, @"ListAllPublicMediaTags failed: there is no parameter `Colour`; its parameters: BusinessType, EntityId");

    assert_snapshot!(told("GetCustomizedVoiceJob", json!({})).await, @"GetCustomizedVoiceJob failed: the required parameter `JobId` is missing");
    assert_snapshot!(told("GetCustomizedVoiceJob", json!({"JobId": null})).await, @"GetCustomizedVoiceJob failed: the required parameter `JobId` is missing");
    assert_snapshot!(told("GetCustomizedVoiceJob", json!(null)).await, @"GetCustomizedVoiceJob failed: the required parameter `JobId` is missing");

    assert_snapshot!(told("GetCustomizedVoiceJob", json!({"JobId": 5})).await, @"GetCustomizedVoiceJob failed: `JobId` is a number, not text");
    assert_snapshot!(told("ListCustomizedVoiceJobs", json!({"PageNo": "1"})).await, @"ListCustomizedVoiceJobs failed: `PageNo` is text, not a 64-bit integer");
    assert_snapshot!(told("ListCustomizedVoiceJobs", json!({"PageNo": 1.5})).await, @"ListCustomizedVoiceJobs failed: `PageNo` is another number, not a 64-bit integer");
    assert_snapshot!(told("GetMediaInfo", json!({"MediaId": []})).await, @"GetMediaInfo failed: `MediaId` is a list, not text");
    assert_snapshot!(told("GetMediaInfo", json!({"ReturnDetailedInfo": true})).await, @"GetMediaInfo failed: `ReturnDetailedInfo` is a boolean, not a list, an object, or JSON as text");
    assert_snapshot!(told("GetCustomizedVoiceJob", json!(["id"])).await, @"GetCustomizedVoiceJob failed: the parameters are a list, not an object by their names");

    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_null_parameter_is_like_none() {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = client(&server);
    client.call("ListCustomizedVoiceJobs", json!({"PageNo": null, "PageSize": 5})).await.unwrap();
    client.call("ListCustomizedVoiceJobs", Value::Null).await.unwrap();
    let queries: Vec<_> = server.requests().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, ["PageSize=5", ""]);
}
