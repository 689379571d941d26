//! The task that publishes.

use std::collections::HashSet;
use std::future::{pending, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::ShortString;
use lapin::{BasicProperties, Channel, Confirmation, Connection};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use uuid::Uuid;

use super::super::letter;
use super::super::link::{Link, stopped};
use super::super::topology::Topology;
use super::super::trouble::Trouble;
use super::ledger::{Answer, Ledger};
use super::{Item, Publication};

/// How many entries are on the road at once.
const IN_FLIGHT_MAX: usize = 2_000;
/// How many publications are taken over from callers in one go.
const TAKEN_AT_ONCE: usize = 256;
/// How long declaring the queues and opening a channel may take.
const OPEN_WITHIN: Duration = Duration::from_secs(10);
/// The wait before a channel is opened again.
const OPEN_AGAIN_AFTER: Duration = Duration::from_millis(250);
/// The delivery mode of what survives a restart.
const PERSISTENT: u8 = 2;

/// What came of the entry with this number.
type Confirming = Pin<Box<dyn Future<Output = (u64, lapin::Result<Confirmation>)> + Send>>;
type Opening = Pin<Box<dyn Future<Output = Result<Open, Trouble>> + Send>>;

/// A channel in confirm mode, and the connection that it is on.
struct Open {
    channel: Arc<Channel>,
    connection: Arc<Connection>,
}

pub(super) struct Task {
    link: Link,
    topology: Topology,
    exchange: ShortString,
    ledger: Ledger,
    publications: mpsc::UnboundedReceiver<Publication>,
    unconfirmed: Arc<AtomicU64>,
    open: Option<Open>,
    opening: Option<Opening>,
    /// When a channel may be opened.
    open_at: Instant,
    confirming: FuturesUnordered<Confirming>,
    /// The ids of entries that the broker sent back, and has not confirmed yet.
    returned: HashSet<Uuid>,
}

impl Task {
    pub(super) fn new(
        link: Link,
        topology: Topology,
        ledger: Ledger,
        publications: mpsc::UnboundedReceiver<Publication>,
        unconfirmed: Arc<AtomicU64>,
    ) -> Self {
        Self {
            link,
            exchange: topology.exchange(),
            topology,
            ledger,
            publications,
            unconfirmed,
            open: None,
            opening: None,
            open_at: Instant::now(),
            confirming: FuturesUnordered::new(),
            returned: HashSet::new(),
        }
    }

    /// Runs until told to stop, or until everyone who could publish is gone; and until all that was
    /// asked for before that has been answered.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut taken = Vec::with_capacity(TAKEN_AT_ONCE);
        let (mut stopping, mut ended) = (false, false);
        while !ended || self.ledger.len() > 0 {
            self.open_if_due();
            self.send();
            self.unconfirmed.store(self.ledger.len() as u64, Relaxed);
            let open_at = self.waits_to_open().then_some(self.open_at);
            let deadline = self.ledger.first_deadline();
            tokio::select! {
                Some(first) = self.confirming.next() => self.confirmed(first),
                count = self.publications.recv_many(&mut taken, TAKEN_AT_ONCE), if !ended => {
                    ended = count == 0;
                    taken.drain(..).for_each(|publication| self.ledger.take(publication));
                }
                opened = until_done(&mut self.opening) => self.opened(opened),
                Ok(()) = self.link.states.changed() => self.link_changed(),
                () = until(deadline) => {
                    let is_blocked = self.link.state().blocked;
                    self.ledger.expire(Instant::now(), is_blocked);
                }
                () = until(open_at) => {}
                () = stopped(&mut stop), if !stopping => {
                    stopping = true;
                    self.publications.close();
                }
            }
        }
        self.unconfirmed.store(0, Relaxed);
    }

    fn waits_to_open(&self) -> bool {
        let connected = self.link.states.borrow().connection.is_some();
        self.open.is_none() && self.opening.is_none() && connected
    }

    fn open_if_due(&mut self) {
        if self.waits_to_open()
            && self.open_at <= Instant::now()
            && let Some(connection) = self.link.state().connection
        {
            self.opening = Some(Box::pin(open(self.topology.clone(), connection)));
        }
    }

    fn opened(&mut self, opened: Result<Open, Trouble>) {
        self.opening = None;
        self.open_at = Instant::now() + OPEN_AGAIN_AFTER;
        match opened {
            Ok(open) => {
                self.open = Some(open);
                self.link_changed();
            }
            Err(error) => tracing::warn!(%error, "publishing to RabbitMQ has to wait"),
        }
    }

    /// Lets go of a channel that was on another connection.
    fn link_changed(&mut self) {
        let state = self.link.state();
        if let Some(open) = &self.open
            && !state.is(&open.connection)
        {
            self.lost();
            self.open_at = Instant::now();
        }
    }

    fn lost(&mut self) {
        self.open = None;
        self.open_at = Instant::now() + OPEN_AGAIN_AFTER;
        self.confirming = FuturesUnordered::new();
        self.returned.clear();
        self.ledger.send_again();
    }

    /// Sends what may be sent now.
    fn send(&mut self) {
        let Some(Open { channel, .. }) = &self.open else {
            return;
        };
        if self.link.states.borrow().blocked {
            return;
        }
        while self.confirming.len() < IN_FLIGHT_MAX
            && let Some((number, item)) = self.ledger.next_unsent()
        {
            let exchange = self.exchange.clone();
            let mut confirming = publish(Arc::clone(channel), exchange, number, item);
            // The first poll hands it to the connection, which keeps the order of the polls.
            let confirming = match confirming
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                Poll::Pending => confirming,
                Poll::Ready(confirmed) => Box::pin(ready(confirmed)),
            };
            self.confirming.push(confirming);
        }
    }

    /// Takes in the answers that are there.
    ///
    /// The broker sends back what it cannot route, and then confirms it. lapin gives what came back to
    /// whichever entry is confirmed next; so all answers that are there are looked at for it before
    /// any is believed. (lapin resolves them in order: when an entry is seen confirmed, whoever got
    /// hold of its return is ready too.) What came back is sent again, to queues declared anew.
    fn confirmed(&mut self, first: (u64, lapin::Result<Confirmation>)) {
        let mut answers = vec![first];
        while let Some(Some(next)) = self.confirming.next().now_or_never() {
            answers.push(next);
        }
        let mut failure = None;
        let mut believed = Vec::with_capacity(answers.len());
        for (number, answer) in answers {
            let (answer, returned) = match answer {
                Ok(Confirmation::Ack(returned)) => (Answer::Confirmed, returned),
                Ok(Confirmation::Nack(returned)) => (Answer::Refused, returned),
                Ok(Confirmation::NotRequested) => (Answer::Confirmed, None),
                Err(error) => {
                    failure = Some(error.to_string());
                    continue;
                }
            };
            let returned = returned.map(|entry| entry.delivery);
            let id = returned.and_then(|entry| letter::id(&entry.properties));
            self.returned.extend(id);
            believed.push((number, answer));
        }
        for (number, answer) in believed {
            let id = self.ledger.id(number);
            if id.is_some_and(|id| self.returned.remove(&id)) {
                failure = Some("a queue is not bound to the exchange any more".to_owned());
            } else {
                self.ledger.answered(number, answer);
            }
        }
        if let Some(error) = failure {
            let connection = self.open.as_ref().map(|open| &open.connection);
            // The link tells of a lost connection.
            if connection.is_some_and(|connection| connection.status().connected()) {
                tracing::warn!(error, "publishing to RabbitMQ failed; trying again");
            }
            self.lost();
        }
    }
}

