//! Changes of the record of messages.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bellhop_core::card::CardId;
use bellhop_core::fault::Outcome;
use bellhop_core::id::MessageId;

use super::row::write_line;
use crate::rows::int;
use crate::writes::Reply;
use crate::{Attempt, CardChange, End, MessageChange};

pub(crate) struct Change {
    /// Shared with whoever asked, to ask again should it fail.
    pub(super) changes: Arc<[MessageChange]>,
    /// The messages that wait in the store no longer.
    unspilled: Vec<MessageId>,
    pub(crate) reply: Reply<()>,
}

impl Change {
    pub(super) fn new(changes: Vec<MessageChange>, reply: Reply<()>) -> Self {
        Self::with_unspilled(changes.into(), Vec::new(), reply)
    }

    pub(in crate::writes) fn with_unspilled(
        changes: Arc<[MessageChange]>,
        unspilled: Vec<MessageId>,
        reply: Reply<()>,
    ) -> Self {
        Self {
            changes,
            unspilled,
            reply,
        }
    }

    /// The messages that wait in the store no longer.
    pub(crate) fn unspilled(&self) -> impl Iterator<Item = &MessageId> {
        self.unspilled.iter()
    }

    /// Whether it says what became of a card.
    pub(in crate::writes) fn has_card(&self) -> bool {
        self.changes.iter().any(|change| change.card.is_some())
    }

    /// The time of the newest entry.
    pub(super) fn newest_ms(&self) -> Option<u64> {
        self.changes
            .iter()
            .flat_map(|change| &change.entries)
            .map(|entry| entry.at_ms)
            .max()
    }
}

/// All that this transaction adds to one message: an update from several rows would take only one.
pub(crate) struct Merged<'a> {
    pub(crate) id: MessageId,
    pub(crate) timeline: String,
    pub(crate) at_ms: u64,
    pub(crate) destination: Option<&'a str>,
    pub(crate) end: Option<&'a End>,
    pub(crate) attempt: Option<Attempt>,
}

impl Merged<'_> {
    /// The new value of `attempted_at_ms`: nothing to leave it as it is, 0 to make it null.
    pub(crate) fn attempted_at_ms(&self) -> Option<i64> {
        self.attempt.map(|attempt| match attempt {
            Attempt::Begun(at_ms) => int(at_ms),
            Attempt::Answered => 0,
        })
    }
}

/// Where the cards are after these jobs, in the order of the cards, so that two processes lock rows in
/// the same one.
pub(crate) fn cards(jobs: &[Change]) -> BTreeMap<&CardId, (&CardChange, MessageId, u64)> {
    let changes = jobs.iter().flat_map(|job| job.changes.iter());
    let cards = changes.filter_map(|change| {
        let card = change.card.as_ref()?;
        let at_ms = change.entries.iter().map(|entry| entry.at_ms).max();
        let at_ms = at_ms.unwrap_or(card.accepted_at_ms);
        Some((&card.id, (card, change.id, at_ms)))
    });
    cards.collect()
}

/// What these jobs change, message by message, in the order in which they are first named.
pub(crate) fn merge(jobs: &[Change]) -> Vec<Merged<'_>> {
    let changes = jobs.iter().flat_map(|job| job.changes.iter());
    let mut merged: Vec<Merged<'_>> = Vec::new();
    let mut places = HashMap::new();
    for change in changes {
        let place = *places.entry(change.id).or_insert_with(|| {
            let timeline = String::with_capacity(128);
            merged.push(Merged {
                id: change.id,
                timeline,
                at_ms: 0,
                destination: None,
                end: None,
                attempt: None,
            });
            merged.len() - 1
        });
        let slot = &mut merged[place];
        for entry in &change.entries {
            write_line(&mut slot.timeline, entry);
            slot.at_ms = slot.at_ms.max(entry.at_ms);
        }
        slot.attempt = change.attempt.or(slot.attempt);
        slot.destination = change.destination.as_deref().or(slot.destination);
        let delivered = slot
            .end
            .is_some_and(|end| end.outcome == Outcome::Delivered);
        if !delivered {
            slot.end = change.end.as_ref().or(slot.end);
        }
    }
    merged
}
