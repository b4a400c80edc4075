//! Settings of a profile that are missing, disabled or in quotation marks.

use std::ffi::OsString;

use alibabacloud_runtime::{
    AssumeRoleWithOidc, CliProfile, CredentialProvider, Credentials, DefaultCredentials, Environment,
    EnvironmentCredentials, Error, IniProfile,
};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use serde_json::{Value, json};

use crate::transports::{Detour, Unplugged};
use crate::world::{World, parts, session};

const CONFIG: &str = ".aliyun/config.json";
const INI: &str = ".alibabacloud/credentials";

fn cli(world: &World, profile: Value) {
    world.file(CONFIG, &json!({ "current": profile["name"], "profiles": [profile] }).to_string());
}

async fn read_cli(world: &World) -> Result<Credentials, Error> {
    CliProfile::new().environment(&world.environment(Unplugged)).credentials().await
}

async fn read_ini(world: &World) -> Result<Credentials, Error> {
    IniProfile::new().environment(&world.environment(Unplugged)).credentials().await
}

#[tokio::test]
async fn what_a_profile_leaves_out_is_taken_from_the_environment() {
    let world = World::new();
    for (name, value) in [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "env-token"),
        ("ALIBABA_CLOUD_ROLE_ARN", "env-role"),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "env-provider"),
        ("ALIBABA_CLOUD_ROLE_SESSION_NAME", "env-session"),
    ] {
        world.set(name, value);
    }
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey.token"));
    cli(&world, json!({ "name": "p", "mode": "AK", "access_key_id": "", "access_key_secret": "own" }));
    assert_eq!(parts(&read_cli(&world).await.unwrap()), ["env-id", "own", ""]);
    cli(&world, json!({ "name": "p", "mode": "StsToken" }));
    assert_eq!(parts(&read_cli(&world).await.unwrap()), ["env-id", "env-secret", "env-token"]);
    world.file(INI, "[default]\ntype = access_key\naccess_key_id = own");
    assert_eq!(parts(&read_ini(&world).await.unwrap()), ["own", "env-secret", ""]);

    let there = world.clone();
    let server = Server::respond_with(move |_, _| MockResponse::new(200, session("s", &there.in_seconds(3600))));
    let environment = world.environment(Detour::to(&server));
    let sent = async |source: &dyn CredentialProvider| {
        source.credentials().await.unwrap();
        let request = server.requests().pop().unwrap();
        format!("{} {}", request.target(), request.text())
    };
    for mode in ["RamRoleArn", "OIDC"] {
        cli(&world, json!({ "name": "p", "mode": mode }));
        let sent = sent(&CliProfile::new().environment(&environment)).await;
        assert!(sent.contains("RoleArn=env-role&RoleSessionName=env-session"), "{sent}");
        assert_eq!(sent.contains("OIDCProviderArn=env-provider&OIDCToken=ey.token"), mode == "OIDC", "{sent}");
    }
    for kind in ["ram_role_arn", "oidc_role_arn"] {
        world.file(INI, &format!("[default]\ntype = {kind}\nrole_session_name = own"));
        let sent = sent(&IniProfile::new().environment(&environment)).await;
        assert!(sent.contains("RoleArn=env-role&RoleSessionName=own"), "{sent}");
        assert_eq!(sent.contains("OIDCProviderArn=env-provider&OIDCToken=ey.token"), kind != "ram_role_arn", "{sent}");
    }
}

#[tokio::test]
async fn a_temporary_key_keeps_its_token_in_every_mode() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |_, _| MockResponse::new(200, session("s", &there.in_seconds(3600))));
    let environment = world.environment(Detour::to(&server));
    let profile = |mode: &str, id: &str| {
        json!({ "name": "p", "mode": mode, "access_key_id": id, "access_key_secret": "secret", "sts_token": "token",
                "ram_role_arn": "acs:ram::1:role/r" })
    };
    for (id, token) in [("STS.own", Some("token")), ("LTAI", None)] {
        cli(&world, profile("AK", id));
        assert_eq!(parts(&read_cli(&world).await.unwrap()), [id, "secret", token.unwrap_or_default()]);
        cli(&world, profile("RamRoleArn", id));
        CliProfile::new().environment(&environment).credentials().await.unwrap();
        assert_eq!(server.requests().pop().unwrap().header("x-acs-security-token"), token, "{id}");
    }
    cli(&world, json!({ "name": "p", "mode": "AK", "access_key_id": "STS.own", "access_key_secret": "secret" }));
    assert_eq!(parts(&read_cli(&world).await.unwrap()), ["STS.own", "secret", ""]);
    // Keys of the environment have their token there.
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.env");
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret");
    world.set("ALIBABA_CLOUD_SECURITY_TOKEN", "env-token");
    world.file(INI, "[default]\ntype = ram_role_arn\nrole_arn = acs:ram::1:role/r");
    IniProfile::new().environment(&environment).credentials().await.unwrap();
    assert_eq!(server.requests().pop().unwrap().header("x-acs-security-token"), Some("env-token"));
}

