//! What goes wrong between Bellhop and the broker: the sources of the crate's errors.

use std::sync::Arc;

use lapin::ErrorKind;
use lapin::protocol::AMQPErrorKind;

use crate::QueueError;

/// Why the broker did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// It is away, and is being reconnected to.
    #[error("there is no connection to RabbitMQ; it is being made anew")]
    Disconnected,
    /// It did not confirm within the configured time.
    #[error("RabbitMQ did not confirm within {seconds} s")]
    Unconfirmed {
        /// The configured time.
        seconds: u64,
    },
    /// The same, and the reason is known.
    #[error(
        "RabbitMQ took no publications for {seconds} s, because it is short of memory or disk (its log names the alarm)"
    )]
    Blocked {
        /// The configured time.
        seconds: u64,
    },
    /// It said no, for reasons of its own.
    #[error("RabbitMQ refused the publication to the queue {queue}; its log says why")]
    Refused {
        /// The queue.
        queue: String,
    },
    /// It did not answer a question in time.
    #[error("RabbitMQ did not answer within {seconds} s")]
    Silent {
        /// How long was waited.
        seconds: u64,
    },
    /// What it said.
    #[error(transparent)]
    Amqp(#[from] lapin::Error),
}

impl From<Trouble> for QueueError {
    fn from(trouble: Trouble) -> Self {
        Self::Unavailable(Arc::new(trouble))
    }
}

/// The code that the broker answered with, if it did.
pub(super) fn code(error: &lapin::Error) -> Option<&AMQPErrorKind> {
    if let ErrorKind::ProtocolError(error) = error.kind() {
        Some(error.kind())
    } else {
        None
    }
}
