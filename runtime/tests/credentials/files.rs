//! The CLI's file and the SDKs' file: the providers of their profiles, and the errors of invalid files.

use std::sync::Arc;
use std::time::Duration;

use alibabacloud_runtime::{CliProfile, CredentialProvider, DefaultCredentials, IniProfile};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use serde_json::{Value, json};

use crate::script::{Script, response};
use crate::source::id;
use crate::transports::{Detour, Unplugged};
use crate::world::{World, keys, parts, session};

const CONFIG: &str = ".aliyun/config.json";
const INI: &str = ".alibabacloud/credentials";
const HOUR: Duration = Duration::from_secs(3600);

/// STS and metadata service in one.
fn cloud(world: &World) -> Server {
    let world = world.clone();
    Server::respond_with(move |number, request| {
        let (name, expiration) = (format!("s{number}"), world.in_seconds(3600));
        let metadata = keys(&name, &expiration).replacen('{', r#"{"Code":"Success","#, 1);
        match request.target().as_str() {
            "/latest/api/token" => MockResponse::new(200, "metadata-token"),
            target if target.ends_with("/security-credentials/") => MockResponse::new(200, "found"),
            target if target.starts_with("/latest/") => MockResponse::new(200, metadata),
            _ => MockResponse::new(200, session(&name, &expiration)),
        }
    })
}

fn profiles() -> Value {
    json!({
        "current": "plain",
        "meta_path": "",
        "profiles": [
            { "name": "plain", "mode": "AK", "access_key_id": "LTAI1", "access_key_secret": "secret-1", "sts_token": "" },
            {
                "name": "token", "mode": "StsToken", "access_key_id": "STS.2", "access_key_secret": "secret-2",
                "sts_token": "token-2"
            },
            {
                "name": "role", "mode": "RamRoleArn", "access_key_id": "LTAI3", "access_key_secret": "secret-3",
                "ram_role_arn": "acs:ram::3:role/r", "ram_session_name": "three", "expired_seconds": 1200,
                "policy": "{}", "external_id": "ext", "sts_region": "cn-hangzhou", "enable_vpc": true
            },
            {
                "name": "chained", "mode": "ChainableRamRoleArn", "source_profile": "role",
                "ram_role_arn": "acs:ram::4:role/r", "ram_session_name": "four", "expired_seconds": 0
            },
            { "name": "ecs", "mode": "EcsRamRole", "ram_role_name": "given" },
            { "name": "some-ecs", "mode": "EcsRamRole" },
            {
                "name": "oidc", "mode": "OIDC", "ram_role_arn": "acs:ram::5:role/r",
                "oidc_provider_arn": "acs:ram::5:oidc-provider/p", "oidc_token_file": "TOKEN_FILE",
                "role_session_name": "five"
            },
            { "name": "a", "mode": "ChainableRamRoleArn", "source_profile": "b", "ram_role_arn": "arn" },
            { "name": "b", "mode": "ChainableRamRoleArn", "source_profile": "c", "ram_role_arn": "arn" },
            { "name": "c", "mode": "ChainableRamRoleArn", "source_profile": "a", "ram_role_arn": "arn" },
            { "name": "self", "mode": "ChainableRamRoleArn", "source_profile": "self", "ram_role_arn": "arn" },
            { "name": "lost", "mode": "ChainableRamRoleArn", "source_profile": "nowhere", "ram_role_arn": "arn" },
            { "name": "keyless", "mode": "AK", "access_key_id": "LTAI6", "access_key_secret": "" },
            { "name": "spaced", "mode": "AK", "access_key_id": "LTAI7", "access_key_secret": "hush " },
            { "name": "modeless" },
            {
                "name": "endless", "mode": "RamRoleArn", "access_key_id": "LTAI8", "access_key_secret": "secret-8",
                "ram_role_arn": "arn", "expired_seconds": "long"
            }
        ]
    })
}

fn config(world: &World) {
    let token = world.file("token", "ey.token");
    let text = profiles().to_string().replace("TOKEN_FILE", &token.display().to_string().replace('\\', "\\\\"));
    world.file(CONFIG, &text);
}

#[tokio::test]
async fn every_mode_of_the_cli_is_what_it_stands_for() {
    let world = World::new();
    config(&world);
    let server = cloud(&world);
    let environment = world.environment(Detour::to(&server));
    let mut told = String::new();
    for name in ["plain", "token", "role", "chained", "ecs", "some-ecs", "oidc"] {
        let before = server.requests().len();
        let profile = CliProfile::new().profile(name).environment(&environment);
        assert_eq!(profile.name(), "cli_profile");
        let credentials = profile.credentials().await.unwrap();
        told.push_str(format!("{}: {}", profile.name(), parts(&credentials).join(" ")).trim_end());
        told.push('\n');
        for request in &server.requests()[before..] {
            let (host, target) = (request.header("host").unwrap(), request.target());
            told.push_str(format!("    {} {host}{target} {}", request.method, request.text()).trim_end());
            told.push('\n');
        }
    }
    assert_snapshot!(told, @r"
    cli_profile/static_ak: LTAI1 secret-1
    cli_profile/static_sts: STS.2 secret-2 token-2
    cli_profile/ram_role_arn/static_ak: STS.s0 s0-secret s0-token
        POST sts-vpc.cn-hangzhou.aliyuncs.com/?DurationSeconds=1200&ExternalId=ext&Policy=%7B%7D&RoleArn=acs%3Aram%3A%3A3%3Arole%2Fr&RoleSessionName=three
    cli_profile/ram_role_arn/ram_role_arn/static_ak: STS.s2 s2-secret s2-token
        POST sts-vpc.cn-hangzhou.aliyuncs.com/?DurationSeconds=1200&ExternalId=ext&Policy=%7B%7D&RoleArn=acs%3Aram%3A%3A3%3Arole%2Fr&RoleSessionName=three
        POST sts.aliyuncs.com/?DurationSeconds=3600&RoleArn=acs%3Aram%3A%3A4%3Arole%2Fr&RoleSessionName=four
    cli_profile/ecs_ram_role: STS.s4 s4-secret s4-token
        PUT 100.100.100.200/latest/api/token
        GET 100.100.100.200/latest/meta-data/ram/security-credentials/given
    cli_profile/ecs_ram_role: STS.s7 s7-secret s7-token
        PUT 100.100.100.200/latest/api/token
        GET 100.100.100.200/latest/meta-data/ram/security-credentials/
        GET 100.100.100.200/latest/meta-data/ram/security-credentials/found
    cli_profile/oidc_role_arn: STS.s8 s8-secret s8-token
        POST sts.aliyuncs.com/?Action=AssumeRoleWithOIDC&Format=JSON&SignatureNonce=nonce&Timestamp=2023-11-14T22%3A13%3A20Z&Version=2015-04-01 DurationSeconds=3600&OIDCProviderArn=acs%3Aram%3A%3A5%3Aoidc-provider%2Fp&OIDCToken=ey.token&RoleArn=acs%3Aram%3A%3A5%3Arole%2Fr&RoleSessionName=five
    ");
}

#[tokio::test]
async fn the_profile_is_given_or_named_by_the_environment_or_current() {
    let world = World::new();
    config(&world);
    let environment = world.environment(Unplugged);
    let id = async |profile: CliProfile| {
        let credentials = profile.environment(&environment).credentials().await.unwrap();
        credentials.access_key_id().to_owned()
    };
    assert_eq!(id(CliProfile::new()).await, "LTAI1");
    world.set("ALIBABA_CLOUD_PROFILE", "token");
    assert_eq!(id(CliProfile::new()).await, "STS.2");
    assert_eq!(id(CliProfile::new().profile("plain")).await, "LTAI1");
    let elsewhere = profiles().to_string().replace("LTAI1", "elsewhere");
    let elsewhere = world.file("other.json", &elsewhere);
    assert_eq!(id(CliProfile::new().profile("plain").file(&elsewhere)).await, "elsewhere");
    world.set("ALIBABA_CLOUD_CONFIG_FILE", elsewhere);
    assert_eq!(id(CliProfile::new().profile("plain")).await, "elsewhere");
}

#[tokio::test]
async fn the_file_is_read_until_that_succeeds_and_then_no_more() {
    let world = World::new();
    let profile = CliProfile::new().environment(&world.environment(Unplugged));
    profile.credentials().await.unwrap_err();
    config(&world);
    assert_eq!(profile.credentials().await.unwrap().access_key_id(), "LTAI1");
    world.file(CONFIG, "");
    assert_eq!(profile.credentials().await.unwrap().access_key_id(), "LTAI1");
}

#[tokio::test]
async fn what_is_not_there_is_not_configured_and_what_is_named_but_not_there_is_a_mistake() {
    let world = World::new();
    let environment = world.environment(Unplugged);
    let cli = async |profile: CliProfile| {
        profile.environment(&environment).credentials().await.unwrap_err().is_not_configured()
    };
    let ini = async |profile: IniProfile| {
        profile.environment(&environment).credentials().await.unwrap_err().is_not_configured()
    };
    // No file.
    assert!(cli(CliProfile::new()).await && ini(IniProfile::new()).await);
    assert!(!cli(CliProfile::new().file("/absent")).await && !ini(IniProfile::new().file("/absent")).await);
    // No profile.
    let named = |name: &str| json!({ "current": name, "profiles": [] }).to_string();
    world.file(CONFIG, "{}");
    world.file(INI, "[other]");
    assert!(cli(CliProfile::new()).await && ini(IniProfile::new()).await);
    assert!(!cli(CliProfile::new().profile("x")).await && !ini(IniProfile::new().profile("x")).await);
    // A profile that is called current has to be there.
    world.file(CONFIG, &named("x"));
    assert!(!cli(CliProfile::new()).await);
    // The variable is for both files: a profile need not be in each.
    world.set("ALIBABA_CLOUD_PROFILE", "y");
    assert!(cli(CliProfile::new()).await && ini(IniProfile::new()).await);
    // Files that exist and are invalid.
    world.file(CONFIG, "{");
    world.file(INI, "nonsense");
    assert!(!cli(CliProfile::new()).await && !ini(IniProfile::new()).await);
    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    assert!(cli(CliProfile::new()).await);
    // A file that a variable names.
    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "");
    world.set("ALIBABA_CLOUD_CONFIG_FILE", "/absent");
    world.set("ALIBABA_CLOUD_CREDENTIALS_FILE", "/absent");
    assert!(!cli(CliProfile::new()).await && !ini(IniProfile::new()).await);
    // A home folder that is not a folder.
    world.set("ALIBABA_CLOUD_CONFIG_FILE", "");
    world.set("ALIBABA_CLOUD_CREDENTIALS_FILE", "");
    let no_folder = world.file("no_folder", "");
    world.set("HOME", &no_folder);
    world.set("USERPROFILE", &no_folder);
    assert!(cli(CliProfile::new()).await && ini(IniProfile::new()).await);
    let below = no_folder.join("x");
    assert!(!cli(CliProfile::new().file(&below)).await && !ini(IniProfile::new().file(below)).await);
    // No home folder.
    for name in ["ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "HOME", "USERPROFILE"] {
        world.set(name, "");
    }
    assert!(cli(CliProfile::new()).await && ini(IniProfile::new()).await);
}

#[tokio::test]
async fn a_profile_whose_name_has_other_case_is_not_passed_over() {
    let world = World::new();
    let environment = world.environment(Unplugged);
    let ini = |section: &str| format!("[{section}]\ntype = access_key\naccess_key_id = id\naccess_key_secret = s\n");
    for section in ["Default", "DEFAULT"] {
        world.file(INI, &format!("{}{}", ini(section), ini("other")));
        let error = IniProfile::new().environment(&environment).credentials().await.unwrap_err();
        let shown = world.show(&error);
        let expected = format!("has no profile `default`, but `{section}`: the case of letters counts");
        assert!(!error.is_not_configured() && shown.contains(&expected), "{shown}");
    }
    world.set("ALIBABA_CLOUD_PROFILE", "PROD");
    let profile = json!({ "name": "prod", "mode": "AK", "access_key_id": "id", "access_key_secret": "s" });
    world.file(CONFIG, &json!({ "current": "prod", "profiles": [profile] }).to_string());
    let error = CliProfile::new().environment(&environment).credentials().await.unwrap_err();
    assert_snapshot!(world.show(&error), @r"
    the CLI file ~/.aliyun/config.json has no profile `PROD`, but `prod`: the case of letters counts
      hint: Write both names alike, in the file or in ALIBABA_CLOUD_PROFILE.
    ");
    assert!(!error.is_not_configured());
    // Both names may be there.
    world.set("ALIBABA_CLOUD_PROFILE", "other");
    world.file(INI, &format!("{}{}", ini("OTHER").replace("id\n", "wrong\n"), ini("other")));
    let found = IniProfile::new().environment(&environment).credentials().await.unwrap();
    assert_eq!(found.access_key_id(), "id");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_behind_a_link_that_leads_nowhere_is_not_passed_over() {
    use std::os::unix::fs::symlink;
    for (link, of_folder) in [(CONFIG, false), (INI, false), (CONFIG, true), (INI, true)] {
        let world = World::new();
        let environment = world.environment(Unplugged);
        let home = world.file("touched", "").parent().unwrap().to_owned();
        let path = home.join(link);
        let folder = path.parent().unwrap();
        if of_folder {
            symlink(home.join("absent"), folder).unwrap();
        } else {
            std::fs::create_dir(folder).unwrap();
            symlink(home.join("absent"), &path).unwrap();
        }
        let found = match link {
            CONFIG => CliProfile::new().environment(&environment).credentials().await,
            _ => IniProfile::new().environment(&environment).credentials().await,
        };
        let error = found.unwrap_err();
        assert!(
            !error.is_not_configured() && error.message().ends_with(" is behind a link that leads nowhere"),
            "{error}"
        );
    }
}

async fn cli_error(world: &World, profile: Option<&str>) -> String {
    let mut provider = CliProfile::new().environment(&world.environment(Unplugged));
    if let Some(name) = profile {
        provider = provider.profile(name);
    }
    let error = provider.credentials().await.unwrap_err();
    for secret in ["hush", "secret-"] {
        assert!(!format!("{error} {error:#?} {provider:?}").contains(secret), "{error:#?}");
    }
    world.show(&error)
}

#[tokio::test]
async fn a_cli_file_that_is_wrong_is_told_with_what_to_do() {
    let world = World::new();
    assert_snapshot!(cli_error(&world, None).await, @r"
    the CLI file ~/.aliyun/config.json does not exist
      hint: Run `aliyun configure`, or name another file in ALIBABA_CLOUD_CONFIG_FILE.
    ");
    world.file(CONFIG, "{\n  \"current\": hush,\n}");
    assert_snapshot!(cli_error(&world, None).await, @r"
    the CLI file ~/.aliyun/config.json is not what `aliyun configure` writes: expected value at line 2 column 14
      hint: Correct the file, or run `aliyun configure` anew.
    ");
    world.file(CONFIG, "[]");
    assert_snapshot!(cli_error(&world, None).await, @r"
    the CLI file ~/.aliyun/config.json is not what `aliyun configure` writes: it is not an object
      hint: Correct the file, or run `aliyun configure` anew.
    ");
    world.file(CONFIG, "{}");
    assert_snapshot!(cli_error(&world, None).await, @r"
    the CLI file ~/.aliyun/config.json says of no profile that it is current
      hint: Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.
    ");
    assert_snapshot!(cli_error(&world, Some("x")).await, @r"
    the CLI file ~/.aliyun/config.json has no profile `x`; it has none
      hint: Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.
    ");
    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    assert_snapshot!(cli_error(&world, None).await, @"ALIBABA_CLOUD_CLI_PROFILE_DISABLED is set, so the CLI file is not read");
    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "false");
    world.set("HOME", "");
    world.set("USERPROFILE", "");
    assert_snapshot!(cli_error(&world, None).await.replace("USERPROFILE", "HOME"), @r"there is no home folder to look for .aliyun/config.json in: HOME is not set");
}

#[tokio::test]
async fn a_cli_file_whose_parts_have_other_types_is_not_passed_over() {
    let key = |name: Value| json!({ "name": name, "mode": "AK", "access_key_id": "id", "access_key_secret": "s" });
    for (variable, content, expected) in [
        (None, json!({ "current": 7, "profiles": [key(7.into())] }), "id"),
        (Some("7"), json!({ "current": "x", "profiles": [key(7.into())] }), "id"),
        (None, json!({ "current": ["p"], "profiles": [key("p".into())] }), "has no profile `[\"p\"]`; it has `p`"),
        (Some("p"), json!({ "profiles": { "p": key("p".into()) } }), "its `profiles` are not a list of objects"),
        (Some("p"), json!({ "profiles": ["p"] }), "its `profiles` are not a list of objects"),
        (None, json!({ "profiles": "p" }), "its `profiles` are not a list of objects"),
    ] {
        let world = World::new();
        world.set("ALIBABA_CLOUD_PROFILE", variable.unwrap_or_default());
        world.file(CONFIG, &content.to_string());
        let chain = DefaultCredentials::new().environment(&world.environment(Unplugged));
        match chain.credentials().await {
            Ok(credentials) => assert_eq!(credentials.access_key_id(), expected),
            Err(error) => {
                assert!(!error.is_not_configured() && error.message().ends_with(expected), "{content}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn a_profile_that_is_wrong_is_told_with_what_it_lacks() {
    let world = World::new();
    config(&world);
    let mut told = String::new();
    for name in ["a", "self", "lost", "keyless", "spaced", "modeless", "endless"] {
        told.push_str(&format!("{}\n", cli_error(&world, Some(name)).await));
    }
    assert_snapshot!(told, @r"
    profile `c` of ~/.aliyun/config.json leads back to itself by `source_profile`: a -> b -> c -> a
      hint: One of these profiles needs keys of its own.
    profile `self` of ~/.aliyun/config.json leads back to itself by `source_profile`: self -> self
      hint: One of these profiles needs keys of its own.
    the CLI file ~/.aliyun/config.json has no profile `nowhere`; it has `plain`, `token`, `role`, `chained`, `ecs`, `some-ecs`, `oidc`, `a`, `b`, `c`, `self`, `lost`, `keyless`, `spaced`, `modeless`, `endless`
      hint: Choose a profile with ALIBABA_CLOUD_PROFILE or CliProfile::profile, or run `aliyun configure`.
    profile `keyless` of ~/.aliyun/config.json has no `access_key_secret`, and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set
    `access_key_secret` in profile `spaced` of ~/.aliyun/config.json has white space around it
      hint: Copy it again, by itself: access keys have no spaces, line breaks, quotation marks or brackets.
    profile `modeless` of ~/.aliyun/config.json has no `mode`
    profile `endless` of ~/.aliyun/config.json has a value of `expired_seconds` that is not a number of seconds
    ");
}

#[tokio::test]
async fn modes_that_are_not_used_say_what_to_do_instead() {
    let world = World::new();
    let modes = [
        "RsaKeyPair",
        "RamRoleArnWithRoleName",
        "RamRoleArnWithEcs",
        "CredentialsURI",
        "BearerToken",
        "Anonymous",
        "Telepathy",
    ];
    let mut told = String::new();
    for mode in modes {
        let profile = json!({ "name": "p", "mode": mode, "access_key_secret": "hush" });
        world.file(CONFIG, &json!({ "current": "p", "profiles": [profile] }).to_string());
        told.push_str(&format!("{}\n", cli_error(&world, None).await));
    }
    assert_snapshot!(told, @r"
    profile `p` of ~/.aliyun/config.json has the mode `RsaKeyPair`, which is obsolete and not supported: use an access key or a role (mode AK or RamRoleArn)
    profile `p` of ~/.aliyun/config.json has the mode `RamRoleArnWithRoleName`, which no official SDK uses: use ChainableRamRoleArn with a source_profile of mode EcsRamRole
    profile `p` of ~/.aliyun/config.json has the mode `RamRoleArnWithEcs`, which no official SDK uses: use ChainableRamRoleArn with a source_profile of mode EcsRamRole
    profile `p` of ~/.aliyun/config.json has the mode `CredentialsURI`, which no official SDK reads from a profile: set ALIBABA_CLOUD_CREDENTIALS_URI, or use CredentialsUri
    profile `p` of ~/.aliyun/config.json has the mode `BearerToken`, which no official SDK reads from a profile: use Credentials::bearer
    profile `p` of ~/.aliyun/config.json has the mode `Anonymous`, which no official SDK reads from a profile: use AnonymousCredentials
    profile `p` of ~/.aliyun/config.json has the mode `Telepathy`, which is not known; known are AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC, CloudSSO, OAuth and External
    ");
}

const SECTIONS: &str = "
# shared by all SDKs
[default]
type = access_key                 # the simple one
access_key_id = LTAI1
access_key_secret = secret-1      # never shared

[role]
type = ram_role_arn
access_key_id = LTAI2
access_key_secret = secret-2
role_arn = acs:ram::2:role/r
role_session_name = two
policy = {\"Version\": \"1\"}

[ecs]
type = ecs_ram_role
role_name = given

[some-ecs]
type = ecs_ram_role

[oidc]
type = oidc_role_arn
role_arn = acs:ram::5:role/r
oidc_provider_arn = acs:ram::5:oidc-provider/p
oidc_token_file_path = TOKEN_FILE
role_session_name = five

[rsa]
type = rsa_key_pair
public_key_id = hush

[odd]
type = telepathy

[typeless]
access_key_id = LTAI6

[keyless]
type = access_key
access_key_id = LTAI6
access_key_secret = # hush
";

fn sections(world: &World) -> String {
    SECTIONS.replace("TOKEN_FILE", &world.file("token", "ey.token").display().to_string())
}

#[tokio::test]
async fn every_type_of_the_ini_file_is_what_it_stands_for() {
    let world = World::new();
    world.file(INI, &sections(&world));
    let server = cloud(&world);
    let environment = world.environment(Detour::to(&server));
    let mut told = String::new();
    for name in ["default", "role", "ecs", "some-ecs", "oidc"] {
        let before = server.requests().len();
        let profile = IniProfile::new().profile(name).environment(&environment);
        assert_eq!(profile.name(), "profile");
        let credentials = profile.credentials().await.unwrap();
        told.push_str(format!("{}: {}", profile.name(), parts(&credentials).join(" ")).trim_end());
        told.push('\n');
        for request in &server.requests()[before..] {
            let (host, target) = (request.header("host").unwrap(), request.target());
            told.push_str(format!("    {} {host}{target} {}", request.method, request.text()).trim_end());
            told.push('\n');
        }
    }
    assert_snapshot!(told, @r"
    profile/static_ak: LTAI1 secret-1
    profile/ram_role_arn/static_ak: STS.s0 s0-secret s0-token
        POST sts.aliyuncs.com/?DurationSeconds=3600&Policy=%7B%22Version%22%3A%20%221%22%7D&RoleArn=acs%3Aram%3A%3A2%3Arole%2Fr&RoleSessionName=two
    profile/ecs_ram_role: STS.s2 s2-secret s2-token
        PUT 100.100.100.200/latest/api/token
        GET 100.100.100.200/latest/meta-data/ram/security-credentials/given
    profile/ecs_ram_role: STS.s5 s5-secret s5-token
        PUT 100.100.100.200/latest/api/token
        GET 100.100.100.200/latest/meta-data/ram/security-credentials/
        GET 100.100.100.200/latest/meta-data/ram/security-credentials/found
    profile/oidc_role_arn: STS.s6 s6-secret s6-token
        POST sts.aliyuncs.com/?Action=AssumeRoleWithOIDC&Format=JSON&SignatureNonce=nonce&Timestamp=2023-11-14T22%3A13%3A20Z&Version=2015-04-01 DurationSeconds=3600&OIDCProviderArn=acs%3Aram%3A%3A5%3Aoidc-provider%2Fp&OIDCToken=ey.token&RoleArn=acs%3Aram%3A%3A5%3Arole%2Fr&RoleSessionName=five
    ");
}

#[tokio::test]
async fn both_names_of_the_ini_file_are_known_and_the_environment_may_give_another() {
    let world = World::new();
    let environment = world.environment(Unplugged);
    let id =
        async || IniProfile::new().environment(&environment).credentials().await.unwrap().access_key_id().to_owned();
    let named = |id: &str| format!("[default]\ntype=access_key\naccess_key_id={id}\naccess_key_secret=s\n[p]\n");
    world.file(".alibabacloud/credentials.ini", &named("python"));
    assert_eq!(id().await, "python");
    world.file(INI, &named("go"));
    assert_eq!(id().await, "go");
    world.set("ALIBABA_CLOUD_CREDENTIALS_FILE", world.file("mine", &named("mine")));
    assert_eq!(id().await, "mine");
    let file = world.file("given", &named("given").replace("default", "q"));
    let given = IniProfile::new().file(file).profile("q").environment(&environment);
    assert_eq!(given.credentials().await.unwrap().access_key_id(), "given");
}

#[tokio::test]
async fn an_ini_file_that_is_wrong_is_told_with_what_it_lacks() {
    let world = World::new();
    let error = async |profile: &str| {
        world.set("ALIBABA_CLOUD_PROFILE", profile);
        let error = IniProfile::new().environment(&world.environment(Unplugged)).credentials().await.unwrap_err();
        assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
        world.show(&error)
    };
    assert_snapshot!(error("").await, @r"
    the credentials file ~/.alibabacloud/credentials does not exist
      hint: Name another file in ALIBABA_CLOUD_CREDENTIALS_FILE, or write this one.
    ");
    world.file(INI, "[default]\ntype = access_key\nhush");
    assert_snapshot!(error("").await, @r"
    the credentials file ~/.alibabacloud/credentials cannot be read: line 3 is not a section, setting or comment
      hint: Choose a profile with ALIBABA_CLOUD_PROFILE or IniProfile::profile, or correct the file.
    ");
    world.file(INI, "");
    assert_snapshot!(error("").await, @r"
    the credentials file ~/.alibabacloud/credentials has no profile `default`; it has none
      hint: Choose a profile with ALIBABA_CLOUD_PROFILE or IniProfile::profile, or correct the file.
    ");
    world.file(INI, &sections(&world));
    let mut told = String::new();
    for name in ["absent", "rsa", "odd", "typeless", "keyless"] {
        told.push_str(&format!("{}\n", error(name).await));
    }
    assert_snapshot!(told, @r"
    the credentials file ~/.alibabacloud/credentials has no profile `absent`; it has `default`, `ecs`, `keyless`, `odd`, `oidc`, `role`, `rsa`, `some-ecs`, `typeless`
      hint: Choose a profile with ALIBABA_CLOUD_PROFILE or IniProfile::profile, or correct the file.
    profile `rsa` of ~/.alibabacloud/credentials has the type `rsa_key_pair`, which is obsolete and not supported: use `access_key` or `ram_role_arn`
    profile `odd` of ~/.alibabacloud/credentials has the type `telepathy`, which is not known; known are access_key, ram_role_arn, ecs_ram_role and oidc_role_arn
    profile `typeless` of ~/.alibabacloud/credentials has no `type`
    profile `keyless` of ~/.alibabacloud/credentials has no `access_key_secret`, and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set
    ");
}

#[tokio::test]
async fn keys_that_are_refused_are_read_again_from_the_file() {
    let cli = |token: &str| {
        let profile = json!({ "name": "p", "mode": "StsToken", "access_key_id": "id", "access_key_secret": "secret", "sts_token": token });
        json!({ "current": "p", "profiles": [profile] }).to_string()
    };
    let ini = |id: &str| format!("[default]\ntype=access_key\naccess_key_id={id}\naccess_key_secret=secret");
    let world = World::new();
    let environment = world.environment(Unplugged);
    let cli_file: Box<dyn CredentialProvider> = Box::new(CliProfile::new().environment(&environment));
    let ini_file: Box<dyn CredentialProvider> = Box::new(IniProfile::new().environment(&environment));
    let texts: [&dyn Fn(&str) -> String; 2] = [&cli, &ini];
    for ((path, source), text) in [(CONFIG, cli_file), (INI, ini_file)].into_iter().zip(texts) {
        world.file(path, &text("old"));
        let old = source.credentials().await.unwrap();
        world.file(path, &text("new"));
        assert_eq!(parts(&source.credentials().await.unwrap()), parts(&old), "nothing was refused");
        assert!(source.drop_refused(&old));
        assert!(source.drop_refused(&old), "another call of the same time");
        let new = source.credentials().await.unwrap();
        assert_eq!(parts(&new).concat().matches("new").count(), 1);
        assert!(source.drop_refused(&old), "it is not what is given now");
        assert_eq!(parts(&source.credentials().await.unwrap()), parts(&new));
        // The file has the same credentials: it is read again once, and then not for a while.
        assert!(source.drop_refused(&new));
        source.credentials().await.unwrap();
        assert!(!source.drop_refused(&new));
        world.advance(5);
        assert!(source.drop_refused(&new));
    }
}

#[tokio::test]
async fn a_key_that_sts_refuses_to_assume_a_role_with_is_read_again_from_the_file() {
    let cli = |keys: Value| {
        let (id, token) = (&keys[0], &keys[1]);
        let profiles = json!([
            {
                "name": "role", "mode": "RamRoleArn", "access_key_id": id, "access_key_secret": "secret",
                "sts_token": token, "ram_role_arn": "arn"
            },
            { "name": "key", "mode": "AK", "access_key_id": id, "access_key_secret": "secret", "sts_token": token },
            { "name": "chained", "mode": "ChainableRamRoleArn", "source_profile": "key", "ram_role_arn": "arn" }
        ]);
        json!({ "current": "role", "profiles": profiles }).to_string()
    };
    let ini = |keys: Value| {
        let id = keys[0].as_str().unwrap();
        format!("[default]\ntype=ram_role_arn\naccess_key_id={id}\naccess_key_secret=secret\nrole_arn=arn")
    };
    let texts: [(&str, &dyn Fn(Value) -> String); 2] = [(CONFIG, &cli), (INI, &ini)];
    let refusals = [
        ("InvalidAccessKeyId.NotFound", json!(["LTAI1", ""]), json!(["LTAI2", ""])),
        ("InvalidSecurityToken.Expired", json!(["STS.1", "old"]), json!(["STS.2", "new"])),
    ];
    for (path, text) in texts {
        for &(code, ref old, ref new) in &refusals {
            for profile in ["role", "chained"] {
                let world = World::new();
                world.file(path, &text(old.clone()));
                let (there, gone, expired) = (world.clone(), old[0].as_str().unwrap().to_owned(), world.now() + HOUR);
                let script = Script::new(move |number, request| {
                    let signed = request.headers()["authorization"].to_str().unwrap().to_owned();
                    match signed.contains(&format!("Credential={gone},")) && there.now() >= expired {
                        true => response(404, format!(r#"{{"Code":"{code}","Message":"no"}}"#)),
                        false => response(200, session(&number.to_string(), &there.in_seconds(3600))),
                    }
                });
                let environment = world.environment(script.clone());
                let source: Arc<dyn CredentialProvider> = match path {
                    CONFIG => Arc::new(CliProfile::new().profile(profile).environment(&environment)),
                    _ => Arc::new(IniProfile::new().environment(&environment)),
                };
                assert_eq!(id(&source).await, "STS.0");
                world.advance(3600);
                // Nobody has written anything: the file is read again once, and then not for a while.
                assert_eq!(source.credentials().await.unwrap_err().code(), Some(code));
                assert_eq!(script.requests().len(), 3);
                source.credentials().await.unwrap_err();
                assert_eq!(script.requests().len(), 4);
                world.file(path, &text(new.clone()));
                world.advance(5);
                let callers = (0..8).map(|_| {
                    let source = source.clone();
                    tokio::spawn(async move { id(&source).await })
                });
                for caller in callers.collect::<Vec<_>>() {
                    assert_eq!(caller.await.unwrap(), "STS.5");
                }
                assert_eq!(script.requests().len(), 6);
            }
        }
    }
}

#[tokio::test]
async fn a_profile_that_becomes_current_meanwhile_is_somebody_elses() {
    let keys = |name: &str| json!({ "name": name, "mode": "AK", "access_key_id": name, "access_key_secret": "s" });
    let section = |name: &str| format!("[{name}]\ntype=access_key\naccess_key_id={name}\naccess_key_secret=s\n");
    let world = World::new();
    let environment = world.environment(Unplugged);
    world.file(CONFIG, &json!({ "current": "mine", "profiles": [keys("mine"), keys("theirs")] }).to_string());
    world.file(INI, &section("default"));
    let sources: [(&str, Box<dyn CredentialProvider>); 2] = [
        ("mine", Box::new(CliProfile::new().environment(&environment))),
        ("default", Box::new(IniProfile::new().environment(&environment))),
    ];
    for (id, source) in &sources {
        assert_eq!(source.credentials().await.unwrap().access_key_id(), *id);
    }
    world.file(CONFIG, &json!({ "current": "theirs", "profiles": [keys("theirs"), keys("mine")] }).to_string());
    world.file(INI, &[section("theirs"), section("default")].concat());
    world.set("ALIBABA_CLOUD_PROFILE", "theirs");
    for (id, source) in &sources {
        let refused = source.credentials().await.unwrap();
        assert!(source.drop_refused(&refused));
        assert_eq!(source.credentials().await.unwrap().access_key_id(), *id);
    }
    // One that is gone is an error.
    world.file(CONFIG, &json!({ "current": "theirs", "profiles": [keys("theirs")] }).to_string());
    world.file(INI, &section("theirs"));
    world.advance(5);
    for (id, source) in &sources {
        let refused = source.credentials().await.unwrap();
        assert!(source.drop_refused(&refused));
        let error = source.credentials().await.unwrap_err();
        assert!(error.message().ends_with(&format!("has no profile `{id}`; it has `theirs`")), "{error}");
    }
}

#[tokio::test]
async fn variables_that_are_refused_are_sent_again_only_where_they_have_changed() {
    let world = World::new();
    for name in ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"] {
        world.set(name, "old");
    }
    let chain = DefaultCredentials::new().environment(&world.environment(Unplugged));
    let old = chain.credentials().await.unwrap();
    assert!(!chain.drop_refused(&old));
    world.set("ALIBABA_CLOUD_SECURITY_TOKEN", "new");
    assert!(chain.drop_refused(&old));
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "");
    assert!(!chain.drop_refused(&old), "half a key is nothing to send");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_may_not_be_read_is_there() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let path = world.file(CONFIG, "{}");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o0)).unwrap();
    if std::fs::read(&path).is_ok() {
        // Root can read the file, which does not have the profile.
        assert!(cli_error(&world, None).await.contains("says of no profile"));
        return;
    }
    let error = CliProfile::new().environment(&world.environment(Unplugged)).credentials().await.unwrap_err();
    assert!(!error.is_not_configured() && error.message().ends_with("cannot be read: permission denied"), "{error}");
}
