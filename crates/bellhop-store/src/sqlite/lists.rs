//! The list of profiles, in pages.

use bellhop_core::id::WorkspaceKey;
use sqlx::Row as _;

use super::{Sqlite, all};
use crate::rows::{Direction, ProfileRow, ProfileWindow};
use crate::{ProfileList, ProfilePage, StoreError};

impl Sqlite {
    pub(crate) async fn list_profiles(
        &self,
        workspace: &WorkspaceKey,
        page: ProfilePage,
    ) -> Result<ProfileList, StoreError> {
        let window = ProfileWindow::of(&page, self.config.page_max)?;
        let mut rows = self.page(workspace, window).await?;
        let more = window.cut(&mut rows);
        let behind = match (window.direction, rows.first(), rows.last()) {
            (Direction::Backwards, _, Some(last)) => {
                self.any_profile(workspace, "seq > $2", last.seq).await?
            }
            (Direction::Forwards, Some(first), _) => {
                self.any_profile(workspace, "seq < $2", first.seq).await?
            }
            (_, _, _) => false,
        };
        let query = sqlx::query("SELECT COUNT(*) FROM profiles WHERE workspace = $1");
        let total = query
            .bind(workspace.as_str())
            .fetch_one(&self.readers)
            .await?;
        window.list(&rows, more, behind, total.try_get(0)?)
    }

    async fn page(
        &self,
        workspace: &WorkspaceKey,
        window: ProfileWindow,
    ) -> Result<Vec<ProfileRow>, StoreError> {
        let text = match window.direction {
            Direction::Backwards => {
                "SELECT workspace, distinct_id, body, created_at_ms, updated_at_ms, seq
                 FROM profiles WHERE workspace = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"
            }
            Direction::Forwards => {
                "SELECT workspace, distinct_id, body, created_at_ms, updated_at_ms, seq
                 FROM profiles WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3"
            }
        };
        let query = sqlx::query(text)
            .bind(workspace.as_str())
            .bind(window.from_seq)
            .bind(window.rows());
        all(&query.fetch_all(&self.readers).await?)
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
}
