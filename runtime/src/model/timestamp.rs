//! Points in time, kept as the service wrote them.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::decode::integer;
use super::place::{Place, PlaceKind, Slot, View};
use super::typed_text::{AnyText, deserialize_typed_text};

/// A point in time as ISO 8601 text, for example `2023-06-07T02:27:08Z`.
///
/// Converts from and to [`SystemTime`], and with the feature of each name from and to the types of `jiff` (`Timestamp`),
/// `chrono` (`DateTime`) and `time` (`OffsetDateTime`): by `From` into a timestamp, by `TryFrom<&Timestamp>` out of it.
///
/// The text is kept as it came, so that an odd date never fails a response and is no drift; [`to_system_time`](Self::to_system_time)
/// reads it. Compare and sort the times, not the texts: one time has many texts.
#[doc(alias = "DateTime")]
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as the service wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time.
    ///
    /// Understands RFC 3339, with or without seconds (`2023-06-07T02:27Z` is the service's older form), with or without the
    /// colon of the offset (`+0800`); and the time since 1970 as a number: seconds below 100,000,000,000 (the year 5138),
    /// milliseconds from there up to 10,000,000,000,000 (the year 2286), either with a fraction or a minus sign.
    ///
    /// # Errors
    /// The text is not such a time, or lies outside what [`SystemTime`] holds.
    pub fn to_system_time(&self) -> Result<SystemTime, TimestampError> {
        // The conversion that `time` offers panics where a platform's clock begins later than year 0.
        let since_1970 = self.parse()? - OffsetDateTime::UNIX_EPOCH;
        let time = match since_1970.is_negative() {
            true => UNIX_EPOCH.checked_sub(since_1970.unsigned_abs()),
            false => UNIX_EPOCH.checked_add(since_1970.unsigned_abs()),
        };
        time.ok_or_else(|| self.error())
    }

    /// The point in time, with the offset of the text.
    fn parse(&self) -> Result<OffsetDateTime, TimestampError> {
        epoch(&self.0).or_else(|| OffsetDateTime::parse(&rfc3339(&self.0), &Rfc3339).ok()).ok_or_else(|| self.error())
    }

    fn error(&self) -> TimestampError {
        TimestampError { text: self.0.clone() }
    }
}

/// Below this, the time since 1970 is in seconds; from here on, in milliseconds.
const LEAST_MILLISECONDS: i64 = 100_000_000_000;
/// What is greater is no time since 1970: a date without separators (`20230607022708`), or a finer unit.
const MOST_MILLISECONDS: i64 = 10_000_000_000_000;

/// The time since 1970 as a number: `1686104820`, `1686104820.5`, `1686104820500`, `1.6861048205E9`.
fn epoch(text: &str) -> Option<OffsetDateTime> {
    let (number, fraction): (i64, i64) = match integer(text) {
        Some(number) => (number, 0),
        None => with_fraction(text)?,
    };
    let unit = match number.unsigned_abs().cast_signed() {
        0..LEAST_MILLISECONDS => 1_000_000_000,
        LEAST_MILLISECONDS..MOST_MILLISECONDS => 1_000_000,
        _ => return None,
    };
    // The fraction is in billionths of the unit.
    let nanos = i128::from(number) * unit + i128::from(fraction) * unit / 1_000_000_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()
}

/// A number that is no integer: what is before its fraction, and the fraction in billionths.
fn with_fraction(text: &str) -> Option<(i64, i64)> {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (number, fraction) = number.split_once('.')?;
    // The exponent moves the point to the right.
    let (moved, fraction) = fraction.split_at_checked(exponent.parse().ok()?)?;
    let mut digits = number.bytes().rev().take(1).chain(moved.bytes()).chain(fraction.bytes());
    if number.is_empty() || fraction.is_empty() || !digits.all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let billionths: i64 = format!("{fraction:0<9.9}").parse().ok()?;
    let whole = [number, moved].concat().parse().ok()?;
    Some((whole, if number.starts_with('-') { -billionths } else { billionths }))
}

