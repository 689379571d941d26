//! Resolve: from an address to the conversation it means, which is the lane that the message joins.
//!
//! Most addresses say it themselves. An e-mail, or the id of a DM channel, has to be asked for: of
//! the directory first, of Slack then, within the method's budget. All messages that wait for one
//! answer wait for one question, and join their lane together, in their order.

use std::time::Duration;

use bellhop_core::address::Target;
use bellhop_core::fault::{Fault, Outcome, Reason};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Answer, CallId, Method, Ticket};
use bellhop_directory::{Directory, Lookup};
use bellhop_slack::{OpenTarget, SlackClient, SlackError};
use bellhop_store::{Connection, Step};

use crate::desk::Desk;
use crate::errand::{Errand, Suspect};
use crate::happening::{CallError, Called, Happening, Question};

/// Slack's code for an e-mail that no account of the team has.
const NOBODY: &str = "users_not_found";

impl Desk {
    /// Finds the conversation of a message that does not say it itself.
    pub(crate) fn resolve(&mut self, ticket: Ticket, question: Question) {
        let waiting = self.questions.entry(question.clone()).or_default();
        waiting.push(ticket);
        if waiting.len() > 1 {
            return;
        }
        let (directory, tell) = (self.parts.directory.clone(), self.tell.clone());
        tokio::spawn(async move {
            let (connection, target) = &question;
            let found = match target {
                Target::Email(email) => directory.user_of_email(connection, email).await,
                Target::Channel(dm) => directory.user_of_dm(connection, dm).await,
                Target::User(_) | Target::Webhook => Lookup::Unknown,
            };
            let _ = tell.send(Happening::Recalled(question, found));
        });
    }

    /// The directory answered.
    pub(crate) fn recalled(&mut self, question: Question, found: Lookup<String>) {
        let (kind, method) = kind_of(&question.1);
        match found {
            Lookup::Known(user) => {
                self.metrics.looked_up(kind, "hit");
                self.resolved(&question, &Conversation::User(user), "directory");
            }
            Lookup::Absent => {
                self.metrics.looked_up(kind, "negative_hit");
                match question.1.clone() {
                    Target::Channel(dm) => {
                        self.resolved(&question, &Conversation::Channel(dm), "directory");
                    }
                    Target::Email(_) | Target::User(_) | Target::Webhook => {
                        self.absent(
                            &question,
                            "nobody has this e-mail, as an earlier lookup said",
                        );
                    }
                }
            }
            Lookup::Unknown => {
                let connection = question.0.clone();
                self.request(
                    &connection,
                    method,
                    Errand::LookUp {
                        question,
                        failures: 0,
                    },
                );
            }
        }
    }

    /// Asks Slack; the scheduler said that there is room.
    pub(crate) fn look_up(&mut self, call: CallId, question: Question) {
        let (parts, connections) = (self.parts.clone(), self.connections.clone());
        self.spawn_call(call, kind_of(&question.1).1, async move {
            let connection = connections.active(&question.0).await?;
            let answer = ask(&parts.slack, &connection, &question.1).await;
            // Remembered before the loop hears of it, so that whoever comes next finds it there.
            match &answer {
                Ok(called) => remember(&parts.directory, &question, called.user_id()).await,
                Err(error) if error.code() == Some(NOBODY) => {
                    remember(&parts.directory, &question, None).await;
                }
                Err(_) => {}
            }
            Ok(answer?)
        });
    }

    /// Slack answered.
    pub(crate) fn looked_up(
        &mut self,
        call: CallId,
        question: Question,
        failures: u32,
        answer: Result<Called, CallError>,
    ) {
        let kind = kind_of(&question.1).0;
        let error = match answer {
            Ok(called) => {
                self.scheduler
                    .call_answered(self.clock.now(), call, Answer::Done);
                return self.found(question, called);
            }
            Err(error) => error,
        };
        let code = match &error {
            CallError::Slack(error) => error.code(),
            CallError::Connection(_) => None,
        };
        if code == Some(NOBODY) {
            self.metrics.looked_up(kind, "absent");
            self.scheduler
                .call_answered(self.clock.now(), call, Answer::Done);
            return self.absent(
                &question,
                "no account in this team has the e-mail (users_not_found)",
            );
        }
        self.metrics.looked_up(kind, "error");
        match error.fault() {
            Fault::Wait(wait) => {
                let wait = wait.unwrap_or(Duration::from_secs(30));
                self.again(call, question, failures, Answer::Throttled(wait), &error);
            }
            Fault::Retry => {
                let delay = self.settings.retry.delay(failures + 1, rand::random());
                self.again(call, question, failures + 1, Answer::Retry(delay), &error);
            }
            Fault::Disable => {
                self.scheduler
                    .call_answered(self.clock.now(), call, Answer::Done);
                self.suspect(Suspect::Question(question, failures), error);
            }
            Fault::GiveUp | Fault::Repair => {
                self.scheduler
                    .call_answered(self.clock.now(), call, Answer::Done);
                self.unanswerable(&question, &error);
            }
        }
    }

