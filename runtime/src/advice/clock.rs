//! The hint for a refused date: how far this machine's clock and the service's are apart.

use std::time::Duration;

use http::HeaderMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::clock::sent_at;

/// Clocks that differ by less are not the reason: requests and responses take their time.
const TOLERATED: Duration = Duration::from_secs(60);

const REMEDY: &str = "Set it (NTP keeps it right), or give one that is right to ClientBuilder::clock.";

/// The hint for a refused date; `signed_at` is that date, where it is known.
pub(crate) fn clock_advice(signed_at: Option<&str>, headers: &HeaderMap) -> String {
    let theirs = sent_at(headers).map(OffsetDateTime::from);
    let ours = signed_at.and_then(|date| OffsetDateTime::parse(date, &Rfc3339).ok());
    let Some((ours, theirs)) = ours.zip(theirs) else {
        return format!("This machine's clock is more than 15 minutes off. {REMEDY}");
    };
    let off = (ours - theirs).unsigned_abs();
    if off < TOLERATED {
        return "This machine's clock shows the same time as the service's, so the request was old when it arrived: \
                something in between has delayed it, or has sent it again."
            .to_owned();
    }
    let side = if ours < theirs { "behind" } else { "ahead of" };
    format!("This machine's clock is {} {side} the service's. {REMEDY}", spoken(off))
}

fn spoken(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    let (count, unit) = match minutes {
        0..120 => (minutes, "minute"),
        120..2880 => (minutes / 60, "hour"),
        _ => (minutes / 60 / 24, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(signed_at: &str) -> String {
        clock_advice(
            Some(signed_at),
            &HeaderMap::from_iter([(http::header::DATE, "Tue, 14 Nov 2023 22:13:20 GMT".parse().unwrap())]),
        )
    }

    #[test]
    fn the_hint_has_the_difference_of_the_clocks() {
        for (signed_at, words) in [
            ("2023-11-14T21:36:20Z", "This machine's clock is 37 minutes behind the service's. Set it"),
            ("2023-11-15T06:13:20Z", "This machine's clock is 8 hours ahead of the service's. Set it"),
            ("1970-01-01T00:00:00Z", "This machine's clock is 19675 days behind the service's. Set it"),
            (
                "2023-11-14T22:13:50Z",
                "This machine's clock shows the same time as the service's, so the request was old",
            ),
            ("not a date", "This machine's clock is more than 15 minutes off. Set it"),
        ] {
            assert!(hint(signed_at).starts_with(words), "{}", hint(signed_at));
        }
    }

    #[test]
    fn a_response_without_a_date_is_no_obstacle() {
        assert!(clock_advice(Some("2023-11-14T21:36:20Z"), &HeaderMap::new()).contains("more than 15 minutes off"));
    }
}
