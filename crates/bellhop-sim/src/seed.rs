//! Who lives in the team: users, channels, tokens and webhooks, given at the start or
//! merged in later. Seeding is idempotent; it never removes anything.

use std::fmt;

use serde::Deserialize;

use crate::state::{ChannelKind, User, World};

/// Things to add to the team, or to bring up to date in it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Users; one of a known id is replaced.
    pub users: Vec<User>,
    /// Channels; one of a known id is changed and keeps its messages.
    pub channels: Vec<SeedChannel>,
    /// Bot tokens; a known one is replaced, and is no longer revoked.
    pub tokens: Vec<SeedToken>,
    /// Incoming webhooks; one of a known path is replaced.
    pub webhooks: Vec<SeedWebhook>,
}

/// A channel to seed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedChannel {
    /// `C…`, `G…` or `D…`.
    pub id: String,
    /// The name without `#`.
    pub name: String,
    /// Public unless said otherwise.
    pub kind: ChannelKind,
    /// Whether it is archived.
    pub is_archived: bool,
    /// For direct messages: the person at the other end.
    pub user: Option<String>,
    /// The ids of those in it; merged with those already there.
    pub members: Vec<String>,
}

/// A bot token to seed. `Debug` hides the token.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedToken {
    /// The token itself, usually `xoxb-…`.
    pub token: String,
    /// The granted scopes; `None` grants every scope there is.
    pub scopes: Option<Vec<String>>,
    /// The app's user; `None` makes a new app. Tokens of one user share its budgets.
    pub bot_user: Option<String>,
    /// The channels that the app's user is in.
    pub in_channels: Vec<String>,
}

/// An incoming webhook to seed. `Debug` hides the path.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedWebhook {
    /// `T…/B…/secret`, what follows `/services/`.
    pub path: String,
    /// The id of the one channel it posts into.
    pub channel: String,
    /// The name under which it posts.
    pub name: String,
}

impl fmt::Debug for SeedToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SeedToken")
            .field("scopes", &self.scopes)
            .field("bot_user", &self.bot_user)
            .field("in_channels", &self.in_channels)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SeedWebhook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SeedWebhook")
            .field("channel", &self.channel)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Why a seed was refused. What came before the faulty entry has been merged.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// An id is empty, or its first letter does not fit what it names.
    #[error("{id:?} is not the id of a {kind}")]
    BadId {
        /// What it should name: `user` or `channel`.
        kind: &'static str,
        /// The id as given.
        id: String,
    },
    /// A token or a webhook names a channel that the team does not have.
    #[error("there is no channel {0:?}")]
    NoChannel(String),
    /// A token is empty.
    #[error("a token is empty")]
    EmptyToken,
    /// A webhook's path is not of the form `T…/B…/secret`.
    #[error("a webhook's path is not of the form T…/B…/secret")]
    BadWebhookPath,
}

impl Seed {
    /// A small lively team, Acme: six people with addresses at example.com, the channels
    /// general, orders, incidents and the private leads, the bot token `xoxb-demo`
    /// (in general and orders) and a webhook `T0ACME/B0DEPLOYS/demo` into incidents.
    #[must_use]
    pub fn demo() -> Seed {
        let people = [
            ("U0ALICE", "alice", "Alice Archer"),
            ("U0BOB", "bob", "Bob Baker"),
            ("U0CAROL", "carol", "Carol Cooper"),
            ("U0DAVE", "dave", "Dave Dyer"),
            ("U0ERIN", "erin", "Erin Fletcher"),
            ("U0FRANK", "frank", "Frank Fuller"),
        ];
        let user = |(id, name, real_name): (&str, &str, &str)| User {
            id: id.into(),
            name: name.into(),
            real_name: real_name.into(),
            email: Some(format!("{name}@example.com")),
            ..User::default()
        };
        let bot = User {
            id: "U0BELLHOP".into(),
            name: "bellhop".into(),
            real_name: "Bellhop".into(),
            is_bot: true,
            ..User::default()
        };
        let channel = |id: &str, name: &str, kind, members: &[&str]| SeedChannel {
            id: id.into(),
            name: name.into(),
            kind,
            members: members.iter().map(|&member| member.into()).collect(),
            ..SeedChannel::default()
        };
        let everyone = people.map(|(id, _, _)| id);
        Seed {
            users: people.into_iter().map(user).chain([bot]).collect(),
            channels: vec![
                channel("C0GENERAL", "general", ChannelKind::Public, &everyone),
                channel("C0ORDERS", "orders", ChannelKind::Public, &everyone[..3]),
                channel(
                    "C0INCIDENTS",
                    "incidents",
                    ChannelKind::Public,
                    &everyone[2..],
                ),
                channel("C0LEADS", "leads", ChannelKind::Private, &everyone[..2]),
            ],
            tokens: vec![SeedToken {
                token: "xoxb-demo".into(),
                scopes: Some(DEMO_SCOPES.map(Into::into).to_vec()),
                bot_user: Some("U0BELLHOP".into()),
                in_channels: vec!["C0GENERAL".into(), "C0ORDERS".into()],
            }],
            webhooks: vec![SeedWebhook {
                path: "T0ACME/B0DEPLOYS/demo".into(),
                channel: "C0INCIDENTS".into(),
                name: "deploys".into(),
            }],
        }
    }

    /// Merges everything into the team, users first, so that a seed can refer to itself.
    pub(crate) fn merge_into(self, world: &mut World) -> Result<(), SeedError> {
        for user in self.users {
            world.seed_user(user)?;
        }
        for channel in self.channels {
            world.seed_channel(channel)?;
        }
        for token in self.tokens {
            world.seed_token(token)?;
        }
        for webhook in self.webhooks {
            world.seed_webhook(webhook)?;
        }
        Ok(())
    }
}

/// The scopes that an app like Bellhop asks for, and the histories it probes after a
/// lost answer. Not `chat:write.public`: a channel has to be joined first.
const DEMO_SCOPES: [&str; 17] = [
    "chat:write",
    "chat:write.customize",
    "channels:read",
    "channels:join",
    "channels:history",
    "groups:read",
    "groups:history",
    "im:read",
    "im:write",
    "im:history",
    "mpim:read",
    "mpim:write",
    "mpim:history",
    "reactions:write",
    "pins:write",
    "users:read",
    "users:read.email",
];
