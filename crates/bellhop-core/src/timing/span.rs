//! Durations as people write them: `1d2h30m10s`, `200ms`, or a number of seconds.

use std::time::Duration;

/// What a duration looks like, for errors.
pub const SPAN_SHAPE: &str =
    "a duration such as \"1d2h30m10s\" or \"200ms\", or a number of seconds";

/// The units, largest first: each at most once, in this order.
const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Reads a duration: numbers with units, largest first, blanks allowed between; a bare number is
/// seconds. `None` for anything else, and for what does not fit.
#[must_use]
pub fn parse_span(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(rest.parse().ok()?));
    }
    let (mut total_ms, mut next_unit) = (0u64, 0);
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].trim_start();
        let length = unit.len()
            - unit
                .trim_start_matches(|c: char| c.is_ascii_lowercase())
                .len();
        let place = UNITS
            .iter()
            .position(|(name, _)| *name == &unit[..length])?;
        if place < next_unit {
            return None;
        }
        next_unit = place + 1;
        total_ms = total_ms.checked_add(number.checked_mul(UNITS[place].1)?)?;
        rest = unit[length..].trim_start();
    }
    (next_unit > 0).then(|| Duration::from_millis(total_ms))
}

/// A duration as [`parse_span`] reads it.
#[must_use]
pub fn say_span(span: Duration) -> String {
    let mut left = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let mut text = String::new();
    for (name, milliseconds) in UNITS {
        let count = left / milliseconds;
        left %= milliseconds;
        if count > 0 {
            text.push_str(&format!("{count}{name}"));
        }
    }
    if text.is_empty() {
        "0s".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_are_read_as_they_are_written() {
        let cases = [
            ("1d2h30m10s", 95_410_000),
            ("200ms", 200),
            ("1s500ms", 1_500),
            ("90", 90_000),
            (" 2h 5m ", 7_500_000),
            ("0s", 0),
            ("0", 0),
        ];
        for (text, milliseconds) in cases {
            let read = parse_span(text);
            assert_eq!(read, Some(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_none() {
        let wrong = [
            "",
            " ",
            "s",
            "1x",
            "-1s",
            "1.5s",
            "10s1h",
            "1h1h",
            "1h2",
            "soon",
            "1D",
            "99999999999999999999d",
            "999999999999999999d",
            "1é",
        ];
        for text in wrong {
            assert_eq!(parse_span(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_is_read_again(milliseconds in 0u64..10_000_000_000_000) {
            let span = Duration::from_millis(milliseconds);
            prop_assert_eq!(parse_span(&say_span(span)), Some(span));
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,20}") {
            let _ = parse_span(&text);
        }
    }
}