/// A time as RFC 3339 spells it: with seconds, and with a colon in the offset. Anything else stays as it is.
fn rfc3339(text: &str) -> Cow<'_, str> {
    const MINUTES: usize = "2023-06-07T02:27".len();
    // The offset is sought behind the date, which has hyphens of its own.
    let Some((minutes, rest)) = text.split_at_checked(MINUTES) else {
        return text.into();
    };
    let Some(start) = rest.find(['Z', 'z', '+', '-']) else {
        return text.into();
    };
    let (seconds, offset) = rest.split_at(start);
    let seconds = if seconds.is_empty() { ":00" } else { seconds };
    match offset.split_at_checked("+08".len()) {
        Some((hours, minutes_)) if minutes_.len() == 2 => format!("{minutes}{seconds}{hours}:{minutes_}").into(),
        Some((hours, "")) => format!("{minutes}{seconds}{hours}:00").into(),
        _ => format!("{minutes}{seconds}{offset}").into(),
    }
}

impl From<SystemTime> for Timestamp {
    /// The time in UTC with whole seconds, the form that every documented operation takes. It has no more than the
    /// years 0 to 9999; what lies outside becomes the nearest time inside.
    fn from(time: SystemTime) -> Self {
        Self(crate::clock::iso8601(time))
    }
}

impl<T: AnyText> From<T> for Timestamp {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_typed_text(deserializer)
    }
}

/// A time is typed text like an open enum: whatever it is, it is kept.
impl Place for Timestamp {
    type Kind = Time;
}

/// Timestamps, among the kinds of places.
pub struct Time;

impl PlaceKind<Timestamp> for Time {
    fn blank() -> Timestamp {
        Timestamp::default()
    }
    fn slot(time: &mut Timestamp) -> Slot<'_> {
        Slot::TypedText(time)
    }
    fn view(time: &Timestamp) -> View<'_> {
        View::Text(&time.0)
    }
}

impl TryFrom<&Timestamp> for SystemTime {
    type Error = TimestampError;
    fn try_from(time: &Timestamp) -> Result<Self, TimestampError> {
        time.to_system_time()
    }
}

/// The time in UTC with whole seconds, as from a [`SystemTime`].
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
fn from_seconds(since_1970: i64) -> Timestamp {
    Timestamp(crate::clock::iso8601_of(since_1970.into()))
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use super::{Timestamp, TimestampError, from_seconds};

    impl TryFrom<&Timestamp> for jiff::Timestamp {
        type Error = TimestampError;
        fn try_from(time: &Timestamp) -> Result<Self, TimestampError> {
            Self::from_nanosecond(time.parse()?.unix_timestamp_nanos()).map_err(|_| time.error())
        }
    }

    impl From<jiff::Timestamp> for Timestamp {
        /// In UTC with whole seconds; see the conversion from [`SystemTime`](std::time::SystemTime).
        fn from(time: jiff::Timestamp) -> Self {
            // Rounded down, as everywhere: `as_second` rounds towards 1970.
            from_seconds(time.as_second() - i64::from(time.subsec_nanosecond() < 0))
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, TimeZone, Utc};

    use super::{Timestamp, TimestampError, from_seconds};

    impl TryFrom<&Timestamp> for DateTime<Utc> {
        type Error = TimestampError;
        fn try_from(time: &Timestamp) -> Result<Self, TimestampError> {
            let parsed = time.parse()?;
            Self::from_timestamp(parsed.unix_timestamp(), parsed.nanosecond()).ok_or_else(|| time.error())
        }
    }

    impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
        /// In UTC with whole seconds; see the conversion from [`SystemTime`](std::time::SystemTime).
        fn from(time: DateTime<Z>) -> Self {
            from_seconds(time.timestamp())
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::OffsetDateTime;

    use super::{Timestamp, TimestampError, from_seconds};

    impl TryFrom<&Timestamp> for OffsetDateTime {
        type Error = TimestampError;
        /// The offset is that of the text; a number is in UTC.
        fn try_from(time: &Timestamp) -> Result<Self, TimestampError> {
            time.parse()
        }
    }

    impl From<OffsetDateTime> for Timestamp {
        /// In UTC with whole seconds; see the conversion from [`SystemTime`](std::time::SystemTime).
        fn from(time: OffsetDateTime) -> Self {
            from_seconds(time.unix_timestamp())
        }
    }
}

/// A [`Timestamp`] whose text is not a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampError {
    text: String,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:?} is neither an ISO 8601 time such as 2023-06-07T02:27:08Z nor seconds or milliseconds since 1970",
            self.text
        )
    }
}

