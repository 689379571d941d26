//! A message that the worker holds, from receiving it to settling it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use bellhop_core::card::{CardId, CardState, Deed};
use bellhop_core::message::{Conversation, Message};
use bellhop_core::scheduler::Ticket;
use bellhop_core::spill::{LaneKey, Spot};
use bellhop_queue::Delivery;
use bellhop_store::{Step, TimelineEntry};
use serde_json::value::RawValue;

use crate::clock::time_of_day_ms;

#[derive(Debug)]
pub(crate) struct Held {
    /// Shared with the task that renders it.
    pub(crate) message: Arc<Message>,
    /// It may have been handed out more than once; the last is the newest. None when it was taken back
    /// from the store.
    pub(crate) deliveries: Vec<Delivery<()>>,
    /// Its lane, as far as it is known.
    pub(crate) lane: LaneKey,
    /// Whether the store has it, or is about to.
    pub(crate) stored: bool,
    /// Where it goes, once that is known.
    pub(crate) conversation: Option<Conversation>,
    /// How many were before it when it joined its lane, and when that was, in milliseconds since 1970;
    /// until that is noted.
    pub(crate) joined_behind: Option<(usize, u64)>,
    /// The card that it makes or changes, once it is known where it goes.
    pub(crate) card: Option<Arc<CardId>>,
    /// What it does for its card, once it is on its way.
    pub(crate) deed: Option<Deed>,
    /// Whether it is on its way as a change of its card, which is no post and in no lane.
    pub(crate) changing: bool,
    /// Where it left its card.
    pub(crate) card_left: Option<CardState>,
    /// What it says, once it is rendered.
    pub(crate) content: Option<Arc<RawValue>>,
    /// When it was ready to go.
    pub(crate) ready_at: Option<Instant>,
    /// When the last attempt began, in milliseconds since 1970.
    pub(crate) attempted_at_ms: u64,
    /// Since when nobody knows whether Slack has it, in milliseconds since 1970.
    pub(crate) ambiguous_since_ms: Option<u64>,
    /// Those that are late and that its post lists, too.
    pub(crate) carries: Vec<Ticket>,
    /// Failed attempts so far.
    pub(crate) failures: u32,
    /// Whether joining its channel was tried.
    pub(crate) joined: bool,
    /// Who the e-mails of its group belong to, as far as that was found out.
    pub(crate) found: HashMap<String, String>,
    /// What Slack said to its group and whom of it that may be about, while that is found out.
    pub(crate) suspicion: Option<Suspicion>,
    /// Whether its address is known to lead nowhere from memory alone: then the address is not marked
    /// dead, since somebody may have added it again for a reason.
    pub(crate) refused_from_memory: bool,
    /// What happened that is not on record yet.
    pub(crate) entries: Vec<TimelineEntry>,
}

/// A refusal of a group that does not say whom it is about.
#[derive(Debug)]
pub(crate) struct Suspicion {
    pub(crate) said: String,
    /// The user ids that were not asked about yet, the last one first.
    pub(crate) rest: Vec<String>,
}

impl Held {
    pub(crate) fn new(
        message: Message,
        deliveries: Vec<Delivery<()>>,
        lane: LaneKey,
        stored: bool,
    ) -> Self {
        Self {
            message: Arc::new(message),
            deliveries,
            lane,
            stored,
            conversation: None,
            joined_behind: None,
            card: None,
            deed: None,
            changing: false,
            card_left: None,
            content: None,
            ready_at: None,
            attempted_at_ms: 0,
            ambiguous_since_ms: None,
            carries: Vec::new(),
            failures: 0,
            joined: false,
            found: HashMap::new(),
            suspicion: None,
            refused_from_memory: false,
            entries: Vec::new(),
        }
    }

    /// What counts of it when its lane is long.
    pub(crate) fn spot(&self) -> Spot {
        Spot {
            lane: self.lane,
            place: self.message.place,
            category: self.message.category,
            stored: self.stored,
        }
    }

    /// What it had before it in its lane, said once: with its first attempt.
    pub(crate) fn turn(&mut self) -> Option<String> {
        let (before, at_ms) = self.joined_behind.take()?;
        let ago_ms = time_of_day_ms().saturating_sub(at_ms);
        (before > 0).then(|| format!("it joined its lane {ago_ms} ms earlier; before it: {before}"))
    }

    /// Notes a step for the timeline.
    pub(crate) fn note(&mut self, step: Step, detail: Option<String>) {
        self.entries.push(TimelineEntry {
            at_ms: time_of_day_ms(),
            what: step,
            detail,
        });
    }
}
