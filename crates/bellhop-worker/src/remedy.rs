//! Remedies: joining a public channel that the bot is not in, and asking Slack whether a token that
//! it refused is really dead (a blocked IP address gets the same code).

use std::time::Duration;

use bellhop_core::fault::Fault;
use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Answer, CallId, Method, Ticket};
use bellhop_store::Step;

use crate::clock::time_of_day_ms;
use crate::connections::active;
use crate::desk::Desk;
use crate::errand::{Errand, Suspect, WAIT_UNSAID};
use crate::happening::{CallError, Called, Question};
use crate::resolve::method_of;

/// The wait before something refused by a token that is alive after all is tried again.
const AFTER_CONFIRMATION: Duration = Duration::from_secs(5);
/// How often something that Slack refused a living token is tried again.
const REFUSED_MAX: u32 = 3;

impl Desk {
    /// Asks to join the channel of a message; its post is still on the road as far as its lane knows.
    pub(crate) fn join(&mut self, ticket: Ticket, error: CallError) {
        let Some(held) = self.held.get(&ticket) else {
            return;
        };
        let connection = held.message.address.connection.clone();
        match &held.conversation {
            Some(Conversation::Channel(_)) => {
                self.request(&connection, Method::Join, Errand::Join { ticket, error });
            }
            Some(Conversation::User(_) | Conversation::Webhook) | None => {
                self.give_up(ticket, &error);
            }
        }
    }

    pub(crate) fn make_join(&mut self, call: CallId, ticket: Ticket) {
        let Some(held) = self.held.get(&ticket) else {
            return;
        };
        let Some(Conversation::Channel(channel)) = held.conversation.clone() else {
            return;
        };
        let parts = self.parts.clone();
        let id = held.message.address.connection.clone();
        self.spawn_call(call, Method::Join, async move {
            let connection = active(&parts.store, &id).await?;
            parts.slack.join(&connection.secret, &channel).await?;
            Ok(Called::Joined)
        });
    }

    /// Slack answered the joining: the message goes once more, or ends with the reason it had.
    pub(crate) fn joined(
        &mut self,
        call: CallId,
        ticket: Ticket,
        error: CallError,
        answer: Result<Called, CallError>,
    ) {
        let now = self.clock.now();
        match answer {
            Ok(_) => {
                self.scheduler.call_answered(now, call, Answer::Done);
                self.note(
                    ticket,
                    Step::Joined,
                    Some("joined the channel; sending again".into()),
                );
                self.wait(ticket, Answer::Retry(Duration::ZERO), &error);
            }
            Err(join_error) => match join_error.fault() {
                Fault::Wait(wait) => {
                    let wait = wait.unwrap_or(WAIT_UNSAID);
                    self.errands.insert(call, Errand::Join { ticket, error });
                    self.scheduler
                        .call_answered(now, call, Answer::Throttled(wait));
                }
                Fault::Retry | Fault::GiveUp | Fault::Disable | Fault::Repair => {
                    self.scheduler.call_answered(now, call, Answer::Done);
                    let detail =
                        format!("joining failed: {join_error}; invite the app with /invite");
                    self.note(ticket, Step::Joined, Some(detail));
                    self.give_up(ticket, &error);
                }
            },
        }
    }

    /// Slack refused a credential. Some codes are final; others are confirmed first.
    pub(crate) fn suspect(&mut self, suspect: Suspect, error: CallError) {
        let Some(connection) = self.connection_of(&suspect) else {
            return;
        };
        if error.needs_confirmation() {
            let errand = Errand::Confirm { suspect, error };
            self.request(&connection, Method::AuthTest, errand);
        } else {
            self.disable(&connection, suspect, &error);
        }
    }

    pub(crate) fn make_confirmation(&mut self, call: CallId, suspect: &Suspect) {
        let Some(id) = self.connection_of(suspect) else {
            return;
        };
        let parts = self.parts.clone();
        self.spawn_call(call, Method::AuthTest, async move {
            let connection = active(&parts.store, &id).await?;
            parts.slack.auth_test(&connection.secret).await?;
            Ok(Called::Alive)
        });
    }

    /// Slack said whether the token is dead.
    pub(crate) fn confirmed(
        &mut self,
        call: CallId,
        suspect: Suspect,
        error: CallError,
        answer: Result<Called, CallError>,
    ) {
        self.scheduler
            .call_answered(self.clock.now(), call, Answer::Done);
        let dead = match answer {
            Ok(_) => false,
            Err(error) => match (error.fault(), &error) {
                (Fault::Disable, _) | (_, CallError::Connection(_)) => true,
                (Fault::Retry | Fault::Wait(_) | Fault::GiveUp | Fault::Repair, _) => false,
            },
        };
        match (dead, suspect) {
            (true, suspect) => {
                if let Some(connection) = self.connection_of(&suspect) {
                    self.disable(&connection, suspect, &error);
                }
            }
            (false, Suspect::Message(ticket)) => {
                let detail = format!("{error}, but auth.test accepts the token; sending again");
                self.note(ticket, Step::Retried, Some(detail));
                self.retry_refused(ticket, error);
            }
            (false, Suspect::Question(question, failures)) => {
                self.ask_again(question, failures + 1, &error);
            }
        }
    }

    /// The token lives, so the refusal may pass; a few of them don't.
    fn retry_refused(&mut self, ticket: Ticket, error: CallError) {
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        held.failures += 1;
        if held.failures > REFUSED_MAX {
            return self.give_up(ticket, &error);
        }
        self.wait(ticket, Answer::Retry(AFTER_CONFIRMATION), &error);
    }

    /// As [`Desk::retry_refused`], for a lookup.
    fn ask_again(&mut self, question: Question, failures: u32, error: &CallError) {
        if failures > REFUSED_MAX {
            return self.unanswerable(&question, error);
        }
        let (connection, method) = (question.0.clone(), method_of(&question.1));
        let errand = Errand::LookUp { question, failures };
        self.request_after(AFTER_CONFIRMATION, &connection, method, errand);
    }

    /// Takes the connection out of use. What else waits for it ends when its turn comes.
    fn disable(&mut self, connection: &ConnectionId, suspect: Suspect, error: &CallError) {
        tracing::error!(%connection, %error, "Slack refuses this credential: connection disabled");
        self.metrics.connections_disabled.inc();
        let (store, connection) = (self.parts.store.clone(), connection.clone());
        let (reason, detail) = (error.reason(), error.to_string());
        tokio::spawn(async move {
            let now_ms = time_of_day_ms();
            if let Err(error) = store
                .disable_connection(&connection, reason, &detail, now_ms)
                .await
            {
                tracing::error!(%connection, %error, "the connection could not be marked disabled");
            }
        });
        match suspect {
            Suspect::Message(ticket) => self.give_up(ticket, error),
            Suspect::Question(question, _) => self.unanswerable(&question, error),
        }
    }

    pub(crate) fn connection_of(&self, suspect: &Suspect) -> Option<ConnectionId> {
        match suspect {
            Suspect::Message(ticket) => self
                .held
                .get(ticket)
                .map(|held| held.message.address.connection.clone()),
            Suspect::Question((connection, _), _) => Some(connection.clone()),
        }
    }
}
