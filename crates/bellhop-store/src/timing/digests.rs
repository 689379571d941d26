//! Digests: events are collected, each once, until their collection ends.
//!
//! An event's record is made in the transaction that collects it, so that what is on record has been
//! collected, also when the digest has been sent and forgotten meanwhile.

use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::plan::Event;
use bellhop_core::timer::{Timer, Waiting};
use bellhop_core::trigger::Trigger;
use serde_json::Map;
use uuid::Uuid;

use super::{ClosedDigest, ShownEvent, timers};
use crate::hand::{Hand, Value};
use crate::record::TimelineEntry;
use crate::rows::{int, uint};
use crate::{Step, StoreError};

const RECORD: &str =
    "INSERT INTO messages (message_id, trigger_id, workspace, distinct_id, template,
         category, accepted_at_ms, updated_at_ms, timeline)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (message_id) DO NOTHING";

const FIND: &str = "SELECT digest_id, events FROM digests WHERE slot = $1";
/// Whoever ends the collection waits until this event is in it.
const FIND_AND_LOCK: &str = "SELECT digest_id, events FROM digests WHERE slot = $1 FOR UPDATE";

pub(super) async fn collect(
    hand: &mut Hand<'_>,
    events: &[Event],
    now_ms: u64,
) -> Result<(), StoreError> {
    for event in events {
        let Some((digest, number)) = place(hand, event, now_ms).await? else {
            continue;
        };
        let mut digest_trigger = event.digest.clone();
        digest_trigger.id = TriggerId(digest);
        let body = serde_json::to_string(&digest_trigger).expect("a trigger is data");
        let sql = "UPDATE digests SET events = $2, body = $3 WHERE digest_id = $1";
        let values = [
            Value::Id(digest),
            Value::Int(int(number)),
            Value::Text(body),
        ];
        hand.execute(sql, &values).await?;

        let (keeps, forgets) = event.retain.keeps(number);
        let data = keeps.then(|| serde_json::to_string(&event.digest.data).expect("data is JSON"));
        let sql = "INSERT INTO digest_events
                 (message_id, digest_id, trigger_id, number, distinct_id, data)
             VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            Value::Id(event.id.0),
            Value::Id(digest),
            Value::Id(event.trigger.0),
            Value::Int(int(number)),
            Value::Text(event.distinct_id.clone()),
            Value::Maybe(data),
        ];
        hand.execute(sql, &values).await?;
        if let Some(number) = forgets {
            let sql = "UPDATE digest_events SET data = NULL WHERE digest_id = $1 AND number = $2";
            let values = [Value::Id(digest), Value::Int(int(number))];
            hand.execute(sql, &values).await?;
        }
    }
    Ok(())
}

/// The digest that an event goes into, and its number in it; `None` when it was collected before.
async fn place(
    hand: &mut Hand<'_>,
    event: &Event,
    now_ms: u64,
) -> Result<Option<(Uuid, u64)>, StoreError> {
    let slot = Value::Bytes(event.slot.to_vec());
    let sql = hand.either(FIND, FIND_AND_LOCK);
    let found: Vec<(Uuid, i64)> = hand.fetch(sql, std::slice::from_ref(&slot)).await?;
    let open = found.into_iter().next();
    let digest = open.map_or(event.digest.id.0, |(digest, _)| digest);
    if !record(hand, event, digest, now_ms).await? {
        return Ok(None);
    }
    if let Some((digest, events)) = open {
        return Ok(Some((digest, uint(events) + 1)));
    }
    // A transaction that fails here (another began the same collection at this moment) is tried again.
    let sql = "INSERT INTO digests (digest_id, slot, events, body) VALUES ($1, $2, 0, '')";
    hand.execute(sql, &[Value::Id(digest), slot]).await?;
    let sql = "INSERT INTO triggers (trigger_id, workspace, accepted_at_ms, start, recipients)
         VALUES ($1, $2, $3, $4, 1) ON CONFLICT (trigger_id) DO NOTHING";
    let values = [
        Value::Id(digest),
        Value::Text(event.workspace.as_str().to_owned()),
        Value::Int(int(now_ms)),
        Value::Text(format!("digest {}", event.template)),
    ];
    hand.execute(sql, &values).await?;
    let timer = Timer {
        id: digest,
        due_at_ms: event.ends_at_ms,
        workspace: event.workspace.clone(),
        trigger: TriggerId(digest),
        waiting: Waiting::Digest,
    };
    timers::put(hand, &[timer]).await?;
    Ok(Some((digest, 1)))
}

/// Puts an event on record; whether it was not there.
async fn record(
    hand: &mut Hand<'_>,
    event: &Event,
    digest: Uuid,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let entry = TimelineEntry {
        at_ms: now_ms,
        what: Step::Held,
        detail: Some(format!("collected into digest {digest}")),
    };
    let timeline = serde_json::to_string(&entry).expect("an entry is numbers and texts");
    let values = [
        Value::Id(event.id.0),
        Value::Id(event.trigger.0),
        Value::Text(event.workspace.as_str().to_owned()),
        Value::Text(event.distinct_id.clone()),
        Value::Text(event.template.as_str().to_owned()),
        Value::Text(event.category.as_str().to_owned()),
        Value::Int(int(event.accepted_at_ms)),
        Value::Int(int(now_ms)),
        Value::Text(timeline + "\n"),
    ];
    if hand.execute(RECORD, &values).await? == 0 {
        return Ok(false);
    }
    super::cancel::run(hand, event.trigger, &event.workspace, None).await?;
    Ok(true)
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
