//! `Retry-After`: how long Slack asks to be left alone.
//!
//! Slack documents whole seconds (<https://docs.slack.dev/apis/web-api/rate-limits>). Proxies in
//! between may send an HTTP date, and on an incoming webhook the header may be missing. Whatever
//! comes, the wait is never zero and never longer than [`LONGEST`].

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The wait when the header is missing, zero, negative, past or garbage.
pub const DEFAULT: Duration = Duration::from_secs(30);

/// The longest wait that is believed; what is longer is taken as this.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Reads the value of a `Retry-After` header; `now` is what an HTTP date is measured from.
/// `None` when it says nothing usable.
#[must_use]
pub fn parse(header: &str, now: Timestamp) -> Option<Duration> {
    let text = header.trim();
    if text.is_empty() {
        return None;
    }
    let seconds = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only digits and yet no number: too large for one, so the longest wait.
        text.parse::<u64>().unwrap_or(u64::MAX)
    } else {
        seconds_until(text, now)?
    };
    (seconds > 0).then(|| Duration::from_secs(seconds).min(LONGEST))
}

fn seconds_until(date: &str, now: Timestamp) -> Option<u64> {
    // A wrong name of the weekday does not make the moment less clear.
    let then = DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(date)
        .ok()?;
    u64::try_from(then.as_second() - now.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<u64>) {
        let now: Timestamp = "1994-11-06T08:49:30Z".parse().unwrap();

        assert_eq!(
            parse(header, now),
            expected.map(Duration::from_secs),
            "{header:?}"
        );
    }

    #[test]
    fn whole_seconds_are_taken_as_they_are() {
        check("1", Some(1));
        check(" 30 ", Some(30));
        check("600", Some(600));
        check("3600", Some(3600));
    }

    #[test]
    fn an_absurd_wait_is_cut_to_one_hour() {
        check("3601", Some(3600));
        check("18446744073709551615", Some(3600));
        check("99999999999999999999999999", Some(3600));
    }

    #[test]
    fn zero_negative_and_garbage_say_nothing() {
        for header in [
            "", "  ", "0", "00", "-1", "+5", "1.5", "soon", "1e3", "٣", "30s",
        ] {
            check(header, None);
        }
    }

    #[test]
    fn an_http_date_is_measured_from_now() {
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(7));
        check("Sun, 06 Nov 1994 08:49:30 GMT", None);
        check("Sun, 06 Nov 1994 08:00:00 GMT", None);
        check("Tue, 06 Nov 2094 08:49:37 GMT", Some(3600));
    }
}
