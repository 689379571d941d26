//! A trigger explained: each of its messages shortly.

use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::scheduler::PaceConfig;
use bellhop_store::{ConnectionSummary, MessageStatus, MessageView, StatusCounts, TriggerView};
use serde::Serialize;

use super::Known;
use super::ending;
use super::words::{moment, span};

/// What became of a trigger.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TriggerExplanation {
    /// The trigger.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: TriggerId,
    /// What became of it.
    #[schema(example = "workflow order-shipped, for 1 recipient: 1 delivered.")]
    pub(crate) summary: String,
    /// A page of its messages, in the order of planning, and of the recipients for whom there is none.
    pub(crate) messages: Vec<Brief>,
    /// What happens next.
    pub(crate) next: String,
    /// The cursor to ask for the page after with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
}

/// One message of a trigger; its own explanation says more.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Brief {
    /// The message.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: MessageId,
    /// The recipient; empty for a transient one.
    pub(crate) distinct_id: String,
    /// Where it is in its life.
    #[schema(value_type = String, example = "delivered")]
    pub(crate) status: MessageStatus,
    /// What became of it, and why.
    pub(crate) summary: String,
    /// What happens next.
    pub(crate) next: String,
    /// What a person can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advice: Option<String>,
}

/// What of a trigger waits in the store.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waits {
    /// When the first of it is due.
    pub(crate) due_at_ms: Option<u64>,
    /// Whether it was called off, for everybody.
    pub(crate) is_cancelled: bool,
}

/// Explains a trigger with a page of its messages.
pub(crate) fn trigger(
    view: &TriggerView,
    connections: &[ConnectionSummary],
    waits: Waits,
    pace: PaceConfig,
    now_ms: u64,
) -> TriggerExplanation {
    let brief = |message: &MessageView| {
        let connection = connections
            .iter()
            .find(|connection| message.connection.as_ref() == Some(&connection.id));
        let known = Known {
            message,
            connection,
            profile: None,
            pace,
            // It would be a question to the store for each message.
            expected: None,
            now_ms,
        };
        Brief {
            id: message.id,
            distinct_id: message.distinct_id.clone(),
            status: message.status,
            summary: ending::summary(message, now_ms),
            next: ending::next(&known),
            advice: ending::advice(message).map(str::to_owned),
        }
    };
    TriggerExplanation {
        id: view.id,
        summary: summary(view, now_ms),
        messages: view.messages.iter().map(brief).collect(),
        next: next(view, waits),
        after: view.after.clone(),
    }
}

fn summary(view: &TriggerView, now_ms: u64) -> String {
    let recipients = match view.recipients {
        1 => "1 recipient".to_owned(),
        many => format!("{many} recipients"),
    };
    let counts = counts(view.counts);
    let became = if counts.is_empty() {
        "no message is on record".to_owned()
    } else {
        counts.join(", ")
    };
    format!(
        "{}, accepted {} ({} ago), for {recipients}: {became}.",
        view.start,
        moment(view.accepted_at_ms),
        span(now_ms.saturating_sub(view.accepted_at_ms)),
    )
}

fn counts(counts: StatusCounts) -> Vec<String> {
    let StatusCounts {
        queued,
        delivered,
        failed,
        expired,
        refused,
        ambiguous,
        merged,
        cancelled,
    } = counts;
    let named = [
        (queued, "on the way"),
        (delivered, "delivered"),
        (failed, "failed"),
        (expired, "expired"),
        (refused, "with nothing to send"),
        (ambiguous, "ambiguous"),
        (merged, "merged with others"),
        (cancelled, "called off"),
    ];
    let some = named.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, name)| format!("{count} {name}"))
        .collect()
}

fn next(view: &TriggerView, waits: Waits) -> String {
    if let Some(due_at_ms) = waits.due_at_ms {
        let then = moment(due_at_ms);
        return match view.start.starts_with("digest ") {
            true => format!("It collects events until {then}, and is planned then."),
            false => format!("It waits for its time, {then}, and is planned then."),
        };
    }
    if waits.is_cancelled && view.counts.queued == 0 {
        return "Nothing: it was called off, and nothing of it is sent any more.".to_owned();
    }
    if counts(view.counts).is_empty() {
        return "It waits to be planned, in the order of acceptance. If it is an event, it may be that no workflow names it: then nothing is sent.".to_owned();
    }
    match view.counts.queued {
        0 => "Nothing: every message has ended.".to_owned(),
        1 => "One message is still on its way.".to_owned(),
        queued => format!("{queued} messages are still on their way."),
    }
}
