//! Groups: their people are found one after the other, then their group DM is opened.
//!
//! A message to a group waits for the questions that anybody waits for: first for each of its e-mails,
//! then for the conversation of its people by user ids. So groups that are named differently and are
//! the same people share one call and one lane, and an e-mail that others wait for too is asked for
//! once.
//!
//! Slack refuses a group as a whole and does not say because of whom. Then each of its people is asked
//! about, until one is refused alone: that one is named in the message's record.

use bellhop_core::address::{Group, Target};
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::Ticket;
use bellhop_store::Step;

use crate::desk::Desk;
use crate::happening::{CallError, Question};
use crate::held::Suspicion;

/// The codes by which `conversations.open` refuses a group because of one person in it.
const ABOUT_ONE: &[&str] = &[
    "user_not_found",
    "user_disabled",
    "user_not_visible",
    "user_is_bot",
    "cannot_dm_bot",
];

impl Desk {
    /// Takes the next step to the conversation of a message's group.
    pub(crate) fn gather(&mut self, ticket: Ticket) {
        let (Some(group), Some(held)) = (self.group_of(ticket), self.held.get(&ticket)) else {
            return;
        };
        let connection = held.message.address.connection.clone();
        let missing = group
            .emails()
            .find(|email| !held.found.contains_key(*email));
        if let Some(email) = missing.map(str::to_owned) {
            return self.resolve(ticket, (connection, Target::Email(email)));
        }
        let found = |person: &str| held.found.get(person).cloned();
        let people = group.people();
        let people: Vec<String> = people
            .map(|person| found(person).unwrap_or_else(|| person.to_owned()))
            .collect();
        let group = Group::of(people);
        if group.people().nth(1).is_some() {
            return self.resolve(ticket, (connection, Target::Group(group)));
        }
        // Somebody was named by id and by e-mail, or by two e-mails, and nobody else was.
        let user = group.as_str().to_owned();
        self.note(ticket, Step::Resolved, Some("to one person".to_owned()));
        self.place(ticket, Conversation::User(user));
    }

    /// Whether an answer was only a step for a message, which is to a group: then the next is taken.
    pub(crate) fn is_step_of_group(
        &mut self,
        ticket: Ticket,
        (_, asked): &Question,
        conversation: &Conversation,
    ) -> bool {
        if self.group_of(ticket).is_none() {
            return false;
        }
        match (asked, conversation) {
            (Target::Email(email), Conversation::User(user)) => {
                if let Some(held) = self.held.get_mut(&ticket) {
                    held.found.insert(email.clone(), user.clone());
                }
                self.gather(ticket);
                true
            }
            (Target::User(_), _) => {
                self.suspect_next(ticket);
                true
            }
            _ => false,
        }
    }

    /// Whether a refusal leads to a question about single people of the message's group, which goes on.
    pub(crate) fn is_looked_into(
        &mut self,
        ticket: Ticket,
        (_, asked): &Question,
        error: &CallError,
    ) -> bool {
        let is_about_somebody = error.code().is_some_and(|code| ABOUT_ONE.contains(&code));
        let Some(held) = self.held.get_mut(&ticket) else {
            return false;
        };
        match (asked, &held.suspicion) {
            (Target::Group(group), None) if is_about_somebody => {
                let mut rest: Vec<String> = group.people().map(str::to_owned).collect();
                rest.reverse();
                let said = format!("{error} (among {group})");
                held.suspicion = Some(Suspicion { said, rest });
            }
            // It says nothing about the person, as when the scope for single DMs is missing.
            (Target::User(_), Some(_)) if !is_about_somebody => {}
            _ => return false,
        }
        self.suspect_next(ticket);
        true
    }

    /// Asks about the next person of a group that Slack refused, or ends its message.
    fn suspect_next(&mut self, ticket: Ticket) {
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        let connection = held.message.address.connection.clone();
        let Some(suspicion) = &mut held.suspicion else {
            return;
        };
        match suspicion.rest.pop() {
            Some(user) => self.resolve(ticket, (connection, Target::User(user))),
            None => {
                let said = Some(suspicion.said.clone());
                self.end(ticket, Outcome::Failed, Reason::Recipient, said, None);
            }
        }
    }

    /// The group that a message is addressed to, if it is to one.
    pub(crate) fn group_of(&self, ticket: Ticket) -> Option<Group> {
        match &self.held.get(&ticket)?.message.address.target {
            Target::Group(group) => Some(group.clone()),
            Target::Webhook | Target::Channel(_) | Target::User(_) | Target::Email(_) => None,
        }
    }

    /// What was said to a question, together with whom of a message's group it is about.
    pub(crate) fn naming(&self, ticket: Ticket, (_, asked): &Question, said: String) -> String {
        let (Some(_), Some(held)) = (self.group_of(ticket), self.held.get(&ticket)) else {
            return said;
        };
        match asked {
            Target::Group(group) => format!("{said} (among {group})"),
            Target::User(user) => match held.found.iter().find(|(_, found)| *found == user) {
                Some((email, _)) => format!("{email} ({user}): {said}"),
                None => format!("{user}: {said}"),
            },
            Target::Webhook | Target::Channel(_) | Target::Email(_) => {
                format!("{}: {said}", asked.id())
            }
        }
    }
}
