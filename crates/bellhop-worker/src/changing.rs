//! Changes of cards: `chat.update`, `chat.delete`, reactions and pins.
//!
//! They are no posts: they wait for the budget of their method, not for the pace of the conversation. To
//! make one again does no harm, so one whose answer was lost is simply made again.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::card::{CardState, Deed, Wish, deed};
use bellhop_core::fault::Fault;
use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::{Answer, CallId, Method, Ticket};
use bellhop_slack::Receipt;
use bellhop_store::Step;
use serde_json::value::RawValue;

use crate::connections::active;
use crate::desk::Desk;
use crate::errand::{Errand, Suspect, WAIT_UNSAID};
use crate::happening::{CallError, Called};
use crate::lease::Lease;
use crate::worker::Parts;

/// What Slack says to an update of what is gone, or can't be changed any more: it is posted anew.
const NO_CARD: [&str; 3] = [
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
];

/// The method that a change takes.
pub(crate) fn method_of_wish(wish: &Wish) -> Method {
    match wish {
        Wish::Update | Wish::Reply | Wish::Broadcast | Wish::New => Method::Update,
        Wish::Delete => Method::Delete,
        Wish::React(_) => Method::React,
        Wish::Unreact(_) => Method::Unreact,
        Wish::Pin => Method::Pin,
        Wish::Unpin => Method::Unpin,
    }
}

/// What a change needs.
struct Change {
    parts: Arc<Parts>,
    lease: Lease,
    connection: ConnectionId,
    wish: Wish,
    channel: String,
    ts: String,
    content: Arc<RawValue>,
}

impl Desk {
    /// Makes a change; the scheduler said that there is room.
    pub(crate) fn make_change(&mut self, call: CallId, ticket: Ticket) {
        let now = self.clock.now();
        // Its message may be over by now: a deletion swallowed it.
        let is_over = !self.is_change(ticket) || self.deadline(ticket) <= now;
        let held = self.held.get_mut(&ticket);
        let (Some(held), false) = (held, is_over) else {
            self.drop_call(call);
            if self.is_change(ticket) {
                self.expire(ticket, "it waited past its deadline");
            }
            return;
        };
        let (Some(id), Some(content)) = (held.card.clone(), held.content.clone()) else {
            return self.drop_call(call);
        };
        let found = self.cards.at(&id, ticket);
        let Some((wish, CardState::Live { channel, ts })) =
            found.filter(|(wish, state)| deed(wish, state) == Deed::Change)
        else {
            self.cards.halt(&id, ticket);
            return self.drop_call(call);
        };
        self.cards.goes(&id, ticket);
        held.deed = Some(Deed::Change);
        held.note(Step::Attempted, None);
        let method = method_of_wish(&wish);
        let change = Change {
            parts: self.parts.clone(),
            lease: self.lease.clone(),
            connection: id.connection.clone(),
            wish,
            channel,
            ts,
            content,
        };
        self.spawn_call(call, method, change.make());
    }

    /// Gives back the room for a call that is not made after all.
    fn drop_call(&mut self, call: CallId) {
        self.errands.remove(&call);
        let now = self.clock.now();
        self.scheduler.call_answered(now, call, Answer::Done);
    }

    /// Whether a message is on its way as a change.
    pub(crate) fn is_change(&self, ticket: Ticket) -> bool {
        self.held.get(&ticket).is_some_and(|held| held.changing)
    }

