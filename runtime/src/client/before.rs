//! A time limit that costs nothing where it is not needed.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio::time::{Instant, Sleep, sleep_until};

/// What comes of the work, unless the deadline passes first.
///
/// Like `tokio::time::timeout_at`, but the timer is made when the work first has to wait: credentials are nearly always
/// at hand.
pub(super) async fn before<F: Future>(deadline: Instant, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut timer = None::<Pin<Box<Sleep>>>;
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}
