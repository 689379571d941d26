//! What is gone: destinations that Slack does not know any more, and connections whose credential it
//! refuses. What waits for them ends at once, without a call for each.
//!
//! A message of which Slack may have a copy is left out: it is looked for first, as always.

use bellhop_core::fault::{Fault, Outcome, Reason};
use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::{Method, Ticket};
use bellhop_store::Quarantined;

use crate::clock::{milliseconds, time_of_day_ms};
use crate::connections::{ConnectionError, usable};
use crate::desk::Desk;
use crate::ending::destination_name;
use crate::happening::CallError;
use crate::held::Held;

impl Desk {
    /// Lets the scheduler have a message that is rendered, unless its destination is in quarantine, or
    /// its connection was disabled while it was rendered.
    pub(crate) fn ready(&mut self, ticket: Ticket) {
        let now = self.clock.now();
        let Some(held) = self.held.get(&ticket) else {
            return;
        };
        let connection = &held.message.address.connection;
        let known = self.parts.store.remembered(connection);
        if held.ambiguous_since_ms.is_none()
            && let Some(Err(error)) = known.map(|state| usable(connection, &state))
        {
            self.scheduler.withdraw(now, ticket);
            let (outcome, reason) = (Outcome::Failed, error.reason());
            return self.end(ticket, outcome, reason, Some(error.to_string()), None);
        }
        let conversation = held.conversation.as_ref();
        let quarantined = conversation
            .filter(|_| held.ambiguous_since_ms.is_none())
            .and_then(|it| self.quarantine.holds(connection, it, time_of_day_ms()));
        match quarantined {
            None if held.message.card.is_some() => self.card_ready(ticket),
            None => self.scheduler.prepared(now, ticket),
            Some(quarantined) => {
                self.scheduler.withdraw(now, ticket);
                let (outcome, reason) = (Outcome::Failed, Reason::Quarantined);
                let detail = Some(in_words(&quarantined));
                self.end(ticket, outcome, reason, detail, None);
            }
        }
    }

    /// A post failed for good; if that is because its destination is gone, everything else that waits
    /// for it ends with it. To be told before the message itself ends; the rest is done after that.
    pub(crate) fn gone(&mut self, ticket: Ticket, error: &CallError) -> Option<Quarantined> {
        let is_gone = error.fault() == Fault::GiveUp && error.reason() == Reason::Recipient;
        let held = self.held.get(&ticket).filter(|_| is_gone)?;
        let now_ms = time_of_day_ms();
        let quarantine = self.settings.retry.quarantine();
        let quarantine_ms = milliseconds(quarantine);
        let quarantined = self.quarantine.put(Quarantined {
            connection: held.message.address.connection.clone(),
            conversation: held.conversation.clone()?,
            reason: error.reason(),
            detail: error.to_string(),
            since_ms: now_ms,
            look_at_ms: now_ms.saturating_add(quarantine_ms),
        });
        let destination = destination_name(&quarantined.conversation);
        tracing::warn!(connection = %quarantined.connection, destination, %error, "a destination is gone: quarantined");
        Some(quarantined)
    }

    /// Ends everything that waits for a destination in quarantine.
    pub(crate) fn end_lane(&mut self, quarantined: &Quarantined) {
        let wanted = |held: &Held| {
            held.message.address.connection == quarantined.connection
                && held.conversation.as_ref() == Some(&quarantined.conversation)
        };
        self.end_waiting(wanted, Reason::Quarantined, &in_words(quarantined));
    }

    /// Ends everything that waits for a connection, if this error says that it is disabled.
    pub(crate) fn note_disabled(&mut self, error: Option<&CallError>) {
        if let Some(CallError::Connection(error @ ConnectionError::Disabled { id, .. })) = error {
            let (id, detail) = (id.clone(), error.to_string());
            self.end_connection(&id, &detail);
        }
    }

    /// Ends everything that waits for a disabled connection, in lanes and for lookups.
    pub(crate) fn end_connection(&mut self, connection: &ConnectionId, detail: &str) {
        let reason = Reason::ConnectionDisabled;
        let wanted = |held: &Held| held.message.address.connection == *connection;
        self.end_waiting(wanted, reason, detail);
        for method in [Method::LookupByEmail, Method::Open] {
            for call in self.scheduler.withdraw_calls(connection, method) {
                self.errands.remove(&call);
            }
        }
        let questions = self.questions.extract_if(|(id, _), _| id == connection);
        let tickets: Vec<_> = questions.flat_map(|(_, tickets)| tickets).collect();
        for ticket in tickets {
            let detail = Some(detail.to_owned());
            self.end(ticket, Outcome::Failed, reason, detail, None);
        }
    }

    /// Ends, in their order, those that are as wanted, rendered, and not on the road.
    fn end_waiting(&mut self, wanted: impl Fn(&Held) -> bool, reason: Reason, detail: &str) {
        let waits = |(ticket, held): &(&Ticket, &Held)| {
            wanted(held)
                && held.conversation.is_some()
                && held.content.is_some()
                && held.ambiguous_since_ms.is_none()
                && !self.scheduler.is_on_road(**ticket)
        };
        let waiting = self.held.iter().filter(waits);
        let mut tickets: Vec<Ticket> = waiting.map(|(ticket, _)| *ticket).collect();
        tickets.sort_unstable();
        let now = self.clock.now();
        for ticket in tickets {
            self.scheduler.withdraw(now, ticket);
            let detail = Some(detail.to_owned());
            self.end(ticket, Outcome::Failed, reason, detail, None);
        }
    }
}

fn in_words(quarantined: &Quarantined) -> String {
    let ago_s = time_of_day_ms().saturating_sub(quarantined.since_ms) / 1_000;
    let again_ms = quarantined.look_at_ms.saturating_sub(time_of_day_ms());
    format!(
        "{} is in quarantine since {ago_s} s: {}; a message finds out whether it is back in {} s",
        destination_name(&quarantined.conversation),
        quarantined.detail,
        again_ms / 1_000,
    )
}
