//! Profiles of a login, OAuth and CloudSSO: keys in the file until they expire, then new ones, which are written.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use alibabacloud_runtime::{CliProfile, CredentialProvider, Credentials, Error, IniProfile};
use insta::assert_snapshot;
use loopback::{MockResponse, RecordedRequest, Server};
use serde_json::{Value, json};
use trace_recorder::TraceRecorder;

use crate::snapshot::show;
use crate::transports::{Detour, Unplugged};
use crate::world::{START, World, keys, parts};

const CONFIG: &str = ".aliyun/config.json";

/// In the layout of `aliyun configure`, with a setting that is unknown here.
fn config(world: &World, profile: &Value) -> PathBuf {
    let text = serde_json::to_string_pretty(&json!({
        "unknown": { "z": 1, "a": [1.50, null] },
        "profiles": [{ "name": "other", "mode": "AK", "access_key_secret": "others" }, profile],
        "current": profile["name"],
    }));
    world.file(CONFIG, &text.unwrap().replace("  ", "\t"))
}

fn oauth(access_token_left: u64) -> Value {
    json!({
        "name": "p", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "access-0",
        "oauth_refresh_token": "refresh-0", "region_id": "cn-shanghai",
        "oauth_access_token_expire": START.as_secs() + access_token_left,
    })
}

fn sso() -> Value {
    json!({
        "name": "p", "mode": "CloudSSO", "access_token": "sso-token", "cloud_sso_account_id": "account",
        "cloud_sso_sign_in_url": "https://signin-cn-shanghai.alibabacloudsso.com/start/login",
        "cloud_sso_access_config": "ac-1", "cloud_sso_access_token_expire": START.as_secs() + 7200,
    })
}

fn with_saved(mut profile: Value, expiration: u64) -> Value {
    profile["access_key_id"] = "STS.saved".into();
    profile["access_key_secret"] = "saved-secret".into();
    profile["sts_token"] = "saved-token".into();
    profile["sts_expiration"] = expiration.into();
    profile
}

/// The profile as it is in the file.
fn written(path: &PathBuf) -> Value {
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut profiles = file["profiles"].as_array().unwrap().iter();
    profiles.rfind(|profile| profile["name"] == "p").unwrap().clone()
}

