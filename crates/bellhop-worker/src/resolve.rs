//! Resolve: from an address to the conversation it means, which is the lane that the message joins.
//!
//! Most addresses say it themselves. An e-mail, the id of a DM channel, or a group has to be asked for: of
//! the directory first, of Slack then, within the method's budget. All messages that wait for one
//! answer wait for one question, and join their lane together, in their order. The asking itself is
//! in `lookup`, and in `sweeping` for many e-mails at once; what is particular to groups, which ask for
//! each of their e-mails first, is in `gather`.

use bellhop_core::address::Target;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Method, Ticket};
use bellhop_directory::{Lookup, Team};
use bellhop_store::Step;

use crate::desk::Desk;
use crate::errand::Errand;
use crate::happening::{CallError, Happening, Question, Recalled};
use crate::lookup::remember;

impl Desk {
    /// Finds the conversation of a message that does not say it itself.
    pub(crate) fn resolve(&mut self, ticket: Ticket, question: Question) {
        if let Target::Group(group) = &question.1
            && group.emails().next().is_some()
        {
            return self.gather(ticket);
        }
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
                Target::Group(group) => {
                    let users = group.as_str();
                    directory.channel_of_group(connection, users).await
                }
                Target::User(_) | Target::Webhook => Lookup::Unknown,
            };
            let team = match (target, &found) {
                (Target::Email(_), Lookup::Unknown) => directory.team(connection).await,
                _ => Team::default(),
            };
            let _ = tell.send(Happening::Recalled(question, Recalled { found, team }));
        });
    }

    /// The directory answered.
    pub(crate) fn recalled(&mut self, question: Question, recalled: Recalled) {
        let kind = kind_of(&question.1).0;
        match recalled.found {
            Lookup::Known(answer) => {
                self.metrics.looked_up(kind, "hit");
                let conversation = match question.1 {
                    Target::Group(_) => Conversation::Channel(answer),
                    Target::Channel(_) | Target::User(_) | Target::Email(_) | Target::Webhook => {
                        Conversation::User(answer)
                    }
                };
                self.resolved(&question, &conversation, "directory");
            }
            Lookup::Absent => {
                self.metrics.looked_up(kind, "negative_hit");
                match question.1.clone() {
                    Target::Channel(dm) => {
                        self.resolved(&question, &Conversation::Channel(dm), "directory");
                    }
                    Target::Email(_) | Target::User(_) | Target::Group(_) | Target::Webhook => {
                        let detail = "nobody has this e-mail, as an earlier lookup said";
                        self.absent_by_hearsay(&question, detail);
                    }
                }
            }
            Lookup::Unknown => self.ask_slack(question, recalled.team),
        }
    }

    fn ask_slack(&mut self, question: Question, team: Team) {
        let (connection, target) = question.clone();
        if let Target::Email(email) = &target
            && self.joins_sweep(&connection, email)
        {
            return;
        }
        let errand = Errand::LookUp {
            question,
            failures: 0,
        };
        self.request(&connection, method_of(&target), errand);
        if let Target::Email(_) = target {
            self.consider_sweep(&connection, team);
        }
    }

    /// Everyone who waited for this answer joins the lane, in order. For a group, an e-mail's answer is
    /// one step on its way.
    pub(crate) fn resolved(&mut self, question: &Question, conversation: &Conversation, by: &str) {
        for ticket in self.questions.remove(question).unwrap_or_default() {
            if self.is_step_of_group(ticket, question, conversation) {
                continue;
            }
            self.note(ticket, Step::Resolved, Some(format!("by {by}")));
            self.place(ticket, conversation.clone());
        }
    }

    /// There is nobody at this address: its messages end, and the address is dead.
    pub(crate) fn absent(&mut self, question: &Question, detail: &str) {
        for ticket in self.questions.remove(question).unwrap_or_default() {
            let detail = self.naming(ticket, question, detail.to_owned());
            self.end(
                ticket,
                Outcome::Failed,
                Reason::Recipient,
                Some(detail),
                None,
            );
        }
    }

    /// There was nobody at this address a while ago, or nobody is listed with it. Its messages end; the
    /// address stays as it is, and Slack is asked again when the memory has faded.
    pub(crate) fn absent_by_hearsay(&mut self, question: &Question, detail: &str) {
        for ticket in self.questions.get(question).into_iter().flatten() {
            if let Some(held) = self.held.get_mut(ticket) {
                held.refused_from_memory = true;
            }
        }
        self.absent(question, detail);
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
            if self.is_looked_into(ticket, question, error) {
                continue;
            }
            let detail = self.naming(ticket, question, error.to_string());
            self.end(ticket, Outcome::Failed, error.reason(), Some(detail), None);
        }
    }
}

/// The method that answers a question about `target`.
pub(crate) fn method_of(target: &Target) -> Method {
    kind_of(target).1
}

/// What lookups about `target` are called in metrics, and the method that answers them.
pub(crate) fn kind_of(target: &Target) -> (&'static str, Method) {
    match target {
        Target::Email(_) => ("email", Method::LookupByEmail),
        Target::Group(_) => ("group", Method::Open),
        Target::Channel(_) | Target::User(_) | Target::Webhook => ("dm", Method::Open),
    }
}
