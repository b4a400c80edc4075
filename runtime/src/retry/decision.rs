//! Which failures are worth another attempt, and for which of these it is safe.

use http::StatusCode;

use super::failure::Failure;
use crate::error::{ErrorKind, is_failure};

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Retry, for this reason.
    Retry(Cause),
    /// Do not retry: another attempt would fail too, or might take effect twice.
    Stop,
}

/// Why a call is retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The service throttled the call. It has not acted on it.
    Throttled,
    /// No connection was established. The service has not seen the request.
    NotConnected,
    /// There was no complete response in time. The service may have acted.
    TimedOut,
    /// The connection broke. The service may have acted.
    ConnectionLost,
    /// The service failed with a status of 500 or more. It may have acted.
    ServerError,
}

impl Cause {
    /// The cause as it appears in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Cause::Throttled => "throttled",
            Cause::NotConnected => "not connected",
            Cause::TimedOut => "timed out",
            Cause::ConnectionLost => "connection lost",
            Cause::ServerError => "server error",
        }
    }
}

/// The rule of this crate: a call that was throttled or has not reached the service is retried; one that may have taken
/// effect only where it is idempotent.
#[must_use]
pub fn classify(failure: &Failure<'_>) -> Decision {
    if failure.is_throttled() {
        return Decision::Retry(Cause::Throttled);
    }
    let cause = match failure.kind {
        ErrorKind::Connect => return Decision::Retry(Cause::NotConnected),
        ErrorKind::Timeout => Cause::TimedOut,
        ErrorKind::Service if failure.status == Some(StatusCode::REQUEST_TIMEOUT) => Cause::TimedOut,
        ErrorKind::Transport => Cause::ConnectionLost,
        ErrorKind::Service if failure.status.is_some_and(is_failure) => Cause::ServerError,
        _ => return Decision::Stop,
    };
    if failure.idempotent { Decision::Retry(cause) } else { Decision::Stop }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn refused(status: u16, code: &str) -> Failure<'_> {
        Failure::new(ErrorKind::Service).response(StatusCode::from_u16(status).unwrap(), Some(code), None)
    }

    #[test]
    fn calls_that_were_throttled_or_not_connected_are_always_retried() {
        for failure in [
            refused(400, "Throttling.User"),
            refused(400, "Rejected.Throttling"),
            refused(400, "Request.Throttling"),
            refused(403, "FlowControl"),
            refused(403, "ResourceThrottled"),
            refused(400, "throttling.user"),
            refused(429, "Any"),
            refused(503, "ThrottlingException"),
        ] {
            assert_eq!(classify(&failure), Decision::Retry(Cause::Throttled), "{failure:?}");
        }
        let asked = Failure { retry_after: Some(Duration::from_millis(1)), ..refused(400, "Busy") };
        assert_eq!(classify(&asked), Decision::Retry(Cause::Throttled));
        assert_eq!(classify(&Failure::new(ErrorKind::Connect)), Decision::Retry(Cause::NotConnected));
    }

    #[test]
    fn a_failing_service_that_asks_for_a_delay_may_have_acted() {
        for status in [500, 502, 503, 504] {
            let asked =
                Failure { retry_after: Some(Duration::from_millis(1)), ..refused(status, "ServiceUnavailable") };
            assert_eq!(classify(&asked), Decision::Stop, "{status}");
            assert_eq!(classify(&asked.idempotent(true)), Decision::Retry(Cause::ServerError), "{status}");
        }
    }

    #[test]
    fn a_call_that_may_have_taken_effect_is_retried_only_where_it_is_idempotent() {
        for (failure, cause) in [
            (Failure::new(ErrorKind::Timeout), Cause::TimedOut),
            (Failure::new(ErrorKind::Transport), Cause::ConnectionLost),
            (refused(408, ""), Cause::TimedOut),
            (refused(500, "InternalError"), Cause::ServerError),
            (refused(502, ""), Cause::ServerError),
            (refused(600, ""), Cause::ServerError),
        ] {
            assert_eq!(classify(&failure), Decision::Stop, "{failure:?}");
            assert_eq!(classify(&failure.idempotent(true)), Decision::Retry(cause), "{failure:?}");
        }
    }

    #[test]
    fn a_call_that_would_fail_again_is_not_retried() {
        let kinds = [
            ErrorKind::Config,
            ErrorKind::InvalidRequest,
            ErrorKind::Credentials,
            ErrorKind::UnexpectedResponse,
            ErrorKind::JobFailed,
        ];
        for kind in kinds {
            assert_eq!(classify(&Failure::new(kind).idempotent(true)), Decision::Stop, "{kind:?}");
        }
        assert_eq!(classify(&refused(403, "Forbidden").idempotent(true)), Decision::Stop);
    }
}
