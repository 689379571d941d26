//! Calling off: in two transactions. The first marks a trigger as called off; the second takes away
//! what waits of it. Whoever plans it puts its messages on record first and looks at the mark then, and
//! whoever sends one puts the attempt on record first and looks at the record then: so either sees the
//! other, whatever happens at the same time.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{TriggerId, WorkspaceKey};
use bellhop_core::timer::Waiting;
use bellhop_core::trigger::Trigger;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Calling;
use crate::hand::{Hand, Value};
use crate::many::{Many, of_ids};
use crate::record::TimelineEntry;
use crate::rows::int;
use crate::writes::timing::Run;
use crate::{Step, StoreError};

/// A hash of workspace and key.
pub(crate) fn hash(workspace: &WorkspaceKey, key: &str) -> [u8; 16] {
    // No workspace key holds a zero byte, so no two pairs are hashed alike.
    let hash = Sha256::new()
        .chain_update(workspace.as_str())
        .chain_update([0]);
    *hash
        .chain_update(key)
        .finalize()
        .first_chunk()
        .expect("the hash has 32 bytes")
}

static NOTE: LazyLock<Many> = LazyLock::new(|| {
    let sql = "INSERT INTO runs (trigger_id, workspace, cancellation) VALUES";
    Many::new(sql, 3, "ON CONFLICT (trigger_id) DO NOTHING")
});

static CANCELLED: LazyLock<Many> = LazyLock::new(|| {
    let sql = "SELECT trigger_id, distinct_id FROM cancelled WHERE trigger_id IN (";
    Many::new(sql, 1, ")")
});

/// Notes that triggers can be called off, by the hashes of their keys if they have one.
pub(super) async fn run(hand: &mut Hand<'_>, runs: &[Run]) -> Result<(), StoreError> {
    let rows = runs.iter().map(|run| {
        vec![
            Value::Id(run.trigger.0),
            Value::Text(run.workspace.as_str().to_owned()),
            Value::MaybeBytes(run.key.map(|key| key.to_vec())),
        ]
    });
    let rows: Vec<_> = rows.collect();
    hand.execute_many(&NOTE, &rows).await
}

/// Marks the triggers that fit; gives them.
pub(super) async fn mark(
    hand: &mut Hand<'_>,
    calling: &Calling,
    now_ms: u64,
) -> Result<Vec<TriggerId>, StoreError> {
    let mut found: Option<BTreeSet<Uuid>> = None;
    let mut narrow = |ids: BTreeSet<Uuid>| {
        found = Some(match found.take() {
            Some(before) => before.intersection(&ids).copied().collect(),
            None => ids,
        });
    };
    if let Some(id) = calling.execution {
        narrow(BTreeSet::from([id]));
    }
    if let Some(key) = &calling.cancellation_key {
        let sql = "SELECT r.trigger_id FROM runs AS r WHERE r.cancellation = $1
             AND NOT EXISTS (SELECT 1 FROM cancelled AS c
                 WHERE c.trigger_id = r.trigger_id AND c.distinct_id = '')
             ORDER BY r.trigger_id DESC LIMIT $2";
        let key = hash(&calling.workspace, key).to_vec();
        let values = [Value::Bytes(key), Value::Int(i64::from(calling.limit))];
        let rows: Vec<(Uuid,)> = hand.fetch(sql, &values).await?;
        narrow(rows.into_iter().map(|(id,)| id).collect());
    }
    if let Some(key) = &calling.idempotency_key {
        let claim = hash(&calling.workspace, key).to_vec();
        let sql = "SELECT trigger_id FROM triggers WHERE claim = $1";
        let rows: Vec<(Uuid,)> = hand.fetch(sql, &[Value::Bytes(claim)]).await?;
        narrow(rows.into_iter().map(|(id,)| id).collect());
    }
    let mut marked = Vec::new();
    for id in found.unwrap_or_default() {
        if !fits(hand, id, calling).await? {
            continue;
        }
        let everybody = [String::new()];
        let whom = match calling.recipients.as_slice() {
            [] => &everybody[..],
            some => some,
        };
        for distinct_id in whom {
            let sql = "INSERT INTO cancelled (trigger_id, distinct_id, at_ms) VALUES ($1, $2, $3)
                 ON CONFLICT DO NOTHING";
            let values = [
                Value::Id(id),
                Value::Text(distinct_id.clone()),
                Value::Int(int(now_ms)),
            ];
            hand.execute(sql, &values).await?;
        }
        marked.push(TriggerId(id));
    }
    Ok(marked)
}

/// Whether a trigger can be called off, and is of this workspace and workflow.
async fn fits(hand: &mut Hand<'_>, id: Uuid, calling: &Calling) -> Result<bool, StoreError> {
    let sql = "SELECT t.start FROM runs AS r JOIN triggers AS t ON t.trigger_id = r.trigger_id
         WHERE r.trigger_id = $1 AND r.workspace = $2";
    let workspace = Value::Text(calling.workspace.as_str().to_owned());
    let found: Vec<(String,)> = hand.fetch(sql, &[Value::Id(id), workspace]).await?;
    let Some((start,)) = found.into_iter().next() else {
        return Ok(false);
    };
    let slug = start.split_once(' ').map_or("", |(_, slug)| slug);
    Ok(calling
        .workflow
        .as_ref()
        .is_none_or(|wanted| wanted == slug))
}

