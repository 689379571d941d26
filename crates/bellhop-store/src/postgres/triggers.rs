//! Triggers and their claims.

use super::line::Line;
use super::text::shown;
use crate::StoreError;
use crate::rows::int;
use crate::writes::triggers::{Accept, Answers, Holder, Publication};

/// How often a batch looks again at claims that other processes let go of meanwhile.
const ROUNDS: usize = 4;

/// One that is there is left alone, and so is a claim that is held: answers with the positions of
/// those that were kept out. A claim that another process is just making is waited for.
const INSERT: &str = "
    WITH v AS (
        SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::bigint[],
            $6::text[], $7::bytea[], $8::bigint[], $9::bigint[])
        AS v (trigger_id, workspace, accepted_at_ms, start, recipients, idempotency_key, claim,
            claim_expires_at_ms, position)
    ), inserted AS (
        INSERT INTO triggers (trigger_id, workspace, accepted_at_ms, start, recipients,
            idempotency_key, claim, claim_expires_at_ms)
        SELECT trigger_id, workspace, accepted_at_ms, start, recipients,
            idempotency_key, claim, claim_expires_at_ms FROM v
        ON CONFLICT DO NOTHING RETURNING trigger_id
    )
    SELECT position FROM v WHERE trigger_id NOT IN (SELECT trigger_id FROM inserted)";

const HOLDERS: &str = "
    SELECT v.position, t.trigger_id, t.published, t.claim_expires_at_ms
    FROM UNNEST($1::bytea[], $2::bigint[]) AS v (claim, position)
    JOIN triggers AS t ON t.claim = v.claim";

/// Records the triggers that are the first with their key, and answers for the others.
///
/// No step of it needs the next one, so that it can be done outside a transaction: an expired claim
/// that was let go and not taken is free, and a trigger that was recorded but not answered for is
/// found by its own repetition.
pub(super) async fn accept(
    line: &mut Line,
    jobs: &mut [Accept],
    idempotency_ms: u64,
) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let (mut answers, mut positions) = Answers::of(jobs);
    for _ in 0..ROUNDS {
        let kept_out = insert(line, jobs, positions, idempotency_ms).await?;
        if kept_out.is_empty() {
            answers.stage(jobs);
            return Ok(());
        }
        let holders = holders(line, jobs, &kept_out).await?;
        let expired = answers.settle(jobs, &holders);
        if !expired.is_empty() {
            let mut ids: Vec<_> = expired.iter().map(|(_, holder)| holder.0).collect();
            ids.sort_unstable();
            let query = sqlx::query("UPDATE triggers SET claim = NULL WHERE trigger_id = ANY($1)");
            line.execute(query.bind(ids)).await?;
        }
        // Those whose claim has expired, and those whose holder let go after it had kept them out.
        positions = kept_out;
        positions.retain(|position| {
            let held = holders.iter().any(|holder| holder.is_at(*position));
            let free = jobs[*position].claim.is_some() && !held;
            free || expired.iter().any(|(expired, _)| expired == position)
        });
        if positions.is_empty() {
            answers.stage(jobs);
            return Ok(());
        }
    }
    Err(StoreError::from(sqlx::Error::RowNotFound))
}

/// Inserts the triggers at these positions; returns those of them that were kept out.
async fn insert(
    line: &mut Line,
    jobs: &[Accept],
    mut positions: Vec<usize>,
    idempotency_ms: u64,
) -> Result<Vec<usize>, StoreError> {
    positions.sort_unstable_by_key(|position| {
        let job = &jobs[*position];
        (job.claim, job.trigger.id)
    });
    let jobs = || positions.iter().map(|position| &jobs[*position]);
    let triggers = || jobs().map(|job| &job.trigger);
    let ids: Vec<_> = triggers().map(|trigger| trigger.id.0).collect();
    let workspaces: Vec<_> = triggers().map(|it| it.workspace.as_str()).collect();
    let accepted: Vec<_> = triggers().map(|it| int(it.accepted_at_ms)).collect();
    let starts: Vec<_> = triggers().map(|it| shown(&it.start)).collect();
    let recipients: Vec<_> = triggers().map(|it| i64::from(it.recipients)).collect();
    let keys = triggers().map(|trigger| trigger.idempotency_key.as_deref().map(shown));
    let keys: Vec<_> = keys.collect();
    let claims = jobs().map(|job| job.claim.as_ref().map(|claim| &claim[..]));
    let claims: Vec<_> = claims.collect();
    let expiries = jobs().map(|job| job.claim_expires_at_ms(idempotency_ms).map(int));
    let expiries: Vec<_> = expiries.collect();
    let places: Vec<_> = positions.iter().map(|place| int(*place as u64)).collect();
    let query = sqlx::query(INSERT)
        .bind(ids)
        .bind(workspaces)
        .bind(accepted)
        .bind(starts)
        .bind(recipients)
        .bind(keys)
        .bind(claims)
        .bind(expiries)
        .bind(places);
    let kept_out: Vec<(i64,)> = line.fetch(query).await?;
    let kept_out = kept_out.into_iter();
    Ok(kept_out
        .filter_map(|(position,)| usize::try_from(position).ok())
        .collect())
}

async fn holders(
    line: &mut Line,
    jobs: &[Accept],
    positions: &[usize],
) -> Result<Vec<Holder>, StoreError> {
    let claimed = positions.iter().filter_map(|position| {
        let claim = jobs[*position].claim.as_ref()?;
        Some((&claim[..], int(*position as u64)))
    });
    let (claims, places): (Vec<_>, Vec<_>) = claimed.unzip();
    line.fetch(sqlx::query(HOLDERS).bind(claims).bind(places))
        .await
}

pub(super) async fn mark_published(
    line: &mut Line,
    jobs: &mut [Publication],
) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let mut claims: Vec<_> = jobs.iter().map(|job| job.claim).collect();
    claims.sort_unstable();
    let claims: Vec<_> = claims.iter().map(|claim| &claim[..]).collect();
    let query = sqlx::query(
        "UPDATE triggers SET published = true
         FROM UNNEST($1::bytea[]) AS v (claim) WHERE triggers.claim = v.claim",
    );
    line.execute(query.bind(claims)).await?;
    for job in jobs {
        job.reply.stage(Ok(()));
    }
    Ok(())
}
