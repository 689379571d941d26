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
//! settles; `letter` is the form of dead letters, and `dead` walks through them; `survey` looks how much
//! waits, and `depth` keeps it in mind.
//!
//! Known limits: how much waits counts what is ready on the broker and what this process holds, not
//! what others hold; looking for dead letters takes as long as there are letters before them, about a
//! second for a thousand, and is given up after ten seconds. RabbitMQ before 3.12 closes a channel whose
//! deliveries stay unsettled for 30 minutes, unless its own `consumer_timeout` is set higher: they then
//! come again. RabbitMQ before 3.10 lacks what the declarations ask for.

mod address;
mod backoff;
mod dead;
mod depth;
mod inbox;
mod letter;
mod link;
mod publisher;
mod subscription;
mod survey;
mod topology;
mod trouble;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use bellhop_core::fault::Reason;
use bellhop_core::message::{Elsewhere, Message};
use bellhop_core::trigger::Trigger;
use lapin::types::{FieldTable, ShortString};
use secrecy::SecretString;
use tokio::sync::watch;
use uuid::Uuid;

use crate::dead_letter::Back;
use crate::delivery::Delivery;
use crate::envelope::{self, Body};
use crate::{DeadLetter, Kind, QueueConfig, QueueError, QueueStats, Redriven, shard_of};
use address::Address;
use dead::Dead;
use depth::Depth;
use letter::Letter;
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
    dead: Dead,
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
        let dead = Dead::new(receiving.clone(), topology.clone());
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
            dead,
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
        let items = messages.iter().map(|message| self.message_item(message));
        self.publish(items.collect()).await
    }

    fn message_item(&self, message: &Message) -> Item {
        let topology = &self.0.topology;
        let shard = shard_of(&message.address.connection, topology.shards());
        item(What::Message, topology.messages(shard), message)
    }

    fn item_of(&self, back: &Back) -> Item {
        match back {
            Back::Trigger(trigger) => item(What::Trigger, self.0.topology.triggers(), trigger),
            Back::Message(message) => self.message_item(message),
        }
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

    pub(crate) async fn bury(
        &self,
        message: &Message,
        reason: Reason,
        detail: String,
    ) -> Result<(), QueueError> {
        self.check_open()?;
        let letter = Letter {
            kind: Kind::Message,
            id: message.id(),
            accepted_at_ms: message.accepted_at_ms,
            reason,
            detail,
            envelope: envelope::encode(message),
        };
        let item = letter.into_item(self.0.topology.dead());
        self.0.publisher.publish(vec![item]).await
    }

    /// The broker takes a prefetch of 0 as none.
    pub(crate) fn in_hand_max(&self) -> Option<usize> {
        let prefetch = self.0.surroundings.prefetch;
        (prefetch > 0).then_some(prefetch.into())
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
        Ok(self.0.dead.page(after, limit).await?)
    }

    pub(crate) async fn walk_dead_letters(
        &self,
        mut look: impl FnMut(DeadLetter) -> ControlFlow<()>,
    ) -> Result<(), QueueError> {
        self.check_open()?;
        let hand = self.0.dead.walk(|taken| (None, look(taken.letter))).await?;
        Ok(hand.give_back().await?)
    }

    pub(crate) async fn find_dead_letters(
        &self,
        ids: &[Uuid],
    ) -> Result<Vec<DeadLetter>, QueueError> {
        self.check_open()?;
        let mut hand = self.0.dead.take(ids).await?;
        let letters = std::mem::take(&mut hand.letters);
        hand.give_back().await?;
        Ok(letters.into_iter().map(|taken| taken.letter).collect())
    }

    /// Published first, removed after: what a crash leaves in both places is sent once all the same,
    /// by its record.
    pub(crate) async fn redrive(
        &self,
        ids: &[Uuid],
        deadline_ms: u64,
        to: Option<&Elsewhere>,
    ) -> Result<Redriven, QueueError> {
        self.check_open()?;
        let hand = self.0.dead.take(ids).await?;
        let mut redriven = Redriven::default();
        let (mut items, mut places) = (Vec::new(), Vec::new());
        for (place, taken) in hand.letters.iter().enumerate() {
            let id = taken.letter.id;
            match Back::read(taken.letter.kind, &taken.envelope, deadline_ms, to) {
                Ok(back) => {
                    items.push(self.item_of(&back));
                    places.push(place);
                    redriven.back.push(id);
                }
                Err(unreadable) => redriven.unreadable.push((id, unreadable.to_string())),
            }
        }
        if let Err(error) = self.publish(items).await {
            hand.give_back().await?;
            return Err(error);
        }
        hand.remove(&places).await?;
        Ok(redriven.with_missing(ids))
    }

    pub(crate) async fn purge_dead_letters(&self, ids: &[Uuid]) -> Result<Vec<Uuid>, QueueError> {
        self.check_open()?;
        let hand = self.0.dead.take(ids).await?;
        let purged = hand.letters.iter().map(|taken| taken.letter.id).collect();
        let places: Vec<usize> = (0..hand.letters.len()).collect();
        hand.remove(&places).await?;
        Ok(purged)
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
