//! What the directory counts, as plain numbers.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::question::Kind;

/// What was asked of the directory since it was opened, and whether Redis is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DirectoryStats {
    /// Questions about e-mail addresses.
    pub email: Asked,
    /// Questions about DM channels, from either side.
    pub dm: Asked,
    /// Requests to Redis that failed, or took too long.
    pub redis_errors: u64,
    /// Whether Redis answered last time; `None` without a Redis.
    pub redis_up: Option<bool>,
}

/// How questions of one kind were answered. "There is none" is an answer too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// From the process's memory.
    pub front_hits: u64,
    /// From Redis.
    pub redis_hits: u64,
    /// Not at all.
    pub misses: u64,
}

/// Who answered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    Front,
    Redis,
    Nobody,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    email: [AtomicU64; 3],
    dm: [AtomicU64; 3],
}

impl Counters {
    pub(crate) fn count(&self, kind: Kind, by: By) {
        let counters = match kind {
            Kind::Email => &self.email,
            Kind::Dm => &self.dm,
            Kind::Zone | Kind::Team => return,
        };
        counters[by as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn email(&self) -> Asked {
        asked(&self.email)
    }

    pub(crate) fn dm(&self) -> Asked {
        asked(&self.dm)
    }
}

fn asked(counters: &[AtomicU64; 3]) -> Asked {
    let [front_hits, redis_hits, misses] =
        [By::Front, By::Redis, By::Nobody].map(|by| counters[by as usize].load(Ordering::Relaxed));
    Asked {
        front_hits,
        redis_hits,
        misses,
    }
}
