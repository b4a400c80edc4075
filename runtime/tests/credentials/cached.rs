//! How long credentials are kept, and which callers wait for new ones.

use std::sync::Arc;
use std::time::Duration;

use alibabacloud_runtime::{AssumeRole, CredentialProvider, Credentials, EcsMetadata, ErrorKind};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use tokio::task::JoinSet;

use crate::source::{Answered, Source, id, settle, until};
use crate::transports::Detour;
use crate::world::{World, keys, parts, session};

#[tokio::test]
async fn keys_are_fetched_anew_a_fifth_of_their_lifetime_before_they_expire() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    for _ in 0..100 {
        assert_eq!(id(&cached).await, "id0");
    }
    world.advance(900 - 180 - 1);
    assert_eq!(id(&cached).await, "id0");
    settle().await;
    assert_eq!(source.asked(), 1);
    world.advance(1);
    // The old ones are still valid: no caller waits.
    source.answer(Answered::Never);
    assert_eq!(id(&cached).await, "id0");
    source.asked_times(2).await;
    assert_eq!(id(&cached).await, "id0");
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn new_keys_are_used_as_soon_as_they_are_there() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    id(&cached).await;
    world.advance(900 - 180);
    until(async || id(&cached).await == "id1").await;
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn keys_with_a_long_life_are_fetched_anew_15_minutes_before_they_expire() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(6 * 3600));
    let cached = source.cached();
    id(&cached).await;
    world.advance(6 * 3600 - 901);
    id(&cached).await;
    settle().await;
    assert_eq!(source.asked(), 1);
    world.advance(1);
    id(&cached).await;
    source.asked_times(2).await;
}

#[tokio::test]
async fn in_the_last_minute_callers_wait_for_new_keys() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    id(&cached).await;
    world.advance(900 - 60);
    assert_eq!(id(&cached).await, "id1");
}

#[tokio::test]
async fn lasting_keys_are_kept_for_good() {
    let world = World::new();
    let source = Source::free(&world, Answered::Lasting);
    let cached = source.cached();
    id(&cached).await;
    world.advance(100 * 365 * 24 * 3600);
    assert_eq!(id(&cached).await, "id0");
    assert_eq!(cached.name(), "own");
}

#[tokio::test]
async fn keys_that_come_expired_are_given_on_and_asked_for_again_after_a_pause() {
    let world = World::new();
    let source = Source::free(&world, Answered::Expired);
    let cached = source.cached();
    for _ in 0..10 {
        assert_eq!(id(&cached).await, "id0");
    }
    world.advance(5);
    assert_eq!(id(&cached).await, "id1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_callers_make_one_request() {
    let world = World::new();
    let given = world.clone();
    let server = Server::respond_with(move |_, _| {
        MockResponse::new(200, session("one", &given.in_seconds(3600))).delay(Duration::from_millis(80))
    });
    let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r");
    let role = Arc::new(role.environment(&world.environment(Detour::to(&server))));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let role = role.clone();
        callers.spawn(async move { id(&role).await });
    }
    let ids = callers.join_all().await;
    assert_eq!(ids.len(), 1000);
    assert!(ids.iter().all(|id| id == "STS.one"));
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test]
async fn a_failure_is_told_to_everyone_who_waits_and_the_next_caller_asks_again() {
    let world = World::new();
    let source = Source::held(&world, Answered::Refused);
    let cached = source.cached();
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let cached = cached.clone();
        callers.spawn(async move { cached.credentials().await.unwrap_err() });
    }
    source.asked_times(1).await;
    settle().await;
    source.leave.add_permits(1);
    for error in callers.join_all().await {
        assert_eq!((error.message(), error.hint().as_deref()), ("refused", Some("ask again")));
    }
    assert_eq!(source.asked(), 1);
    source.answer(Answered::Lasting);
    source.leave.add_permits(1);
    assert_eq!(id(&cached).await, "id1");
}

