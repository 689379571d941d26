//! Who is who in Slack: e-mail to user, user to DM channel and the way back, users to group DM; and
//! where they are: user to time zone (`zones`).
//!
//! A memory of what Slack's `users.lookupByEmail`, `users.list` and `conversations.open` answered, per
//! connection: another token may belong to another team. Slack is not asked from here; whoever finds
//! an entry [`Lookup::Unknown`] asks it (one question at a time for one thing, within the method's
//! budget) and then tells the directory.
//!
//! Two levels (`levels`). In front is the memory of the process (`memory`), where a hit costs nothing; it is all
//! there is by default. Behind it may be a Redis that all workers share (`redis`), so that a new
//! worker does not start from nothing. Redis gone means slower, never wrong and never down: its
//! entries are unknown as long as it does not answer, and `circuit` sees to it that a Redis that hangs
//! does not cost its timeout for every message.
//!
//! In Redis there is one key for each question, below `cache.prefix` and the connection's id. There
//! are no secrets in it, and no e-mail addresses: those are hashed (`question`). The hash keeps
//! addresses from being read; it does not keep anyone from trying addresses that they know already.
//!
//! Two workers that ask for the same thing at the same time are rare, because a connection belongs to
//! one worker at a time. Where it happens (a hand-over, two queues with one cache), the one that gets
//! the [`Claim`] asks Slack, and the other finds the answer here a moment later.
//!
//! Known limits: what one worker learns anew, another one that has the old answer in its memory
//! believes until that answer's lifetime is over. A list of a team with more people than
//! `cache.entries_max` pushes older entries out of the memory.

mod config;
mod error;
mod stats;

mod levels;
mod question;
mod zones;

mod memory;

mod circuit;
mod entry;
mod redis;

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::id::ConnectionId;

pub use crate::config::DirectoryConfig;
pub use crate::error::DirectoryError;
use crate::levels::{Fact, Levels};
use crate::question::Question;
pub use crate::stats::{Asked, DirectoryStats};

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

/// Who asks Slack for something that was unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Whoever was told this.
    Yours,
    /// Somebody else, just now: claim again after this long.
    Wait(Duration),
    /// Nobody: the answer has come in the meantime. `None`: there is none.
    Answered(Option<String>),
}

/// What is known of a connection's team as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Team {
    /// How many people its list has, as of the last time it was read.
    pub people: Option<usize>,
    /// Whether it was read less than `cache.sweep_again_seconds` ago.
    pub swept: bool,
}

/// The directory. Cloning it is cheap and shares the memory.
#[derive(Debug, Clone)]
pub struct Directory(Arc<Levels>);

impl Directory {
    /// Opens a directory: `memory`, or a Redis by its URL (`redis://…`, `rediss://…`). A Redis that is
    /// not there is used as soon as it is.
    ///
    /// # Errors
    /// When the URL, or a setting, can't be used.
    pub async fn open(url: &str, config: DirectoryConfig) -> Result<Self, DirectoryError> {
        Ok(Self(Arc::new(Levels::open(url, config).await?)))
    }

    /// The user who has this e-mail address (in lower case), as this connection sees it.
    pub async fn user_of_email(&self, connection: &ConnectionId, email: &str) -> Lookup<String> {
        self.0.ask(user_of_email(connection, email)).await
    }

    /// Remembers whose e-mail address (in lower case) this is; `None`: nobody's.
    pub async fn remember_user_of_email(
        &self,
        connection: &ConnectionId,
        email: &str,
        user: Option<&str>,
    ) {
        self.remember_users_of_emails(connection, &[(email, user)])
            .await;
    }

    /// Remembers whose e-mail addresses these are, many at once.
    pub async fn remember_users_of_emails(
        &self,
        connection: &ConnectionId,
        people: &[(&str, Option<&str>)],
    ) {
        let facts = people
            .iter()
            .map(|(email, user)| self.0.fact(user_of_email(connection, email), *user));
        self.0.remember(facts.collect()).await;
    }

    /// Whether to ask Slack for the user who has this e-mail address, which is unknown.
    pub async fn claim_user_of_email(&self, connection: &ConnectionId, email: &str) -> Claim {
        self.0.claim(user_of_email(connection, email)).await
    }

