//! Credentials that the service refuses before they expire are dropped and fetched once.

use std::future::ready;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alibabacloud_runtime::http::{Response, StatusCode};
use alibabacloud_runtime::{
    AssumeRole, AssumeRoleWithOidc, Cached, CliProfile, Client, CredentialProvider, Credentials, CredentialsUri,
    DefaultCredentials, EcsMetadata, Environment, Error, IniProfile,
};
use loopback::{MockResponse, Server};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::network::OPERATIONS;
use crate::script::{Script, response};
use crate::source::{Answered, Source, id, until};
use crate::transports::{Detour, Unplugged};
use crate::world::{World, keys, session};

#[tokio::test]
async fn exactly_what_was_refused_is_dropped_and_others_come_next() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(3600));
    let cached = source.cached();
    let first = cached.credentials().await.unwrap();
    // The same key with another expiry is the same key.
    let same = Credentials::new("id0", "secret").with_expiry(world.now());
    assert!(cached.drop_refused(&same));
    assert_eq!(id(&cached).await, "id1");
    // Other ones are held by now, and are kept.
    assert!(cached.drop_refused(&first));
    assert!(cached.drop_refused(&Credentials::new("id1", "secret").with_security_token("another")));
    assert_eq!(id(&cached).await, "id1");
    assert_eq!(source.asked(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_refusals_of_one_session_make_one_fetch() {
    let world = World::new();
    let given = world.clone();
    let server = Server::respond_with(move |number, _| {
        MockResponse::new(200, session(&format!("s{number}"), &given.in_seconds(3600))).delay(Duration::from_millis(20))
    });
    let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r");
    let role = Arc::new(role.environment(&world.environment(Detour::to(&server))));
    let refused = role.credentials().await.unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..64 {
        let (role, refused) = (role.clone(), refused.clone());
        calls.spawn(async move {
            assert!(role.drop_refused(&refused));
            id(&*role).await
        });
    }
    assert!(calls.join_all().await.iter().all(|id| id == "STS.s1"));
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_refresh_that_fails_does_not_bring_the_refused_back() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(3600));
    let cached = source.cached();
    let refused = cached.credentials().await.unwrap();
    assert!(cached.drop_refused(&refused));
    source.answer(Answered::Refused);
    for _ in 0..3 {
        assert_eq!(cached.credentials().await.unwrap_err().message(), "refused");
    }
    source.answer(Answered::Panic);
    cached.credentials().await.unwrap_err();
    source.answer(Answered::Keys(3600));
    assert_eq!(id(&cached).await, "id5");
}

#[tokio::test]
async fn a_refresh_under_way_is_joined_when_the_old_ones_are_refused() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(900));
    let cached = source.cached();
    source.leave.add_permits(1);
    let refused = cached.credentials().await.unwrap();
    world.advance(800);
    assert_eq!(id(&cached).await, "id0");
    source.asked_times(2).await;
    assert!(cached.drop_refused(&refused));
    source.leave.add_permits(1);
    assert_eq!(id(&cached).await, "id1");
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn a_caller_that_comes_late_does_not_get_what_was_refused_meanwhile() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(3600));
    let cached = source.cached();
    let mut late = pin!(cached.credentials());
    tokio::select! {
        biased;
        _ = &mut late => panic!("there is no leave yet"),
        () = ready(()) => {}
    }
    source.leave.add_permits(1);
    let refused = cached.credentials().await.unwrap();
    assert!(cached.drop_refused(&refused));
    source.leave.add_permits(1);
    assert_eq!(late.await.unwrap().access_key_id(), "id1");
    assert_eq!(source.asked(), 2);
}

/// Returns the same key, as a metadata service does until it rotates it.
#[derive(Clone, Default)]
struct Same(Arc<AtomicUsize>);

impl CredentialProvider for Same {
    fn credentials(&self) -> alibabacloud_runtime::BoxFuture<'_, Result<Credentials, Error>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(Credentials::new("id", "secret")) })
    }
}

