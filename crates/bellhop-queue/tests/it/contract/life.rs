//! Opening, closing, bounds and stats.

use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use bellhop_queue::{QueueConfig, QueueError, Waiting};

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, message, messages, numbers, receive, receive_triggers,
    trigger, within,
};

pub(crate) async fn what_was_published_survives_without_a_close(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_trigger(&trigger(1))).await.unwrap();
    within(queue.publish_messages(&messages(1..=10)))
        .await
        .unwrap();
    drop(queue);

    let queue = home.open().await;

    assert_eq!(receive_triggers(&queue, 1).await[0].body, trigger(1));
    assert_eq!(
        numbers(&receive(&queue, 10).await),
        (1..=10).collect::<Vec<_>>()
    );
}

pub(crate) async fn what_was_not_settled_comes_again_in_order(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=6)))
        .await
        .unwrap();
    let mut received = receive(&queue, 5).await;
    within(received.remove(2).ack()).await.unwrap();
    drop(received);
    drop(queue);

    let queue = home.open().await;

    let again = receive(&queue, 5).await;
    assert_eq!(numbers(&again), [1, 2, 4, 5, 6]);
    assert!(again.iter().all(|delivery| delivery.attempt == 1));
}

pub(crate) async fn what_was_settled_does_not_come_again(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=3)))
        .await
        .unwrap();
    let mut received = receive(&queue, 3).await;
    within(received.remove(0).ack()).await.unwrap();
    within(received.remove(0).dead_letter(Reason::Recipient, ""))
        .await
        .unwrap();
    within(received.remove(0).retry(Duration::from_secs(3_600)))
        .await
        .unwrap();
    drop(queue);

    let queue = home.open().await;

    assert_nothing_else_waits(&queue).await;
}

pub(crate) async fn a_full_queue_refuses_triggers_and_takes_messages(home: impl Home) {
    let queue = home
        .open_with(QueueConfig {
            depth_max: 3,
            ..QueueConfig::default()
        })
        .await;
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
    ack_all(receive(&queue, 5).await).await;
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
    assert_eq!(within(queue.stats()).await.unwrap().messages.count, kept);
}

pub(crate) async fn a_closed_queue_says_so(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let held = receive(&queue, 1).await.remove(0);
    within(queue.close()).await;
    within(queue.close()).await;

    let published = within(queue.publish_messages(&[message(2)])).await;
    let received = within(queue.receive_messages(1)).await;
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
    within(queue.publish_trigger(&trigger(40))).await.unwrap();
    within(queue.publish_messages(&messages(10..=14)))
        .await
        .unwrap();
    let mut received = receive(&queue, 4).await;
    within(received.remove(0).snooze(Duration::ZERO))
        .await
        .unwrap();
    within(received.remove(0).retry(Duration::from_secs(3_600)))
        .await
        .unwrap();
    within(received.remove(0).dead_letter(Reason::Timeout, ""))
        .await
        .unwrap();
    within(received.remove(0).ack()).await.unwrap();
    // Only 14 and, once it is back, 10 are in line.
    assert_eq!(numbers(&receive(&queue, 2).await), [14, 10]);

    let stats = within(queue.stats()).await.unwrap();

    let waiting = |count, oldest| Waiting {
        count,
        oldest_accepted_at_ms: Some(oldest),
    };
    assert_eq!(stats.triggers, waiting(1, 40));
    assert_eq!(stats.messages, waiting(2, 10));
    assert_eq!(stats.delayed, waiting(1, 11));
    assert_eq!(stats.dead_letters, waiting(1, 12));
    assert_eq!(stats.quarantined, 0);
}

pub(crate) async fn stats_are_the_same_after_a_restart(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_trigger(&trigger(40))).await.unwrap();
    within(queue.publish_messages(&messages(10..=14)))
        .await
        .unwrap();
    let mut received = receive(&queue, 2).await;
    within(received.remove(0).retry(Duration::from_secs(3_600)))
        .await
        .unwrap();
    within(received.remove(0).dead_letter(Reason::Timeout, ""))
        .await
        .unwrap();
    let before = within(queue.stats()).await.unwrap();
    within(queue.close()).await;

    let queue = home.open().await;

    assert_eq!(within(queue.stats()).await.unwrap(), before);
    assert_eq!(
        (
            before.messages.count,
            before.delayed.count,
            before.dead_letters.count
        ),
        (3, 1, 1)
    );
}
