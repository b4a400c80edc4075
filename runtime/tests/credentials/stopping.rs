//! A source that is configured and fails ends the default chain: the program does not use another identity.

use std::error::Error as _;

use alibabacloud_runtime::http::StatusCode;
use alibabacloud_runtime::{CredentialProvider, DefaultCredentials, Environment, Error, ErrorKind};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};

use crate::transports::{Detour, Unplugged};
use crate::world::{World, keys};

/// A node with a role, which the metadata service gives to every caller. STS fails with this status and body.
fn node(world: &World, status: u16, body: &'static str) -> Server {
    let world = world.clone();
    Server::respond_with(move |_, request| match (request.header("host").unwrap(), request.target().as_str()) {
        ("100.100.100.200", "/latest/api/token") => MockResponse::new(200, "metadata-token"),
        ("100.100.100.200", target) if target.ends_with('/') => MockResponse::new(200, "node"),
        ("100.100.100.200", _) => {
            MockResponse::new(200, keys("node", &world.in_seconds(3600)).replacen('{', r#"{"Code":"Success","#, 1))
        }
        _ => MockResponse::new(status, body),
    })
}

/// A pod with a role of its own.
fn pod(world: &World) {
    world.set("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/pod");
    world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p");
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey.token"));
}

fn profile(world: &World, profile: &str) {
    world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{{"name":"p",{profile}}}]}}"#));
}

/// The error of a chain that must not use the node's role, after two calls.
async fn stopped(environment: &Environment) -> Error {
    let chain = DefaultCredentials::new().environment(environment);
    let first = chain.credentials().await.unwrap_err();
    let second = chain.credentials().await.unwrap_err();
    assert_eq!(first.to_string(), second.to_string());
    assert_eq!((first.kind(), chain.name().as_ref()), (ErrorKind::Credentials, "default"));
    assert!(!first.is_not_configured());
    let cause = first.source().unwrap().downcast_ref::<Error>().unwrap();
    assert!(first.message().ends_with(cause.message()), "{first}");
    first
}

