//! One channel while it lasts: what came over it, and how that is settled.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use bellhop_core::fault::Reason;
use futures_util::future::try_join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicNackOptions};
use lapin::{Channel, Consumer};
use tokio::sync::mpsc;

use super::super::inbox::{Arrival, Inbox};
use super::super::letter::{self, Letter};
use super::{Asked, Origin, Receipt, Reply, Settlement, Surroundings};
use crate::QueueError;
use crate::envelope::{self, Body};

/// Deliveries that are taken in one go.
const TAKEN_AT_ONCE: usize = 256;
/// How long closing the channel may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// The channel is of no more use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Lost {
    #[error("RabbitMQ hands it out no more")]
    Cancelled,
    #[error(transparent)]
    Amqp(#[from] lapin::Error),
}

/// The dead letter of the delivery with this tag is published, or not.
pub(super) struct Buried {
    tag: u64,
    reply: Option<Reply>,
    result: Result<(), QueueError>,
}

type Burying = Pin<Box<dyn Future<Output = Buried> + Send>>;

pub(super) struct Served<T> {
    channel: Channel,
    origin: Arc<Origin>,
    inbox: Arc<Inbox<T>>,
    surroundings: Surroundings,
    /// The tags of what is not settled: the broker counts them up as it hands out.
    unsettled: BTreeSet<u64>,
    pub(super) burying: FuturesUnordered<Burying>,
}

impl<T: Body> Served<T> {
    pub(super) fn new(
        channel: Channel,
        generation: u64,
        settlements: mpsc::UnboundedSender<Settlement>,
        inbox: Arc<Inbox<T>>,
        surroundings: Surroundings,
    ) -> Self {
        let origin = Origin {
            settlements,
            generation,
            kind: T::KIND,
            closed: Arc::clone(&surroundings.closed),
            is_over: AtomicBool::new(false),
        };
        Self {
            channel,
            origin: Arc::new(origin),
            inbox,
            surroundings,
            unsettled: BTreeSet::new(),
            burying: FuturesUnordered::new(),
        }
    }

    /// Takes in a delivery, and those that are there behind it.
    pub(super) fn arrived(
        &mut self,
        first: Option<lapin::Result<Delivery>>,
        consumer: &mut Consumer,
    ) -> Result<(), Lost> {
        let mut arrivals = Vec::new();
        let mut next = Some(first);
        while let Some(delivery) = next {
            arrivals.extend(self.read(delivery.ok_or(Lost::Cancelled)??));
            next = None;
            if arrivals.len() < TAKEN_AT_ONCE {
                next = consumer.next().now_or_never();
            }
        }
        self.inbox.put(arrivals);
        Ok(())
    }

    /// The delivery as an arrival, or `None` when it cannot be read and is put aside.
    fn read(&mut self, delivery: Delivery) -> Option<Arrival<T>> {
        let tag = delivery.delivery_tag;
        self.unsettled.insert(tag);
        match envelope::decode::<T>(&delivery.data) {
            Ok(body) => {
                let receipt = Receipt {
                    origin: Arc::clone(&self.origin),
                    tag,
                    id: body.id(),
                    accepted_at_ms: body.accepted_at_ms(),
                    envelope: delivery.data,
                };
                Some(Arrival {
                    body,
                    redelivered: delivery.redelivered,
                    receipt,
                })
            }
            Err(unreadable) => {
                let detail = unreadable.to_string();
                let kind = T::KIND;
                tracing::error!(?kind, detail, "an entry of the queue cannot be read");
                self.surroundings.quarantined.fetch_add(1, Relaxed);
                let letter = Letter {
                    kind,
                    id: letter::id(&delivery.properties).unwrap_or_default(),
                    accepted_at_ms: 0,
                    reason: Reason::Unreadable,
                    detail,
                    envelope: delivery.data,
                };
                self.bury(tag, letter, None);
                None
            }
        }
    }

    fn bury(&mut self, tag: u64, letter: Letter, reply: Option<Reply>) {
        let publisher = self.surroundings.publisher.clone();
        let item = letter.into_item(self.surroundings.dead.clone());
        self.burying.push(Box::pin(async move {
            let result = publisher.publish(vec![item]).await;
            Buried { tag, reply, result }
        }));
    }

    /// The dead letter is safe, and the delivery can go; or it is not, and the broker hands it out
    /// again.
    pub(super) async fn buried(&mut self, buried: Buried) -> Result<(), Lost> {
        let Buried { tag, reply, result } = buried;
        let done = match &result {
            Ok(()) => self.ack(&[tag]).await,
            Err(error) => {
                tracing::warn!(%error, "a dead letter could not be published; its delivery comes again");
                self.unsettled.remove(&tag);
                self.inbox.settled(&[tag]);
                let again = BasicNackOptions {
                    requeue: true,
                    ..BasicNackOptions::default()
                };
                self.channel.basic_nack(tag, again).await
            }
        };
        if let Some(reply) = reply {
            let told = if done.is_err() {
                Err(QueueError::Lost)
            } else {
                result
            };
            drop(reply.send(told));
        }
        Ok(done?)
    }

    /// Does what is asked, and empties `asked`.
    pub(super) async fn settle(&mut self, asked: &mut Vec<Settlement>) -> Result<(), Lost> {
        let mut tags = Vec::with_capacity(asked.len());
        let mut replies = Vec::with_capacity(asked.len());
        for settlement in asked.drain(..) {
            if settlement.generation != self.origin.generation {
                settlement.answer(Err(QueueError::Lost));
                continue;
            }
            match settlement.asked {
                Asked::Ack => {
                    tags.push(settlement.tag);
                    replies.push(settlement.reply);
                }
                Asked::Bury(letter) => self.bury(settlement.tag, letter, Some(settlement.reply)),
            }
        }
        let acked = self.ack(&tags).await;
        for reply in replies {
            let told = acked.as_ref().map_err(|_| QueueError::Lost);
            // A caller that has gone away needs no answer.
            drop(reply.send(told.copied()));
        }
        Ok(acked?)
    }

    /// Acknowledges; returns when that is handed to the socket.
    async fn ack(&mut self, tags: &[u64]) -> Result<(), lapin::Error> {
        for tag in tags {
            self.unsettled.remove(tag);
        }
        // One frame for all before the first that is not settled, one for each of the others.
        let first_kept = self.unsettled.first().copied().unwrap_or(u64::MAX);
        let (front, others): (Vec<u64>, Vec<u64>) = tags.iter().partition(|tag| **tag < first_kept);
        let front = front.into_iter().max().map(|last| (last, true));
        let others = others.into_iter().map(|tag| (tag, false));
        let acks = front.into_iter().chain(others).map(|(tag, multiple)| {
            let options = BasicAckOptions { multiple };
            self.channel.basic_ack(tag, options)
        });
        try_join_all(acks).await?;
        self.inbox.settled(tags);
        self.surroundings.depth.fewer(tags.len() as u64);
        Ok(())
    }

    /// Waits for the dead letters that are under way, and gives the rest back to the broker.
    pub(super) async fn finish(mut self) -> Result<(), Lost> {
        while let Some(buried) = self.burying.next().await {
            self.buried(buried).await?;
        }
        let close = self.channel.close(200, "no more is wanted".into());
        // It is over all the same: a broker that does not answer has lost the connection.
        if let Ok(closed) = tokio::time::timeout(CLOSE_WITHIN, close).await {
            closed?;
        }
        Ok(())
    }
}

impl<T> Drop for Served<T> {
    fn drop(&mut self) {
        self.origin.is_over.store(true, SeqCst);
    }
}
