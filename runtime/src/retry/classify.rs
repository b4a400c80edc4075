//! Which failures are worth another attempt, and which of these are safe to repeat.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::error::{Error, ErrorKind};

/// The header in which the service says how long to stay away, in milliseconds.
pub(crate) const RETRY_AFTER: &str = "x-acs-retry-after";

/// What is in the codes of throttled calls: `Throttling.User`, `Rejected.Throttling`, `Request.Throttling`, `FlowControl`.
const THROTTLED: [&str; 2] = ["Throttling", "FlowControl"];

/// What is known of an attempt that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure<'a> {
    /// Which part of the call went wrong.
    pub kind: ErrorKind,
    /// The status, where a response came.
    pub status: Option<StatusCode>,
    /// The service's error code, where it gave one.
    pub code: Option<&'a str>,
    /// How long the service asks to wait, where it does.
    pub retry_after: Option<Duration>,
    /// Whether the call may be sent twice without doing twice: a read, or a write with an idempotency token.
    pub repeatable: bool,
}

impl<'a> Failure<'a> {
    /// A failure of a kind without a response, of a call that may not be sent twice.
    #[must_use]
    pub const fn new(kind: ErrorKind) -> Self {
        Self { kind, status: None, code: None, retry_after: None, repeatable: false }
    }

    /// The same with a response.
    #[must_use]
    pub const fn response(self, status: StatusCode, code: Option<&'a str>, retry_after: Option<Duration>) -> Self {
        Self { status: Some(status), code, retry_after, ..self }
    }

    /// The same of a call that may be sent twice.
    #[must_use]
    pub const fn repeatable(self, repeatable: bool) -> Self {
        Self { repeatable, ..self }
    }

    /// What an error tells, of a call that may be sent twice or not.
    pub(crate) fn of(error: &'a Error, repeatable: bool) -> Self {
        Self {
            kind: error.kind(),
            status: error.status(),
            code: error.code(),
            retry_after: error.headers().and_then(retry_after),
            repeatable,
        }
    }

    /// Whether the service refused because it was asked too much, and so has not acted: it says so by status 429, by an
    /// error code that contains `Throttling` or `FlowControl`, or by `x-acs-retry-after` with a status below 500. From 500
    /// on the header alone only says when to come back: the service may have acted before it failed.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        let Some(status) = self.status.filter(|status| status.as_u16() >= 400) else { return false };
        status == StatusCode::TOO_MANY_REQUESTS
            || self.code.is_some_and(|code| THROTTLED.iter().any(|word| code.contains(word)))
            || (self.retry_after.is_some() && !status.is_server_error())
    }

    /// Whether the service may have acted on the request.
    pub(crate) fn may_have_been_acted_on(&self) -> bool {
        match self.kind {
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::UnexpectedResponse | ErrorKind::FailedResponse => {
                true
            }
            // Of a nonce that was used, nobody knows by whom: something on the way may have sent this very request twice.
            ErrorKind::Service if self.has_used_nonce() => true,
            ErrorKind::Service => self.status.is_some_and(|status| status.is_server_error()) && !self.is_throttled(),
            _ => false,
        }
    }

    /// Whether the service has seen the nonce of the request before.
    pub(crate) fn has_used_nonce(&self) -> bool {
        self.code.is_some_and(|code| code.split('.').next() == Some("SignatureNonceUsed"))
    }
}

/// What to do about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Try again, for this reason.
    Retry(Cause),
    /// Another attempt would fail too, or might do twice what is to be done once.
    Stop,
}

/// Why another attempt is worth it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The service was asked too much. It has not acted.
    Throttled,
    /// No connection was established. The service has not seen the request.
    Unreached,
    /// There was no complete response in time. The service may have acted.
    TimedOut,
    /// The connection broke, or the service failed with a status of 500 or more. It may have acted.
    Broken,
}

impl Cause {
    /// The cause in a word, for logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Cause::Throttled => "throttled",
            Cause::Unreached => "unreached",
            Cause::TimedOut => "timed out",
            Cause::Broken => "broken",
        }
    }
}

