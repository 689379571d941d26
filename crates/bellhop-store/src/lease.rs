//! Leases: which worker owns which shards, and until when.
//!
//! Pure: the back end says who is alive, who holds what and what time it is; this says what follows.
//! A worker's share is an even part of all shards. It takes what is free up to its share, keeps what it
//! holds, and is told what it holds beyond its share; nothing is ever taken from an owner whose lease
//! has not run out.

use std::fmt;

use uuid::Uuid;

/// A worker that shares the shards with others: a random id, made at its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkerId(Uuid);

impl WorkerId {
    /// An id that no other worker has.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    pub(crate) fn from_uuid(id: Uuid) -> Self {
        Self(id)
    }

    pub(crate) fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The right to a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The shard, from 0.
    pub shard: u16,
    /// Goes up each time that the shard changes hands.
    pub generation: u64,
}

/// What a worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leases {
    /// What this worker holds now, in the order of the shards, until the time to live after the call
    /// was made.
    pub held: Vec<Lease>,
    /// Those of `held` that it should give back, because others have fewer.
    pub surplus: Vec<u16>,
    /// Workers that are alive, this one included.
    pub workers: u32,
}

/// A shard's owner, as it is on record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owned {
    pub(crate) shard: u16,
    /// `None` when it was given back.
    pub(crate) worker: Option<WorkerId>,
    pub(crate) generation: u64,
    pub(crate) expires_at_ms: u64,
}

/// What `me` holds from now on: what it held and nobody took, and what is free, up to its share.
///
/// `alive` are the workers alive, `me` among them; `owned` are the shards that ever had an owner.
pub(crate) fn lease(
    me: WorkerId,
    shards: u16,
    alive: &[WorkerId],
    owned: &[Owned],
    now_ms: u64,
) -> Leases {
    let share = share(me, shards, alive);
    let mut held = Vec::new();
    let mut free = Vec::new();
    for shard in 0..shards {
        let owned = owned.iter().find(|owned| owned.shard == shard);
        let generation = owned.map_or(0, |owned| owned.generation);
        match owned.and_then(|owned| Some((owned.worker?, owned.expires_at_ms))) {
            // Run out or not: had another taken it, it would not be mine.
            Some((worker, _)) if worker == me => held.push(Lease { shard, generation }),
            Some((_, expires_at_ms)) if expires_at_ms > now_ms => {}
            Some(_) | None => free.push(Lease {
                shard,
                generation: generation + 1,
            }),
        }
    }
    let wanted = share.saturating_sub(held.len());
    held.extend(free.into_iter().take(wanted));
    held.sort_unstable_by_key(|lease| lease.shard);
    let surplus = held.iter().skip(share).map(|lease| lease.shard).collect();
    Leases {
        held,
        surplus,
        workers: u32::try_from(alive.len()).unwrap_or(u32::MAX),
    }
}

/// How many shards are a worker's part: the first workers have one more when it does not come out even.
fn share(me: WorkerId, shards: u16, alive: &[WorkerId]) -> usize {
    let rank = alive.iter().filter(|worker| **worker < me).count();
    let (shards, workers) = (usize::from(shards), alive.len().max(1));
    shards / workers + usize::from(rank < shards % workers)
}

#[cfg(test)]
mod tests;
