//! Dates as the protocol writes them.

use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};

/// `YYYY-MM-DDThh:mm:ssZ`: whole seconds, UTC.
const SECONDS: EncodedConfig =
    Config::DEFAULT.set_time_precision(TimePrecision::Second { decimal_digits: None }).encode();

/// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z in seconds since 1970.
const YEAR_0: i64 = -62_167_219_200;
const YEAR_9999: i64 = 253_402_300_799;

/// The time as signatures have it, for example `2024-01-02T03:04:05Z`. A time outside the years 0 to 9999, which no clock
/// shows, becomes the nearest one inside.
pub(crate) fn iso8601(time: SystemTime) -> String {
    let seconds = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i128::from(since.as_secs()),
        Err(before) => -before.duration().as_nanos().div_ceil(1_000_000_000).cast_signed(),
    };
    iso8601_of(seconds)
}

/// The same from seconds since 1970.
pub(crate) fn iso8601_of(since_1970: i128) -> String {
    let seconds = since_1970.clamp(YEAR_0.into(), YEAR_9999.into()) as i64;
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&Iso8601::<SECONDS>).unwrap_or_default()
}

/// The same as HTTP writes it, for example `Tue, 02 Jan 2024 03:04:05 GMT`; `None` for what is not such a time.
pub(crate) fn http_date(iso8601: &str) -> Option<String> {
    let time = OffsetDateTime::parse(iso8601, &Iso8601::DEFAULT).ok()?;
    // HTTP has the years 1970 to 9999.
    (time.unix_timestamp() >= 0 && time.year() <= 9999).then(|| httpdate::fmt_http_date(time.into()))
}

/// When a response was sent, by the clock of its sender (`Date`).
pub(crate) fn sent_at(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_cut_to_whole_seconds_on_both_sides_of_1970() {
        assert_eq!(iso8601(UNIX_EPOCH + Duration::from_millis(1999)), "1970-01-01T00:00:01Z");
        assert_eq!(iso8601(UNIX_EPOCH - Duration::from_millis(1)), "1969-12-31T23:59:59Z");
        assert_eq!(iso8601(UNIX_EPOCH - Duration::from_secs(1)), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn the_time_of_a_signature_becomes_a_date_of_http() {
        assert_eq!(http_date("2024-01-02T03:04:05Z").as_deref(), Some("Tue, 02 Jan 2024 03:04:05 GMT"));
        for other in ["Tue, 02 Jan 2024 03:04:05 GMT", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", ""] {
            assert_eq!(http_date(other), None, "{other}");
        }
    }

    #[test]
    fn the_date_of_a_response_is_read_in_the_forms_that_http_has() {
        let headers = |date: &str| HeaderMap::from_iter([(DATE, date.parse().unwrap())]);
        for date in ["Thu, 01 Jan 1970 00:00:07 GMT", "Thursday, 01-Jan-70 00:00:07 GMT", "Thu Jan  1 00:00:07 1970"] {
            assert_eq!(sent_at(&headers(date)), Some(UNIX_EPOCH + Duration::from_secs(7)), "{date}");
        }
        assert_eq!(sent_at(&headers("yesterday")), None);
        assert_eq!(sent_at(&HeaderMap::new()), None);
    }

    #[test]
    fn a_clock_that_is_far_off_does_not_panic() {
        let far_off = Duration::from_secs(1 << 40);
        assert_eq!(iso8601(UNIX_EPOCH + far_off), "9999-12-31T23:59:59Z");
        assert_eq!(iso8601(UNIX_EPOCH - far_off), "0000-01-01T00:00:00Z");
    }
}
