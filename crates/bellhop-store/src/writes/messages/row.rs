//! The row of a message, as planning makes it.

use bellhop_core::address::Address;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{MessageId, TriggerId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;
use bellhop_core::workflow::Category;

use crate::{Step, TimelineEntry};

pub(crate) struct PlannedRow {
    pub(crate) id: MessageId,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) trigger: TriggerId,
    pub(crate) workspace: WorkspaceKey,
    pub(crate) distinct_id: String,
    pub(crate) template: String,
    pub(crate) category: Option<Category>,
    pub(crate) address: Option<Address>,
    pub(crate) reason: Option<Reason>,
    pub(crate) accepted_at_ms: u64,
    pub(crate) timeline: String,
}

impl PlannedRow {
    pub(super) fn message(message: &Message, now_ms: u64) -> Self {
        Self {
            id: message.id,
            outcome: None,
            trigger: message.trigger,
            workspace: message.workspace.clone(),
            distinct_id: message.distinct_id.clone(),
            template: message.template.as_str().to_owned(),
            category: Some(message.category),
            address: Some(message.address.clone()),
            reason: None,
            accepted_at_ms: message.accepted_at_ms,
            timeline: line(now_ms, Step::Planned, None),
        }
    }

    pub(super) fn refusal(refusal: &Refusal, trigger: TriggerId, now_ms: u64) -> Self {
        Self {
            id: refusal.id,
            outcome: Some(Outcome::Refused),
            trigger,
            workspace: refusal.workspace.clone(),
            distinct_id: refusal.distinct_id.clone(),
            template: refusal.template.clone(),
            category: None,
            address: None,
            reason: Some(refusal.reason),
            accepted_at_ms: refusal.accepted_at_ms,
            timeline: line(
                now_ms,
                Step::Refused,
                Some(match &refusal.detail {
                    Some(detail) => detail.clone(),
                    None => refusal.reason.as_str().to_owned(),
                }),
            ),
        }
    }
}

/// One line of a timeline.
pub(in crate::writes) fn line(at_ms: u64, what: Step, detail: Option<String>) -> String {
    let mut text = String::new();
    write_line(
        &mut text,
        &TimelineEntry {
            at_ms,
            what,
            detail,
        },
    );
    text
}

/// Adds a line to a timeline: a JSON object and a line feed, which JSON keeps out of texts.
pub(super) fn write_line(timeline: &mut String, entry: &TimelineEntry) {
    let json = serde_json::to_string(entry).expect("an entry is numbers and texts");
    timeline.push_str(&json);
    timeline.push('\n');
}
