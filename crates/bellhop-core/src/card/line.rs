//! The waiting messages of one card, in order.
//!
//! Changes of a card are made one at a time, in order. Replies hold up no change and no change holds up
//! a reply, except that nobody passes a message that ends the card or begins a new one.
//!
//! What waits is merged: of two updates the later is enough, and takes the *place* of the earlier, so
//! that a card which changes all the time is still sent when its turn comes. An update before a deletion
//! is not worth making. What is on the road, or may be in Slack, stays as it is; so do replies and marks.

use std::collections::BTreeMap;

use super::Wish;
use crate::scheduler::Ticket;

/// Two messages become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The message at `place` is over, and the one at `by` goes on from there.
    TakesPlace {
        /// Whose place is taken.
        place: Ticket,
        /// Who takes it.
        by: Ticket,
    },
    /// The message at `out` is over, because of the one at `by`, which stays where it is.
    Swallowed {
        /// Who is over.
        out: Ticket,
        /// Because of whom.
        by: Ticket,
    },
}

#[derive(Debug)]
struct Entry {
    wish: Wish,
    /// Whether it can be sent.
    ready: bool,
    /// Whether it was told to go; it may still wait for its turn.
    started: bool,
    /// Whether it is on the road, or may be in Slack.
    fixed: bool,
}

impl Entry {
    fn can_merge(&self) -> bool {
        self.ready && !self.fixed
    }
}

/// How a message stands to those before and behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It ends the card or begins a new one: it passes nobody, and nobody passes it.
    Turn,
    /// It changes the card.
    Change,
    /// It is a post of its own.
    Reply,
}

fn kind(wish: &Wish) -> Kind {
    match wish {
        Wish::New | Wish::Delete => Kind::Turn,
        Wish::Reply | Wish::Broadcast => Kind::Reply,
        Wish::Update | Wish::React(_) | Wish::Unreact(_) | Wish::Pin | Wish::Unpin => Kind::Change,
    }
}

/// The waiting messages of one card.
#[derive(Debug, Default)]
pub struct Line {
    entries: BTreeMap<Ticket, Entry>,
}

impl Line {
    /// A message takes its place, which is its ticket.
    pub fn join(&mut self, ticket: Ticket, wish: Wish) {
        let entry = Entry {
            wish,
            ready: false,
            started: false,
            fixed: false,
        };
        self.entries.insert(ticket, entry);
    }

    /// It can be sent.
    pub fn ready(&mut self, ticket: Ticket) {
        if let Some(entry) = self.entries.get_mut(&ticket) {
            entry.ready = true;
        }
    }

    /// It is on the road, or may be in Slack; or neither any more.
    pub fn fix(&mut self, ticket: Ticket, fixed: bool) {
        if let Some(entry) = self.entries.get_mut(&ticket) {
            entry.fixed = fixed;
        }
    }

    /// It was told to go, and has to be told anew: things are not as they were.
    pub fn halt(&mut self, ticket: Ticket) {
        if let Some(entry) = self.entries.get_mut(&ticket) {
            entry.started = false;
            entry.fixed = false;
        }
    }

    /// It is over.
    pub fn leave(&mut self, ticket: Ticket) {
        self.entries.remove(&ticket);
    }

    /// What the message at this place wants.
    #[must_use]
    pub fn wish(&self, ticket: Ticket) -> Option<&Wish> {
        self.entries.get(&ticket).map(|entry| &entry.wish)
    }

    /// Whether the message at this place was told to go.
    #[must_use]
    pub fn has_started(&self, ticket: Ticket) -> bool {
        self.entries.get(&ticket).is_some_and(|entry| entry.started)
    }

    /// Whether nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Merges two messages, if there are two that can be; to be called until there are none.
    pub fn merge(&mut self) -> Option<Merge> {
        let merge = self.find_merge()?;
        match merge {
            Merge::TakesPlace { by, .. } => self.entries.remove(&by),
            Merge::Swallowed { out, .. } => self.entries.remove(&out),
        };
        Some(merge)
    }

    fn find_merge(&self) -> Option<Merge> {
        // The last message that says what the card says.
        let mut last: Option<(Ticket, &Entry)> = None;
        for (by, entry) in &self.entries {
            let needless = last.filter(|(_, last)| last.can_merge() && entry.can_merge());
            match (&entry.wish, needless) {
                (Wish::Update, Some((place, _))) => {
                    return Some(Merge::TakesPlace { place, by: *by });
                }
                (Wish::Delete, Some((out, update))) if update.wish == Wish::Update => {
                    return Some(Merge::Swallowed { out, by: *by });
                }
                (Wish::Update | Wish::New, _) => last = Some((*by, entry)),
                (Wish::Delete, _) => last = None,
                (Wish::Reply | Wish::Broadcast, _) => {}
                (Wish::React(_) | Wish::Unreact(_) | Wish::Pin | Wish::Unpin, _) => {}
            }
        }
        None
    }

    /// Those who may go now and were not told so before.
    pub fn start(&mut self) -> Vec<Ticket> {
        let mut going = Vec::new();
        let (mut any_before, mut change_before) = (false, false);
        for (ticket, entry) in &mut self.entries {
            let kind = kind(&entry.wish);
            let waits = match kind {
                Kind::Turn => any_before,
                Kind::Change => change_before,
                Kind::Reply => false,
            };
            if entry.ready && !entry.started && !waits {
                entry.started = true;
                going.push(*ticket);
            }
            if kind == Kind::Turn {
                break;
            }
            any_before = true;
            change_before |= kind == Kind::Change;
        }
        going
    }
}
