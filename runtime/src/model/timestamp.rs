//! Points in time, kept as the service wrote them.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Place, Slot, View};

/// A point in time as ISO 8601 text, for example `2023-06-07T02:27:08Z`.
///
/// The text is kept as it came, so that an odd date never fails a reply and is no drift; [`to_system_time`](Self::to_system_time)
/// reads it. Compare and sort the times, not the texts: one time has many texts.
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
    /// Understands RFC 3339, with or without seconds (`2023-06-07T02:27Z` is the service's older form).
    ///
    /// # Errors
    /// The text is not such a time, or lies outside what [`SystemTime`] holds.
    pub fn to_system_time(&self) -> Result<SystemTime, TimestampError> {
        let parsed = OffsetDateTime::parse(&self.0, &Rfc3339).or_else(|error| {
            // `…T02:27Z` becomes `…T02:27:00Z`.
            match self.0.strip_suffix('Z') {
                Some(minutes) if minutes.len() == "2023-06-07T02:27".len() => {
                    OffsetDateTime::parse(&format!("{minutes}:00Z"), &Rfc3339).map_err(|_| error)
                }
                _ => Err(error),
            }
        });
        // The conversion that `time` offers panics where a platform's clock begins later than year 0.
        let since_1970 = parsed.ok().map(|time| time - OffsetDateTime::UNIX_EPOCH);
        let time = since_1970.and_then(|since| match since.is_negative() {
            true => UNIX_EPOCH.checked_sub(since.unsigned_abs()),
            false => UNIX_EPOCH.checked_add(since.unsigned_abs()),
        });
        time.ok_or_else(|| TimestampError { text: self.0.clone() })
    }
}

impl From<SystemTime> for Timestamp {
    /// The time in UTC with whole seconds, the form that every documented operation takes. It has no more than the
    /// years 0 to 9999; what lies outside becomes the nearest time inside.
    fn from(time: SystemTime) -> Self {
        Self(crate::clock::iso8601(time))
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
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
        formatter.write_str(&self.0)
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
        super::deserialize_symbol(deserializer)
    }
}

/// A time is a symbol like an open enum: any text is kept.
impl Place for Timestamp {
    fn blank() -> Self {
        Self::default()
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Symbol(self)
    }
    fn view(&self) -> View<'_> {
        View::Text(&self.0)
    }
}

/// A [`Timestamp`] whose text is not a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampError {
    text: String,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not an ISO 8601 time such as 2023-06-07T02:27:08Z", self.text)
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
            Err("\"yesterday\" is not an ISO 8601 time such as 2023-06-07T02:27:08Z".to_owned())
        );
    }
}
