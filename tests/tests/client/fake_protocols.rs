//! The fake serves whatever a generated client can send: a made-up product whose operations have each location, style, body and way
//! of authentication, called by its typed client, and by requests that are not signed.

use std::sync::LazyLock;

use crate::support::specs::specs;
use alibabacloud_fake::{Fake, FakeBuilder, Fault, Refusal};
use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::{Client, Credentials, Json, Operation, Response, SignatureVersion, Timestamp};
use http::Request;
use serde::Serialize;
use serde_json::{Value, json};
use specimen::requests::post_whole_form::Body as WholeForm;
use specimen::requests::put_widget::Body as Widget;
use specimen::requests::send_styles::{Flat, Form, FormList};
use specimen::requests::{
    DeleteBelow, GetAnyPath, GetPublicPage, GetPublicThing, GetWithToken, PostWholeForm, PutForm, PutWidget, SendBytes,
    SendScalars, SendStyles,
};
use specimen::responses::get_file::GetFileOutput;
use specimen::responses::{GetFile, GetFileAddress, GetText, GetUndocumented, ListTexts};

/// Neither text nor Base64.
const BYTES: &[u8] = b"\x89PNG\r\n\x00\xff{\"RequestId\": 1}";

/// The product's data, as the generator writes it for the fake.
static DATA: LazyLock<String> =
    LazyLock::new(|| codegen::generate(&specs("codegen/tests/specimen")).unwrap().fake_data);

fn builder() -> FakeBuilder {
    Fake::builder().product(DATA.as_str()).bearer_token("tok")
}

fn client(fake: &Fake) -> Client {
    fake.client().strict_responses(true).build().unwrap()
}

/// Sends an operation, and checks that it arrives as it was sent and that its response is of its type.
async fn served<O: Operation + Serialize + Clone>(fake: &Fake, operation: O) -> Response<O::Output> {
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let client = fake.client().strict_responses(true).signature_version(version).build().unwrap();
        client.send(operation.clone()).await.unwrap();
    }
    let response = client(fake).send(operation.clone()).await.unwrap();
    let recorded = fake.journal().last().unwrap().clone();
    let mut sent = serde_json::to_value(&operation).unwrap();
    // What is not set is not sent.
    sent.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    assert_eq!((recorded.action.as_str(), &recorded.parameters), (O::INFO.name, &sent));
    assert_eq!(response.request_id(), Some(recorded.request_id.as_str()), "{}", O::INFO.name);
    response
}

#[tokio::test]
async fn parameters_of_every_location_and_style_arrive_as_they_are_set() {
    let fake = builder().start().await.unwrap();
    let scalars = SendScalars::new(7, "a b+c&d=é").ratio(0.5).enabled(true).mode("Fast").anything(json!({"a": [1]}));
    let scalars = scalars.start_time(Timestamp::from("2024-01-02T03:04:05Z")).settings(Json::from("{\"b\": null}"));
    served(&fake, scalars).await;
    let styles = SendStyles::new().plain(["x,y", "z"]).repeat(["a", "b"]).flat(Flat::new().key("k").sizes([1, 2]));
    let styles = styles.json(["j"]).simple([1, 2]).space(["s", "t"]).pipe(["p", "q"]);
    served(&fake, styles.form(Form::new().key("f")).form_list([FormList::new().key("1"), FormList::new().key("2")]))
        .await;
    served(&fake, SendBytes::new("none")).await;
    served(&fake, SendBytes::new("png").body(BYTES)).await;
    served(&fake, PutWidget::new("a b/c", 7).dry_run(true).x_acs_trace("t").body(Widget::new("n").size(1))).await;
    served(&fake, PutForm::new("a/b", "t").tags(["x", "y"])).await;
    served(&fake, PostWholeForm::new().body(WholeForm::new().title("a b").tags(["x", "y"]))).await;
    served(&fake, DeleteBelow::new("a/b", "c d/%2F?e")).await;
    served(&fake, GetAnyPath::new("providers/Aliyun/resources/a b/c")).await;
    served(&fake, GetPublicThing::new()).await;
    served(&fake, GetPublicPage::new("p").authorization("Bearer own")).await;
    fake.journal().assert_all_accepted();
}

#[tokio::test]
async fn responses_of_every_kind_are_of_their_types() {
    let fake = builder().start().await.unwrap();
    let file = served(&fake, GetFile::new("f/1")).await.output.body.unwrap();
    assert!(std::str::from_utf8(&file).is_err(), "bytes that are no text: {file:?}");
    assert_eq!(served(&fake, GetFile::new("f/1")).await.output.body.unwrap(), file, "the same read, the same bytes");
    assert!(!served(&fake, GetText::new()).await.output.body.unwrap().is_empty());
    assert!(!served(&fake, ListTexts::new()).await.output.body.is_empty());
    served(&fake, GetUndocumented::new()).await;
    let address = served(&fake, GetFileAddress::new("f")).await;
    assert_eq!(address.status().as_u16(), 302);
    assert!(address.headers()["location"].to_str().unwrap().starts_with("https://fake.example.com/"));
    assert_eq!(fake.journal().last().unwrap().status, 302);
}

