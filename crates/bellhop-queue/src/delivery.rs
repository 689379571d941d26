//! What a receiver holds: a trigger or message, and the two ways of settling it.

use std::fmt;

use bellhop_core::fault::Reason;
use futures_util::future::{join, join_all};

use crate::error::QueueError;
use crate::{rabbitmq, sqlite};

/// A trigger or message in the hands of its receiver.
///
/// Settling consumes it, so settling twice does not compile. A delivery that is dropped stays in the
/// queue, and comes again to the next receiver.
///
/// In a SQLite file each verb resolves when the change is durable. One that fails with
/// [`QueueError::Unavailable`] is not forgotten: the queue settles it when the disk recovers, and only
/// a crash before that brings the delivery again.
///
/// On RabbitMQ `ack` resolves when it is handed to the socket: one that the broker never saw brings the
/// delivery again, as redelivered. `dead_letter` resolves when the dead letter is confirmed; if it
/// cannot be, the delivery comes again.
#[must_use = "a delivery that is not settled comes again after a restart"]
pub struct Delivery<T> {
    /// What was published.
    pub body: T,
    /// Its place in its line: strictly increasing, for as long as the receiver holds the shard.
    pub position: u64,
    /// Whether it may have been in the hands of a receiver before.
    pub redelivered: bool,
    receipt: Receipt,
}

/// Where a delivery is settled.
pub(crate) enum Receipt {
    /// In the file it came from.
    Sqlite(sqlite::Receipt),
    /// On the channel it came over.
    Rabbitmq(rabbitmq::Receipt),
}

/// How a delivery is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Done: forget it.
    Ack,
    /// Given up.
    Dead { reason: Reason, detail: String },
}

impl<T> Delivery<T> {
    pub(crate) fn new(body: T, position: u64, redelivered: bool, receipt: Receipt) -> Self {
        Self {
            body,
            position,
            redelivered,
            receipt,
        }
    }

    /// It is done, and leaves the queue.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] when that is not durable yet; [`QueueError::Lost`] when the
    /// connection that it came over is gone, so that it comes again; [`QueueError::Closed`].
    pub async fn ack(self) -> Result<(), QueueError> {
        self.settle(Verdict::Ack).await
    }

    /// All of them are done: as [`Delivery::ack`] for each, at the cost of little more than one. Gives
    /// what went wrong; nothing, as a rule.
    pub async fn ack_all(deliveries: impl IntoIterator<Item = Self>) -> Vec<QueueError> {
        let (mut in_file, mut on_channels) = (Vec::new(), Vec::new());
        for delivery in deliveries {
            match delivery.receipt {
                Receipt::Sqlite(receipt) => in_file.push(receipt),
                Receipt::Rabbitmq(receipt) => on_channels.push(receipt),
            }
        }
        let (in_file, on_channels) = join(
            sqlite::Receipt::ack_all(in_file),
            join_all(on_channels.into_iter().map(|it| it.settle(Verdict::Ack))),
        )
        .await;
        let results = std::iter::once(in_file).chain(on_channels);
        results.filter_map(Result::err).collect()
    }

    /// It is given up: it leaves its line for the dead letters, with the reason and, cut at 2,000
    /// characters, the detail.
    ///
    /// # Errors
    /// As [`Delivery::ack`].
    pub async fn dead_letter(self, reason: Reason, detail: &str) -> Result<(), QueueError> {
        let detail = detail.chars().take(2_000).collect();
        self.settle(Verdict::Dead { reason, detail }).await
    }

    /// Whether it is still this receiver's. `false` once the way that it came by is lost: it is handed
    /// out again then, and settling it says [`QueueError::Lost`].
    #[must_use]
    pub fn is_current(&self) -> bool {
        match &self.receipt {
            // Nobody else has the file.
            Receipt::Sqlite(_) => true,
            Receipt::Rabbitmq(receipt) => receipt.is_current(),
        }
    }

    /// Takes the body out; what is left can still be settled.
    pub fn split(self) -> (T, Delivery<()>) {
        let Self {
            body,
            position,
            redelivered,
            receipt,
        } = self;
        (
            body,
            Delivery {
                body: (),
                position,
                redelivered,
                receipt,
            },
        )
    }

    async fn settle(self, verdict: Verdict) -> Result<(), QueueError> {
        match self.receipt {
            Receipt::Sqlite(receipt) => receipt.settle(verdict).await,
            Receipt::Rabbitmq(receipt) => receipt.settle(verdict).await,
        }
    }
}

impl<T> fmt::Debug for Delivery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            position,
            redelivered,
            ..
        } = self;
        f.debug_struct("Delivery")
            .field("position", position)
            .field("redelivered", redelivered)
            .finish_non_exhaustive()
    }
}
