//! What only the SQLite back end has: a file that others may hold, spoil or fill.

use std::path::Path;

use bellhop_core::fault::{Fault, Reason};
use bellhop_queue::{Queue, QueueConfig, QueueError};
use sqlx::Connection;

use crate::home::{Home, SqliteHome};
use crate::made::{ack_all, message, messages, numbers, open_shard, receive, within};

#[tokio::test]
async fn a_second_opener_is_refused() {
    let home = SqliteHome::new();
    let queue = home.open().await;

    let refused = within(Queue::open_sqlite(&home.path(), QueueConfig::default())).await;

    let error = refused.unwrap_err();
    assert!(
        matches!(&error, QueueError::InUse { path } if *path == home.path()),
        "{error:?}"
    );
    assert_eq!(error.fault(), Fault::GiveUp);
    within(queue.close()).await;
    home.open().await;
}

#[tokio::test]
async fn a_missing_folder_is_an_error_that_names_the_file() {
    let path = Path::new("/nowhere/at/all/queue.db");

    let error = within(Queue::open_sqlite(path, QueueConfig::default()))
        .await
        .unwrap_err();

    insta::assert_snapshot!(error, @"the lock file /nowhere/at/all/queue.db.lock cannot be used");
}

#[tokio::test]
async fn a_file_that_is_no_queue_is_refused() {
    let home = SqliteHome::new();
    std::fs::write(
        home.path(),
        "this is a text, and has been one for a long time".repeat(100),
    )
    .unwrap();

    let error = within(Queue::open_sqlite(&home.path(), QueueConfig::default()))
        .await
        .unwrap_err();

    assert!(matches!(error, QueueError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let home = SqliteHome::new();
    within(home.open().await.close()).await;
    let mut connection = home.connect().await;
    let newer = "INSERT INTO _sqlx_migrations
                 SELECT 9999, description, installed_on, success, checksum, execution_time
                 FROM _sqlx_migrations";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let error = within(Queue::open_sqlite(&home.path(), QueueConfig::default()))
        .await
        .unwrap_err();

    assert!(matches!(error, QueueError::Schema { .. }), "{error:?}");
}

/// Someone else's write lock stands for every disk that does not take a write: the queue sees an error
/// from SQLite either way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_takes_no_writes_is_reported_and_recovered_from() {
    let home = SqliteHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();
    let mut received = receive(&shard, 2).await;
    let mut intruder = home.connect().await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut intruder)
        .await
        .unwrap();

    let published = within(queue.publish_messages(&[message(3)]))
        .await
        .unwrap_err();
    let settled = within(received.remove(0).ack()).await.unwrap_err();

    for error in [published, settled] {
        assert!(matches!(error, QueueError::Unavailable(_)), "{error:?}");
        assert_eq!(
            (error.fault(), error.reason()),
            (Fault::Retry, Reason::StorageUnavailable)
        );
    }
    sqlx::query("ROLLBACK")
        .execute(&mut intruder)
        .await
        .unwrap();
    // The refused message can be published again, and the settlement that failed is made good.
    within(queue.publish_messages(&[message(3)])).await.unwrap();
    assert_eq!(numbers(&receive(&shard, 1).await), [3]);
    assert_eq!(within(queue.stats()).await.unwrap().messages.count, 2);
    ack_all(received).await;
    within(queue.close()).await;
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    assert_eq!(numbers(&receive(&shard, 1).await), [3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_settlement_that_failed_is_made_good_without_another_call() {
    let home = SqliteHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&[message(1)])).await.unwrap();
    let delivery = receive(&shard, 1).await.remove(0);
    let mut intruder = home.connect().await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut intruder)
        .await
        .unwrap();
    let failed = within(delivery.ack()).await;
    assert!(matches!(failed, Err(QueueError::Unavailable(_))));

    sqlx::query("ROLLBACK")
        .execute(&mut intruder)
        .await
        .unwrap();

    within(async {
        while queue.stats().await.unwrap().messages.count > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_read_is_reported_and_recovered_from() {
    let home = SqliteHome::new();
    let config = QueueConfig {
        batch_max: 4,
        ..QueueConfig::default()
    };
    let queue = home.open_with(config).await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(1..=100)))
        .await
        .unwrap();
    let mut intruder = home.connect().await;
    let hide = "ALTER TABLE messages RENAME TO hidden";
    sqlx::query(hide).execute(&mut intruder).await.unwrap();

    let mut received = Vec::new();
    let error = loop {
        match within(shard.receive(2)).await {
            Ok(more) => received.extend(more),
            Err(error) => break error,
        }
    };
    let show = "ALTER TABLE hidden RENAME TO messages";
    sqlx::query(show).execute(&mut intruder).await.unwrap();

    assert!(matches!(error, QueueError::Unavailable(_)), "{error:?}");
    while received.len() < 100 {
        // The error may be told once more before the reader has looked again.
        received.extend(within(shard.receive(2)).await.unwrap_or_default());
    }
    assert_eq!(numbers(&received), (1..=100).collect::<Vec<_>>());
}

#[tokio::test]
async fn nobody_else_can_read_what_waits() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("queue.db");
    let queue = bellhop_queue::Queue::open_sqlite(&path, bellhop_queue::QueueConfig::default())
        .await
        .unwrap();

    for name in ["queue.db", "queue.db-wal", "queue.db-shm"] {
        let mode = std::fs::metadata(home.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    queue.close().await;
}
