//! How long credentials are kept, and who waits for new ones.

use std::borrow::Cow;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::{
    AssumeRole, BoxFuture, Cached, CredentialProvider, Credentials, EcsMetadata, Error, ErrorKind,
};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};

use crate::server::{Answer, Detour, Server, Unplugged};
use crate::world::{World, keys, parts, session};

/// A provider whose every answer waits for leave.
#[derive(Clone)]
struct Source {
    world: World,
    asked: Arc<AtomicUsize>,
    leave: Arc<Semaphore>,
    answer: Arc<Mutex<Answered>>,
}

#[derive(Clone, Copy)]
enum Answered {
    /// Keys with this lifetime in seconds.
    Keys(u64),
    Lasting,
    Expired,
    Refused,
    Never,
    Panic,
}

impl Source {
    /// Has leave for all answers.
    fn free(world: &World, answer: Answered) -> Self {
        let source = Self::held(world, answer);
        source.leave.add_permits(Semaphore::MAX_PERMITS);
        source
    }

    fn held(world: &World, answer: Answered) -> Self {
        let (asked, leave) = (Arc::default(), Arc::new(Semaphore::new(0)));
        Self { world: world.clone(), asked, leave, answer: Arc::new(Mutex::new(answer)) }
    }

    fn cached(&self) -> Cached<Source> {
        Cached::new(self.clone()).surroundings(&self.world.surroundings(Unplugged))
    }

    fn answer(&self, answer: Answered) {
        *self.answer.lock().unwrap() = answer;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn asked_times(&self, times: usize) {
        while self.asked() < times {
            yield_now().await;
        }
    }
}

impl CredentialProvider for Source {
    fn name(&self) -> Cow<'static, str> {
        "own".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = *self.answer.lock().unwrap();
        Box::pin(async move {
            self.leave.acquire().await.unwrap().forget();
            let keys = Credentials::new(format!("id{number}"), "secret");
            match answer {
                Answered::Keys(seconds) => Ok(keys.with_expiry(self.world.now() + Duration::from_secs(seconds))),
                Answered::Expired => Ok(keys.with_expiry(self.world.now() - Duration::from_secs(1))),
                Answered::Lasting => Ok(keys),
                Answered::Refused => Err(Error::new(ErrorKind::Credentials, "refused").with_hint("ask again")),
                Answered::Never => pending().await,
                Answered::Panic => panic!("a provider of one's own"),
            }
        })
    }
}

async fn id(provider: &impl CredentialProvider) -> String {
    provider.credentials().await.unwrap().access_key_id().to_owned()
}

/// Lets a task that was begun come to its end.
async fn settle() {
    for _ in 0..20 {
        yield_now().await;
    }
}

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
    // The old ones are good for a while: nobody waits.
    assert_eq!(id(&cached).await, "id0");
    settle().await;
    assert_eq!(id(&cached).await, "id1");
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
    settle().await;
    assert_eq!(source.asked(), 2);
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
    let server = Server::answering(move |_, _| {
        Answer::new(200, session("one", &given.in_seconds(3600))).after(Duration::from_millis(80))
    })
    .await;
    let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r");
    let role = Arc::new(role.surroundings(&world.surroundings(Detour::to(&server))));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let role = role.clone();
        callers.spawn(async move { id(&role).await });
    }
    let ids = callers.join_all().await;
    assert_eq!(ids.len(), 1000);
    assert!(ids.iter().all(|id| id == "STS.one"));
    assert_eq!(server.asked().len(), 1);
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
async fn a_caller_that_gives_up_does_not_disturb_the_others() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(3600));
    let cached = source.cached();
    let first = tokio::spawn({
        let cached = cached.clone();
        async move { id(&cached).await }
    });
    source.asked_times(1).await;
    let second = tokio::spawn({
        let cached = cached.clone();
        async move { id(&cached).await }
    });
    settle().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    source.leave.add_permits(1);
    assert_eq!(second.await.unwrap(), "id0");
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn a_refresh_goes_on_when_all_callers_have_given_up() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(3600));
    let cached = source.cached();
    tokio::select! {
        biased;
        () = source.asked_times(1) => {}
        _ = cached.credentials() => panic!("there is no leave yet"),
    }
    source.leave.add_permits(1);
    assert_eq!(id(&cached).await, "id0");
    assert_eq!(source.asked(), 1);
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
        settle().await;
    }
    assert_eq!(source.asked(), 2);
    world.advance(5);
    assert_eq!(id(&cached).await, "id0");
    settle().await;
    assert_eq!(source.asked(), 3);
    // In the last minute they wait, and still fall back.
    world.advance(90);
    assert_eq!(id(&cached).await, "id0");
    assert_eq!(source.asked(), 4);
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
    id(&cached).await;
    settle().await;
    assert_eq!(source.asked(), 3);
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
        settle().await;
    }
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error() {
    let source = Source::free(&World::new(), Answered::Panic);
    let error = source.cached().credentials().await.unwrap_err();
    assert_eq!(error.message(), "the task that fetches credentials ended without a result");
    assert_eq!(source.asked(), 2);
}

#[test]
fn a_refresh_that_dies_with_its_runtime_is_begun_again_by_the_next() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(3600));
    let cached = source.cached();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    first.block_on(async {
        tokio::select! {
            biased;
            () = source.asked_times(1) => {}
            _ = cached.credentials() => panic!("there is no leave yet"),
        }
    });
    drop(first);
    source.leave.add_permits(1);
    assert_eq!(runtime().block_on(id(&cached)), "id1");
}

#[tokio::test]
async fn a_session_of_900_s_is_asked_for_once_in_12_minutes() {
    let world = World::new();
    let given = world.clone();
    let server =
        Server::answering(move |number, _| Answer::new(200, session(&format!("s{number}"), &given.in_seconds(900))))
            .await;
    let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r")
        .duration(Duration::from_secs(900))
        .surroundings(&world.surroundings(Detour::to(&server)));
    for _ in 0..719 {
        assert_eq!(id(&role).await, "STS.s0");
        world.advance(1);
    }
    assert_eq!(server.asked().len(), 1);
    assert!(server.requests()[0].target.contains("DurationSeconds=900"));
}

#[tokio::test]
async fn a_changed_setting_forgets_what_was_kept_and_clones_keep_it() {
    let world = World::new();
    let given = world.clone();
    let server = Server::answering(move |number, request| match request.target.as_str() {
        "/latest/api/token" => Answer::new(404, ""),
        _ => {
            let keys = keys(&format!("s{number}"), &given.in_seconds(3600));
            Answer::new(200, keys.replacen('{', r#"{"Code":"Success","#, 1))
        }
    })
    .await;
    let one = EcsMetadata::new().role_name("a").surroundings(&world.surroundings(Detour::to(&server)));
    assert_eq!(id(&one).await, "STS.s1");
    let other = one.clone().role_name("b");
    assert_eq!(id(&other).await, "STS.s3");
    assert_eq!(id(&one).await, "STS.s1");
    assert_eq!(parts(&one.clone().credentials().await.unwrap())[0], "STS.s1");
}
