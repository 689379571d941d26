//! Samples of what templates are filled with, and how templates do: rare writes, in SQL that both back
//! ends take.

use std::sync::LazyLock;

use super::profiles::Key;
use super::{Job, Reply, Writes};
use crate::hand::{Hand, Value};
use crate::many::Many;
use crate::rows::int;
use crate::{NewSample, StoreError};

pub(crate) struct PutSample {
    pub(crate) new: NewSample,
    /// How many of its template and workspace are kept.
    pub(crate) samples_max: u32,
    pub(crate) reply: Reply<()>,
}

const RENDERED: &str = "INSERT INTO template_conditions (workspace, slug, last_rendered_at_ms)
     VALUES ($1, $2, $3)
     ON CONFLICT (workspace, slug) DO UPDATE SET last_rendered_at_ms = excluded.last_rendered_at_ms";
const FAILED: &str =
    "INSERT INTO template_conditions (workspace, slug, last_failed_at_ms, last_failure)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace, slug) DO UPDATE SET
         last_failed_at_ms = excluded.last_failed_at_ms, last_failure = excluded.last_failure";
const REMOVE: &str =
    "DELETE FROM template_samples WHERE workspace = $1 AND slug = $2 AND message_id = $3";
const INSERT: &str = "INSERT INTO template_samples
         (workspace, slug, message_id, distinct_id, at_ms, version, reason, detail, data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FORGET: &str =
    "DELETE FROM template_samples WHERE workspace = $1 AND slug = $2 AND number <= (
         SELECT number FROM template_samples WHERE workspace = $1 AND slug = $2
         ORDER BY number DESC LIMIT 1 OFFSET $3)";

static FORGET_PEOPLE: LazyLock<Many> = LazyLock::new(|| {
    let before = "DELETE FROM template_samples WHERE (workspace, distinct_id) IN (VALUES";
    Many::new(before, 2, ")")
});

pub(crate) const SAMPLES: &str =
    "SELECT message_id, distinct_id, at_ms, version, reason, detail, data FROM template_samples
     WHERE workspace = $1 AND slug = $2 ORDER BY number DESC LIMIT $3";
pub(crate) const CONDITIONS: &str =
    "SELECT slug, last_rendered_at_ms, last_failed_at_ms, last_failure FROM template_conditions
     WHERE workspace = $1";
/// For the purge, which gives a time and a number of rows.
pub(crate) const PURGE: &str = "DELETE FROM template_samples WHERE number IN (
         SELECT number FROM template_samples WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)";
/// As above. There is one row for a template and workspace, so all of them are looked at.
pub(crate) const PURGE_CONDITIONS: &str =
    "DELETE FROM template_conditions WHERE (workspace, slug) IN (
         SELECT workspace, slug FROM template_conditions
         WHERE COALESCE(last_rendered_at_ms, 0) < $1 AND COALESCE(last_failed_at_ms, 0) < $1
         LIMIT $2)";

impl Writes {
    pub(crate) async fn put_sample(
        &self,
        new: NewSample,
        samples_max: u32,
    ) -> Result<(), StoreError> {
        self.write(|reply| {
            Job::Sample(Box::new(PutSample {
                new,
                samples_max,
                reply,
            }))
        })
        .await
    }
}

pub(crate) async fn run(hand: &mut Hand<'_>, jobs: &mut [PutSample]) -> Result<(), StoreError> {
    // Workers that note messages of the same templates take the templates' rows in the same order, so that
    // none waits for another that waits for it.
    jobs.sort_by(|PutSample { new: one, .. }, PutSample { new: other, .. }| {
        (&one.workspace, &one.slug).cmp(&(&other.workspace, &other.slug))
    });
    for job in jobs {
        put(hand, &job.new, job.samples_max).await?;
        job.reply.stage(Ok(()));
    }
    Ok(())
}

/// Forgets what people were written to, because their profiles are deleted.
pub(crate) async fn forget_people(hand: &mut Hand<'_>, people: &[&Key]) -> Result<(), StoreError> {
    let rows: Vec<_> = people
        .iter()
        .map(|(workspace, id)| {
            let names = [workspace.as_str(), id.as_str()];
            names.map(|name| Value::Text(name.to_owned())).to_vec()
        })
        .collect();
    hand.execute_many(&FORGET_PEOPLE, &rows).await
}

async fn put(hand: &mut Hand<'_>, new: &NewSample, samples_max: u32) -> Result<(), StoreError> {
    let with = |more: Vec<Value>| {
        let workspace = Value::Text(new.workspace.as_str().to_owned());
        let mut values = vec![workspace, Value::Text(new.slug.clone())];
        values.extend(more);
        values
    };
    let at_ms = Value::Int(int(new.at_ms));
    match &new.failure {
        None => hand.execute(RENDERED, &with(vec![at_ms.clone()])).await?,
        Some(failure) => {
            let said = Value::Text(failure.detail.clone());
            hand.execute(FAILED, &with(vec![at_ms.clone(), said]))
                .await?
        }
    };
    if let Some(data) = new.data.as_ref().filter(|_| samples_max > 0) {
        let message = Value::Id(new.message.0);
        hand.execute(REMOVE, &with(vec![message.clone()])).await?;
        let failure = new.failure.as_ref();
        let row = vec![
            message,
            Value::Text(new.distinct_id.clone()),
            at_ms,
            Value::Maybe(new.version.clone()),
            Value::Maybe(failure.map(|failure| failure.reason.as_str().to_owned())),
            Value::Maybe(failure.map(|failure| failure.detail.clone())),
            Value::Text(data.clone()),
        ];
        hand.execute(INSERT, &with(row)).await?;
    }
    // Also where nothing is kept: what an earlier configuration kept goes then.
    let kept = Value::Int(i64::from(samples_max));
    hand.execute(FORGET, &with(vec![kept])).await?;
    Ok(())
}
