//! Dead letters on a broker: published again before they are removed.

use bellhop_core::fault::Reason;
use bellhop_queue::{QueueConfig, QueueError};

use crate::home::Home;
use crate::made::{dead_letters, message, messages, numbers, open_shard, receive, within};
use crate::rabbitmq::own_server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_published_again_stays_a_dead_letter() {
    let (server, home) = own_server();
    let queue = home
        .open_with(QueueConfig {
            confirm_timeout_seconds: 2,
            ..QueueConfig::default()
        })
        .await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();
    for delivery in receive(&shard, 2).await {
        within(delivery.dead_letter(Reason::Timeout, ""))
            .await
            .unwrap();
    }
    within(shard.close()).await;
    let chosen = [message(1).id.0];
    let watermark = "set_vm_memory_high_watermark";
    server.rabbitmqctl(&[watermark, "absolute", "1"]).unwrap();
    // The alarm may take a moment to sound.
    while within(queue.publish_messages(&[message(3)])).await.is_ok() {}

    let redriven = within(queue.redrive(&chosen, 1)).await;

    assert!(
        matches!(redriven, Err(QueueError::Unavailable(_))),
        "{redriven:?}"
    );
    let left: Vec<_> = dead_letters(&queue, 2).await;
    assert_eq!([left[0].id, left[1].id], [chosen[0], message(2).id.0]);
    server.rabbitmqctl(&[watermark, "0.8"]).unwrap();
    while within(queue.redrive(&chosen, 1)).await.is_err() {}
    let shard = open_shard(&queue).await;
    // What was published while the alarm sounded is ahead of it.
    while numbers(&receive(&shard, 1).await) != [1] {}
    assert_eq!(dead_letters(&queue, 1).await[0].id, message(2).id.0);
}
