//! How a message ends: counted, logged once, and handed to the recorder.

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::DistinctId;
use bellhop_core::message::{Conversation, Message};
use bellhop_core::scheduler::{Moment, Ticket};
use bellhop_slack::Receipt;
use bellhop_store::{Attempt, CardChange, End, MessageChange, Step};

use crate::desk::Desk;
use crate::held::Held;
use crate::metrics::Resolution;
use crate::recorder::{DeadAddress, Entry, Settle};

impl Desk {
    /// The moment at which a message is given up.
    pub(crate) fn deadline(&self, ticket: Ticket) -> Moment {
        let deadline_ms = self.held.get(&ticket).map(|held| held.message.deadline_ms);
        self.clock.moment_of(deadline_ms.unwrap_or_default())
    }

    /// Notes a step for the timeline of a message.
    pub(crate) fn note(&mut self, ticket: Ticket, step: Step, detail: Option<String>) {
        if let Some(held) = self.held.get_mut(&ticket) {
            held.note(step, detail);
        }
    }

    /// Puts what was noted of a message on record now, because it will wait.
    pub(crate) fn write_notes(&mut self, ticket: Ticket) {
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        let change = MessageChange {
            id: held.message.id,
            entries: std::mem::take(&mut held.entries),
            destination: None,
            card: None,
            end: None,
            // What waits is known not to be in Slack, or is ambiguous and stays so on record.
            attempt: held
                .ambiguous_since_ms
                .is_none()
                .then_some(Attempt::Answered),
        };
        let _ = self.entries.send(Entry {
            change: Some(change),
            ..Entry::default()
        });
    }

    /// Takes a message that has ended out of the desk.
    fn let_go(&mut self, ticket: Ticket) -> Option<Held> {
        let held = self.held.remove(&ticket)?;
        self.by_id.remove(&held.message.id);
        self.spill.ended(self.clock.now(), held.spot());
        if let Some(card) = &held.card {
            self.cards.leave(card, ticket);
        }
        Some(held)
    }

    /// Settles a message that had ended before; its record is complete.
    pub(crate) fn settle_again(&mut self, ticket: Ticket, outcome: Outcome, reason: Reason) {
        let Some(held) = self.let_go(ticket) else {
            return;
        };
        let dead = outcome.is_dead_for(reason).then(|| {
            let ended = outcome.as_str();
            let detail = format!("it had ended before ({ended}); its record says why");
            (reason, detail)
        });
        let unspilled = (held.stored && dead.is_none()).then_some(held.message.id);
        let settle = Settle {
            deliveries: held.deliveries,
            stored: (held.stored && dead.is_some()).then_some(held.message),
            dead,
        };
        let _ = self.entries.send(Entry {
            settle: Some(settle),
            unspilled,
            ..Entry::default()
        });
    }

    /// Ends a message whose deadline has passed. It is out of the scheduler.
    pub(crate) fn expire(&mut self, ticket: Ticket, detail: &str) {
        let held = self.held.get(&ticket);
        let is_ambiguous = held.is_some_and(|held| held.ambiguous_since_ms.is_some());
        let (outcome, reason, detail) = if is_ambiguous {
            self.metrics.ambiguous(Resolution::GivenUp);
            let detail = format!("{detail}; Slack may have it, since an answer was lost");
            (Outcome::Ambiguous, Reason::AnswerLost, detail)
        } else {
            let is_dropped = held.is_some_and(|held| held.message.timing.drop_late);
            let reason = match is_dropped {
                true => Reason::TooLate,
                false => Reason::DeadlineExceeded,
            };
            (Outcome::Expired, reason, detail.to_owned())
        };
        self.end(ticket, outcome, reason, Some(detail), None);
    }

