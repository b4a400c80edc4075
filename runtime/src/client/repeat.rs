//! A call with all its attempts, within its time limit.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::{debug, warn};

use super::Client;
use super::attempt::SignedWith;
use super::call::{Call, Repeats};
use super::trace::{SYSTEM, server_address};
use crate::clock::FOREVER;
use crate::credentials::refuses_session;
use crate::error::{Attempts, Error, ErrorKind};
use crate::received::RawResponse;
use crate::retry::Failure;

/// Why the call's request was signed anew, each reason at most once.
#[derive(Default)]
struct Renewed {
    clock: bool,
    session: bool,
    nonce: bool,
}

/// How a call goes.
pub(super) struct Course {
    /// When its time is over.
    pub(super) deadline: Instant,
    pub(super) attempts: Attempts,
    /// What the attempt at hand was signed with, once it is.
    pub(super) signed_with: Option<SignedWith>,
    renewed: Renewed,
    /// Whether an attempt before the one at hand may have been acted on.
    unsettled: bool,
    /// The failure before the attempt at hand.
    last: Option<Error>,
}

impl Client {
    pub(super) async fn limited(&self, call: &Call) -> Result<RawResponse, Error> {
        let started = Instant::now();
        let deadline = started + self.0.call_timeout.min(FOREVER);
        let attempts = Attempts::default();
        let (renewed, unsettled) = (Renewed::default(), false);
        let mut course = Course { deadline, attempts, signed_with: None, renewed, unsettled, last: None };
        let result = self.repeated(call, &mut course).await;
        tell(call, &result, &course.attempts, started);
        match result {
            Ok(response) => Ok(RawResponse { attempts: course.attempts, ..response }),
            Err(error) => Err(error.with_attempts(course.attempts).after_possible_effect(course.unsettled)),
        }
    }

    async fn repeated(&self, call: &Call, course: &mut Course) -> Result<RawResponse, Error> {
        let retry = &self.0.retry;
        let mut cost = None;
        loop {
            let error = match self.attempt(call, course).await {
                Ok(response) => {
                    retry.succeeded(cost);
                    return Ok(response);
                }
                Err(error) => error,
            };
            if self.renews(call, course, &error) {
                continue;
            }
            let attempt = course.repetitions() + 1;
            let failure = Failure::of(&error, call.repeats != Repeats::Unsafe);
            let Some(next) = retry.after(attempt, &failure) else {
                return Err(error);
            };
            if next.delay >= course.deadline.saturating_duration_since(Instant::now()) {
                retry.not_made(next);
                return Err(error);
            }
            debug!(
                "rpc.method" = call.info.name,
                attempt,
                cause = next.cause.as_str(),
                code = error.code(),
                pause_ms = whole_millis(next.delay),
                "the call is repeated"
            );
            cost = Some(next.cost);
            course.unsettled |= failure.may_have_taken_effect();
            course.attempts.delays.push(next.delay);
            course.last = Some(error);
            sleep(next.delay).await;
        }
    }

    /// Whether the request was refused for what it was signed with, so that nothing was done, and there is something better
    /// to sign it with. It is sent again at once then, even a write: this is no retry, and counts as none.
    fn renews(&self, call: &Call, course: &mut Course, error: &Error) -> bool {
        let Some(signed_with) = course.signed_with.take() else { return false };
        // What fails with a status from 500 may have acted before.
        if !error.status().is_some_and(|status| status.is_client_error()) {
            return false;
        }
        let renewed = &mut course.renewed;
        if !renewed.clock && self.corrects_clock(call, &signed_with, error) {
            renewed.clock = true;
        } else if !renewed.session && self.renews_session(&signed_with, error) {
            let (method, code) = (call.info.name, error.code());
            debug!("rpc.method" = method, code, "the session was refused before its time; the call is signed anew");
            renewed.session = true;
        } else if !renewed.nonce && call.repeats != Repeats::Unsafe && Failure::of(error, true).has_used_nonce() {
            renewed.nonce = true;
            course.unsettled = true;
        } else {
            return false;
        }
        true
    }

    /// Whether the date was refused for a clock that is off, and is now right.
    fn corrects_clock(&self, call: &Call, signed_with: &SignedWith, error: &Error) -> bool {
        if !self.0.correct_clock {
            return false;
        }
        let host = &call.request.host;
        let Some(correction) = self.0.skews.learn(host, signed_with.time, self.0.stamps.now(), error) else {
            return false;
        };
        if correction.is_new {
            warn!(
                "rpc.method" = call.info.name,
                "server.address" = server_address(call),
                ahead_s = correction.seconds,
                "this machine's clock is off; requests to the host are dated by its clock from now on"
            );
        }
        true
    }

    /// Whether the credentials were refused although they have not expired, and their provider will give others.
    fn renews_session(&self, signed_with: &SignedWith, error: &Error) -> bool {
        let Some(credentials) = &signed_with.credentials else { return false };
        let code = (error.kind() == ErrorKind::Service).then(|| error.code()).flatten().unwrap_or_default();
        refuses_session(code, credentials) && self.0.credentials.drop_refused(credentials)
    }

    /// The call's time is over before there are credentials to sign an attempt with.
    pub(super) fn no_credentials_in_time(&self) -> Error {
        let limit = self.0.call_timeout;
        Error::new(ErrorKind::Credentials, format!("no credentials within {limit:?}, {CALL_LIMIT}"))
            .with_source(Error::new(ErrorKind::Timeout, "the time limit of the call has passed"))
    }

    /// The call's time is over before the attempt at hand has brought a response.
    pub(super) fn no_response_in_time(&self, course: &mut Course) -> Error {
        let message = format!("no complete response within {:?}, {CALL_LIMIT}", self.0.call_timeout);
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
fn tell(call: &Call, result: &Result<RawResponse, Error>, attempts: &Attempts, started: Instant) {
    let (status, code, error) = match result {
        Ok(response) => (Some(response.status.as_u16()), None, None),
        Err(error) => (error.status().map(|status| status.as_u16()), error.code(), Some(error.kind())),
    };
    debug!(
        "rpc.system" = SYSTEM,
        "rpc.service" = call.info.product.code,
        "rpc.method" = call.info.name,
        "server.address" = server_address(call),
        "http.response.status_code" = status,
        "http.request.resend_count" = attempts.count.saturating_sub(1),
        "error.type" = error.map(tracing::field::debug),
        paused_ms = whole_millis(attempts.delays.iter().sum()),
        elapsed_ms = whole_millis(started.elapsed()),
        code,
        "the call has ended"
    );
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
