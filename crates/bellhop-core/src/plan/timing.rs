//! Planning in time: which steps start later, what an event of a digest is, and what a message carries.

use sha2::{Digest as _, Sha256};

use super::{Plan, Step, distinct_id, recipient_name};
use crate::id::{MessageId, Slug, TriggerId, WorkspaceKey};
use crate::timing::{Late, MessageTiming, Retain, Timing};
use crate::trigger::{Recipient, Start, Trigger};
use crate::workflow::Category;

/// A step that starts later, because its workflow says so.
#[derive(Debug, Clone)]
pub struct Delayed {
    /// Its template.
    pub template: Slug,
    /// What is to be planned when it is due. It makes the same messages as it would have now.
    pub trigger: Trigger,
}

/// One step for one recipient, whatever the number of addresses: what throttles count.
#[derive(Debug, Clone)]
pub struct Execution {
    /// Its id; that of its record, where it has one of its own.
    pub id: MessageId,
    /// What tells this recipient of this workflow from others: what throttles count by.
    pub slot: [u8; 16],
}

/// An event of a digest.
#[derive(Debug, Clone)]
pub struct Event {
    /// The id of its record.
    pub id: MessageId,
    /// The trigger that it came of.
    pub trigger: TriggerId,
    /// Whose it is.
    pub workspace: WorkspaceKey,
    /// When its trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// The recipient's `distinct_id`, or empty.
    pub distinct_id: String,
    /// The template of the digest.
    pub template: Slug,
    /// How urgent the digest is.
    pub category: Category,
    /// What tells its collection from others.
    pub slot: [u8; 16],
    /// When the collection that it begins, if it does, ends, in milliseconds since 1970.
    pub ends_at_ms: u64,
    /// Which events are shown.
    pub retain: Retain,
    /// What starts when the collection ends, with the data of this event.
    pub digest: Trigger,
}

impl Plan<'_> {
    /// What the workflow of this template says of time.
    #[must_use]
    pub fn timing(&self, template: &str) -> Option<&Timing> {
        let step = self.step(template)?;
        Some(&step.timing)
    }

    fn step(&self, template: &str) -> Option<&Step> {
        self.steps
            .iter()
            .find(|it| it.template.as_str() == template)
    }

    /// The steps that start later. None, when the trigger's caller said when it starts.
    #[must_use]
    pub fn delayed(&self) -> Vec<Delayed> {
        if self.trigger.timing.due_at_ms.is_some() {
            return Vec::new();
        }
        let delayed = self.steps.iter().filter_map(|step| {
            let delay_ms = u64::try_from(step.timing.delay?.as_millis()).unwrap_or(u64::MAX);
            let mut trigger = self.trigger.clone();
            if let Start::Event { .. } = trigger.start {
                let slug = step.template.clone();
                trigger.start = Start::Workflow { slug };
            }
            trigger.timing.due_at_ms = Some(trigger.accepted_at_ms.saturating_add(delay_ms));
            trigger.timing.cancellable = true;
            Some(Delayed {
                template: step.template.clone(),
                trigger,
            })
        });
        delayed.collect()
    }

    /// The step of this template for the recipient at `position`.
    #[must_use]
    pub fn execution(&self, position: usize, template: &str) -> Execution {
        let recipient = &self.trigger.recipients[position];
        let name = recipient_name(recipient, position);
        Execution {
            id: MessageId::derive(self.trigger.id, &[&name, template]),
            slot: self.slot(recipient, template, ""),
        }
    }

    /// The event of a digest that the step of this template is for the recipient at `position`; `None`
    /// when its workflow collects nothing, or when the trigger is what was collected.
    #[must_use]
    pub fn event(&self, position: usize, template: &str, now_ms: u64) -> Option<Event> {
        let step = self.step(template)?;
        let digest = step.timing.digest.as_ref()?;
        if self.trigger.timing.is_digest {
            return None;
        }
        let recipient = &self.trigger.recipients[position];
        let name = recipient_name(recipient, position);
        let of_digest = MessageId::derive(self.trigger.id, &[&name, template, "digest"]);
        let window_ms = u64::try_from(digest.window.as_millis()).unwrap_or(u64::MAX);
        let ends_at_ms = now_ms.saturating_add(window_ms);
        let mut collected = Trigger {
            id: TriggerId(of_digest.0),
            recipients: vec![recipient.clone()],
            ..self.trigger.clone()
        };
        if let Start::Event { .. } = collected.start {
            let slug = step.template.clone();
            collected.start = Start::Workflow { slug };
        }
        collected.timing.is_digest = true;
        collected.timing.deliver_by_ms = None;
        collected.timing.due_at_ms = Some(ends_at_ms);
        Some(Event {
            id: MessageId::derive(self.trigger.id, &[&name, template]),
            trigger: self.trigger.id,
            workspace: self.trigger.workspace.clone(),
            accepted_at_ms: self.trigger.accepted_at_ms,
            distinct_id: distinct_id(recipient),
            template: step.template.clone(),
            category: step.category,
            slot: self.slot(recipient, template, &digest.key_of(&self.trigger.data)),
            ends_at_ms,
            retain: digest.retain,
            digest: collected,
        })
    }

    /// A recipient without an id is told from others by its addresses.
    fn slot(&self, recipient: &Recipient, template: &str, key: &str) -> [u8; 16] {
        let who = match &recipient.distinct_id {
            Some(id) => format!("id {id}"),
            None => format!("at {:?}", recipient.addresses),
        };
        let mut hash = Sha256::new();
        for part in [self.trigger.workspace.as_str(), template, &who, key] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        *hash
            .finalize()
            .first_chunk()
            .expect("the hash has 32 bytes")
    }
}

/// When a trigger starts: what it waits for counts from then.
pub(super) fn starts_at_ms(trigger: &Trigger) -> u64 {
    trigger
        .accepted_at_ms
        .max(trigger.timing.due_at_ms.unwrap_or(0))
}

/// What a message carries of time, and when it is given up early because it is late then.
pub(super) fn of_message(trigger: &Trigger, step: &Step) -> (MessageTiming, Option<u64>) {
    let within = step.timing.deliver_within.map(|within| {
        let within_ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
        starts_at_ms(trigger).saturating_add(within_ms)
    });
    let by_ms = trigger.timing.deliver_by_ms.or(within);
    let late = trigger.timing.late.unwrap_or(step.timing.late);
    let timing = MessageTiming {
        not_before_ms: trigger.timing.due_at_ms.unwrap_or(0),
        due_by_ms: by_ms.filter(|_| late != Late::Drop),
        late_digest: by_ms.is_some() && late == Late::Digest,
        drop_late: by_ms.is_some() && late == Late::Drop,
        cancellable: trigger.timing.cancellable,
    };
    (timing, by_ms.filter(|_| late == Late::Drop))
}

#[cfg(test)]
mod tests;
