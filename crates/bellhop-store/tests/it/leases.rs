//! Shards have one owner at a time, and workers share them evenly.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bellhop_store::{Lease, Leases, Store, WorkerId};

use crate::place::Place;

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn lease(store: &Store, worker: WorkerId, shards: u16) -> Leases {
    store.lease_shards(worker, shards, HOUR).await.unwrap()
}

pub(crate) async fn the_first_says_how_many_shards_there_are(place: Place) {
    let store = place.open().await;

    assert_eq!(store.fix_shards(16).await.unwrap(), 16);
    assert_eq!(store.fix_shards(32).await.unwrap(), 16);

    drop(store);
    assert_eq!(place.open().await.fix_shards(32).await.unwrap(), 16);
}

pub(crate) async fn a_worker_alone_gets_every_shard(place: Place) {
    let store = place.open().await;
    let worker = WorkerId::random();

    let leases = lease(&store, worker, 16).await;

    let all = (0..16).map(|shard| Lease {
        shard,
        generation: 1,
    });
    let expected = Leases {
        held: all.collect(),
        surplus: vec![],
        workers: 1,
    };
    assert_eq!(leases, expected);
    assert_eq!(lease(&store, worker, 16).await, expected);
    store.leave(worker).await.unwrap();
    store.close().await;

    let after = lease(&place.open().await, WorkerId::random(), 16).await;
    assert_eq!(after.held.len(), 16);
    assert!(after.held.iter().all(|lease| lease.generation == 2));
}

/// What a worker believes: what it held at last and did not give back.
struct Worker {
    id: WorkerId,
    store: Store,
    held: Vec<Lease>,
}

impl Worker {
    async fn on(place: &Place) -> Self {
        Self {
            id: WorkerId::random(),
            store: place.open().await,
            held: Vec::new(),
        }
    }

    /// One round of a worker: it renews, and gives back what it has too much of.
    async fn round(&mut self, ttl: Duration) {
        let leases = self.store.lease_shards(self.id, 16, ttl).await.unwrap();
        let surplus = &leases.surplus;
        self.store.release_shards(self.id, surplus).await.unwrap();
        let kept = leases.held.iter();
        self.held = kept
            .filter(|lease| !surplus.contains(&lease.shard))
            .copied()
            .collect();
    }

    async fn leave(&mut self) {
        self.store.leave(self.id).await.unwrap();
        self.held.clear();
    }
}

/// Asserts that no shard has two owners, and that its generation goes up exactly with its owners.
#[derive(Default)]
struct Watch {
    last: HashMap<u16, (WorkerId, u64)>,
    given_back: HashSet<u16>,
}

impl Watch {
    fn look(&mut self, workers: &[Worker]) {
        let mut held = HashMap::new();
        for worker in workers {
            for lease in &worker.held {
                let other = held.insert(lease.shard, (worker.id, lease.generation));
                assert_eq!(other, None, "shard {} has two owners", lease.shard);
            }
        }
        for (shard, (worker, generation)) in &held {
            let last = self.last.insert(*shard, (*worker, *generation));
            let (last_worker, last_generation) = last.unwrap_or((*worker, 1));
            let changed = last_worker != *worker || self.given_back.contains(shard);
            // It may have changed hands several times since it was last looked at.
            assert!(*generation == last_generation || changed);
            assert!(*generation > last_generation || !changed || last.is_none());
        }
        self.given_back = (0..16).filter(|shard| !held.contains_key(shard)).collect();
    }
}

fn counts(workers: &[Worker]) -> Vec<usize> {
    let mut counts: Vec<_> = workers.iter().map(|worker| worker.held.len()).collect();
    counts.sort_unstable();
    counts
}

#[tokio::test]
async fn three_workers_share_16_shards_evenly_and_take_those_of_one_that_leaves() {
    let place = Place::postgres().await;
    let mut watch = Watch::default();
    let mut workers = Vec::new();
    for _ in 0..3 {
        workers.push(Worker::on(&place).await);
    }
    let mut rounds = async |workers: &mut Vec<Worker>| {
        for _ in 0..3 {
            for number in 0..workers.len() {
                workers[number].round(HOUR).await;
                watch.look(workers);
            }
        }
    };

    rounds(&mut workers).await;
    assert_eq!(counts(&workers), [5, 5, 6]);

    workers[0].leave().await;
    workers.remove(0);
    rounds(&mut workers).await;
    assert_eq!(counts(&workers), [8, 8]);

    workers.push(Worker::on(&place).await);
    rounds(&mut workers).await;
    assert_eq!(counts(&workers), [5, 5, 6]);
}

#[tokio::test]
async fn the_shards_of_a_dead_worker_are_taken_when_its_leases_have_run_out() {
    let place = Place::postgres().await;
    let (mut dead, mut alive) = (Worker::on(&place).await, Worker::on(&place).await);
    dead.round(Duration::from_secs(1)).await;
    assert_eq!(dead.held.len(), 16);

    alive.round(HOUR).await;
    assert_eq!(alive.held, []);
    let taken = async {
        while alive.held.len() < 16 {
            alive.round(HOUR).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), taken)
        .await
        .unwrap();

    assert!(alive.held.iter().all(|lease| lease.generation == 2));
    dead.round(HOUR).await;
    assert_eq!(dead.held, []);
}

#[tokio::test]
async fn a_lease_that_ran_out_and_that_nobody_took_is_renewed_as_it_was() {
    let place = Place::postgres().await;
    let mut worker = Worker::on(&place).await;
    worker.round(Duration::ZERO).await;
    let before = worker.held.clone();

    worker.round(Duration::ZERO).await;

    assert_eq!(worker.held, before);
}

/// Workers join, work, leave and work on, in any order; with leases of an hour none runs out, so what
/// each believes must hold at every moment.
#[tokio::test]
async fn whatever_workers_do_no_shard_ever_has_two_owners() {
    for seed in 0..4_u64 {
        let place = Place::postgres().await;
        let mut watch = Watch::default();
        let mut workers = vec![Worker::on(&place).await, Worker::on(&place).await];
        let mut random = seed;
        for _ in 0..60 {
            // A linear congruential generator: the same every time.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (what, who) = ((random >> 40) % 8, (random >> 50) as usize);
            let who = who % workers.len();
            match what {
                0 if workers.len() < 5 => workers.push(Worker::on(&place).await),
                1 => workers[who].leave().await,
                2 => {
                    let rounds = workers.iter_mut().map(|worker| worker.round(HOUR));
                    futures_util::future::join_all(rounds).await;
                }
                _ => workers[who].round(HOUR).await,
            }
            watch.look(&workers);
        }
    }
}
