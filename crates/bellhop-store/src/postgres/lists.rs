//! The list of profiles, in pages.

use bellhop_core::id::WorkspaceKey;

use super::Postgres;
use super::line::Line;
use crate::rows::{Direction, ProfileRow, ProfileWindow};
use crate::{ProfileList, ProfilePage, StoreError};

impl Postgres {
    pub(crate) async fn list_profiles(
        &self,
        workspace: &WorkspaceKey,
        page: ProfilePage,
    ) -> Result<ProfileList, StoreError> {
        let window = ProfileWindow::of(&page, self.config.page_max)?;
        let mut line = self.readers.acquire().await?;
        let mut rows = read_page(&mut line, workspace, window).await?;
        let more = window.cut(&mut rows);
        let (text, seq) = match window.direction {
            Direction::Backwards => (
                "SELECT EXISTS (SELECT 1 FROM profiles WHERE workspace = $1 AND seq > $2)",
                rows.last(),
            ),
            Direction::Forwards => (
                "SELECT EXISTS (SELECT 1 FROM profiles WHERE workspace = $1 AND seq < $2)",
                rows.first(),
            ),
        };
        let mut behind = false;
        if let Some(row) = seq {
            let query = sqlx::query(text).bind(workspace.as_str()).bind(row.seq);
            let found: Vec<(bool,)> = line.fetch(query).await?;
            behind = found.first().is_some_and(|(exists,)| *exists);
        }
        let query = sqlx::query("SELECT COUNT(*) FROM profiles WHERE workspace = $1");
        let total: Vec<(i64,)> = line.fetch(query.bind(workspace.as_str())).await?;
        let total = total.first().map_or(0, |(count,)| *count);
        window.list(&rows, more, behind, total)
    }
}

async fn read_page(
    line: &mut Line,
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
    line.fetch(query).await
}
