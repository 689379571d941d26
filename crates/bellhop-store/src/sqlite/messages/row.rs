//! The row of a message, as planning makes it.

use bellhop_core::address::Address;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{MessageId, TriggerId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;
use bellhop_core::workflow::Category;

use crate::sqlite::bulk::Statement;
use crate::{Step, TimelineEntry};

/// How many values a row binds.
pub(super) const COLUMNS: usize = 14;

pub(super) struct PlannedRow {
    pub(super) id: MessageId,
    pub(super) outcome: Option<Outcome>,
    trigger: TriggerId,
    workspace: Option<WorkspaceKey>,
    distinct_id: String,
    template: String,
    category: Option<Category>,
    address: Option<Address>,
    reason: Option<Reason>,
    accepted_at_ms: Option<u64>,
    timeline: String,
}

impl PlannedRow {
    pub(super) fn message(message: &Message, now_ms: u64) -> Self {
        Self {
            id: message.id,
            outcome: None,
            trigger: message.trigger,
            workspace: Some(message.workspace.clone()),
            distinct_id: message.distinct_id.clone(),
            template: message.template.as_str().to_owned(),
            category: Some(message.category),
            address: Some(message.address.clone()),
            reason: None,
            accepted_at_ms: Some(message.accepted_at_ms),
            timeline: line(now_ms, Step::Planned, None),
        }
    }

    pub(super) fn refusal(refusal: &Refusal, trigger: TriggerId, now_ms: u64) -> Self {
        Self {
            id: refusal.id,
            outcome: Some(Outcome::Refused),
            trigger,
            workspace: None,
            distinct_id: refusal.distinct_id.clone(),
            template: refusal.template.clone(),
            category: None,
            address: None,
            reason: Some(refusal.reason),
            accepted_at_ms: None,
            timeline: line(
                now_ms,
                Step::Refused,
                Some(refusal.reason.as_str().to_owned()),
            ),
        }
    }

    pub(super) fn bind(&self, query: Statement, now_ms: u64) -> Statement {
        let address = self.address.as_ref();
        query
            .bind(&self.id.0.as_bytes()[..])
            .bind(&self.trigger.0.as_bytes()[..])
            .bind(self.workspace.as_ref().map(WorkspaceKey::as_str))
            .bind(self.distinct_id.as_str())
            .bind(self.template.as_str())
            .bind(self.category.map(Category::as_str))
            .bind(address.map(|address| address.connection.as_str()))
            .bind(address.map(|address| address.target.kind()))
            .bind(address.map(|address| address.target.id()))
            .bind(self.outcome.map(Outcome::as_str))
            .bind(self.reason.map(Reason::as_str))
            .bind(self.accepted_at_ms.map(crate::sqlite::int))
            .bind(crate::sqlite::int(now_ms))
            .bind(self.timeline.as_str())
    }
}

/// One line of a timeline.
fn line(at_ms: u64, what: Step, detail: Option<String>) -> String {
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
