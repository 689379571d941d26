//! Cards: what becomes of a message that belongs to one.
//!
//! A message of a card has a place in two lines: that of its card, which says who may go and who need
//! not, and, while it may have to be posted, the lane of its conversation, where nothing passes it until
//! it is known what it will be. What it will be is decided when it goes, by where the card is then: a
//! post keeps its turn in the lane; a change leaves the lane and waits for the budget of its method.
//!
//! Where a card is, is read from the store when its first message comes, after everything that ended
//! here is on record. From then on the desk knows it, since everything that uses a connection passes
//! through one desk.

mod known;
mod posting;

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::card::{CardId, CardState, Deed, Merge, Wish, deed};
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::message::{Conversation, Message};
use bellhop_core::scheduler::Ticket;
use bellhop_queue::Delivery;
use bellhop_store::{CardRecord, Step};

use crate::changing::method_of_wish;
use crate::desk::Desk;
use crate::ending::destination_name;
use crate::errand::Errand;
use crate::happening::Happening;
use crate::recorder::{self, Entry, Settle};

pub(crate) use self::known::Cards;

/// Cards without messages that a desk remembers; of more it asks the store again.
const REMEMBERED_MAX: usize = 4096;
/// The wait before the store is asked again after it failed.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

impl Desk {
    /// A message joins the line of its card. Says whether it needs a place in a lane: not if it says
    /// nothing, and not if there is a card to update.
    pub(crate) fn join_card(&mut self, ticket: Ticket, conversation: &Conversation) -> bool {
        let Some(held) = self.held.get_mut(&ticket) else {
            return false;
        };
        let Some(card) = held.message.card.clone() else {
            return true;
        };
        let id = Arc::new(CardId {
            connection: held.message.address.connection.clone(),
            conversation: destination_name(conversation),
            workspace: held.message.workspace.clone(),
            key: card.key,
        });
        held.card = Some(Arc::clone(&id));
        let is_ready = held.content.is_some();
        let known = self.cards.known.entry(CardId::clone(&id)).or_default();
        let is_there = matches!(known.state, Some(CardState::Live { .. }));
        let needs_place = match card.wish {
            Wish::Update => !is_there || !known.line.is_empty(),
            Wish::Reply | Wish::Broadcast | Wish::New => true,
            Wish::Delete | Wish::React(_) | Wish::Unreact(_) | Wish::Pin | Wish::Unpin => false,
        };
        known.line.join(ticket, card.wish);
        if known.state.is_none() && !std::mem::replace(&mut known.asked, true) {
            self.find_card(id);
        }
        if is_ready {
            self.card_ready(ticket);
        }
        needs_place
    }

