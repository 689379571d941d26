//! What a [`Reason`] means for people, and what a person can do about it: one closed table.
//!
//! Some of Slack's codes say more than the reason they belong to; those that are common have a
//! sentence of their own ([`CODES`]). They are found in what was said for people to read: nothing is
//! decided by them, they only make the advice more particular.

use super::Reason;

/// A sentence about what happened, and what a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counsel {
    /// What it means; a clause without a full stop, to be set into a sentence.
    pub meaning: &'static str,
    /// What a person can do; `None` where there is nothing to do.
    pub advice: Option<&'static str>,
}

const fn counsel(meaning: &'static str, advice: &'static str) -> Counsel {
    Counsel {
        meaning,
        advice: Some(advice),
    }
}

/// The codes of Slack that have a counsel of their own.
pub const CODES: &[(&str, Counsel)] = &[
    (
        "not_in_channel",
        counsel(
            "the app is not in the channel, and could not join it by itself",
            "Write /invite @the-app in the channel, then redrive the message.",
        ),
    ),
    (
        "channel_not_found",
        counsel(
            "this app sees no channel with this id in its team: it was deleted, it is private and the app is not in it, or the id belongs to another team",
            "Compare the id with the channel's details in Slack; /invite the app if the channel is private. If the address is marked dead, add it to the profile again; then redrive the message.",
        ),
    ),
    (
        "is_archived",
        counsel(
            "the channel is archived",
            "Take the channel out of the archive in Slack and add the address to the profile again, or give the profile another channel; then redrive the message.",
        ),
    ),
    (
        "users_not_found",
        counsel(
            "no account in this team has the e-mail",
            "Compare the e-mail with the person's profile in Slack, and check that the token is of that person's team; then add the right address to the profile.",
        ),
    ),
    (
        "missing_scope",
        counsel(
            "the app lacks a permission (scope) that the call needs",
            "Add the scope that is named as needed under OAuth & Permissions, install the app again, and redrive the message.",
        ),
    ),
    (
        "restricted_action",
        counsel(
            "a setting of the team does not let the app post there",
            "Ask an admin of the Slack team to allow the app to post in the channel, then redrive the message.",
        ),
    ),
    (
        "messages_tab_disabled",
        counsel(
            "the app's messages tab is switched off, so that people cannot get DMs from it",
            "Switch the messages tab on under App Home in the app's settings, then redrive the message.",
        ),
    ),
    (
        "invalid_blocks",
        counsel(
            "Slack takes the blocks for malformed; the pointer says which one",
            "Correct that block in the template (`bellhop lint` finds most of these), then redrive the message.",
        ),
    ),
    (
        "msg_too_long",
        counsel(
            "the text is longer than Slack takes",
            "Shorten what the template makes of such data, then redrive the message.",
        ),
    ),
    (
        "token_revoked",
        counsel(
            "the token was revoked: the app was uninstalled, or its token was withdrawn",
            "Install the app again and give its new token to the profiles: that brings the connection back. Then redrive the message.",
        ),
    ),
    (
        "account_inactive",
        counsel(
            "the token belongs to an app or a person that the team has removed",
            "Install the app again and give its new token to the profiles: that brings the connection back. Then redrive the message.",
        ),
    ),
];

impl Reason {
    /// What it means and what can be done. `said` is what was said with it: a code of Slack in it
    /// makes the counsel more particular, where the reason is one that Slack gave.
    #[must_use]
    pub fn counsel(self, said: &str) -> Counsel {
        if !self.is_slacks() {
            return self.general_counsel();
        }
        said.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .find_map(|word| CODES.iter().find(|(code, _)| *code == word))
            .map_or_else(|| self.general_counsel(), |(_, counsel)| *counsel)
    }

    /// Whether it stands for a code that Slack answered with.
    fn is_slacks(self) -> bool {
        match self {
            Self::Credential
            | Self::Recipient
            | Self::MessageContent
            | Self::TargetGone
            | Self::Configuration
            | Self::ClientBug
            | Self::UnknownCode => true,
            Self::Accepted
            | Self::ProfileNotFound
            | Self::NoAddress
            | Self::AddressInactive
            | Self::ChannelExcluded
            | Self::WorkflowNotFound
            | Self::NoCardHere
            | Self::NotEphemeral
            | Self::SchemaMismatch
            | Self::ConnectionDisabled
            | Self::Quarantined
            | Self::ConnectionNotFound
            | Self::TemplateNotFound
            | Self::TemplateError
            | Self::TemplateOverBudget
            | Self::TemplateQuarantined
            | Self::InvalidMessage
            | Self::RendererUnavailable
            | Self::RateLimited
            | Self::SlackUnavailable
            | Self::Timeout
            | Self::Network
            | Self::BadResponse
            | Self::AnswerLost
            | Self::Superseded
            | Self::Throttled
            | Self::TooLate
            | Self::Cancelled
            | Self::DeadlineExceeded
            | Self::Unreadable
            | Self::DeliveryLimit
            | Self::StorageUnavailable => false,
        }
    }

