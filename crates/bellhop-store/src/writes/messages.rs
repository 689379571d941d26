//! The record of messages, as it is written: one insert when a message is planned, and as a rule one
//! update at its end.

use std::collections::{HashMap, HashSet};

use bellhop_core::fault::Outcome;
use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;

use super::{Job, Reply, Writes};
use crate::{MessageChange, StoreError};

mod change;
mod row;

pub(crate) use change::{Change, Merged, cards, merge};
pub(crate) use row::PlannedRow;
pub(super) use row::line;

pub(crate) struct Plan {
    pub(crate) rows: Vec<PlannedRow>,
    pub(crate) now_ms: u64,
    reply: Reply<HashMap<MessageId, Option<Outcome>>>,
}

impl Plan {
    pub(super) fn answer(self, failure: Option<&StoreError>) {
        self.reply.send(failure);
    }
}

/// The rows that the plans of one batch want to insert, each with the time of its plan.
pub(crate) fn distinct(jobs: &[Plan]) -> Vec<(&PlannedRow, u64)> {
    let mut seen = HashSet::new();
    let rows = jobs
        .iter()
        .flat_map(|job| job.rows.iter().map(|row| (row, job.now_ms)));
    rows.filter(|(row, _)| seen.insert(row.id)).collect()
}

/// Answers with what was there before: in the database (`existing`), or of an earlier plan of the
/// same batch, since two workers may plan one trigger at once.
pub(crate) fn stage(jobs: &mut [Plan], existing: &HashMap<MessageId, Option<Outcome>>) {
    let mut seen: HashMap<MessageId, Option<Outcome>> = HashMap::new();
    for job in jobs {
        let mut repeated = HashMap::new();
        for row in &job.rows {
            let earlier = seen.insert(row.id, row.outcome);
            if let Some(outcome) = existing.get(&row.id).copied().or(earlier) {
                repeated.insert(row.id, outcome);
            }
        }
        job.reply.stage(Ok(repeated));
    }
}

/// The time of the newest change of the record.
pub(crate) fn newest_ms(plans: &[Plan], changes: &[Change]) -> Option<u64> {
    let planned = plans
        .iter()
        .filter(|job| !job.rows.is_empty())
        .map(|job| job.now_ms);
    planned
        .chain(changes.iter().filter_map(Change::newest_ms))
        .max()
}

impl Writes {
    pub(crate) async fn record_planned(
        &self,
        trigger: TriggerId,
        messages: &[Message],
        refusals: &[Refusal],
        now_ms: u64,
    ) -> Result<HashMap<MessageId, Option<Outcome>>, StoreError> {
        if messages.is_empty() && refusals.is_empty() {
            return Ok(HashMap::new());
        }
        let planned = messages
            .iter()
            .map(|message| PlannedRow::message(message, now_ms));
        let refused = refusals
            .iter()
            .map(|refusal| PlannedRow::refusal(refusal, trigger, now_ms));
        let rows = planned.chain(refused).collect();
        self.write(|reply| {
            Job::Plan(Plan {
                rows,
                now_ms,
                reply,
            })
        })
        .await
    }

    pub(crate) async fn record(&self, changes: Vec<MessageChange>) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.write(|reply| Job::Change(Change { changes, reply }))
            .await
    }
}
