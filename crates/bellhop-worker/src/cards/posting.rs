//! Messages of cards on the road: what they are when they go, and what they have done when they arrive.

use bellhop_core::card::{CardState, Deed, Wish, deed};
use bellhop_core::scheduler::{Answer, Ticket};
use bellhop_slack::Receipt;
use bellhop_store::Step;

use crate::desk::Desk;
use crate::happening::CallError;

/// What Slack says to a reply when what it replies to is gone.
const NO_THREAD: [&str; 4] = [
    "cannot_reply_to_message",
    "invalid_thread_ts",
    "message_not_found",
    "thread_not_found",
];

impl Desk {
    /// The scheduler let a message go. Says whether it is a post, as things are now.
    pub(crate) fn departs(&mut self, ticket: Ticket) -> bool {
        let Some(held) = self.held.get_mut(&ticket) else {
            return true;
        };
        let Some(id) = held.card.clone() else {
            return true;
        };
        let at = self.cards.at(&id, ticket);
        let deed = at.map(|(wish, state)| deed(&wish, &state));
        held.deed = deed;
        match deed {
            Some(Deed::Create | Deed::Reply) => {
                self.cards.goes(&id, ticket);
                true
            }
            Some(Deed::Change | Deed::Nothing | Deed::Impossible) | None => {
                let now = self.clock.now();
                self.scheduler.answered(now, ticket, Answer::Done);
                self.cards.halt(&id, ticket);
                false
            }
        }
    }

    /// The thread that a message is a reply in: channel, timestamp, and whether the channel sees it.
    pub(crate) fn thread_of(&self, ticket: Ticket) -> Option<(String, String, bool)> {
        let held = self.held.get(&ticket)?;
        let is_reply = held.deed == Some(Deed::Reply);
        let id = held.card.as_ref().filter(|_| is_reply)?;
        match self.cards.at(id, ticket)? {
            (wish, CardState::Live { channel, ts }) => Some((channel, ts, wish == Wish::Broadcast)),
            (_, CardState::Absent) => None,
        }
    }

    /// Whether a reply failed because its card is gone: then it is to be posted as the card.
    pub(crate) fn thread_is_gone(&mut self, ticket: Ticket, error: &CallError) -> bool {
        let is_gone = error.code().is_some_and(|code| NO_THREAD.contains(&code));
        let Some(held) = self.held.get_mut(&ticket) else {
            return false;
        };
        let Some(id) = held.card.clone() else {
            return false;
        };
        if !is_gone || held.deed != Some(Deed::Reply) {
            return false;
        }
        let detail = format!("{id} is gone from Slack ({error}); this becomes the card");
        held.note(Step::Retried, Some(detail));
        self.cards.lost(&id);
        true
    }

    /// A post of a card waits at the head of its lane.
    pub(crate) fn card_waits(&mut self, ticket: Ticket) {
        if let Some(held) = self.held.get(&ticket)
            && held.ambiguous_since_ms.is_none()
            && let Some(id) = held.card.clone()
        {
            self.cards.waits(&id, ticket);
        }
    }

    /// Slack has what a message had for its card: notes where the card is now, and says what was done.
    pub(crate) fn card_done(
        &mut self,
        ticket: Ticket,
        receipt: Option<&Receipt>,
    ) -> Option<String> {
        let held = self.held.get_mut(&ticket)?;
        let id = held.card.clone()?;
        let (wish, state) = self.cards.at(&id, ticket)?;
        let (action, left) = match (held.deed?, &wish) {
            (Deed::Create, _) => {
                let left = receipt.map(|receipt| CardState::Live {
                    channel: receipt.channel.clone(),
                    ts: receipt.ts.clone(),
                });
                ("created", left)
            }
            (Deed::Reply, _) => ("replied", None),
            (Deed::Change, Wish::Update) => ("updated", Some(state)),
            (Deed::Change, Wish::Delete) => ("deleted", Some(CardState::Absent)),
            (Deed::Change, Wish::React(_)) => ("reacted", None),
            (Deed::Change, Wish::Unreact(_)) => ("unreacted", None),
            (Deed::Change, Wish::Pin) => ("pinned", None),
            (Deed::Change, Wish::Unpin) => ("unpinned", None),
            (Deed::Change, Wish::Reply | Wish::Broadcast | Wish::New)
            | (Deed::Nothing | Deed::Impossible, _) => return None,
        };
        self.metrics.card_changes.with_label_values(&[action]).inc();
        if let Some(left) = &left {
            let accepted_at_ms = held.message.accepted_at_ms;
            self.cards.left(&id, left.clone(), accepted_at_ms);
        }
        held.card_left = left;
        Some(format!("{action} {id}"))
    }
}
