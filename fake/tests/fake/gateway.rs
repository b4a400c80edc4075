//! Unsigned requests, for tools that cannot sign.

use std::net::Ipv4Addr;

use alibabacloud_fake::Fake;
use bytes::Bytes;
use http::{HeaderMap, Request};
use serde_json::Value;

use crate::raw::{Raw, Received};

async fn gateway() -> Fake {
    Fake::builder().unsigned().start().await.unwrap()
}

fn request(method: &str, target: &str, headers: &[(&str, &str)]) -> Request<Bytes> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::new()).unwrap()
}

fn send(fake: &Fake, method: &str, target: &str) -> Received {
    Received::of(fake.respond(request(method, target, &[])).unwrap())
}

#[tokio::test]
async fn the_path_names_the_operation_and_nothing_is_signed() {
    let fake = gateway().await;
    let made = send(&fake, "POST", "/CreatePipeline?Name=mine&Speed=Standard");
    assert_eq!(made.status, 200, "{}", made.body);
    let id = made.body["Pipeline"]["PipelineId"].as_str().unwrap();
    assert_eq!(send(&fake, "POST", &format!("/GetPipeline?PipelineId={id}")).body["Pipeline"]["Name"], "mine");
    // Everything else is checked as always.
    let cases = [
        ("/GetPipeline", 400, "MissingPipelineId"),
        ("/GetNothing", 404, "InvalidAction.NotFound"),
        ("/", 400, "MissingAction"),
    ];
    for (target, status, code) in cases {
        let response = send(&fake, "POST", target);
        assert_eq!((response.status, response.code()), (status, code), "{target}");
    }
    assert_eq!(fake.journal().of("CreatePipeline").next().unwrap().access_key_id, None);
    // A form, and the action by its usual names.
    let form = Request::builder().method("POST").uri("/CreatePipeline");
    let form = form.header("content-type", "Application/x-www-form-urlencoded; charset=UTF-8");
    let response = fake.respond(form.body("Name=two&Speed=Standard".into()).unwrap()).unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(send(&fake, "POST", "/?Action=ListPipelines&Version=2020-11-09").status, 200);
}

#[tokio::test]
async fn pages_are_served_beside_the_service_and_are_not_recorded() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let fake = Fake::builder().docs(folder).start().await.unwrap();
    let get = |target: &str| fake.respond(request("GET", target, &[])).unwrap();
    let file = get("/docs/sts.json");
    assert_eq!((file.status().as_u16(), file.headers()["content-type"].as_bytes()), (200, &b"application/json"[..]));
    assert_eq!(file.into_body(), include_str!("../../src/sts.json"));
    assert!(fake.journal().last().is_none());
    for missing in ["/docs/", "/docs/none", "/docs/../Cargo.toml", "/docs/signature", "/docs/signature/v3.rs"] {
        assert_eq!(get(missing).status(), 404, "{missing}");
    }
    assert_eq!(send(&fake, "POST", "/ListPipelines").status, 200);
    let missing = Fake::builder().docs("none/such").start().await.unwrap_err();
    assert!(missing.to_string().starts_with("none/such: "), "{missing}");
}

#[tokio::test]
async fn the_head_of_what_is_beside_the_service_is_that_of_the_whole() {
    let fake = Fake::builder().docs(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).start().await.unwrap();
    for target in ["/health", "/docs/sts.json"] {
        let [get, head] = ["GET", "HEAD"].map(|method| fake.respond(request(method, target, &[])).unwrap());
        assert_eq!((head.status(), head.headers()), (get.status(), get.headers()), "{target}");
    }
    assert!(fake.journal().last().is_none());
}

#[tokio::test]
async fn what_is_signed_is_checked_and_an_authorization_that_is_no_signature_is_none() {
    let fake = gateway().await;
    let wrong = Raw { secret: "wrong".to_owned(), ..Raw::new(&fake, "ListPipelines", &[]) };
    assert_eq!(wrong.send(&fake).code(), "SignatureDoesNotMatch");
    assert_eq!(Raw::new(&fake, "ListPipelines", &[]).send(&fake).status, 200);
    let filled_in = request("POST", "/ListPipelines", &[("authorization", "anything")]);
    assert_eq!(fake.respond(filled_in).unwrap().status(), 200);
}

#[tokio::test]
async fn without_the_switch_neither_path_nor_page_is_served() {
    let fake = Fake::start().await.unwrap();
    let origin = [("origin", "http://localhost:1")];
    let response = fake.respond(request("POST", "/ListPipelines", &origin)).unwrap();
    assert_eq!(Received::of(response).code(), "MissingAction");
    let named = request("POST", "/?Action=ListPipelines&Version=2020-11-09", &origin);
    let response = Received::of(fake.respond(named).unwrap());
    assert_eq!(response.code(), "MissingAccessKeyId");
    assert!(!response.headers.contains_key("access-control-allow-origin"));
    assert_eq!(fake.respond(request("OPTIONS", "/ListPipelines", &origin)).unwrap().status(), 400);
}

