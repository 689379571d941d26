//! What the worker's loop is told by the tasks that it started.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::address::Target;
use bellhop_core::card::CardId;
use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::{CallId, Ticket};
use bellhop_core::spill::Want;
use bellhop_directory::{Lookup, Team};
use bellhop_slack::{OpenedConversation, Receipt, SlackError, SlackUser, UserPage};
use bellhop_store::CardRecord;
use bellhop_store::SpilledPage;

use crate::connections::ConnectionError;
use crate::prepare::{PrepareError, Ready};
use crate::probe::Probed;

/// A place that Slack, or the directory, is asked about: all who wait for it share one question.
pub(crate) type Question = (ConnectionId, Target);

#[derive(Debug)]
pub(crate) enum Happening {
    /// A message was rendered, or can't be.
    Prepared(Ticket, Result<Ready, PrepareError>),
    /// The directory was asked.
    Recalled(Question, Recalled),
    /// The store was asked where a card is.
    CardFound(Arc<CardId>, Option<CardRecord>),
    /// A call that was made on the way is answered.
    Called(CallId, Result<Called, CallError>),
    /// What waits in the store was read.
    TakenBack(Vec<Want>, Vec<SpilledPage>),
    /// So many messages are in the store.
    Spilled(usize),
    /// A connection is marked disabled, and why.
    Disabled(ConnectionId, String),
    /// A post is answered. A webhook gives no receipt.
    Posted(Ticket, Result<Option<Receipt>, CallError>),
}

/// What the directory says to a question.
#[derive(Debug)]
pub(crate) struct Recalled {
    pub(crate) found: Lookup<String>,
    /// What it knows of the team, if nothing is found.
    pub(crate) team: Team,
}

/// The good answer of a call that is not a post.
#[derive(Debug)]
pub(crate) enum Called {
    User(SlackUser),
    Conversation(OpenedConversation),
    /// Slack was not asked: another worker had asked it.
    Known(Option<String>),
    /// Slack was not asked: another worker asks it now. To be looked at again after this long.
    AskedElsewhere(Duration),
    Page(UserPage),
    Probed(Probed),
    Changed,
    Joined,
    Alive,
}

impl Called {
    /// Whether Slack was asked.
    pub(crate) fn is_answer(&self) -> bool {
        match self {
            Self::User(_)
            | Self::Conversation(_)
            | Self::Page(_)
            | Self::Probed(_)
            | Self::Changed
            | Self::Joined
            | Self::Alive => true,
            Self::Known(_) | Self::AskedElsewhere(_) => false,
        }
    }

    /// The person that an answer names, if they can be written to; a group's channel.
    pub(crate) fn answer(&self, target: &Target) -> Option<&str> {
        match self {
            Self::User(user) => (!user.deleted).then_some(&user.id),
            Self::Conversation(opened) => match target {
                Target::Group(_) => Some(&opened.channel),
                Target::Channel(_) | Target::User(_) | Target::Email(_) | Target::Webhook => {
                    opened.user.as_deref()
                }
            },
            Self::Known(user) => user.as_deref(),
            Self::AskedElsewhere(_)
            | Self::Page(_)
            | Self::Probed(_)
            | Self::Changed
            | Self::Joined
            | Self::Alive => None,
        }
    }

    /// The person that an answer names, and the time zone that Slack says they are in.
    pub(crate) fn zone(&self) -> Option<(&str, &str)> {
        match self {
            Self::User(user) if !user.deleted => Some((&user.id, user.tz.as_deref()?)),
            Self::User(_)
            | Self::Conversation(_)
            | Self::Known(_)
            | Self::AskedElsewhere(_)
            | Self::Page(_)
            | Self::Probed(_)
            | Self::Changed
            | Self::Joined
            | Self::Alive => None,
        }
    }
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error(transparent)]
    Slack(#[from] SlackError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error("the lease of its shard ran out before the call was made")]
    LeaseOver,
    #[error("it was called off just before it was sent")]
    CalledOff,
    #[error("the lease of its shard ran out while the call was made")]
    CutOff,
}

impl CallError {
    /// Slack's code, if it gave one.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Slack(error) => error.code(),
            Self::Connection(_) | Self::LeaseOver | Self::CalledOff | Self::CutOff => None,
        }
    }

    pub(crate) fn fault(&self) -> bellhop_core::fault::Fault {
        match self {
            Self::Slack(error) => error.fault(),
            Self::Connection(error) => error.fault(),
            Self::LeaseOver | Self::CutOff => bellhop_core::fault::Fault::Retry,
            Self::CalledOff => bellhop_core::fault::Fault::GiveUp,
        }
    }

    pub(crate) fn reason(&self) -> bellhop_core::fault::Reason {
        match self {
            Self::Slack(error) => error.reason(),
            Self::Connection(error) => error.reason(),
            Self::LeaseOver | Self::CutOff => bellhop_core::fault::Reason::StorageUnavailable,
            Self::CalledOff => bellhop_core::fault::Reason::Cancelled,
        }
    }

    /// Whether it says that Slack can't be reached, or is in trouble.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::Slack(error) => error.is_outage(),
            Self::Connection(_) | Self::LeaseOver | Self::CutOff | Self::CalledOff => false,
        }
    }

    /// Whether Slack was asked and gave an answer of its own.
    pub(crate) fn is_answer(&self) -> bool {
        match self {
            Self::Slack(error) => error.is_answer(),
            Self::Connection(_) | Self::LeaseOver | Self::CutOff | Self::CalledOff => false,
        }
    }

    /// Whether Slack may have taken the message all the same.
    pub(crate) fn is_ambiguous(&self) -> bool {
        match self {
            Self::Slack(error) => error.is_ambiguous(),
            Self::CutOff => true,
            Self::Connection(_) | Self::LeaseOver | Self::CalledOff => false,
        }
    }

    /// Whether Slack has to confirm that the credential is dead.
    pub(crate) fn needs_confirmation(&self) -> bool {
        match self {
            Self::Slack(error) => error.needs_confirmation(),
            Self::Connection(_) | Self::LeaseOver | Self::CalledOff | Self::CutOff => false,
        }
    }
}
