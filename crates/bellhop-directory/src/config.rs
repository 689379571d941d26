//! What a directory is opened with.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// How much is remembered, and for how long. Every lifetime varies by ±10 %, so that what was
/// learnt together is not forgotten together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DirectoryConfig {
    /// How long an answer is believed (`ttl_seconds` in configuration files). People change their
    /// e-mail address rarely, and a DM channel never changes.
    #[serde(rename = "ttl_seconds", deserialize_with = "seconds")]
    pub ttl: Duration,
    /// How long "there is none" is believed (`negative_ttl_seconds` in configuration files): the
    /// time a new colleague may have to wait for a first message.
    #[serde(rename = "negative_ttl_seconds", deserialize_with = "seconds")]
    pub negative_ttl: Duration,
    /// How many entries are kept, of all kinds together; a DM takes two. The least used go first.
    /// An entry takes some 300 bytes of memory.
    pub entries_max: u64,
}

impl Default for DirectoryConfig {
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(24 * 60 * 60),
            negative_ttl: Duration::from_secs(5 * 60),
            entries_max: 100_000,
        }
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_secs)
}
