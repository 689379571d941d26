//! Dead letters, quarantine, and settling in general.

use std::time::{SystemTime, UNIX_EPOCH};

use bellhop_core::fault::Reason;
use bellhop_queue::Kind;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, counts_become, dead_letters, message, messages, numbers,
    open_shard, receive, receive_triggers, trigger, within,
};

pub(crate) async fn a_dead_letter_keeps_body_reason_detail_and_time(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(7)])).await.unwrap();
    let delivery = receive(&shard, 1).await.remove(0);
    let detail = "Slack says \"channel_not_found\"\u{0}".to_owned() + &"!".repeat(5_000);
    let before_ms = UNIX_EPOCH.elapsed().map_or(0, |now| now.as_millis());
    within(delivery.dead_letter(Reason::TargetGone, &detail))
        .await
        .unwrap();

    let letters = within(queue.dead_letters(0, 10)).await.unwrap();

    let [letter] = &letters[..] else {
        panic!("one letter, not {letters:?}")
    };
    assert_eq!((letter.kind, letter.id), (Kind::Message, message(7).id.0));
    assert_eq!(letter.accepted_at_ms, 7);
    assert_eq!(letter.reason, Reason::TargetGone);
    assert_eq!(letter.detail, detail[..2_000]);
    let after_ms = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_millis();
    assert!((before_ms..=after_ms).contains(&u128::from(letter.dead_at_ms)));
    let body: Value = serde_json::from_str(&letter.body).unwrap();
    assert_eq!(body["body"]["data"]["order"], 7);
    assert_nothing_else_waits(&queue, &shard).await;
}

pub(crate) async fn dead_letters_are_read_in_pages(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=5)))
        .await
        .unwrap();
    within(queue.publish_trigger(&trigger(6))).await.unwrap();
    for delivery in receive(&shard, 5).await {
        within(delivery.dead_letter(Reason::Timeout, ""))
            .await
            .unwrap();
    }
    let delivery = receive_triggers(&queue, 1).await.remove(0);
    within(delivery.dead_letter(Reason::TemplateError, ""))
        .await
        .unwrap();

    let first = within(queue.dead_letters(0, 4)).await.unwrap();
    let second = within(queue.dead_letters(first[3].number, 4))
        .await
        .unwrap();
    let third = within(queue.dead_letters(second[1].number, 4))
        .await
        .unwrap();

    let accepted = |letters: &[bellhop_queue::DeadLetter]| {
        letters
            .iter()
            .map(|letter| letter.accepted_at_ms)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (accepted(&first), accepted(&second)),
        (vec![1, 2, 3, 4], vec![5, 6])
    );
    assert_eq!(second[1].kind, Kind::Trigger);
    assert!(third.is_empty());
}

pub(crate) async fn garbage_is_quarantined_and_blocks_nothing(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=3)))
        .await
        .unwrap();
    within(queue.close()).await;
    home.spoil_first_message(3, b"\xff{ not json").await;

    let queue = home.open().await;
    let shard = open_shard(&queue).await;

    assert_eq!(numbers(&receive(&shard, 2).await), [2, 3]);
    assert_nothing_else_waits(&queue, &shard).await;
    let letters = dead_letters(&queue, 1).await;
    let letter = &letters[0];
    assert_eq!(
        (letter.reason, letter.kind),
        (Reason::Unreadable, Kind::Message)
    );
    assert_eq!(letter.body, "\u{fffd}{ not json");
    counts_become(&queue, [0, 2, 1]).await;
    assert_eq!(within(queue.stats()).await.unwrap().quarantined, 1);
}

pub(crate) async fn an_unknown_version_is_quarantined(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();
    within(queue.close()).await;
    home.spoil_first_message(2, br#"{"v":2,"body":{"new":"form"}}"#)
        .await;

    let queue = home.open().await;
    let shard = open_shard(&queue).await;

    assert_eq!(numbers(&receive(&shard, 1).await), [2]);
    assert_nothing_else_waits(&queue, &shard).await;
    let letters = dead_letters(&queue, 1).await;
    assert_eq!(letters[0].reason, Reason::Unreadable);
    assert!(
        letters[0].detail.contains("version 2"),
        "{}",
        letters[0].detail
    );
}

pub(crate) async fn a_split_delivery_can_still_be_settled(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();

    let (body, rest) = receive(&shard, 1).await.remove(0).split();
    within(rest.ack()).await.unwrap();

    assert_eq!(body.id, message(1).id);
    counts_become(&queue, [0, 0, 0]).await;
}

pub(crate) async fn many_settle_at_once(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(0..500)))
        .await
        .unwrap();

    let mut settling = JoinSet::new();
    for delivery in receive(&shard, 500).await {
        settling.spawn(async move {
            match delivery.position % 5 {
                0 => delivery.dead_letter(Reason::Recipient, "gone").await,
                _ => delivery.ack().await,
            }
        });
    }
    while let Some(done) = within(settling.join_next()).await {
        done.unwrap().unwrap();
    }

    counts_become(&queue, [0, 0, 100]).await;
}

pub(crate) async fn a_settled_id_may_be_published_again(home: impl Home) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let first = receive(&shard, 1).await;
    let first_position = first[0].position;
    ack_all(first).await;

    within(queue.publish_messages(&[message(1)])).await.unwrap();

    let again = receive(&shard, 1).await;
    assert_eq!(numbers(&again), [1]);
    assert!(again[0].position > first_position);
}