/// The rule of this crate: what has not reached the service, or was turned away, is sent again; what may have been acted
/// on only where it may be sent twice.
#[must_use]
pub fn classify(failure: &Failure<'_>) -> Verdict {
    if failure.is_throttled() {
        return Verdict::Retry(Cause::Throttled);
    }
    let cause = match failure.kind {
        ErrorKind::Connect => return Verdict::Retry(Cause::Unreached),
        ErrorKind::Timeout => Cause::TimedOut,
        ErrorKind::Transport => Cause::Broken,
        ErrorKind::Service if failure.status.is_some_and(|status| status.is_server_error()) => Cause::Broken,
        _ => return Verdict::Stop,
    };
    if failure.repeatable { Verdict::Retry(cause) } else { Verdict::Stop }
}

/// What `x-acs-retry-after` asks for: a positive whole number of milliseconds, or else nothing, as the official SDKs read
/// it.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let millis: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    (millis > 0).then(|| Duration::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: &str) -> Failure<'_> {
        Failure::new(ErrorKind::Service).response(StatusCode::from_u16(status).unwrap(), Some(code), None)
    }

    #[test]
    fn throttling_and_connecting_are_always_worth_another_attempt() {
        for failure in [
            refused(400, "Throttling.User"),
            refused(400, "Rejected.Throttling"),
            refused(400, "Request.Throttling"),
            refused(403, "FlowControl"),
            refused(429, "Any"),
            refused(503, "ThrottlingException"),
        ] {
            assert_eq!(classify(&failure), Verdict::Retry(Cause::Throttled), "{failure:?}");
        }
        let asked = Failure { retry_after: Some(Duration::from_millis(1)), ..refused(400, "Busy") };
        assert_eq!(classify(&asked), Verdict::Retry(Cause::Throttled));
        assert_eq!(classify(&Failure::new(ErrorKind::Connect)), Verdict::Retry(Cause::Unreached));
    }

    #[test]
    fn when_to_come_back_does_not_say_that_a_failing_service_has_not_acted() {
        for status in [500, 502, 503, 504] {
            let asked =
                Failure { retry_after: Some(Duration::from_millis(1)), ..refused(status, "ServiceUnavailable") };
            assert_eq!(classify(&asked), Verdict::Stop, "{status}");
            assert_eq!(classify(&asked.repeatable(true)), Verdict::Retry(Cause::Broken), "{status}");
        }
    }

    #[test]
    fn what_may_have_been_acted_on_is_repeated_only_where_that_is_safe() {
        for (failure, cause) in [
            (Failure::new(ErrorKind::Timeout), Cause::TimedOut),
            (Failure::new(ErrorKind::Transport), Cause::Broken),
            (refused(500, "InternalError"), Cause::Broken),
            (refused(502, ""), Cause::Broken),
        ] {
            assert_eq!(classify(&failure), Verdict::Stop, "{failure:?}");
            assert_eq!(classify(&failure.repeatable(true)), Verdict::Retry(cause), "{failure:?}");
        }
    }

    #[test]
    fn what_was_refused_throttled_or_never_arrived_was_not_acted_on() {
        for failure in [
            Failure::new(ErrorKind::Connect),
            Failure::new(ErrorKind::Credentials),
            refused(400, "InvalidParameter"),
            refused(503, "ThrottlingException"),
        ] {
            assert!(!failure.may_have_been_acted_on(), "{failure:?}");
        }
        for failure in [
            Failure::new(ErrorKind::Timeout),
            Failure::new(ErrorKind::Transport),
            Failure::new(ErrorKind::UnexpectedResponse),
            refused(500, "InternalError"),
            refused(400, "SignatureNonceUsed"),
        ] {
            assert!(failure.may_have_been_acted_on(), "{failure:?}");
        }
    }

    #[test]
    fn what_would_fail_again_is_not_repeated() {
        let kinds = [
            ErrorKind::Config,
            ErrorKind::InvalidRequest,
            ErrorKind::Credentials,
            ErrorKind::UnexpectedResponse,
            ErrorKind::JobFailed,
        ];
        for kind in kinds {
            assert_eq!(classify(&Failure::new(kind).repeatable(true)), Verdict::Stop, "{kind:?}");
        }
        assert_eq!(classify(&refused(403, "Forbidden").repeatable(true)), Verdict::Stop);
    }

    #[test]
    fn the_header_counts_only_as_a_positive_whole_number_of_milliseconds() {
        for (text, millis) in
            [("20", Some(20)), (" 20 ", Some(20)), ("0", None), ("-1", None), ("1.5", None), ("abc", None), ("", None)]
        {
            let headers = HeaderMap::from_iter([(RETRY_AFTER.parse().unwrap(), text.parse().unwrap())]);
            assert_eq!(retry_after(&headers), millis.map(Duration::from_millis), "{text:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
