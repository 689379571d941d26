//! What a simulator is started with.

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::seed::Seed;

/// How a simulator starts: where it listens, how strict it is, and who lives in it.
#[derive(Clone, Debug)]
pub struct SimConfig {
    /// Where to listen; port 0 takes any free port.
    pub listen: SocketAddr,
    /// The pace it allows.
    pub limits: Limits,
    /// The team's users, channels, tokens and webhooks at the start.
    pub seed: Seed,
    /// Whether an unknown `xoxb-` token is let in as a new app with every scope
    /// (handy for load runs and demonstrations) instead of answered `invalid_auth`.
    pub open_tokens: bool,
}

impl Default for SimConfig {
    /// Loopback on a free port, Slack's limits, the demonstration team, known tokens only.
    fn default() -> Self {
        SimConfig {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            limits: Limits::default(),
            seed: Seed::demo(),
            open_tokens: false,
        }
    }
}

/// The pace the simulator allows. In every field 0 means no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Messages per second into one channel, posts and webhooks together.
    pub post_per_second: u32,
    /// How many of those may come at once after a rest; 0 counts as 1.
    pub post_burst: u32,
    /// Messages one token may post in any 60 seconds, over all channels.
    pub connection_per_minute: u32,
    /// Whether the other methods keep to their tier (20, 50, 100 or 600 calls in any
    /// 60 seconds, for each app and method).
    pub tiers: bool,
    /// How long every answer is held back after the work is done, in milliseconds.
    pub latency_ms: u64,
}

impl Default for Limits {
    /// What Slack documents: one message a second and channel with no burst promised
    /// (<https://docs.slack.dev/apis/web-api/rate-limits>), and the tiers.
    fn default() -> Self {
        Limits {
            post_per_second: 1,
            post_burst: 1,
            connection_per_minute: 0,
            tiers: true,
            latency_ms: 0,
        }
    }
}

impl Limits {
    /// No limit on anything, and no latency.
    #[must_use]
    pub fn none() -> Limits {
        Limits {
            post_per_second: 0,
            post_burst: 0,
            connection_per_minute: 0,
            tiers: false,
            latency_ms: 0,
        }
    }
}
