//! What only the SQLite back end promises of repeats: an id is in the queue once for as long as it
//! waits.

use crate::home::{Home, SqliteHome};
use crate::made::{
    ack_all, assert_nothing_else_waits, message, messages, numbers, open_shard, receive,
    receive_triggers, trigger, within,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_id_is_published_once() {
    let home = SqliteHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    for _ in 0..3 {
        within(queue.publish_trigger(&trigger(1))).await.unwrap();
        within(queue.publish_messages(&[message(1), message(1)]))
            .await
            .unwrap();
    }

    let stats = within(queue.stats()).await.unwrap();

    assert_eq!((stats.triggers.count, stats.messages.count), (1, 1));
    ack_all(receive_triggers(&queue, 1).await).await;
    ack_all(receive(&shard, 1).await).await;
    assert_nothing_else_waits(&queue, &shard).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_in_a_receivers_hands_is_published_once() {
    let home = SqliteHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let held = receive(&shard, 1).await;

    within(queue.publish_messages(&[message(1)])).await.unwrap();

    assert_nothing_else_waits(&queue, &shard).await;
    ack_all(held).await;
    assert_eq!(within(queue.stats()).await.unwrap().messages.count, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_among_new_messages_keeps_the_order() {
    let home = SqliteHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages([2, 4])))
        .await
        .unwrap();
    within(queue.publish_messages(&messages([1, 2, 3, 4, 5])))
        .await
        .unwrap();
    within(queue.publish_messages(&messages([6])))
        .await
        .unwrap();

    let received = receive(&shard, 6).await;

    assert_eq!(numbers(&received), [2, 4, 1, 3, 5, 6]);
    assert_nothing_else_waits(&queue, &shard).await;
}
