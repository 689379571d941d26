//! Retry and snooze. Delays are real and short: each test waits for the delivery, not for the time.

use std::time::Duration;

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, message, messages, numbers, receive, receive_triggers,
    trigger, within,
};

const SHORT: Duration = Duration::from_millis(20);

pub(crate) async fn a_retry_comes_back_with_the_next_attempt(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();

    for attempt in 1..=3 {
        let delivery = receive(&queue, 1).await.remove(0);
        assert_eq!(delivery.attempt, attempt);
        within(delivery.retry(SHORT)).await.unwrap();
    }

    let delivery = receive(&queue, 1).await.remove(0);
    assert_eq!(delivery.attempt, 4);
    assert_eq!(delivery.body.data.get(), message(1).data.get());
    within(delivery.ack()).await.unwrap();
    assert_nothing_else_waits(&queue).await;
}

pub(crate) async fn a_snooze_is_not_an_attempt(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let delivery = receive(&queue, 1).await.remove(0);
    let position = delivery.position;
    within(delivery.snooze(Duration::ZERO)).await.unwrap();

    let delivery = receive(&queue, 1).await.remove(0);

    assert_eq!(delivery.attempt, 1);
    assert!(delivery.position > position);
}

pub(crate) async fn what_is_due_comes_back_behind_what_waits(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=4)))
        .await
        .unwrap();
    let mut early = receive(&queue, 2).await.into_iter();
    // The second is asked for first and is due first.
    within(early.next_back().unwrap().snooze(Duration::ZERO))
        .await
        .unwrap();
    within(early.next_back().unwrap().retry(SHORT))
        .await
        .unwrap();

    let received = receive(&queue, 4).await;

    assert_eq!(numbers(&received), [3, 4, 2, 1]);
    assert!(received.is_sorted_by(|a, b| a.position < b.position));
    ack_all(received).await;
    assert_nothing_else_waits(&queue).await;
}

pub(crate) async fn a_delay_outlives_a_restart(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let delivery = receive(&queue, 1).await.remove(0);
    within(delivery.retry(SHORT)).await.unwrap();
    within(queue.close()).await;

    let queue = home.open().await;

    let delivery = receive(&queue, 1).await.remove(0);
    assert_eq!(
        (numbers(std::slice::from_ref(&delivery)), delivery.attempt),
        (vec![1], 2)
    );
    within(delivery.ack()).await.unwrap();
    assert_eq!(within(queue.stats()).await.unwrap().delayed.count, 0);
}

pub(crate) async fn a_trigger_can_be_delayed_too(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_trigger(&trigger(1))).await.unwrap();
    let delivery = receive_triggers(&queue, 1).await.remove(0);
    within(delivery.retry(SHORT)).await.unwrap();

    let delivery = receive_triggers(&queue, 1).await.remove(0);

    assert_eq!((delivery.body.clone(), delivery.attempt), (trigger(1), 2));
    within(delivery.ack()).await.unwrap();
    assert_eq!(within(queue.stats()).await.unwrap().triggers.count, 0);
}
