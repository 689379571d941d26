//! What of a plan goes now, and what waits: steps that start later, events of digests, messages that
//! are throttled, held back or called off.

use std::collections::{HashMap, HashSet};

use bellhop_core::address::Address;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{MessageId, Slug, TriggerId};
use bellhop_core::message::Message;
use bellhop_core::plan::{Event, Plan, Planned, Refusal};
use bellhop_core::profile::Profile;
use bellhop_core::timer::{Hold, Timer, Waiting};
use bellhop_core::timing::Zone;
use bellhop_core::trigger::{Recipient, Trigger};
use bellhop_core::workflow::Category;
use bellhop_store::{End, MessageChange, Step, StoreError, ThrottleAsk, TimelineEntry};

use super::Planner;
use crate::clock::time_of_day_ms;

/// The property of a profile that names its recipient's time zone.
const TIMEZONE: &str = "$timezone";

/// What sifting a batch brings up besides the messages.
#[derive(Default)]
pub(super) struct Sifted {
    events: Vec<Event>,
    asks: Vec<ThrottleAsk>,
    /// Which throttle a message has to pass.
    executions: HashMap<MessageId, MessageId>,
    pub(super) holds: HashMap<MessageId, Hold>,
    /// The addresses of held messages whose recipient's zone neither trigger nor profile say.
    pub(super) unzoned: Vec<(MessageId, Address)>,
}

impl Sifted {
    /// Lets a message through, or takes it as an event of a digest.
    pub(super) fn sift(
        &mut self,
        planner: &Planner,
        plan: &Plan<'_>,
        position: usize,
        who: (&Recipient, Option<&Profile>),
        planned: Planned,
    ) -> Option<Planned> {
        let Planned::Message(message) = planned else {
            return Some(planned);
        };
        let template = message.template.as_str();
        if let Some(event) = plan.event(position, template, time_of_day_ms()) {
            // One for each address; the collection is the recipient's.
            if self.events.last().is_none_or(|last| last.id != event.id) {
                self.events.push(event);
            }
            return None;
        }
        let timing = plan.timing(template);
        if let Some(throttle) = timing.and_then(|timing| timing.throttle) {
            let execution = plan.execution(position, template);
            // The messages of one execution come one after the other.
            if self
                .asks
                .last()
                .is_none_or(|last| last.execution != execution.id)
            {
                self.asks.push(ThrottleAsk {
                    execution: execution.id,
                    slot: execution.slot,
                    throttle,
                });
            }
            self.executions.insert(message.id, execution.id);
        }
        let window = timing.and_then(|timing| timing.window.as_ref());
        if let Some(window) = window.filter(|_| message.category != Category::System) {
            let zone = window.zone.clone().or_else(|| zone_of(who.0, who.1));
            if zone.is_none() {
                self.unzoned.push((message.id, message.address.clone()));
            }
            let hold = Hold {
                window: window.clone(),
                zone: zone.unwrap_or_else(|| planner.default_timezone.clone()),
            };
            self.holds.insert(message.id, hold);
        }
        Some(Planned::Message(message))
    }
}

/// The zone that is known of a recipient: what the trigger says goes before what the profile says.
fn zone_of(recipient: &Recipient, profile: Option<&Profile>) -> Option<Zone> {
    let inline = recipient.properties.get(TIMEZONE);
    let kept = profile.and_then(|profile| profile.properties.get(TIMEZONE));
    Zone::parse(inline.or(kept)?.as_str()?).ok()
}

impl Planner {
    /// Puts away the steps that start later; gives their templates.
    pub(super) async fn delay(
        &self,
        plan: &Plan<'_>,
        is_first_piece: bool,
    ) -> Result<HashSet<Slug>, StoreError> {
        let delayed = plan.delayed();
        let templates = delayed.iter().map(|it| it.template.clone()).collect();
        if is_first_piece && !delayed.is_empty() {
            let triggers = delayed.iter().map(|one| &one.trigger);
            let runs = triggers.map(|trigger| (trigger.id, trigger.workspace.clone()));
            let runs: Vec<_> = runs.collect();
            self.parts.store.note_runs(runs).await?;
            let timers = delayed.into_iter().map(|one| Timer {
                id: MessageId::derive(one.trigger.id, &["delay", one.template.as_str()]).0,
                due_at_ms: one.trigger.timing.due_at_ms.unwrap_or(0),
                workspace: one.trigger.workspace.clone(),
                trigger: one.trigger.id,
                waiting: Waiting::Trigger(Box::new(one.trigger)),
            });
            self.parts.store.put_timers(timers.collect()).await?;
        }
        Ok(templates)
    }

