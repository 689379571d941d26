//! Who is who in Slack: e-mail to user, user to DM channel, and the way back.
//!
//! A memory of what Slack's `users.lookupByEmail` and `conversations.open` answered, per connection:
//! another token may belong to another team. Nothing is asked from here; whoever finds an entry
//! [`Lookup::Unknown`] asks Slack (one question at a time for one thing, within the method's
//! budget) and then tells the directory.
//!
//! Known limits: the memory is the process's own, so it starts empty, and two workers each learn
//! for themselves. The functions are async for the sake of a shared back end; none of them waits.

mod config;
mod memory;

use std::sync::Arc;

use bellhop_core::id::ConnectionId;

pub use crate::config::DirectoryConfig;
use crate::memory::{Memory, Question};

/// What the directory knows of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T> {
    /// This is the answer.
    Known(T),
    /// Slack said, not long ago, that there is none.
    Absent,
    /// Nothing is known: ask Slack.
    Unknown,
}

/// The directory. Cloning it is cheap and shares the memory.
#[derive(Debug, Clone)]
pub struct Directory(Arc<Backend>);

#[derive(Debug)]
enum Backend {
    /// The process's own memory.
    Memory(Memory),
}

impl Directory {
    /// Opens an empty directory in the process's memory.
    #[must_use]
    pub fn open(config: DirectoryConfig) -> Self {
        Self(Arc::new(Backend::Memory(Memory::open(config))))
    }

    /// The user who has this e-mail address (in lower case), as this connection sees it.
    pub async fn user_of_email(&self, connection: &ConnectionId, email: &str) -> Lookup<String> {
        self.ask(&Question::UserOfEmail(connection.clone(), email.to_owned()))
    }

    /// Remembers whose e-mail address (in lower case) this is; `None`: nobody's.
    pub async fn remember_user_of_email(
        &self,
        connection: &ConnectionId,
        email: &str,
        user: Option<&str>,
    ) {
        self.remember(
            Question::UserOfEmail(connection.clone(), email.to_owned()),
            user,
        );
    }

    /// The id (`D…`) of the DM channel that reaches a user, if it is known.
    pub async fn dm_of_user(&self, connection: &ConnectionId, user: &str) -> Option<String> {
        match self.ask(&Question::DmOfUser(connection.clone(), user.to_owned())) {
            Lookup::Known(dm) => Some(dm),
            Lookup::Absent | Lookup::Unknown => None,
        }
    }

    /// The user whom a DM channel reaches.
    pub async fn user_of_dm(&self, connection: &ConnectionId, dm: &str) -> Lookup<String> {
        self.ask(&Question::UserOfDm(connection.clone(), dm.to_owned()))
    }

    /// Remembers that this DM channel reaches this user, for both ways of asking.
    pub async fn remember_dm(&self, connection: &ConnectionId, user: &str, dm: &str) {
        self.remember(
            Question::DmOfUser(connection.clone(), user.to_owned()),
            Some(dm),
        );
        self.remember(
            Question::UserOfDm(connection.clone(), dm.to_owned()),
            Some(user),
        );
    }

    /// Remembers that Slack does not say whom this DM channel reaches.
    pub async fn remember_dm_without_user(&self, connection: &ConnectionId, dm: &str) {
        self.remember(Question::UserOfDm(connection.clone(), dm.to_owned()), None);
    }

    fn ask(&self, question: &Question) -> Lookup<String> {
        match &*self.0 {
            Backend::Memory(memory) => memory.ask(question),
        }
    }

    fn remember(&self, question: Question, answer: Option<&str>) {
        match &*self.0 {
            Backend::Memory(memory) => memory.remember(question, answer),
        }
    }
}
