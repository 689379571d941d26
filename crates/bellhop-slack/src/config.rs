//! What a client is opened with.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use url::Url;

/// Where Slack is, and how long and how much to take from it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SlackConfig {
    /// The address of the Web API; the method's name is appended. GovSlack has its own.
    pub api_url: Url,
    /// Replaces scheme, host and port of every webhook URL, after the URL itself was checked: for
    /// egress proxies and simulators. `None`: webhooks go where they say.
    pub webhook_url: Option<Url>,
    /// An HTTP proxy for every call, without a user name or password. The environment's proxies
    /// are never read.
    pub proxy: Option<Url>,
    /// The longest time for one call, from dialling to the last byte of the answer (`_ms` in
    /// configuration files). A post that runs into it may have been accepted all the same.
    #[serde(rename = "request_timeout_ms", deserialize_with = "milliseconds")]
    pub request_timeout: Duration,
    /// The longest time for making a connection, TLS included (`_ms` in configuration files).
    #[serde(rename = "connect_timeout_ms", deserialize_with = "milliseconds")]
    pub connect_timeout: Duration,
    /// How long an unused connection is kept (`_ms` in configuration files).
    #[serde(rename = "pool_idle_timeout_ms", deserialize_with = "milliseconds")]
    pub pool_idle_timeout: Duration,
    /// How many unused connections are kept for each host.
    pub pool_idle_max: usize,
    /// The longest answer that is read, in bytes.
    pub response_bytes_max: usize,
}

impl Default for SlackConfig {
    fn default() -> Self {
        Self {
            api_url: Url::parse("https://slack.com/api/").expect("a constant URL is valid"),
            webhook_url: None,
            proxy: None,
            request_timeout: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            pool_idle_timeout: Duration::from_secs(30),
            pool_idle_max: 256,
            response_bytes_max: 1 << 20,
        }
    }
}

fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}