#[tokio::test]
async fn a_source_that_gives_the_same_again_is_left_alone_for_a_while() {
    let world = World::new();
    let same = Same::default();
    let cached = Cached::new(same.clone()).environment(&world.environment(Unplugged));
    let refused = cached.credentials().await.unwrap();
    assert!(cached.drop_refused(&refused));
    for _ in 0..10 {
        let again = cached.credentials().await.unwrap();
        assert!(!cached.drop_refused(&again), "nothing else comes");
    }
    assert_eq!(same.0.load(Ordering::SeqCst), 2);
    world.advance(5);
    assert!(cached.drop_refused(&refused));
    cached.credentials().await.unwrap();
    assert_eq!(same.0.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn every_source_that_keeps_sessions_drops_them() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, request| {
        let (name, expiration) = (format!("s{number}"), there.in_seconds(3600));
        match request.target().as_str() {
            "/latest/api/token" => MockResponse::new(200, "token"),
            "/k" => MockResponse::new(200, keys(&name, &expiration)),
            target if target.starts_with("/latest/") => {
                MockResponse::new(200, keys(&name, &expiration).replacen('{', r#"{"Code":"Success","#, 1))
            }
            _ => MockResponse::new(200, session(&name, &expiration)),
        }
    });
    let environment: &Environment = &world.environment(Detour::to(&server));
    let role = || AssumeRole::new(Credentials::new("id", "secret"), "r").environment(environment);
    let profile = r#"{"name":"p","mode":"RamRoleArn","access_key_id":"i","access_key_secret":"s","ram_role_arn":"r"}"#;
    world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{profile}]}}"#));
    let section = "[default]\ntype=ram_role_arn\naccess_key_id=i\naccess_key_secret=s\nrole_arn=r";
    world.file(".alibabacloud/credentials", section);
    let providers: [Arc<dyn CredentialProvider>; 8] = [
        Arc::new(role()),
        Arc::new(AssumeRoleWithOidc::new("r", "p", world.file("token", "ey")).environment(environment)),
        Arc::new(EcsMetadata::new().role_name("web").environment(environment)),
        Arc::new(CredentialsUri::new("https://keys.example.com/k").environment(environment)),
        Arc::new(CliProfile::new().environment(environment)),
        Arc::new(IniProfile::new().environment(environment)),
        Arc::new(DefaultCredentials::new().environment(environment)),
        Arc::new(Cached::new(role()).environment(environment)),
    ];
    for provider in providers {
        let name = provider.name();
        let first = provider.credentials().await.unwrap();
        assert!(provider.drop_refused(&first), "{name}");
        let second = provider.credentials().await.unwrap();
        assert_ne!(first.access_key_id(), second.access_key_id(), "{name}");
        assert_eq!(provider.credentials().await.unwrap().access_key_id(), second.access_key_id(), "{name}");
    }
    assert!(!Credentials::new("id", "secret").drop_refused(&Credentials::new("id", "secret")));
}

/// STS that no longer accepts sessions of this name.
fn sts(world: &World, refuses: &'static str) -> Script {
    let world = world.clone();
    Script::new(move |number, request| {
        let token = request.headers().get("x-acs-security-token").map(|token| token.to_str().unwrap());
        match token {
            Some(token) if token.starts_with(refuses) => {
                response(400, r#"{"Code":"InvalidSecurityToken.Expired","Message":"no","RequestId":"A1"}"#)
            }
            _ => response(200, session(&format!("s{number}"), &world.in_seconds(3600))),
        }
    })
}

#[tokio::test]
async fn a_source_session_that_sts_refuses_is_dropped_and_sts_asked_once_more() {
    let world = World::new();
    let script = sts(&world, "s0");
    let environment = world.environment(script.clone());
    let source = AssumeRole::new(Credentials::new("id", "secret"), "first").environment(&environment);
    let role = AssumeRole::new(source.clone(), "second").environment(&environment);
    // s0 is refused (1); s2 is the source's new session, and s3 the role's.
    assert_eq!(id(&role).await, "STS.s3");
    assert_eq!(id(&source).await, "STS.s2");
    assert_eq!(script.requests().len(), 4);

    // Once, not for ever.
    let script = sts(&world, "s");
    let environment = world.environment(script.clone());
    let source = AssumeRole::new(Credentials::new("id", "secret"), "first").environment(&environment);
    let error = AssumeRole::new(source, "second").environment(&environment).credentials().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(StatusCode::BAD_REQUEST), Some("InvalidSecurityToken.Expired")));
    assert_eq!(script.requests().len(), 4);

    // Keys that have no source of new ones are not tried again.
    let script = sts(&world, "t");
    let lasting = Credentials::new("id", "secret").with_security_token("t");
    let role = AssumeRole::new(lasting, "r").environment(&world.environment(script.clone()));
    role.credentials().await.unwrap_err();
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn what_a_source_was_refused_is_told_whole_through_every_cache() {
    let world = World::new();
    let script = Script::new(|_, _| {
        response(
            403,
            r#"{"Code":"NoPermission","Message":"no","RequestId":"A1","AccessDeniedDetail":{"PolicyType":"x"}}"#,
        )
    });
    let environment = world.environment(script);
    let role = || AssumeRole::new(Credentials::new("id", "secret"), "r").environment(&environment);
    world.set("ALIBABA_CLOUD_ROLE_ARN", "r");
    world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p");
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey"));
    let providers: [Arc<dyn CredentialProvider>; 5] = [
        Arc::new(role()),
        Arc::new(Cached::new(role())),
        Arc::new(AssumeRole::new(role(), "other").environment(&environment)),
        Arc::new(Cached::new(AssumeRole::new(role(), "other").environment(&environment))),
        Arc::new(DefaultCredentials::new().environment(&environment)),
    ];
    for provider in providers {
        for _ in 0..2 {
            let error = provider.credentials().await.unwrap_err();
            assert!(error.is_access_denied(), "{error}");
            assert_eq!((error.status(), error.code()), (Some(StatusCode::FORBIDDEN), Some("NoPermission")));
            assert_eq!(error.request_id(), Some("A1"));
        }
    }
}

