//! How fast: what the configuration says of it.

use std::num::NonZeroU32;

use serde::Deserialize;

/// The pace (`pace` in the configuration).
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaceConfig {
    /// Messages a second to one destination; 0 is unlimited. Slack allows about 1.
    pub destination_per_second: f64,
    /// Messages that one destination may get at once after a rest.
    pub destination_burst: NonZeroU32,
    /// Messages a minute of one connection, all destinations together; 0 is learned from Slack's
    /// answers.
    pub connection_per_minute: u32,
}