#[tokio::test]
async fn an_operation_that_takes_a_token_takes_nothing_else() {
    let fake = builder().start().await.unwrap();
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let with = async |token| {
            let client = fake.client().credentials(Credentials::bearer(token)).signature_version(version);
            client.build().unwrap().send(GetWithToken::new()).await
        };
        assert!(with("tok").await.unwrap().request_id().is_some());
        assert_eq!(with("other").await.unwrap_err().code(), Some("InvalidBearerToken"));
    }
    // The client sends no such request.
    let signed = Request::get("/tokens").header("x-acs-action", "GetWithToken").header("x-acs-version", "2024-05-01");
    let signed = signed.header("authorization", "acs id:signature").body(Bytes::new()).unwrap();
    let refused: Value = serde_json::from_slice(fake.respond(signed).unwrap().body()).unwrap();
    assert_eq!(refused["Code"], "MissingBearerToken");
}

#[tokio::test]
async fn a_signature_of_a_path_is_verified_in_both_versions() {
    let fake = builder().start().await.unwrap();
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let other = Credentials::new(fake.access_key_id(), "another");
        let client = fake.client().credentials(other).signature_version(version).build().unwrap();
        let error = client.send(PutWidget::new("a b", 1).dry_run(true)).await.unwrap_err();
        assert_eq!(error.code(), Some("SignatureDoesNotMatch"), "{error}");
    }
}

#[tokio::test]
async fn handlers_and_faults_have_bytes_text_and_redirects_too() {
    let fake = builder().start().await.unwrap();
    let client = client(&fake);
    fake.on::<GetFile>(|request| match request.file_id.as_str() {
        "mine" => {
            let mut output = GetFileOutput::default();
            output.body = Some(Bytes::from_static(BYTES));
            Ok(output)
        }
        _ => Err(Refusal::new(404, "FileNotFound", "There is no such file.")),
    });
    assert_eq!(client.send(GetFile::new("mine")).await.unwrap().output.body.as_deref(), Some(BYTES));
    assert_eq!(client.send(GetFile::new("other")).await.unwrap_err().code(), Some("FileNotFound"));
    fake.on::<SendBytes>(|request| match request.body.as_deref() {
        Some(BYTES) => Ok(Default::default()),
        _ => Err(Refusal::new(400, "OtherBytes", "Not those.")),
    });
    client.send(SendBytes::new("png").body(BYTES)).await.unwrap();
    fake.on_named("GetText", |_| Ok(json!("5")));
    assert_eq!(client.send(GetText::new()).await.unwrap().output.body.as_deref(), Some("5"));
    fake.on_named("GetFile", |_| Ok(json!("no Base64")));
    let error = client.send(GetFile::new("mine")).await.unwrap_err();
    assert!(error.message().contains("bytes, which are Base64 in JSON"), "{error}");

    fake.faults().next_for::<GetFileAddress>(Fault::unsuccessful("Busy", "Later."));
    let response = fake.client().build().unwrap().send(GetFileAddress::new("f")).await.unwrap();
    assert_eq!((response.status().as_u16(), response.unknown_fields().len()), (200, 4), "it is no redirect");
}

/// As generated clients of the OpenAPI document and `curl` send them.
#[tokio::test]
async fn without_a_signature_the_path_names_the_operation() {
    let fake = builder().unsigned().start().await.unwrap();
    let cases = [
        ("GET", "/files/f", "GetFile", 200, json!({"FileId": "f"})),
        ("GET", "/files/f/address", "GetFileAddress", 302, json!({"FileId": "f"})),
        (
            "PUT",
            "/widgets/a%20b/parts/1?DryRun=true",
            "PutWidget",
            200,
            json!({"WidgetId": "a b", "PartNo": 1, "DryRun": true}),
        ),
        ("GET", "/tokens", "GetWithToken", 200, json!({})),
        ("DELETE", "/folders/a/b/c", "DeleteBelow", 200, json!({"Folder": "a", "Path": "b/c"})),
        ("GET", "/providers/a/resources/b", "GetAnyPath", 200, json!({"requestPath": "providers/a/resources/b"})),
        ("GET", "/GetText", "GetText", 200, json!({})),
        ("POST", "/GetText", "GetText", 403, json!({})),
        // By its name, and not by its path.
        ("GET", "/GetFile?FileId=f", "GetFile", 404, json!({})),
        // The template has a query.
        ("PUT", "/forms/f", "forms/f", 404, json!({})),
    ];
    for (method, uri, action, status, parameters) in cases {
        let request = Request::builder().method(method).uri(uri).body(Bytes::new()).unwrap();
        let response = fake.respond(request).unwrap();
        let recorded = fake.journal().last().unwrap().clone();
        let found = (recorded.action.as_str(), response.status().as_u16(), &recorded.parameters);
        assert_eq!(found, (action, status, &parameters), "{method} {uri}");
    }
    let form = Request::put("/forms/f?replace=").header("content-type", "application/x-www-form-urlencoded");
    let response = fake.respond(form.body(Bytes::from_static(b"Title=t")).unwrap()).unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(fake.journal().last().unwrap().parameters, json!({"FormId": "f", "Title": "t"}));
}
