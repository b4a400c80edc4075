//! Dates as text: in requests and responses, and in the header `Date`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::format_description::well_known::Iso8601;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// `2024-01-02T03:04:05Z`.
pub(crate) fn iso(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let (month, day) = (u8::from(at.month()), at.day());
    format!("{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", at.year(), at.hour(), at.minute(), at.second())
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

/// `Tue, 02 Jan 2024 03:04:05 GMT`.
pub(crate) fn http_date(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let name = |names: &'static str, number: u8| {
        let start = 3 * usize::from(number);
        names.get(start..start + 3).unwrap_or_default()
    };
    let weekday = name("MonTueWedThuFriSatSun", at.weekday().number_days_from_monday());
    let month = name("JanFebMarAprMayJunJulAugSepOctNovDec", u8::from(at.month()) - 1);
    let (day, year) = (at.day(), at.year());
    format!("{weekday}, {day:02} {month} {year:04} {:02}:{:02}:{:02} GMT", at.hour(), at.minute(), at.second())
}

/// The time so many seconds later, or earlier if the number is negative.
pub(crate) fn shifted(at: SystemTime, seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { at.checked_sub(by) } else { at.checked_add(by) }.unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_back_as_it_was_written() {
        let at = UNIX_EPOCH + Duration::from_secs(1_704_164_645);
        assert_eq!(iso(at), "2024-01-02T03:04:05Z");
        assert_eq!(http_date(at), "Tue, 02 Jan 2024 03:04:05 GMT");
        assert_eq!(from_iso("2024-01-02T03:04:05Z"), Some(at));
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