    /// Slack answered a change.
    pub(crate) fn changed(
        &mut self,
        call: CallId,
        ticket: Ticket,
        failures: u32,
        answer: Result<Called, CallError>,
    ) {
        let now = self.clock.now();
        let Some(held) = self.held.get_mut(&ticket) else {
            return self.scheduler.call_answered(now, call, Answer::Done);
        };
        let Some(id) = held.card.clone() else {
            return self.scheduler.call_answered(now, call, Answer::Done);
        };
        let at = self.cards.at(&id, ticket);
        let error = match answer {
            Ok(_) => {
                self.scheduler.call_answered(now, call, Answer::Done);
                let receipt = match at {
                    Some((_, CardState::Live { channel, ts })) => Some(Receipt { channel, ts }),
                    Some((_, CardState::Absent)) | None => None,
                };
                return self.delivered(ticket, receipt);
            }
            Err(error) => error,
        };
        let is_update = at.is_some_and(|(wish, _)| wish == Wish::Update);
        if is_update && error.code().is_some_and(|code| NO_CARD.contains(&code)) {
            self.scheduler.call_answered(now, call, Answer::Done);
            let detail = format!("{id} is gone from Slack ({error}); it is made anew");
            held.note(Step::Retried, Some(detail));
            held.changing = false;
            self.cards.lost(&id);
            self.cards.halt(&id, ticket);
            return self.write_notes(ticket);
        }
        let (failures, answer, step, detail) = match error.fault() {
            Fault::Wait(wait) => {
                let wait = wait.unwrap_or(WAIT_UNSAID);
                let detail = format!("Slack asked to wait {} s: {error}", wait.as_secs());
                (failures, Answer::Throttled(wait), Step::Waiting, detail)
            }
            Fault::Retry => {
                let delay = self.settings.retry.delay(failures + 1, rand::random());
                let reason = error.reason().as_str();
                self.metrics.retries.with_label_values(&[reason]).inc();
                let detail = format!("again in {} ms: {error}", delay.as_millis());
                (failures + 1, Answer::Retry(delay), Step::Retried, detail)
            }
            Fault::Disable => {
                self.scheduler.call_answered(now, call, Answer::Done);
                return self.suspect(Suspect::Message(ticket), error);
            }
            Fault::GiveUp | Fault::Repair => {
                self.scheduler.call_answered(now, call, Answer::Done);
                return self.give_up(ticket, &error);
            }
        };
        held.note(step, Some(detail));
        if self.deadline(ticket) <= now + wait_of(answer) {
            self.scheduler.call_answered(now, call, Answer::Done);
            let detail = format!("the deadline passed; the last attempt: {error}");
            return self.expire(ticket, &detail);
        }
        self.errands
            .insert(call, Errand::Change { ticket, failures });
        self.scheduler.call_answered(now, call, answer);
        self.cards.waits(&id, ticket);
        self.write_notes(ticket);
    }

    /// Makes a change once more after a wait: its call is over.
    pub(crate) fn change_again(&mut self, ticket: Ticket, answer: Answer, error: &CallError) {
        let wait = wait_of(answer);
        if self.deadline(ticket) <= self.clock.now() + wait {
            let detail = format!("the deadline passed; the last attempt: {error}");
            return self.expire(ticket, &detail);
        }
        let id = self.held.get(&ticket).and_then(|held| held.card.clone());
        let Some(id) = id else { return };
        let Some((wish, _)) = self.cards.at(&id, ticket) else {
            return;
        };
        let failures = 0;
        let errand = Errand::Change { ticket, failures };
        self.request_after(wait, &id.connection, method_of_wish(&wish), errand);
        self.cards.waits(&id, ticket);
        self.write_notes(ticket);
    }
}

fn wait_of(answer: Answer) -> Duration {
    match answer {
        Answer::Done => Duration::ZERO,
        Answer::Throttled(wait) | Answer::Retry(wait) => wait,
    }
}

impl Change {
    async fn make(self) -> Result<Called, CallError> {
        let connection = active(&self.parts.store, &self.connection).await?;
        let (slack, token) = (&self.parts.slack, &connection.secret);
        let (channel, ts) = (self.channel.as_str(), self.ts.as_str());
        let call = async {
            match &self.wish {
                Wish::Update | Wish::Reply | Wish::Broadcast | Wish::New => slack
                    .update(token, channel, ts, &self.content)
                    .await
                    .map(drop),
                Wish::Delete => slack.delete(token, channel, ts).await,
                Wish::React(emoji) => slack.add_reaction(token, channel, ts, emoji.as_str()).await,
                Wish::Unreact(emoji) => {
                    slack
                        .remove_reaction(token, channel, ts, emoji.as_str())
                        .await
                }
                Wish::Pin => slack.pin(token, channel, ts).await,
                Wish::Unpin => slack.unpin(token, channel, ts).await,
            }
        };
        self.lease.during(call).await??;
        Ok(Called::Changed)
    }
}
