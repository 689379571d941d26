//! Throttles: so many may pass within so long, counted exactly, also when one is asked about twice.

use std::collections::HashMap;

use uuid::Uuid;

use super::ThrottleAsk;
use crate::StoreError;
use crate::hand::{Hand, Value};
use crate::rows::int;

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
    for ask in asks {
        passed.insert(ask.execution.0, one(hand, ask, now_ms).await?);
    }
    hand.execute(FORGET, &[Value::Int(int(now_ms))]).await?;
    Ok(passed)
}

async fn one(hand: &mut Hand<'_>, ask: &ThrottleAsk, now_ms: u64) -> Result<bool, StoreError> {
    let id = Value::Id(ask.execution.0);
    let sql = "SELECT passed FROM throttled WHERE execution_id = $1";
    if let Some(passed) = hand.number(sql, std::slice::from_ref(&id)).await? {
        return Ok(passed != 0);
    }
    let slot = Value::Bytes(ask.slot.to_vec());
    let per_ms = u64::try_from(ask.throttle.per.as_millis()).unwrap_or(u64::MAX);
    let since = Value::Int(int(now_ms.saturating_sub(per_ms)));
    let sql = "SELECT COUNT(*) FROM throttled WHERE slot = $1 AND at_ms > $2 AND passed = 1";
    let count = hand.number(sql, &[slot.clone(), since]).await?.unwrap_or(0);
    let passes = count < i64::from(ask.throttle.limit);
    let sql = "INSERT INTO throttled (execution_id, slot, at_ms, expires_at_ms, passed)
         VALUES ($1, $2, $3, $4, $5)";
    let expires_at_ms = now_ms.saturating_add(per_ms.max(KEPT_MS));
    let values = [
        id,
        slot,
        Value::Int(int(now_ms)),
        Value::Int(int(expires_at_ms)),
        Value::Int(i64::from(passes)),
    ];
    hand.execute(sql, &values).await?;
    Ok(passes)
}
