//! The record of messages, as it is written: one insert when a message is planned, and as a rule one
//! update at its end.

use std::collections::{HashMap, HashSet};

use bellhop_core::fault::Outcome;
use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;

use super::{Job, Reply, Writes};
use crate::{MessageChange, Recorded, StoreError};

mod change;
mod row;

pub(crate) use change::{Change, Merged, cards, merge};
pub(crate) use row::PlannedRow;
pub(super) use row::line;

pub(crate) struct Plan {
    pub(crate) rows: Vec<PlannedRow>,
    pub(crate) now_ms: u64,
    reply: Reply<Recorded>,
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

/// Answers with the places of all, and with what was there before: in the database (`found.before`),
/// or of an earlier plan of the same batch, since two workers may plan one trigger at once.
pub(crate) fn stage(jobs: &mut [Plan], found: &Recorded) {
    let mut seen: HashMap<MessageId, Option<Outcome>> = HashMap::new();
    for job in jobs {
        let mut answer = Recorded::default();
        for row in &job.rows {
            let earlier = seen.insert(row.id, row.outcome);
            if let Some(outcome) = found.before.get(&row.id).copied().or(earlier) {
                answer.before.insert(row.id, outcome);
            }
            if let Some(place) = found.places.get(&row.id) {
                answer.places.insert(row.id, *place);
            }
        }
        job.reply.stage(Ok(answer));
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
    ) -> Result<Recorded, StoreError> {
        if messages.is_empty() && refusals.is_empty() {
            return Ok(Recorded::default());
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
        self.write(|reply| Job::Change(Change::new(changes, reply)))
            .await
    }
}
