//! Throttles: so many may pass within so long, counted exactly, also when one is asked about twice.

use std::collections::HashMap;
use std::sync::LazyLock;

use uuid::Uuid;

use super::ThrottleAsk;
use crate::StoreError;
use crate::hand::{Hand, Value};
use crate::many::Many;
use crate::rows::int;

/// Asked about at once; of these, the earlier ones count for the later ones.
const ASKS_MAX: usize = 512;
/// For each: what it was answered before, and how many have passed of late.
static LOOK: LazyLock<Many> = LazyLock::new(|| {
    Many::new(
        "WITH asks (execution_id, slot, since) AS (VALUES",
        3,
        ") SELECT a.execution_id, t.passed,
             (SELECT COUNT(*) FROM throttled AS o
                 WHERE o.slot = a.slot AND o.at_ms > a.since AND o.passed = 1)
         FROM asks AS a LEFT JOIN throttled AS t ON t.execution_id = a.execution_id",
    )
});
static ANSWER: LazyLock<Many> = LazyLock::new(|| {
    let sql = "INSERT INTO throttled (execution_id, slot, at_ms, expires_at_ms, passed) VALUES";
    Many::new(sql, 5, "")
});
/// Answers that are not needed any more are taken away, so many at a time.
const FORGET: &str = "DELETE FROM throttled WHERE execution_id IN (
         SELECT execution_id FROM throttled WHERE expires_at_ms < $1 LIMIT 100)";
/// How long an answer is kept at least, so that planning which is repeated gets the same one.
const KEPT_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

pub(super) async fn pass(
    hand: &mut Hand<'_>,
    asks: &[ThrottleAsk],
    now_ms: u64,
) -> Result<HashMap<Uuid, bool>, StoreError> {
    let mut passed = HashMap::with_capacity(asks.len());
    for asks in asks.chunks(ASKS_MAX) {
        some(hand, asks, now_ms, &mut passed).await?;
    }
    hand.execute(FORGET, &[Value::Int(int(now_ms))]).await?;
    Ok(passed)
}

async fn some(
    hand: &mut Hand<'_>,
    asks: &[ThrottleAsk],
    now_ms: u64,
    passed: &mut HashMap<Uuid, bool>,
) -> Result<(), StoreError> {
    let rows = asks.iter().map(|ask| {
        let since_ms = now_ms.saturating_sub(per_ms(ask));
        vec![
            Value::Id(ask.execution.0),
            Value::Bytes(ask.slot.to_vec()),
            Value::Int(int(since_ms)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let looked: Vec<(Uuid, Option<i64>, i64)> = hand.fetch_many(&LOOK, &rows).await?;
    let looked: HashMap<_, _> = looked
        .into_iter()
        .map(|(id, before, count)| (id, (before, count)))
        .collect();
    let mut just_passed: HashMap<[u8; 16], i64> = HashMap::new();
    let mut answers = Vec::new();
    for ask in asks {
        let id = ask.execution.0;
        if passed.contains_key(&id) {
            continue;
        }
        let (before, count) = looked.get(&id).copied().unwrap_or_default();
        if let Some(before) = before {
            passed.insert(id, before != 0);
            continue;
        }
        let just_passed = just_passed.entry(ask.slot).or_default();
        let passes = count + *just_passed < i64::from(ask.throttle.limit);
        *just_passed += i64::from(passes);
        passed.insert(id, passes);
        let expires_at_ms = now_ms.saturating_add(per_ms(ask).max(KEPT_MS));
        answers.push(vec![
            Value::Id(id),
            Value::Bytes(ask.slot.to_vec()),
            Value::Int(int(now_ms)),
            Value::Int(int(expires_at_ms)),
            Value::Int(i64::from(passes)),
        ]);
    }
    hand.execute_many(&ANSWER, &answers).await
}

fn per_ms(ask: &ThrottleAsk) -> u64 {
    u64::try_from(ask.throttle.per.as_millis()).unwrap_or(u64::MAX)
}
