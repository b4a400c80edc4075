//! Time: the time of day, dates as the protocol writes them, and hosts whose clocks differ from ours.

mod date;
mod skew;
mod time_of_day;

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
pub(crate) use date::iso8601_of;
pub(crate) use date::{http_date, iso8601, sent_at};
pub(crate) use skew::{Skews, is_about_the_date};
pub(crate) use time_of_day::{Clock, FOREVER};