#[tokio::test]
async fn new_ones_come_in_the_background_as_before_once_the_old_were_refused() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    assert!(cached.drop_refused(&cached.credentials().await.unwrap()));
    assert_eq!(id(&cached).await, "id1");
    world.advance(900 - 180);
    until(async || id(&cached).await == "id2").await;
}

#[tokio::test]
async fn what_a_source_was_refused_is_in_the_error_of_the_call() {
    let script = Script::new(|_, _| response(403, r#"{"Code":"NoPermission","Message":"no","RequestId":"A1"}"#));
    let world = World::new();
    let role =
        AssumeRole::new(Credentials::new("id", "secret"), "r").environment(&world.environment_without_transport());
    let client = Client::builder().region("cn-shanghai").transport(script.clone()).credentials(Cached::new(role));
    let error = client.build().unwrap().call_by_name(&OPERATIONS, "GetThing", Value::Null).await.unwrap_err();
    assert!(error.is_access_denied(), "{error}");
    assert_eq!((error.operation(), error.status()), (Some("GetThing"), Some(StatusCode::FORBIDDEN)));
    assert_eq!((error.code(), error.request_id(), error.attempts()), (Some("NoPermission"), Some("A1"), 0));
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_call_whose_source_is_throttled_is_retried_after_the_delay_that_its_service_requests() {
    let world = World::new();
    for code in ["Throttling.User", "Busy"] {
        let there = world.clone();
        let script = Script::new(move |number, _| match number {
            0 => {
                let response = Response::builder().status(400).header("x-acs-retry-after", "300");
                Ok(response.body(format!(r#"{{"Code":"{code}"}}"#).into()).unwrap())
            }
            1 => response(200, session("s", &there.in_seconds(3600))),
            _ => response(200, "{}"),
        });
        let role = AssumeRole::new(Credentials::new("id", "secret"), "role");
        let role = role.environment(&world.environment(script.clone()));
        let client = Client::builder().endpoint("https://ice.example.com").transport(script.clone()).credentials(role);
        let begun = Instant::now();
        client.build().unwrap().call_by_name(&OPERATIONS, "GetThing", Value::Null).await.unwrap();
        let spent = begun.elapsed();
        assert!(spent >= Duration::from_millis(300) && script.requests().len() == 3, "{code}: {spent:?}");
    }
}

#[tokio::test]
async fn a_key_that_another_program_has_replaced_in_the_file_is_used_by_the_call_that_was_refused() {
    let world = World::new();
    let config = |id: &str| {
        let profile = format!(r#"{{"name":"p","mode":"AK","access_key_id":"{id}","access_key_secret":"secret"}}"#);
        world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{profile}]}}"#))
    };
    config("old");
    let script = Script::new(|number, _| match number {
        0 => response(200, "{}"),
        1 => response(404, r#"{"Code":"InvalidAccessKeyId.NotFound","Message":"no"}"#),
        _ => response(200, "{}"),
    });
    let chain = DefaultCredentials::new().environment(&world.environment_without_transport());
    let client = Client::builder().region("cn-shanghai").transport(script.clone()).credentials(chain).build().unwrap();
    client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await.unwrap();
    config("new");
    client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await.unwrap();
    let signed = |request: &alibabacloud_runtime::http::Request<_>| {
        request.headers()["authorization"].to_str().unwrap().contains("Credential=new,")
    };
    assert_eq!(script.requests().iter().map(signed).collect::<Vec<_>>(), [false, false, true]);
}
