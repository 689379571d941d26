//! What there is to set about a worker (`worker` in the configuration).

use bellhop_core::retry::RetryPolicy;
use bellhop_core::scheduler::PaceConfig;
use bellhop_core::spill::Bounds;
use serde::Deserialize;

/// The bounds of one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerConfig {
    /// Messages of one shard held in memory at once, waiting for their turn or on the road.
    pub window: usize,
    /// Messages of one lane held in memory; the rest waits in the store.
    pub lane_max: usize,
    /// Messages of one category of one connection held in memory.
    pub connection_max: usize,
    /// Calls to Slack under way at once.
    pub in_flight_max: usize,
    /// Recipients planned in one piece; a larger trigger is planned in several.
    pub plan_chunk: usize,
    /// Lanes of one shard that are told of to those who ask when what waits will have gone: the
    /// slowest.
    pub backlogs_max: usize,
    /// How long a stopping worker waits for the calls that are under way, in seconds.
    pub grace_seconds: u64,
    /// How long a shard stays with a worker that is not heard of, in seconds. At least 1.
    pub lease_seconds: u64,
}

/// Of what the queue lets a desk have in its hands, this part is kept free for what passes through to the
/// store.
const IN_PASSING: usize = 8;

/// Everything that decides how a worker works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) worker: WorkerConfig,
    pub(crate) pace: PaceConfig,
    pub(crate) retry: RetryPolicy,
    pub(crate) late: LateBounds,
}

/// How many late messages one stands for, and how many of them it lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateBounds {
    pub(crate) gathered_max: usize,
    pub(crate) listed_max: usize,
}

impl Settings {
    /// How much a desk holds; `in_hand_max` is how much the queue lets it have.
    pub(crate) fn bounds(&self, in_hand_max: Option<usize>) -> Bounds {
        let WorkerConfig {
            window,
            lane_max,
            connection_max,
            ..
        } = self.worker;
        Bounds {
            window: in_hand_max.map_or(window, |most| window.min(most - most / IN_PASSING)),
            lane_max,
            connection_max,
            open_road: self.pace.destination_per_second <= 0.0
                && self.pace.connection_per_minute == 0,
        }
    }
}
