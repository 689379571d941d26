//! Receiving from one queue: a channel of its own, fed to an inbox; settling what was received.
//!
//! One task owns the channel. Delivery tags mean something on their channel alone, so a receipt names
//! the channel's generation, and what comes with an old one is answered with [`QueueError::Lost`].
//! When the channel is lost, with the connection or alone, the task subscribes again.

mod served;
mod task;

use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU64};

use lapin::types::ShortString;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use super::depth::Depth;
use super::inbox::Inbox;
use super::letter::Letter;
use super::link::Link;
use super::publisher::Publisher;
use crate::delivery::{Delivery, Verdict};
use crate::envelope::Body;
use crate::{Kind, QueueError};

/// What subscriptions of one queue share with the rest of it.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    pub(super) link: Link,
    pub(super) publisher: Publisher,
    /// Where dead letters go.
    pub(super) dead: ShortString,
    pub(super) prefetch: u16,
    pub(super) depth: Arc<Depth>,
    pub(super) quarantined: Arc<AtomicU64>,
    /// Whether the queue is closed, or about to be.
    pub(super) closed: Arc<AtomicBool>,
}

/// The receiving end of one of the broker's queues. Dropped, it ends.
#[derive(Debug)]
pub(crate) struct Subscription<T> {
    inbox: Arc<Inbox<T>>,
    stop: watch::Sender<bool>,
}

impl<T: Body> Subscription<T> {
    /// Subscribes, now or when the broker is back.
    pub(super) fn open(
        queue: ShortString,
        surroundings: Surroundings,
        stop_all: watch::Receiver<bool>,
    ) -> Self {
        let inbox = Arc::new(Inbox::new());
        let (stop, stop_this) = watch::channel(false);
        let task = task::Task::new(queue, surroundings, Arc::clone(&inbox));
        tokio::spawn(task.run(stop_this, stop_all));
        Self { inbox, stop }
    }

    pub(crate) async fn receive(&self, max: usize) -> Result<Vec<Delivery<T>>, QueueError> {
        self.inbox.receive(max).await
    }

    /// What it has received and what of that is not settled.
    pub(super) fn inbox(&self) -> &Arc<Inbox<T>> {
        &self.inbox
    }

    /// Stops, after what receivers have already settled; the broker hands out the rest again.
    pub(crate) async fn close(self) {
        self.stop.send_replace(true);
        self.stop.closed().await;
    }
}

/// What is asked of the task.
#[derive(Debug)]
struct Settlement {
    generation: u64,
    tag: u64,
    asked: Asked,
    reply: Reply,
}

type Reply = oneshot::Sender<Result<(), QueueError>>;

impl Settlement {
    fn answer(self, result: Result<(), QueueError>) {
        // A caller that has gone away needs no answer.
        drop(self.reply.send(result));
    }
}

#[derive(Debug)]
enum Asked {
    Ack,
    Bury(Letter),
}

/// Where what came over one channel is settled.
#[derive(Debug)]
struct Origin {
    settlements: mpsc::UnboundedSender<Settlement>,
    generation: u64,
    kind: Kind,
    closed: Arc<AtomicBool>,
    /// Whether the channel is gone.
    is_over: AtomicBool,
}

impl Origin {
    /// What to say of a delivery whose channel is gone.
    fn lost(&self) -> QueueError {
        if self.closed.load(Relaxed) {
            QueueError::Closed
        } else {
            QueueError::Lost
        }
    }
}

/// Where one delivery is settled, and what it looked like on the wire.
#[derive(Debug)]
pub(crate) struct Receipt {
    origin: Arc<Origin>,
    tag: u64,
    id: Uuid,
    accepted_at_ms: u64,
    envelope: Vec<u8>,
}

impl Receipt {
    pub(super) fn tag(&self) -> u64 {
        self.tag
    }

    pub(super) fn accepted_at_ms(&self) -> u64 {
        self.accepted_at_ms
    }

    pub(crate) fn is_current(&self) -> bool {
        !self.origin.is_over.load(SeqCst)
    }

    pub(crate) async fn settle(self, verdict: Verdict) -> Result<(), QueueError> {
        let Self {
            origin,
            tag,
            id,
            accepted_at_ms,
            envelope,
        } = self;
        let asked = match verdict {
            Verdict::Ack => Asked::Ack,
            Verdict::Dead { reason, detail } => Asked::Bury(Letter {
                kind: origin.kind,
                id,
                accepted_at_ms,
                reason,
                detail,
                envelope,
            }),
        };
        let (reply, result) = oneshot::channel();
        let settlement = Settlement {
            generation: origin.generation,
            tag,
            asked,
            reply,
        };
        if origin.settlements.send(settlement).is_err() {
            return Err(origin.lost());
        }
        result.await.unwrap_or_else(|_| Err(origin.lost()))
    }
}