    /// Ends a message: counts it, and hands it to the recorder. It is out of the scheduler already,
    /// or never was in it.
    pub(crate) fn end(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        reason: Reason,
        detail: Option<String>,
        receipt: Option<Receipt>,
    ) {
        let Some(mut held) = self.let_go(ticket) else {
            return;
        };
        self.carried_stay(std::mem::take(&mut held.carries));
        self.metrics.ended(outcome, reason);
        if outcome == Outcome::Merged {
            self.metrics.merged.inc();
        }
        log_end(&held, outcome, reason, detail.as_deref());
        match outcome {
            Outcome::Delivered => {}
            Outcome::Failed => held.note(Step::Failed, detail.clone()),
            Outcome::Expired => held.note(Step::Expired, detail.clone()),
            Outcome::Refused => held.note(Step::Refused, detail.clone()),
            Outcome::Ambiguous => held.note(Step::Ambiguous, detail.clone()),
            Outcome::Merged => held.note(Step::Merged, detail.clone()),
            Outcome::Cancelled => held.note(Step::Cancelled, detail.clone()),
        }
        let message = &held.message;
        let dead_address = (reason == Reason::Recipient && !held.refused_from_memory)
            .then(|| DistinctId::parse(&message.distinct_id).ok())
            .flatten()
            .map(|distinct_id| DeadAddress {
                workspace: message.workspace.clone(),
                distinct_id,
                address: message.address.clone(),
            });
        let receipt = receipt.map(|receipt| bellhop_store::Receipt {
            channel: receipt.channel,
            ts: receipt.ts,
        });
        let card = held.card_left.take().zip(held.card.as_deref());
        let change = MessageChange {
            id: message.id,
            card: card.map(|(state, id)| CardChange {
                id: id.clone(),
                state,
                accepted_at_ms: message.accepted_at_ms,
            }),
            entries: held.entries,
            destination: held.conversation.as_ref().map(destination_name),
            end: Some(End {
                outcome,
                reason,
                receipt,
                detail: detail.clone(),
            }),
            // Whoever sends an ambiguous one again has to look for it first.
            attempt: (outcome != Outcome::Ambiguous).then_some(Attempt::Answered),
        };
        let dead = outcome
            .is_dead_for(reason)
            .then(|| (reason, detail.unwrap_or_default()));
        let unspilled = (held.stored && dead.is_none()).then_some(held.message.id);
        let settle = Settle {
            deliveries: held.deliveries,
            stored: (held.stored && dead.is_some()).then_some(held.message),
            dead,
        };
        let _ = self.entries.send(Entry {
            change: Some(change),
            settle: Some(settle),
            dead_address,
            unspilled,
            ..Entry::default()
        });
    }

    /// Sets the gauges, and tells what waits.
    pub(crate) fn set_gauges(&mut self) {
        let (held, lanes) = (self.held.len(), self.scheduler.lanes());
        let spilled = usize::try_from(self.spill.unread()).unwrap_or(usize::MAX);
        let away = self.scheduler.connections_away();
        self.share.set([held, lanes, self.in_flight, spilled, away]);
        let now = self.clock.now();
        let longest = self
            .teller
            .tell(&self.parts.store, &self.scheduler, &self.spill, now);
        self.share.drains_in(longest);
    }
}

pub(crate) fn destination_name(conversation: &Conversation) -> String {
    match conversation {
        Conversation::Webhook => "webhook".to_owned(),
        Conversation::Channel(id) | Conversation::User(id) => id.clone(),
    }
}

fn log_end(held: &Held, outcome: Outcome, reason: Reason, detail: Option<&str>) {
    let Message {
        id,
        trigger,
        template,
        ..
    } = &*held.message;
    let (outcome_name, reason) = (outcome.as_str(), reason.as_str());
    if !outcome.is_dead() {
        tracing::info!(message_id = %id, run_id = %trigger, %template, "{outcome_name}");
    } else {
        tracing::warn!(
            message_id = %id, run_id = %trigger, %template,
            outcome = outcome_name, reason, detail, "not delivered",
        );
    }
}
