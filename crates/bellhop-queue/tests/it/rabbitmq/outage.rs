//! A broker that stops, crashes or freezes, and comes back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bellhop_core::fault::{Fault, Reason};
use bellhop_queue::{QueueConfig, QueueError};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::own_server;
use crate::home::Home;
use crate::made::{message, messages, numbers, open_shard, receive, trigger, within};

/// A configuration with more patience than a broker needs to start on a busy machine.
fn patient() -> QueueConfig {
    QueueConfig {
        confirm_timeout_seconds: 60,
        ..QueueConfig::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_the_broker_loses_and_reorders_nothing() {
    let (mut server, home) = own_server();
    let queue = home.open_with(patient()).await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=100)))
        .await
        .unwrap();
    let mut held = receive(&shard, 40).await;
    let last_position = held[39].position;
    for delivery in held.drain(..10) {
        within(delivery.ack()).await.unwrap();
    }
    server.kill();
    let meanwhile = {
        let queue = queue.clone();
        tokio::spawn(async move { queue.publish_messages(&messages(101..=110)).await })
    };
    server.restart().unwrap();
    // The new channel has the same delivery tags as the old one by now.
    let mut received = receive(&shard, 1).await;

    let stale = within(held.remove(0).ack()).await.unwrap_err();
    let buried = within(held.remove(0).dead_letter(Reason::Timeout, "")).await;

    assert!(matches!(stale, QueueError::Lost), "{stale:?}");
    assert_eq!(stale.fault(), Fault::Retry);
    assert!(matches!(buried, Err(QueueError::Lost)), "{buried:?}");
    within(meanwhile).await.unwrap().unwrap();
    while numbers(&received).last() != Some(&110) {
        received.extend(receive(&shard, 1).await);
    }
    let found = numbers(&received);
    // An acknowledgement that the broker had not written down when it died is lost with it.
    let settled = found.iter().take_while(|number| **number <= 10).count();
    assert_eq!(found[settled..], (11..=110).collect::<Vec<_>>());
    assert!(found.is_sorted_by(|a, b| a < b), "{found:?}");
    assert!(received[0].position > last_position);
    for delivery in &received {
        let number = delivery.body.accepted_at_ms;
        assert_eq!(delivery.redelivered, number <= 100, "{number}");
    }
    assert!(within(queue.stats()).await.unwrap().reconnects >= 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_of_the_broker_loses_nothing_that_was_confirmed() {
    let (mut server, home) = own_server();
    let queue = home.open_with(patient()).await;
    let (confirmed, enough) = (Arc::new(AtomicU64::new(0)), Arc::new(Notify::new()));
    let mut publishers = JoinSet::new();
    for publisher in 0..8 {
        let (queue, confirmed, enough) =
            (queue.clone(), Arc::clone(&confirmed), Arc::clone(&enough));
        publishers.spawn(async move {
            for number in 1..=200 {
                let message = message(publisher * 1_000 + number);
                queue.publish_messages(&[message]).await.unwrap();
                if confirmed.fetch_add(1, Ordering::Relaxed) == 400 {
                    enough.notify_one();
                }
            }
        });
    }
    within(enough.notified()).await;

    server.kill();
    server.restart().unwrap();

    while let Some(done) = within(publishers.join_next()).await {
        done.unwrap();
    }
    let shard = open_shard(&queue).await;
    let mut seen = HashSet::new();
    let mut last: HashMap<u64, u64> = HashMap::new();
    while seen.len() < 1_600 {
        for delivery in receive(&shard, 1).await {
            let number = numbers(std::slice::from_ref(&delivery))[0];
            if seen.insert(number) {
                let before = last.insert(number / 1_000, number);
                assert!(before.is_none_or(|before| before < number), "order");
            } else {
                assert!(
                    delivery.body.planned_before,
                    "an unmarked repeat of {number}"
                );
            }
            within(delivery.ack()).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_broker_hangs_nobody() {
    let (server, home) = own_server();
    let queue = home
        .open_with(QueueConfig {
            confirm_timeout_seconds: 1,
            heartbeat_seconds: 1,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let held = receive(&shard, 1).await;
    server.freeze();

    let stats = within(queue.stats()).await;
    let letters = within(queue.dead_letters(0, 10)).await;
    let published = within(queue.publish_trigger(&trigger(1))).await;

    assert!(
        matches!(stats, Err(QueueError::Unavailable(_))),
        "{stats:?}"
    );
    assert!(letters.is_err(), "{letters:?}");
    assert!(
        matches!(published, Err(QueueError::Unavailable(_))),
        "{published:?}"
    );
    server.thaw();
    // The connection was cut after two silent seconds, so the message comes again.
    let again = receive(&shard, 1).await;
    assert!(again[0].redelivered);
    while let Err(error) = within(queue.publish_messages(&[message(2)])).await {
        assert!(matches!(error, QueueError::Unavailable(_)), "{error:?}");
    }
    assert_eq!(numbers(&receive(&shard, 1).await), [2]);
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_can_be_closed_while_the_broker_is_away() {
    let (mut server, home) = own_server();
    let queue = home
        .open_with(QueueConfig {
            confirm_timeout_seconds: 1,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    server.kill();
    let asked = {
        let queue = queue.clone();
        tokio::spawn(async move { queue.publish_messages(&[message(1)]).await })
    };
    let waiting = tokio::spawn(async move { shard.receive(1).await });
    tokio::task::yield_now().await;

    within(queue.close()).await;

    let published = within(asked).await.unwrap();
    assert!(published.is_err(), "{published:?}");
    let received = within(waiting).await.unwrap();
    assert!(matches!(received, Err(QueueError::Closed)), "{received:?}");
}
