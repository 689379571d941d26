//! Late digests: one message lists all that are late in its conversation (`late = "digest"`).
//!
//! The first that may go takes those along that come directly behind it in its lane. That an attempt to
//! send them began goes on record for each of them, before the post and with it, and the post's metadata
//! names them all: so whatever happens to the answer, each can be looked for in Slack by its own id.
//! They end when the post is known to be there, and wait in their places until then.

use std::sync::Arc;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::Ticket;
use bellhop_slack::{Receipt, carries_id, ids_as_metadata};
use bellhop_store::{Attempt, MessageChange, Step};
use serde_json::value::RawValue;

use crate::desk::Desk;
use crate::held::Held;
use crate::late::{line, listed};
use crate::recorder::Entry;

impl Desk {
    /// What is sent instead of a message that is late, if others are that it takes along.
    pub(crate) fn take_along(&mut self, ticket: Ticket, now_ms: u64) -> Option<Arc<RawValue>> {
        let before = self.held.get_mut(&ticket);
        let before = std::mem::take(&mut before?.carries);
        // It is sent, so the post that may have carried them is not there, or does not count.
        for one in &before {
            if let Some(held) = self.held.get_mut(one) {
                held.ambiguous_since_ms = None;
            }
        }
        let (carries, lines) = self.late_behind(ticket, now_ms);
        for one in before.iter().filter(|one| !carries.contains(one)) {
            self.write_notes(*one);
        }
        let id = self.held.get(&ticket)?.message.id;
        let mut ids = Vec::with_capacity(carries.len());
        for one in &carries {
            let Some(held) = self.held.get_mut(one) else {
                continue;
            };
            ids.push(held.message.id);
            held.attempted_at_ms = now_ms;
            held.note(
                Step::Attempted,
                Some(format!("message {id} lists what is late")),
            );
            let change = MessageChange {
                id: held.message.id,
                entries: std::mem::take(&mut held.entries),
                destination: None,
                card: None,
                end: None,
                attempt: Some(Attempt::Begun(now_ms)),
            };
            let _ = self.entries.send(Entry {
                change: Some(change),
                ..Entry::default()
            });
        }
        let held = self.held.get_mut(&ticket)?;
        let count = carries.len() + 1;
        held.carries = carries;
        if ids.is_empty() {
            return None;
        }
        let is_webhook = held.conversation == Some(Conversation::Webhook);
        let metadata = (!is_webhook).then(|| ids_as_metadata(id, &ids));
        Some(listed(&lines, count, metadata))
    }

    /// Those that a message takes along, in their order, and what is listed of them and of it.
    fn late_behind(&self, ticket: Ticket, now_ms: u64) -> (Vec<Ticket>, Vec<String>) {
        let nothing = (Vec::new(), Vec::new());
        let Some(first) = self.held.get(&ticket) else {
            return nothing;
        };
        let Some(line) = line_of(first, now_ms) else {
            return nothing;
        };
        // Those of others stay where they are, and so does what comes behind them.
        let is_alike = |held: &Held| {
            held.message.workspace == first.message.workspace
                && held.message.guarantee == first.message.guarantee
                // Whether one was called off is on its record, where nobody looks for those.
                && !held.message.timing.cancellable
                && held.ambiguous_since_ms.is_none()
        };
        let is_behind = |(place, held): &(&Ticket, &Held)| {
            **place > ticket
                && held.conversation == first.conversation
                && held.message.address.connection == first.message.address.connection
                && self.scheduler.holds(**place)
        };
        let mut behind: Vec<_> = self.held.iter().filter(is_behind).collect();
        behind.sort_unstable_by_key(|(place, _)| **place);
        let late = behind.into_iter().map_while(|(place, held)| {
            let line = line_of(held, now_ms).filter(|_| is_alike(held))?;
            Some((*place, line))
        });
        let bounds = self.settings.late;
        let (carries, mut lines): (Vec<_>, Vec<_>) =
            late.take(bounds.gathered_max.saturating_sub(1)).unzip();
        lines.insert(0, line);
        lines.truncate(bounds.listed_max);
        (carries, lines)
    }

    /// A post arrived: so did those that it took along.
    pub(crate) fn carried_arrived(&mut self, ticket: Ticket, receipt: Option<&Receipt>) {
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        let (id, carries) = (held.message.id, std::mem::take(&mut held.carries));
        let now = self.clock.now();
        let detail = format!(
            "message {id} lists it among {} that were late",
            carries.len() + 1
        );
        for one in carries {
            self.scheduler.withdraw(now, one);
            let (outcome, reason) = (Outcome::Merged, Reason::Superseded);
            self.end(one, outcome, reason, Some(detail.clone()), receipt.cloned());
        }
    }

    /// Nobody knows whether a post arrived, and so of those that it took along.
    pub(crate) fn carried_ambiguous(&mut self, ticket: Ticket) {
        let carries = self.held.get(&ticket).map(|held| held.carries.clone());
        for one in carries.unwrap_or_default() {
            if let Some(held) = self.held.get_mut(&one) {
                held.ambiguous_since_ms = Some(held.attempted_at_ms);
            }
        }
    }

    /// A post did not arrive, or ended otherwise: those that it took along go on by themselves.
    pub(crate) fn carried_stay(&mut self, carries: Vec<Ticket>) {
        for one in carries {
            self.write_notes(one);
        }
    }
}

/// What is listed of a message, if it is late and may be listed.
fn line_of(held: &Held, now_ms: u64) -> Option<String> {
    let timing = held.message.timing;
    let due_ms = timing.due_by_ms.filter(|due_ms| *due_ms < now_ms)?;
    let is_plain = held.message.card.is_none() && held.message.ephemeral.is_none();
    let content = held
        .content
        .as_deref()
        .filter(|content| carries_id(content))?;
    if !timing.late_digest || !is_plain {
        return None;
    }
    line(content, due_ms)
}
