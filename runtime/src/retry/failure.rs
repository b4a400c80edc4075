//! What is known of a failed attempt.

use std::num::IntErrorKind;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::error::{Error, ErrorKind, is_failure, leaves_effect_open};

/// The header in which the service asks for a delay, in milliseconds. It does not send `Retry-After`.
pub(crate) const RETRY_AFTER: &str = "x-acs-retry-after";

/// Parts of the error codes of throttled calls in lower case: `Throttling.User`, `Rejected.Throttling`, `ResourceThrottled`,
/// `FlowControl`.
const THROTTLED: [&str; 3] = ["throttling", "throttled", "flowcontrol"];

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
    /// The delay that the service asks for, where it does.
    pub retry_after: Option<Duration>,
    /// Whether the call is idempotent: read-only, or a write with an idempotency token.
    pub idempotent: bool,
}

impl<'a> Failure<'a> {
    /// A failure of a kind without a response, of a call that is not idempotent.
    #[must_use]
    pub const fn new(kind: ErrorKind) -> Self {
        Self { kind, status: None, code: None, retry_after: None, idempotent: false }
    }

    /// The same with a response.
    #[must_use]
    pub const fn response(self, status: StatusCode, code: Option<&'a str>, retry_after: Option<Duration>) -> Self {
        Self { status: Some(status), code, retry_after, ..self }
    }

    /// The same of an idempotent call, or of one that is not.
    #[must_use]
    pub const fn idempotent(self, idempotent: bool) -> Self {
        Self { idempotent, ..self }
    }

    /// The failure that an error reports, of an idempotent call or of one that is not.
    pub(crate) fn of(error: &'a Error, idempotent: bool) -> Self {
        Self {
            kind: error.kind(),
            status: error.status(),
            code: error.code(),
            retry_after: error.retry_after(),
            idempotent,
        }
    }

    /// Whether the service throttled the call, and so has not acted on it: the status is 429, the error code contains
    /// `Throttling`, `Throttled` or `FlowControl` in any case, or there is `x-acs-retry-after` with a status below 500.
    /// From 500 on, the header alone only requests a delay: the service may have acted before. So it may where the nonce
    /// was used, whatever else the response says. A response that reports a failure with a status below 300 has only
    /// the code.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        let code = self.code.unwrap_or_default().to_ascii_lowercase();
        let says_so = THROTTLED.iter().any(|word| code.contains(word));
        if self.kind == ErrorKind::FailedResponse {
            return says_so;
        }
        let Some(status) = self.status.filter(|status| status.as_u16() >= 400 && !self.has_used_nonce()) else {
            return false;
        };
        status == StatusCode::TOO_MANY_REQUESTS || says_so || (self.retry_after.is_some() && !is_failure(status))
    }

    /// Whether the service may have acted on the request.
    pub(crate) fn may_have_taken_effect(&self) -> bool {
        match self.kind {
            // The status and the headers say that a call was throttled, also where the body broke off.
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::UnexpectedResponse | ErrorKind::FailedResponse => {
                !self.is_throttled()
            }
            // A proxy may have sent this very request twice, and the first copy may have taken effect.
            ErrorKind::Service if self.has_used_nonce() => true,
            ErrorKind::Service => self.status.is_some_and(leaves_effect_open) && !self.is_throttled(),
            _ => false,
        }
    }

    /// Whether the service has seen the nonce of the request before.
    pub(crate) fn has_used_nonce(&self) -> bool {
        let group = self.code.and_then(|code| code.split('.').next());
        group.is_some_and(|group| group.eq_ignore_ascii_case("SignatureNonceUsed"))
    }
}

/// The delay in `x-acs-retry-after`, read as in the official SDKs: a positive whole number of milliseconds. Anything else
/// is ignored, as is `Retry-After`.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let millis = match headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>() {
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => u64::MAX,
        millis => millis.ok()?,
    };
    (millis > 0).then(|| Duration::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: &str) -> Failure<'_> {
        Failure::new(ErrorKind::Service).response(StatusCode::from_u16(status).unwrap(), Some(code), None)
    }

    #[test]
    fn a_call_that_was_refused_throttled_or_never_arrived_has_not_taken_effect() {
        for failure in [
            Failure::new(ErrorKind::Connect),
            Failure::new(ErrorKind::Credentials),
            refused(400, "InvalidParameter"),
            refused(503, "ThrottlingException"),
        ] {
            assert!(!failure.may_have_taken_effect(), "{failure:?}");
        }
        for failure in [
            Failure::new(ErrorKind::Timeout),
            Failure::new(ErrorKind::Transport),
            Failure::new(ErrorKind::UnexpectedResponse),
            refused(500, "InternalError"),
            refused(999, "Odd"),
            refused(408, ""),
            refused(400, "SignatureNonceUsed"),
        ] {
            assert!(failure.may_have_taken_effect(), "{failure:?}");
        }
    }

    #[test]
    fn a_failed_response_is_throttled_by_its_code_alone() {
        let failed = |code| Failure { kind: ErrorKind::FailedResponse, ..refused(200, code) };
        assert!(failed("Throttling.User").is_throttled() && !failed("Throttling.User").may_have_taken_effect());
        let asked = Failure { retry_after: Some(Duration::from_millis(1)), ..failed("Busy") };
        assert!(!asked.is_throttled() && asked.may_have_taken_effect());
    }

    #[test]
    fn a_throttled_call_has_not_taken_effect_although_its_response_broke_off() {
        let cut = |status| Failure { kind: ErrorKind::Transport, code: None, ..refused(status, "") };
        let asked = |status| Failure { retry_after: Some(Duration::from_millis(1)), ..cut(status) };
        for failure in [cut(429), asked(429), asked(400)] {
            assert!(failure.is_throttled() && !failure.may_have_taken_effect(), "{failure:?}");
        }
        // A refusal of another kind may be one whose code is lost, such as that of a used nonce.
        for failure in [cut(200), cut(400), cut(503), asked(503)] {
            assert!(!failure.is_throttled() && failure.may_have_taken_effect(), "{failure:?}");
        }
    }

    #[test]
    fn a_call_whose_nonce_was_used_is_not_throttled_whatever_else_is_said() {
        for status in [400, 429, 503] {
            for code in ["SignatureNonceUsed", "signaturenonceused", "SignatureNonceUsed.Throttling"] {
                let asked = Failure { retry_after: Some(Duration::from_millis(1)), ..refused(status, code) };
                assert!(!asked.is_throttled() && asked.may_have_taken_effect(), "{asked:?}");
            }
        }
        let busy = Failure { retry_after: Some(Duration::from_millis(1)), ..refused(400, "Busy") };
        assert!(busy.is_throttled() && !busy.may_have_taken_effect());
    }

    #[test]
    fn the_header_counts_only_as_a_positive_whole_number_of_milliseconds() {
        for (text, millis) in [
            ("20", Some(20)),
            (" 20 ", Some(20)),
            ("99999999999999999999", Some(u64::MAX)),
            ("0", None),
            ("-1", None),
            ("-99999999999999999999", None),
            ("1.5", None),
            ("abc", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER.parse().unwrap(), text.parse().unwrap())]);
            assert_eq!(retry_after(&headers), millis.map(Duration::from_millis), "{text:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
