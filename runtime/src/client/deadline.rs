//! Time limits.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::clock::FOREVER;

/// The instant at which a time limit that starts now ends.
pub(crate) fn after(limit: Duration) -> Instant {
    Instant::now() + limit.min(FOREVER)
}

/// The output of a future, or `None` if the deadline passes first.
///
/// Like `tokio::time::timeout_at`, but the timer is not made until the future has to wait: credentials are nearly always
/// there at once.
pub(super) async fn before<F: Future>(deadline: Instant, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer = None::<Pin<Box<Sleep>>>;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}