impl std::error::Error for TimestampError {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_is_read_with_and_without_seconds_and_with_an_offset() {
        let expected = UNIX_EPOCH + Duration::from_secs(1_686_104_820);
        for text in ["2023-06-07T02:27:00Z", "2023-06-07T02:27Z", "2023-06-07T10:27:00+08:00"] {
            assert_eq!(Timestamp::from(text).to_system_time(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_offset_needs_no_colon_and_no_minutes() {
        let expected = UNIX_EPOCH + Duration::from_secs(1_686_104_820);
        for text in [
            "2023-06-07T10:27:00+0800",
            "2023-06-07T10:27+0800",
            "2023-06-07T10:27+08:00",
            "2023-06-07T10:27:00+08",
            "2023-06-06T22:57:00-0330",
            "2023-06-07T10:27:00.000+0800",
        ] {
            assert_eq!(Timestamp::from(text).to_system_time(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_number_is_seconds_or_milliseconds_since_1970() {
        let after = |milliseconds| Ok(UNIX_EPOCH + Duration::from_millis(milliseconds));
        for (text, milliseconds) in [
            ("0", 0),
            ("1686104820", 1_686_104_820_000),
            ("1686104820.0", 1_686_104_820_000),
            ("1686104820.25", 1_686_104_820_250),
            ("1.68610482E9", 1_686_104_820_000),
            ("1686104820123", 1_686_104_820_123),
            ("1.6861048205E9", 1_686_104_820_500),
            ("1.6861048205e+9", 1_686_104_820_500),
            ("1686104820.2500000000001", 1_686_104_820_250),
            ("99999999999", 99_999_999_999_000),
            ("100000000000", 100_000_000_000),
            ("9999999999999", 9_999_999_999_999),
        ] {
            assert_eq!(Timestamp::from(text).to_system_time(), after(milliseconds), "{text}");
        }
        let before = UNIX_EPOCH - Duration::from_millis(1500);
        for text in ["-1.5", "-1.500"] {
            assert_eq!(Timestamp::from(text).to_system_time(), Ok(before), "{text}");
        }
    }

    #[test]
    fn what_is_neither_a_time_nor_a_number_of_seconds_or_milliseconds_is_an_error() {
        for text in [
            "",
            "-",
            ".",
            ".5",
            "1.5.5",
            "10000000000000",
            "20230607022708",
            "1686104820000000",
            "2023-06-07",
            "2023-06-07T02:27",
            "2023-06-07T02:27:08",
            "2023-06-07T02:27:00+8",
            "2023-06-07T02:27+08000",
            "2023-06-07T02:2\u{e9}Z",
            "2023-06-07T02:27:00+\u{e9}1",
            "-9223372036854775808",
            "1.5E",
            "1.5E-1",
            "1.5E99999999999999999999",
            "1.-5E1",
            ".55E1",
            "-.55E1",
        ] {
            assert!(Timestamp::from(text).to_system_time().is_err(), "{text}");
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn a_time_comes_from_and_goes_to_jiff() {
        let time = jiff::Timestamp::try_from(&Timestamp::from("2023-06-07T10:27:00.5+0800")).unwrap();
        assert_eq!(time.as_millisecond(), 1_686_104_820_500);
        assert_eq!(Timestamp::from(time).as_str(), "2023-06-07T02:27:00Z");
        let before = jiff::Timestamp::from_millisecond(-1).unwrap();
        assert_eq!(Timestamp::from(before).as_str(), "1969-12-31T23:59:59Z");
        assert!(jiff::Timestamp::try_from(&Timestamp::from("yesterday")).is_err());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn a_time_comes_from_and_goes_to_chrono() {
        use chrono::{DateTime, FixedOffset, Utc};
        let time = DateTime::<Utc>::try_from(&Timestamp::from("1686104820500")).unwrap();
        assert_eq!(time.timestamp_millis(), 1_686_104_820_500);
        let elsewhere = time.with_timezone(&FixedOffset::east_opt(28_800).unwrap());
        assert_eq!(Timestamp::from(elsewhere).as_str(), "2023-06-07T02:27:00Z");
        let before = DateTime::from_timestamp_millis(-1).unwrap();
        assert_eq!(Timestamp::from(before).as_str(), "1969-12-31T23:59:59Z");
        assert!(DateTime::<Utc>::try_from(&Timestamp::from("yesterday")).is_err());
    }

    #[cfg(feature = "time")]
    #[test]
    fn a_time_comes_from_and_goes_to_time_with_its_offset() {
        let time = OffsetDateTime::try_from(&Timestamp::from("2023-06-07T10:27:00.5+0800")).unwrap();
        assert_eq!((time.unix_timestamp(), time.millisecond(), time.offset().whole_hours()), (1_686_104_820, 500, 8));
        assert_eq!(Timestamp::from(time).as_str(), "2023-06-07T02:27:00Z");
        let before = OffsetDateTime::UNIX_EPOCH - Duration::from_millis(1);
        assert_eq!(Timestamp::from(before).as_str(), "1969-12-31T23:59:59Z");
        assert!(OffsetDateTime::try_from(&Timestamp::from("yesterday")).is_err());
    }

    #[test]
    fn a_time_comes_from_and_goes_to_that_of_the_system() {
        let expected = UNIX_EPOCH + Duration::from_secs(1_686_104_820);
        assert_eq!(SystemTime::try_from(&Timestamp::from(expected)), Ok(expected));
        assert!(SystemTime::try_from(&Timestamp::from("yesterday")).is_err());
    }

    #[test]
    fn a_time_is_made_from_any_text_that_an_enum_is_made_from() {
        let (text, owned) = ("2023-06-07T02:27Z", "2023-06-07T02:27Z".to_owned());
        for time in [Timestamp::from(text), (&owned).into(), Cow::Borrowed(text).into(), owned.clone().into()] {
            assert_eq!(time.as_str(), text);
        }
    }

    #[test]
    fn a_time_is_padded_where_it_is_printed_in_a_column() {
        assert_eq!(
            format!("{:>11}|{:<11}", Timestamp::from("2023-06-07"), Timestamp::from("2023-06-07")),
            " 2023-06-07|2023-06-07 "
        );
    }

    #[test]
    fn a_time_before_1970_keeps_its_fraction() {
        let expected = UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!(Timestamp::from("1969-12-31T23:59:58.5Z").to_system_time(), Ok(expected));
    }

    #[test]
    fn a_time_is_written_in_utc_with_whole_seconds() {
        let time = UNIX_EPOCH + Duration::from_millis(1_686_104_820_999);
        assert_eq!(Timestamp::from(time).as_str(), "2023-06-07T02:27:00Z");
    }

    #[test]
    fn an_odd_time_keeps_its_text_and_says_so() {
        let odd = Timestamp::from("yesterday");
        assert_eq!(odd.as_str(), "yesterday");
        assert_eq!(
            odd.to_system_time().map_err(|error| error.to_string()),
            Err("\"yesterday\" is neither an ISO 8601 time such as 2023-06-07T02:27:08Z nor seconds or milliseconds since 1970"
                .to_owned())
        );
    }
}
