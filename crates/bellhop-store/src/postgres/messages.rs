//! The record of messages, as it is written.

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::MessageId;
use bellhop_core::workflow::Category;
use uuid::Uuid;

use super::line::{Line, Statement};
use super::text::shown;
use crate::rows::{int, outcome, uint};
use crate::writes::messages::{
    Change, Merged, Plan, PlannedRow, distinct, merge, newest_ms, stage,
};
use crate::{Recorded, StoreError};

/// Answers with the places of those that were not there yet.
const INSERT: &str = "
    WITH v AS (
        SELECT * FROM UNNEST($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[],
            $13::bigint[], $14::text[])
        WITH ORDINALITY
        AS v (message_id, trigger_id, workspace, distinct_id, template, category, connection_id,
            target_kind, target_id, outcome, reason, accepted_at_ms, now_ms, timeline, place)
    ), inserted AS (
        INSERT INTO messages (message_id, trigger_id, workspace, distinct_id, template, category,
            connection_id, target_kind, target_id, outcome, reason, accepted_at_ms, updated_at_ms,
            timeline)
        SELECT v.message_id, v.trigger_id, v.workspace, v.distinct_id, v.template, v.category,
            v.connection_id, v.target_kind, v.target_id, v.outcome, v.reason, v.accepted_at_ms,
            v.now_ms, v.timeline
        FROM v ORDER BY v.place
        ON CONFLICT (message_id) DO NOTHING RETURNING message_id, seq
    ), noted AS (
        INSERT INTO activity (slot, at_ms) VALUES ($15, $16)
        ON CONFLICT (slot) DO UPDATE SET at_ms = GREATEST(activity.at_ms, excluded.at_ms)
    )
    SELECT message_id, seq FROM inserted";

/// A delivered message stays delivered; any other end gives way to a later one. A timeline that has
/// grown too long takes only the end.
const UPDATE: &str = "
    WITH changed AS (
        UPDATE messages AS m SET
            timeline = CASE WHEN v.outcome IS NULL AND octet_length(m.timeline) > $10
                THEN m.timeline ELSE m.timeline || v.timeline END,
            updated_at_ms = GREATEST(m.updated_at_ms, v.at_ms),
            destination = COALESCE(v.destination, m.destination),
            attempted_at_ms = CASE WHEN v.attempted_at_ms IS NULL
                THEN m.attempted_at_ms ELSE NULLIF(v.attempted_at_ms, 0) END,
            outcome = CASE WHEN v.outcome IS NULL OR m.outcome = 'delivered'
                THEN m.outcome ELSE v.outcome END,
            reason = CASE WHEN v.outcome IS NULL OR m.outcome = 'delivered'
                THEN m.reason ELSE v.reason END,
            detail = CASE WHEN v.outcome IS NULL OR m.outcome = 'delivered'
                THEN m.detail ELSE v.detail END,
            receipt_channel = CASE WHEN v.outcome IS NULL OR m.outcome = 'delivered'
                THEN m.receipt_channel ELSE v.receipt_channel END,
            receipt_ts = CASE WHEN v.outcome IS NULL OR m.outcome = 'delivered'
                THEN m.receipt_ts ELSE v.receipt_ts END
        FROM UNNEST($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::text[], $13::bigint[])
        AS v (message_id, timeline, at_ms, destination, outcome, reason, detail, receipt_channel,
            receipt_ts, attempted_at_ms)
        WHERE m.message_id = v.message_id
    )
    INSERT INTO activity (slot, at_ms) VALUES ($11, $12)
    ON CONFLICT (slot) DO UPDATE SET at_ms = GREATEST(activity.at_ms, excluded.at_ms)";

/// Records what was planned, and answers with what was there before.
pub(super) async fn plan(line: &mut Line, jobs: &mut [Plan], slot: i16) -> Result<(), StoreError> {
    let Some(newest_ms) = newest_ms(jobs, &[]) else {
        stage(jobs, &Recorded::default());
        return Ok(());
    };
    // In the order of planning, because that is what places are. Two processes that plan the same
    // triggers have them from the queue in one order, so they lock rows in one, too.
    let rows = distinct(jobs);
    let query = bind(&rows).bind(slot).bind(int(newest_ms));
    let inserted: Vec<(Uuid, i64)> = line.fetch(query).await?;
    let mut found = Recorded::default();
    for (id, seq) in inserted {
        found.places.insert(MessageId(id), uint(seq));
    }
    let before = |row: &PlannedRow| !found.places.contains_key(&row.id);
    let ids = rows.iter().filter(|(row, _)| before(row));
    let ids: Vec<_> = ids.map(|(row, _)| row.id.0).collect();
    if !ids.is_empty() {
        let query = "SELECT message_id, seq, outcome FROM messages WHERE message_id = ANY($1)";
        let there: Vec<(Uuid, i64, Option<String>)> =
            line.fetch(sqlx::query(query).bind(ids)).await?;
        for (id, seq, name) in there {
            found.places.insert(MessageId(id), uint(seq));
            found
                .before
                .insert(MessageId(id), outcome(name.as_deref())?);
        }
    }
    stage(jobs, &found);
    Ok(())
}

