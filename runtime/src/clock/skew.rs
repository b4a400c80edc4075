//! Clock skew: how far the clocks of hosts are from ours, learnt from the `Date` of refusals and remembered for each host.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use super::date::sent_at;
use crate::error::{Error, ErrorKind};
use crate::task::lock;

/// Clocks that differ by less are not why a date was refused: the service allows 15 minutes, and responses take their time.
const TOLERATED: u64 = 60;

/// By how many seconds each host's clock is ahead of ours; behind where negative.
#[derive(Default)]
pub(crate) struct Skews {
    known: Mutex<HashMap<String, i64>>,
    /// Whether any is known. Hardly ever one is, and concurrent calls need not queue for the lock to learn that.
    any: AtomicBool,
}

/// The skew of a host whose refusal of a date was due to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Correction {
    /// By how many seconds the host's clock is ahead of this machine's.
    pub(crate) seconds: i64,
    /// Whether this is the first call to find it.
    pub(crate) is_new: bool,
}

impl Skews {
    /// The time by the clock of the host.
    pub(crate) fn there(&self, host: &str, now: SystemTime) -> SystemTime {
        if !self.any.load(Ordering::Acquire) {
            return now;
        }
        match lock(&self.known).get(host) {
            Some(seconds) => shifted(now, *seconds),
            None => now,
        }
    }

    /// Learns from a refusal of the date, where the response shows that the host's clock differs from the date that the
    /// request was signed with. That date counts, not the current one: of concurrent calls, the first to be refused corrects
    /// the clock for all, and each of the others still has to be signed again.
    pub(crate) fn learn(&self, host: &str, dated: SystemTime, now: SystemTime, error: &Error) -> Option<Correction> {
        if error.kind() != ErrorKind::Service || !error.code().is_some_and(is_about_the_date) {
            return None;
        }
        let sent_at = sent_at(error.headers()?)?;
        if seconds_ahead(sent_at, dated).unsigned_abs() <= TOLERATED {
            // Dates are not compared with the clock that the responses show, which may be a proxy's: what was learnt
            // from it would be refused for good, also once this machine's clock is right.
            lock(&self.known).remove(host);
            return None;
        }
        let seconds = seconds_ahead(sent_at, now);
        let before = lock(&self.known).insert(host.to_owned(), seconds);
        self.any.store(true, Ordering::Release);
        Some(Correction { seconds, is_new: before.is_none_or(|before| before.abs_diff(seconds) > TOLERATED) })
    }
}

/// Whether an error code is the refusal of a date. Products spell it differently, with and without a detail.
pub(crate) fn is_about_the_date(code: &str) -> bool {
    let group = code.split('.').next().unwrap_or(code);
    let known = ["InvalidTimeStamp", "IllegalTimeStamp", "InvalidDate", "RequestTimeTooSkewed"];
    known.iter().any(|known| known.eq_ignore_ascii_case(group))
}

fn seconds_ahead(there: SystemTime, here: SystemTime) -> i64 {
    let whole = |difference: Duration| i64::try_from(difference.as_secs()).unwrap_or(i64::MAX);
    match there.duration_since(here) {
        Ok(ahead) => whole(ahead),
        Err(behind) => -whole(behind.duration()),
    }
}

fn shifted(time: SystemTime, seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { time.checked_sub(by) } else { time.checked_add(by) }.unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use bytes::Bytes;

    use super::*;
    use crate::received::{RawResponse, Secrets};

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// A refusal that was sent at 1970-01-01T10:00:00Z.
    fn refusal(code: &str) -> Error {
        let response = http::Response::builder().status(400).header("date", "Thu, 01 Jan 1970 10:00:00 GMT");
        let response = response.body(Bytes::from(format!(r#"{{"Code":"{code}"}}"#))).unwrap();
        Error::refused(RawResponse::new("host", response, Secrets::default()))
    }

    #[test]
    fn a_clock_that_is_off_either_way_is_corrected_for_its_host_alone() {
        for (now, seconds) in [(at(32_400), 3_600), (at(39_600), -3_600)] {
            let skews = Skews::default();
            let correction = skews.learn("host", now, now, &refusal("InvalidTimeStamp.Expired"));
            assert_eq!(correction, Some(Correction { seconds, is_new: true }));
            assert_eq!(skews.there("host", now), at(36_000));
            assert_eq!(skews.there("other", now), now);
        }
    }

    #[test]
    fn a_request_that_was_signed_before_the_clock_was_corrected_is_corrected_too() {
        let skews = Skews::default();
        let now = at(32_400);
        assert!(skews.learn("host", now, now, &refusal("IllegalTimestamp")).unwrap().is_new);
        let second = skews.learn("host", now, now, &refusal("IllegalTimestamp"));
        assert_eq!(second, Some(Correction { seconds: 3_600, is_new: false }));
    }

    #[test]
    fn a_request_that_was_dated_by_the_hosts_clock_was_not_refused_for_this_machines() {
        let skews = Skews::default();
        assert!(skews.learn("host", at(32_400), at(32_400), &refusal("IllegalTimestamp")).is_some());
        let dated = skews.there("host", at(32_410));
        assert_eq!(skews.learn("host", dated, at(32_410), &refusal("IllegalTimestamp")), None);
    }

    #[test]
    fn a_clock_by_which_dates_are_refused_too_is_forgotten() {
        let skews = Skews::default();
        let now = at(32_400);
        assert!(skews.learn("host", now, now, &refusal("InvalidTimeStamp.Expired")).is_some());
        let dated = skews.there("host", now);
        assert_eq!(skews.learn("host", dated, now, &refusal("InvalidTimeStamp.Expired")), None);
        assert_eq!(skews.there("host", now), now);
    }

    #[test]
    fn other_refusals_and_clocks_that_are_right_change_nothing() {
        let skews = Skews::default();
        let learn = |now, code| skews.learn("host", now, now, &refusal(code));
        assert_eq!(learn(at(32_400), "SignatureDoesNotMatch"), None);
        assert_eq!(learn(at(36_030), "InvalidTimeStamp.Expired"), None);
        assert_eq!(skews.there("host", at(5)), at(5));
    }
}
