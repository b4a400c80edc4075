//! Time: the time of day, dates as the protocol writes them, and hosts whose clocks differ from ours.

mod date;
mod skew;
mod time_of_day;

pub(crate) use date::{iso8601, iso8601_of, sent_at};
pub(crate) use skew::{Skews, is_about_the_date};
pub(crate) use time_of_day::{Clock, FOREVER};
