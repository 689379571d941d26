//! Digests: events are collected, each once, until their collection ends.
//!
//! An event's record is made in the transaction that collects it, so that what is on record has been
//! collected, also when the digest has been sent and forgotten meanwhile.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::plan::Event;
use bellhop_core::timer::{Timer, Waiting};
use bellhop_core::trigger::Trigger;
use serde_json::Map;
use uuid::Uuid;

use super::{ClosedDigest, ShownEvent, timers};
use crate::hand::{Hand, Value};
use crate::many::{Many, of_ids};
use crate::record::TimelineEntry;
use crate::rows::{int, uint};
use crate::writes::timing::Run;
use crate::{Step, StoreError};

static SEEN: LazyLock<Many> = LazyLock::new(|| {
    let sql = "SELECT message_id FROM messages WHERE message_id IN (";
    Many::new(sql, 1, ")")
});
static RECORD: LazyLock<Many> = LazyLock::new(|| {
    let sql = "INSERT INTO messages (message_id, trigger_id, workspace, distinct_id, template,
         category, accepted_at_ms, updated_at_ms, timeline) VALUES";
    Many::new(sql, 9, "")
});
const OPEN: &str = "SELECT slot, digest_id, events FROM digests WHERE slot IN (";
static FIND: LazyLock<Many> = LazyLock::new(|| Many::new(OPEN, 1, ")"));
/// Whoever ends the collection waits until these events are in it.
static FIND_AND_LOCK: LazyLock<Many> = LazyLock::new(|| Many::new(OPEN, 1, ") FOR UPDATE"));
static BEGIN: LazyLock<Many> = LazyLock::new(|| {
    let sql = "INSERT INTO digests (digest_id, slot, events, body) VALUES";
    Many::new(sql, 4, "")
});
static TRIGGER: LazyLock<Many> = LazyLock::new(|| {
    let sql =
        "INSERT INTO triggers (trigger_id, workspace, accepted_at_ms, start, recipients) VALUES";
    Many::new(sql, 5, "ON CONFLICT (trigger_id) DO NOTHING")
});
static EVENT: LazyLock<Many> = LazyLock::new(|| {
    let sql = "INSERT INTO digest_events
         (message_id, digest_id, trigger_id, number, distinct_id, data) VALUES";
    Many::new(sql, 6, "")
});

/// A collection that takes events.
struct Open<'a> {
    id: Uuid,
    is_new: bool,
    /// How many events are in it.
    events: u64,
    /// When it ends, if it is new: its first event says so.
    ends_at_ms: u64,
    /// Events up to this number are not shown any more.
    forgets: u64,
    last: &'a Event,
}

/// The events of one planned batch, in few statements. A transaction that fails (another put one of
/// them on record, or began the same collection, at this moment) is tried again.
pub(super) async fn collect(
    hand: &mut Hand<'_>,
    events: &[Event],
    now_ms: u64,
) -> Result<(), StoreError> {
    let seen = of_ids(events.iter().map(|event| event.id.0));
    let seen: Vec<(Uuid,)> = hand.fetch_many(&SEEN, &seen).await?;
    let mut seen: HashSet<Uuid> = seen.into_iter().map(|(id,)| id).collect();
    let events: Vec<&Event> = events
        .iter()
        .filter(|event| seen.insert(event.id.0))
        .collect();
    let mut open = find(hand, &events).await?;
    let (mut records, mut rows) = (Vec::new(), Vec::new());
    let mut runs = HashMap::new();
    for event in &events {
        let digest = open.entry(event.slot).or_insert_with(|| Open {
            id: event.digest.id.0,
            is_new: true,
            events: 0,
            ends_at_ms: event.ends_at_ms,
            forgets: 0,
            last: event,
        });
        digest.events += 1;
        digest.last = event;
        let (keeps, forgets) = event.retain.keeps(digest.events);
        digest.forgets = digest.forgets.max(forgets.unwrap_or(0));
        let data = keeps.then(|| serde_json::to_string(&event.digest.data).expect("data is JSON"));
        runs.entry(event.trigger).or_insert(&event.workspace);
        records.push(record(event, digest.id, now_ms));
        rows.push(vec![
            Value::Id(event.id.0),
            Value::Id(digest.id),
            Value::Id(event.trigger.0),
            Value::Int(int(digest.events)),
            Value::Text(event.distinct_id.clone()),
            Value::Maybe(data),
        ]);
    }
    let runs = runs.into_iter().map(|(trigger, workspace)| Run {
        trigger,
        workspace: workspace.clone(),
        key: None,
    });
    hand.execute_many(&RECORD, &records).await?;
    super::cancel::run(hand, &runs.collect::<Vec<_>>()).await?;
    begin(hand, open.values().filter(|it| it.is_new), now_ms).await?;
    hand.execute_many(&EVENT, &rows).await?;
    for digest in open.values() {
        go_on(hand, digest).await?;
    }
    Ok(())
}

/// The collections that there are for these events, by their slots.
async fn find<'a>(
    hand: &mut Hand<'_>,
    events: &[&'a Event],
) -> Result<HashMap<[u8; 16], Open<'a>>, StoreError> {
    let of_slot: HashMap<[u8; 16], &Event> =
        events.iter().map(|event| (event.slot, *event)).collect();
    let slots = of_slot.keys().map(|slot| vec![Value::Bytes(slot.to_vec())]);
    let slots: Vec<_> = slots.collect();
    let many = match hand {
        Hand::Sqlite(_) => &FIND,
        Hand::Postgres(_) => &FIND_AND_LOCK,
    };
    let found: Vec<(Vec<u8>, Uuid, i64)> = hand.fetch_many(many, &slots).await?;
    let open = found.into_iter().filter_map(|(slot, id, events)| {
        let slot = slot.try_into().ok()?;
        let digest = Open {
            id,
            is_new: false,
            events: uint(events),
            ends_at_ms: 0,
            forgets: 0,
            last: of_slot.get(&slot)?,
        };
        Some((slot, digest))
    });
    Ok(open.collect())
}

