//! Time zones by their IANA names, from the data that is built in: no file of the machine is read.

use std::fmt;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone, such as `Europe/Berlin`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// A name that is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time zone must be an IANA name such as Europe/Berlin or UTC, not {0:?}")]
pub struct ZoneError(String);

impl Zone {
    /// The zone of this name.
    ///
    /// # Errors
    /// [`ZoneError`] when there is none.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        let zone = DATABASE.get(name.trim());
        zone.map(Self)
            .map_err(|_| ZoneError(name.chars().take(80).collect()))
    }

    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// A moment as its clocks show it: `2026-11-27 09:00`.
    #[must_use]
    pub fn clock(&self, at_ms: u64) -> String {
        let shown = timestamp(at_ms).to_zoned(self.0.clone());
        shown.strftime("%Y-%m-%d %H:%M").to_string()
    }

    pub(super) fn inner(&self) -> &TimeZone {
        &self.0
    }
}

/// The moment so many milliseconds after 1970; what is beyond the calendar is its last day.
pub(super) fn timestamp(at_ms: u64) -> Timestamp {
    let at_ms = i64::try_from(at_ms).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MAX)
}

impl TryFrom<String> for Zone {
    type Error = ZoneError;
    fn try_from(name: String) -> Result<Self, ZoneError> {
        Self::parse(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_name_and_written_as_it() {
        let zone = Zone::parse("Europe/Berlin").unwrap();

        assert_eq!(zone.name(), "Europe/Berlin");
        assert_eq!(zone.clock(1_795_237_320_000), "2026-11-21 06:02");
        let json = serde_json::to_string(&zone).unwrap();
        assert_eq!(serde_json::from_str::<Zone>(&json).unwrap(), zone);
        assert_eq!(Zone::parse("UTC").unwrap().name(), "UTC");
    }

    #[test]
    fn what_is_no_zone_is_refused_by_its_name() {
        for name in ["", "Berlin", "Europe/Atlantis", "+02:00"] {
            let error = Zone::parse(name).unwrap_err().to_string();
            assert!(error.contains(&format!("{name:?}")), "{error}");
        }
    }
}
