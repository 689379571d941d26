//! The one classification that every adapter answers in: what to do about a failure ([`Fault`]),
//! and what to call it ([`Reason`]).

mod counsel;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::counsel::{CODES, Counsel};

/// What to do about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another attempt may succeed; it counts, and the wait before it grows.
    Retry,
    /// The far side asked to come back later (after this long, when it said so). Waiting is not
    /// failing: it does not count as an attempt.
    Wait(Option<Duration>),
    /// No number of attempts will help this message.
    GiveUp,
    /// The credential is dead: its connection is disabled until someone renews it.
    Disable,
    /// A remedy may help (joining a public channel): try it, then send once more.
    Repair,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)+) => {
        /// Why a message ended the way it did, or why it waits: a closed set, used as the `reason`
        /// of metrics, of the record and of dead letters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Reason {
            /// Every reason, in the order of the declaration: metrics are created at zero from it.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name used in metrics, records and logs.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The reason that has this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }

            /// Whether a message ended because of its template, so that a better one may render it.
            #[must_use]
            pub fn is_of_template(self) -> bool {
                matches!(
                    self,
                    Self::TemplateError
                        | Self::TemplateOverBudget
                        | Self::TemplateQuarantined
                        | Self::InvalidMessage
                )
            }
        }
    };
}

reasons! {
    /// Slack has the message.
    Accepted => "accepted",

    /// Planning: nothing is known of the recipient, and the trigger says nothing of it either.
    ProfileNotFound => "profile_not_found",
    /// Planning: the recipient has no Slack address.
    NoAddress => "no_address",
    /// Planning: the recipient's addresses are all marked dead.
    AddressInactive => "address_inactive",
    /// Planning: the trigger's `$channels` leaves Slack out.
    ChannelExcluded => "channel_excluded",
    /// Planning: the workflow was removed after the trigger was accepted.
    WorkflowNotFound => "workflow_not_found",
    /// Planning: a card was asked for where there can be none.
    NoCardHere => "no_card_here",
    /// Planning: a message for one person's eyes was asked for where there is no channel.
    NotEphemeral => "not_ephemeral",
    /// Planning: the event's properties are not what the workflow's schema asks for.
    SchemaMismatch => "schema_mismatch",
    /// The connection was disabled before the message could go.
    ConnectionDisabled => "connection_disabled",
    /// Slack said earlier that the destination is gone, and nothing is sent to it for a while.
    Quarantined => "quarantined",
    /// The connection that the message names is not in the store.
    ConnectionNotFound => "connection_not_found",

    /// Planning: the recipient has had as many messages as the workflow's throttle lets pass.
    Throttled => "throttled",

    /// Rendering: no template has this name.
    TemplateNotFound => "template_not_found",
    /// Rendering: the template failed.
    TemplateError => "template_error",
    /// Rendering: the template used more time, memory or output than it may.
    TemplateOverBudget => "template_over_budget",
    /// Rendering: the template ended too many render helpers and is not tried until it changes.
    TemplateQuarantined => "template_quarantined",
    /// Rendering: the result is not a message that Slack takes.
    InvalidMessage => "invalid_message",
    /// Rendering: no render helper could be started, or it got no processor.
    RendererUnavailable => "renderer_unavailable",

    /// Slack refuses the credential.
    Credential => "credential",
    /// Slack does not know the recipient, or it can't be reached any more.
    Recipient => "recipient",
    /// Slack refuses the content of the message.
    MessageContent => "message_content",
    /// What the message refers to is gone.
    TargetGone => "target_gone",
    /// Someone has to change a setting in Slack (invite the bot, grant a scope).
    Configuration => "configuration",
    /// Slack says that the request itself was wrong: a defect of Bellhop.
    ClientBug => "client_bug",
    /// Slack answered with a code that is not in the table.
    UnknownCode => "unknown_code",

    /// Slack asked to slow down.
    RateLimited => "rate_limited",
    /// Slack is in trouble (5xx, or one of its transient codes).
    SlackUnavailable => "slack_unavailable",
    /// Slack did not answer in time.
    Timeout => "timeout",
    /// Slack could not be reached, or the connection was cut.
    Network => "network",
    /// Slack answered with something that is not an answer.
    BadResponse => "bad_response",

    /// An attempt's answer was lost, and whether Slack has the message can't be found out.
    AnswerLost => "answer_lost",
    /// A later message took its place, or it went out together with others.
    Superseded => "superseded",
    /// Its caller called it off.
    Cancelled => "cancelled",
    /// The message was not delivered before its deadline.
    DeadlineExceeded => "deadline_exceeded",
    /// The time by which its caller wanted it delivered had passed, and it was to be dropped then.
    TooLate => "too_late",
    /// What came off the queue could not be read.
    Unreadable => "unreadable",
    /// Too many receivers went away with it in their hands: it may be what ended them.
    DeliveryLimit => "delivery_limit",
    /// Bellhop's own store or queue could not be used (disk full, service gone).
    StorageUnavailable => "storage_unavailable",
}

/// How a message ended: the `outcome` of metrics. A message that has none yet is waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Slack accepted it.
    Delivered,
    /// It was given up, and is among the dead letters.
    Failed,
    /// Its deadline passed, and it is among the dead letters.
    Expired,
    /// There was nothing to send: planning found no way to reach the recipient.
    Refused,
    /// Slack may have it: the answer was lost, nobody can look, and its workflow wants nothing sent
    /// twice. It is among the dead letters.
    Ambiguous,
    /// What it says went out with another message: one that took its place, or one of many.
    Merged,
    /// Its caller called it off before it was sent.
    Cancelled,
}

impl Outcome {
    /// Every outcome, for metrics that are created at zero.
    pub const ALL: &'static [Self] = &[
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Refused,
        Self::Ambiguous,
        Self::Merged,
        Self::Cancelled,
    ];

    /// The name used in metrics, records and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Ambiguous => "ambiguous",
            Self::Merged => "merged",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether a message that ends so, for this reason, is kept among the dead letters: not what its
    /// caller wanted dropped.
    #[must_use]
    pub fn is_dead_for(self, reason: Reason) -> bool {
        self.is_dead() && reason != Reason::TooLate
    }

    /// Whether a message that ends so is kept among the dead letters, for someone to look at.
    #[must_use]
    pub fn is_dead(self) -> bool {
        match self {
            Self::Failed | Self::Expired | Self::Refused | Self::Ambiguous => true,
            Self::Delivered | Self::Merged | Self::Cancelled => false,
        }
    }
}
