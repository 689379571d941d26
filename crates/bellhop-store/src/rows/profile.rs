//! Rows of profiles, and the pages of their list.

use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_core::profile::Profile;

use super::uint;
use crate::cursor::{self, List};
use crate::{ProfileList, ProfilePage, ProfileRecord, StoreError};

#[derive(sqlx::FromRow)]
pub(crate) struct ProfileRow {
    workspace: String,
    distinct_id: String,
    body: String,
    created_at_ms: i64,
    updated_at_ms: i64,
    pub(crate) seq: i64,
}

impl ProfileRow {
    pub(crate) fn record(&self) -> Result<ProfileRecord, StoreError> {
        let bad = || StoreError::unreadable(format!("profile {}", self.distinct_id));
        Ok(ProfileRecord {
            distinct_id: DistinctId::parse(&self.distinct_id).map_err(|_| bad())?,
            profile: serde_json::from_str(&self.body).map_err(|_| bad())?,
            created_at_ms: uint(self.created_at_ms),
            updated_at_ms: uint(self.updated_at_ms),
        })
    }

    pub(crate) fn workspace(&self) -> Result<WorkspaceKey, StoreError> {
        let key = WorkspaceKey::parse(&self.workspace);
        key.map_err(|_| StoreError::unreadable(format!("profile {}", self.distinct_id)))
    }
}

/// What is kept of a profile's properties and addresses.
pub(crate) fn body(record: &ProfileRecord) -> Result<String, StoreError> {
    let profile: &Profile = &record.profile;
    serde_json::to_string(profile)
        .map_err(|_| StoreError::unreadable(format!("profile {}", record.distinct_id)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forwards,
    Backwards,
}

/// The rows of a page: so many after, or before, this place of the list.
#[derive(Clone, Copy)]
pub(crate) struct ProfileWindow {
    pub(crate) direction: Direction,
    pub(crate) from_seq: i64,
    pub(crate) limit: usize,
}

impl ProfileWindow {
    pub(crate) fn of(page: &ProfilePage, page_max: u32) -> Result<Self, StoreError> {
        let (direction, from_seq) = match (&page.before, &page.after) {
            (Some(_), Some(_)) => {
                return Err(StoreError::Cursor {
                    field: "before",
                    problem: "cannot be given together with after",
                });
            }
            (Some(before), None) => (
                Direction::Backwards,
                cursor::read(List::Profiles, "before", before)?,
            ),
            (None, Some(after)) => (
                Direction::Forwards,
                cursor::read(List::Profiles, "after", after)?,
            ),
            (None, None) => (Direction::Forwards, 0),
        };
        let limit = page.limit.clamp(1, page_max) as usize;
        Ok(Self {
            direction,
            from_seq,
            limit,
        })
    }

    /// How many rows to ask for: one more than the page, which tells whether it is the last.
    pub(crate) fn rows(self) -> i64 {
        super::int(self.limit as u64 + 1)
    }

    /// Puts the rows into the order of the list, and says whether there were more in the direction
    /// that they were read in.
    pub(crate) fn cut(self, rows: &mut Vec<ProfileRow>) -> bool {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        if self.direction == Direction::Backwards {
            rows.reverse();
        }
        more
    }

    /// The page of these rows. `more` lie beyond it in its direction, `behind` it in the other.
    pub(crate) fn list(
        self,
        rows: &[ProfileRow],
        more: bool,
        behind: bool,
        total: i64,
    ) -> Result<ProfileList, StoreError> {
        let (has_prev, has_next) = match self.direction {
            Direction::Backwards => (more, behind),
            Direction::Forwards => (behind, more),
        };
        let write = |row: &ProfileRow| cursor::write(List::Profiles, row.seq);
        Ok(ProfileList {
            results: rows
                .iter()
                .map(ProfileRow::record)
                .collect::<Result<_, _>>()?,
            total: uint(total),
            has_prev,
            has_next,
            before: rows.first().filter(|_| has_prev).map(write),
            after: rows.last().filter(|_| has_next).map(write),
        })
    }
}
