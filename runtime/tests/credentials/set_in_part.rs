//! Variables for credentials that are set in part: a file may have the rest, otherwise the node's role is not used.

use alibabacloud_runtime::{CredentialProvider, DefaultCredentials, Environment, ErrorKind};
use loopback::{MockResponse, Server};

use crate::transports::Detour;
use crate::world::{World, keys, session};

const PROVIDER: (&str, &str) = ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p");
const ROLE: (&str, &str) = ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/pod");
const CLI: &str = ".aliyun/config.json";
const INI: &str = ".alibabacloud/credentials";

/// A node with a role, which the metadata service gives to every caller.
fn node(world: &World) -> Server {
    let world = world.clone();
    Server::respond_with(move |_, request| match (request.header("host").unwrap(), request.target().as_str()) {
        ("100.100.100.200", "/latest/api/token") => MockResponse::new(200, "metadata-token"),
        ("100.100.100.200", target) if target.ends_with('/') => MockResponse::new(200, "node"),
        ("100.100.100.200", _) => {
            MockResponse::new(200, keys("node", &world.in_seconds(3600)).replacen('{', r#"{"Code":"Success","#, 1))
        }
        _ => MockResponse::new(200, session("sts", &world.in_seconds(3600))),
    })
}

fn config(world: &World, profile: &str) {
    world.file(CLI, &format!(r#"{{"current":"p","profiles":[{{"name":"p",{profile}}}]}}"#));
}

fn chain(environment: &Environment) -> DefaultCredentials {
    DefaultCredentials::new().environment(environment)
}

async fn found(environment: &Environment) -> String {
    chain(environment).credentials().await.unwrap().access_key_id().to_owned()
}

#[tokio::test]
async fn a_pod_that_lacks_a_variable_does_not_become_the_node() {
    for (set, named) in [
        (&[PROVIDER, ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token")][..], "ALIBABA_CLOUD_ROLE_ARN is not set"),
        (&[PROVIDER], "ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set"),
        (&[("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token")], "ALIBABA_CLOUD_ROLE_ARN, "),
        (&[ROLE, PROVIDER], "ALIBABA_CLOUD_OIDC_TOKEN_FILE is not set"),
    ] {
        let world = World::new();
        let server = node(&world);
        let environment = world.environment(Detour::to(&server));
        set.iter().for_each(|(name, value)| world.set(name, *value));
        let error = chain(&environment).credentials().await.unwrap_err();
        assert_eq!((error.kind(), error.is_not_configured()), (ErrorKind::Credentials, false));
        assert!(error.message().contains(named), "{error}");
        assert!(server.targets().is_empty(), "{set:?}");
        // The hint helps.
        assert!(set.iter().all(|(name, _)| error.hint().unwrap().contains(name)), "{error}");
        set.iter().for_each(|(name, _)| world.set(name, ""));
        assert_eq!(found(&environment).await, "STS.node");
    }
}

#[tokio::test]
async fn a_file_may_have_what_the_variables_lack() {
    let world = World::new();
    let server = node(&world);
    let environment = world.environment(Detour::to(&server));
    world.set(PROVIDER.0, PROVIDER.1);
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey"));
    config(&world, r#""mode":"OIDC","ram_role_arn":"acs:ram::1:role/pod""#);
    assert_eq!(found(&environment).await, "STS.sts");
    world.file(CLI, "{}");
    world.file(INI, "[default]\ntype=oidc_role_arn\nrole_arn=acs:ram::1:role/pod");
    assert_eq!(found(&environment).await, "STS.sts");
}

#[tokio::test]
async fn a_profile_that_is_in_neither_file_and_what_other_tools_read_too_ask_for_nothing() {
    for (name, value) in [("ALIBABA_CLOUD_PROFILE", "wished"), ROLE, ("ALIBABA_CLOUD_SECURITY_TOKEN", "token")] {
        let world = World::new();
        let server = node(&world);
        world.file(INI, "[other]");
        world.set(name, value);
        assert_eq!(found(&world.environment(Detour::to(&server))).await, "STS.node", "{name}");
    }
}

#[tokio::test]
async fn a_home_folder_that_is_no_folder_has_no_files() {
    let world = World::new();
    let server = node(&world);
    let no_folder = world.file("no_folder", "");
    world.set("HOME", &no_folder);
    world.set("USERPROFILE", no_folder);
    assert_eq!(found(&world.environment(Detour::to(&server))).await, "STS.node");
}

#[tokio::test]
async fn every_advice_how_to_leave_a_source_out_leaves_it_out() {
    let unset = |world: &World, hint: &str| {
        let names = hint.split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'));
        names.filter(|name| name.starts_with("ALIBABA_CLOUD_")).for_each(|name| world.set(name, ""));
    };
    let key = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "i d"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "token"),
    ];
    let oidc = [ROLE, PROVIDER, ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/absent/token")];
    for variables in [&key[..], &oidc, &[("ALIBABA_CLOUD_CREDENTIALS_FILE", "/absent")]] {
        let world = World::new();
        let server = node(&world);
        let environment = world.environment(Detour::to(&server));
        variables.iter().for_each(|(name, value)| world.set(name, *value));
        let error = chain(&environment).credentials().await.unwrap_err();
        unset(&world, error.hint().unwrap().split("leave this source out").last().unwrap());
        assert_eq!(found(&environment).await, "STS.node", "{error}");
    }
    for section in ["nonsense", "[default]\ntype=telepathy"] {
        let world = World::new();
        let server = node(&world);
        let environment = world.environment(Detour::to(&server));
        let path = world.file(INI, section);
        let error = chain(&environment).credentials().await.unwrap_err();
        let hint = error.hint().unwrap();
        assert!(hint.contains("`enable = false`") && hint.contains("move the file away"), "{error}");
        match section {
            "nonsense" => std::fs::remove_file(path).unwrap(),
            section => drop(world.file(INI, &format!("{section}\nenable = false"))),
        }
        assert_eq!(found(&environment).await, "STS.node");
    }
}
