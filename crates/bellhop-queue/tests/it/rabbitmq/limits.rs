//! Bounds that the broker holds: its memory, the depth of the triggers, deliveries of one entry.

use bellhop_core::fault::Reason;
use bellhop_queue::{Kind, QueueConfig, QueueError};

use super::{everything_said, own_server};
use crate::home::{Home, RabbitmqHome};
use crate::made::{
    ack_all, dead_letters, message, messages, numbers, open_shard, receive, receive_triggers,
    trigger, within,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_full_for_a_process_that_did_not_fill_it() {
    let home = RabbitmqHome::new();
    let config = QueueConfig {
        depth_max: 3,
        ..QueueConfig::default()
    };
    let late = home.open_with(config.clone()).await;
    let filler = home.open_with(config).await;
    for number in 1..=3 {
        within(filler.publish_trigger(&trigger(number)))
            .await
            .unwrap();
    }

    // The bound is soft: the broker says that it is reached after it was.
    let mut refused = None;
    for number in 4..=20 {
        refused = within(late.publish_trigger(&trigger(number))).await.err();
        if refused.is_some() {
            break;
        }
    }

    let refused = refused.expect("a refusal");
    assert!(
        matches!(refused, QueueError::Full { depth_max: 3 }),
        "{refused:?}"
    );
    ack_all(receive_triggers(&filler, 3).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_its_receivers_too_often_is_a_dead_letter() {
    let home = RabbitmqHome::new();
    let queue = home
        .open_with(QueueConfig {
            delivery_limit: 2,
            prefetch: 1,
            ..QueueConfig::default()
        })
        .await;
    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();
    for _ in 0..3 {
        let shard = open_shard(&queue).await;
        assert_eq!(numbers(&receive(&shard, 1).await), [1]);
        within(shard.close()).await;
    }

    let shard = open_shard(&queue).await;

    assert_eq!(numbers(&receive(&shard, 1).await), [2]);
    let letters = dead_letters(&queue, 1).await;
    let letter = &letters[0];
    assert_eq!(
        (letter.kind, letter.id, letter.reason),
        (Kind::Message, message(1).id.0, Reason::DeliveryLimit)
    );
    assert_eq!(letter.accepted_at_ms, 1);
    assert!(letter.dead_at_ms > 1_700_000_000_000, "{letter:?}");
    let body: serde_json::Value = serde_json::from_str(&letter.body).unwrap();
    assert_eq!(body["body"]["data"]["order"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_short_of_memory_takes_no_publications_and_lets_work_be_settled() {
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
    let mut held = receive(&shard, 2).await;
    let watermark = "set_vm_memory_high_watermark";
    server.rabbitmqctl(&[watermark, "absolute", "1"]).unwrap();

    // The alarm may take a moment to sound.
    let mut number = 3;
    let refused = loop {
        match within(queue.publish_messages(&[message(number)])).await {
            Ok(()) => number += 1,
            Err(error) => break error,
        }
    };

    assert!(matches!(refused, QueueError::Unavailable(_)), "{refused:?}");
    let said = everything_said(&refused);
    assert!(said.contains("short of memory or disk"), "{said}");
    assert!(within(queue.stats()).await.unwrap().blocked);
    within(held.remove(0).ack()).await.unwrap();
    server.rabbitmqctl(&[watermark, "0.8"]).unwrap();
    while let Err(error) = within(queue.publish_messages(&[message(1_000)])).await {
        assert!(matches!(error, QueueError::Unavailable(_)), "{error:?}");
    }
    assert!(!within(queue.stats()).await.unwrap().blocked);
}
