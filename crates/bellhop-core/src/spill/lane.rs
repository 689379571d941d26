//! A lane as far as spilling is concerned: how much of it is where.

use sha2::{Digest, Sha256};

use super::Spot;
use super::drain::Drain;
use crate::address::Target;
use crate::id::ConnectionId;
use crate::message::Conversation;
use crate::workflow::Category;

/// The short name of a lane: a hash of what it is, the same in every process. Two lanes with one name
/// would share their bounds, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneKey(pub u64);

impl LaneKey {
    /// The lane of a conversation.
    #[must_use]
    pub fn of_conversation(connection: &ConnectionId, conversation: &Conversation) -> Self {
        match conversation {
            Conversation::Webhook => Self::of(connection, "webhook", ""),
            Conversation::Channel(id) => Self::of(connection, "channel", id),
            Conversation::User(id) => Self::of(connection, "user", id),
        }
    }

    /// The lane of a target: that of its conversation, or one of its own for as long as the conversation
    /// is not known.
    #[must_use]
    pub fn of_target(connection: &ConnectionId, target: &Target) -> Self {
        match Conversation::of(target) {
            Some(conversation) => Self::of_conversation(connection, &conversation),
            None => Self::of(connection, target.kind(), target.id()),
        }
    }

    fn of(connection: &ConnectionId, kind: &str, id: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [connection.as_str(), kind, id] {
            hash.update(part);
            hash.update([0]);
        }
        let digest = hash.finalize();
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(bytes))
    }
}

/// Kept small: there may be as many as there are messages in the store.
#[derive(Debug)]
pub(super) struct Lane {
    /// The number of its connection.
    pub(super) connection: usize,
    /// In memory.
    pub(super) held: u32,
    /// Of those, how many the store lacks.
    pub(super) unbanked: u32,
    /// In the store, or on the way there, and not in memory.
    pub(super) unread: u64,
    /// What is in the store up to this place is in memory, or has ended.
    pub(super) read_up_to: u64,
    /// The highest place it has had.
    pub(super) last: u64,
    /// The most urgent in the store.
    pub(super) category: Category,
    /// Whether it is among those to take back.
    pub(super) queued: bool,
    /// Readings under way.
    pub(super) reading: u32,
    /// What few have.
    aside: Option<Box<Aside>>,
    pub(super) drain: Drain,
}

/// What is known of a lane that is read, or has other names.
#[derive(Debug)]
struct Aside {
    /// How many came while it is read.
    during: u64,
    /// The lowest place of those.
    lowest: u64,
    /// Other names under which the store has some of it.
    others: Vec<LaneKey>,
}

impl Default for Aside {
    fn default() -> Self {
        Self {
            during: 0,
            lowest: u64::MAX,
            others: Vec::new(),
        }
    }
}

impl Lane {
    pub(super) fn new(connection: usize) -> Self {
        Self {
            connection,
            held: 0,
            unbanked: 0,
            unread: 0,
            read_up_to: 0,
            last: 0,
            category: Category::Promotional,
            queued: false,
            reading: 0,
            aside: None,
            drain: Drain::default(),
        }
    }

    fn aside(&mut self) -> &mut Aside {
        self.aside.get_or_insert_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held == 0 && self.unread == 0 && self.reading == 0
    }

    pub(super) fn sources(&self, key: LaneKey) -> Vec<LaneKey> {
        let others = self.aside.iter().flat_map(|aside| &aside.others);
        std::iter::once(key).chain(others.copied()).collect()
    }

    pub(super) fn unread_at_most(&self) -> usize {
        usize::try_from(self.unread).unwrap_or(usize::MAX)
    }

    /// A message of it goes to the store.
    pub(super) fn put_away(&mut self, spot: Spot) {
        if self.unread == 0 && self.reading == 0 {
            self.read_up_to = spot.place.saturating_sub(1);
            self.category = spot.category;
        }
        self.unread += 1;
        self.category = self.category.min(spot.category);
        if self.reading > 0 {
            let aside = self.aside();
            aside.during += 1;
            aside.lowest = aside.lowest.min(spot.place);
        } else {
            self.read_up_to = self.read_up_to.min(spot.place.saturating_sub(1));
        }
    }

    /// It was read up to `last`; `fresh` of what was read was not in memory before. `is_all` says that
    /// the store had no more.
    pub(super) fn returned(&mut self, is_all: bool, last: Option<u64>, fresh: u64) {
        self.reading = self.reading.saturating_sub(1);
        if let Some(last) = last {
            self.read_up_to = self.read_up_to.max(last);
        }
        self.unread = if is_all {
            // What was counted twice is counted right again.
            self.aside.as_ref().map_or(0, |aside| aside.during)
        } else {
            self.unread.saturating_sub(fresh)
        };
        if self.reading == 0
            && let Some(aside) = &mut self.aside
        {
            self.read_up_to = self.read_up_to.min(aside.lowest.saturating_sub(1));
            (aside.during, aside.lowest) = (0, u64::MAX);
            self.aside.take_if(|aside| aside.others.is_empty());
        }
    }

    /// Takes over all of a lane that turned out to be this one.
    pub(super) fn absorb(&mut self, key: LaneKey, other: Self) {
        self.read_up_to = if self.unread > 0 || self.reading > 0 {
            self.read_up_to.min(other.read_up_to)
        } else {
            other.read_up_to
        };
        self.category = match self.unread {
            0 => other.category,
            _ => self.category.min(other.category),
        };
        self.held += other.held;
        self.unbanked += other.unbanked;
        self.unread += other.unread;
        self.last = self.last.max(other.last);
        self.reading += other.reading;
        let theirs = other.sources(key);
        let aside = self.aside();
        if let Some(other) = &other.aside {
            aside.during += other.during;
            aside.lowest = aside.lowest.min(other.lowest);
        }
        aside.others.extend(theirs);
    }
}
