//! Gauges that all desks of a worker fill together: each adds what is its own, and takes it back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus::{Gauge, IntGauge};

use super::Metrics;

/// One desk's share of the gauges that all desks of a worker fill together.
pub(crate) struct Share {
    gauges: [IntGauge; 5],
    shown: [i64; 5],
    shard: u16,
    drains: Drains,
}

/// How long the slowest lane of each desk takes, and the gauge that shows the slowest of all.
#[derive(Debug, Clone)]
pub(super) struct Drains {
    pub(super) by_shard: Arc<Mutex<BTreeMap<u16, Duration>>>,
    pub(super) longest: Gauge,
}

impl Drains {
    fn set(&self, shard: u16, drains_in: Duration) {
        let mut by_shard = self.by_shard.lock().unwrap_or_else(PoisonError::into_inner);
        by_shard.insert(shard, drains_in);
        let longest = by_shard.values().max().copied().unwrap_or_default();
        self.longest.set(longest.as_secs_f64());
    }
}

impl Share {
    pub(crate) fn of(metrics: &Metrics, shard: u16) -> Self {
        let gauges = [
            &metrics.held,
            &metrics.lanes,
            &metrics.in_flight,
            &metrics.spilled,
            &metrics.connections_away,
        ];
        Self {
            gauges: gauges.map(Clone::clone),
            shown: [0; 5],
            shard,
            drains: metrics.drains.clone(),
        }
    }

    pub(crate) fn drains_in(&self, longest: Duration) {
        self.drains.set(self.shard, longest);
    }

    /// Messages held, lanes, calls under way, messages in the store, connections away.
    pub(crate) fn set(&mut self, values: [usize; 5]) {
        for ((gauge, shown), value) in self.gauges.iter().zip(&mut self.shown).zip(values) {
            let value = i64::try_from(value).unwrap_or(i64::MAX);
            gauge.add(value - *shown);
            *shown = value;
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.set([0; 5]);
        self.drains_in(Duration::ZERO);
    }
}