/// Puts collections on record that are new, with the timers that end them.
async fn begin<'a>(
    hand: &mut Hand<'_>,
    new: impl Iterator<Item = &'a Open<'a>>,
    now_ms: u64,
) -> Result<(), StoreError> {
    let (mut digests, mut triggers, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for digest in new {
        let (id, event) = (digest.id, digest.last);
        digests.push(vec![
            Value::Id(id),
            Value::Bytes(event.slot.to_vec()),
            Value::Int(int(digest.events)),
            Value::Text(body(digest)),
        ]);
        triggers.push(vec![
            Value::Id(id),
            Value::Text(event.workspace.as_str().to_owned()),
            Value::Int(int(now_ms)),
            Value::Text(format!("digest {}", event.template)),
            Value::Int(1),
        ]);
        ends.push(Timer {
            id,
            due_at_ms: digest.ends_at_ms,
            workspace: event.workspace.clone(),
            trigger: TriggerId(id),
            waiting: Waiting::Digest,
        });
    }
    hand.execute_many(&BEGIN, &digests).await?;
    hand.execute_many(&TRIGGER, &triggers).await?;
    timers::put(hand, &ends).await
}

/// Notes how many events a collection has now, and forgets what it does not show any more.
async fn go_on(hand: &mut Hand<'_>, digest: &Open<'_>) -> Result<(), StoreError> {
    if !digest.is_new {
        let sql = "UPDATE digests SET events = $2, body = $3 WHERE digest_id = $1";
        let values = [
            Value::Id(digest.id),
            Value::Int(int(digest.events)),
            Value::Text(body(digest)),
        ];
        hand.execute(sql, &values).await?;
    }
    if digest.forgets > 0 {
        let sql = "UPDATE digest_events SET data = NULL
             WHERE digest_id = $1 AND number <= $2 AND data IS NOT NULL";
        let values = [Value::Id(digest.id), Value::Int(int(digest.forgets))];
        hand.execute(sql, &values).await?;
    }
    Ok(())
}

/// What starts when it ends.
fn body(digest: &Open<'_>) -> String {
    let mut trigger = digest.last.digest.clone();
    trigger.id = TriggerId(digest.id);
    serde_json::to_string(&trigger).expect("a trigger is data")
}

fn record(event: &Event, digest: Uuid, now_ms: u64) -> Vec<Value> {
    let entry = TimelineEntry {
        at_ms: now_ms,
        what: Step::Held,
        detail: Some(format!("collected into digest {digest}")),
    };
    let timeline = serde_json::to_string(&entry).expect("an entry is numbers and texts");
    vec![
        Value::Id(event.id.0),
        Value::Id(event.trigger.0),
        Value::Text(event.workspace.as_str().to_owned()),
        Value::Text(event.distinct_id.clone()),
        Value::Text(event.template.as_str().to_owned()),
        Value::Text(event.category.as_str().to_owned()),
        Value::Int(int(event.accepted_at_ms)),
        Value::Int(int(now_ms)),
        Value::Text(timeline + "\n"),
    ]
}

/// Ends a collection, and gives what is in it; again and again, until it is forgotten.
pub(super) async fn close(
    hand: &mut Hand<'_>,
    id: Uuid,
) -> Result<Option<ClosedDigest>, StoreError> {
    let sql = "UPDATE digests SET slot = NULL WHERE digest_id = $1";
    hand.execute(sql, &[Value::Id(id)]).await?;
    let sql = "SELECT body FROM digests WHERE digest_id = $1";
    let found: Vec<(String,)> = hand.fetch(sql, &[Value::Id(id)]).await?;
    let Some((body,)) = found.into_iter().next() else {
        return Ok(None);
    };
    let unreadable = |_| StoreError::unreadable(format!("digest {id}"));
    let mut trigger: Trigger = serde_json::from_str(&body).map_err(unreadable)?;
    let sql = "SELECT message_id, trigger_id, data FROM digest_events
         WHERE digest_id = $1 ORDER BY number";
    let rows: Vec<(Uuid, Uuid, Option<String>)> = hand.fetch(sql, &[Value::Id(id)]).await?;
    // The last event may have been called off; then the data are those of the last that is shown.
    let last = rows.last().and_then(|(_, _, data)| data.as_deref());
    if let Some(Ok(data)) = last.map(serde_json::from_str::<Map<_, _>>) {
        trigger.data = data;
    }
    let events = rows.iter().map(|(message, trigger, _)| ShownEvent {
        id: MessageId(*message),
        trigger: TriggerId(*trigger),
    });
    Ok(Some(ClosedDigest {
        trigger,
        count: rows.len() as u64,
        events: events.collect(),
        shown: rows.into_iter().filter_map(|(_, _, data)| data).collect(),
    }))
}

pub(super) async fn forget(hand: &mut Hand<'_>, id: Uuid) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM digest_events WHERE digest_id = $1",
        "DELETE FROM digests WHERE digest_id = $1",
        "DELETE FROM timers WHERE timer_id = $1",
    ] {
        hand.execute(sql, &[Value::Id(id)]).await?;
    }
    Ok(())
}
