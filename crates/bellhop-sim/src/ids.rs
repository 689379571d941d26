//! The identifiers the simulator makes up: message timestamps and ids in Slack's form.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};

/// A message's `ts`: microseconds since the epoch, written the way Slack writes it
/// (`1732170000.000100`). Within a channel it is unique and only ever grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ts(pub(crate) u64);

impl Ts {
    /// The present instant, or the next free one after `last`.
    pub(crate) fn after(last: Ts) -> Ts {
        Ts(now_micros().max(last.0 + 1))
    }
}

impl fmt::Display for Ts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}.{:06}",
            self.0 / 1_000_000,
            self.0 % 1_000_000
        )
    }
}

impl Serialize for Ts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not a timestamp in Slack's form.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a message timestamp such as 1732170000.000100")]
pub struct BadTs;

impl FromStr for Ts {
    type Err = BadTs;

    /// Reads `seconds.micros`, with one to six digits after the point, or whole seconds
    /// (which `conversations.history` takes as bounds).
    fn from_str(text: &str) -> Result<Ts, BadTs> {
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(seconds, 12) || !digits(fraction, 6) {
            return Err(BadTs);
        }
        let seconds: u64 = seconds.parse().map_err(|_| BadTs)?;
        let micros: u64 = format!("{fraction:0<6}").parse().map_err(|_| BadTs)?;
        Ok(Ts(seconds * 1_000_000 + micros))
    }
}

impl PartialEq<str> for Ts {
    fn eq(&self, other: &str) -> bool {
        other.parse() == Ok(*self)
    }
}

impl PartialEq<&str> for Ts {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

/// Milliseconds since the epoch, now.
pub(crate) fn now_ms() -> u64 {
    now_micros() / 1_000
}

fn now_micros() -> u64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since_epoch.as_micros()).unwrap_or(u64::MAX)
}

/// An id in Slack's form: a letter that says what it names, then upper-case base 36.
pub(crate) fn id(kind: char, number: u64) -> String {
    let mut rest = [b'0'; 8];
    let mut left = number;
    for place in rest.iter_mut().rev() {
        let digit = u8::try_from(left % 36).expect("a remainder of 36 fits in a byte");
        *place = if digit < 10 {
            b'0' + digit
        } else {
            b'A' + digit - 10
        };
        left /= 36;
    }
    let rest = std::str::from_utf8(&rest).expect("digits and capitals are ASCII");
    format!("{kind}SIM{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_survives_the_trip_through_text() {
        let ts = Ts(1_732_170_000_000_100);

        assert_eq!(ts.to_string(), "1732170000.000100");
        assert_eq!("1732170000.000100".parse(), Ok(ts));
        assert_eq!("1732170000.0001".parse(), Ok(ts));
    }

    #[test]
    fn what_is_not_a_timestamp_is_refused() {
        for text in ["", ".", "12.", "abc", "1.2.3", "-1.0", "1732170000.0001000"] {
            assert_eq!(text.parse::<Ts>(), Err(BadTs), "{text}");
        }
    }

    #[test]
    fn timestamps_grow_even_within_one_microsecond() {
        let far = Ts(u64::MAX / 2);

        assert!(Ts::after(far) > far);
    }
}
