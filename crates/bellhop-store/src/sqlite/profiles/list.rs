//! Profiles, as they are read.

use std::collections::HashMap;

use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_core::profile::Profile;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::working::{SELECT, record};
use crate::cursor::{self, List};
use crate::sqlite::bulk::ROWS_MAX;
use crate::sqlite::{Sqlite, int, uint};
use crate::{ProfileList, ProfilePage, ProfileRecord, StoreError};

impl Sqlite {
    pub(crate) async fn profile(
        &self,
        workspace: &WorkspaceKey,
        id: &DistinctId,
    ) -> Result<Option<ProfileRecord>, StoreError> {
        let query = SELECT.query(1).bind(workspace.as_str()).bind(id.as_str());
        query
            .fetch_optional(&self.readers)
            .await?
            .as_ref()
            .map(record)
            .transpose()
    }

    pub(crate) async fn profiles(
        &self,
        workspace: &WorkspaceKey,
        ids: &[DistinctId],
    ) -> Result<HashMap<DistinctId, Profile>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(ROWS_MAX) {
            let mut query = SELECT.query(chunk.len());
            for id in chunk {
                query = query.bind(workspace.as_str()).bind(id.as_str());
            }
            for row in query.fetch_all(&self.readers).await? {
                let record = record(&row)?;
                found.insert(record.distinct_id, record.profile);
            }
        }
        Ok(found)
    }

    pub(crate) async fn list_profiles(
        &self,
        workspace: &WorkspaceKey,
        page: ProfilePage,
    ) -> Result<ProfileList, StoreError> {
        let limit = page.limit.clamp(1, self.config.page_max) as usize;
        let backwards = page.before.is_some();
        let (mut rows, more) = self.page(workspace, page, limit).await?;
        let seq_of = |row: Option<&SqliteRow>| row.map(|row| row.try_get::<i64, _>(4)).transpose();
        if backwards {
            rows.reverse();
        }
        let (first, last) = (seq_of(rows.first())?, seq_of(rows.last())?);
        let other_side = match (backwards, first, last) {
            (true, _, Some(last)) => self.any_profile(workspace, "seq > $2", last).await?,
            (false, Some(first), _) => self.any_profile(workspace, "seq < $2", first).await?,
            (_, _, _) => false,
        };
        let (has_prev, has_next) = if backwards {
            (more, other_side)
        } else {
            (other_side, more)
        };
        let write = |seq| cursor::write(List::Profiles, seq);
        Ok(ProfileList {
            results: rows.iter().map(record).collect::<Result<_, _>>()?,
            total: self.count_profiles(workspace).await?,
            has_prev,
            has_next,
            before: first.filter(|_| has_prev).map(write),
            after: last.filter(|_| has_next).map(write),
        })
    }

    /// The rows of a page, from its cursor on, and whether there are more in that direction.
    async fn page(
        &self,
        workspace: &WorkspaceKey,
        page: ProfilePage,
        limit: usize,
    ) -> Result<(Vec<SqliteRow>, bool), StoreError> {
        let (text, from) = match (page.before, page.after) {
            (Some(_), Some(_)) => {
                let problem = "cannot be given together with after";
                return Err(StoreError::Cursor {
                    field: "before",
                    problem,
                });
            }
            (Some(before), None) => (
                "SELECT distinct_id, body, created_at_ms, updated_at_ms, seq FROM profiles
                 WHERE workspace = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
                cursor::read(List::Profiles, "before", &before)?,
            ),
            (None, after) => (
                "SELECT distinct_id, body, created_at_ms, updated_at_ms, seq FROM profiles
                 WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                after.map_or(Ok(0), |after| cursor::read(List::Profiles, "after", &after))?,
            ),
        };
        let mut rows = sqlx::query(text)
            .bind(workspace.as_str())
            .bind(from)
            .bind(int(limit as u64 + 1))
            .fetch_all(&self.readers)
            .await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }

    async fn any_profile(
        &self,
        workspace: &WorkspaceKey,
        side: &'static str,
        seq: i64,
    ) -> Result<bool, StoreError> {
        let text =
            format!("SELECT EXISTS (SELECT 1 FROM profiles WHERE workspace = $1 AND {side})");
        let query = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(workspace.as_str())
            .bind(seq);
        Ok(query.fetch_one(&self.readers).await?.try_get(0)?)
    }

    async fn count_profiles(&self, workspace: &WorkspaceKey) -> Result<u64, StoreError> {
        let query = sqlx::query("SELECT COUNT(*) FROM profiles WHERE workspace = $1");
        let row = query
            .bind(workspace.as_str())
            .fetch_one(&self.readers)
            .await?;
        Ok(uint(row.try_get(0)?))
    }
}
