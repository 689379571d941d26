//! What edits do to the working copy: all of a request, or nothing.

use bellhop_core::address::Address;
use bellhop_core::fault::Reason;
use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_core::profile::{EditError, Profile, ProfileLimits};

use super::working::Working;
use crate::{ProfileEdit, ProfileRecord, StoreError};

pub(super) fn edit(
    working: &mut Working,
    workspace: &WorkspaceKey,
    edits: &[ProfileEdit],
    limits: ProfileLimits,
    now_ms: u64,
) -> Result<Vec<ProfileRecord>, StoreError> {
    let before: Vec<_> = edits
        .iter()
        .map(|edit| working.get(workspace, &edit.distinct_id).cloned())
        .collect();
    let mut edited = Vec::with_capacity(edits.len());
    for (index, edit) in edits.iter().enumerate() {
        let mut record = existing_or_new(working, workspace, &edit.distinct_id, now_ms);
        record.updated_at_ms = now_ms;
        if let Err(source) = record.profile.apply(edit.edits.clone(), limits) {
            // Backwards, so that of several edits of one profile the first one's copy is put back.
            for (edit, before) in edits.iter().zip(before).take(index).rev() {
                working.restore(workspace, &edit.distinct_id, before);
            }
            return Err(refused(index, &edit.distinct_id, source));
        }
        working.put(workspace, record.clone());
        edited.push(record);
    }
    Ok(edited)
}

pub(super) fn merge(
    working: &mut Working,
    workspace: &WorkspaceKey,
    into: &DistinctId,
    from: &DistinctId,
    limits: ProfileLimits,
    now_ms: u64,
) -> Result<Option<ProfileRecord>, StoreError> {
    let Some(source) = working.get(workspace, from).cloned() else {
        return Ok(None);
    };
    if into == from {
        return Ok(Some(source));
    }
    let mut record = existing_or_new(working, workspace, into, now_ms);
    record.updated_at_ms = now_ms;
    record.profile.merge(source.profile);
    // No edits: it only checks the bounds.
    let checked = record.profile.apply(Vec::new(), limits);
    checked.map_err(|source| refused(0, into, source))?;
    working.delete(workspace, from);
    working.put(workspace, record.clone());
    Ok(Some(record))
}

pub(super) fn deactivate(
    working: &mut Working,
    workspace: &WorkspaceKey,
    id: &DistinctId,
    address: &Address,
    reason: Reason,
    now_ms: u64,
) -> bool {
    let Some(mut record) = working.get(workspace, id).cloned() else {
        return false;
    };
    let found = record.profile.deactivate(address, reason);
    if found {
        record.updated_at_ms = now_ms;
        working.put(workspace, record);
    }
    found
}

fn existing_or_new(
    working: &Working,
    workspace: &WorkspaceKey,
    id: &DistinctId,
    now_ms: u64,
) -> ProfileRecord {
    working
        .get(workspace, id)
        .cloned()
        .unwrap_or_else(|| ProfileRecord {
            distinct_id: id.clone(),
            profile: Profile::default(),
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
        })
}

fn refused(index: usize, distinct_id: &DistinctId, source: EditError) -> StoreError {
    StoreError::Edit {
        index,
        distinct_id: distinct_id.clone(),
        source,
    }
}
