//! Time as the protocol writes it.

use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};

/// `YYYY-MM-DDThh:mm:ssZ`: whole seconds, UTC.
const SECONDS: EncodedConfig =
    Config::DEFAULT.set_time_precision(TimePrecision::Second { decimal_digits: None }).encode();

/// The time as every signature wants it, for example `2024-01-02T03:04:05Z`.
pub(crate) fn iso8601(time: SystemTime) -> String {
    // Formatting fails only for years beyond four digits, which no clock shows.
    OffsetDateTime::from(time).format(&Iso8601::<SECONDS>).unwrap_or_default()
}