#[tokio::test]
async fn a_pod_whose_sts_call_fails_does_not_become_the_node() {
    let world = World::new();
    let server = node(&world, 500, r#"{"Code":"InternalError","Message":"later","RequestId":"A1"}"#);
    pod(&world);
    let environment = world.environment(Detour::to(&server));
    let error = stopped(&environment).await;
    assert_snapshot!(format!("{error:?}"), @r"
    the default chain ends at its source `OIDC`, which is configured and fails: AssumeRoleWithOIDC failed: 500 InternalError: later [request ID A1, host sts.aliyuncs.com]
      hint: To leave this source out, unset ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE.
    ");
    assert_eq!(error.status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!((error.code(), error.request_id()), (Some("InternalError"), Some("A1")));
    assert!(server.targets().iter().all(|asked| asked.starts_with("POST ")), "{:?}", server.targets());

    let server = node(&world, 403, r#"{"Code":"NoPermission","Message":"no","RequestId":"A2"}"#);
    assert!(stopped(&world.environment(Detour::to(&server))).await.is_access_denied());
}

#[tokio::test]
async fn sts_that_cannot_be_reached_is_a_failure_and_asked_again_by_the_next_call() {
    let world = World::new();
    pod(&world);
    let error = stopped(&world.environment(Unplugged)).await;
    assert_snapshot!(format!("{error:?}"), @r"
    the default chain ends at its source `OIDC`, which is configured and fails: no response from sts.aliyuncs.com: no connection: connection refused (3 attempts)
      hint: STS gives the keys of a role. Check the network and HTTPS_PROXY; inside a VPC without internet access, set ALIBABA_CLOUD_STS_REGION and ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED=true. To leave this source out, unset ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE.
    ");
    std::fs::remove_file(world.file("token", "")).unwrap();
    let error = stopped(&world.environment(Unplugged)).await;
    assert_snapshot!(world.show(&error), @r"
    the default chain ends at its source `OIDC`, which is configured and fails: the OIDC token file ~/token does not exist
      hint: In pods, RRSA writes this file and names it in ALIBABA_CLOUD_OIDC_TOKEN_FILE. To leave this source out, unset ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE.
    ");
}

#[tokio::test]
async fn the_next_call_finds_what_has_been_mended() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, _| match number {
        0..3 => MockResponse::new(503, ""),
        _ => MockResponse::new(200, crate::world::session("pod", &there.in_seconds(3600))),
    });
    pod(&world);
    let chain = DefaultCredentials::new().environment(&world.environment(Detour::to(&server)));
    chain.credentials().await.unwrap_err();
    assert_eq!(chain.credentials().await.unwrap().access_key_id(), "STS.pod");
    assert_eq!(chain.name(), "default/oidc_role_arn");
}

#[tokio::test]
async fn half_an_access_key_and_one_that_cannot_be_right_end_the_search() {
    for (variable, value) in [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "i d"),
    ] {
        let world = World::new();
        let server = node(&world, 500, "");
        world.set(variable, value);
        let error = stopped(&world.environment(Detour::to(&server))).await;
        assert!(error.message().contains("`environment`"), "{error}");
        assert!(error.hint().unwrap().contains("unset ALIBABA_CLOUD_ACCESS_KEY_ID"), "{error}");
        assert!(server.targets().is_empty());
    }
}

#[tokio::test]
async fn a_profile_that_fails_ends_the_search_and_can_be_left_out() {
    let role =
        r#""mode":"RamRoleArn","access_key_id":"id","access_key_secret":"secret","ram_role_arn":"acs:ram::1:role/r""#;
    let token = r#""mode":"OIDC","ram_role_arn":"r","oidc_provider_arn":"p","oidc_token_file":"/nowhere/token""#;
    for mode in [role, token, r#""mode":"AK","access_key_id":"id""#, r#""mode":"Unheard""#] {
        let world = World::new();
        let server = node(&world, 500, "");
        profile(&world, mode);
        let environment = world.environment(Detour::to(&server));
        let error = stopped(&environment).await;
        assert!(error.message().contains("`CLI file`"), "{error}");
        assert!(error.hint().unwrap().contains("ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true"), "{error}");
        world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
        let found = DefaultCredentials::new().environment(&environment).credentials().await;
        assert_eq!(found.unwrap().access_key_id(), "STS.node");
    }
    for section in ["nonsense", "[default]\ntype=ram_role_arn\naccess_key_id=id\naccess_key_secret=s\nrole_arn=r"] {
        let world = World::new();
        let server = node(&world, 500, "");
        world.file(".alibabacloud/credentials", section);
        let error = stopped(&world.environment(Detour::to(&server))).await;
        assert!(error.message().contains("`credentials file`"), "{error}");
    }
}

#[tokio::test]
async fn a_profile_that_names_the_instances_role_fails_where_there_is_no_instance() {
    let world = World::new();
    profile(&world, r#""mode":"EcsRamRole""#);
    let error = stopped(&world.environment(Unplugged)).await;
    assert!(error.message().contains("`CLI file`"), "{error}");
    profile(
        &world,
        r#""mode":"ChainableRamRoleArn","source_profile":"q","ram_role_arn":"r"},{"name":"q","mode":"EcsRamRole""#,
    );
    let error = stopped(&world.environment(Unplugged)).await;
    assert!(error.message().contains("no response from 100.100.100.200: "), "{error}");
}

/// A machine on which a URI has keys, and a metadata service that responds like this.
fn metadata(world: &World, token: u16, roles: (u16, &'static str), keys_status: u16) -> Server {
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", "https://keys.example.com/keys");
    let world = world.clone();
    Server::respond_with(move |_, request| match (request.header("host").unwrap(), request.target().as_str()) {
        ("keys.example.com", _) => MockResponse::new(200, keys("uri", &world.in_seconds(3600))),
        (_, "/latest/api/token") => MockResponse::new(token, "metadata-token"),
        (_, target) if target.ends_with('/') => MockResponse::new(roles.0, roles.1),
        _ => MockResponse::new(keys_status, ""),
    })
}

#[tokio::test]
async fn an_instance_without_a_role_is_passed_over_and_one_that_fails_is_not() {
    for roles in [(404, "<html>"), (200, ""), (200, "\n")] {
        let world = World::new();
        let server = metadata(&world, 200, roles, 200);
        let chain = DefaultCredentials::new().environment(&world.environment(Detour::to(&server)));
        assert_eq!(chain.credentials().await.unwrap().access_key_id(), "STS.uri");
    }
    for (token, roles, keys) in [(200, (500, ""), 200), (403, (403, ""), 200), (200, (200, "web"), 404)] {
        let world = World::new();
        let server = metadata(&world, token, roles, keys);
        let error = stopped(&world.environment(Detour::to(&server))).await;
        assert!(error.message().contains("`ECS metadata`"), "{error}");
        assert!(error.hint().unwrap().contains("ALIBABA_CLOUD_ECS_METADATA_DISABLED=true"), "{error}");
    }
}

#[tokio::test]
async fn a_role_that_is_named_for_metadata_has_to_be_there() {
    let world = World::new();
    world.set("ALIBABA_CLOUD_ECS_METADATA", "web");
    let error = stopped(&world.environment(Unplugged)).await;
    assert!(error.message().contains("`ECS metadata`"), "{error}");
    let server = metadata(&world, 404, (404, ""), 404);
    let error = stopped(&world.environment(Detour::to(&server))).await;
    assert!(error.message().contains("asking for the keys of role web failed: 404"), "{error}");
}

#[tokio::test]
async fn a_credentials_uri_that_fails_is_named() {
    let world = World::new();
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", "https://keys.example.com/keys?hush");
    let error = stopped(&world.environment(Unplugged)).await;
    assert_snapshot!(format!("{error:?}"), @r"
    the default chain ends at its source `credentials URI`, which is configured and fails: no response from keys.example.com: no connection: connection refused (3 attempts)
      hint: Check the credentials URI and the server behind it. To leave this source out, unset ALIBABA_CLOUD_CREDENTIALS_URI.
    ");
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", "http://keys.example.com/keys?hush");
    let error = stopped(&world.environment(Unplugged)).await;
    assert_snapshot!(format!("{error:?}"), @r"
    the default chain ends at its source `credentials URI`, which is configured and fails: the credentials URI would ask keys.example.com for keys in the clear
      hint: Plain http is for this machine, link-local addresses and 100.100.100.200. Use https, or in code CredentialsUri::allow_http where nobody in between can listen. To leave this source out, unset ALIBABA_CLOUD_CREDENTIALS_URI.
    ");
}
