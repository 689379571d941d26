//! The settings of the HTTP side. The program's default configuration gives every value; the
//! defaults here are the same ones, for tests and for programs that embed this crate.

use std::net::SocketAddr;

use bellhop_core::profile::ProfileLimits;
use serde::Deserialize;

/// `[http]`: the server and the bounds of one request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether the studio, the page on which templates are written, is served at `/studio/`.
    pub studio: bool,
    /// Threads that serve requests; 0 means one for each core.
    pub workers: usize,
    /// Open connections of one thread; more wait in the kernel's backlog.
    pub connections_max: usize,
    /// Bytes of one request's body. The official SDKs send up to about 2.4 MB.
    pub body_bytes_max: usize,
    /// Bytes of one request's line and headers together. (Above 128 KiB the connection is closed
    /// without an answer.)
    pub header_bytes_max: usize,
    /// How deeply the JSON of a body may nest.
    pub json_depth_max: usize,
    /// How far the `Date` of a signed request may be from the server's clock, in seconds; 0 means
    /// that it is not compared. The protocol has no such rule and callers' clocks are what they are,
    /// so 0 is the default; set it (300 is usual) where requests could be recorded and replayed.
    pub date_tolerance_seconds: u64,
    /// How long an idle connection is kept, in seconds.
    pub keep_alive_seconds: u64,
    /// How long a client may take to send a request's line and headers, in seconds.
    pub head_timeout_seconds: u64,
    /// How long a client may take to send a request's body, in seconds.
    pub body_timeout_seconds: u64,
    /// How long a stopping server still takes requests while `/health/ready` says no, in seconds, so
    /// that a load balancer can take it out first; 0 stops at once.
    pub drain_delay_seconds: u64,
    /// How long requests in flight may go on when the server stops, in seconds.
    pub drain_seconds: u64,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            studio: true,
            workers: 0,
            connections_max: 25_000,
            body_bytes_max: 8 * 1024 * 1024,
            header_bytes_max: 32 * 1024,
            json_depth_max: 64,
            date_tolerance_seconds: 0,
            keep_alive_seconds: 75,
            head_timeout_seconds: 10,
            body_timeout_seconds: 30,
            drain_delay_seconds: 0,
            drain_seconds: 30,
        }
    }
}

/// `[ingest]`: the bounds of what one request may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IngestConfig {
    /// Recipients of one trigger.
    pub recipients_max: usize,
    /// Recipients of one trigger × bytes of its data: what the fan-out of one request may come to.
    pub fanout_bytes_max: usize,
    /// Records of one bulk request.
    pub bulk_records_max: usize,
    /// Rows of one page of a list.
    pub page_rows_max: u32,
    /// Messages that one page of a search looks at.
    pub search_rows_max: u32,
    /// Dead letters that one request redrives or purges.
    pub dead_letters_max: usize,
    /// Slack addresses of one profile.
    pub profile_addresses_max: usize,
    /// Bytes of one profile's properties, as JSON text.
    pub profile_bytes_max: usize,
}

impl Default for IngestConfig {
    fn default() -> Self {
        Self {
            recipients_max: 10_000,
            fanout_bytes_max: 256 * 1024 * 1024,
            bulk_records_max: 1_000,
            page_rows_max: 1_000,
            search_rows_max: 50_000,
            dead_letters_max: 1_000,
            profile_addresses_max: 100,
            profile_bytes_max: 256 * 1024,
        }
    }
}

impl IngestConfig {
    /// The bounds of one profile.
    #[must_use]
    pub fn profile_limits(&self) -> ProfileLimits {
        ProfileLimits {
            addresses_max: self.profile_addresses_max,
            bytes_max: self.profile_bytes_max,
        }
    }
}
