//! Probe: is a message whose answer was lost in Slack?
//!
//! A message is *ambiguous* when an attempt began and nobody knows how it ended: the answer was lost,
//! or the worker died before it was on record. Before it is sent again, its conversation's history is
//! searched for its id, which every post carries as metadata. Where that can't be done (a webhook, a
//! missing scope, a message with metadata of its own) the workflow's guarantee decides. Its lane waits
//! meanwhile, as for a call on the road.

use std::time::Duration;

use bellhop_core::fault::{Fault, Outcome, Reason};
use bellhop_core::id::{ConnectionId, MessageId};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Answer, CallId, Method, Ticket};
use bellhop_core::workflow::Guarantee;
use bellhop_slack::{OpenTarget, Receipt, carries_id};
use bellhop_store::Step;

use crate::connections::active;
use crate::desk::Desk;
use crate::errand::{Errand, WAIT_UNSAID};
use crate::happening::{CallError, Called};
use crate::metrics::Resolution;
use crate::worker::Parts;

/// Pages that are read at the most: so many messages that came after an attempt are unusual.
const PAGES_MAX: usize = 10;
/// How much earlier than the attempt the search begins: Slack's clock is not this machine's.
const CLOCKS_DIFFER_BY: Duration = Duration::from_secs(60);

/// What a search found.
#[derive(Debug)]
pub(crate) enum Probed {
    Found(Receipt),
    Absent,
    /// There are more messages since the attempt than are read.
    Unseen,
}

/// What is looked for.
struct Search {
    connection: ConnectionId,
    conversation: Conversation,
    message: MessageId,
    since: Duration,
}

impl Desk {
    /// Looks for a message that the scheduler has just released.
    pub(crate) fn probe(&mut self, ticket: Ticket) {
        let Some(held) = self.held.get(&ticket) else {
            return;
        };
        let is_webhook = matches!(held.conversation, Some(Conversation::Webhook));
        let carries_id = held.content.as_deref().is_some_and(carries_id);
        if is_webhook {
            self.unknowable(ticket, "a webhook has no history");
        } else if !carries_id {
            self.unknowable(ticket, "the message has metadata of its own");
        } else {
            let connection = held.message.address.connection.clone();
            let errand = Errand::Probe {
                ticket,
                failures: 0,
            };
            self.scheduler.needs_call(ticket);
            self.request(&connection, Method::History, errand);
        }
    }

    /// Makes the search; the scheduler said that there is room.
    pub(crate) fn make_probe(&mut self, call: CallId, ticket: Ticket) {
        let Some(held) = self.held.get(&ticket) else {
            return;
        };
        let Some(conversation) = held.conversation.clone() else {
            return;
        };
        let since = Duration::from_millis(held.ambiguous_since_ms.unwrap_or_default());
        let search = Search {
            connection: held.message.address.connection.clone(),
            conversation,
            message: held.message.id,
            since: since.saturating_sub(CLOCKS_DIFFER_BY),
        };
        let parts = self.parts.clone();
        self.spawn_call(call, Method::History, async move {
            Ok(Called::Probed(search.run(&parts).await?))
        });
    }

