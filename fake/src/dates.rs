//! Dates as text: in requests and responses, and in the header `Date`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// `2024-01-02T03:04:05Z`.
pub(crate) fn iso(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at).truncate_to_second();
    // It fails for years of five digits alone.
    at.format(&Rfc3339).unwrap_or_default()
}

/// The time of such a text; `None` if it has another form.
pub(crate) fn from_iso(text: &str) -> Option<SystemTime> {
    let bytes = text.as_bytes();
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    if bytes.len() != 20 || marks.iter().any(|&(place, mark)| bytes.get(place) != Some(&mark)) {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse::<u16>().ok() } else { None }
    };
    let small = |from: usize| u8::try_from(number(from, from + 2)?).ok();
    let date = Date::from_calendar_date(i32::from(number(0, 4)?), Month::try_from(small(5)?).ok()?, small(8)?).ok()?;
    let time = Time::from_hms(small(11)?, small(14)?, small(17)?).ok()?;
    let seconds = date.with_time(time).assume_utc().unix_timestamp();
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}

/// Whether a text is a time in any form of ISO 8601: with or without seconds and their fractions, with an offset or in local time,
/// or a date alone.
pub(crate) fn is_iso(text: &str) -> bool {
    OffsetDateTime::parse(text, &Iso8601::PARSING).is_ok()
        || PrimitiveDateTime::parse(text, &Iso8601::PARSING).is_ok()
        || Date::parse(text, &Iso8601::PARSING).is_ok()
}

/// The time so many seconds later, or earlier if the number is negative. It stays within the years that all forms of a date have.
pub(crate) fn shifted(at: SystemTime, seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { at.checked_sub(by).unwrap_or(UNIX_EPOCH).max(UNIX_EPOCH) } else { later(at, by) }
}

/// The time so much later. It stays within the years that all forms of a date have.
pub(crate) fn later(at: SystemTime, by: Duration) -> SystemTime {
    let last = UNIX_EPOCH + Duration::from_secs(253_370_764_799);
    at.checked_add(by).map_or(last, |later| later.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_back_as_it_was_written() {
        let at = UNIX_EPOCH + Duration::from_secs(1_704_164_645);
        assert_eq!(iso(at), "2024-01-02T03:04:05Z");
        assert_eq!(iso(at + Duration::from_millis(999)), "2024-01-02T03:04:05Z");
        assert_eq!(from_iso("2024-01-02T03:04:05Z"), Some(at));
        let (first, last) = (shifted(at, -2_000_000_000), shifted(at, i64::MAX / 2_000_000));
        assert_eq!((iso(first), iso(last)), ("1970-01-01T00:00:00Z".to_owned(), "9998-12-31T23:59:59Z".to_owned()));
        assert_eq!((shifted(at, i64::MIN), shifted(at, i64::MAX), later(at, Duration::MAX)), (UNIX_EPOCH, last, last));
        assert_eq!(httpdate::fmt_http_date(last), "Thu, 31 Dec 9998 23:59:59 GMT");
        for broken in [
            "",
            "2024-01-02 03:04:05Z",
            "2024-13-02T03:04:05Z",
            "2024-01-02T03:04:05.1Z",
            "+024-01-02T03:04:05Z",
            "1960-01-01T00:00:00Z",
        ] {
            assert_eq!(from_iso(broken), None, "{broken}");
        }
    }

    #[test]
    fn times_have_every_form_of_iso_8601() {
        for time in [
            "2024-01-02T03:04:05Z",
            "2024-01-02T03:04Z",
            "2024-01-02T03:04:05.678+08:00",
            "2024-01-02T03:04:05",
            "2024-01-02",
        ] {
            assert!(is_iso(time), "{time}");
        }
        for other in ["yesterday", "1704164645", "2024-13-02T03:04:05Z", "2024-01-02T25:04:05Z", ""] {
            assert!(!is_iso(other), "{other}");
        }
    }
}