    fn found(&mut self, question: Question, called: Called) {
        let kind = kind_of(&question.1).0;
        match called {
            Called::User(user) if user.deleted => {
                self.metrics.looked_up(kind, "absent");
                self.absent(&question, "the account with this e-mail is deactivated");
            }
            Called::User(user) => {
                self.metrics.looked_up(kind, "found");
                self.resolved(
                    &question,
                    &Conversation::User(user.id),
                    "users.lookupByEmail",
                );
            }
            Called::Conversation(opened) => {
                self.metrics.looked_up(kind, "found");
                let conversation = match opened.user {
                    Some(user) => Conversation::User(user),
                    None => Conversation::Channel(opened.channel),
                };
                self.resolved(&question, &conversation, "conversations.open");
            }
            Called::Joined | Called::Alive => {}
        }
    }

    /// A lookup is made again; the messages that can't wait for it end here.
    fn again(
        &mut self,
        call: CallId,
        question: Question,
        failures: u32,
        answer: Answer,
        error: &CallError,
    ) {
        let now = self.clock.now();
        let wait = match answer {
            Answer::Done => Duration::ZERO,
            Answer::Throttled(wait) | Answer::Retry(wait) => wait,
        };
        let until = now + wait;
        let waiting = self.questions.remove(&question).unwrap_or_default();
        let (late, kept): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|ticket| self.deadline(*ticket) <= until);
        for ticket in late {
            self.end(
                ticket,
                Outcome::Expired,
                Reason::DeadlineExceeded,
                Some(error.to_string()),
                None,
            );
        }
        if kept.is_empty() {
            self.scheduler.call_answered(now, call, Answer::Done);
            return;
        }
        for ticket in &kept {
            self.note(*ticket, Step::Waiting, Some(format!("lookup: {error}")));
        }
        self.questions.insert(question.clone(), kept);
        self.errands
            .insert(call, Errand::LookUp { question, failures });
        self.scheduler.call_answered(now, call, answer);
    }

    /// Everyone who waited for this answer joins the lane, in order.
    fn resolved(&mut self, question: &Question, conversation: &Conversation, by: &str) {
        for ticket in self.questions.remove(question).unwrap_or_default() {
            self.note(ticket, Step::Resolved, Some(format!("by {by}")));
            self.place(ticket, conversation.clone());
        }
    }

    /// There is nobody at this address: its messages end, and the address is dead.
    fn absent(&mut self, question: &Question, detail: &str) {
        for ticket in self.questions.remove(question).unwrap_or_default() {
            self.end(
                ticket,
                Outcome::Failed,
                Reason::Recipient,
                Some(detail.to_owned()),
                None,
            );
        }
    }

    /// Slack will not say. A DM channel can still be posted to, as a conversation of its own.
    pub(crate) fn unanswerable(&mut self, question: &Question, error: &CallError) {
        if let (Target::Channel(dm), CallError::Slack(_)) = (&question.1, error) {
            self.resolved(question, &Conversation::Channel(dm.clone()), "its own id");
            let (directory, question) = (self.parts.directory.clone(), question.clone());
            tokio::spawn(async move { remember(&directory, &question, None).await });
            return;
        }
        for ticket in self.questions.remove(question).unwrap_or_default() {
            self.end(
                ticket,
                Outcome::Failed,
                error.reason(),
                Some(error.to_string()),
                None,
            );
        }
    }
}

/// Asks Slack what an address means.
async fn ask(
    slack: &SlackClient,
    connection: &Connection,
    target: &Target,
) -> Result<Called, SlackError> {
    let token = &connection.secret;
    let who = match target {
        Target::Email(email) => {
            return Ok(Called::User(slack.lookup_by_email(token, email).await?));
        }
        Target::Channel(dm) => OpenTarget::Channel(dm),
        Target::User(user) => OpenTarget::User(user),
        Target::Webhook => return Ok(Called::Joined),
    };
    Ok(Called::Conversation(
        slack.open_conversation(token, who).await?,
    ))
}

/// Remembers who an address leads to; `None` is knowledge too: to nobody.
async fn remember(directory: &Directory, (connection, target): &Question, user: Option<&str>) {
    match (target, user) {
        (Target::Email(email), user) => {
            directory
                .remember_user_of_email(connection, email, user)
                .await;
        }
        (Target::Channel(dm), Some(user)) => directory.remember_dm(connection, user, dm).await,
        (Target::Channel(dm), None) => directory.remember_dm_without_user(connection, dm).await,
        (Target::User(_) | Target::Webhook, _) => {}
    }
}

/// The method that answers a question about `target`.
pub(crate) fn method_of(target: &Target) -> Method {
    kind_of(target).1
}

fn kind_of(target: &Target) -> (&'static str, Method) {
    match target {
        Target::Email(_) => ("email", Method::LookupByEmail),
        Target::Channel(_) | Target::User(_) | Target::Webhook => ("dm", Method::Open),
    }
}