    /// Slack answered a search.
    pub(crate) fn probed(
        &mut self,
        call: CallId,
        ticket: Ticket,
        failures: u32,
        answer: Result<Called, CallError>,
    ) {
        let now = self.clock.now();
        let error = match answer {
            Ok(called) => {
                self.scheduler.call_answered(now, call, Answer::Done);
                return self.resolve_ambiguity(ticket, called);
            }
            Err(error) => error,
        };
        let (failures, answer) = match error.fault() {
            Fault::Wait(wait) => (failures, Answer::Throttled(wait.unwrap_or(WAIT_UNSAID))),
            Fault::Retry => {
                let delay = self.settings.retry.delay(failures + 1, rand::random());
                (failures + 1, Answer::Retry(delay))
            }
            Fault::GiveUp | Fault::Disable | Fault::Repair => {
                self.scheduler.call_answered(now, call, Answer::Done);
                return self.unknowable(ticket, &error.to_string());
            }
        };
        let wait = match answer {
            Answer::Done => Duration::ZERO,
            Answer::Throttled(wait) | Answer::Retry(wait) => wait,
        };
        if self.deadline(ticket) <= now + wait {
            self.scheduler.call_answered(now, call, Answer::Done);
            self.scheduler.answered(now, ticket, Answer::Done);
            return self.expire(ticket, &format!("looking for it: {error}"));
        }
        self.errands
            .insert(call, Errand::Probe { ticket, failures });
        self.scheduler.call_answered(now, call, answer);
        let held = self.held.get(&ticket);
        let connection = held.map(|held| held.message.address.connection.clone());
        let away = connection.and_then(|connection| self.away_in_words(&connection, &error));
        if away.is_some() {
            self.note(ticket, Step::Retried, away);
            self.write_notes(ticket);
        }
    }

    fn resolve_ambiguity(&mut self, ticket: Ticket, called: Called) {
        match called {
            Called::Probed(Probed::Found(receipt)) => {
                self.metrics.ambiguous(Resolution::Found);
                let detail = "found in Slack: an earlier attempt had arrived".to_owned();
                self.note(ticket, Step::Probed, Some(detail));
                self.delivered(ticket, Some(receipt));
            }
            Called::Probed(Probed::Absent) => {
                self.metrics.ambiguous(Resolution::Absent);
                let detail = "not in Slack: the earlier attempt had not arrived".to_owned();
                self.note(ticket, Step::Probed, Some(detail));
                self.send(ticket);
            }
            Called::Probed(Probed::Unseen) => {
                self.unknowable(ticket, "too many messages came after it");
            }
            // Other calls have other errands.
            Called::User(_)
            | Called::Conversation(_)
            | Called::Known(_)
            | Called::AskedElsewhere(_)
            | Called::Page(_)
            | Called::Joined
            | Called::Alive => {}
        }
    }

    /// Nobody can find out; the workflow's guarantee decides.
    fn unknowable(&mut self, ticket: Ticket, why: &str) {
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        match held.message.guarantee {
            Guarantee::AtLeastOnce => {
                self.metrics.ambiguous(Resolution::SentAgain);
                let detail = format!("whether Slack has it is not known ({why}); sent again");
                held.note(Step::Ambiguous, Some(detail));
                self.send(ticket);
            }
            Guarantee::AtMostOnce => {
                self.metrics.ambiguous(Resolution::GivenUp);
                self.scheduler
                    .answered(self.clock.now(), ticket, Answer::Done);
                let detail = format!(
                    "Slack may have it: an answer was lost, and {why}; its workflow wants nothing twice"
                );
                let (outcome, reason) = (Outcome::Ambiguous, Reason::AnswerLost);
                self.end(ticket, outcome, reason, Some(detail), None);
            }
        }
    }
}

impl Search {
    async fn run(&self, parts: &Parts) -> Result<Probed, CallError> {
        let connection = active(&parts.store, &self.connection).await?;
        let token = &connection.secret;
        let channel = match &self.conversation {
            Conversation::Channel(channel) => channel.clone(),
            Conversation::User(user) => {
                match parts.directory.dm_of_user(&self.connection, user).await {
                    Some(dm) => dm,
                    // Slack opens it, or says that it is open; few messages are ambiguous.
                    None => {
                        let opened = parts.slack.open_conversation(token, OpenTarget::User(user));
                        opened.await?.channel
                    }
                }
            }
            Conversation::Webhook => return Ok(Probed::Unseen),
        };
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let page = parts
                .slack
                .posted_since(token, &channel, self.since, cursor.as_deref());
            let page = page.await?;
            let found = page.posts.into_iter().find(|(id, _)| *id == self.message);
            if let Some((_, ts)) = found {
                return Ok(Probed::Found(Receipt { channel, ts }));
            }
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => return Ok(Probed::Absent),
            }
        }
        Ok(Probed::Unseen)
    }
}