#[tokio::test]
async fn what_is_in_neither_place_is_named_in_both() {
    let world = World::new();
    let mut told = String::new();
    for profile in [
        json!({ "name": "p", "mode": "AK", "access_key_id": "id" }),
        json!({ "name": "p", "mode": "StsToken", "access_key_id": "id", "access_key_secret": "hush" }),
        json!({ "name": "p", "mode": "RamRoleArn", "access_key_id": "id", "access_key_secret": "hush" }),
        json!({ "name": "p", "mode": "OIDC", "ram_role_arn": "arn", "oidc_provider_arn": "arn" }),
    ] {
        cli(&world, profile);
        told.push_str(&format!("{}\n", world.show(&read_cli(&world).await.unwrap_err())));
    }
    assert_snapshot!(told, @r"
    profile `p` of ~/.aliyun/config.json has no `access_key_secret`, and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set
    profile `p` of ~/.aliyun/config.json has no `sts_token`, and ALIBABA_CLOUD_SECURITY_TOKEN is not set
    profile `p` of ~/.aliyun/config.json has no `ram_role_arn`, and ALIBABA_CLOUD_ROLE_ARN is not set
    profile `p` of ~/.aliyun/config.json has no `oidc_token_file`, and ALIBABA_CLOUD_OIDC_TOKEN_FILE is not set
    ");
}

#[tokio::test]
async fn a_profile_that_is_switched_off_is_not_configured() {
    let world = World::new();
    let keys = "type = access_key\naccess_key_id = id\naccess_key_secret = secret";
    for (line, off) in [
        ("enable = false", Some("false")),
        ("Enable = 'False' ; for now", Some("False")),
        ("enable = No", Some("No")),
        ("enable=off", Some("off")),
        ("enable: 0", Some("0")),
        ("enable = true", None),
        ("enable =", None),
        ("", None),
    ] {
        world.file(INI, &format!("[default]\n{line}\n{keys}"));
        match read_ini(&world).await {
            Ok(credentials) => assert!(off.is_none() && credentials.access_key_id() == "id", "{line}"),
            Err(error) => {
                assert!(error.is_not_configured(), "{line}: {error}");
                let off = off.map(|value| format!("is switched off by `enable = {value}`")).unwrap();
                assert_eq!(world.show(&error), format!("profile `default` of ~/.alibabacloud/credentials {off}"));
            }
        }
    }
}

#[tokio::test]
async fn a_key_in_quotation_marks_is_refused_by_variable_or_file_and_key_without_its_content() {
    let told = |error: Error, world: &World| {
        assert!(!error.is_not_configured());
        assert!(!format!("{error} {error:?} {error:#?}").contains("LTAI"), "{error:#?}");
        world.show(&error).lines().next().unwrap().to_owned()
    };
    for quoted in
        ["\"LTAIhush\"", "'LTAIhush'", "“LTAIhush”", "‘LTAIhush’", "„LTAIhush“", "\"LTAIhush", "LTAIhush'", "\""]
    {
        let world = World::new();
        for (name, value) in [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
            ("ALIBABA_CLOUD_SECURITY_TOKEN", "token"),
        ] {
            let lookup = move |asked: &str| Some(OsString::from(if asked == name { quoted } else { "fine" }));
            let source = EnvironmentCredentials::new().environment(&Environment::new().variables(lookup));
            let error = source.credentials().await.unwrap_err();
            assert_eq!(told(error, &world), format!("{name} has quotation marks around it"));
            world.set(name, value);
        }
        for key in ["access_key_id", "access_key_secret", "sts_token"] {
            let mut profile = json!({ "name": "p", "mode": "StsToken" });
            profile[key] = quoted.into();
            cli(&world, profile);
            assert_eq!(
                told(read_cli(&world).await.unwrap_err(), &world),
                format!("`{key}` in profile `p` of ~/.aliyun/config.json has quotation marks around it")
            );
        }
        // A variable that a profile makes use of.
        world.set("ALIBABA_CLOUD_SECURITY_TOKEN", quoted);
        cli(&world, json!({ "name": "p", "mode": "StsToken" }));
        let error = told(read_cli(&world).await.unwrap_err(), &world);
        assert_eq!(error, "ALIBABA_CLOUD_SECURITY_TOKEN has quotation marks around it");
    }
    let world = World::new();
    for (value, is_read) in
        [("'LTAIhush'", true), ("\"LTAIhush\" # note", true), ("\"LTAIhush", false), ("“LTAIhush”", false)]
    {
        world.file(INI, &format!("[default]\ntype = access_key\naccess_key_id = {value}\naccess_key_secret = s"));
        match read_ini(&world).await {
            Ok(credentials) => assert!(is_read && credentials.access_key_id() == "LTAIhush", "{value}"),
            Err(error) => assert_eq!(
                (is_read, told(error, &world).as_str()),
                (
                    false,
                    "`access_key_id` in profile `default` of ~/.alibabacloud/credentials has quotation marks around it"
                )
            ),
        }
    }
}

#[tokio::test]
async fn a_name_in_quotation_marks_is_refused_by_variable_or_file_and_key_before_sts_is_asked() {
    const ROLE: &str = "ALIBABA_CLOUD_ROLE_ARN";
    const PROVIDER: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
    const SESSION: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
    let quoted = "\"acs:ram::1:x/y\"";
    for variable in [ROLE, PROVIDER, SESSION] {
        let world = World::new();
        for name in [ROLE, PROVIDER, SESSION] {
            world.set(name, if name == variable { quoted } else { "fine" });
        }
        world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey"));
        let told = |error: Error| world.show(&error).lines().next().unwrap().to_owned();
        let environment = world.environment(Unplugged);
        let error = match AssumeRoleWithOidc::from_environment(&environment) {
            Ok(role) => role.credentials().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(!error.is_not_configured());
        let expected = format!("{variable} has quotation marks around it");
        assert_eq!(told(error), expected);
        // A variable that a profile makes use of.
        cli(&world, json!({ "name": "p", "mode": "OIDC" }));
        assert_eq!(told(read_cli(&world).await.unwrap_err()), expected);
        let mut profile = json!({ "name": "p", "mode": "OIDC", "ram_role_arn": "fine", "oidc_provider_arn": "fine" });
        let key = if variable == ROLE { "ram_role_arn" } else { "oidc_provider_arn" };
        profile[key] = quoted.into();
        cli(&world, profile);
        let expected = format!("`{key}` in profile `p` of ~/.aliyun/config.json has quotation marks around it");
        assert_eq!(told(read_cli(&world).await.unwrap_err()), expected);
        world.file(INI, "[default]\ntype = oidc_role_arn\nrole_arn = “fine”");
        let expected = "`role_arn` in profile `default` of ~/.alibabacloud/credentials has quotation marks around it";
        assert_eq!(told(read_ini(&world).await.unwrap_err()), expected);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_fifo_in_the_place_of_a_file_is_an_error_and_does_not_hang() {
    let world = World::new();
    let environment = world.environment(Unplugged);
    let fifo = world.file("fifo/x", "").with_file_name("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let sources: [(&str, Box<dyn CredentialProvider>); 3] = [
        ("the CLI file", Box::new(CliProfile::new().file(&fifo).environment(&environment))),
        ("the credentials file", Box::new(IniProfile::new().file(&fifo).environment(&environment))),
        ("the OIDC token file", Box::new(AssumeRoleWithOidc::new("role", "provider", &fifo).environment(&environment))),
    ];
    for (what, source) in sources {
        let error = source.credentials().await.unwrap_err();
        assert!(!error.is_not_configured());
        let message = format!("{what} ~/fifo/fifo cannot be read: it is not a regular file");
        assert_eq!(world.show(&error).lines().next(), Some(message.as_str()));
    }
}

#[tokio::test]
async fn a_type_into_which_other_settings_were_joined_is_not_shown() {
    let world = World::new();
    world.file(INI, "[default]\ntype = access_key access_key_id = id access_key_secret = hush");
    let error = read_ini(&world).await.unwrap_err();
    let message = "profile `default` of ~/.alibabacloud/credentials has the type `…`, which is not known; ";
    assert!(world.show(&error).starts_with(message) && !format!("{error:#?}").contains("hush"), "{error}");
    cli(&world, json!({ "name": "p", "mode": { "access_key_secret": "hush" } }));
    let error = read_cli(&world).await.unwrap_err();
    let message = "profile `p` of ~/.aliyun/config.json has the mode `…`, which is not known; ";
    assert!(world.show(&error).starts_with(message) && !format!("{error:#?}").contains("hush"), "{error}");
}

#[tokio::test]
async fn a_profile_that_is_named_in_quotation_marks_or_white_space_is_not_taken_for_none() {
    for name in ["\"p\"", "'p'", " p", "p ", "“p”"] {
        let world = World::new();
        cli(&world, json!({ "name": "p", "mode": "AK", "access_key_id": "id", "access_key_secret": "secret" }));
        world.file(INI, "[p]\ntype = access_key\naccess_key_id = id\naccess_key_secret = secret");
        world.set("ALIBABA_CLOUD_PROFILE", name);
        // The machine's own credentials would be next.
        let chain = DefaultCredentials::new().environment(&world.environment(Unplugged)).credentials().await;
        for error in [read_cli(&world).await.unwrap_err(), read_ini(&world).await.unwrap_err(), chain.unwrap_err()] {
            assert!(!error.is_not_configured(), "{error}");
            assert!(error.message().contains("ALIBABA_CLOUD_PROFILE has "), "{error}");
        }
        // Profiles may have any name.
        cli(&world, json!({ "name": name, "mode": "AK", "access_key_id": "quoted", "access_key_secret": "secret" }));
        assert_eq!(read_cli(&world).await.unwrap().access_key_id(), "quoted");
    }
}

#[tokio::test]
async fn a_policy_that_is_no_text_in_the_file_restricts_the_session_all_the_same() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |_, _| MockResponse::new(200, session("s", &there.in_seconds(3600))));
    cli(
        &world,
        json!({
            "name": "p", "mode": "RamRoleArn", "access_key_id": "id", "access_key_secret": "secret",
            "ram_role_arn": "arn", "policy": { "Statement": [] },
        }),
    );
    let profile = CliProfile::new().environment(&world.environment(Detour::to(&server)));
    profile.credentials().await.unwrap();
    let asked = server.requests()[0].query.clone();
    assert!(asked.contains("&Policy=%7B%22Statement%22%3A%5B%5D%7D&"), "{asked}");
}

#[tokio::test]
async fn a_policy_in_lines_of_its_own_restricts_the_session_all_the_same() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |_, _| MockResponse::new(200, session("s", &there.in_seconds(3600))));
    let role = "[default]\ntype = ram_role_arn\naccess_key_id = id\naccess_key_secret = secret\nrole_arn = arn\n";
    for policy in ["policy =\n  {\"Statement\": []}", "policy = {\n  \"Statement\":\n    []\n  }"] {
        world.file(INI, &format!("{role}{policy}\n"));
        let profile = IniProfile::new().environment(&world.environment(Detour::to(&server)));
        profile.credentials().await.unwrap();
        let asked = server.requests().pop().unwrap().query.replace("%0A", "").replace("%20", "");
        assert!(asked.contains("&Policy=%7B%22Statement%22%3A%5B%5D%7D&"), "{asked}");
    }
    // What is not indented is no part of it, and a policy that is not read would be none.
    world.file(INI, &format!("{role}policy =\n{{\"Statement\": []}}\n"));
    let error = read_ini(&world).await.unwrap_err();
    assert!(error.message().ends_with("line 7 is not a section, setting or comment"), "{error}");
}

#[tokio::test]
async fn a_key_that_is_half_a_character_is_refused_and_not_taken_from_the_environment() {
    let world = World::new();
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret");
    let key = r#"{"name":"p","mode":"AK","access_key_id":"id","access_key_secret":"hush\ud800"}"#;
    world.file(CONFIG, &format!(r#"{{"current":"p","profiles":[{key}]}}"#));
    let error = read_cli(&world).await.unwrap_err();
    assert!(!format!("{error} {error:?} {error:#?}").contains("hush"), "{error:#?}");
    assert!(error.message().starts_with("`access_key_secret` in profile `p` of "), "{error}");
}

#[tokio::test]
async fn a_key_that_is_a_list_or_an_object_is_refused_and_not_taken_from_the_environment() {
    let world = World::new();
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret");
    for secret in [json!({ "value": "hush" }), json!(["hush"])] {
        cli(&world, json!({ "name": "p", "mode": "AK", "access_key_id": "id", "access_key_secret": secret }));
        let error = read_cli(&world).await.unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains("hush"), "{error:#?}");
        let message = "`access_key_secret` in profile `p` of ~/.aliyun/config.json has brackets around it";
        assert_eq!(world.show(&error).lines().next(), Some(message));
    }
}
