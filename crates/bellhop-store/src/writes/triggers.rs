//! Triggers, and the idempotency keys that let each in once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bellhop_core::id::{TriggerId, WorkspaceKey};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Job, Reply, Writes};
use crate::rows::{int, uint};
use crate::{Accepted, IdempotencyKey, StoreError, TriggerRecord};

/// What a trigger claims: the first 128 bits of a hash of workspace and key.
pub(crate) type Claim = [u8; 16];

pub(crate) struct Accept {
    pub(crate) trigger: TriggerRecord,
    pub(crate) claim: Option<Claim>,
    pub(crate) now_ms: u64,
    pub(super) reply: Reply<Accepted>,
}

pub(crate) struct Publication {
    pub(crate) claim: Claim,
    pub(crate) reply: Reply<()>,
}

/// The trigger that holds what another, at this position of a batch, claims.
#[derive(sqlx::FromRow)]
pub(crate) struct Holder {
    position: i64,
    trigger_id: Uuid,
    published: bool,
    claim_expires_at_ms: i64,
}

impl Holder {
    pub(crate) fn is_at(&self, position: usize) -> bool {
        self.position == int(position as u64)
    }
}

pub(crate) fn claim(workspace: &WorkspaceKey, key: &IdempotencyKey) -> Claim {
    // No workspace key holds a zero byte, so no two pairs are hashed alike.
    let hash = Sha256::new()
        .chain_update(workspace.as_str())
        .chain_update([0]);
    let hash = hash.chain_update(key.as_str()).finalize();
    *hash.first_chunk().expect("the hash has 32 bytes")
}

/// The answers to the accepts of one batch, as they become known.
pub(crate) struct Answers {
    answers: Vec<Accepted>,
    /// The positions of those that share their key with an earlier one of the batch, and its position.
    repeats: Vec<(usize, usize)>,
}

impl Answers {
    /// Answers that all are new, and the positions of those to insert: of those that share a key, the
    /// first stands for them all.
    pub(crate) fn of(jobs: &[Accept]) -> (Self, Vec<usize>) {
        let mut firsts: HashMap<Claim, usize> = HashMap::new();
        let mut repeats = Vec::new();
        let mut inserts = Vec::with_capacity(jobs.len());
        for (position, job) in jobs.iter().enumerate() {
            match job.claim.map(|claim| firsts.entry(claim)) {
                Some(Entry::Occupied(first)) => repeats.push((position, *first.get())),
                Some(Entry::Vacant(place)) => {
                    place.insert(position);
                    inserts.push(position);
                }
                None => inserts.push(position),
            }
        }
        let answers = vec![Accepted::New; jobs.len()];
        (Self { answers, repeats }, inserts)
    }

    /// Some were kept out: by a claim that still holds, which is a repeat; by one that has expired,
    /// which is to be taken over (returned); or by themselves, when they were accepted before, which
    /// makes them new again.
    pub(crate) fn settle(
        &mut self,
        jobs: &[Accept],
        holders: &[Holder],
    ) -> Vec<(usize, TriggerId)> {
        let mut expired = Vec::new();
        for row in holders {
            let position = usize::try_from(row.position).unwrap_or(0);
            let holder = TriggerId(row.trigger_id);
            if holder == jobs[position].trigger.id {
                continue;
            }
            if uint(row.claim_expires_at_ms) <= jobs[position].now_ms {
                expired.push((position, holder));
            } else {
                self.answers[position] = Accepted::Repeated {
                    trigger: holder,
                    published: row.published,
                };
            }
        }
        expired
    }

    pub(crate) fn stage(mut self, jobs: &mut [Accept]) {
        for (position, first) in self.repeats {
            self.answers[position] = match self.answers[first] {
                Accepted::New => Accepted::Repeated {
                    trigger: jobs[first].trigger.id,
                    published: false,
                },
                repeated @ Accepted::Repeated { .. } => repeated,
            };
        }
        for (job, answer) in jobs.iter_mut().zip(self.answers) {
            job.reply.stage(Ok(answer));
        }
    }
}

impl Accept {
    /// When its claim expires; `None` without a claim.
    pub(crate) fn claim_expires_at_ms(&self, idempotency_ms: u64) -> Option<u64> {
        self.claim
            .map(|_| self.now_ms.saturating_add(idempotency_ms))
    }
}

impl Writes {
    pub(crate) async fn accept(
        &self,
        trigger: TriggerRecord,
        key: Option<IdempotencyKey>,
        now_ms: u64,
    ) -> Result<Accepted, StoreError> {
        let claim = key.map(|key| claim(&trigger.workspace, &key));
        self.write(|reply| {
            Job::Accept(Accept {
                trigger,
                claim,
                now_ms,
                reply,
            })
        })
        .await
    }

    pub(crate) async fn mark_published(
        &self,
        workspace: &WorkspaceKey,
        key: &IdempotencyKey,
    ) -> Result<(), StoreError> {
        let claim = claim(workspace, key);
        self.write(|reply| Job::Publication(Publication { claim, reply }))
            .await
    }
}
