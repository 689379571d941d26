//! What is not confirmed, in the order of publication, and who waits for it.

use std::collections::{BTreeMap, VecDeque};

use bellhop_core::message::Message;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use super::super::trouble::Trouble;
use super::{Item, Publication, What};
use crate::{QueueConfig, QueueError, envelope};

/// The books. Entries are numbered in the order of publication.
#[derive(Debug)]
pub(super) struct Ledger {
    depth_max: u64,
    patience_seconds: u64,
    next: u64,
    entries: BTreeMap<u64, Entry>,
    /// The numbers of those that are not on the road, in order; some may be gone.
    unsent: VecDeque<u64>,
    /// By the number of their first entry, which is also the order of their deadlines.
    publications: BTreeMap<u64, Waiting>,
}

#[derive(Debug)]
struct Entry {
    item: Item,
    publication: u64,
    was_sent: bool,
}

/// Somebody who waits for a publication.
#[derive(Debug)]
struct Waiting {
    /// The number after its last entry.
    end: u64,
    left: usize,
    failure: Option<QueueError>,
    deadline: Instant,
    reply: oneshot::Sender<Result<(), QueueError>>,
}

/// What the broker said of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Confirmed,
    Refused,
}

impl Ledger {
    pub(super) fn new(config: &QueueConfig) -> Self {
        Self {
            depth_max: config.depth_max,
            patience_seconds: config.confirm_timeout_seconds,
            next: 0,
            entries: BTreeMap::new(),
            unsent: VecDeque::new(),
            publications: BTreeMap::new(),
        }
    }

    /// How many entries are not confirmed.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Takes over what is to be published.
    pub(super) fn take(&mut self, publication: Publication) {
        let Publication {
            items,
            deadline,
            reply,
        } = publication;
        if items.is_empty() {
            drop(reply.send(Ok(())));
            return;
        }
        let first = self.next;
        let waiting = Waiting {
            end: first + items.len() as u64,
            left: items.len(),
            failure: None,
            deadline,
            reply,
        };
        self.next = waiting.end;
        self.publications.insert(first, waiting);
        for (item, number) in items.into_iter().zip(first..) {
            let entry = Entry {
                item,
                publication: first,
                was_sent: false,
            };
            self.entries.insert(number, entry);
            self.unsent.push_back(number);
        }
    }

    /// The next entry to send.
    pub(super) fn next_unsent(&mut self) -> Option<(u64, &Item)> {
        let number = loop {
            let number = self.unsent.pop_front()?;
            if self.entries.contains_key(&number) {
                break number;
            }
        };
        let entry = self.entries.get_mut(&number)?;
        if entry.was_sent {
            mark_as_repeated(&mut entry.item);
        }
        entry.was_sent = true;
        Some((number, &entry.item))
    }

    /// The channel is lost: whatever is not confirmed is to be sent again.
    pub(super) fn send_again(&mut self) {
        self.unsent = self.entries.keys().copied().collect();
    }

    /// The id of an entry.
    pub(super) fn id(&self, number: u64) -> Option<Uuid> {
        self.entries.get(&number).map(|entry| entry.item.id)
    }

    /// Notes the broker's answer, and tells who waits for it when it was the last.
    pub(super) fn answered(&mut self, number: u64, answer: Answer) {
        // It is gone if its time was over first.
        let Some(entry) = self.entries.remove(&number) else {
            return;
        };
        let Some(waiting) = self.publications.get_mut(&entry.publication) else {
            return;
        };
        waiting.left -= 1;
        let failure = failure(&entry.item, answer, self.depth_max);
        waiting.failure = waiting.failure.take().or(failure);
        if waiting.left == 0
            && let Some(done) = self.publications.remove(&entry.publication)
        {
            // A caller that has gone away needs no answer.
            drop(done.reply.send(done.failure.map_or(Ok(()), Err)));
        }
    }

    /// When the first publication's time is over.
    pub(super) fn first_deadline(&self) -> Option<Instant> {
        let (_, first) = self.publications.first_key_value()?;
        Some(first.deadline)
    }

    /// Gives up those whose time is over.
    pub(super) fn expire(&mut self, now: Instant, is_blocked: bool) {
        let seconds = self.patience_seconds;
        while let Some(first) = self.publications.first_entry() {
            if first.get().deadline > now {
                return;
            }
            let (number, late) = first.remove_entry();
            for number in number..late.end {
                self.entries.remove(&number);
            }
            let trouble = if is_blocked {
                Trouble::Blocked { seconds }
            } else {
                Trouble::Unconfirmed { seconds }
            };
            drop(late.reply.send(Err(trouble.into())));
        }
    }
}

fn failure(item: &Item, answer: Answer, depth_max: u64) -> Option<QueueError> {
    match (answer, item.what) {
        (Answer::Confirmed, _) => None,
        // The queue of triggers is bounded, and refuses what is too much.
        (Answer::Refused, What::Trigger) => Some(QueueError::Full { depth_max }),
        (Answer::Refused, What::Message | What::DeadLetter) => {
            let queue = item.queue.to_string();
            Some(Trouble::Refused { queue }.into())
        }
    }
}

/// The broker may have the message already, and somebody may have sent it by now: its record is to be
/// looked at.
fn mark_as_repeated(item: &mut Item) {
    if item.what != What::Message {
        return;
    }
    if let Ok(mut message) = envelope::decode::<Message>(&item.envelope) {
        message.planned_before = true;
        item.envelope = envelope::encode(&message);
    }
}

#[cfg(test)]
mod tests;
