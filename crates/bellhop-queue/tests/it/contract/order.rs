//! Order of delivery, and that nothing is lost or doubled on the way.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bellhop_queue::QueueConfig;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, message, messages, numbers, open_shard, receive,
    receive_triggers, trigger, within,
};

pub(crate) async fn triggers_come_in_the_order_of_publication(home: impl Home) {
    let queue = home.open().await;
    for number in 1..=20 {
        within(queue.publish_trigger(&trigger(number)))
            .await
            .unwrap();
    }

    let received = receive_triggers(&queue, 20).await;

    let bodies: Vec<_> = received
        .iter()
        .map(|delivery| delivery.body.clone())
        .collect();
    assert_eq!(bodies, (1..=20).map(trigger).collect::<Vec<_>>());
    assert!(received.is_sorted_by(|a, b| a.position < b.position));
}

pub(crate) async fn messages_come_in_the_order_of_publication(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=3)))
        .await
        .unwrap();
    within(queue.publish_messages(&[])).await.unwrap();
    within(queue.publish_messages(&messages(4..=5)))
        .await
        .unwrap();

    let received = receive(&shard, 5).await;

    assert_eq!(numbers(&received), [1, 2, 3, 4, 5]);
    assert!(received.is_sorted_by(|a, b| a.position < b.position));
    assert_eq!(received[0].body.data.get(), message(1).data.get());
}

pub(crate) async fn a_backlog_larger_than_memory_comes_in_order(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            batch_max: 16,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=1_000)))
        .await
        .unwrap();

    let received = receive(&shard, 1_000).await;

    assert_eq!(numbers(&received), (1..=1_000).collect::<Vec<_>>());
    ack_all(received).await;
    assert_nothing_else_waits(&queue, &shard).await;
}

pub(crate) async fn order_holds_while_the_receiver_falls_behind_and_catches_up(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            batch_max: 8,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    let mut published = 0;
    let mut received = Vec::new();

    // Bursts below, at and far above what is held in memory, received in pieces of other sizes.
    for (burst, taken) in [
        (3, 1),
        (8, 2),
        (40, 5),
        (1, 30),
        (0, 14),
        (9, 9),
        (100, 1),
        (5, 104),
    ] {
        within(queue.publish_messages(&messages(published + 1..=published + burst)))
            .await
            .unwrap();
        published += burst;
        let more = receive(&shard, taken).await;
        received.extend(numbers(&more));
        ack_all(more).await;
    }

    assert_eq!(received, (1..=published).collect::<Vec<_>>());
}

pub(crate) async fn concurrent_publishers_lose_and_double_nothing(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            batch_max: 64,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    let mut publishers = JoinSet::new();
    for publisher in 0..16_u64 {
        let queue = queue.clone();
        publishers.spawn(async move {
            for number in 0..50 {
                within(queue.publish_messages(&[message(publisher * 1_000 + number)]))
                    .await
                    .unwrap();
            }
        });
    }

    let received = receive(&shard, 800).await;
    while let Some(done) = publishers.join_next().await {
        done.unwrap();
    }

    let mut last: HashMap<u64, u64> = HashMap::new();
    for number in numbers(&received) {
        let before = last.insert(number / 1_000, number);
        assert!(
            before.is_none_or(|before| before < number),
            "out of order for its publisher"
        );
    }
    assert_eq!(
        numbers(&received).into_iter().collect::<HashSet<_>>().len(),
        800
    );
    assert!(received.is_sorted_by(|a, b| a.position < b.position));
    assert_nothing_else_waits(&queue, &shard).await;
}

pub(crate) async fn receivers_share_a_line_without_doubles(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            batch_max: 16,
            ..QueueConfig::default()
        })
        .await;
    let shard = Arc::new(open_shard(&queue).await);
    let mut receivers = JoinSet::new();
    let everyone = Arc::new(Barrier::new(5));
    for _ in 0..4 {
        let (shard, everyone) = (Arc::clone(&shard), Arc::clone(&everyone));
        receivers.spawn(async move {
            everyone.wait().await;
            let received = receive(&shard, 100).await;
            let found = numbers(&received);
            ack_all(received).await;
            found
        });
    }
    everyone.wait().await;
    for first in (1..=400).step_by(20) {
        within(queue.publish_messages(&messages(first..first + 20)))
            .await
            .unwrap();
    }

    let mut found = Vec::new();
    while let Some(done) = within(receivers.join_next()).await {
        found.extend(done.unwrap());
    }

    found.sort_unstable();
    assert_eq!(found, (1..=400).collect::<Vec<_>>());
}

pub(crate) async fn a_cancelled_receive_loses_nothing(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            batch_max: 4,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    let publisher = {
        let queue = queue.clone();
        tokio::spawn(async move {
            for number in 1..=300 {
                within(queue.publish_messages(&[message(number)]))
                    .await
                    .unwrap();
            }
        })
    };

    // Each round races the receiver against something that is sometimes ready first.
    let mut received = Vec::new();
    let mut cancelled = 0;
    while received.len() < 300 {
        tokio::select! {
            biased;
            more = shard.receive(3) => received.extend(numbers(&more.unwrap())),
            () = tokio::task::yield_now() => cancelled += 1,
        }
    }

    within(publisher).await.unwrap();
    assert_eq!(received, (1..=300).collect::<Vec<_>>());
    assert!(cancelled > 0, "nothing was cancelled, so nothing was shown");
    let idle = tokio::time::timeout(Duration::from_millis(1), shard.receive(1)).await;
    assert!(idle.is_err());
    assert_nothing_else_waits(&queue, &shard).await;
}
