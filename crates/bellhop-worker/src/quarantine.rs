//! The quarantine in memory: which destinations Slack says are gone. All desks of a process share it.
//!
//! What a desk finds out counts at once and is written by one task, which also looks every few seconds
//! whether another process changed something: an operator's release counts everywhere soon. Losing a
//! change is harmless: the next message finds it out again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;
use bellhop_store::{Quarantined, Store, StoreError};
use prometheus::IntGauge;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

/// How often the store is asked whether anything changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The wait before a failed write is tried again, and how often it is tried.
const AGAIN_AFTER: Duration = Duration::from_millis(500);
const TRIES: usize = 10;

type Place = (ConnectionId, Conversation);
type Entries = HashMap<ConnectionId, HashMap<Conversation, Quarantined>>;

/// What is in quarantine. Clones share it.
#[derive(Clone)]
pub(crate) struct Quarantine {
    book: Arc<RwLock<Book>>,
    changed: mpsc::UnboundedSender<Place>,
}

#[derive(Default)]
struct Book {
    entries: Entries,
    /// What changed here and is not in the store yet; nothing for a release.
    unwritten: HashMap<Place, Option<Quarantined>>,
}

impl Quarantine {
    /// Reads what is in quarantine, and starts the task that keeps it up to date: it ends when every
    /// clone is gone and everything is written.
    pub(crate) async fn open(store: Store, gauge: IntGauge) -> (Self, JoinHandle<()>) {
        let (changed, changes) = mpsc::unbounded_channel();
        let book = Arc::new(RwLock::new(Book::default()));
        let mut keeper = Keeper {
            store,
            book: Arc::clone(&book),
            gauge,
            version: None,
        };
        keeper.look().await;
        let task = tokio::spawn(keeper.run(changes));
        (Self { book, changed }, task)
    }

    /// What keeps messages from a destination now, if anything does.
    pub(crate) fn holds(
        &self,
        connection: &ConnectionId,
        conversation: &Conversation,
        now_ms: u64,
    ) -> Option<Quarantined> {
        let book = read(&self.book);
        let found = book.entries.get(connection)?.get(conversation)?;
        (found.look_at_ms > now_ms).then(|| found.clone())
    }

    /// Puts a destination in, or renews it; gives it as it is then.
    pub(crate) fn put(&self, mut new: Quarantined) -> Quarantined {
        let place = (new.connection.clone(), new.conversation.clone());
        let mut book = write(&self.book);
        let of_connection = book.entries.entry(place.0.clone()).or_default();
        if let Some(before) = of_connection.get(&place.1) {
            new.since_ms = before.since_ms;
        }
        of_connection.insert(place.1.clone(), new.clone());
        book.unwritten.insert(place.clone(), Some(new.clone()));
        let _ = self.changed.send(place);
        new
    }

    /// Lets a destination out; gives whether it was in.
    pub(crate) fn release(&self, connection: &ConnectionId, conversation: &Conversation) -> bool {
        let is_in = |book: &Book| {
            let found = book.entries.get(connection);
            found.is_some_and(|found| found.contains_key(conversation))
        };
        if !is_in(&read(&self.book)) {
            return false;
        }
        let place = (connection.clone(), conversation.clone());
        let mut book = write(&self.book);
        book.set(&place, None);
        book.unwritten.insert(place.clone(), None);
        let _ = self.changed.send(place);
        true
    }
}

impl Book {
    fn set(&mut self, place: &Place, entry: Option<Quarantined>) {
        match entry {
            Some(entry) => {
                let of_connection = self.entries.entry(place.0.clone()).or_default();
                of_connection.insert(place.1.clone(), entry);
            }
            None => {
                if let Some(of_connection) = self.entries.get_mut(&place.0) {
                    of_connection.remove(&place.1);
                }
                self.entries
                    .retain(|_, of_connection| !of_connection.is_empty());
            }
        }
    }
}

/// Writes what changed here, and reads what changed elsewhere.
struct Keeper {
    store: Store,
    book: Arc<RwLock<Book>>,
    gauge: IntGauge,
    version: Option<u64>,
}

impl Keeper {
    async fn run(mut self, mut changes: mpsc::UnboundedReceiver<Place>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Some(place) => self.write(&place).await,
                    None => return,
                },
                _ = ticks.tick() => self.look().await,
            }
        }
    }

    async fn look(&mut self) {
        match self.read().await {
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "the quarantine can't be read"),
        }
    }

    async fn read(&mut self) -> Result<(), StoreError> {
        let version = self.store.quarantine_version().await?;
        if self.version == Some(version) {
            return Ok(());
        }
        let mut entries = Entries::new();
        for entry in self.store.quarantined(None).await? {
            let of_connection = entries.entry(entry.connection.clone()).or_default();
            of_connection.insert(entry.conversation.clone(), entry);
        }
        self.version = Some(version);
        let mut book = write(&self.book);
        book.entries = entries;
        for (place, entry) in book.unwritten.clone() {
            book.set(&place, entry);
        }
        drop(book);
        self.count();
        Ok(())
    }

    /// Writes the newest state of a place.
    async fn write(&self, place: &Place) {
        self.count();
        for _ in 0..TRIES {
            let change = read(&self.book).unwritten.get(place).cloned();
            let Some(change) = change else { return };
            let written = match change.clone() {
                Some(entry) => self.store.quarantine(entry).await,
                None => {
                    let released = self.store.release_quarantine(&place.0, &place.1);
                    released.await.map(drop)
                }
            };
            match written {
                Ok(()) => {
                    let mut book = write(&self.book);
                    if book.unwritten.get(place) == Some(&change) {
                        book.unwritten.remove(place);
                    }
                    return;
                }
                Err(error) => {
                    tracing::warn!(%error, "the quarantine can't be written; trying again");
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
            }
        }
    }

    fn count(&self) {
        let count: usize = read(&self.book).entries.values().map(HashMap::len).sum();
        self.gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
    }
}

// Nothing that holds the lock can leave the book half changed.
fn read(book: &RwLock<Book>) -> RwLockReadGuard<'_, Book> {
    book.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(book: &RwLock<Book>) -> RwLockWriteGuard<'_, Book> {
    book.write().unwrap_or_else(PoisonError::into_inner)
}