    fn general_counsel(self) -> Counsel {
        match self {
            Self::Accepted => Counsel {
                meaning: "Slack has the message",
                advice: None,
            },
            Self::ProfileNotFound => counsel(
                "there is no profile with this id, and the trigger says nothing of the recipient either",
                "Compare the distinct_id with the one that the profile was saved under, save the profile with a $slack address, and send the trigger again.",
            ),
            Self::NoAddress => counsel(
                "the profile has no Slack address",
                "Give the profile a $slack address (POST /v1/user/{distinct_id}/), and send the trigger again.",
            ),
            Self::AddressInactive => counsel(
                "all Slack addresses of the profile are marked dead, because Slack said so of each",
                "Add an address that works to the profile (one that works again may be added again), and send the trigger again.",
            ),
            Self::ChannelExcluded => counsel(
                "the trigger's $channels leaves Slack out for this recipient",
                "Nothing, if that was meant; else name slack in $channels, and send the trigger again.",
            ),
            Self::WorkflowNotFound => counsel(
                "its workflow was removed after the trigger was accepted",
                "Put the workflow's folder back, and send the trigger again.",
            ),
            Self::NoCardHere => counsel(
                "its address is a webhook, whose posts cannot be found or changed again, so that there can be no card",
                "Reach the recipient by a bot token and a channel or user id, or send with \"thread\": \"new\", which only posts.",
            ),
            Self::NotEphemeral => counsel(
                "a message for one person's eyes needs a channel, and this address is none",
                "Send to an address with a channel_id, or leave ephemeral out.",
            ),
            Self::SchemaMismatch => counsel(
                "the event's properties are not what the workflow's schema (schema.json in its folder) asks for",
                "Send the event with properties that fit; or, if they are right, correct schema.json, and send the event again.",
            ),
            Self::ConnectionDisabled => counsel(
                "its connection had been disabled before the message could go",
                "Give the token or webhook URL (or its successor) to a profile again: that brings the connection back. Then redrive the message.",
            ),
            Self::Quarantined => counsel(
                "its destination is in quarantine: Slack said that it is gone, and nothing is sent there for a while",
                "See what Slack said. When the destination is there again, release it with bellhop quarantine release, then redrive the message; or redrive it to another address with bellhop dead-letters redrive --to.",
            ),
            Self::ConnectionNotFound => counsel(
                "the connection that it names is not in the store",
                "Check that every process uses the same store, give the token or webhook URL again, and send the trigger again.",
            ),
            Self::TemplateNotFound => counsel(
                "there is no template with this name",
                "Put the template's folder back, then redrive the message.",
            ),
            Self::TemplateError => counsel(
                "the template failed with this data",
                "Correct the template, or what the trigger gives it (`bellhop render` shows the same failure); then redrive the message.",
            ),
            Self::TemplateOverBudget => counsel(
                "the template used more time, memory or output than it may",
                "Look for a loop or a very long list in the template or in its data, then redrive the message.",
            ),
            Self::TemplateQuarantined => counsel(
                "the template ended too many render helpers, and is not tried until it changes",
                "Correct the template: a changed file ends the quarantine. Then redrive the message.",
            ),
            Self::InvalidMessage => counsel(
                "what the template makes is not a message that Slack takes",
                "Correct the template (`bellhop lint` says the same about its example), then redrive the message.",
            ),
            Self::RendererUnavailable => counsel(
                "no render helper could be started, or it got no processor",
                "Look at the worker's log and at its memory and processor limits, then redrive the message.",
            ),
            Self::Credential => counsel(
                "Slack refuses the token or the webhook URL",
                "Give a token or webhook URL that works to the profiles: that brings the connection back, or makes a new one. Then redrive the message.",
            ),
            Self::Recipient => counsel(
                "Slack does not know the channel or the person, or they cannot be reached any more",
                "Compare the address with Slack, and add the right one to the profile (or the same one again, if it is marked dead); then send again.",
            ),
            Self::MessageContent => counsel(
                "Slack refuses what the message says",
                "Correct the template by what Slack said (`bellhop lint` finds most of these), then redrive the message.",
            ),
            Self::TargetGone => counsel(
                "what the message refers to is gone, or cannot be changed any more",
                "Send a new message in place of a change of the old one.",
            ),
            Self::Configuration => counsel(
                "a setting has to be changed, in Slack or here, before this can go",
                "Change what Slack's code names (invite the app, grant a scope, ask an admin), then redrive the message.",
            ),
            Self::ClientBug => counsel(
                "Slack says that the request itself was wrong, which is a defect of Bellhop",
                "Report Slack's code and the template as a defect.",
            ),
            Self::UnknownCode => counsel(
                "Slack answered with a code that Bellhop does not know",
                "Look the code up in Slack's documentation of the method, and report it so that it can be added.",
            ),
            Self::RateLimited => counsel(
                "Slack asked to slow down",
                "Nothing for one message. If it happens often, something else posts with the same token, or pace.destination_per_second is too high.",
            ),
            Self::SlackUnavailable => counsel(
                "Slack was in trouble",
                "Look at slack-status.com; redrive the message when Slack is well again.",
            ),
            Self::Timeout => counsel(
                "Slack did not answer in time",
                "Look at slack-status.com and at the road to slack.com from the worker; then redrive the message.",
            ),
            Self::Network => counsel(
                "Slack could not be reached, or the connection was cut",
                "Check names, proxies and firewalls between the worker and slack.com; then redrive the message.",
            ),
            Self::BadResponse => counsel(
                "what came back was not an answer of Slack's",
                "Look for a proxy or a gateway that answers in Slack's place; then redrive the message.",
            ),
            Self::AnswerLost => counsel(
                "the answer to an attempt was lost, and whether Slack has the message could not be found out",
                "Look into the conversation in Slack around the time of the attempt; if the message is not there, redrive it.",
            ),
            Self::Superseded => Counsel {
                meaning: "another message says what it would have said",
                advice: None,
            },
            Self::Throttled => counsel(
                "the recipient has had as many messages of this workflow as its throttle lets pass",
                "Nothing, if that was meant; else raise limit, or shorten per, under [throttle] of its workflow.toml, and send the trigger again.",
            ),
            Self::TooLate => counsel(
                "it could not be delivered by the time that its caller had given, and was to be dropped then",
                "See above what it waited for. Give it longer (deliver_by, deliver_within), or let it be delivered late (late = \"deliver\").",
            ),
            Self::Cancelled => Counsel {
                meaning: "its caller called it off",
                advice: None,
            },
            Self::DeadlineExceeded => counsel(
                "it could not be delivered before its deadline",
                "See above what it waited for. If it is still wanted, redrive it; if this happens often, raise retry.deadline_seconds or send less to one conversation.",
            ),
            Self::Unreadable => counsel(
                "what came off the queue could not be read: another version of Bellhop may have written it",
                "Run one version of Bellhop, and send the trigger again.",
            ),
            Self::DeliveryLimit => counsel(
                "too many workers went away with it in their hands, so that it may be what ended them",
                "Look at how the workers ended (memory, crashes) before you redrive the message.",
            ),
            Self::StorageUnavailable => counsel(
                "Bellhop's own store or queue could not be used",
                "Look at the disk, the database and the broker; then redrive the message.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_meaning_and_every_bad_one_an_advice() {
        for reason in Reason::ALL {
            let counsel = reason.counsel("");
            assert!(!counsel.meaning.ends_with('.'), "{reason:?}");
            match counsel.advice {
                Some(advice) => assert!(advice.ends_with('.'), "{reason:?}"),
                None => assert!(matches!(
                    reason,
                    Reason::Accepted | Reason::Superseded | Reason::Cancelled
                )),
            }
        }
    }

    #[test]
    fn a_code_of_slacks_makes_the_counsel_more_particular() {
        let said = "missing_scope (needed: chat:write; provided: users:read)";
        let particular = Reason::Configuration.counsel(said);
        assert!(particular.meaning.contains("scope"), "{particular:?}");
        let general = Reason::Configuration.counsel("ekm_access_denied");
        assert_eq!(general, Reason::Configuration.counsel(""));
    }

    #[test]
    fn what_is_not_slacks_is_not_searched_for_its_codes() {
        let said = "template note: field not_in_channel is missing";
        let counsel = Reason::TemplateError.counsel(said);
        assert_eq!(counsel, Reason::TemplateError.counsel(""));
    }
}
