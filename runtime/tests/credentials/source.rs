//! A provider of a test's own, and ways to wait for what other threads do.

use std::borrow::Cow;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::{BoxFuture, Cached, CredentialProvider, Credentials, Error, ErrorKind};
use tokio::sync::Semaphore;
use tokio::time::sleep;

use crate::transports::Unplugged;
use crate::world::World;

/// A provider that returns only when the test lets it.
#[derive(Clone)]
pub struct Source {
    world: World,
    asked: Arc<AtomicUsize>,
    pub leave: Arc<Semaphore>,
    answer: Arc<Mutex<Answered>>,
}

#[derive(Clone, Copy)]
pub enum Answered {
    /// Keys with this lifetime in seconds.
    Keys(u64),
    Lasting,
    Expired,
    Refused,
    Never,
    Panic,
    /// Blocks its thread until it may return.
    Block,
}

impl Source {
    /// May always return.
    pub fn free(world: &World, answer: Answered) -> Self {
        let source = Self::held(world, answer);
        source.leave.add_permits(Semaphore::MAX_PERMITS);
        source
    }

    pub fn held(world: &World, answer: Answered) -> Self {
        let (asked, leave) = (Arc::default(), Arc::new(Semaphore::new(0)));
        Self { world: world.clone(), asked, leave, answer: Arc::new(Mutex::new(answer)) }
    }

    pub fn cached(&self) -> Cached<Source> {
        Cached::new(self.clone()).environment(&self.world.environment(Unplugged))
    }

    pub fn answer(&self, answer: Answered) {
        *self.answer.lock().unwrap() = answer;
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub async fn asked_times(&self, times: usize) {
        until(async || self.asked() >= times).await;
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
            while matches!(answer, Answered::Block) && self.leave.available_permits() == 0 {
                std::thread::sleep(Duration::from_millis(1));
            }
            self.leave.acquire().await.unwrap().forget();
            let keys = Credentials::new(format!("id{number}"), "secret");
            match answer {
                Answered::Keys(seconds) => Ok(keys.with_expiry(self.world.now() + Duration::from_secs(seconds))),
                Answered::Expired => Ok(keys.with_expiry(self.world.now() - Duration::from_secs(1))),
                Answered::Lasting => Ok(keys),
                Answered::Refused => Err(Error::new(ErrorKind::Credentials, "refused").with_hint("ask again")),
                Answered::Never => pending().await,
                Answered::Block => Ok(keys),
                Answered::Panic => panic!("a provider of one's own"),
            }
        })
    }
}

pub async fn id(provider: &impl CredentialProvider) -> String {
    provider.credentials().await.unwrap().access_key_id().to_owned()
}

/// Waits for another thread.
pub async fn until(mut done: impl AsyncFnMut() -> bool) {
    for _ in 0..5000 {
        if done().await {
            return;
        }
        sleep(Duration::from_millis(1)).await;
    }
    panic!("it does not come");
}

/// Waits as long as a thread that should not exist would need to be seen.
pub async fn settle() {
    sleep(Duration::from_millis(20)).await;
}