#[tokio::test]
async fn good_keys_are_used_while_a_refresh_fails_and_it_is_not_tried_at_every_call() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    id(&cached).await;
    source.answer(Answered::Refused);
    world.advance(800);
    for _ in 0..10 {
        assert_eq!(id(&cached).await, "id0");
        source.asked_times(2).await;
        settle().await;
    }
    assert_eq!(source.asked(), 2);
    world.advance(5);
    until(async || id(&cached).await == "id0" && source.asked() == 3).await;
    // In the last minute callers wait, and still use the old ones if the refresh fails.
    world.advance(90);
    until(async || id(&cached).await == "id0" && source.asked() == 4).await;
    world.advance(5);
    assert_eq!(cached.credentials().await.unwrap_err().message(), "refused");
    source.answer(Answered::Keys(900));
    assert_eq!(id(&cached).await, "id5");
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_pause_longer() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    id(&cached).await;
    source.answer(Answered::Refused);
    world.advance(890);
    id(&cached).await;
    world.set_back(100);
    until(async || id(&cached).await == "id0" && source.asked() == 3).await;
}

#[tokio::test]
async fn keys_that_were_fetched_by_a_clock_that_was_ahead_are_fetched_anew() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    world.advance(365 * 24 * 3600);
    assert_eq!(id(&cached).await, "id0");
    // A small step is one of many.
    world.set_back(60);
    assert_eq!(id(&cached).await, "id0");
    settle().await;
    assert_eq!(source.asked(), 1);
    // By the clock as it is now, they would last for a year.
    world.set_back(365 * 24 * 3600 - 60);
    until(async || id(&cached).await == "id1").await;
    assert_eq!(id(&cached).await, "id1");
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn a_refresh_that_hangs_keeps_nobody_waiting_while_keys_are_good() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    id(&cached).await;
    source.answer(Answered::Never);
    world.advance(800);
    for _ in 0..10 {
        assert_eq!(id(&cached).await, "id0");
    }
    source.asked_times(2).await;
    assert_eq!(id(&cached).await, "id0");
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn a_fetch_has_a_limit_and_the_next_caller_asks_again() {
    let world = World::new();
    let source = Source::free(&world, Answered::Never);
    let cached = source.cached().load_limit(Duration::from_millis(20));
    let error = cached.credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_snapshot!(format!("{error:?}"), @r"
    no credentials from `own` within 20ms, the limit of a fetch
      hint: See whether what the provider asks can be reached, or raise Cached::load_limit.
    ");
    source.answer(Answered::Keys(900));
    assert_eq!(id(&cached).await, "id1");
    // Valid keys are used if a refresh hangs until its limit, even in their last minute.
    source.answer(Answered::Never);
    world.advance(890);
    assert_eq!(id(&cached).await, "id1");
    assert_eq!(source.asked(), 3);
}

#[tokio::test]
async fn a_session_of_900_s_is_asked_for_once_in_12_minutes() {
    let world = World::new();
    let given = world.clone();
    let server = Server::respond_with(move |number, _| {
        MockResponse::new(200, session(&format!("s{number}"), &given.in_seconds(900)))
    });
    let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r")
        .duration(Duration::from_secs(900))
        .environment(&world.environment(Detour::to(&server)));
    for _ in 0..719 {
        assert_eq!(id(&role).await, "STS.s0");
        world.advance(1);
    }
    assert_eq!(server.targets().len(), 1);
    assert!(server.requests()[0].target().contains("DurationSeconds=900"));
}

#[tokio::test]
async fn a_changed_setting_forgets_what_was_kept_and_clones_keep_it() {
    let world = World::new();
    let given = world.clone();
    let server = Server::respond_with(move |number, request| match request.target().as_str() {
        "/latest/api/token" => MockResponse::new(404, ""),
        _ => {
            let keys = keys(&format!("s{number}"), &given.in_seconds(3600));
            MockResponse::new(200, keys.replacen('{', r#"{"Code":"Success","#, 1))
        }
    });
    let one = EcsMetadata::new().role_name("a").environment(&world.environment(Detour::to(&server)));
    assert_eq!(id(&one).await, "STS.s1");
    let other = one.clone().role_name("b");
    assert_eq!(id(&other).await, "STS.s3");
    assert_eq!(id(&one).await, "STS.s1");
    assert_eq!(parts(&one.clone().credentials().await.unwrap())[0], "STS.s1");
}
