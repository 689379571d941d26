//! Looks at the broker's queues: how much waits.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};
use std::time::Duration;

use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use futures_util::future::try_join_all;
use lapin::options::QueueDeclareOptions;
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::{FieldTable, ShortString};
use lapin::{Channel, Connection};
use tokio::sync::watch;

use super::depth::Depth;
use super::inbox::Inbox;
use super::link::{Link, stopped};
use super::subscription::Subscription;
use super::topology::Topology;
use super::trouble::{Trouble, code};
use crate::Waiting;

/// How long a look may take.
const LOOK_WITHIN: Duration = Duration::from_secs(1);
/// How often the depth is put right.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What this process receives from the queues.
#[derive(Debug, Default)]
pub(super) struct Hands {
    pub(super) triggers: OnceLock<Subscription<Trigger>>,
    shards: Mutex<Vec<Weak<Inbox<Message>>>>,
}

impl Hands {
    fn shards(&self) -> MutexGuard<'_, Vec<Weak<Inbox<Message>>>> {
        self.shards
            .lock()
            .expect("no code that holds this lock can panic")
    }

    /// Counts what comes into `inbox` from now on.
    pub(super) fn add(&self, inbox: &Arc<Inbox<Message>>) {
        let mut shards = self.shards();
        shards.retain(|shard| shard.strong_count() > 0);
        shards.push(Arc::downgrade(inbox));
    }

    fn triggers(&self) -> Waiting {
        let triggers = self.triggers.get();
        triggers.map_or_else(Waiting::default, |triggers| triggers.inbox().unsettled())
    }

    fn messages(&self) -> Waiting {
        let shards = self.shards();
        let inboxes = shards.iter().filter_map(Weak::upgrade);
        inboxes
            .map(|inbox| inbox.unsettled())
            .fold(Waiting::default(), |all, one| Waiting {
                count: all.count + one.count,
                oldest_accepted_at_ms: all
                    .oldest_accepted_at_ms
                    .into_iter()
                    .chain(one.oldest_accepted_at_ms)
                    .min(),
            })
    }
}

/// What waits, on the broker or in the hands of this process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) triggers: Waiting,
    pub(super) messages: Waiting,
    pub(super) dead_letters: Waiting,
}

#[derive(Debug)]
pub(super) struct Survey {
    link: Link,
    topology: Topology,
    hands: Arc<Hands>,
    depth: Arc<Depth>,
    /// The channel of the last look, for the next.
    channel: Mutex<Option<Channel>>,
}

impl Survey {
    pub(super) fn new(
        link: Link,
        topology: Topology,
        hands: Arc<Hands>,
        depth: Arc<Depth>,
    ) -> Self {
        Self {
            link,
            topology,
            hands,
            depth,
            channel: Mutex::new(None),
        }
    }

    /// Looks every second, until told to stop.
    pub(super) async fn keep_looking(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let looking = async {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                if let Err(error) = self.look().await {
                    tracing::debug!(%error, "how much waits in the queue is not known");
                }
            }
        };
        tokio::select! {
            () = stopped(&mut stop) => {}
            () = looking => {}
        }
    }

    /// How much waits. Queues that are gone are made again.
    pub(super) async fn look(&self) -> Result<Found, Trouble> {
        let connection = self.link.state().connection.ok_or(Trouble::Disconnected)?;
        let looking = async {
            match self.try_look(&connection).await {
                Err(error) if is_missing(&error) => {
                    tracing::warn!(%error, "a queue is gone from the broker; it is declared again");
                    self.topology.declare(&connection).await?;
                    self.try_look(&connection).await
                }
                other => other,
            }
        };
        let silent = Trouble::Silent {
            seconds: LOOK_WITHIN.as_secs(),
        };
        let looked = tokio::time::timeout(LOOK_WITHIN, looking).await;
        let found = looked.map_err(|_| silent)??;
        self.depth.is(found.triggers.count + found.messages.count);
        Ok(found)
    }

    async fn try_look(&self, connection: &Connection) -> Result<Found, lapin::Error> {
        // Whoever comes second meanwhile makes a channel of its own.
        let kept = self.kept_channel().take();
        let channel = match kept.filter(|channel| channel.status().connected()) {
            Some(channel) => channel,
            None => connection.create_channel().await?,
        };
        let topology = &self.topology;
        let shards = (0..topology.shards()).map(|shard| topology.messages(shard));
        let queues = [topology.dead(), topology.triggers()]
            .into_iter()
            .chain(shards);
        let ready = try_join_all(queues.map(|queue| count(&channel, queue))).await?;
        *self.kept_channel() = Some(channel);
        let (triggers, messages) = (self.hands.triggers(), self.hands.messages());
        Ok(Found {
            triggers: Waiting {
                count: triggers.count + ready[1],
                ..triggers
            },
            messages: Waiting {
                count: messages.count + ready[2..].iter().sum::<u64>(),
                ..messages
            },
            dead_letters: Waiting {
                count: ready[0],
                oldest_accepted_at_ms: None,
            },
        })
    }

    fn kept_channel(&self) -> MutexGuard<'_, Option<Channel>> {
        self.channel
            .lock()
            .expect("no code that holds this lock can panic")
    }
}

async fn count(channel: &Channel, queue: ShortString) -> Result<u64, lapin::Error> {
    let look = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    let declared = channel.queue_declare(queue, look, FieldTable::default());
    Ok(declared.await?.message_count().into())
}

fn is_missing(error: &lapin::Error) -> bool {
    matches!(
        code(error),
        Some(AMQPErrorKind::Soft(AMQPSoftError::NOTFOUND))
    )
}
