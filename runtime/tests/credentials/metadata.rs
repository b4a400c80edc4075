//! The ECS metadata service and credentials URIs as they are asked.

use std::env;
use std::process::Command;

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::http::Request;
use alibabacloud_runtime::transport::{ReqwestTransport, TransportOptions};
use alibabacloud_runtime::{CredentialProvider, CredentialsUri, EcsMetadata, Error, Surroundings, Transport};
use insta::assert_snapshot;

use crate::server::{Answer, Detour, Recorded, Server, Silent, Unplugged};
use crate::world::{World, keys, parts};

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

fn success(name: &str, expiration: &str) -> String {
    keys(name, expiration).replacen('{', r#"{"Code":"Success","#, 1)
}

/// An instance with the role `web`; `v2`: whether session tokens are given.
async fn instance(world: &World, v2: bool) -> Server {
    let world = world.clone();
    Server::answering(move |_, request| match (request.method.as_str(), request.target.strip_prefix(ROLES)) {
        ("PUT", None) if v2 => Answer::new(200, "metadata-token"),
        ("GET", Some("")) => Answer::new(200, " web\n"),
        ("GET", Some("web")) => Answer::new(200, success("ecs", &world.in_seconds(6 * 3600))),
        _ => Answer::new(404, "<html>not found</html>"),
    })
    .await
}

#[tokio::test]
async fn metadata_is_asked_for_a_token_the_role_and_its_keys() {
    let world = World::new();
    let server = instance(&world, true).await;
    let metadata = EcsMetadata::new().surroundings(&world.surroundings(Detour::to(&server)));
    assert_eq!(metadata.name(), "ecs_ram_role");
    assert_eq!(parts(&metadata.credentials().await.unwrap()), ["STS.ecs", "ecs-secret", "ecs-token"]);
    let ours = |request: &Recorded| request.header("user-agent").is_some_and(|it| it.starts_with("AlibabaCloud ("));
    assert!(server.requests().iter().all(ours));
    let shown: Vec<_> = server.requests().iter().map(|request| request.show()).collect();
    assert_snapshot!(shown.join("---\n"), @r"
    PUT /latest/api/token
    accept: */*
    content-length: 0
    host: 100.100.100.200
    x-aliyun-ecs-metadata-token-ttl-seconds: 21600

    ---
    GET /latest/meta-data/ram/security-credentials/
    accept: */*
    host: 100.100.100.200
    x-aliyun-ecs-metadata-token: metadata-token

    ---
    GET /latest/meta-data/ram/security-credentials/web
    accept: */*
    host: 100.100.100.200
    x-aliyun-ecs-metadata-token: metadata-token
    ");
}

#[tokio::test]
async fn a_role_that_is_given_is_not_asked_for() {
    let world = World::new();
    let server = instance(&world, true).await;
    let metadata = EcsMetadata::new().endpoint(server.url()).surroundings(&Surroundings::new().environment(|_| None));
    metadata.role_name("web").credentials().await.unwrap();
    world.set("ALIBABA_CLOUD_ECS_METADATA", "web");
    let metadata = EcsMetadata::new().surroundings(&world.surroundings(Detour::to(&server)));
    metadata.credentials().await.unwrap();
    let asked = ["PUT /latest/api/token".to_owned(), format!("GET {ROLES}web")];
    assert_eq!(server.asked(), [asked.clone(), asked].concat());
}

#[tokio::test]
async fn version_1_is_used_where_there_is_no_token_unless_it_is_turned_off() {
    let world = World::new();
    let server = instance(&world, false).await;
    let around = world.surroundings(Detour::to(&server));
    let metadata = EcsMetadata::new().surroundings(&around);
    assert_eq!(parts(&metadata.credentials().await.unwrap())[0], "STS.ecs");
    assert!(server.requests().iter().all(|request| request.header("x-aliyun-ecs-metadata-token").is_none()));
    assert_eq!(server.asked().len(), 3);

    let metadata = EcsMetadata::new().v1_fallback(false).surroundings(&around);
    assert_snapshot!(metadata.credentials().await.unwrap_err(), @r"
    asking for a session token failed: 404 Not Found: the body has no error message; it starts: <html>not found</html> [host 100.100.100.200]
      hint: Version 2 of the metadata service is needed, because version 1 is turned off here (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).
    ");
    assert_eq!(server.asked().len(), 4);
    world.set("ALIBABA_CLOUD_IMDSV1_DISABLED", "True");
    EcsMetadata::new().surroundings(&around).credentials().await.unwrap_err();
    assert_eq!(server.asked().len(), 5);
}

async fn answered(status: u16, role: &str, body: &str) -> Error {
    let world = World::new();
    let (role, body) = (role.to_owned(), body.to_owned());
    let server = Server::answering(move |_, request| match request.target.strip_prefix(ROLES) {
        None => Answer::new(200, "metadata-token"),
        Some("") => Answer::new(if role.is_empty() { 404 } else { 200 }, role.clone()),
        Some(_) => Answer::new(status, body.clone()),
    })
    .await;
    let metadata = EcsMetadata::new().surroundings(&world.surroundings(Detour::to(&server)));
    metadata.credentials().await.unwrap_err()
}

#[tokio::test]
async fn what_is_wrong_with_an_instance_is_told() {
    assert_snapshot!(answered(200, "", "").await, @r"
    asking for the instance's role failed: 404 Not Found: the body is empty [host 100.100.100.200]
      hint: Attach a RAM role to the instance, or correct the role's name.
    ");
    assert_snapshot!(answered(200, "<html>who?", "").await, @"`<html>who?` is not the name of a role");
    assert_snapshot!(answered(404, "web", "").await, @r"
    asking for the keys of role web failed: 404 Not Found: the body is empty [host 100.100.100.200]
      hint: Attach a RAM role to the instance, or correct the role's name.
    ");
    assert_snapshot!(answered(200, "web", r#"{"Code":"Failed"}"#).await, @r#"
    100.100.100.200 has no keys for role web: its reply has Code "Failed"
      hint: Check that this role is attached to the instance.
    "#);
    assert_snapshot!(answered(200, "web", "{}").await, @r"
    100.100.100.200 has no keys for role web: its reply has no Code
      hint: Check that this role is attached to the instance.
    ");
    assert_snapshot!(answered(200, "web", r#"{"Code":"Success","AccessKeyId":"a"}"#).await, @r"
    the reply of 100.100.100.200 lacks AccessKeySecret, SecurityToken, Expiration
      hint: Something else than the service may have answered: check the address, and the proxy variables.
    ");
}

#[tokio::test(start_paused = true)]
async fn away_from_ecs_it_takes_one_try_and_little_time() {
    let world = World::new();
    let metadata = EcsMetadata::new().surroundings(&world.surroundings(Unplugged));
    assert_snapshot!(metadata.credentials().await.unwrap_err(), @r"
    100.100.100.200 does not answer: no connection: connection refused
      hint: Only ECS instances have this service. Elsewhere, ALIBABA_CLOUD_ECS_METADATA_DISABLED=true saves the wait.
    ");
    let begun = tokio::time::Instant::now();
    let metadata = EcsMetadata::new().v1_fallback(false).surroundings(&world.surroundings(Silent));
    assert_snapshot!(metadata.credentials().await.unwrap_err(), @r"
    100.100.100.200 does not answer: no complete reply within 2s
      hint: Version 2 of the metadata service is needed, because version 1 is turned off here (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).
    ");
    assert_eq!(begun.elapsed().as_secs(), 2);
    world.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "TRUE");
    let metadata = EcsMetadata::new().surroundings(&world.surroundings(Unplugged));
    assert_snapshot!(metadata.credentials().await.unwrap_err(), @r"ALIBABA_CLOUD_ECS_METADATA_DISABLED is set, so the ECS metadata service is not asked");
}

/// What the test below does in a process of its own, which has a proxy in its environment.
async fn ask_beside_a_proxy(url: String) {
    EcsMetadata::new().endpoint(url).credentials().await.unwrap();
    let through = ReqwestTransport::new(&TransportOptions::default()).unwrap();
    through.send(Request::get("http://metadata.invalid/proxied").body(Bytes::new()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn metadata_is_never_asked_through_a_proxy() {
    if let Ok(url) = env::var("METADATA_URL") {
        return ask_beside_a_proxy(url).await;
    }
    let world = World::new();
    let server = instance(&world, true).await;
    world.advance(100_000_000_000);
    let proxy = Server::answering(|_, _| Answer::new(502, "")).await;
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "metadata::metadata_is_never_asked_through_a_proxy"]);
    child.env("METADATA_URL", server.url()).env("HTTP_PROXY", proxy.url()).env("http_proxy", proxy.url());
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.asked().len(), 3);
    assert_eq!(proxy.asked(), ["GET http://metadata.invalid/proxied"]);
}

#[tokio::test]
async fn a_credentials_uri_is_asked_as_it_is_and_its_code_does_not_matter() {
    let world = World::new();
    let given = world.clone();
    let server = Server::answering(move |number, _| {
        let body = keys("uri", &given.in_seconds(3600));
        Answer::new(200, if number == 0 { body } else { body.replacen('{', r#"{"Code":"Odd","#, 1) })
    })
    .await;
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", format!("{}/keys?for=me%20too", server.url()));
    let around = world.surroundings(Detour::to(&server));
    for _ in 0..2 {
        let uri = CredentialsUri::from_environment(&around).unwrap();
        assert_eq!(uri.name(), "credential_uri");
        assert_eq!(parts(&uri.credentials().await.unwrap()), ["STS.uri", "uri-secret", "uri-token"]);
    }
    let uri = CredentialsUri::new(format!("{}/plain", server.url()));
    uri.credentials().await.unwrap();
    assert_eq!(server.asked(), ["GET /keys?for=me%20too", "GET /keys?for=me%20too", "GET /plain"]);
}

#[tokio::test]
async fn a_credentials_uri_that_has_no_keys_is_told_by_its_host_alone() {
    let world = World::new();
    let server = Server::answering(|number, request| match number {
        0 => Answer::new(200, "{}"),
        _ => Answer::new(403, format!(r#"{{"Code":"No","Message":"{}"}}"#, request.target)),
    })
    .await;
    let uri = || CredentialsUri::new("http://keys.example.com/v1?password=hush-hush-hush");
    let uri = || uri().surroundings(&world.surroundings(Detour::to(&server)));
    assert_snapshot!(uri().credentials().await.unwrap_err(), @r"
    the reply of keys.example.com lacks AccessKeyId, AccessKeySecret, SecurityToken, Expiration
      hint: Something else than the service may have answered: check the address, and the proxy variables.
    ");
    let error = uri().credentials().await.unwrap_err();
    assert_snapshot!(error, @r"
    asking the credentials URI failed: 403 No: /v1?*** [host keys.example.com]
      hint: Check the credentials URI.
    ");
    assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
    let error = CredentialsUri::from_environment(&world.surroundings(Unplugged)).unwrap_err();
    assert_snapshot!(error, @"ALIBABA_CLOUD_CREDENTIALS_URI is not set");
}
