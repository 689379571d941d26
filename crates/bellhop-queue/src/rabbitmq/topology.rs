//! The exchange and the queues: their names, and how they are declared.
//!
//! Declaring is idempotent. A queue that is there with other arguments is left as it is, with a
//! warning: an operator may have chosen them.

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, Connection, ExchangeKind};

use super::trouble::code;
use crate::QueueConfig;

/// How often a dead letter may be looked at, which counts as a delivery: without end. (RabbitMQ 4 has
/// a limit of its own where none is given, and 3.10 knows no word for "none".)
const LOOKS_MAX: i64 = i32::MAX as i64;
/// How long a delivery may stay unsettled, in milliseconds: longer than any message lives. RabbitMQ
/// reads this from 3.12 on; older ones have it in their own configuration (`consumer_timeout`).
const UNSETTLED_MAX_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What everything is called, and what it is declared with.
#[derive(Debug, Clone)]
pub(super) struct Topology {
    prefix: String,
    shards: u16,
    depth_max: u64,
    delivery_limit: u32,
}

impl Topology {
    pub(super) fn new(config: &QueueConfig) -> Self {
        Self {
            prefix: config.prefix.clone(),
            shards: config.shards.max(1),
            depth_max: config.depth_max,
            delivery_limit: config.delivery_limit,
        }
    }

    pub(super) fn shards(&self) -> u16 {
        self.shards
    }

    pub(super) fn exchange(&self) -> ShortString {
        self.prefix.as_str().into()
    }

    pub(super) fn triggers(&self) -> ShortString {
        format!("{}.triggers", self.prefix).into()
    }

    pub(super) fn messages(&self, shard: u16) -> ShortString {
        format!("{}.messages.{shard:02}", self.prefix).into()
    }

    pub(super) fn dead(&self) -> ShortString {
        format!("{}.dead", self.prefix).into()
    }

    /// Makes what is not there.
    pub(super) async fn declare(&self, connection: &Connection) -> Result<(), lapin::Error> {
        let durable = ExchangeDeclareOptions {
            durable: true,
            ..ExchangeDeclareOptions::default()
        };
        let mut channel = connection.create_channel().await?;
        channel
            .exchange_declare(
                self.exchange(),
                ExchangeKind::Direct,
                durable,
                FieldTable::default(),
            )
            .await?;
        // First where the others' dead letters go.
        let mut queues = vec![
            (self.dead(), dead_arguments()),
            (self.triggers(), self.trigger_arguments()),
        ];
        queues.extend((0..self.shards).map(|shard| (self.messages(shard), self.line_arguments())));
        for (queue, arguments) in queues {
            if !declare_queue(&channel, &queue, arguments).await? {
                // The refusal has cost the channel.
                channel = connection.create_channel().await?;
            }
            channel
                .queue_bind(
                    queue.clone(),
                    self.exchange(),
                    queue,
                    QueueBindOptions::default(),
                    FieldTable::default(),
                )
                .await?;
        }
        Ok(())
    }

    /// What the lines of triggers and of messages share.
    fn line_arguments(&self) -> FieldTable {
        let mut arguments = quorum();
        arguments.insert("x-single-active-consumer".into(), AMQPValue::Boolean(true));
        arguments.insert(
            "x-delivery-limit".into(),
            AMQPValue::LongLongInt(self.delivery_limit.into()),
        );
        arguments.insert(
            "x-consumer-timeout".into(),
            AMQPValue::LongLongInt(UNSETTLED_MAX_MS),
        );
        arguments.insert(
            "x-dead-letter-exchange".into(),
            AMQPValue::LongString(self.prefix.as_str().into()),
        );
        arguments.insert(
            "x-dead-letter-routing-key".into(),
            AMQPValue::LongString(self.dead().as_str().into()),
        );
        // A poison message is not lost on its way to the dead letters. It demands reject-publish.
        arguments.insert(
            "x-dead-letter-strategy".into(),
            AMQPValue::LongString("at-least-once".into()),
        );
        arguments.insert(
            "x-overflow".into(),
            AMQPValue::LongString("reject-publish".into()),
        );
        arguments
    }

    fn trigger_arguments(&self) -> FieldTable {
        let mut arguments = self.line_arguments();
        let depth_max = i64::try_from(self.depth_max).unwrap_or(i64::MAX);
        arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(depth_max));
        arguments
    }
}

/// Whether it was declared; if not, it is there with other arguments.
async fn declare_queue(
    channel: &Channel,
    queue: &ShortString,
    arguments: FieldTable,
) -> Result<bool, lapin::Error> {
    let durable = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    let declared = channel.queue_declare(queue.clone(), durable, arguments);
    match declared.await {
        Ok(_) => Ok(true),
        Err(error) if is_other_arguments(&error) => {
            tracing::warn!(
                queue = queue.as_str(), %error,
                "a queue is there with other arguments, and is used as it is"
            );
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn quorum() -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert(
        "x-queue-type".into(),
        AMQPValue::LongString("quorum".into()),
    );
    arguments
}

fn dead_arguments() -> FieldTable {
    let mut arguments = quorum();
    arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(LOOKS_MAX));
    arguments
}

fn is_other_arguments(error: &lapin::Error) -> bool {
    matches!(
        code(error),
        Some(AMQPErrorKind::Soft(AMQPSoftError::PRECONDITIONFAILED))
    )
}