fn bind(rows: &[(&PlannedRow, u64)]) -> Statement<'static> {
    let addresses = || rows.iter().map(|(row, _)| row.address.as_ref());
    let ids: Vec<_> = rows.iter().map(|(row, _)| row.id.0).collect();
    let triggers: Vec<_> = rows.iter().map(|(row, _)| row.trigger.0).collect();
    let workspaces: Vec<_> = rows.iter().map(|(row, _)| row.workspace.as_str()).collect();
    let people: Vec<_> = rows
        .iter()
        .map(|(row, _)| shown(&row.distinct_id))
        .collect();
    let templates: Vec<_> = rows.iter().map(|(row, _)| shown(&row.template)).collect();
    let categories = rows
        .iter()
        .map(|(row, _)| row.category.map(Category::as_str));
    let categories: Vec<_> = categories.collect();
    let connections = addresses().map(|address| address.map(|it| it.connection.as_str()));
    let connections: Vec<_> = connections.collect();
    let kinds: Vec<_> = addresses()
        .map(|address| address.map(|it| it.target.kind()))
        .collect();
    let targets = addresses().map(|address| address.map(|it| shown(it.target.id())));
    let targets: Vec<_> = targets.collect();
    let outcomes = rows.iter().map(|(row, _)| row.outcome.map(Outcome::as_str));
    let outcomes: Vec<_> = outcomes.collect();
    let reasons = rows.iter().map(|(row, _)| row.reason.map(Reason::as_str));
    let reasons: Vec<_> = reasons.collect();
    let accepted: Vec<_> = rows
        .iter()
        .map(|(row, _)| int(row.accepted_at_ms))
        .collect();
    let now: Vec<_> = rows.iter().map(|(_, now_ms)| int(*now_ms)).collect();
    let timelines: Vec<_> = rows.iter().map(|(row, _)| row.timeline.as_str()).collect();
    sqlx::query(INSERT)
        .bind(ids)
        .bind(triggers)
        .bind(workspaces)
        .bind(people)
        .bind(templates)
        .bind(categories)
        .bind(connections)
        .bind(kinds)
        .bind(targets)
        .bind(outcomes)
        .bind(reasons)
        .bind(accepted)
        .bind(now)
        .bind(timelines)
}

pub(super) async fn change(
    line: &mut Line,
    jobs: &mut [Change],
    timeline_bytes_max: u32,
    slot: i16,
) -> Result<(), StoreError> {
    let mut merged = merge(jobs);
    merged.sort_unstable_by_key(|change| change.id);
    if !merged.is_empty() {
        let newest_ms = newest_ms(&[], jobs).unwrap_or(0);
        let receipts = || {
            let ends = merged.iter().map(|change| change.end);
            ends.map(|end| end.and_then(|end| end.receipt.as_ref()))
        };
        let ids: Vec<_> = merged.iter().map(|change| change.id.0).collect();
        let timelines: Vec<_> = merged
            .iter()
            .map(|change| change.timeline.as_str())
            .collect();
        let times: Vec<_> = merged.iter().map(|change| int(change.at_ms)).collect();
        let destinations: Vec<_> = merged.iter().map(|it| it.destination.map(shown)).collect();
        let ends = || merged.iter().map(|change| change.end);
        let outcomes: Vec<_> = ends()
            .map(|end| end.map(|it| it.outcome.as_str()))
            .collect();
        let reasons: Vec<_> = ends().map(|end| end.map(|it| it.reason.as_str())).collect();
        let details = ends().map(|end| end.and_then(|it| it.detail.as_deref().map(shown)));
        let details: Vec<_> = details.collect();
        let channels: Vec<_> = receipts()
            .map(|it| it.map(|it| shown(&it.channel)))
            .collect();
        let attempts: Vec<_> = merged.iter().map(Merged::attempted_at_ms).collect();
        let timestamps: Vec<_> = receipts().map(|it| it.map(|it| shown(&it.ts))).collect();
        let query = sqlx::query(UPDATE)
            .bind(ids)
            .bind(timelines)
            .bind(times)
            .bind(destinations)
            .bind(outcomes)
            .bind(reasons)
            .bind(details)
            .bind(channels)
            .bind(timestamps)
            .bind(i64::from(timeline_bytes_max))
            .bind(slot)
            .bind(int(newest_ms))
            .bind(attempts);
        line.execute(query).await?;
    }
    drop(merged);
    for job in jobs {
        job.reply.stage(Ok(()));
    }
    Ok(())
}