#[tokio::test]
async fn pages_of_this_machine_may_read_responses_and_refusals_and_no_others_may() {
    let fake = gateway().await;
    let allowed =
        |headers: &HeaderMap| headers.get("access-control-allow-origin").map(|it| it.to_str().unwrap().to_owned());
    for (target, status) in [("/ListPipelines", 200), ("/GetPipeline", 400)] {
        let response = fake.respond(request("POST", target, &[("origin", "http://localhost:3000")])).unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(allowed(response.headers()).as_deref(), Some("http://localhost:3000"));
        assert_eq!(response.headers()["vary"], "origin");
    }
    let other = fake.respond(request("POST", "/ListPipelines", &[("origin", "https://example.com")])).unwrap();
    assert_eq!(allowed(other.headers()), None);

    let wanted = [
        ("origin", "http://127.0.0.1:8080"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,x-acs-version"),
    ];
    let preflight = fake.respond(request("OPTIONS", "/ListPipelines", &wanted)).unwrap();
    assert_eq!((preflight.status().as_u16(), preflight.body().len()), (204, 0));
    assert_eq!(allowed(preflight.headers()).as_deref(), Some("http://127.0.0.1:8080"));
    assert!(preflight.headers()["access-control-allow-methods"].to_str().unwrap().contains("POST"));
    assert_eq!(preflight.headers()["access-control-allow-headers"], "authorization,x-acs-version");
    // It is no request of an operation.
    fake.journal().assert_called("ListPipelines", 2);
    assert_eq!(fake.journal().counts().len(), 2);
}

#[tokio::test]
async fn only_this_machine_may_send_unsigned_requests() {
    let error = Fake::builder().host(Ipv4Addr::UNSPECIFIED).unsigned().start().await.unwrap_err();
    assert_eq!(error.to_string(), "unsigned requests are accepted on a loopback address only, not on 0.0.0.0");
}

#[tokio::test]
async fn a_fake_on_all_addresses_has_an_endpoint_on_this_machine_and_is_healthy() {
    let fake = Fake::builder().host(Ipv4Addr::UNSPECIFIED).start().await.unwrap();
    assert!(fake.endpoint().starts_with("http://127.0.0.1:"), "{}", fake.endpoint());
    let client = fake.client().build().unwrap();
    client.send(alibabacloud_ice::config::ListPipelines::new()).await.unwrap();
    let response = fake.respond(request("GET", "/health", &[])).unwrap();
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (200, b"ok\n".as_slice()));
    assert_eq!(fake.journal().entries().count(), 1, "it is not recorded");
    let recorded: Value = fake.journal().last().unwrap().parameters.clone();
    assert_eq!(recorded, serde_json::json!({}));
}

#[tokio::test]
async fn a_token_is_of_one_operation_of_one_version() {
    let product = |version: u8| {
        format!(
            r#"{{"product": "Shop", "version": "{version}", "style": "RPC", "hostPrefix": "shop", "schemas": {{}}, "collections": {{}},
            "operations": [{{"name": "MakeItem", "family": "goods", "methods": ["post"], "idempotencyToken": "ClientToken",
            "parameters": [{{"name": "ClientToken", "in": "query", "type": "string"}}],
            "response": {{"type": "object", "properties": {{"ItemId{version}": {{"type": "string"}}}}}}}}]}}"#
        )
    };
    let fake = Fake::builder().unsigned().product(product(1)).product(product(2)).start().await.unwrap();
    let make = |version: u8| {
        let target = format!("/?Action=MakeItem&Version={version}&ClientToken=t");
        send(&fake, "POST", &target).body[format!("ItemId{version}")].clone()
    };
    let (one, two) = (make(1), make(2));
    assert!(one.is_string() && two.is_string(), "{one}, {two}");
    assert_eq!((make(1), make(2)), (one, two));
}

#[tokio::test]
async fn what_sts_has_beyond_sessions_is_executed_as_in_other_products() {
    let data = r#"{"product": "Sts", "version": "2015-04-01", "style": "RPC", "hostPrefix": "sts", "schemas": {},
        "collections": {}, "operations": [{"name": "GetCallerIdentity", "family": "token", "methods": ["post"],
        "parameters": [], "response": {"type": "object", "properties": {"AccountId": {"type": "string"}}}}]}"#;
    let fake = Fake::builder().unsigned().product(data).start().await.unwrap();
    let identity = send(&fake, "POST", "/?Action=GetCallerIdentity&Version=2015-04-01");
    assert_eq!(identity.status, 200, "{}", identity.body);
    let malformed = send(&fake, "POST", "/?Action=AssumeRole&Version=2015-04-01&RoleArn=none&RoleSessionName=mine");
    assert_eq!((malformed.status, malformed.code()), (400, "InvalidParameter.RoleArn"));
}
