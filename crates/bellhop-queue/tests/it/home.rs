//! Where the queues of the tests live, and how one back end's storage is spoilt.

use std::path::PathBuf;

use bellhop_queue::{Queue, QueueConfig};
use bellhop_services::{Kind, shared_url};
use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions,
};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Connection as Amqp, ConnectionProperties};
use secrecy::SecretString;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

use crate::made::{message, within};

/// What the contract needs of a back end: to be opened, again and again, and to be spoilt.
pub(crate) trait Home {
    fn new() -> Self;
    /// Opens the queue that lives here.
    async fn open_with(&self, config: QueueConfig) -> Queue;
    /// Replaces the envelope of the first of `count` waiting messages; the queue is closed.
    async fn spoil_first_message(&self, count: usize, envelope: &[u8]);

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

    async fn spoil_first_message(&self, _count: usize, envelope: &[u8]) {
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

/// A prefix of its own on a broker.
pub(crate) struct RabbitmqHome {
    url: String,
    prefix: String,
}

/// How many shards the queues of the tests have: each is a quorum queue, which is not cheap.
const SHARDS: u16 = 2;

impl RabbitmqHome {
    /// On a broker of the test's own.
    pub(crate) fn on(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            prefix: format!("test-{}", Uuid::new_v4()),
        }
    }

    pub(crate) fn url(&self) -> SecretString {
        self.url.clone().into()
    }

    /// The configuration as it is used here.
    pub(crate) fn config(&self, config: QueueConfig) -> QueueConfig {
        QueueConfig {
            shards: SHARDS,
            prefix: self.prefix.clone(),
            ..config
        }
    }

    /// The queue of the tests' messages.
    pub(crate) fn messages(&self) -> String {
        let shard = bellhop_queue::shard_of(&message(0).address.connection, SHARDS);
        format!("{}.messages.{shard:02}", self.prefix)
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The broker's name of one of the queues.
    pub(crate) fn named(&self, queue: &str) -> String {
        format!("{}.{queue}", self.prefix)
    }

    /// A connection as any tool would make it.
    pub(crate) async fn connect(&self) -> Amqp {
        let connecting = Amqp::connect(&self.url, ConnectionProperties::default());
        within(connecting).await.unwrap()
    }
}

impl Home for RabbitmqHome {
    fn new() -> Self {
        Self::on(&shared_url(Kind::Rabbitmq))
    }

    async fn open_with(&self, config: QueueConfig) -> Queue {
        within(Queue::connect_rabbitmq(&self.url(), self.config(config)))
            .await
            .unwrap()
    }

    async fn spoil_first_message(&self, count: usize, envelope: &[u8]) {
        let connection = self.connect().await;
        let channel = connection.create_channel().await.unwrap();
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await
            .unwrap();
        let queue = self.messages();
        let (options, arguments) = (BasicConsumeOptions::default(), FieldTable::default());
        let consuming = channel.basic_consume(queue.as_str().into(), "".into(), options, arguments);
        let mut consumer = consuming.await.unwrap();
        let mut waiting = Vec::new();
        while waiting.len() < count {
            let delivery = within(consumer.next()).await.unwrap().unwrap();
            delivery.ack(BasicAckOptions::default()).await.unwrap();
            waiting.push(delivery.data);
        }
        waiting[0] = envelope.to_vec();
        for body in waiting {
            let confirm = channel.basic_publish(
                "".into(),
                queue.as_str().into(),
                BasicPublishOptions::default(),
                &body,
                BasicProperties::default().with_delivery_mode(2),
            );
            assert!(confirm.await.unwrap().await.unwrap().is_ack());
        }
        connection.close(200, "".into()).await.unwrap();
    }
}
