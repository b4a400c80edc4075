//! Fetches are independent of callers, their runtimes and the provider.

use std::borrow::Cow;
use std::future::ready;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use alibabacloud_runtime::{AssumeRole, BoxFuture, Cached, CredentialProvider, Credentials, DefaultCredentials, Error};

#[cfg(feature = "blocking")]
use {
    crate::network::OPERATIONS,
    crate::script::{Script, response},
    alibabacloud_runtime::Client,
    serde_json::Value,
};

use crate::source::{Answered, Source, id, settle};
use crate::transports::Unplugged;
use crate::world::World;

/// Runs a future without any runtime.
fn drive<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
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

#[test]
fn a_runtime_that_is_no_longer_driven_stalls_no_fetch() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(3600));
    let cached = source.cached();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let one = first.spawn({
        let cached = cached.clone();
        async move { id(&cached).await }
    });
    first.block_on(source.asked_times(1));
    // From here on the first runtime exists and is no longer polled.
    source.leave.add_permits(1);
    assert_eq!(runtime().block_on(id(&cached)), "id0");
    assert_eq!(first.block_on(one).unwrap(), "id0");
    assert_eq!(source.asked(), 1);
}

#[test]
fn callers_need_no_runtime() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    assert_eq!(drive(id(&cached)), "id0");
    let role = AssumeRole::new(cached, "acs:ram::1:role/r").environment(&world.environment(Unplugged));
    let error = drive(role.credentials()).unwrap_err();
    assert!(error.message().starts_with("no response from sts.aliyuncs.com: "), "{error}");
    let chain = DefaultCredentials::new().environment(&world.environment(Unplugged));
    assert!(drive(chain.credentials()).unwrap_err().is_not_configured());
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error() {
    let source = Source::free(&World::new(), Answered::Panic);
    let error = source.cached().credentials().await.unwrap_err();
    assert_eq!(error.message(), "the credential provider `own` has panicked");
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn a_provider_that_blocks_its_thread_does_not_hold_up_later_callers() {
    let world = World::new();
    let source = Source::held(&world, Answered::Block);
    let cached = source.cached().load_limit(Duration::from_millis(5));
    let call = || {
        let cached = cached.clone();
        tokio::spawn(async move { id(&cached).await })
    };
    let first = call();
    source.asked_times(1).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let second = call();
    source.asked_times(2).await;
    source.leave.add_permits(2);
    assert_eq!((first.await.unwrap().as_str(), second.await.unwrap().as_str()), ("id0", "id1"));
    assert_eq!(source.asked(), 2);
}

/// Blocks its thread the first time until it is released.
struct SlowOnce(AtomicUsize, Mutex<mpsc::Receiver<()>>);

impl CredentialProvider for SlowOnce {
    fn name(&self) -> Cow<'static, str> {
        "slow once".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        if number == 0 {
            self.1.lock().unwrap().recv().unwrap();
        }
        Box::pin(ready(Ok(Credentials::new(format!("id{number}"), "secret"))))
    }
}

#[tokio::test]
async fn an_overdue_fetch_does_not_replace_what_a_newer_one_has_brought() {
    let (go_on, gate) = mpsc::channel();
    let cached = Cached::new(SlowOnce(AtomicUsize::new(0), Mutex::new(gate))).load_limit(Duration::from_millis(20));
    let first = tokio::spawn({
        let cached = cached.clone();
        async move { id(&cached).await }
    });
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(id(&cached).await, "id1");
    go_on.send(()).unwrap();
    assert_eq!(first.await.unwrap(), "id0");
    assert_eq!(id(&cached).await, "id1");
}

#[tokio::test]
async fn good_keys_are_used_while_a_provider_panics() {
    let world = World::new();
    let source = Source::free(&world, Answered::Keys(900));
    let cached = source.cached();
    id(&cached).await;
    source.answer(Answered::Panic);
    world.advance(890);
    for _ in 0..10 {
        assert_eq!(id(&cached).await, "id0");
    }
    assert_eq!(source.asked(), 2);
}

#[test]
fn a_refresh_outlives_the_runtime_of_its_caller() {
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
    assert_eq!(runtime().block_on(id(&cached)), "id0");
    assert_eq!(source.asked(), 1);
}

#[cfg(feature = "blocking")]
#[test]
fn a_runtime_that_is_no_longer_driven_does_not_stall_the_blocking_client() {
    let world = World::new();
    let source = Source::held(&world, Answered::Keys(3600));
    let service = Script::new(|_, _| response(200, "{}"));
    let client = Client::builder().region("cn-shanghai").transport(service.clone()).credentials(source.cached());
    let client = client.build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let call = runtime.spawn({
        let client = client.clone();
        async move { client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await.map(|_| ()) }
    });
    runtime.block_on(source.asked_times(1));
    // From here on the runtime whose call has started the fetch is no longer polled.
    source.leave.add_permits(1);
    client.blocking().call_by_name(&OPERATIONS, "GetThing", Value::Null).unwrap();
    assert_eq!((source.asked(), service.requests().len()), (1, 1));
    runtime.block_on(call).unwrap().unwrap();
}