    /// Collects the events, and takes out what a throttle does not let pass.
    pub(super) async fn hold_back(
        &self,
        sifted: &mut Sifted,
        planned: &mut [(&Trigger, Vec<Message>, Vec<Refusal>)],
    ) -> Result<(), StoreError> {
        let (store, now_ms) = (&self.parts.store, time_of_day_ms());
        store
            .collect(std::mem::take(&mut sifted.events), now_ms)
            .await?;
        let passed = store
            .throttle(std::mem::take(&mut sifted.asks), now_ms)
            .await?;
        for (_, messages, refusals) in planned {
            messages.retain(|message| {
                let Some(execution) = sifted.executions.get(&message.id) else {
                    return true;
                };
                let passes = passed.get(execution).copied().unwrap_or(true);
                if !passes && !refusals.iter().any(|refusal| refusal.id == *execution) {
                    refusals.push(Refusal {
                        id: *execution,
                        workspace: message.workspace.clone(),
                        accepted_at_ms: message.accepted_at_ms,
                        distinct_id: message.distinct_id.clone(),
                        template: message.template.as_str().to_owned(),
                        reason: Reason::Throttled,
                        detail: None,
                    });
                }
                passes
            });
        }
        Ok(())
    }

    /// Of the messages that are on record, those that may go now. What was called off ends here, and
    /// what is out of its hours waits as a timer.
    pub(super) async fn may_go(
        &self,
        sifted: &Sifted,
        messages: Vec<Message>,
    ) -> Result<Vec<Message>, StoreError> {
        let messages = self.not_called_off(messages).await?;
        if sifted.holds.is_empty() {
            return Ok(messages);
        }
        let now_ms = time_of_day_ms();
        let (mut go, mut timers, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        let mut runs = HashMap::new();
        for mut message in messages {
            let hold = sifted.holds.get(&message.id);
            let opens = hold.and_then(|hold| {
                let at_ms = hold.window.next_open_ms(now_ms, &hold.zone)?;
                (at_ms > now_ms).then_some((hold, at_ms))
            });
            let Some((hold, at_ms)) = opens else {
                go.push(message);
                continue;
            };
            if !message.planned_before {
                changes.push(held(&message, hold, at_ms));
            }
            if !message.timing.drop_late {
                message.deadline_ms = message.deadline_ms.saturating_add(at_ms - now_ms);
            }
            message.planned_before = true;
            message.timing.not_before_ms = at_ms;
            message.timing.cancellable = true;
            runs.entry(message.trigger)
                .or_insert_with(|| message.workspace.clone());
            timers.push(Timer {
                id: message.id.0,
                due_at_ms: at_ms,
                workspace: message.workspace.clone(),
                trigger: message.trigger,
                waiting: Waiting::Message(Box::new(message), Box::new(hold.clone())),
            });
        }
        let store = &self.parts.store;
        store.note_runs(runs).await?;
        store.put_timers(timers).await?;
        store.record(changes).await?;
        Ok(go)
    }

    async fn not_called_off(&self, messages: Vec<Message>) -> Result<Vec<Message>, StoreError> {
        let triggers = messages.iter().filter(|it| it.timing.cancellable);
        let triggers: HashSet<TriggerId> = triggers.map(|it| it.trigger).collect();
        let triggers: Vec<_> = triggers.into_iter().collect();
        let cancelled = self.parts.store.cancelled(&triggers).await?;
        if cancelled.is_empty() {
            return Ok(messages);
        }
        let is_off = |message: &Message| {
            let whom = cancelled.get(&message.trigger);
            whom.is_some_and(|whom| whom.contains("") || whom.contains(&message.distinct_id))
        };
        let (off, go): (Vec<_>, Vec<_>) = messages.into_iter().partition(is_off);
        for _ in &off {
            self.metrics.ended(Outcome::Cancelled, Reason::Cancelled);
        }
        let changes = off.iter().map(called_off).collect();
        self.parts.store.record(changes).await?;
        Ok(go)
    }
}

fn held(message: &Message, hold: &Hold, at_ms: u64) -> MessageChange {
    let detail = format!(
        "until {} ({}): {}",
        hold.zone.clock(at_ms),
        hold.zone,
        hold.window
    );
    change(message, Step::Held, Some(detail), None)
}

fn called_off(message: &Message) -> MessageChange {
    let end = End {
        outcome: Outcome::Cancelled,
        reason: Reason::Cancelled,
        receipt: None,
        detail: None,
    };
    change(message, Step::Cancelled, None, Some(end))
}

fn change(
    message: &Message,
    what: Step,
    detail: Option<String>,
    end: Option<End>,
) -> MessageChange {
    MessageChange {
        id: message.id,
        entries: vec![TimelineEntry {
            at_ms: time_of_day_ms(),
            what,
            detail,
        }],
        end,
        destination: None,
        attempt: None,
        card: None,
    }
}