    /// The id (`D…`) of the DM channel that reaches a user, if it is known.
    pub async fn dm_of_user(&self, connection: &ConnectionId, user: &str) -> Option<String> {
        match self.0.ask(dm_of_user(connection, user)).await {
            Lookup::Known(dm) => Some(dm),
            Lookup::Absent | Lookup::Unknown => None,
        }
    }

    /// The user whom a DM channel reaches.
    pub async fn user_of_dm(&self, connection: &ConnectionId, dm: &str) -> Lookup<String> {
        self.0.ask(user_of_dm(connection, dm)).await
    }

    /// Remembers that this DM channel reaches this user, for both ways of asking.
    pub async fn remember_dm(&self, connection: &ConnectionId, user: &str, dm: &str) {
        let facts = vec![
            self.0.fact(dm_of_user(connection, user), Some(dm)),
            self.0.fact(user_of_dm(connection, dm), Some(user)),
        ];
        self.0.remember(facts).await;
    }

    /// Remembers that Slack does not say whom this DM channel reaches.
    pub async fn remember_dm_without_user(&self, connection: &ConnectionId, dm: &str) {
        let fact = self.0.fact(user_of_dm(connection, dm), None);
        self.0.remember(vec![fact]).await;
    }

    /// Whether to ask Slack for the user whom this DM channel reaches, which is unknown.
    pub async fn claim_user_of_dm(&self, connection: &ConnectionId, dm: &str) -> Claim {
        self.0.claim(user_of_dm(connection, dm)).await
    }

    /// The group DM that reaches exactly these users: their ids, sorted, with commas in between.
    pub async fn channel_of_group(&self, connection: &ConnectionId, users: &str) -> Lookup<String> {
        self.0.ask(channel_of_group(connection, users)).await
    }

    /// Remembers which group DM reaches these users. It never changes.
    pub async fn remember_group(&self, connection: &ConnectionId, users: &str, channel: &str) {
        let fact = self
            .0
            .fact(channel_of_group(connection, users), Some(channel));
        self.0.remember(vec![fact]).await;
    }

    /// Whether to ask Slack for the group DM of these users, which is unknown.
    pub async fn claim_channel_of_group(&self, connection: &ConnectionId, users: &str) -> Claim {
        self.0.claim(channel_of_group(connection, users)).await
    }

    /// What is known of the connection's team.
    pub async fn team(&self, connection: &ConnectionId) -> Team {
        let people = Question::People(connection.clone());
        let people = self.0.ask_now_and_then(people).await;
        let swept = Question::Swept(connection.clone());
        let swept = self.0.ask_now_and_then(swept).await;
        Team {
            people: match people {
                Lookup::Known(people) => people.parse().ok(),
                Lookup::Absent | Lookup::Unknown => None,
            },
            swept: matches!(swept, Lookup::Known(_)),
        }
    }

    /// Remembers that the list of the connection's team was read, and, when it was read to its end, how
    /// many people it has.
    pub async fn remember_sweep(&self, connection: &ConnectionId, people: Option<usize>) {
        let mut facts = vec![Fact {
            question: Question::Swept(connection.clone()),
            answer: Some("1".to_owned()),
            lifetime: self.sweep_again(),
        }];
        if let Some(people) = people {
            let question = Question::People(connection.clone());
            facts.push(self.0.fact(question, Some(&people.to_string())));
        }
        self.0.remember(facts).await;
    }

    /// How long a list that was read is not read again.
    #[must_use]
    pub fn sweep_again(&self) -> Duration {
        self.0.sweep_again()
    }

    /// What was asked so far.
    #[must_use]
    pub fn stats(&self) -> DirectoryStats {
        self.0.stats()
    }
}

fn user_of_email(connection: &ConnectionId, email: &str) -> Question {
    Question::UserOfEmail(connection.clone(), email.to_owned())
}

fn dm_of_user(connection: &ConnectionId, user: &str) -> Question {
    Question::DmOfUser(connection.clone(), user.to_owned())
}

fn user_of_dm(connection: &ConnectionId, dm: &str) -> Question {
    Question::UserOfDm(connection.clone(), dm.to_owned())
}

fn channel_of_group(connection: &ConnectionId, users: &str) -> Question {
    Question::ChannelOfGroup(connection.clone(), users.to_owned())
}
