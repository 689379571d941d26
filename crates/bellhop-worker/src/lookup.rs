//! Lookups: what Slack says an e-mail or a DM channel means, and what its answer means.

use std::time::Duration;

use bellhop_core::address::Target;
use bellhop_core::fault::{Fault, Outcome, Reason};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Answer, CallId};
use bellhop_directory::{Claim, Directory, Lookup, Team};
use bellhop_slack::{OpenTarget, SlackClient, SlackError};
use bellhop_store::{Connection, Step};

use crate::connections::active;
use crate::desk::Desk;
use crate::errand::{Errand, Suspect, WAIT_UNSAID};
use crate::happening::{CallError, Called, Question, Recalled};
use crate::resolve::kind_of;

/// Slack's code for an e-mail that no account of the team has.
const NOBODY: &str = "users_not_found";

impl Desk {
    /// Asks Slack; the scheduler said that there is room.
    pub(crate) fn look_up(&mut self, call: CallId, question: Question) {
        let parts = self.parts.clone();
        self.spawn_call(call, kind_of(&question.1).1, async move {
            let connection = active(&parts.store, &question.0).await?;
            match claim(&parts.directory, &question).await {
                Claim::Yours => {}
                Claim::Wait(wait) => return Ok(Called::AskedElsewhere(wait)),
                Claim::Answered(user) => return Ok(Called::Known(user)),
            }
            let answer = ask(&parts.slack, &connection, &question.1).await;
            // Remembered before the loop hears of it, so that whoever comes next finds it there.
            match &answer {
                Ok(called) => {
                    remember(&parts.directory, &question, called.answer(&question.1)).await;
                    if let Some((user, zone)) = called.zone() {
                        let zones = [(user, zone)];
                        parts.directory.remember_zones(&question.0, &zones).await;
                    }
                }
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
            Ok(Called::AskedElsewhere(wait)) => {
                let why = "another worker asks the same";
                return self.again(call, question, failures, Answer::Retry(wait), why);
            }
            Ok(called) => {
                self.scheduler
                    .call_answered(self.clock.now(), call, Answer::Done);
                return self.found(question, called);
            }
            Err(error) => error,
        };
        if error.code() == Some(NOBODY) {
            self.metrics.looked_up(kind, "absent");
            self.scheduler
                .call_answered(self.clock.now(), call, Answer::Done);
            return self.absent(
                &question,
                "no account in this team has the e-mail (users_not_found)",
            );
        }
        self.metrics.looked_up(kind, "error");
        let why = error.to_string();
        match error.fault() {
            Fault::Wait(wait) => {
                let wait = wait.unwrap_or(WAIT_UNSAID);
                self.again(call, question, failures, Answer::Throttled(wait), &why);
            }
            Fault::Retry => {
                let delay = self.settings.retry.delay(failures + 1, rand::random());
                self.again(call, question, failures + 1, Answer::Retry(delay), &why);
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
            Called::Known(user) => {
                let found = user.map_or(Lookup::Absent, Lookup::Known);
                let team = Team::default();
                self.recalled(question, Recalled { found, team });
            }
            Called::AskedElsewhere(_)
            | Called::Page(_)
            | Called::Probed(_)
            | Called::Changed
            | Called::Joined
            | Called::Alive => {}
        }
    }

    /// A lookup is made again; the messages that can't wait for it end here.
    fn again(
        &mut self,
        call: CallId,
        question: Question,
        failures: u32,
        answer: Answer,
        why: &str,
    ) {
        if !self.keep_waiting(&question, answer, why) {
            self.scheduler
                .call_answered(self.clock.now(), call, Answer::Done);
            return;
        }
        self.errands
            .insert(call, Errand::LookUp { question, failures });
        self.scheduler.call_answered(self.clock.now(), call, answer);
    }

    /// Slack is asked again later: those whose deadline comes first end, the others are told why they
    /// wait. Gives whether anybody still waits.
    pub(crate) fn keep_waiting(&mut self, question: &Question, answer: Answer, why: &str) -> bool {
        let wait = match answer {
            Answer::Done => Duration::ZERO,
            Answer::Throttled(wait) | Answer::Retry(wait) => wait,
        };
        let until = self.clock.now() + wait;
        let waiting = self.questions.remove(question).unwrap_or_default();
        let (late, kept): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|ticket| self.deadline(*ticket) <= until);
        for ticket in late {
            self.end(
                ticket,
                Outcome::Expired,
                Reason::DeadlineExceeded,
                Some(why.to_owned()),
                None,
            );
        }
        for ticket in &kept {
            self.note(*ticket, Step::Waiting, Some(format!("lookup: {why}")));
        }
        if kept.is_empty() {
            return false;
        }
        self.questions.insert(question.clone(), kept);
        true
    }
}

/// Whether to ask Slack what an address means, now that it is this question's turn.
async fn claim(directory: &Directory, (connection, target): &Question) -> Claim {
    match target {
        Target::Email(email) => directory.claim_user_of_email(connection, email).await,
        Target::Channel(dm) => directory.claim_user_of_dm(connection, dm).await,
        Target::Group(group) => {
            let users = group.as_str();
            directory.claim_channel_of_group(connection, users).await
        }
        Target::User(_) | Target::Webhook => Claim::Yours,
    }
}

/// Asks Slack what an address means.
async fn ask(
    slack: &SlackClient,
    connection: &Connection,
    target: &Target,
) -> Result<Called, SlackError> {
    let token = &connection.secret;
    let users: Vec<&str>;
    let who = match target {
        Target::Email(email) => {
            return Ok(Called::User(slack.lookup_by_email(token, email).await?));
        }
        Target::Channel(dm) => OpenTarget::Channel(dm),
        Target::User(user) => OpenTarget::User(user),
        Target::Group(group) => {
            users = group.people().collect();
            OpenTarget::Users(&users)
        }
        Target::Webhook => return Ok(Called::Joined),
    };
    Ok(Called::Conversation(
        slack.open_conversation(token, who).await?,
    ))
}

/// Remembers who an address leads to, or to which group DM; `None` is knowledge too: to nobody.
pub(crate) async fn remember(
    directory: &Directory,
    (connection, target): &Question,
    answer: Option<&str>,
) {
    match (target, answer) {
        (Target::Email(email), user) => {
            directory
                .remember_user_of_email(connection, email, user)
                .await;
        }
        (Target::Channel(dm), Some(user)) => directory.remember_dm(connection, user, dm).await,
        (Target::Channel(dm), None) => directory.remember_dm_without_user(connection, dm).await,
        (Target::Group(group), Some(channel)) => {
            directory
                .remember_group(connection, group.as_str(), channel)
                .await;
        }
        (Target::Group(_), None) | (Target::User(_) | Target::Webhook, _) => {}
    }
}
