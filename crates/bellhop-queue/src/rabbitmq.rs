//! The queue on RabbitMQ, for any number of processes.
//!
//! What is declared there, if it is not there yet (`PREFIX` is the configured prefix; all of it is
//! durable, and the queues are quorum queues):
//!
//! | name | what |
//! |---|---|
//! | `PREFIX` | the direct exchange that everything is published to; routing keys are names of queues |
//! | `PREFIX.triggers` | the triggers; one consumer at a time, so their order is that of the deployment |
//! | `PREFIX.messages.00`, `.01`, … | the messages of each shard; one consumer at a time |
//! | `PREFIX.dead` | the dead letters, Bellhop's own and those that the broker makes at the delivery limit |
//!
//! A publication returns when the broker has confirmed it, that is, when a majority of the queue's
//! nodes has it on disk. Settling returns when it is handed to the socket: an acknowledgement that is
//! lost brings the delivery again, marked as redelivered, and its record says that it is over.
//!
//! Order: the broker hands out one queue to one consumer, in order, and takes back what a lost consumer
//! held, in order, ahead of the rest. That holds as long as all processes have the same `prefetch`.
//!
//! There are two connections, because the broker stops reading from connections that publish when it
//! is short of memory or disk: then settling must go on, or it would never get better.
//!
//! In reading order: `address` is where the broker is, `link` a connection that is made anew when it
//! is lost, `topology` the queues; `publisher` publishes; `subscription` receives into an `inbox` and
//! settles; `letter` is the form of dead letters; `survey` looks how much waits, and `depth` keeps it
//! in mind.
//!
//! Known limits: how much waits counts what is ready on the broker and what this process holds, not
//! what others hold; reading dead letters takes as long as there are letters before the page. RabbitMQ
//! before 3.12 closes a channel whose deliveries stay unsettled for 30 minutes, unless its own
//! `consumer_timeout` is set higher: they then come again. RabbitMQ before 3.10 lacks what the
//! declarations ask for.

mod address;
mod backoff;
mod depth;
mod inbox;
mod letter;
mod link;
mod publisher;
mod subscription;
mod survey;
mod topology;
mod trouble;

use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use lapin::types::{FieldTable, ShortString};
use secrecy::SecretString;
use tokio::sync::watch;

use crate::delivery::Delivery;
use crate::envelope::{self, Body};
use crate::{DeadLetter, QueueConfig, QueueError, QueueStats, shard_of};
use address::Address;
use depth::Depth;
use link::Link;
use publisher::{Item, Publisher, What};
use subscription::Surroundings;
use survey::{Hands, Survey};
use topology::Topology;
use trouble::Trouble;

pub(crate) use subscription::{Receipt, Subscription};

/// How long declaring the queues may take.
const DECLARE_WITHIN: Duration = Duration::from_secs(30);

/// A handle to the queue on a broker.
#[derive(Debug, Clone)]
pub(crate) struct Rabbitmq(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    depth_max: u64,
    topology: Topology,
    publishing: Link,
    receiving: Link,
    publisher: Publisher,
    surroundings: Surroundings,
    hands: Arc<Hands>,
    survey: Arc<Survey>,
    /// Tell the tasks to stop, in this order; each is closed when the last of its tasks has ended.
    stop_receiving: watch::Sender<bool>,
    stop_publishing: watch::Sender<bool>,
    stop_links: watch::Sender<bool>,
}

impl Rabbitmq {
    pub(crate) async fn connect(
        url: &SecretString,
        config: &QueueConfig,
    ) -> Result<Self, QueueError> {
        let address = Address::parse(url, config)?;
        let topology = Topology::new(config);
        let (stop_receiving, _) = watch::channel(false);
        let (stop_publishing, _) = watch::channel(false);
        let (stop_links, _) = watch::channel(false);
        let open = |role| Link::open(address.clone(), role, stop_links.subscribe());
        let receiving = open("receiver").await?;
        let publishing = open("publisher").await?;
        declare(&topology, &receiving).await.map_err(|trouble| {
            if let Trouble::Amqp(source) = trouble {
                address.not_declared(source)
            } else {
                trouble.into()
            }
        })?;
        let publisher = Publisher::start(
            publishing.clone(),
            topology.clone(),
            config,
            stop_publishing.subscribe(),
        );
        let hands = Arc::new(Hands::default());
        let depth = Arc::new(Depth::default());
        let survey = Arc::new(Survey::new(
            receiving.clone(),
            topology.clone(),
            Arc::clone(&hands),
            Arc::clone(&depth),
        ));
        survey.look().await?;
        tokio::spawn(Arc::clone(&survey).keep_looking(stop_receiving.subscribe()));
        let surroundings = Surroundings {
            link: receiving.clone(),
            publisher: publisher.clone(),
            dead: topology.dead(),
            prefetch: config.prefetch,
            depth,
            quarantined: Arc::new(AtomicU64::new(0)),
            closed: Arc::new(AtomicBool::new(false)),
        };
        Ok(Self(Arc::new(Shared {
            depth_max: config.depth_max,
            topology,
            publishing,
            receiving,
            publisher,
            surroundings,
            hands,
            survey,
            stop_receiving,
            stop_publishing,
            stop_links,
        })))
    }

