//! The task that keeps a subscription: subscribes, serves the channel, and subscribes again.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{BasicConsumeOptions, BasicQosOptions};
use lapin::types::{FieldTable, ShortString};
use lapin::{Channel, Connection, Consumer};
use tokio::sync::{mpsc, watch};

use super::super::backoff::Backoff;
use super::super::inbox::Inbox;
use super::super::link::{Link, stopped};
use super::super::trouble::Trouble;
use super::served::{Lost, Served};
use super::{Settlement, Surroundings};
use crate::QueueError;
use crate::envelope::Body;

/// Settlements that are taken in one go.
const TAKEN_AT_ONCE: usize = 512;
/// How long subscribing may take.
const SUBSCRIBE_WITHIN: Duration = Duration::from_secs(10);

pub(super) struct Task<T> {
    queue: ShortString,
    surroundings: Surroundings,
    inbox: Arc<Inbox<T>>,
    settlements: mpsc::UnboundedReceiver<Settlement>,
    settle: mpsc::UnboundedSender<Settlement>,
    generation: u64,
}

/// A channel that the broker hands out a queue over.
struct Open {
    connection: Arc<Connection>,
    channel: Channel,
    consumer: Consumer,
}

impl<T: Body> Task<T> {
    pub(super) fn new(
        queue: ShortString,
        surroundings: Surroundings,
        inbox: Arc<Inbox<T>>,
    ) -> Self {
        let (settle, settlements) = mpsc::unbounded_channel();
        Self {
            queue,
            surroundings,
            inbox,
            settlements,
            settle,
            generation: 0,
        }
    }

    /// Runs until told to stop, by one or the other.
    pub(super) async fn run(
        mut self,
        mut stop_this: watch::Receiver<bool>,
        mut stop_all: watch::Receiver<bool>,
    ) {
        let mut stop = pin!(async {
            tokio::select! {
                () = stopped(&mut stop_this) => {}
                () = stopped(&mut stop_all) => {}
            }
        });
        while let Some(open) = self.subscribe(stop.as_mut()).await {
            let connection = Arc::clone(&open.connection);
            let Err(lost) = self.serve(open, stop.as_mut()).await else {
                break;
            };
            self.inbox.void();
            // The link has told of a lost connection.
            if connection.status().connected() {
                let queue = self.queue.as_str();
                tracing::warn!(queue, error = %lost, "a queue is received from no more; subscribing again");
            }
        }
        // Before the receivers of `stop` go, which is how others know that this has ended.
        drop(self);
    }

    /// Subscribes, however long it takes; `None` when told to stop.
    async fn subscribe(&mut self, mut stop: Pin<&mut impl Future<Output = ()>>) -> Option<Open> {
        let Surroundings { link, prefetch, .. } = &self.surroundings;
        let mut subscribing = pin!(subscribe(link.clone(), self.queue.clone(), *prefetch));
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return None,
                Some(stale) = self.settlements.recv() => stale.answer(Err(QueueError::Lost)),
                open = &mut subscribing => return Some(open),
            }
        }
    }

    /// Receives and settles until the channel is lost; `Ok` when told to stop.
    async fn serve(
        &mut self,
        open: Open,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), Lost> {
        self.generation += 1;
        let mut consumer = open.consumer;
        let mut served = Served::new(
            open.channel,
            self.generation,
            self.settle.clone(),
            Arc::clone(&self.inbox),
            self.surroundings.clone(),
        );
        let mut asked = Vec::with_capacity(TAKEN_AT_ONCE);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                _ = self.settlements.recv_many(&mut asked, TAKEN_AT_ONCE) => {
                    served.settle(&mut asked).await?;
                }
                Some(buried) = served.burying.next() => served.buried(buried).await?,
                delivery = consumer.next() => served.arrived(delivery, &mut consumer)?,
            }
        }
        if let Err(lost) = self.finish(served).await {
            let queue = self.queue.as_str();
            tracing::debug!(queue, error = %lost, "what was not settled comes again");
        }
        Ok(())
    }

    /// Does what was asked for until now; what comes later is refused.
    async fn finish(&mut self, mut served: Served<T>) -> Result<(), Lost> {
        self.settlements.close();
        let mut asked = Vec::new();
        while self.settlements.recv_many(&mut asked, TAKEN_AT_ONCE).await > 0 {
            served.settle(&mut asked).await?;
        }
        served.finish().await
    }
}

impl<T> Drop for Task<T> {
    /// Receivers must not wait for a task that a defect has ended.
    fn drop(&mut self) {
        self.inbox.close();
    }
}

async fn subscribe(mut link: Link, queue: ShortString, prefetch: u16) -> Open {
    let mut backoff = Backoff::new();
    loop {
        let connection = link.connection().await;
        let attempt = attempt(Arc::clone(&connection), queue.clone(), prefetch);
        let trouble = match tokio::time::timeout(SUBSCRIBE_WITHIN, attempt).await {
            Ok(Ok(open)) => return open,
            Ok(Err(error)) => Trouble::Amqp(error),
            Err(_) => Trouble::Silent {
                seconds: SUBSCRIBE_WITHIN.as_secs(),
            },
        };
        if connection.status().connected() {
            let queue = queue.as_str();
            tracing::warn!(queue, error = %trouble, "a queue cannot be received from; trying again");
        }
        tokio::time::sleep(backoff.next()).await;
    }
}

async fn attempt(
    connection: Arc<Connection>,
    queue: ShortString,
    prefetch: u16,
) -> Result<Open, lapin::Error> {
    let channel = connection.create_channel().await?;
    channel
        .basic_qos(prefetch.max(1), BasicQosOptions::default())
        .await?;
    let consumer = channel
        .basic_consume(
            queue,
            // The broker makes up a name.
            "".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await?;
    Ok(Open {
        connection,
        channel,
        consumer,
    })
}
