//! Tables: who gets what.

use uuid::Uuid;

use super::{Leases, Owned, WorkerId, lease};

const NOW_MS: u64 = 1000;

fn worker(number: u128) -> WorkerId {
    WorkerId::from_uuid(Uuid::from_u128(number))
}

fn owned(shard: u16, worker_number: u128, expires_at_ms: u64) -> Owned {
    Owned {
        shard,
        worker: Some(worker(worker_number)),
        generation: 7,
        expires_at_ms,
    }
}

fn given_back(shard: u16) -> Owned {
    Owned {
        worker: None,
        ..owned(shard, 0, 0)
    }
}

/// What worker 2 holds of 6 shards: shard and generation; and its surplus.
fn of_second(alive: &[u128], table: &[Owned]) -> (Vec<(u16, u64)>, Vec<u16>) {
    let alive: Vec<_> = alive.iter().copied().map(worker).collect();
    let Leases {
        held,
        surplus,
        workers,
    } = lease(worker(2), 6, &alive, table, NOW_MS);
    assert_eq!(workers as usize, alive.len());
    let held = held.iter().map(|lease| (lease.shard, lease.generation));
    (held.collect(), surplus)
}

#[test]
fn a_worker_alone_gets_every_shard() {
    let all = (0..6).map(|shard| (shard, 1)).collect();

    assert_eq!(of_second(&[2], &[]), (all, vec![]));
}

#[test]
fn shares_are_even_and_the_first_workers_have_one_more() {
    let shares = |shards: u16, workers: u128| -> Vec<usize> {
        let alive: Vec<_> = (1..=workers).map(worker).collect();
        let held = alive
            .iter()
            .map(|me| lease(*me, shards, &alive, &[], NOW_MS).held.len());
        held.collect()
    };

    assert_eq!(shares(16, 3), [6, 5, 5]);
    assert_eq!(shares(16, 16), [1; 16]);
    assert_eq!(shares(2, 3), [1, 1, 0]);
    assert_eq!(shares(0, 2), [0, 0]);
}

#[test]
fn only_what_is_free_is_taken_and_it_changes_hands() {
    let table = [owned(0, 1, NOW_MS + 1), owned(1, 1, NOW_MS), given_back(2)];

    assert_eq!(
        of_second(&[1, 2], &table),
        (vec![(1, 8), (2, 8), (3, 1)], vec![])
    );
}

#[test]
fn what_ran_out_and_nobody_took_is_kept_without_changing_hands() {
    let table = [owned(5, 2, NOW_MS - 500), owned(4, 2, NOW_MS + 500)];

    assert_eq!(
        of_second(&[1, 2], &table),
        (vec![(0, 1), (4, 7), (5, 7)], vec![])
    );
}

#[test]
fn what_another_took_is_not_mine() {
    let table = [0, 1, 2, 3, 4, 5].map(|shard| owned(shard, 1, NOW_MS + 1));

    assert_eq!(of_second(&[1, 2], &table), (vec![], vec![]));
}

#[test]
fn the_highest_shards_beyond_the_share_are_surplus() {
    let table = [0, 1, 2, 3, 4, 5].map(|shard| owned(shard, 2, NOW_MS + 1));
    let all = (0..6).map(|shard| (shard, 7)).collect();

    assert_eq!(of_second(&[1, 2, 3], &table), (all, vec![2, 3, 4, 5]));
}
