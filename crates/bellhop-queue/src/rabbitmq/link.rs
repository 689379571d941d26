//! A connection to the broker that is made anew when it is lost.
//!
//! One task owns it. Everyone else sees a [`State`]: the connection of the moment, or none. Nothing is
//! recovered behind anyone's back: who had channels on the old connection opens new ones on the next,
//! and knows what that means for what was under way.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use lapin::{Connection, Event};
use tokio::sync::watch;

use super::address::Address;
use super::backoff::Backoff;
use crate::QueueError;

/// How long the first attempt may take.
const FIRST_ATTEMPT: Duration = Duration::from_secs(5);
/// How long another may take. Longer, because an attempt that is given up leaves a thread behind until
/// the broker hangs up or answers.
const NEXT_ATTEMPT: Duration = Duration::from_secs(30);
/// How often the connection is looked at, beside being told of its events.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long saying good-bye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// How things stand.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) connection: Option<Arc<Connection>>,
    /// Whether the broker takes no publications.
    pub(super) blocked: bool,
}

impl State {
    /// Whether `connection` is still the one.
    pub(super) fn is(&self, connection: &Arc<Connection>) -> bool {
        self.connection
            .as_ref()
            .is_some_and(|now| Arc::ptr_eq(now, connection))
    }
}

/// The connection itself would show what it was made with.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("connected", &self.connection.is_some())
            .field("blocked", &self.blocked)
            .finish()
    }
}

/// A connection, now and later.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) states: watch::Receiver<State>,
    reconnects: Arc<AtomicU64>,
}

impl Link {
    /// Connects, and stays connected until told to stop (or until whoever could tell is gone).
    pub(super) async fn open(
        address: Address,
        role: &'static str,
        stop: watch::Receiver<bool>,
    ) -> Result<Self, QueueError> {
        let connection = attempt(&address, role, FIRST_ATTEMPT).await;
        let connection = connection.map_err(|error| address.not_connected(error))?;
        let (publish, states) = watch::channel(State::default());
        let reconnects = Arc::new(AtomicU64::new(0));
        let keeper = Keeper {
            address,
            role,
            publish,
            stop,
            reconnects: Arc::clone(&reconnects),
        };
        tokio::spawn(keeper.run(connection));
        let mut link = Self { states, reconnects };
        // The connection is there; what is waited for is that everyone can see it.
        let _ = link
            .states
            .wait_for(|state| state.connection.is_some())
            .await;
        Ok(link)
    }

    pub(super) fn state(&self) -> State {
        self.states.borrow().clone()
    }

    /// The connection, when there is one.
    pub(super) async fn connection(&mut self) -> Arc<Connection> {
        let state = self.states.wait_for(|state| state.connection.is_some());
        match state.await.ok().and_then(|state| state.connection.clone()) {
            Some(connection) => connection,
            // The queue is closed: nobody waits for this any more.
            None => std::future::pending().await,
        }
    }

    pub(super) fn reconnects(&self) -> u64 {
        self.reconnects.load(Relaxed)
    }
}

/// Resolves when told to stop, or when nobody is left to tell.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

struct Keeper {
    address: Address,
    role: &'static str,
    publish: watch::Sender<State>,
    stop: watch::Receiver<bool>,
    reconnects: Arc<AtomicU64>,
}

/// Why a connection is watched no more.
enum End {
    Lost(Option<lapin::Error>),
    Stopped,
}

impl Keeper {
    async fn run(mut self, first: Connection) {
        let mut connection = Arc::new(first);
        loop {
            match self.watch(&connection).await {
                End::Stopped => return self.say_goodbye(&connection).await,
                End::Lost(error) => {
                    let error = error.map(|error| error.to_string());
                    tracing::warn!(
                        broker = %self.address, role = self.role, error,
                        "the connection to RabbitMQ is lost; connecting again"
                    );
                }
            }
            self.publish.send_replace(State::default());
            drop(connection);
            match self.reconnect().await {
                Some(next) => connection = Arc::new(next),
                None => return,
            }
            self.reconnects.fetch_add(1, Relaxed);
            tracing::info!(broker = %self.address, role = self.role, "connected to RabbitMQ again");
        }
    }

    /// Shows the connection to everyone, and returns when it has ended.
    async fn watch(&mut self, connection: &Arc<Connection>) -> End {
        let mut events = Box::pin(connection.events_listener());
        self.publish.send_replace(State {
            connection: Some(Arc::clone(connection)),
            blocked: connection.status().blocked(),
        });
        let mut last_error = None;
        loop {
            tokio::select! {
                () = stopped(&mut self.stop) => return End::Stopped,
                event = next(&mut events) => self.note(event, &mut last_error),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            if !connection.status().connected() {
                return End::Lost(last_error);
            }
        }
    }

    fn note(&self, event: Event, last_error: &mut Option<lapin::Error>) {
        if let Event::ConnectionBlocked(reason) = event {
            tracing::warn!(broker = %self.address, reason, "RabbitMQ takes no publications");
            self.publish.send_modify(|state| state.blocked = true);
        } else if let Event::ConnectionUnblocked = event {
            tracing::info!(broker = %self.address, "RabbitMQ takes publications again");
            self.publish.send_modify(|state| state.blocked = false);
        } else if let Event::Error(error) = event {
            *last_error = Some(error);
        }
    }

    async fn reconnect(&mut self) -> Option<Connection> {
        let mut backoff = Backoff::new();
        loop {
            let attempt = async {
                tokio::time::sleep(backoff.next()).await;
                attempt(&self.address, self.role, NEXT_ATTEMPT).await
            };
            tokio::select! {
                () = stopped(&mut self.stop) => return None,
                result = attempt => match result {
                    Ok(connection) => return Some(connection),
                    Err(error) => tracing::debug!(broker = %self.address, %error, "not connected yet"),
                },
            }
        }
    }

    async fn say_goodbye(&self, connection: &Connection) {
        self.publish.send_replace(State::default());
        let goodbye = connection.close(200, "Bellhop stops".into());
        match tokio::time::timeout(GOODBYE, goodbye).await {
            Ok(Ok(())) => {}
            // It is over all the same: the broker notices when the socket closes.
            Ok(Err(error)) => tracing::debug!(%error, "RabbitMQ did not hear the good-bye"),
            Err(_) => tracing::debug!("RabbitMQ did not answer the good-bye"),
        }
    }
}

async fn next(events: &mut (impl Stream<Item = Event> + Unpin)) -> Event {
    match events.next().await {
        Some(event) => event,
        None => std::future::pending().await,
    }
}

async fn attempt(
    address: &Address,
    role: &str,
    within: Duration,
) -> Result<Connection, lapin::Error> {
    match tokio::time::timeout(within, address.connect(role)).await {
        Ok(result) => result,
        Err(_) => Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()),
    }
}
