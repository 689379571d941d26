//! Profiles, as they are written: the edits of one transaction work on one copy of the profiles that
//! they touch, which the engine reads before and writes after (`working`). They are applied in order,
//! so none loses another; one that is refused leaves that copy as it was, so nothing has to be undone.

use bellhop_core::address::Address;
use bellhop_core::fault::Reason;
use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_core::profile::ProfileLimits;

use super::{Job, Reply, Writes};
use crate::{ProfileEdit, ProfileRecord, StoreError};

mod apply;
mod working;

use apply::{deactivate, edit, merge};
pub(crate) use working::{Key, Working};

pub(crate) struct ProfileJob {
    workspace: WorkspaceKey,
    ask: Ask,
}

enum Ask {
    Edit {
        edits: Vec<ProfileEdit>,
        limits: ProfileLimits,
        now_ms: u64,
        reply: Reply<Vec<ProfileRecord>>,
    },
    Merge {
        into: DistinctId,
        from: DistinctId,
        limits: ProfileLimits,
        now_ms: u64,
        reply: Reply<Option<ProfileRecord>>,
    },
    Delete {
        ids: Vec<DistinctId>,
        reply: Reply<u64>,
    },
    Deactivate {
        id: DistinctId,
        address: Address,
        reason: Reason,
        now_ms: u64,
        reply: Reply<bool>,
    },
}

impl ProfileJob {
    pub(super) fn answer(self, failure: Option<&StoreError>) {
        match self.ask {
            Ask::Edit { reply, .. } => reply.send(failure),
            Ask::Merge { reply, .. } => reply.send(failure),
            Ask::Delete { reply, .. } => reply.send(failure),
            Ask::Deactivate { reply, .. } => reply.send(failure),
        }
    }

    /// The profiles that it touches.
    fn ids(&self) -> Vec<&DistinctId> {
        match &self.ask {
            Ask::Edit { edits, .. } => edits.iter().map(|edit| &edit.distinct_id).collect(),
            Ask::Merge { into, from, .. } => vec![into, from],
            Ask::Delete { ids, .. } => ids.iter().collect(),
            Ask::Deactivate { id, .. } => vec![id],
        }
    }

    fn run(&mut self, working: &mut Working) {
        let workspace = &self.workspace;
        match &mut self.ask {
            Ask::Edit {
                edits,
                limits,
                now_ms,
                reply,
            } => {
                reply.stage(edit(working, workspace, edits, *limits, *now_ms));
            }
            Ask::Merge {
                into,
                from,
                limits,
                now_ms,
                reply,
            } => {
                reply.stage(merge(working, workspace, into, from, *limits, *now_ms));
            }
            Ask::Delete { ids, reply } => {
                let deleted = ids
                    .iter()
                    .filter(|id| working.delete(workspace, id))
                    .count();
                reply.stage(Ok(deleted as u64));
            }
            Ask::Deactivate {
                id,
                address,
                reason,
                now_ms,
                reply,
            } => {
                reply.stage(Ok(deactivate(
                    working, workspace, id, address, *reason, *now_ms,
                )));
            }
        }
    }
}

/// The copy that these jobs work on, still to be filled with what is stored.
pub(crate) fn working(jobs: &[ProfileJob]) -> Working {
    let touched = jobs.iter().flat_map(|job| {
        let ids = job.ids().into_iter();
        ids.map(|id| (job.workspace.clone(), id.clone()))
    });
    Working::of(touched)
}

/// Does what these jobs ask to the copy.
pub(crate) fn run(jobs: &mut [ProfileJob], working: &mut Working) {
    for job in jobs {
        job.run(working);
    }
}

impl Writes {
    async fn write_profiles<A>(
        &self,
        workspace: &WorkspaceKey,
        ask: impl FnOnce(Reply<A>) -> Ask,
    ) -> Result<A, StoreError> {
        let workspace = workspace.clone();
        self.write(|reply| {
            Job::Profiles(ProfileJob {
                workspace,
                ask: ask(reply),
            })
        })
        .await
    }

    pub(crate) async fn edit_profiles(
        &self,
        workspace: &WorkspaceKey,
        edits: Vec<ProfileEdit>,
        limits: ProfileLimits,
        now_ms: u64,
    ) -> Result<Vec<ProfileRecord>, StoreError> {
        self.write_profiles(workspace, |reply| Ask::Edit {
            edits,
            limits,
            now_ms,
            reply,
        })
        .await
    }

    pub(crate) async fn merge_profiles(
        &self,
        workspace: &WorkspaceKey,
        into: &DistinctId,
        from: &DistinctId,
        limits: ProfileLimits,
        now_ms: u64,
    ) -> Result<Option<ProfileRecord>, StoreError> {
        let (into, from) = (into.clone(), from.clone());
        self.write_profiles(workspace, |reply| Ask::Merge {
            into,
            from,
            limits,
            now_ms,
            reply,
        })
        .await
    }

    pub(crate) async fn delete_profiles(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<u64, StoreError> {
        let ids = ids.to_vec();
        self.write_profiles(workspace, |reply| Ask::Delete { ids, reply })
            .await
    }

    pub(crate) async fn deactivate_address(
        &self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
        address: &Address,
        reason: Reason,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let (id, address) = (id.clone(), address.clone());
        self.write_profiles(workspace, |reply| Ask::Deactivate {
            id,
            address,
            reason,
            now_ms,
            reply,
        })
        .await
    }
}
