//! Requests to the ECS metadata service and to credentials URIs.

use std::env;
use std::process::Command;

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::http::Request;
use alibabacloud_runtime::transport::{HttpTransport, TransportErrorKind, TransportOptions};
use alibabacloud_runtime::{
    CredentialProvider, CredentialsUri, DefaultCredentials, EcsMetadata, Environment, Error, Transport,
};
use insta::assert_snapshot;
use loopback::{MockResponse, RecordedRequest, Server};

use crate::script::{Answer, Script, failure, refused_connection, response};
use crate::snapshot::show;
use crate::transports::{Detour, Unplugged};
use crate::world::{World, keys, parts};

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

fn success(name: &str, expiration: &str) -> String {
    keys(name, expiration).replacen('{', r#"{"Code":"Success","#, 1)
}

/// An instance with the role `web`; `v2`: whether it issues session tokens.
fn instance(world: &World, v2: bool) -> Server {
    let world = world.clone();
    Server::respond_with(move |_, request| match (request.method.as_str(), request.target().strip_prefix(ROLES)) {
        ("PUT", None) if v2 => MockResponse::new(200, "metadata-token"),
        ("GET", Some("")) => MockResponse::new(200, " web\n"),
        ("GET", Some("web")) => MockResponse::new(200, success("ecs", &world.in_seconds(6 * 3600))),
        _ => MockResponse::new(404, "<html>not found</html>"),
    })
}

#[tokio::test]
async fn metadata_is_asked_for_a_token_the_role_and_its_keys() {
    let world = World::new();
    let server = instance(&world, true);
    let metadata = EcsMetadata::new().environment(&world.environment(Detour::to(&server)));
    assert_eq!(metadata.name(), "ecs_ram_role");
    assert_eq!(parts(&metadata.credentials().await.unwrap()), ["STS.ecs", "ecs-secret", "ecs-token"]);
    let ours =
        |request: &RecordedRequest| request.header("user-agent").is_some_and(|it| it.starts_with("AlibabaCloud ("));
    assert!(server.requests().iter().all(ours));
    let shown: Vec<_> = server.requests().iter().map(show).collect();
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
    let server = instance(&world, true);
    let metadata = EcsMetadata::new().endpoint(server.url()).environment(&Environment::new().variables(|_| None));
    metadata.role_name("web").credentials().await.unwrap();
    world.set("ALIBABA_CLOUD_ECS_METADATA", "web");
    let metadata = EcsMetadata::new().environment(&world.environment(Detour::to(&server)));
    metadata.credentials().await.unwrap();
    let asked = ["PUT /latest/api/token".to_owned(), format!("GET {ROLES}web")];
    assert_eq!(server.targets(), [asked.clone(), asked].concat());
}

#[tokio::test]
async fn version_1_is_used_where_there_is_no_token_unless_it_is_turned_off() {
    let world = World::new();
    let server = instance(&world, false);
    let environment = world.environment(Detour::to(&server));
    let metadata = EcsMetadata::new().environment(&environment);
    assert_eq!(parts(&metadata.credentials().await.unwrap())[0], "STS.ecs");
    assert!(server.requests().iter().all(|request| request.header("x-aliyun-ecs-metadata-token").is_none()));
    assert_eq!(server.targets().len(), 3);

    let metadata = EcsMetadata::new().v1_fallback(false).environment(&environment);
    assert_snapshot!(format!("{:?}", metadata.credentials().await.unwrap_err()), @r"
    asking for a session token failed: 404 Not Found: the body has no error message; it starts: <html>not found</html> [host 100.100.100.200]
      hint: Version 2 of the metadata service is needed, because version 1 is turned off here (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).
    ");
    assert_eq!(server.targets().len(), 4);
    world.set("ALIBABA_CLOUD_IMDSV1_DISABLED", "True");
    EcsMetadata::new().environment(&environment).credentials().await.unwrap_err();
    assert_eq!(server.targets().len(), 5);
}

async fn answered(status: u16, role: &str, body: &str) -> Error {
    let world = World::new();
    let (role, body) = (role.to_owned(), body.to_owned());
    let server = Server::respond_with(move |_, request| match request.target().strip_prefix(ROLES) {
        None => MockResponse::new(200, "metadata-token"),
        Some("") => MockResponse::new(if role.is_empty() { 404 } else { 200 }, role.clone()),
        Some(_) => MockResponse::new(status, body.clone()),
    });
    let metadata = EcsMetadata::new().environment(&world.environment(Detour::to(&server)));
    metadata.credentials().await.unwrap_err()
}

#[tokio::test]
async fn what_is_wrong_with_an_instance_is_told() {
    assert_snapshot!(format!("{:?}", answered(200, "", "").await), @r"
    100.100.100.200 knows of no role of the instance
      hint: Attach a RAM role to the instance, or correct the role's name.
    ");
    assert_snapshot!(answered(200, "<html>who?", "").await, @"`<html>who?` is not the name of a role");
    assert_snapshot!(format!("{:?}", answered(404, "web", "").await), @r"
    asking for the keys of role web failed: 404 Not Found: the body is empty [host 100.100.100.200]
      hint: Attach a RAM role to the instance, or correct the role's name.
    ");
    assert_snapshot!(format!("{:?}", answered(200, "web", r#"{"Code":"Failed"}"#).await), @r"
    100.100.100.200 has no keys for role web, and reports Failed
      hint: Check that this role is attached to the instance.
    ");
    let error = answered(200, "web", r#"{"Code":"Busy","Message":"try later","RequestId":"A1"}"#).await;
    assert_eq!((error.code(), error.request_id()), (Some("Busy"), Some("A1")));
    assert!(error.message().ends_with("has no keys for role web, and reports Busy: try later"), "{error}");
    assert_snapshot!(format!("{:?}", answered(200, "web", "{}").await), @r"
    100.100.100.200 has no keys for role web: its response has no Code
      hint: Check that this role is attached to the instance.
    ");
    assert_snapshot!(format!("{:?}", answered(200, "web", r#"{"Code":"Success","AccessKeyId":"a"}"#).await), @r"
    the response of 100.100.100.200 lacks AccessKeySecret, SecurityToken, Expiration
      hint: The response may not come from the service: check the address and the proxy variables.
    ");
}

#[tokio::test]
async fn away_from_ecs_both_addresses_are_tried_and_nothing_is_configured() {
    let world = World::new();
    let script = Script::new(|_, _| refused_connection());
    let metadata = EcsMetadata::new().environment(&world.environment(script.clone()));
    let error = metadata.credentials().await.unwrap_err();
    assert_snapshot!(format!("{error:?}"), @r"
    no response from 100.100.100.200: no connection: by a test (3 attempts); no response from [fd00:100::100:200]: no connection: by a test (3 attempts)
      hint: Only ECS instances have this service. Elsewhere, ALIBABA_CLOUD_ECS_METADATA_DISABLED=true saves the wait.
    ");
    assert!(error.is_not_configured());
    let [ipv4, ipv6] = ["http://100.100.100.200/latest/api/token", "http://[fd00:100::100:200]/latest/api/token"];
    assert_eq!(script.asked(), [ipv4, ipv4, ipv4, ipv6, ipv6, ipv6].map(|url| format!("PUT {url}")));
    let error = metadata.role_name("web").credentials().await.unwrap_err();
    assert!(!error.is_not_configured(), "somebody says that there is a role");
    world.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "TRUE");
    let metadata = EcsMetadata::new().environment(&world.environment(Unplugged));
    let error = metadata.credentials().await.unwrap_err();
    assert_snapshot!(error, @r"ALIBABA_CLOUD_ECS_METADATA_DISABLED is set, so the ECS metadata service is not asked");
    assert!(error.is_not_configured());
}

/// An instance at this host alone; `accepts`: whether reading goes well with a token, and without one.
fn alone(world: &World, host: &'static str, accepts: fn(Option<&str>) -> u16) -> Script {
    let world = world.clone();
    Script::new(move |_, request| {
        if request.uri().host() != Some(host) {
            return refused_connection();
        }
        let token = request.headers().get("x-aliyun-ecs-metadata-token").map(|token| token.to_str().unwrap());
        match (request.uri().path().strip_prefix(ROLES), accepts(token)) {
            (None, _) => response(200, "metadata-token"),
            (Some(""), 200) => response(200, "web"),
            (Some(_), 200) => response(200, success("ecs", &world.in_seconds(6 * 3600))),
            (_, status) => response(status, "<html>"),
        }
    })
}

#[tokio::test]
async fn an_instance_with_ipv6_only_is_found_and_one_with_ipv4_is_not_asked_there() {
    let world = World::new();
    for (host, requests) in [("100.100.100.200", 3), ("[fd00:100::100:200]", 3 + 3)] {
        let script = alone(&world, host, |_| 200);
        let metadata = EcsMetadata::new().environment(&world.environment(script.clone()));
        assert_eq!(parts(&metadata.credentials().await.unwrap())[0], "STS.ecs");
        assert_eq!(script.asked().len(), requests);
        assert!(script.asked()[requests - 3..].iter().all(|asked| asked.contains(host)), "{:?}", script.asked());
    }
    // An endpoint that is set is the only one.
    let script = alone(&world, "[fd00:100::100:200]", |_| 200);
    let metadata = EcsMetadata::new().endpoint("http://10.0.0.1").environment(&world.environment(script.clone()));
    metadata.credentials().await.unwrap_err();
    assert_eq!(script.asked(), ["PUT http://10.0.0.1/latest/api/token"; 3]);
}

#[tokio::test]
async fn a_token_that_is_given_and_then_refused_is_left_out_unless_version_1_is_turned_off() {
    let world = World::new();
    for accepts in [
        (|token| if token.is_some() { 403 } else { 200 }) as fn(Option<&str>) -> u16,
        |token| if token.is_some() { 401 } else { 200 },
        |token| if token.is_some() { 404 } else { 200 },
        |token| if token.is_some() { 400 } else { 200 },
    ] {
        let script = alone(&world, "100.100.100.200", accepts);
        let metadata = EcsMetadata::new().environment(&world.environment(script.clone()));
        assert_eq!(parts(&metadata.credentials().await.unwrap())[0], "STS.ecs");
        let asked: Vec<_> = script.asked().iter().map(|asked| asked.replace("http://100.100.100.200", "")).collect();
        let [token, roles, role] = ["PUT /latest/api/token".into(), format!("GET {ROLES}"), format!("GET {ROLES}web")];
        assert_eq!(asked, [token, roles.clone(), roles, role]);

        let metadata = EcsMetadata::new().v1_fallback(false).environment(&world.environment(script.clone()));
        metadata.credentials().await.unwrap_err();
        assert_eq!(script.asked().len(), 4 + 2);
        world.set("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
        EcsMetadata::new().environment(&world.environment(script.clone())).credentials().await.unwrap_err();
        assert_eq!(script.asked().len(), 4 + 2 + 2);
        world.set("ALIBABA_CLOUD_IMDSV1_DISABLED", "");
    }
    let script = alone(&world, "100.100.100.200", |_| 403);
    let metadata = EcsMetadata::new().role_name("web").v1_fallback(false).environment(&world.environment(script));
    assert_snapshot!(format!("{:?}", metadata.credentials().await.unwrap_err()), @r"
    asking for the keys of role web failed: 403 Forbidden: the body has no error message; it starts: <html> [host 100.100.100.200]
      hint: The metadata service gives a session token and does not accept it; version 1, which needs none, is turned off here (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).
    ");
}

#[tokio::test]
async fn what_cannot_be_read_with_a_token_is_read_without_it_whatever_is_wrong() {
    let world = World::new();
    for with_token in [
        (|| response(200, "<html>please sign in")) as fn() -> Answer,
        || response(200, r#"{"Code":"Failed"}"#),
        || response(502, ""),
        || failure(TransportErrorKind::Other),
    ] {
        let there = world.clone();
        let script = Script::new(move |_, request| {
            let has_token = request.headers().contains_key("x-aliyun-ecs-metadata-token");
            match request.uri().path().strip_prefix(ROLES) {
                None => response(200, "metadata-token"),
                Some(_) if has_token => with_token(),
                Some("") => response(200, "web"),
                Some(_) => response(200, success("ecs", &there.in_seconds(6 * 3600))),
            }
        });
        let environment = world.environment(script);
        for metadata in [EcsMetadata::new(), EcsMetadata::new().role_name("web")] {
            let metadata = metadata.environment(&environment);
            assert_eq!(parts(&metadata.credentials().await.unwrap())[0], "STS.ecs");
            metadata.v1_fallback(false).credentials().await.unwrap_err();
        }
    }
}

#[tokio::test]
async fn an_instance_that_accepts_no_version_1_says_of_a_role_what_it_says_to_the_token() {
    let world = World::new();
    let script = alone(&world, "100.100.100.200", |token| if token.is_some() { 404 } else { 403 });
    let environment = world.environment(script.clone());
    let error = EcsMetadata::new().environment(&environment).credentials().await.unwrap_err();
    assert!(error.is_not_configured(), "{error}");
    assert_snapshot!(error, @"100.100.100.200 knows of no role of the instance");
    let error = EcsMetadata::new().role_name("web").environment(&environment).credentials().await.unwrap_err();
    assert_snapshot!(format!("{error:?}"), @r"
    asking for the keys of role web failed: 404 Not Found: the body has no error message; it starts: <html> [host 100.100.100.200]
      hint: Attach a RAM role to the instance, or correct the role's name.
    ");
    // The next source of the chain is tried.
    let error = DefaultCredentials::new().environment(&environment).credentials().await.unwrap_err();
    assert!(error.is_not_configured(), "{error}");
}

/// What the test below does in a process of its own, which has a proxy in its environment.
async fn ask_beside_a_proxy(url: String) {
    EcsMetadata::new().endpoint(url).credentials().await.unwrap();
    let through = HttpTransport::new(&TransportOptions::default()).unwrap();
    through.send(Request::get("http://metadata.invalid/proxied").body(Bytes::new()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn metadata_is_never_asked_through_a_proxy() {
    if let Ok(url) = env::var("METADATA_URL") {
        return ask_beside_a_proxy(url).await;
    }
    let world = World::new();
    let server = instance(&world, true);
    world.advance(100_000_000_000);
    let proxy = Server::start(MockResponse::new(502, ""));
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "metadata::metadata_is_never_asked_through_a_proxy"]);
    child.env("METADATA_URL", server.url()).env("HTTP_PROXY", proxy.url()).env("http_proxy", proxy.url());
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.targets().len(), 3);
    assert_eq!(proxy.targets(), ["GET http://metadata.invalid/proxied"]);
}

#[tokio::test]
async fn a_credentials_uri_is_asked_as_it_is_and_its_code_does_not_matter() {
    let world = World::new();
    let given = world.clone();
    let server = Server::respond_with(move |number, _| {
        let body = keys("uri", &given.in_seconds(3600));
        MockResponse::new(200, if number == 0 { body } else { body.replacen('{', r#"{"Code":"Odd","#, 1) })
    });
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", format!("{}/keys?for=me%20too", server.url()));
    let environment = world.environment(Detour::to(&server));
    for _ in 0..2 {
        let uri = CredentialsUri::from_environment(&environment).unwrap();
        assert_eq!(uri.name(), "credential_uri");
        assert_eq!(parts(&uri.credentials().await.unwrap()), ["STS.uri", "uri-secret", "uri-token"]);
    }
    let uri = CredentialsUri::new(format!("{}/plain", server.url()));
    uri.credentials().await.unwrap();
    assert_eq!(server.targets(), ["GET /keys?for=me%20too", "GET /keys?for=me%20too", "GET /plain"]);
}

#[tokio::test]
async fn a_credentials_uri_that_has_no_keys_is_told_by_its_host_alone() {
    let world = World::new();
    let server = Server::respond_with(|number, request| match number {
        0 => MockResponse::new(200, "{}"),
        _ => MockResponse::new(403, format!(r#"{{"Code":"No","Message":"{}"}}"#, request.target())),
    });
    let uri = || CredentialsUri::new("https://keys.example.com/v1?password=hush-hush-hush");
    let uri = || uri().environment(&world.environment(Detour::to(&server)));
    assert_snapshot!(format!("{:?}", uri().credentials().await.unwrap_err()), @r"
    the response of keys.example.com lacks AccessKeyId, AccessKeySecret, SecurityToken, Expiration
      hint: The response may not come from the service: check the address and the proxy variables.
    ");
    let error = uri().credentials().await.unwrap_err();
    assert_snapshot!(format!("{error:?}"), @r"
    asking the credentials URI failed: 403 No: *** [host keys.example.com]
      hint: Check the credentials URI.
    ");
    assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
    let error = CredentialsUri::from_environment(&world.environment(Unplugged)).unwrap_err();
    assert_snapshot!(error, @"ALIBABA_CLOUD_CREDENTIALS_URI is not set");
}

#[tokio::test]
async fn whatever_a_server_quotes_of_a_credentials_uri_is_masked() {
    let world = World::new();
    for quoted in [
        "<pre>Cannot GET /for/hush-in-path</pre>",
        "no such service: hush-in-path",
        "hush/in+query is no key",
        "hush%2Fin%2Bquery is no key",
        r#"{"Code":"No","Message":"`hush\/in+query` is no key"}"#,
        "GET /for/hush-in-path?key=hush%2Fin%2Bquery&v=1",
        "key=hush%2Fin%2Bquery&v=1",
    ] {
        let script = Script::new(move |_, _| response(404, quoted));
        let uri = CredentialsUri::new("http://localhost/for/hush-in-path?key=hush%2Fin%2Bquery&v=1");
        let error = uri.environment(&world.environment(script)).credentials().await.unwrap_err();
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(shown.contains("***") && !shown.contains("hush"), "{shown}");
    }
}

#[tokio::test]
async fn a_credentials_uri_that_cannot_be_sent_as_it_is_is_refused_at_once() {
    for uri in ["http://127.0.0.1/a/../keys", "http://127.0.0.1/ke\u{fc}s", "https://xn--a/keys"] {
        let error = CredentialsUri::new(uri).credentials().await.unwrap_err();
        assert!(error.message().contains(": HTTP cannot be set up: the address cannot be sent"), "{error}");
        assert!(!error.message().contains("attempts") && !error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn keys_are_asked_for_in_the_clear_only_near_by_unless_that_is_allowed_by_name() {
    let world = World::new();
    let there = world.clone();
    let script = Script::new(move |_, _| response(200, keys("uri", &there.in_seconds(3600))));
    let environment = world.environment(script.clone());
    for near in [
        "http://localhost:6666/k",
        "http://127.0.0.1/k",
        "http://169.254.1.1/k",
        "http://[fe80::1]/k",
        "http://100.100.100.200/k",
        "http://[::1]:1/k",
        "https://keys.example.com/k",
    ] {
        CredentialsUri::new(near).environment(&environment).credentials().await.unwrap();
    }
    assert_eq!(script.asked().len(), 7);
    for far in ["http://keys.example.com/k?hush", "http://10.0.0.1/k?hush", "http://localhost.example.com/k?hush"] {
        let error = CredentialsUri::new(far).environment(&environment).credentials().await.unwrap_err();
        assert!(error.message().ends_with("for keys in the clear"), "{error}");
        assert!(!format!("{error} {error:#?}").contains("hush"), "{error:#?}");
        world.set("ALIBABA_CLOUD_CREDENTIALS_URI", far);
        CredentialsUri::from_environment(&environment).unwrap().credentials().await.unwrap_err();
        assert_eq!(script.asked().len(), 7);
    }
    let allowed = CredentialsUri::new("http://keys.example.com/k").allow_http(true).environment(&environment);
    allowed.credentials().await.unwrap();
    assert_eq!(script.asked().len(), 8);
}
