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
    /// How many entries the process keeps in its memory, of all kinds together; a DM takes two. The
    /// least used go first. An entry takes some 300 bytes.
    pub entries_max: u64,
    /// How long a team's list of people is not read again after it was read to its end
    /// (`sweep_again_seconds` in configuration files).
    #[serde(rename = "sweep_again_seconds", deserialize_with = "seconds")]
    pub sweep_again: Duration,
    /// What every key in Redis begins with.
    pub prefix: String,
    /// How many connections to Redis there are at most.
    pub pool_max: usize,
    /// How long Redis may take for one request, dialling included (`timeout_ms` in configuration
    /// files). A question that takes longer is unknown.
    #[serde(rename = "timeout_ms", deserialize_with = "milliseconds")]
    pub timeout: Duration,
}

impl Default for DirectoryConfig {
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(24 * 60 * 60),
            negative_ttl: Duration::from_secs(5 * 60),
            entries_max: 100_000,
            sweep_again: Duration::from_secs(10 * 60),
            prefix: "bellhop".to_owned(),
            pool_max: 8,
            timeout: Duration::from_millis(200),
        }
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_secs)
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}