fn answer(world: &World, number: usize, request: &RecordedRequest) -> MockResponse {
    let keys = keys(&format!("s{number}"), &world.in_seconds(3600));
    match request.target().as_str() {
        "/v1/token" => MockResponse::new(
            200,
            format!(r#"{{"access_token":"access-{number}a","refresh_token":"refresh-{number}a","expires_in":10800}}"#),
        ),
        "/v1/exchange" => MockResponse::new(200, keys),
        "/cloud-credentials" => MockResponse::new(200, format!(r#"{{"CloudCredential":{keys},"RequestId":"R"}}"#)),
        _ => MockResponse::new(404, ""),
    }
}

fn cloud(world: &World) -> Server {
    let world = world.clone();
    Server::respond_with(move |number, request| answer(&world, number, request))
}

fn profile(world: &World, server: &Server) -> CliProfile {
    CliProfile::new().environment(&world.environment(Detour::to(server)))
}

#[tokio::test]
async fn saved_keys_are_used_until_they_expire_and_nobody_is_asked() {
    for (login, name) in [(oauth(0), "oauth"), (sso(), "cloud_sso")] {
        let world = World::new();
        let server = cloud(&world);
        let path = config(&world, &with_saved(login, START.as_secs() + 100));
        let before = fs::read_to_string(&path).unwrap();
        let profile = profile(&world, &server);
        for _ in 0..2 {
            let credentials = profile.credentials().await.unwrap();
            assert_eq!(parts(&credentials), ["STS.saved", "saved-secret", "saved-token"]);
            assert_eq!(credentials.expires_at(), Some(world.now() + Duration::from_secs(100)));
        }
        assert_eq!(profile.name(), format!("cli_profile/{name}"));
        assert_eq!((server.targets().len(), fs::read_to_string(&path).unwrap()), (0, before));
        world.advance(101);
        assert!(profile.credentials().await.unwrap().access_key_id().starts_with("STS.s"));
        assert!(!server.targets().is_empty());
    }
}

#[tokio::test]
async fn an_expiration_in_the_file_may_have_any_form_of_a_time() {
    let forms = |seconds: u64| {
        let since_1970 = START.as_secs() + seconds;
        let text = World::new().in_seconds(seconds);
        [json!(since_1970), json!(since_1970.to_string()), json!(since_1970 * 1000), json!(text)]
    };
    for ((saved, token), end) in forms(100).into_iter().zip(forms(7200)).zip(forms(0)) {
        let mut tokens = oauth(0);
        tokens["oauth_access_token_expire"] = token.clone();
        let mut access = sso();
        access["cloud_sso_access_token_expire"] = token;
        for mut login in [with_saved(tokens, 0), with_saved(access, 0)] {
            let world = World::new();
            let server = cloud(&world);
            login["sts_expiration"] = saved.clone();
            config(&world, &login);
            let keys = profile(&world, &server).credentials().await.unwrap();
            assert_eq!(keys.access_key_id(), "STS.saved", "{saved}");
            assert_eq!(keys.expires_at(), Some(world.now() + Duration::from_secs(100)), "{saved}");
            // They have expired, and the token has not.
            login["sts_expiration"] = end.clone();
            config(&world, &login);
            assert_eq!(profile(&world, &server).credentials().await.unwrap().access_key_id(), "STS.s0", "{end}");
            assert_eq!(server.targets().len(), 1);
        }
    }
}

#[tokio::test]
async fn an_oauth_token_is_refreshed_and_exchanged_and_all_of_it_is_written_back() {
    let world = World::new();
    let server = cloud(&world);
    // 1200 s are too little.
    let path = config(&world, &with_saved(oauth(1200), START.as_secs()));
    let before = fs::read_to_string(&path).unwrap();
    let credentials = profile(&world, &server).credentials().await.unwrap();
    assert_eq!(parts(&credentials), ["STS.s1", "s1-secret", "s1-token"]);
    let shown: Vec<_> = server.requests().iter().map(show).collect();
    assert_snapshot!(shown.join("---\n"), @r"
    POST /v1/token
    accept: */*
    content-length: 113
    content-type: application/x-www-form-urlencoded
    host: oauth.aliyun.com

    Timestamp=2023-11-14T22%3A13%3A20Z&client_id=4038181954557748008&grant_type=refresh_token&refresh_token=refresh-0---
    POST /v1/exchange
    accept: */*
    authorization: Bearer access-0a
    content-length: 0
    content-type: application/json
    host: oauth.aliyun.com
    ");
    let expected = [
        ("access-0\"", "access-0a\""),
        ("refresh-0\"", "refresh-0a\""),
        ("1700001200", "1700010800"),
        ("STS.saved", "STS.s1"),
        ("saved-secret", "s1-secret"),
        ("saved-token", "s1-token"),
        ("\"sts_expiration\": 1700000000", "\"sts_expiration\": 1700003600"),
    ];
    let expected = expected.iter().fold(before, |text, (old, new)| text.replacen(old, new, 1));
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    // What was written is what the next process finds.
    let next = CliProfile::new().environment(&world.environment(Unplugged));
    assert_eq!(parts(&next.credentials().await.unwrap()), ["STS.s1", "s1-secret", "s1-token"]);
}

#[tokio::test]
async fn a_fresh_oauth_token_is_exchanged_at_its_site_whatever_the_spelling_of_the_response() {
    let world = World::new();
    let expiration = world.in_seconds(3600);
    let server = Server::respond_with(move |_, _| {
        let keys = keys("npm", &expiration).replace("\"A", "\"a").replace("\"S", "\"s").replace("\"E", "\"e");
        MockResponse::new(200, keys.replace("\"sTS", "\"STS"))
    });
    for (site, host) in [
        (json!("INTL"), "oauth.alibabacloud.com"),
        (json!("cn"), "oauth.aliyun.com"),
        (Value::Null, "oauth.aliyun.com"),
    ] {
        let mut login = oauth(1201);
        login["oauth_site_type"] = site;
        let path = config(&world, &login);
        let credentials = profile(&world, &server).credentials().await.unwrap();
        assert_eq!(parts(&credentials), ["STS.npm", "npm-secret", "npm-token"]);
        let request = server.requests().pop().unwrap();
        assert_eq!((request.target().as_str(), request.header("host")), ("/v1/exchange", Some(host)));
        // Keys that the profile did not have are added to it.
        let mut expected = with_saved(login, START.as_secs() + 3600);
        expected["access_key_id"] = "STS.npm".into();
        expected["access_key_secret"] = "npm-secret".into();
        expected["sts_token"] = "npm-token".into();
        assert_eq!(written(&path), expected);
    }
    assert_eq!(server.targets().len(), 3);
}

#[tokio::test]
async fn a_cloud_sso_token_gives_keys_that_are_written_back() {
    let world = World::new();
    let server = cloud(&world);
    let path = config(&world, &sso());
    let credentials = profile(&world, &server).credentials().await.unwrap();
    assert_eq!(parts(&credentials), ["STS.s0", "s0-secret", "s0-token"]);
    assert_snapshot!(show(&server.requests()[0]), @r#"
    POST /cloud-credentials
    accept: application/json
    authorization: Bearer sso-token
    content-length: 54
    content-type: application/json
    host: signin-cn-shanghai.alibabacloudsso.com

    {"AccessConfigurationId":"ac-1","AccountId":"account"}
    "#);
    assert_eq!(
        (&written(&path)["sts_token"], &written(&path)["sts_expiration"]),
        (&json!("s0-token"), &json!(1700003600))
    );
}

#[tokio::test]
async fn a_token_in_quotation_marks_is_refused_by_file_and_key_before_it_is_sent() {
    let world = World::new();
    let server = cloud(&world);
    for (login, key) in
        [(oauth(7200), "oauth_access_token"), (oauth(0), "oauth_refresh_token"), (sso(), "access_token")]
    {
        for value in [json!("\"hush\""), json!("hush\n"), json!({ "value": "hush" })] {
            let mut login = login.clone();
            login[key] = value;
            let (error, shown) = problem(&world, &login, &server).await;
            assert!(shown.starts_with(&format!("`{key}` in profile `p` of ~/.aliyun/config.json has ")), "{shown}");
            assert!(!format!("{error:#?}").contains("hush"), "{error:#?}");
        }
    }
    assert_eq!(server.requests().len(), 0);
}

async fn problem(world: &World, login: &Value, server: &Server) -> (Error, String) {
    config(world, login);
    let error = profile(world, server).credentials().await.unwrap_err();
    for secret in ["access-0", "refresh-0", "sso-token", "saved-secret"] {
        assert!(!format!("{error} {error:?} {error:#?}").contains(secret), "{error:#?}");
    }
    assert!(!error.is_not_configured());
    let shown = world.show(&error);
    (error, shown)
}

#[tokio::test]
async fn a_login_that_is_over_is_told_with_how_to_sign_in_again() {
    let world = World::new();
    let server = Server::respond_with(|_, request| {
        let word = request.text().contains("refresh-0").then_some("refresh-0").or(request.header("authorization"));
        MockResponse::new(400, format!(r#"{{"Code":"invalid_grant","Message":"{} is over"}}"#, word.unwrap()))
    });
    let mut told = String::new();
    let mut expired = sso();
    expired["cloud_sso_access_token_expire"] = START.as_secs().into();
    let mut tokenless = oauth(0);
    tokenless["oauth_access_token"] = "".into();
    tokenless["oauth_refresh_token"] = Value::Null;
    let mut not_renewable = oauth(7200);
    not_renewable["oauth_refresh_token"] = "".into();
    let mut odd_site = oauth(0);
    odd_site["oauth_site_type"] = "MARS".into();
    let mut odd_url = sso();
    odd_url["cloud_sso_sign_in_url"] = "http://signin.example.com".into();
    let mut lacking = sso();
    lacking["cloud_sso_account_id"] = "".into();
    for login in [oauth(0), oauth(7200), not_renewable, sso(), expired, tokenless, odd_site, odd_url, lacking] {
        told.push_str(&format!("{}\n", problem(&world, &login, &server).await.1));
    }
    assert_snapshot!(told, @r"
    refreshing the OAuth token failed: 400 invalid_grant: *** is over [host oauth.aliyun.com]
      hint: Sign in again with `aliyun configure --mode OAuth`.
    refreshing the OAuth token failed: 400 invalid_grant: *** is over [host oauth.aliyun.com]
      hint: Sign in again with `aliyun configure --mode OAuth`.
    exchanging the OAuth token failed: 400 invalid_grant: Bearer *** is over [host oauth.aliyun.com]
      hint: Sign in again with `aliyun configure --mode OAuth`.
    asking CloudSSO failed: 400 invalid_grant: Bearer *** is over [host signin-cn-shanghai.alibabacloudsso.com]
      hint: Sign in again with `aliyun configure --mode CloudSSO`.
    profile `p` of ~/.aliyun/config.json has an `access_token` that has expired
      hint: Sign in again with `aliyun configure --mode CloudSSO`.
    profile `p` of ~/.aliyun/config.json has neither an `oauth_access_token` nor an `oauth_refresh_token`
      hint: Sign in again with `aliyun configure --mode OAuth`.
    profile `p` of ~/.aliyun/config.json has an `oauth_site_type` that is neither CN nor INTL
    profile `p` of ~/.aliyun/config.json has a `cloud_sso_sign_in_url` that is not an https address
      hint: Sign in again with `aliyun configure --mode CloudSSO`.
    profile `p` of ~/.aliyun/config.json has no `cloud_sso_account_id`
      hint: Sign in again with `aliyun configure --mode CloudSSO`.
    ");
    let renewed = ["POST /v1/exchange", "POST /v1/token"];
    assert_eq!(server.targets()[1..3], renewed);
    assert_eq!(server.targets().len(), 5);
}

#[tokio::test]
async fn an_oauth_token_that_is_refused_before_its_time_is_refreshed_once() {
    for status in [400, 401] {
        let world = World::new();
        let there = world.clone();
        let server = Server::respond_with(move |number, request| match request.header("authorization") {
            Some("Bearer access-0") => MockResponse::new(status, r#"{"Code":"invalid_token"}"#),
            _ => answer(&there, number, request),
        });
        let path = config(&world, &oauth(7200));
        assert_eq!(profile(&world, &server).credentials().await.unwrap().access_key_id(), "STS.s2");
        assert_eq!(server.targets(), ["POST /v1/exchange", "POST /v1/token", "POST /v1/exchange"]);
        assert_eq!(written(&path)["oauth_refresh_token"], "refresh-1a");
    }
}

#[tokio::test]
async fn an_oauth_token_is_not_refreshed_because_calls_are_throttled() {
    let world = World::new();
    let server = Server::start(MockResponse::new(400, r#"{"Code":"Throttling.User"}"#));
    config(&world, &oauth(7200));
    let error = profile(&world, &server).credentials().await.unwrap_err();
    assert_eq!((error.code(), error.is_throttled()), (Some("Throttling.User"), true));
    assert!(server.targets().iter().all(|target| target == "POST /v1/exchange"), "{:?}", server.targets());
}

#[tokio::test]
async fn an_oauth_token_that_cannot_be_refreshed_is_used_until_it_expires() {
    for status in [400, 503] {
        let world = World::new();
        let there = world.clone();
        let server = Server::respond_with(move |number, request| match request.target().as_str() {
            "/v1/token" => MockResponse::new(status, r#"{"Code":"Unavailable"}"#),
            _ => answer(&there, number, request),
        });
        config(&world, &oauth(1));
        assert_eq!(profile(&world, &server).credentials().await.unwrap().access_key_id(), "STS.s1");
        config(&world, &oauth(0));
        let error = profile(&world, &server).credentials().await.unwrap_err();
        assert_eq!(error.code(), Some("Unavailable"));
        assert_eq!(server.targets(), ["POST /v1/token", "POST /v1/exchange", "POST /v1/token"]);
    }
}

#[tokio::test]
async fn numbers_of_the_file_are_sent_and_kept_digit_for_digit() {
    let world = World::new();
    let server = cloud(&world);
    let digits = "12345678901234567890123";
    let mut login = sso();
    login["name"] = 7.into();
    let text = json!({ "current": 7, "profiles": [login], "unknown": 0 }).to_string();
    let text = text.replace("\"account\"", digits).replace("\"unknown\":0", "\"unknown\":[1e400,-0.10]");
    let path = world.file(CONFIG, &text);
    profile(&world, &server).credentials().await.unwrap();
    assert!(server.requests()[0].text().contains(&format!("\"AccountId\":\"{digits}\"")));
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains(&format!("\"cloud_sso_account_id\":{digits}")), "{written}");
    assert!(written.contains("\"unknown\":[1e400,-0.10]") && written.contains("STS.s0"), "{written}");
}

#[tokio::test]
async fn a_refreshed_token_is_kept_even_where_the_exchange_fails() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, request| match request.target().as_str() {
        "/v1/exchange" => MockResponse::new(403, r#"{"Code":"NoPermission"}"#),
        _ => answer(&there, number, request),
    });
    let path = config(&world, &oauth(0));
    let error = profile(&world, &server).credentials().await.unwrap_err();
    assert_eq!((error.code(), error.status().map(|status| status.as_u16())), (Some("NoPermission"), Some(403)));
    assert_eq!(server.targets(), ["POST /v1/token", "POST /v1/exchange"]);
    let written = written(&path);
    assert_eq!(
        (&written["oauth_access_token"], &written["oauth_refresh_token"]),
        (&json!("access-0a"), &json!("refresh-0a"))
    );
    assert_eq!(written["access_key_id"], Value::Null);
}

#[tokio::test]
async fn where_the_file_cannot_be_written_the_keys_are_used_and_a_warning_says_so() {
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    let world = World::new();
    let server = cloud(&world);
    let path = config(&world, &oauth(0));
    let before = fs::read_to_string(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let profile = profile(&world, &server);
    assert_eq!(profile.credentials().await.unwrap().access_key_id(), "STS.s1");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let traced = recorder.text();
    let warning = traced.lines().find(|line| line.contains("the CLI file is not written")).unwrap();
    assert!(warning.contains("it is read-only") && warning.contains("config.json"), "{warning}");
    assert!(!traced.contains("access-0") && !traced.contains("refresh-0") && !traced.contains("s1-secret"), "{traced}");
    // The tokens are kept in memory: the old refresh token may no longer be valid.
    world.advance(3600 + 10800);
    profile.credentials().await.unwrap();
    let refresh_tokens: Vec<_> = server
        .requests()
        .iter()
        .filter_map(|it| Some(it.text().split_once("refresh_token=refresh-")?.1.to_owned()))
        .collect();
    assert_eq!(refresh_tokens, ["0", "0a"]);
}

#[tokio::test]
async fn what_another_process_writes_meanwhile_is_kept() {
    let world = World::new();
    let there = world.clone();
    // The file is edited during the exchange.
    let server = Server::respond_with(move |number, request| {
        if request.target() == "/v1/exchange" {
            let path = there.file(".aliyun/touched", "").with_file_name("config.json");
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace("cn-shanghai", "cn-beijing").replace("\"others\"", "\"changed\"");
            fs::write(path, text.replace("\"current\": \"p\"", "\"current\": \"other\", \"new\": [1]")).unwrap();
        }
        answer(&there, number, request)
    });
    let path = config(&world, &oauth(0));
    profile(&world, &server).credentials().await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    for part in
        ["cn-beijing", "\"changed\"", "\"current\": \"other\", \"new\": [1]", "refresh-0a", "STS.s1", "[\n\t\t\t1.5,"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("cn-shanghai") && !text.contains("\"others\""), "{text}");
}

#[tokio::test]
async fn somebody_who_signs_in_meanwhile_is_not_overwritten() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, request| {
        if request.target() == "/v1/exchange" {
            let mut anew = oauth(7200);
            anew["oauth_refresh_token"] = "somebody-else".into();
            config(&there, &anew);
        }
        answer(&there, number, request)
    });
    let path = config(&world, &oauth(7200));
    let profile = profile(&world, &server);
    assert_eq!(profile.credentials().await.unwrap().access_key_id(), "STS.s0");
    assert_eq!(written(&path)["oauth_refresh_token"], "somebody-else");
    assert_eq!(written(&path)["access_key_id"], Value::Null);
}

#[tokio::test]
async fn a_refresh_token_that_another_process_has_used_is_replaced_by_what_that_wrote() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, request| {
        if request.text().contains("refresh_token=refresh-0") {
            let mut anew = with_saved(oauth(7200), START.as_secs() + 3600);
            anew["oauth_refresh_token"] = "refresh-1".into();
            config(&there, &anew);
            return MockResponse::new(400, r#"{"Code":"invalid_grant"}"#);
        }
        answer(&there, number, request)
    });
    config(&world, &oauth(0));
    let credentials = profile(&world, &server).credentials().await.unwrap();
    assert_eq!(parts(&credentials), ["STS.saved", "saved-secret", "saved-token"]);
    assert_eq!(server.targets(), ["POST /v1/token"]);
}

#[tokio::test]
async fn another_process_that_has_used_the_refresh_token_is_given_the_time_to_write() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |_, _| {
        let there = there.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(200));
            let mut anew = with_saved(oauth(7200), START.as_secs() + 3600);
            anew["oauth_refresh_token"] = "refresh-1".into();
            config(&there, &anew);
        });
        MockResponse::new(400, r#"{"Code":"invalid_grant"}"#)
    });
    config(&world, &oauth(0));
    let credentials = profile(&world, &server).credentials().await.unwrap();
    assert_eq!(parts(&credentials), ["STS.saved", "saved-secret", "saved-token"]);
    assert_eq!(server.targets(), ["POST /v1/token"]);
}

#[tokio::test]
async fn clients_that_need_a_refresh_at_once_use_the_refresh_token_once() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, request| match (number, request.target().as_str()) {
        (0, "/v1/token") => answer(&there, number, request).delay(Duration::from_millis(50)),
        (_, "/v1/token") => MockResponse::new(400, r#"{"Code":"invalid_grant"}"#),
        _ => answer(&there, number, request),
    });
    config(&world, &oauth(0));
    let profiles = [(); 3].map(|()| profile(&world, &server));
    let [one, two, three] = &profiles;
    let all = tokio::join!(one.credentials(), two.credentials(), three.credentials());
    for credentials in [all.0, all.1, all.2] {
        assert_eq!(credentials.unwrap().access_key_id(), "STS.s1");
    }
    assert_eq!(server.targets(), ["POST /v1/token", "POST /v1/exchange"]);
}

#[cfg(unix)]
#[tokio::test]
async fn the_mode_of_the_file_is_kept_and_nothing_is_left_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let server = cloud(&world);
    for mode in [0o600, 0o640] {
        let path = config(&world, &sso());
        fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        profile(&world, &server).credentials().await.unwrap();
        assert!(written(&path)["access_key_id"].is_string());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn saved_keys_that_the_service_refuses_are_dropped_and_exchanged_for_others() {
    for login in [oauth(7200), sso()] {
        let world = World::new();
        let server = cloud(&world);
        let path = config(&world, &with_saved(login, START.as_secs() + 3600));
        let profile = profile(&world, &server);
        assert!(!profile.drop_refused(&Credentials::new("id", "secret")));
        let saved = profile.credentials().await.unwrap();
        assert_eq!((saved.access_key_id(), server.targets().len()), ("STS.saved", 0));
        assert!(profile.drop_refused(&saved));
        assert_eq!(profile.credentials().await.unwrap().access_key_id(), "STS.s0");
        assert_eq!(written(&path)["access_key_id"], "STS.s0");
        // The INI file keeps nothing that could be dropped.
        assert!(!IniProfile::new().drop_refused(&saved));
    }
}

#[tokio::test]
async fn a_role_can_be_assumed_with_a_login() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, request| match request.target().as_str() {
        target if target.starts_with("/?") => {
            MockResponse::new(200, crate::world::session(&format!("role{number}"), &there.in_seconds(3600)))
        }
        _ => answer(&there, number, request),
    });
    let role = json!({ "name": "r", "mode": "ChainableRamRoleArn", "source_profile": "p", "ram_role_arn": "arn" });
    let path = world.file(CONFIG, &json!({ "current": "r", "profiles": [sso(), role] }).to_string());
    let profile = profile(&world, &server);
    assert_eq!(profile.credentials().await.unwrap().access_key_id(), "STS.role1");
    assert_eq!(profile.name(), "cli_profile/ram_role_arn/cloud_sso");
    assert_eq!(written(&path)["access_key_id"], "STS.s0");
}
