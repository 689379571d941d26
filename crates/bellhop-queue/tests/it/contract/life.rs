//! Opening, closing, bounds and stats.

use bellhop_core::fault::{Fault, Reason};
use bellhop_queue::{QueueConfig, QueueError, Waiting};

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, counts_become, message, messages, numbers, open_shard,
    receive, receive_triggers, trigger, within,
};

pub(crate) async fn what_was_published_survives_without_a_close(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_trigger(&trigger(1))).await.unwrap();
    within(queue.publish_messages(&messages(1..=10)))
        .await
        .unwrap();
    drop(queue);

    let queue = home.open().await;
    let shard = open_shard(&queue).await;

    assert_eq!(receive_triggers(&queue, 1).await[0].body, trigger(1));
    assert_eq!(
        numbers(&receive(&shard, 10).await),
        (1..=10).collect::<Vec<_>>()
    );
}

pub(crate) async fn what_was_not_settled_comes_again_in_order(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=6)))
        .await
        .unwrap();
    let mut received = receive(&shard, 5).await;
    within(received.remove(2).ack()).await.unwrap();
    drop((queue, shard, received));

    let queue = home.open().await;
    let shard = open_shard(&queue).await;

    let again = receive(&shard, 5).await;
    assert_eq!(numbers(&again), [1, 2, 4, 5, 6]);
}

pub(crate) async fn what_comes_again_says_so(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_trigger(&trigger(1))).await.unwrap();
    within(queue.publish_messages(&messages(1..=3)))
        .await
        .unwrap();
    let triggers = receive_triggers(&queue, 1).await;
    let received = receive(&shard, 3).await;
    assert!(!triggers[0].redelivered);
    assert!(received.iter().all(|delivery| !delivery.redelivered));
    drop((queue, shard, triggers, received));

    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(4)])).await.unwrap();

    assert!(receive_triggers(&queue, 1).await[0].redelivered);
    let again: Vec<_> = receive(&shard, 4).await;
    let redelivered: Vec<_> = again.iter().map(|delivery| delivery.redelivered).collect();
    assert_eq!(
        (numbers(&again), redelivered),
        (vec![1, 2, 3, 4], vec![true, true, true, false])
    );
}

pub(crate) async fn what_was_settled_does_not_come_again(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();
    let mut received = receive(&shard, 2).await;
    within(received.remove(0).ack()).await.unwrap();
    within(received.remove(0).dead_letter(Reason::Recipient, ""))
        .await
        .unwrap();
    drop((queue, shard, received));

    let queue = home.open().await;
    let shard = open_shard(&queue).await;

    assert_nothing_else_waits(&queue, &shard).await;
}

pub(crate) async fn a_full_queue_refuses_triggers_and_takes_messages(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            depth_max: 3,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    for number in 1..=3 {
        within(queue.publish_trigger(&trigger(number)))
            .await
            .unwrap();
    }

    let refused = within(queue.publish_trigger(&trigger(4)))
        .await
        .unwrap_err();
    within(queue.publish_messages(&messages(1..=5)))
        .await
        .unwrap();

    assert!(
        matches!(refused, QueueError::Full { depth_max: 3 }),
        "{refused:?}"
    );
    assert_eq!(refused.fault(), Fault::Retry);
    ack_all(receive_triggers(&queue, 3).await).await;
    ack_all(receive(&shard, 5).await).await;
    within(queue.publish_trigger(&trigger(4))).await.unwrap();
}

pub(crate) async fn close_finishes_what_was_asked_for(home: impl Home) {
    let queue = home.open().await;
    let asked: Vec<_> = (1..=50)
        .map(|number| {
            let queue = queue.clone();
            tokio::spawn(async move { queue.publish_messages(&[message(number)]).await })
        })
        .collect();
    within(queue.publish_messages(&[message(1_000)]))
        .await
        .unwrap();
    within(queue.close()).await;

    let mut kept = 1;
    for result in asked {
        match within(result).await.unwrap() {
            Ok(()) => kept += 1,
            Err(error) => assert!(matches!(error, QueueError::Closed), "{error:?}"),
        }
    }

    let queue = home.open().await;
    counts_become(&queue, [0, kept, 0]).await;
}

pub(crate) async fn a_closed_queue_says_so(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let held = receive(&shard, 1).await.remove(0);
    within(queue.close()).await;
    within(queue.close()).await;

    let published = within(queue.publish_messages(&[message(2)])).await;
    let received = within(shard.receive(1)).await;
    let settled = within(held.ack()).await;
    let stats = within(queue.stats()).await;

    assert!(matches!(published, Err(QueueError::Closed)));
    assert!(matches!(received, Err(QueueError::Closed)));
    assert!(matches!(settled, Err(QueueError::Closed)));
    assert!(matches!(stats, Err(QueueError::Closed)));
}

pub(crate) async fn a_close_wakes_a_waiting_receiver(home: impl Home) {
    let queue = home.open().await;
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let queue = queue.clone();
            tokio::spawn(async move { queue.receive_triggers(1).await })
        })
        .collect();
    tokio::task::yield_now().await;

    within(queue.close()).await;

    for result in waiting {
        assert!(matches!(
            within(result).await.unwrap(),
            Err(QueueError::Closed)
        ));
    }
}

pub(crate) async fn stats_count_what_waits_and_since_when(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_trigger(&trigger(40))).await.unwrap();
    within(queue.publish_messages(&messages(10..=14)))
        .await
        .unwrap();
    let held_trigger = receive_triggers(&queue, 1).await;
    let mut received = receive(&shard, 4).await;
    within(received.remove(1).dead_letter(Reason::Timeout, ""))
        .await
        .unwrap();
    within(received.remove(0).ack()).await.unwrap();

    counts_become(&queue, [1, 3, 1]).await;
    let stats = within(queue.stats()).await.unwrap();

    // 12 and 13 are in the receiver's hands, 14 is in line.
    let waiting = |count, oldest| Waiting {
        count,
        oldest_accepted_at_ms: Some(oldest),
    };
    assert_eq!(stats.triggers, waiting(1, 40));
    assert_eq!(stats.messages, waiting(3, 12));
    assert_eq!((stats.dead_letters.count, stats.quarantined), (1, 0));
    assert_eq!((stats.reconnects, stats.blocked), (0, false));
    drop((held_trigger, received));
}

pub(crate) async fn counts_are_the_same_after_a_restart(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_trigger(&trigger(40))).await.unwrap();
    within(queue.publish_messages(&messages(10..=14)))
        .await
        .unwrap();
    let mut received = receive(&shard, 2).await;
    within(received.remove(0).dead_letter(Reason::Timeout, ""))
        .await
        .unwrap();
    within(queue.close()).await;

    let queue = home.open().await;

    counts_become(&queue, [1, 4, 1]).await;
}
