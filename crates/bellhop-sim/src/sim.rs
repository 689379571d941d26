//! A running simulator, and what a test can see and arrange of it without HTTP.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::dev::ServerHandle;

use crate::calls::{CALLS_MAX, Call, Stats};
use crate::config::{Limits, SimConfig};
use crate::events::Events;
use crate::faults::Fault;
use crate::ids::Ts;
use crate::seed::{Seed, SeedError};
use crate::server;
use crate::state::{Channel, Message, User, World};

/// What the server's handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    pub(crate) events: Arc<Events>,
}

impl Shared {
    /// The team, locked. Hold it for one decision, never across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A simulated Slack that listens on a port until it is stopped or dropped.
#[derive(Debug)]
pub struct Sim {
    shared: Arc<Shared>,
    handle: ServerHandle,
    address: SocketAddr,
}

impl Sim {
    /// Starts a simulator; it answers as soon as this returns. Needs a Tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound, or the seed is not consistent in itself.
    pub async fn start(config: SimConfig) -> io::Result<Sim> {
        let events = Arc::new(Events::new());
        let mut world = World::new(config.limits, config.open_tokens, Arc::clone(&events));
        config
            .seed
            .merge_into(&mut world)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            events,
        });
        let (server, address) = server::bind(&shared, config.listen)?;
        let handle = server.handle();
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(%error, "the simulator's server failed");
            }
        });
        tracing::debug!(%address, "the simulator listens");
        Ok(Sim {
            shared,
            handle,
            address,
        })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base of the Web API, with a slash at the end.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("{}/api/", self.url())
    }

    /// The URL of the webhook with this path (`T…/B…/secret`).
    #[must_use]
    pub fn webhook_url(&self, path: &str) -> String {
        format!("{}/services/{}", self.url(), path.trim_start_matches('/'))
    }

    /// Stops listening and drops every connection, answered or not.
    pub async fn stop(self) {
        server::stop(&self.handle).await;
    }

    /// The messages of a conversation in `ts` order, by its id; for a user's id, those
    /// of every app's direct messages with them.
    #[must_use]
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        self.observe(|state| state.messages(channel).map(Message::clone).collect())
    }

    /// What single people were shown in a conversation, by its id: its ephemeral messages.
    #[must_use]
    pub fn ephemeral(&self, channel: &str) -> Vec<Message> {
        self.observe(|state| state.ephemeral(channel).map(Message::clone).collect())
    }

    /// The counts.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.observe(|state| state.stats().clone())
    }

    /// The calls that the log remembers, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.shared.world().log.after(0, CALLS_MAX)
    }

    /// The conversations.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        let world = self.shared.world();
        world
            .conversations
            .values()
            .map(|found| found.channel.clone())
            .collect()
    }

    /// Reads the state as it is now.
    pub fn observe<T>(&self, read: impl FnOnce(&Observed<'_>) -> T) -> T {
        read(&Observed {
            world: &self.shared.world(),
        })
    }

    /// Waits until the state is as wanted, or for `timeout`; says whether it came to be.
    /// It looks now and after every call, and does not poll in between.
    pub async fn wait_for(
        &self,
        mut wanted: impl FnMut(&Observed<'_>) -> bool,
        timeout: Duration,
    ) -> bool {
        let mut changes = self.shared.events.watch();
        let came = async {
            while !self.observe(&mut wanted) {
                if changes.changed().await.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(timeout, came).await.unwrap_or(false)
    }

    /// Adds a fault and returns its number.
    pub fn add_fault(&self, fault: Fault) -> u64 {
        self.shared.world().faults.add(fault)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.world().faults.clear();
    }

    /// Merges more into the team.
    ///
    /// # Errors
    /// The seed is not consistent; what came before the faulty entry has been merged.
    pub fn seed(&self, seed: Seed) -> Result<(), SeedError> {
        seed.merge_into(&mut self.shared.world())
    }

    /// Sets all limits.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.world().limits = limits;
    }

    /// Makes later calls with the token answer `token_revoked`; false if it is unknown.
    pub fn revoke(&self, token: &str) -> bool {
        self.shared.world().revoke(token)
    }

    /// Forgets messages, calls, counts, faults and what was spent; keeps who is who.
    pub fn reset(&self) {
        self.shared.world().reset();
    }
}

impl Drop for Sim {
    /// Asks the server to stop; [`Sim::stop`] also waits until it has.
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// The state at one instant, as [`Sim::observe`] and [`Sim::wait_for`] show it.
#[derive(Debug)]
pub struct Observed<'a> {
    world: &'a World,
}

impl Observed<'_> {
    /// The messages of a conversation in `ts` order; see [`Sim::messages`].
    pub fn messages(&self, channel: &str) -> impl Iterator<Item = &Message> {
        self.world
            .conversations
            .values()
            .filter(move |found| {
                let found = &found.channel;
                *found.id == *channel || found.user.as_deref() == Some(channel)
            })
            .flat_map(|found| found.messages().iter().map(|message| &**message))
    }

    /// The ephemeral messages of a conversation, by its id; see [`Sim::ephemeral`].
    pub fn ephemeral(&self, channel: &str) -> impl Iterator<Item = &Message> {
        let found = self.world.conversations.get(channel);
        found
            .into_iter()
            .flat_map(|found| found.ephemeral().iter().map(|message| &**message))
    }

    /// The replies to a message, in `ts` order.
    pub fn replies(&self, channel: &str, ts: Ts) -> impl Iterator<Item = &Message> {
        self.messages(channel)
            .filter(move |message| message.thread_ts == Some(ts))
    }

    /// How many messages the team holds in all conversations.
    #[must_use]
    pub fn message_count(&self) -> usize {
        self.world.messages_held
    }

    /// The message of this timestamp.
    #[must_use]
    pub fn message(&self, channel: &str, ts: Ts) -> Option<&Message> {
        self.world
            .conversations
            .get(channel)?
            .find(ts)
            .map(|message| &**message)
    }

    /// The counts.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        self.world.log.stats()
    }

    /// The user of this id.
    #[must_use]
    pub fn user(&self, id: &str) -> Option<&User> {
        self.world.users.get(id)
    }
}
