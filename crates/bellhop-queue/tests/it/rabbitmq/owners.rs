//! A shard has one owner at a time, and changes hands in order.

use bellhop_queue::QueueError;
use futures_util::FutureExt;

use super::open_with_prefetch;
use crate::home::{Home, RabbitmqHome};
use crate::made::{
    ack_all, assert_nothing_else_waits, messages, numbers, open_shard, receive, within,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_owner_waits_for_the_first_and_goes_on_in_order() {
    let home = RabbitmqHome::new();
    let first_process = open_with_prefetch(&home, 5).await;
    let second_process = open_with_prefetch(&home, 5).await;
    let first = open_shard(&first_process).await;
    within(first_process.publish_messages(&messages(1..=10)))
        .await
        .unwrap();
    let mut held = receive(&first, 5).await;

    let second = open_shard(&second_process).await;
    let mut waiting = Box::pin(second.receive(10));
    within(held.remove(0).ack()).await.unwrap();
    // The broker answers the first owner, though the second asked for more.
    assert_eq!(numbers(&receive(&first, 1).await), [6]);
    assert!(waiting.as_mut().now_or_never().is_none());
    within(first.close()).await;

    let mut received = within(waiting).await.unwrap();
    received.extend(receive(&second, 5 - received.len()).await);
    assert_eq!(numbers(&received), [2, 3, 4, 5, 6]);
    assert!(received.iter().all(|delivery| delivery.redelivered));
    ack_all(received).await;
    let rest = receive(&second, 4).await;
    assert_eq!(numbers(&rest), [7, 8, 9, 10]);
    assert!(rest.iter().all(|delivery| !delivery.redelivered));
    ack_all(rest).await;
    assert_nothing_else_waits(&second_process, &second).await;
    let late = within(held.remove(0).ack()).await;
    assert!(matches!(late, Err(QueueError::Lost)), "{late:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_unsettled_messages_change_hands_in_order() {
    let home = RabbitmqHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=1_200)))
        .await
        .unwrap();
    let held = receive(&shard, 1_000).await;
    within(shard.close()).await;

    let shard = open_shard(&queue).await;

    let again = receive(&shard, 1_000).await;
    assert_eq!(numbers(&again), (1..=1_000).collect::<Vec<_>>());
    assert!(again.is_sorted_by(|a, b| a.position < b.position));
    ack_all(again).await;
    assert_eq!(
        numbers(&receive(&shard, 200).await),
        (1_001..=1_200).collect::<Vec<_>>()
    );
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn positions_start_anew_with_each_owner_and_only_rise() {
    let home = RabbitmqHome::new();
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=3)))
        .await
        .unwrap();

    for _ in 0..2 {
        let shard = open_shard(&queue).await;
        let received = receive(&shard, 3).await;
        let positions: Vec<_> = received.iter().map(|delivery| delivery.position).collect();
        assert_eq!(positions, [1, 2, 3]);
        within(shard.close()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shard_that_is_not_there_cannot_be_opened() {
    let home = RabbitmqHome::new();
    let queue = home.open().await;

    let error = within(queue.open_shard(queue.shards())).await.unwrap_err();

    insta::assert_snapshot!(error, @"there is no shard 2: the queue has 2, counted from 0");
}
