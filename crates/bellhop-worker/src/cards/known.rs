//! What a desk knows of its cards.

use std::collections::HashMap;

use bellhop_core::card::{CardId, CardState, Line, Wish};
use bellhop_core::scheduler::Ticket;

/// The cards of a desk.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    pub(super) known: HashMap<CardId, Known>,
    /// Those of which something has changed.
    pub(super) unsettled: Vec<CardId>,
}

#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) line: Line,
    /// Where it is; `None` while that is not known.
    pub(super) state: Option<CardState>,
    /// When the trigger of the message that changed it last was accepted.
    pub(super) accepted_at_ms: u64,
    /// Whether the store is being asked.
    pub(super) asked: bool,
}

impl Cards {
    /// A message is over, however it ended.
    pub(crate) fn leave(&mut self, id: &CardId, ticket: Ticket) {
        if let Some(known) = self.known.get_mut(id) {
            known.line.leave(ticket);
            self.unsettled.push(id.clone());
        }
    }

    pub(crate) fn are_settled(&self) -> bool {
        self.unsettled.is_empty()
    }

    /// Where a card is, and what the message at this place wants of it.
    pub(crate) fn at(&self, id: &CardId, ticket: Ticket) -> Option<(Wish, CardState)> {
        let known = self.known.get(id)?;
        Some((known.line.wish(ticket)?.clone(), known.state.clone()?))
    }

    /// The message at this place is on the road.
    pub(crate) fn goes(&mut self, id: &CardId, ticket: Ticket) {
        if let Some(known) = self.known.get_mut(id) {
            known.line.fix(ticket, true);
        }
    }

    /// The message at this place is not on the road any more, and Slack does not have it.
    pub(crate) fn waits(&mut self, id: &CardId, ticket: Ticket) {
        if let Some(known) = self.known.get_mut(id) {
            known.line.fix(ticket, false);
            self.unsettled.push(id.clone());
        }
    }

    /// What the message at this place was told to do cannot be done: it is to be told anew.
    pub(crate) fn halt(&mut self, id: &CardId, ticket: Ticket) {
        if let Some(known) = self.known.get_mut(id) {
            known.line.halt(ticket);
            self.unsettled.push(id.clone());
        }
    }

    /// A message left its card like this.
    pub(super) fn left(&mut self, id: &CardId, state: CardState, accepted_at_ms: u64) {
        if let Some(known) = self.known.get_mut(id) {
            known.state = Some(state);
            known.accepted_at_ms = accepted_at_ms;
        }
    }

    /// The card's post is gone from Slack.
    pub(crate) fn lost(&mut self, id: &CardId) {
        if let Some(known) = self.known.get_mut(id) {
            known.state = Some(CardState::Absent);
        }
    }
}
