//! Cards: messages with a key, that live and change.
//!
//! Messages with one key, in one conversation of one connection and workspace, share one post. What a
//! message wants of it is its [`Wish`]; what is known of the post is a [`CardState`]; and [`deed`] says
//! what the two make together. The waiting messages of one card are its [`Line`], which says who may go,
//! and who says what an earlier one need not say any more.
//!
//! Webhooks have no cards: Slack names none of their posts.

mod line;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::line::{Line, Merge};

use crate::id::{CardKey, ConnectionId, Emoji, WorkspaceKey};

/// What a message wants of its card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// The card says this from now on; it is made if there is none.
    #[default]
    Update,
    /// A reply in the card's thread; without a card it becomes the card.
    Reply,
    /// As [`Self::Reply`], shown in the channel too.
    Broadcast,
    /// A new post, which is the card from now on.
    New,
    /// The card goes away.
    Delete,
    /// The app's reaction on the card.
    React(Emoji),
    /// The app's reaction goes away.
    Unreact(Emoji),
    /// The card is pinned to its conversation.
    Pin,
    /// The pin goes away.
    Unpin,
}

impl Wish {
    /// Whether something is said, for which a template is rendered.
    #[must_use]
    pub fn says_something(&self) -> bool {
        match self {
            Self::Update | Self::Reply | Self::Broadcast | Self::New => true,
            Self::Delete | Self::React(_) | Self::Unreact(_) | Self::Pin | Self::Unpin => false,
        }
    }

    /// The values of `thread`, on triggers and in `workflow.toml`.
    pub const THREADS: &'static [(&'static str, Self)] = &[
        ("update", Self::Update),
        ("reply", Self::Reply),
        ("broadcast", Self::Broadcast),
        ("new", Self::New),
    ];

    /// The wish that a value of `thread` means.
    #[must_use]
    pub fn of_thread(name: &str) -> Option<Self> {
        let found = Self::THREADS.iter().find(|(known, _)| *known == name);
        found.map(|(_, wish)| wish.clone())
    }
}

/// A message's part in a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which card.
    pub key: CardKey,
    /// What it wants of it.
    #[serde(default)]
    pub wish: Wish,
}

/// What a trigger says of a card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CardAsk {
    /// Which card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<CardKey>,
    /// What is wanted of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Wish>,
}

/// What a workflow says of cards: what its triggers need not say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CardRule {
    /// Where in a trigger's data the key is: names with dots between them.
    pub key: Option<String>,
    /// What is wanted of the card.
    pub wish: Option<Wish>,
}

impl CardAsk {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The card of a message, if it is one: what the trigger says goes before what its workflow says.
    /// Where neither names a card, or the data has no such key, the message is an ordinary one.
    #[must_use]
    pub fn of(&self, rule: &CardRule, data: &Map<String, Value>) -> Option<Card> {
        let key = match (&self.key, &rule.key) {
            (Some(key), _) => key.clone(),
            (None, Some(path)) => key_in(data, path)?,
            (None, None) => return None,
        };
        let wish = self.wish.clone().or_else(|| rule.wish.clone());
        Some(Card {
            key,
            wish: wish.unwrap_or_default(),
        })
    }
}

/// The key at a dotted path: a text or a whole number.
#[must_use]
pub fn key_in(data: &Map<String, Value>, path: &str) -> Option<CardKey> {
    let mut names = path.split('.');
    let mut found = data.get(names.next()?)?;
    for name in names {
        found = found.get(name)?;
    }
    let text = match found {
        Value::String(text) => text.clone(),
        Value::Number(number) if !number.is_f64() => number.to_string(),
        Value::Number(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return None;
        }
    };
    CardKey::parse(&text).ok()
}

/// Which card in all of Slack.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CardId {
    /// The connection that posts it.
    pub connection: ConnectionId,
    /// The channel, or the person whose DM it is in.
    pub conversation: String,
    /// Whose it is.
    pub workspace: WorkspaceKey,
    /// Its key.
    pub key: CardKey,
}

impl fmt::Display for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "card {} in {}", self.key, self.conversation)
    }
}

/// What is known of a card's post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CardState {
    /// There is none, or it is gone.
    #[default]
    Absent,
    /// It is in Slack.
    Live {
        /// The channel that it is in.
        channel: String,
        /// Its timestamp, which names it within the channel.
        ts: String,
    },
}

/// What is to be done for a message of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Post it; the post is the card.
    Create,
    /// Post it in the card's thread.
    Reply,
    /// Change the card: no post.
    Change,
    /// Nothing: things are as wanted.
    Nothing,
    /// It can't be: there is no card.
    Impossible,
}

/// What a wish means, as things are.
#[must_use]
pub fn deed(wish: &Wish, state: &CardState) -> Deed {
    match (wish, state) {
        (Wish::New, _) | (Wish::Update | Wish::Reply | Wish::Broadcast, CardState::Absent) => {
            Deed::Create
        }
        (Wish::Reply | Wish::Broadcast, CardState::Live { .. }) => Deed::Reply,
        (
            Wish::Update
            | Wish::Delete
            | Wish::React(_)
            | Wish::Unreact(_)
            | Wish::Pin
            | Wish::Unpin,
            CardState::Live { .. },
        ) => Deed::Change,
        (Wish::Delete | Wish::Unreact(_) | Wish::Unpin, CardState::Absent) => Deed::Nothing,
        (Wish::React(_) | Wish::Pin, CardState::Absent) => Deed::Impossible,
    }
}

#[cfg(test)]
mod tests;
