//! Delivery windows and quiet hours: when a message may go next.
//!
//! Times are those that clocks on the wall show in a zone, so that 09:00 stays 09:00 when summer time
//! begins or ends. What clocks pass over (02:30 on the day on which they go from 02:00 to 03:00) is
//! when they have passed it; what they show twice counts both times.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

use super::Zone;
use super::zone::timestamp;

/// The days of the week as `workflow.toml` names them, in order.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// How far ahead an opening is looked for: a window of one day a week opens within it, even when
/// clocks pass over its time once.
const DAYS_AHEAD: i8 = 16;
/// The seconds of a day.
const DAY: u32 = 24 * 60 * 60;

/// A time on the clock, in seconds after midnight; 24:00 is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClockTime(u32);

impl ClockTime {
    /// Midnight at the beginning of a day.
    pub const MIDNIGHT: Self = Self(0);
    /// Midnight at its end.
    pub const END: Self = Self(DAY);

    /// Reads `09:00` or `09:00:30`; `24:00` is the end of the day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| match text.len() {
            2 if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse::<u32>().ok(),
            _ => None,
        };
        let parts: Option<Vec<u32>> = text.split(':').map(number).collect();
        let (hours, minutes, seconds) = match *parts? {
            [hours, minutes] => (hours, minutes, 0),
            [hours, minutes, seconds] => (hours, minutes, seconds),
            _ => return None,
        };
        let all = (hours * 60 + minutes) * 60 + seconds;
        (minutes < 60 && seconds < 60 && all <= DAY).then_some(Self(all))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, seconds) = (self.0 / 60, self.0 % 60);
        write!(f, "{:02}:{:02}", minutes / 60, minutes % 60)?;
        match seconds {
            0 => Ok(()),
            seconds => write!(f, ":{seconds:02}"),
        }
    }
}

/// Whether messages go within the hours, or outside of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A delivery window: only within.
    Window,
    /// Quiet hours: only outside.
    QuietHours,
}

/// Hours of some days of the week. Hours that pass midnight belong to the day on which they begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// What the hours are.
    pub kind: Kind,
    /// When they begin.
    pub from: ClockTime,
    /// When they end; not the same as `from`.
    pub until: ClockTime,
    /// The days, Monday first.
    pub days: [bool; 7],
    /// Whose clocks are meant; `None` for the recipient's.
    pub zone: Option<Zone>,
}

impl Window {
    /// When a message may go that could go at `now_ms`: then, or when the window opens next. Never,
    /// if it does not open within two weeks (hours that never are, or that are always quiet).
    #[must_use]
    pub fn next_open_ms(&self, now_ms: u64, zone: &Zone) -> Option<u64> {
        let (now, zone) = (timestamp(now_ms), zone.inner());
        if self.is_open(now, zone) {
            return Some(now_ms);
        }
        let edge = match self.kind {
            Kind::Window => self.from,
            Kind::QuietHours => self.until,
        };
        let today = now.to_zoned(zone.clone()).date();
        let days = (-1..DAYS_AHEAD).filter_map(|ahead| {
            let day = jiff::Span::new().days(ahead);
            today.checked_add(day).ok()
        });
        let opening = days
            .flat_map(|day| moments(day, edge, zone))
            .find(|at| *at > now && self.is_open(*at, zone))?;
        u64::try_from(opening.as_millisecond()).ok()
    }

    fn is_open(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let local = at.to_zoned(zone.clone());
        let midnight = jiff::civil::Time::midnight();
        let second = local.time().duration_since(midnight).as_secs();
        let second = u32::try_from(second).unwrap_or(0);
        let today = day(local.weekday());
        let yesterday = (today + 6) % 7;
        let (from, until) = (self.from.0, self.until.0);
        let within = if from < until {
            self.days[today] && (from..until).contains(&second)
        } else {
            (self.days[today] && second >= from) || (self.days[yesterday] && second < until)
        };
        within == (self.kind == Kind::Window)
    }
}

fn day(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}

/// The moments at which clocks show this time on this day: one, or two when they are set back over it,
/// or the one at which they are set forward over it.
fn moments(day: Date, time: ClockTime, zone: &TimeZone) -> Vec<Timestamp> {
    let (day, seconds) = match time {
        ClockTime::END => match day.tomorrow() {
            Ok(tomorrow) => (tomorrow, 0),
            Err(_) => return Vec::new(),
        },
        ClockTime(seconds) => (day, seconds),
    };
    let minutes = seconds / 60;
    let time = day.at(
        (minutes / 60) as i8,
        (minutes % 60) as i8,
        (seconds % 60) as i8,
        0,
    );
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let (offset, earlier, later) = (ambiguous.offset(), ambiguous.earlier(), ambiguous.later());
    let (Ok(earlier), Ok(later)) = (earlier, later) else {
        return Vec::new();
    };
    match offset {
        AmbiguousOffset::Unambiguous { .. } => vec![earlier],
        AmbiguousOffset::Fold { .. } => vec![earlier, later],
        AmbiguousOffset::Gap { .. } => zone
            .following(earlier)
            .next()
            .map(|transition| vec![transition.timestamp()])
            .unwrap_or_default(),
    }
}

/// The hours in words: `09:00 to 18:00 on mon, tue`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.kind {
            Kind::Window => "delivery window",
            Kind::QuietHours => "quiet hours",
        };
        write!(f, "{name} {} to {}", self.from, self.until)?;
        if self.days != [true; 7] {
            let named = DAYS.iter().zip(self.days).filter(|(_, is_meant)| *is_meant);
            let named: Vec<_> = named.map(|(name, _)| *name).collect();
            write!(f, " on {}", named.join(", "))?;
        }
        Ok(())
    }
}

impl Window {
    /// The days of these names; `None` when one is unknown, or when there is none.
    #[must_use]
    pub fn days_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<[bool; 7]> {
        let mut days = [false; 7];
        for name in names {
            days[DAYS.iter().position(|day| *day == name)?] = true;
        }
        (days != [false; 7]).then_some(days)
    }
}

#[cfg(test)]
mod tests;
