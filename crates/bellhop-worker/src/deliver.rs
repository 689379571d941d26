//! Deliver: one call, and what its answer means.

use std::time::Duration;

use bellhop_core::fault::{Fault, Outcome, Reason};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Answer, Next, Ticket};
use bellhop_slack::Receipt;
use bellhop_store::{Attempt, MessageChange, Step};
use tokio::sync::oneshot;

use crate::clock::time_of_day_ms;
use crate::desk::Desk;
use crate::errand::{Suspect, WAIT_UNSAID};
use crate::happening::{CallError, Happening};
use crate::metrics::{POST, WEBHOOK};
use crate::post::Post;
use crate::recorder::Entry;

impl Desk {
    /// The scheduler said that there is room: sends the message, or looks for it first.
    pub(crate) fn post(&mut self, ticket: Ticket) {
        if !self.departs(ticket) {
            return;
        }
        let held = self.held.get(&ticket);
        match held.and_then(|held| held.ambiguous_since_ms) {
            Some(_) => self.probe(ticket),
            None => self.send(ticket),
        }
    }

    /// Puts on record that it is sent, and makes the call.
    pub(crate) fn send(&mut self, ticket: Ticket) {
        let thread = self.thread_of(ticket);
        let now_ms = time_of_day_ms();
        let listed = self.take_along(ticket, now_ms);
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        held.ambiguous_since_ms = None;
        held.attempted_at_ms = now_ms;
        let turn = held.turn();
        held.note(Step::Attempted, turn);
        let (Some(content), Some(conversation)) = (held.content.clone(), held.conversation.clone())
        else {
            return;
        };
        if let Some(ready_at) = held.ready_at {
            self.metrics
                .pace_wait_seconds
                .observe(ready_at.elapsed().as_secs_f64());
        }
        let (tell_written, written) = oneshot::channel();
        let change = MessageChange {
            id: held.message.id,
            entries: std::mem::take(&mut held.entries),
            destination: None,
            card: None,
            end: None,
            attempt: Some(Attempt::Begun(held.attempted_at_ms)),
        };
        let content =
            listed.unwrap_or_else(|| crate::late::noted(content, held.message.timing, now_ms));
        let method = method_label(Some(&conversation));
        let post = Post {
            parts: self.parts.clone(),
            lease: self.lease.clone(),
            connection: held.message.address.connection.clone(),
            conversation,
            message: held.message.id,
            content,
            cancellable: held.message.timing.cancellable,
            thread,
            ephemeral: held.message.ephemeral.clone(),
            written,
            seconds: self.metrics.call_seconds.with_label_values(&[method]),
        };
        let _ = self.entries.send(Entry {
            change: Some(change),
            written: Some(tell_written),
            ..Entry::default()
        });
        let (hand, tell) = (self.take_hand(), self.tell.clone());
        // Boxed, because a future is moved several times on its way to its task, and this one is large.
        tokio::spawn(Box::pin(async move {
            let result = post.make().await;
            drop(hand);
            let _ = tell.send(Happening::Posted(ticket, result));
        }));
    }

    /// Slack answered a post.
    pub(crate) fn posted(&mut self, ticket: Ticket, result: Result<Option<Receipt>, CallError>) {
        self.in_flight -= 1;
        match result {
            Ok(receipt) => self.delivered(ticket, receipt),
            Err(error) => self.refused(ticket, error),
        }
    }

    pub(crate) fn delivered(&mut self, ticket: Ticket, receipt: Option<Receipt>) {
        self.scheduler
            .answered(self.clock.now(), ticket, Answer::Done);
        self.carried_arrived(ticket, receipt.as_ref());
        let said = self.card_done(ticket, receipt.as_ref());
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        held.note(Step::Delivered, said);
        let message = &held.message;
        let since_ms = message.accepted_at_ms.max(message.timing.not_before_ms);
        let waited_ms = time_of_day_ms().saturating_sub(since_ms);
        if let Some(conversation) = &held.conversation {
            let connection = &held.message.address.connection;
            if self.quarantine.release(connection, conversation) {
                self.metrics.quarantine_releases.inc();
            }
        }
        self.metrics
            .delivery_seconds
            .observe(Duration::from_millis(waited_ms).as_secs_f64());
        if let (Some(Conversation::User(user)), Some(receipt)) = (&held.conversation, &receipt)
            && receipt.channel.starts_with('D')
        {
            let (directory, connection) = (
                self.parts.directory.clone(),
                held.message.address.connection.clone(),
            );
            let (user, dm) = (user.clone(), receipt.channel.clone());
            tokio::spawn(async move { directory.remember_dm(&connection, &user, &dm).await });
        }
        self.end(ticket, Outcome::Delivered, Reason::Accepted, None, receipt);
    }

