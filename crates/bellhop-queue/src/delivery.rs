//! What a receiver holds: a trigger or message, and the four ways of settling it.

use std::fmt;
use std::time::Duration;

use bellhop_core::fault::Reason;

use crate::error::QueueError;
use crate::sqlite;

/// A trigger or message in the hands of its receiver.
///
/// Settling consumes it, so settling twice does not compile. Each verb resolves when the change is
/// durable. One that fails with [`QueueError::Unavailable`] is not forgotten: the queue settles it
/// when the disk recovers, and only a crash before that brings the delivery again. A delivery that is
/// dropped stays in the queue, and comes again when the queue is next opened.
#[must_use = "a delivery that is not settled comes again after a restart"]
pub struct Delivery<T> {
    /// What was published.
    pub body: T,
    /// Its place in its line: strictly increasing in the order of publication.
    pub position: u64,
    /// 1 for the first attempt, and one more after each [`Delivery::retry`].
    pub attempt: u32,
    receipt: Receipt,
}

/// Where a delivery is settled.
pub(crate) enum Receipt {
    /// In the file it came from.
    Sqlite(sqlite::Receipt),
}

/// How a delivery is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Done: forget it.
    Ack,
    /// Again after this long; it was an attempt, or it was not.
    Delay { delay: Duration, was_attempt: bool },
    /// Given up.
    Dead { reason: Reason, detail: String },
}

impl<T> Delivery<T> {
    pub(crate) fn new(body: T, position: u64, attempt: u32, receipt: Receipt) -> Self {
        Self {
            body,
            position,
            attempt,
            receipt,
        }
    }

    /// It is done, and leaves the queue.
    ///
    /// # Errors
    /// [`QueueError::Unavailable`] when that is not durable yet; [`QueueError::Closed`].
    pub async fn ack(self) -> Result<(), QueueError> {
        self.settle(Verdict::Ack).await
    }

    /// An attempt was made and another may succeed: it comes again after `delay`, at the back of its
    /// line, with the next attempt number.
    ///
    /// # Errors
    /// As [`Delivery::ack`].
    pub async fn retry(self, delay: Duration) -> Result<(), QueueError> {
        self.settle(Verdict::Delay {
            delay,
            was_attempt: true,
        })
        .await
    }

    /// It has to wait, which is not an attempt: it comes again after `delay`, at the back of its line.
    ///
    /// # Errors
    /// As [`Delivery::ack`].
    pub async fn snooze(self, delay: Duration) -> Result<(), QueueError> {
        self.settle(Verdict::Delay {
            delay,
            was_attempt: false,
        })
        .await
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

    /// Takes the body out; what is left can still be settled.
    pub fn split(self) -> (T, Delivery<()>) {
        let Self {
            body,
            position,
            attempt,
            receipt,
        } = self;
        (
            body,
            Delivery {
                body: (),
                position,
                attempt,
                receipt,
            },
        )
    }

    async fn settle(self, verdict: Verdict) -> Result<(), QueueError> {
        match self.receipt {
            Receipt::Sqlite(receipt) => receipt.settle(verdict).await,
        }
    }
}

impl<T> fmt::Debug for Delivery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            position, attempt, ..
        } = self;
        f.debug_struct("Delivery")
            .field("position", position)
            .field("attempt", attempt)
            .finish_non_exhaustive()
    }
}
