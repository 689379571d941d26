//! Timers: put once, taken when due, removed when acted on.

use std::sync::LazyLock;

use bellhop_core::id::{TriggerId, WorkspaceKey};
use bellhop_core::timer::{Timer, Waiting};
use uuid::Uuid;

use crate::StoreError;
use crate::hand::{Hand, Value};
use crate::many::{Many, of_ids};
use crate::rows::{int, uint};

static PUT: LazyLock<Many> = LazyLock::new(|| {
    let sql = "INSERT INTO timers (timer_id, due_at_ms, kind, workspace, trigger_id, body) VALUES";
    Many::new(sql, 6, "ON CONFLICT (timer_id) DO NOTHING")
});
static CLAIM: LazyLock<Many> = LazyLock::new(|| {
    Many::new(
        "UPDATE timers SET claimed_until_ms = claim.until FROM (VALUES",
        2,
        ") AS claim (id, until) WHERE timer_id = claim.id",
    )
});
static REMOVE: LazyLock<Many> =
    LazyLock::new(|| Many::new("DELETE FROM timers WHERE timer_id IN (", 1, ")"));

/// What another has taken, and has not acted on in its time, is there again.
const DUE: &str = "SELECT timer_id, due_at_ms, workspace, trigger_id, body FROM timers
     WHERE due_at_ms <= $1 AND claimed_until_ms <= $1 ORDER BY due_at_ms, timer_id LIMIT $2";
const DUE_UNLOCKED: &str = "SELECT timer_id, due_at_ms, workspace, trigger_id, body FROM timers
     WHERE due_at_ms <= $1 AND claimed_until_ms <= $1 ORDER BY due_at_ms, timer_id LIMIT $2
     FOR UPDATE SKIP LOCKED";

/// When one that can't be read is looked at again.
const UNREADABLE_AGAIN_MS: i64 = 60 * 60 * 1_000;

pub(super) async fn put(hand: &mut Hand<'_>, timers: &[Timer]) -> Result<(), StoreError> {
    let rows = timers.iter().map(|timer| {
        let body = serde_json::to_string(&timer.waiting).expect("what waits is data");
        vec![
            Value::Id(timer.id),
            Value::Int(int(timer.due_at_ms)),
            Value::Text(timer.waiting.kind().to_owned()),
            Value::Text(timer.workspace.as_str().to_owned()),
            Value::Id(timer.trigger.0),
            Value::Text(body),
        ]
    });
    let rows: Vec<_> = rows.collect();
    hand.execute_many(&PUT, &rows).await
}

/// A claim is of use between processes only: a file has one, and after a crash its timers must not
/// wait for the claim of the one that is gone.
pub(super) async fn take(
    hand: &mut Hand<'_>,
    now_ms: u64,
    until_ms: u64,
    limit: u32,
) -> Result<Vec<Timer>, StoreError> {
    type Row = (Uuid, i64, String, Uuid, String);
    let sql = hand.either(DUE, DUE_UNLOCKED);
    let values = [Value::Int(int(now_ms)), Value::Int(i64::from(limit))];
    let rows: Vec<Row> = hand.fetch(sql, &values).await?;
    if let Hand::Postgres(_) = hand {
        let claims = rows.iter();
        let claims = claims.map(|(id, ..)| vec![Value::Id(*id), Value::Int(int(until_ms))]);
        let claims: Vec<_> = claims.collect();
        hand.execute_many(&CLAIM, &claims).await?;
    }
    let mut timers = Vec::with_capacity(rows.len());
    for (id, due_at_ms, workspace, trigger, body) in rows {
        let waiting: Result<Waiting, _> = serde_json::from_str(&body);
        let (Ok(waiting), Ok(workspace)) = (waiting, WorkspaceKey::parse(&workspace)) else {
            tracing::error!(timer = %id, "a timer can't be read; another version wrote it? It is tried again in an hour");
            let later = "UPDATE timers SET claimed_until_ms = $2 WHERE timer_id = $1";
            let values = [Value::Id(id), Value::Int(int(now_ms) + UNREADABLE_AGAIN_MS)];
            hand.execute(later, &values).await?;
            continue;
        };
        timers.push(Timer {
            id,
            due_at_ms: uint(due_at_ms),
            workspace,
            trigger: TriggerId(trigger),
            waiting,
        });
    }
    Ok(timers)
}

pub(super) async fn remove(hand: &mut Hand<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    let rows = of_ids(ids.iter().copied());
    hand.execute_many(&REMOVE, &rows).await
}

/// When the next is due that nobody has taken.
pub(crate) async fn next_due_ms(hand: &mut Hand<'_>) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT MIN(CASE WHEN claimed_until_ms > due_at_ms THEN claimed_until_ms ELSE due_at_ms END)
         FROM (SELECT due_at_ms, claimed_until_ms FROM timers ORDER BY due_at_ms LIMIT 256) AS t";
    Ok(hand.number(sql, &[]).await?.map(uint))
}

/// When the first timer of a trigger as a whole is due: of its start, or of a digest's end.
pub(crate) async fn trigger_due_ms(
    hand: &mut Hand<'_>,
    trigger: TriggerId,
) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT MIN(due_at_ms) FROM timers WHERE trigger_id = $1 AND kind <> 'message'";
    Ok(hand.number(sql, &[Value::Id(trigger.0)]).await?.map(uint))
}

/// How many wait, by kind.
pub(crate) async fn counts(hand: &mut Hand<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT kind, COUNT(*) FROM timers GROUP BY kind";
    let rows: Vec<(String, i64)> = hand.fetch(sql, &[]).await?;
    Ok(rows
        .into_iter()
        .map(|(kind, count)| (kind, uint(count)))
        .collect())
}
