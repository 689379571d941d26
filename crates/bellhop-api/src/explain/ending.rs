//! What a message came to, what happens next, and what a person can do.

use bellhop_store::{ConnectionState, MessageStatus, MessageView, Step};

use super::Known;
use super::step::pace;
use super::words::{destination, moment, recipient, sentence, span};
use crate::forecast::Expected;

/// What became of it, in a sentence or two.
pub(super) fn summary(message: &MessageView, now_ms: u64) -> String {
    let ended_ms = message.timeline.last().map_or(now_ms, |last| last.at_ms);
    let took = span(ended_ms.saturating_sub(message.accepted_at_ms));
    let place = destination(message);
    let why = why(message);
    match message.status {
        MessageStatus::Queued => format!(
            "On its way to {place}; its trigger was accepted {} ago.",
            span(now_ms.saturating_sub(message.accepted_at_ms))
        ),
        MessageStatus::Delivered => {
            let attempts = match message.attempts {
                0 | 1 => String::new(),
                more => format!(", with attempt {more}"),
            };
            format!("Delivered to {place} {took} after its trigger was accepted{attempts}.")
        }
        MessageStatus::Failed => {
            format!(
                "Not delivered to {place}; given up {took} after its trigger was accepted: {why}"
            )
        }
        MessageStatus::Expired => {
            format!(
                "Not delivered to {place}; expired {took} after its trigger was accepted: {why}"
            )
        }
        MessageStatus::Refused => format!(
            "Nothing was sent to {}: {why}",
            recipient(&message.distinct_id)
        ),
        MessageStatus::Ambiguous => format!("Slack may or may not have it, in {place}: {why}"),
        MessageStatus::Merged => {
            format!("Not sent to {place} by itself, but with another message: {why}")
        }
        MessageStatus::Cancelled => format!("Not sent to {place}: {why}"),
    }
}

/// Why it ended so, with what was said.
fn why(message: &MessageView) -> String {
    let said = message.detail.as_deref().unwrap_or_default();
    let Some(reason) = message.reason else {
        return sentence(said);
    };
    let meaning = reason.counsel(said).meaning;
    if said.is_empty() || said == reason.as_str() {
        return format!("{meaning}.");
    }
    format!("{meaning}. {}", sentence(&format!("on record: {said}")))
}

/// What a person can do about it; nothing for what went well or is under way.
pub(super) fn advice(message: &MessageView) -> Option<&'static str> {
    let reason = message.reason?;
    match message.status {
        MessageStatus::Queued
        | MessageStatus::Delivered
        | MessageStatus::Merged
        | MessageStatus::Cancelled => None,
        MessageStatus::Failed
        | MessageStatus::Expired
        | MessageStatus::Refused
        | MessageStatus::Ambiguous => {
            let said = message.detail.as_deref().unwrap_or_default();
            reason.counsel(said).advice
        }
    }
}

/// What happens next.
pub(super) fn next(known: &Known<'_>) -> String {
    let message = known.message;
    match message.status {
        MessageStatus::Queued => format!("{}{}", queued(known), expected(known)),
        MessageStatus::Delivered => "Nothing: it has arrived.".to_owned(),
        MessageStatus::Failed | MessageStatus::Expired => {
            "Nothing by itself: it is among the dead letters until somebody redrives it or throws it away."
                .to_owned()
        }
        MessageStatus::Refused => {
            "Nothing: there was nothing to send, and this trigger is over for this recipient."
                .to_owned()
        }
        MessageStatus::Merged => {
            "Nothing: what it says is with the message that took it in.".to_owned()
        }
        MessageStatus::Cancelled => "Nothing: it is over.".to_owned(),
        MessageStatus::Ambiguous => {
            let attempt = message
                .timeline
                .iter()
                .rfind(|entry| entry.what == Step::Attempted);
            let since = attempt
                .map(|entry| format!(", from {} on", moment(entry.at_ms)))
                .unwrap_or_default();
            format!(
                "Nothing by itself: it is among the dead letters. Look for it in {}{since}.",
                destination(message)
            )
        }
    }
}

/// When a waiting message is expected to have gone, where that is worth a word.
fn expected(known: &Known<'_>) -> String {
    let Some(Expected {
        ahead,
        expected_at_ms,
    }) = known.expected.filter(|expected| expected.ahead > 0)
    else {
        return String::new();
    };
    let those = match ahead {
        1 => "1 message is".to_owned(),
        more => format!("{more} messages are"),
    };
    format!(
        " {those} before it in its lane; at their pace it has gone in about {} ({}).",
        span(expected_at_ms.saturating_sub(known.now_ms)),
        moment(expected_at_ms)
    )
}

/// Where a waiting message waits, and for what.
fn queued(known: &Known<'_>) -> String {
    let message = known.message;
    if let Some(ConnectionState::Disabled { .. }) = known.connection.map(|it| &it.state) {
        return "Its connection is disabled: it ends among the dead letters as soon as a worker looks at it, unless the token or webhook URL is given again before.".to_owned();
    }
    let Some(last) = message.timeline.last() else {
        return "A planner works on it.".to_owned();
    };
    let ago = span(known.now_ms.saturating_sub(last.at_ms));
    match last.what {
        Step::Planned | Step::Redriven => format!(
            "It waits in the queue of its connection, or already in its lane, for its turn to be sent: {}. What a worker notes meanwhile is shown when it is sent.",
            pace(known.pace)
        ),
        Step::Rendered | Step::Resolved => {
            format!("It waits in its lane for its turn: {}.", pace(known.pace))
        }
        Step::Waiting | Step::Retried => format!(
            "It waits at the head of its lane since {ago}, and is sent as soon as that wait is over; those behind it wait for it."
        ),
        Step::Attempted => format!(
            "It was sent {ago} ago, and Slack's answer is not on record yet. If the answer is lost, it is looked for in Slack before it is sent again."
        ),
        Step::Held => match last.detail.as_deref() {
            Some(detail) if detail.starts_with("collected ") => {
                format!("It is sent with others: {detail}. The digest's own explanation says when.")
            }
            detail => format!(
                "It waits {}, and joins the queue of its connection then.",
                detail.unwrap_or("until it may go")
            ),
        },
        Step::Probed | Step::Joined | Step::Ambiguous => "It is sent again now.".to_owned(),
        Step::Delivered
        | Step::Failed
        | Step::Expired
        | Step::Refused
        | Step::Merged
        | Step::Cancelled => {
            "It was taken up again after it had ended, and waits for its turn.".to_owned()
        }
    }
}
