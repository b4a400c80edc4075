//! The default chain: its order, what it remembers, and its error when it finds nothing.

use std::sync::Arc;
use std::time::Duration;

use alibabacloud_runtime::{CredentialProvider, Credentials, DefaultCredentials, Environment};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use tokio::task::JoinSet;

use crate::transports::{Detour, Unplugged};
use crate::world::{World, keys, session};

/// A machine on which every source has credentials: STS, metadata service, a URI, two files, variables.
fn machine(world: &World) -> Server {
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "env");
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
    world.set("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r");
    world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p");
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey.token"));
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", "https://keys.example.com/keys");
    let profile = r#"{"name":"p","mode":"AK","access_key_id":"cli","access_key_secret":"secret"}"#;
    world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{profile}]}}"#));
    let section = "[default]\ntype=access_key\naccess_key_id=ini\naccess_key_secret=secret";
    world.file(".alibabacloud/credentials", section);
    let world = world.clone();
    Server::respond_with(move |_, request| {
        let expiration = world.in_seconds(3600);
        let metadata = keys("ecs", &expiration).replacen('{', r#"{"Code":"Success","#, 1);
        match (request.header("host").unwrap(), request.target().as_str()) {
            ("100.100.100.200", "/latest/api/token") => MockResponse::new(200, "metadata-token"),
            ("100.100.100.200", target) if target.ends_with('/') => MockResponse::new(200, "web"),
            ("100.100.100.200", _) => MockResponse::new(200, metadata),
            ("keys.example.com", _) => MockResponse::new(200, keys("uri", &expiration)),
            _ => MockResponse::new(200, session("oidc", &expiration)),
        }
    })
}

/// The chain's name once it has credentials, and their ID.
async fn found(environment: &Environment) -> (String, String) {
    let chain = DefaultCredentials::new().environment(environment);
    assert_eq!(chain.name(), "default");
    let credentials = chain.credentials().await.unwrap();
    (chain.name().into_owned(), credentials.access_key_id().to_owned())
}

#[tokio::test]
async fn sources_are_asked_in_the_official_order() {
    let world = World::new();
    let server = machine(&world);
    let environment = world.environment(Detour::to(&server));
    let expected = |name: &str, id: &str| (name.to_owned(), id.to_owned());
    assert_eq!(found(&environment).await, expected("default/env", "env"));
    world.set("ALIBABA_CLOUD_SECURITY_TOKEN", "token");
    assert_eq!(found(&environment).await, expected("default/env", "env"));
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "");
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");
    assert_eq!(found(&environment).await, expected("default/oidc_role_arn", "STS.oidc"));
    world.set("ALIBABA_CLOUD_ROLE_ARN", "");
    assert_eq!(server.targets().len(), 1);
    assert_eq!(found(&environment).await, expected("default/cli_profile/static_ak", "cli"));
    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    assert_eq!(found(&environment).await, expected("default/profile/static_ak", "ini"));
    assert_eq!(server.targets().len(), 1);
    // A part of the OIDC variables would end the search here.
    world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "");
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "");
    world.set("ALIBABA_CLOUD_PROFILE", "absent");
    assert_eq!(found(&environment).await, expected("default/ecs_ram_role", "STS.ecs"));
    assert_eq!(server.targets().len(), 4);
    world.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "True");
    assert_eq!(found(&environment).await, expected("default/credential_uri", "STS.uri"));
    assert_eq!(server.targets().len(), 5);
}

#[tokio::test]
async fn a_chain_that_finds_nothing_says_why_of_every_source_and_searches_again() {
    let world = World::new();
    let chain = DefaultCredentials::new().environment(&world.environment(Unplugged));
    let error = chain.credentials().await.unwrap_err();
    assert_snapshot!(world.show(&error), @r"
    no credentials found; environment: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; OIDC: ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set; CLI file: ~/.aliyun/config.json does not exist; credentials file: ~/.alibabacloud/credentials does not exist; ECS metadata: no response from 100.100.100.200: no connection: connection refused (3 attempts); no response from [fd00:100::100:200]: no connection: connection refused (3 attempts); credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set
      hint: Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, run `aliyun configure`, or give credentials to ClientBuilder::credentials.
    ");
    assert!(error.is_not_configured());
    assert_eq!(chain.name(), "default");

    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    world.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let error = chain.credentials().await.unwrap_err();
    assert_snapshot!(world.show(&error), @r"
    no credentials found; environment: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; OIDC: ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set; CLI file: ALIBABA_CLOUD_CLI_PROFILE_DISABLED is set, so the CLI file is not read; credentials file: ~/.alibabacloud/credentials does not exist; ECS metadata: ALIBABA_CLOUD_ECS_METADATA_DISABLED is set, so the ECS metadata service is not asked; credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set
      hint: Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, run `aliyun configure`, or give credentials to ClientBuilder::credentials.
    ");

    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "env");
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
    assert_eq!(chain.credentials().await.unwrap().access_key_id(), "env");
}

#[tokio::test]
async fn the_source_that_was_found_is_kept_and_its_errors_are_the_chains() {
    let world = World::new();
    let server = machine(&world);
    let chain = DefaultCredentials::new().environment(&world.environment(Detour::to(&server)));
    chain.credentials().await.unwrap();
    // Variables are read anew, so a key can be replaced; the files are not looked at instead.
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "env2");
    assert_eq!(chain.credentials().await.unwrap().access_key_id(), "env2");
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "");
    let error = chain.credentials().await.unwrap_err();
    assert_eq!(error.message(), "no credentials: ALIBABA_CLOUD_ACCESS_KEY_ID is not set");
    assert_eq!(chain.name(), "default/env");
    assert!(server.targets().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_make_one_search() {
    let world = World::new();
    let expiration = world.in_seconds(3600);
    let server = Server::respond_with(move |_, request| {
        let answer = match request.target().as_str() {
            "/latest/api/token" => MockResponse::new(200, "metadata-token"),
            target if target.ends_with('/') => MockResponse::new(200, "web"),
            _ => MockResponse::new(200, keys("ecs", &expiration).replacen('{', r#"{"Code":"Success","#, 1)),
        };
        answer.delay(Duration::from_millis(25))
    });
    let chain = Arc::new(DefaultCredentials::new().environment(&world.environment(Detour::to(&server))));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let chain = chain.clone();
        callers.spawn(async move { chain.credentials().await.unwrap().access_key_id().to_owned() });
    }
    assert!(callers.join_all().await.iter().all(|id| id == "STS.ecs"));
    assert_eq!(server.targets().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_share_one_failure() {
    let world = World::new();
    let server = Server::start(MockResponse::new(404, "").delay(Duration::from_millis(50)));
    let chain = Arc::new(DefaultCredentials::new().environment(&world.environment(Detour::to(&server))));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let chain = chain.clone();
        callers.spawn(async move { chain.credentials().await.unwrap_err().to_string() });
    }
    let errors = callers.join_all().await;
    assert!(errors.iter().all(|error| *error == errors[0]));
    assert_eq!(server.targets(), ["PUT /latest/api/token", "GET /latest/meta-data/ram/security-credentials/"]);
}

#[tokio::test]
async fn clones_share_what_was_found_and_new_environment_forgets_it() {
    let world = World::new();
    let server = machine(&world);
    let environment = world.environment(Detour::to(&server));
    let chain = DefaultCredentials::new().environment(&environment);
    let clone = chain.clone();
    chain.credentials().await.unwrap();
    assert_eq!(clone.name(), "default/env");
    assert_eq!(clone.environment(&environment).name(), "default");
    let _: Credentials = chain.credentials().await.unwrap();
}