/// Takes away what waits of these triggers; gives those of which something did, and how many messages
/// ended by it.
pub(super) async fn sweep(
    hand: &mut Hand<'_>,
    triggers: &[TriggerId],
    recipients: &[String],
    now_ms: u64,
) -> Result<(Vec<TriggerId>, u64), StoreError> {
    let (mut swept, mut ended) = (Vec::new(), 0);
    for trigger in triggers {
        let timers = sweep_timers(hand, *trigger, recipients).await?;
        let messages = sweep_messages(hand, *trigger, recipients, now_ms).await?;
        let sql = "SELECT COUNT(*) FROM messages WHERE trigger_id = $1";
        let planned = hand
            .number(sql, &[Value::Id(trigger.0)])
            .await?
            .unwrap_or(0);
        // What has no messages yet is still to be planned, and the planner sees the mark.
        if timers > 0 || messages > 0 || planned == 0 {
            swept.push(*trigger);
        }
        ended += messages;
    }
    Ok((swept, ended))
}

/// Held messages and triggers that start later.
async fn sweep_timers(
    hand: &mut Hand<'_>,
    trigger: TriggerId,
    recipients: &[String],
) -> Result<u64, StoreError> {
    let sql = "SELECT timer_id, body FROM timers WHERE trigger_id = $1";
    let rows: Vec<(Uuid, String)> = hand.fetch(sql, &[Value::Id(trigger.0)]).await?;
    let mut touched = 0;
    for (id, body) in rows {
        let Ok(waiting) = serde_json::from_str::<Waiting>(&body) else {
            continue;
        };
        let is_meant = |id: &str| recipients.is_empty() || recipients.iter().any(|it| it == id);
        let left = match waiting {
            Waiting::Digest => continue,
            Waiting::Message(message, _) if is_meant(&message.distinct_id) => None,
            Waiting::Message(..) => continue,
            Waiting::Trigger(mut trigger) => {
                let before = trigger.recipients.len();
                trigger.recipients.retain(|recipient| {
                    let id = recipient.distinct_id.as_ref();
                    !is_meant(id.map_or("", |id| id.as_str()))
                });
                if trigger.recipients.len() == before {
                    continue;
                }
                is_left(&trigger).then_some(Waiting::Trigger(trigger))
            }
        };
        touched += 1;
        match left {
            None => {
                let sql = "DELETE FROM timers WHERE timer_id = $1";
                hand.execute(sql, &[Value::Id(id)]).await?;
            }
            Some(waiting) => {
                let body = serde_json::to_string(&waiting).expect("what waits is data");
                let sql = "UPDATE timers SET body = $2 WHERE timer_id = $1";
                hand.execute(sql, &[Value::Id(id), Value::Text(body)])
                    .await?;
            }
        }
    }
    Ok(touched)
}

fn is_left(trigger: &Trigger) -> bool {
    !trigger.recipients.is_empty()
}

/// What is on record, has not ended and is not on the road; and events that are collected.
async fn sweep_messages(
    hand: &mut Hand<'_>,
    trigger: TriggerId,
    recipients: &[String],
    now_ms: u64,
) -> Result<u64, StoreError> {
    let whom: Vec<Option<&String>> = match recipients {
        [] => vec![None],
        some => some.iter().map(Some).collect(),
    };
    let entry = TimelineEntry {
        at_ms: now_ms,
        what: Step::Cancelled,
        detail: None,
    };
    let line = serde_json::to_string(&entry).expect("an entry is numbers and texts") + "\n";
    let mut ended = 0;
    for distinct_id in whom {
        let distinct_id = Value::Maybe(distinct_id.cloned());
        let sql = "DELETE FROM digest_events WHERE trigger_id = $1
             AND (CAST($2 AS TEXT) IS NULL OR distinct_id = $2)";
        hand.execute(sql, &[Value::Id(trigger.0), distinct_id.clone()])
            .await?;
        let sql = "UPDATE messages SET outcome = $3, reason = $4, updated_at_ms = $5,
                 timeline = timeline || $6
             WHERE trigger_id = $1 AND (CAST($2 AS TEXT) IS NULL OR distinct_id = $2)
                 AND outcome IS NULL AND attempted_at_ms IS NULL";
        let values = [
            Value::Id(trigger.0),
            distinct_id,
            Value::Text(Outcome::Cancelled.as_str().to_owned()),
            Value::Text(Reason::Cancelled.as_str().to_owned()),
            Value::Int(int(now_ms)),
            Value::Text(line.clone()),
        ];
        ended += hand.execute(sql, &values).await?;
    }
    Ok(ended)
}

/// Of these triggers, for whom each was called off; an empty id is everybody.
pub(crate) async fn cancelled(
    hand: &mut Hand<'_>,
    triggers: &[TriggerId],
) -> Result<HashMap<TriggerId, HashSet<String>>, StoreError> {
    let rows = of_ids(triggers.iter().map(|trigger| trigger.0));
    let rows: Vec<(Uuid, String)> = hand.fetch_many(&CANCELLED, &rows).await?;
    let mut found: HashMap<TriggerId, HashSet<String>> = HashMap::new();
    for (trigger, id) in rows {
        found.entry(TriggerId(trigger)).or_default().insert(id);
    }
    Ok(found)
}
