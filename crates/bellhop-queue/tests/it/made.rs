//! Triggers and messages for the tests, and ways of receiving them.

use std::time::Duration;

use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use bellhop_queue::{DeadLetter, Delivery, Queue, Shard, shard_of};
use serde_json::json;
use uuid::Uuid;

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work)
        .await
        .expect("it should have happened by now")
}

/// The trigger with this number, accepted at that many milliseconds.
pub(crate) fn trigger(number: u64) -> Trigger {
    serde_json::from_value(json!({
        "id": Uuid::from_u64_pair(1, number),
        "workspace": "a_workspace_key_of_the_tests",
        "accepted_at_ms": number,
        "start": {"kind": "workflow", "slug": "order-shipped"},
        "recipients": [{"distinct_id": "ada", "addresses": [
            {"connection": "con_0123456789abcdef01234567", "target": {"kind": "user", "id": "U1"}},
        ]}],
        "data": {"order": number, "note": "\"quoted\", \u{0} and 🎈"},
    }))
    .unwrap()
}

/// The message with this number, accepted at that many milliseconds.
pub(crate) fn message(number: u64) -> Message {
    let text = json!({
        "id": Uuid::from_u64_pair(2, number),
        "trigger": Uuid::from_u64_pair(1, number),
        "workspace": "a_workspace_key_of_the_tests",
        "distinct_id": "ada",
        "template": "order-shipped",
        "category": "transactional",
        "address": {
            "connection": "con_0123456789abcdef01234567",
            "target": {"kind": "channel", "id": "C0123456789"},
        },
        "accepted_at_ms": number,
        "deadline_ms": 86_400_000,
        "data": {"order": number, "big": 12345678901234567890_u64},
    });
    serde_json::from_str(&text.to_string()).unwrap()
}

pub(crate) fn messages(numbers: impl IntoIterator<Item = u64>) -> Vec<Message> {
    numbers.into_iter().map(message).collect()
}

/// Anything with a number.
pub(crate) trait Numbered {
    fn number(&self) -> u64;
}

impl Numbered for TriggerId {
    fn number(&self) -> u64 {
        self.0.as_u64_pair().1
    }
}

impl Numbered for MessageId {
    fn number(&self) -> u64 {
        self.0.as_u64_pair().1
    }
}

/// The shard that the messages of the tests are in.
pub(crate) async fn open_shard(queue: &Queue) -> Shard {
    let shard = shard_of(&message(0).address.connection, queue.shards());
    within(queue.open_shard(shard)).await.unwrap()
}

/// The next `count` messages, in the order in which they come.
pub(crate) async fn receive(shard: &Shard, count: usize) -> Vec<Delivery<Message>> {
    let mut received = Vec::new();
    while received.len() < count {
        let more = within(shard.receive(count - received.len())).await.unwrap();
        assert!(!more.is_empty() && more.len() <= count - received.len());
        received.extend(more);
    }
    received
}

/// The next `count` triggers, in the order in which they come.
pub(crate) async fn receive_triggers(queue: &Queue, count: usize) -> Vec<Delivery<Trigger>> {
    let mut received = Vec::new();
    while received.len() < count {
        received.extend(
            within(queue.receive_triggers(count - received.len()))
                .await
                .unwrap(),
        );
    }
    received
}

pub(crate) fn numbers(deliveries: &[Delivery<Message>]) -> Vec<u64> {
    deliveries
        .iter()
        .map(|delivery| delivery.body.id.number())
        .collect()
}

pub(crate) async fn ack_all<T>(deliveries: Vec<Delivery<T>>) {
    for delivery in deliveries {
        within(delivery.ack()).await.unwrap();
    }
}

/// Asserts that nothing waits to be received: what is published now comes first.
pub(crate) async fn assert_nothing_else_waits(queue: &Queue, shard: &Shard) {
    let marker = u64::MAX - 1;
    within(queue.publish_messages(&[message(marker)]))
        .await
        .unwrap();
    let next = receive(shard, 1).await;
    assert_eq!(numbers(&next), [marker]);
    ack_all(next).await;
}

/// Waits until this many triggers, messages and dead letters wait. A broker counts what it was just
/// told a moment later.
pub(crate) async fn counts_become(queue: &Queue, expected: [u64; 3]) {
    let mut counts = None;
    let counting = async {
        while counts != Some(expected) {
            let stats = queue.stats().await.unwrap();
            let places = [stats.triggers, stats.messages, stats.dead_letters];
            counts = Some(places.map(|place| place.count));
        }
    };
    let counted = tokio::time::timeout(PATIENCE, counting).await;
    assert!(counted.is_ok(), "{counts:?}, and never {expected:?}");
}

/// The dead letters, when there are this many.
pub(crate) async fn dead_letters(queue: &Queue, count: usize) -> Vec<DeadLetter> {
    within(async {
        loop {
            let letters = queue.dead_letters(0, 1_000).await.unwrap();
            assert!(letters.len() <= count, "only {count}, not {letters:?}");
            if letters.len() == count {
                return letters;
            }
        }
    })
    .await
}
