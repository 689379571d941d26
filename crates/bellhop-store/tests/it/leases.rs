//! Shards have one owner at a time, and workers share them evenly.

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
