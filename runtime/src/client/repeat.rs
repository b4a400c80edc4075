//! A call with all its attempts, within its time limit.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{debug, warn};

use super::call::{Call, Repeats};
use super::{Client, FOREVER};
use crate::error::{Error, ErrorKind, Reply};
use crate::retry::{Attempts, Failure};

/// How a call goes.
pub(super) struct Course {
    /// When its time is over.
    pub(super) deadline: Instant,
    pub(super) attempts: Attempts,
    /// The failure before the attempt at hand.
    last: Option<Error>,
}

impl Client {
    pub(super) async fn limited(&self, call: &Call) -> Result<Reply, Error> {
        let started = Instant::now();
        let deadline = started + self.0.call_timeout.min(FOREVER);
        let mut course = Course { deadline, attempts: Attempts::default(), last: None };
        let result = self.repeated(call, &mut course).await;
        tell(call, &result, &course.attempts, started);
        match result {
            Ok(reply) => Ok(Reply { attempts: course.attempts, ..reply }),
            Err(error) => Err(error.with_attempts(course.attempts)),
        }
    }

    async fn repeated(&self, call: &Call, course: &mut Course) -> Result<Reply, Error> {
        let retry = &self.0.retry;
        let (mut corrected, mut cost) = (false, None);
        loop {
            let error = match self.attempt(call, course).await {
                Ok(reply) => {
                    retry.succeeded(cost);
                    return Ok(reply);
                }
                Err(error) => error,
            };
            // A refused date is refused before anything is done, so that even a write may be sent again.
            if !corrected && self.corrects_clock(call, &error) {
                corrected = true;
                continue;
            }
            let attempt = course.repetitions() + 1;
            let failure = Failure::of(&error, call.repeats != Repeats::Unsafe);
            let Some(next) = retry.after(attempt, &failure) else {
                return Err(error);
            };
            if next.pause >= course.deadline.saturating_duration_since(Instant::now()) {
                retry.not_made(next);
                return Err(error);
            }
            debug!(
                operation = call.info.name,
                attempt,
                cause = next.cause.as_str(),
                code = error.code(),
                pause_ms = whole_millis(next.pause),
                "the call is repeated"
            );
            cost = Some(next.cost);
            course.attempts.delays.push(next.pause);
            course.last = Some(error);
            sleep(next.pause).await;
        }
    }

    /// Whether the date was refused for a clock that is off, and is now right.
    fn corrects_clock(&self, call: &Call, error: &Error) -> bool {
        if !self.0.correct_clock {
            return false;
        }
        let host = &call.request.host;
        let Some(correction) = self.0.skews.learn(host, self.0.stamps.now(), error) else {
            return false;
        };
        warn!(
            operation = call.info.name,
            host,
            ahead_s = correction.seconds,
            "this machine's clock is off; requests to the host are dated by its clock from now on"
        );
        true
    }

    /// The call's time is over before there are credentials to sign an attempt with.
    pub(super) fn no_credentials_in_time(&self) -> Error {
        let limit = self.0.call_timeout;
        Error::new(ErrorKind::Credentials, format!("no credentials within {limit:?}, {CALL_LIMIT}"))
    }

    /// The call's time is over before the attempt at hand has brought a reply.
    pub(super) fn no_reply_in_time(&self, course: &mut Course) -> Error {
        let message = format!("no complete reply within {:?}, {CALL_LIMIT}", self.0.call_timeout);
        match course.last.take() {
            None => Error::new(ErrorKind::Timeout, message),
            Some(last) => {
                let message = format!("{message}; the attempt before failed with: {}", last.message());
                Error::new(ErrorKind::Timeout, message).with_source(last)
            }
        }
    }
}

const CALL_LIMIT: &str = "the time limit of the call (ClientBuilder::call_timeout)";

impl Course {
    fn repetitions(&self) -> u32 {
        u32::try_from(self.attempts.delays.len()).unwrap_or(u32::MAX)
    }
}

/// The event that metrics are made from.
fn tell(call: &Call, result: &Result<Reply, Error>, attempts: &Attempts, started: Instant) {
    let (status, code, error) = match result {
        Ok(reply) => (Some(reply.status.as_u16()), None, None),
        Err(error) => (error.status().map(|status| status.as_u16()), error.code(), Some(error.kind())),
    };
    debug!(
        operation = call.info.name,
        attempts = attempts.count,
        paused_ms = whole_millis(attempts.delays.iter().sum()),
        elapsed_ms = whole_millis(started.elapsed()),
        status,
        code,
        error = error.map(tracing::field::debug),
        "the call has ended"
    );
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
