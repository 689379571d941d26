//! Measures how many triggers a second a store accepts, and how many messages a second it records:
//! `cargo run --release -p bellhop-store --example accepts -- sqlite:/tmp/store.db`, or the URL of an
//! empty PostgreSQL database. Each trigger has a key and is noted as published; each message is planned
//! and ends.
#![expect(clippy::unwrap_used, reason = "a measurement that fails may panic")]

use std::time::{Duration, Instant};

use bellhop_core::address::{Address, Target};
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{ConnectionId, MessageId, Slug, TriggerId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::workflow::Category;
use bellhop_store::{
    End, IdempotencyKey, MessageChange, Receipt, SecretsKey, Step, Store, TimelineEntry,
    TriggerRecord,
};
use serde_json::value::RawValue;
use uuid::Uuid;

/// Callers at once.
const CALLERS: usize = 256;
/// Messages of one call of a planner or recorder, as workers make them.
const PER_CALL: usize = 8;
const FOR: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap_or_else(|| {
        eprintln!("usage: accepts sqlite:PATH | postgres://USER:PASSWORD@HOST/DATABASE");
        std::process::exit(2);
    });
    let key = SecretsKey::parse(&"07".repeat(32).into()).unwrap();
    let store = Store::open(&url, key).await.unwrap();

    let accepts = rate(&store, |store| async move {
        accept(&store).await;
        1
    });
    println!("{:>8.0} accepts/s, each noted as published", accepts.await);
    let records = rate(&store, |store| async move {
        record(&store).await;
        PER_CALL
    });
    println!("{:>8.0} messages/s, each planned and ended", records.await);
    let (accepts, records) = tokio::join!(
        rate(&store, |store| async move {
            accept(&store).await;
            1
        }),
        rate(&store, |store| async move {
            record(&store).await;
            PER_CALL
        })
    );
    println!("{accepts:>8.0} accepts/s and {records:.0} messages/s, both at once");
    store.close().await;
}

/// How often a second `work` is done, by callers who do it again and again.
async fn rate<F>(store: &Store, work: impl Fn(Store) -> F) -> f64
where
    F: Future<Output = usize> + Send + 'static,
{
    let start = Instant::now();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        calls.spawn(work(store.clone()));
    }
    let mut done = 0;
    while let Some(count) = calls.join_next().await {
        done += count.unwrap();
        if start.elapsed() < FOR {
            calls.spawn(work(store.clone()));
        }
    }
    done as f64 / start.elapsed().as_secs_f64()
}

fn workspace() -> WorkspaceKey {
    WorkspaceKey::parse("workspace-of-the-example").unwrap()
}

fn now_ms() -> u64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

async fn accept(store: &Store) {
    let (id, now_ms) = (Uuid::now_v7(), now_ms());
    let trigger = TriggerRecord {
        id: TriggerId(id),
        workspace: workspace(),
        accepted_at_ms: now_ms,
        start: "workflow welcome".into(),
        recipients: 1,
        idempotency_key: Some(id.to_string()),
    };
    let key = IdempotencyKey::parse(&id.to_string()).unwrap();
    let _ = store
        .accept(trigger, Some(key.clone()), now_ms)
        .await
        .unwrap();
    store.mark_published(&workspace(), &key).await.unwrap();
}

async fn record(store: &Store) {
    let trigger = TriggerId(Uuid::now_v7());
    let now_ms = now_ms();
    let messages: Vec<_> = (0..PER_CALL)
        .map(|number| message(trigger, number, now_ms))
        .collect();
    store
        .record_planned(trigger, &messages, &[], now_ms)
        .await
        .unwrap();
    let changes = messages.iter().map(|message| ended(message.id, now_ms));
    store.record(changes.collect()).await.unwrap();
}

fn message(trigger: TriggerId, number: usize, now_ms: u64) -> Message {
    Message {
        id: MessageId::derive(trigger, &[&number.to_string()]),
        trigger,
        workspace: workspace(),
        distinct_id: format!("person-{number}"),
        template: Slug::parse("welcome").unwrap(),
        category: Category::Transactional,
        address: Address {
            connection: ConnectionId::parse("con_00112233445566778899aabb").unwrap(),
            target: Target::User("U0123456789".into()),
        },
        accepted_at_ms: now_ms,
        deadline_ms: now_ms + 1000,
        planned_before: false,
        place: 0,
        guarantee: bellhop_core::workflow::Guarantee::default(),
        timing: bellhop_core::timing::MessageTiming::default(),
        card: None,
        ephemeral: None,
        said: None,
        data: RawValue::from_string("{}".into()).unwrap().into(),
    }
}

fn ended(id: MessageId, now_ms: u64) -> MessageChange {
    let steps = [Step::Rendered, Step::Attempted, Step::Delivered];
    let entries = steps.map(|what| TimelineEntry {
        at_ms: now_ms,
        what,
        detail: None,
    });
    MessageChange {
        id,
        entries: entries.into(),
        end: Some(End {
            outcome: Outcome::Delivered,
            reason: Reason::Accepted,
            receipt: Some(Receipt {
                channel: "D0123456789".into(),
                ts: "1750000000.000100".into(),
            }),
            detail: None,
        }),
        destination: Some("D0123456789".into()),
        card: None,
        attempt: None,
    }
}
