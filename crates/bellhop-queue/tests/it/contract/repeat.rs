//! Idempotent publication: an id is in the queue once for as long as it waits.

use std::time::Duration;

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, message, messages, numbers, receive, receive_triggers,
    trigger, within,
};

pub(crate) async fn a_waiting_id_is_published_once(home: impl Home) {
    let queue = home.open().await;
    for _ in 0..3 {
        within(queue.publish_trigger(&trigger(1))).await.unwrap();
        within(queue.publish_messages(&[message(1), message(1)]))
            .await
            .unwrap();
    }

    let stats = within(queue.stats()).await.unwrap();

    assert_eq!((stats.triggers.count, stats.messages.count), (1, 1));
    ack_all(receive_triggers(&queue, 1).await).await;
    ack_all(receive(&queue, 1).await).await;
    assert_nothing_else_waits(&queue).await;
}

pub(crate) async fn an_id_in_a_receivers_hands_is_published_once(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let held = receive(&queue, 1).await;

    within(queue.publish_messages(&[message(1)])).await.unwrap();

    assert_nothing_else_waits(&queue).await;
    ack_all(held).await;
    assert_eq!(within(queue.stats()).await.unwrap().messages.count, 0);
}

pub(crate) async fn a_delayed_id_is_published_once(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let delivery = receive(&queue, 1).await.remove(0);
    within(delivery.retry(Duration::from_secs(3_600)))
        .await
        .unwrap();

    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();

    let received = receive(&queue, 1).await;
    assert_eq!(numbers(&received), [2]);
    let stats = within(queue.stats()).await.unwrap();
    assert_eq!((stats.messages.count, stats.delayed.count), (1, 1));
}

pub(crate) async fn a_settled_id_may_be_published_again(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let first = receive(&queue, 1).await;
    let first_position = first[0].position;
    ack_all(first).await;

    within(queue.publish_messages(&[message(1)])).await.unwrap();

    let again = receive(&queue, 1).await;
    assert_eq!(numbers(&again), [1]);
    assert!(again[0].position > first_position);
}

pub(crate) async fn a_repeat_among_new_messages_keeps_the_order(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages([2, 4])))
        .await
        .unwrap();
    within(queue.publish_messages(&messages([1, 2, 3, 4, 5])))
        .await
        .unwrap();
    within(queue.publish_messages(&messages([6])))
        .await
        .unwrap();

    let received = receive(&queue, 6).await;

    assert_eq!(numbers(&received), [2, 4, 1, 3, 5, 6]);
    assert_nothing_else_waits(&queue).await;
}