    fn find_card(&self, id: Arc<CardId>) {
        let (store, tell) = (self.parts.store.clone(), self.tell.clone());
        let entries = self.entries.clone();
        tokio::spawn(async move {
            recorder::flushed(&entries).await;
            drop(entries);
            while !tell.is_closed() {
                match store.card(&id).await {
                    Ok(record) => {
                        let _ = tell.send(Happening::CardFound(id, record));
                        return;
                    }
                    Err(error) => tracing::error!(%error, "a card can't be read; trying again"),
                }
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        });
    }

    /// The store said where a card is.
    pub(crate) fn card_found(&mut self, id: &CardId, record: Option<CardRecord>) {
        if let Some(known) = self.cards.known.get_mut(id) {
            known.asked = false;
            known.accepted_at_ms = record.as_ref().map_or(0, |record| record.accepted_at_ms);
            known.state = Some(record.map(|record| record.state).unwrap_or_default());
            self.cards.unsettled.push(id.clone());
        }
    }

    /// A message of a card can be sent.
    pub(crate) fn card_ready(&mut self, ticket: Ticket) {
        let Some(held) = self.held.get(&ticket) else {
            return;
        };
        if let Some(id) = &held.card
            && let Some(known) = self.cards.known.get_mut(&**id)
        {
            known.line.ready(ticket);
            known.line.fix(ticket, held.ambiguous_since_ms.is_some());
            self.cards.unsettled.push(CardId::clone(id));
        }
    }

    /// Brings cards to where they belong after anything about them changed: merges what waits, and
    /// starts what may go.
    pub(crate) fn settle_cards(&mut self) {
        while let Some(id) = self.cards.unsettled.pop() {
            let remembered = self.cards.known.len();
            let Some(known) = self.cards.known.get_mut(&id) else {
                continue;
            };
            if known.state.is_none() {
                continue;
            }
            if known.line.is_empty() && remembered > REMEMBERED_MAX {
                self.cards.known.remove(&id);
                continue;
            }
            while let Some(known) = self.cards.known.get_mut(&id)
                && let Some(merge) = known.line.merge()
            {
                let has_started = match merge {
                    Merge::TakesPlace { place, .. } => known.line.has_started(place),
                    Merge::Swallowed { .. } => false,
                };
                self.merge(merge, has_started);
            }
            let known = self.cards.known.get_mut(&id);
            for ticket in known.map(|known| known.line.start()).unwrap_or_default() {
                self.start(&id, ticket);
            }
        }
    }

    /// Ends a message whose words another has replaced, and lets that one take its place.
    fn merge(&mut self, merge: Merge, has_started: bool) {
        let now = self.clock.now();
        let (Merge::TakesPlace { place: out, by } | Merge::Swallowed { out, by }) = merge;
        let Some(id) = self.held.get(&by).map(|newer| newer.message.id) else {
            return;
        };
        let Some(older) = self.held.get_mut(&out) else {
            return;
        };
        let was_changing = older.changing;
        // Its place in the line is another's now, or gone.
        older.card = None;
        let detail = match merge {
            Merge::TakesPlace { .. } => {
                format!("message {id} took its place: it says what the card says by now")
            }
            Merge::Swallowed { .. } => format!("message {id} deletes the card"),
        };
        let (outcome, reason) = (Outcome::Merged, Reason::Superseded);
        self.end(out, outcome, reason, Some(detail), None);
        let Merge::TakesPlace { place, by } = merge else {
            return self.scheduler.withdraw(now, out);
        };
        self.scheduler.withdraw(now, by);
        let Some(mut held) = self.held.remove(&by) else {
            return;
        };
        self.by_id.insert(id, place);
        held.changing = was_changing;
        let conversation = held.conversation.clone();
        self.held.insert(place, held);
        if let Some(conversation) = conversation.filter(|_| self.scheduler.holds(place)) {
            // The place stays, and the deadline is the new message's.
            self.offer(place, conversation);
            if has_started {
                self.scheduler.prepared(now, place);
            }
        }
    }

    /// Starts a message: its turn in the line of its card has come.
    fn start(&mut self, id: &CardId, ticket: Ticket) {
        let now = self.clock.now();
        let Some((wish, state)) = self.cards.at(id, ticket) else {
            return;
        };
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        held.changing = false;
        let known_ms = self.cards.known.get(id).map(|known| known.accepted_at_ms);
        let is_stale = held.message.planned_before
            && wish == Wish::Update
            && known_ms.is_some_and(|known_ms| held.message.accepted_at_ms < known_ms);
        if is_stale {
            self.scheduler.withdraw(now, ticket);
            let detail = Some("the card says something newer".to_owned());
            let (outcome, reason) = (Outcome::Merged, Reason::Superseded);
            return self.end(ticket, outcome, reason, detail, None);
        }
        match deed(&wish, &state) {
            Deed::Create | Deed::Reply => {
                if !self.scheduler.holds(ticket)
                    && let Some(conversation) = held.conversation.clone()
                {
                    self.offer(ticket, conversation);
                }
                self.scheduler.prepared(now, ticket);
            }
            Deed::Change => {
                held.changing = true;
                self.scheduler.withdraw(now, ticket);
                let failures = 0;
                let errand = Errand::Change { ticket, failures };
                self.request(&id.connection, method_of_wish(&wish), errand);
            }
            Deed::Nothing => {
                self.scheduler.withdraw(now, ticket);
                let detail = format!("there is no {id}, so there was nothing to do");
                self.note(ticket, Step::Delivered, Some(detail));
                self.end(ticket, Outcome::Delivered, Reason::Accepted, None, None);
            }
            Deed::Impossible => {
                self.scheduler.withdraw(now, ticket);
                let detail = Some(format!("there is no {id}"));
                self.end(ticket, Outcome::Failed, Reason::TargetGone, detail, None);
            }
        }
    }

    /// Settles a message whose place another has: it ended here, and was handed out again.
    pub(crate) fn settle_merged(&mut self, delivery: Delivery<Message>) {
        let settle = Settle::done(vec![delivery.split().1]);
        let _ = self.entries.send(Entry {
            settle: Some(settle),
            ..Entry::default()
        });
    }
}
