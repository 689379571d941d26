//! Where the queues of the tests live, and how one back end's storage is spoilt.

use std::path::PathBuf;

use bellhop_queue::{Queue, QueueConfig};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::made::within;

/// What the contract needs of a back end: to be opened, again and again, and to be spoilt.
pub(crate) trait Home {
    fn new() -> Self;
    /// Opens the queue that lives here.
    async fn open_with(&self, config: QueueConfig) -> Queue;
    /// Replaces the envelope of the first waiting message; the queue is closed.
    async fn spoil_first_message(&self, envelope: &[u8]);

    async fn open(&self) -> Queue {
        self.open_with(QueueConfig::default()).await
    }
}

pub(crate) struct SqliteHome(TempDir);

impl SqliteHome {
    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("queue.db")
    }

    /// The file, opened as any tool would.
    pub(crate) async fn connect(&self) -> SqliteConnection {
        SqliteConnection::connect(&format!("sqlite:{}", self.path().display()))
            .await
            .unwrap()
    }
}

impl Home for SqliteHome {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn open_with(&self, config: QueueConfig) -> Queue {
        within(Queue::open_sqlite(&self.path(), config))
            .await
            .unwrap()
    }

    async fn spoil_first_message(&self, envelope: &[u8]) {
        let mut connection = self.connect().await;
        let changed = sqlx::query(
            "UPDATE messages SET body = ?
             WHERE position = (SELECT min(position) FROM messages)",
        )
        .bind(envelope)
        .execute(&mut connection)
        .await
        .unwrap();
        assert_eq!(changed.rows_affected(), 1);
        connection.close().await.unwrap();
    }
}