    /// Judges a failed post by its fault. The lane stays closed while a remedy is tried.
    pub(crate) fn refused(&mut self, ticket: Ticket, error: CallError) {
        if self.thread_is_gone(ticket, &error) {
            return self.wait(ticket, Answer::Retry(Duration::ZERO), &error);
        }
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        if error.is_ambiguous() {
            held.ambiguous_since_ms = Some(held.attempted_at_ms);
            self.carried_ambiguous(ticket);
        } else {
            let carries = std::mem::take(&mut held.carries);
            self.carried_stay(carries);
        }
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        match error.fault() {
            Fault::Wait(wait) => {
                let method = method_label(held.conversation.as_ref());
                self.metrics.rate_limited.with_label_values(&[method]).inc();
                let wait = wait.unwrap_or(WAIT_UNSAID);
                let detail = format!("Slack asked to wait {} s: {error}", wait.as_secs());
                held.note(Step::Waiting, Some(detail));
                self.wait(ticket, Answer::Throttled(wait), &error);
            }
            Fault::Retry => {
                held.failures += 1;
                let mut delay = self.settings.retry.delay(held.failures, rand::random());
                if error.is_outage() {
                    delay = delay.min(self.settings.retry.trial_max());
                }
                let connection = held.message.address.connection.clone();
                self.metrics
                    .retries
                    .with_label_values(&[error.reason().as_str()])
                    .inc();
                let answer = Answer::Retry(delay);
                if self.is_change(ticket) {
                    let again = format!("again in {} ms: {error}", delay.as_millis());
                    self.note(ticket, Step::Retried, Some(again));
                    return self.change_again(ticket, answer, &error);
                }
                let next = self.scheduler.answered(self.clock.now(), ticket, answer);
                let again = self.away_in_words(&connection, &error);
                let again =
                    again.unwrap_or_else(|| format!("again in {} ms: {error}", delay.as_millis()));
                self.note(ticket, Step::Retried, Some(again));
                self.waits(ticket, next, &error);
            }
            Fault::Repair if !held.joined => {
                held.joined = true;
                self.join(ticket, error);
            }
            Fault::Disable => self.suspect(Suspect::Message(ticket), error),
            Fault::GiveUp | Fault::Repair => self.give_up(ticket, &error),
        }
    }

    /// Ends a message whose post failed for good, and opens its lane again.
    pub(crate) fn give_up(&mut self, ticket: Ticket, error: &CallError) {
        self.scheduler
            .answered(self.clock.now(), ticket, Answer::Done);
        let outcome = match error {
            CallError::CalledOff => Outcome::Cancelled,
            CallError::Slack(_)
            | CallError::Connection(_)
            | CallError::LeaseOver
            | CallError::CutOff => Outcome::Failed,
        };
        let gone = self.gone(ticket, error);
        self.end(
            ticket,
            outcome,
            error.reason(),
            Some(error.to_string()),
            None,
        );
        if let Some(gone) = gone {
            self.end_lane(&gone);
        }
    }

    /// Lets a message wait at the head of its lane, if its deadline allows it.
    pub(crate) fn wait(&mut self, ticket: Ticket, answer: Answer, error: &CallError) {
        if self.is_change(ticket) {
            return self.change_again(ticket, answer, error);
        }
        let next = self.scheduler.answered(self.clock.now(), ticket, answer);
        self.waits(ticket, next, error);
    }

    /// Puts on record that a message waits, or ends it.
    fn waits(&mut self, ticket: Ticket, next: Next, error: &CallError) {
        match next {
            Next::Waits(_) => {
                self.write_notes(ticket);
                self.card_waits(ticket);
            }
            Next::Gone | Next::Expired => {
                self.expire(
                    ticket,
                    &format!("the deadline passed; the last attempt: {error}"),
                );
            }
        }
    }
}

fn method_label(conversation: Option<&Conversation>) -> &'static str {
    match conversation {
        Some(Conversation::Webhook) => WEBHOOK,
        Some(Conversation::Channel(_) | Conversation::User(_)) | None => POST,
    }
}