    pub(crate) async fn publish_trigger(&self, trigger: &Trigger) -> Result<(), QueueError> {
        let depth_max = self.0.depth_max;
        if self.0.surroundings.depth.now() >= depth_max {
            return Err(QueueError::Full { depth_max });
        }
        let item = item(What::Trigger, self.0.topology.triggers(), trigger);
        self.publish(vec![item]).await
    }

    pub(crate) async fn publish_messages(&self, messages: &[Message]) -> Result<(), QueueError> {
        let topology = &self.0.topology;
        let item = |message: &Message| {
            let shard = shard_of(&message.address.connection, topology.shards());
            item(What::Message, topology.messages(shard), message)
        };
        self.publish(messages.iter().map(item).collect()).await
    }

    async fn publish(&self, items: Vec<Item>) -> Result<(), QueueError> {
        let count = items.len() as u64;
        self.0.publisher.publish(items).await?;
        self.0.surroundings.depth.more(count);
        Ok(())
    }

    /// The first to receive a trigger subscribes: a process that only publishes must not become the
    /// one consumer.
    pub(crate) async fn receive_triggers(
        &self,
        max: usize,
    ) -> Result<Vec<Delivery<Trigger>>, QueueError> {
        self.check_open()?;
        let triggers = self.0.hands.triggers.get_or_init(|| {
            Subscription::open(
                self.0.topology.triggers(),
                self.0.surroundings.clone(),
                self.0.stop_receiving.subscribe(),
            )
        });
        triggers.receive(max).await
    }

    pub(crate) fn shards(&self) -> u16 {
        self.0.topology.shards()
    }

    pub(crate) fn open_shard(&self, shard: u16) -> Result<Subscription<Message>, QueueError> {
        self.check_open()?;
        let messages = Subscription::open(
            self.0.topology.messages(shard),
            self.0.surroundings.clone(),
            self.0.stop_receiving.subscribe(),
        );
        self.0.hands.add(messages.inbox());
        Ok(messages)
    }

    pub(crate) async fn stats(&self) -> Result<QueueStats, QueueError> {
        self.check_open()?;
        let found = self.0.survey.look().await?;
        Ok(QueueStats {
            triggers: found.triggers,
            messages: found.messages,
            dead_letters: found.dead_letters,
            quarantined: self.0.surroundings.quarantined.load(Relaxed),
            confirms_in_flight: self.0.publisher.unconfirmed(),
            reconnects: self.0.publishing.reconnects() + self.0.receiving.reconnects(),
            blocked: self.0.publishing.state().blocked,
        })
    }

    pub(crate) async fn dead_letters(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, QueueError> {
        self.check_open()?;
        Ok(self.0.survey.dead_letters(after, limit).await?)
    }

    pub(crate) async fn close(&self) {
        self.0.surroundings.closed.store(true, SeqCst);
        for stop in [
            // Receiving first: what is given up meanwhile is still published.
            &self.0.stop_receiving,
            &self.0.stop_publishing,
            &self.0.stop_links,
        ] {
            stop.send_replace(true);
            stop.closed().await;
        }
    }

    fn check_open(&self) -> Result<(), QueueError> {
        if self.0.surroundings.closed.load(SeqCst) {
            return Err(QueueError::Closed);
        }
        Ok(())
    }
}

fn item<T: Body>(what: What, queue: ShortString, body: &T) -> Item {
    Item {
        what,
        queue,
        id: body.id(),
        envelope: envelope::encode(body),
        headers: FieldTable::default(),
    }
}

async fn declare(topology: &Topology, link: &Link) -> Result<(), Trouble> {
    let connection = link.state().connection.ok_or(Trouble::Disconnected)?;
    match tokio::time::timeout(DECLARE_WITHIN, topology.declare(&connection)).await {
        Ok(declared) => Ok(declared?),
        Err(_) => Err(Trouble::Silent {
            seconds: DECLARE_WITHIN.as_secs(),
        }),
    }
}