fn publish(channel: Arc<Channel>, exchange: ShortString, number: u64, item: &Item) -> Confirming {
    let queue = item.queue.clone();
    let envelope = item.envelope.clone();
    let mut properties = BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_message_id(item.id.to_string().into());
    if !item.headers.inner().is_empty() {
        properties = properties.with_headers(item.headers.clone());
    }
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    Box::pin(async move {
        let sent = channel.basic_publish(exchange, queue, options, &envelope, properties);
        let confirmed = match sent.await {
            Ok(confirm) => confirm.await,
            Err(error) => Err(error),
        };
        (number, confirmed)
    })
}

/// Declares the queues, which a broker that was made anew may have lost, and opens a channel.
async fn open(topology: Topology, connection: Arc<Connection>) -> Result<Open, Trouble> {
    let opening = async {
        topology.declare(&connection).await?;
        let channel = connection.create_channel().await?;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        Ok(Arc::new(channel))
    };
    match tokio::time::timeout(OPEN_WITHIN, opening).await {
        Ok(opened) => opened.map(|channel| Open {
            channel,
            connection,
        }),
        Err(_) => Err(Trouble::Silent {
            seconds: OPEN_WITHIN.as_secs(),
        }),
    }
}

async fn until_done(opening: &mut Option<Opening>) -> Result<Open, Trouble> {
    match opening {
        Some(opening) => opening.await,
        None => pending().await,
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => pending().await,
    }
}
