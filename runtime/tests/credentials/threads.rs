//! Fetches run by themselves, whatever becomes of callers, their runtimes and the provider.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use alibabacloud_runtime::{AssumeRole, CredentialProvider, DefaultCredentials};

use crate::server::Unplugged;
use crate::source::{Answered, Source, id, settle};
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
    // From here on nobody drives the first runtime, and it still is there.
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
    let role = AssumeRole::new(cached, "acs:ram::1:role/r").surroundings(&world.surroundings(Unplugged));
    let error = drive(role.credentials()).unwrap_err();
    assert!(error.message().starts_with("sts.aliyuncs.com does not answer"), "{error}");
    let chain = DefaultCredentials::new().surroundings(&world.surroundings(Unplugged));
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
