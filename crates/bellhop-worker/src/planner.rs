//! Plan: triggers off the queue in, messages onto it.
//!
//! Messages are queued in the order of their triggers; a more urgent trigger passes one that is planned
//! in pieces. A crash in the middle plans the same messages
//! again, with the same ids; those that were on record before are marked, so that the worker looks
//! at their record before it sends them. Nothing is settled before its messages are durable.
//!
//! One planner works for a deployment at a time. One that has lost its place (it was frozen, or cut
//! off) publishes nothing of what it still has in its hands: the next has it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bellhop_core::fault::Outcome;
use bellhop_core::id::{DistinctId, MessageId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::plan::{Plan, Planned, Refusal, Unfit, steps};
use bellhop_core::profile::{Edit, Profile, ProfileLimits};
use bellhop_core::timing::Zone;
use bellhop_core::trigger::{Recipient, Start, Trigger};
use bellhop_core::workflow::{Catalog, Category};
use bellhop_queue::{Delivery, Queue, QueueError};
use bellhop_store::{ProfileEdit, Recorded, StoreError};
use futures_util::future::try_join_all;
use tokio::sync::{mpsc, watch};

use crate::clock::time_of_day_ms;
use crate::metrics::Metrics;
use crate::worker::Parts;

mod hand;
mod timing;
mod zones;

use self::hand::{Hand, Piece};
use self::timing::Sifted;

/// Triggers taken off the queue at once.
const TRIGGERS_MAX: usize = 128;
/// Triggers in hand at once: of more, those that are more urgent are not seen.
const IN_HAND_MAX: usize = 1_024;
/// The wait before planning is tried again after the store or the queue failed.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

#[derive(Debug, thiserror::Error)]
enum PlanError {
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the queue failed")]
    Queue(#[from] QueueError),
    #[error("the triggers were handed out again")]
    Lost,
}

pub(crate) struct Planner {
    pub(crate) parts: Arc<Parts>,
    pub(crate) metrics: Metrics,
    pub(crate) time_to_live: Duration,
    pub(crate) plan_chunk: usize,
    pub(crate) profile_limits: ProfileLimits,
    pub(crate) default_timezone: Zone,
}

/// The profiles that a batch needs, by workspace.
type Profiles = HashMap<WorkspaceKey, HashMap<DistinctId, Profile>>;

impl Planner {
    /// Plans until told to stop.
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        let (sender, mut received) = mpsc::channel(1);
        let receiving = tokio::spawn(receive(self.parts.queue.clone(), sender));
        let mut hand = Hand::default();
        while !*stopping.borrow() {
            let more = if hand.len() == 0 {
                tokio::select! {
                    more = received.recv() => more,
                    _ = stopping.changed() => break,
                }
            } else if hand.len() < IN_HAND_MAX {
                received.try_recv().ok()
            } else {
                None
            };
            let catalog = self.parts.templates.catalog();
            for delivery in more.into_iter().flatten() {
                hand.take(category(&delivery.body, &catalog), delivery);
            }
            self.plan_next(&mut hand, &stopping).await;
        }
        receiving.abort();
    }

    /// Plans a batch; what fails is tried again, since the triggers behind it must not overtake it.
    async fn plan_next(&self, hand: &mut Hand, stopping: &watch::Receiver<bool>) {
        let Some(category) = hand.turn() else {
            return;
        };
        let batch = hand.batch(category, self.plan_chunk);
        while let Err(error) = self.plan(&batch, || hand.is_current(category)).await {
            if matches!(error, PlanError::Lost) {
                tracing::warn!("triggers were handed out again; another plans them");
                *hand = Hand::default();
                return;
            }
            tracing::error!(%error, source = ?std::error::Error::source(&error), "planning failed; trying again");
            if *stopping.borrow() {
                return;
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
        let done = hand.planned(category, self.plan_chunk);
        for error in Delivery::ack_all(done).await {
            if matches!(error, QueueError::Lost) {
                tracing::debug!("a trigger was handed out again; its record settles it");
            } else {
                tracing::error!(%error, "a trigger could not be settled yet");
            }
        }
    }

    async fn plan(
        &self,
        batch: &[Piece<'_>],
        is_current: impl Fn() -> bool,
    ) -> Result<(), PlanError> {
        self.keep_inline(batch).await?;
        let profiles = self.profiles(batch).await?;
        let catalog = self.parts.templates.catalog();
        let mut planned = Vec::with_capacity(batch.len());
        let mut sifted = Sifted::default();
        for piece in batch {
            let known = profiles.get(&piece.trigger.workspace);
            let of = |who: &Recipient| known?.get(who.distinct_id.as_ref()?);
            let actor = piece.trigger.actor.as_ref().and_then(of);
            let plan = Plan::new(piece.trigger, &catalog, actor, self.time_to_live)
                .refusing(self.unfit(piece.trigger, &catalog));
            let later = self.delay(&plan, piece.recipients.start == 0).await?;
            let mut messages = Vec::new();
            let mut refusals = Vec::new();
            for position in piece.recipients.clone() {
                let recipient = &piece.trigger.recipients[position];
                let who = (recipient, of(recipient));
                for one in plan.recipient(position, who.1) {
                    if later.iter().any(|it| it.as_str() == one.template()) {
                        continue;
                    }
                    match sifted.sift(self, &plan, position, who, one) {
                        Some(Planned::Message(message)) => messages.push(message),
                        Some(Planned::Refused(refusal)) => refusals.push(refusal),
                        None => {}
                    }
                }
            }
            planned.push((piece.trigger, messages, refusals));
        }
        self.find_zones(&mut sifted).await;
        self.hold_back(&mut sifted, &mut planned).await?;
        let messages = self.record(planned).await?;
        let messages = self.may_go(&sifted, messages).await?;
        // Recorded, but not known to be published: whoever plans them next marks them.
        if !is_current() {
            return Err(PlanError::Lost);
        }
        if !messages.is_empty() {
            self.parts.queue.publish_messages(&messages).await?;
        }
        Ok(())
    }

    /// The workflows of an event whose schema asks for other properties. What names its workflow itself was
    /// held against the schema when it was accepted, and is not refused for it afterwards.
    fn unfit(&self, trigger: &Trigger, catalog: &Catalog) -> Vec<Unfit> {
        let Start::Event { event } = &trigger.start else {
            return Vec::new();
        };
        let checked = catalog.started_by(event).filter_map(|workflow| {
            let templates = &self.parts.templates;
            let checked = templates.check_data(&workflow.slug, &trigger.data);
            let mismatch = checked.err()?;
            Some(Unfit {
                template: workflow.slug.clone(),
                detail: mismatch.without_value(),
            })
        });
        checked.collect()
    }

    /// Puts what was planned on record; gives the messages that are to be sent.
    async fn record(
        &self,
        mut planned: Vec<(&Trigger, Vec<Message>, Vec<Refusal>)>,
    ) -> Result<Vec<Message>, PlanError> {
        let now_ms = time_of_day_ms();
        let records = planned.iter().map(|(trigger, messages, refusals)| {
            self.parts
                .store
                .record_planned(trigger.id, messages, refusals, now_ms)
        });
        // They are asked for in this order, which is that of their places; a task that has used up its
        // budget would ask for some of them later.
        let recorded = tokio::task::unconstrained(try_join_all(records)).await?;
        let mut queue = Vec::new();
        for ((trigger, messages, refusals), recorded) in planned.iter_mut().zip(&recorded) {
            self.count_refused(trigger, refusals, &recorded.before);
            queue.extend(
                messages
                    .drain(..)
                    .filter_map(|message| still_to_send(message, recorded)),
            );
        }
        let mut ids = HashSet::with_capacity(queue.len());
        queue.retain(|message| ids.insert(message.id));
        Ok(queue)
    }

    fn count_refused(
        &self,
        trigger: &Trigger,
        refusals: &[Refusal],
        before: &HashMap<MessageId, Option<Outcome>>,
    ) {
        for refusal in refusals
            .iter()
            .filter(|refusal| !before.contains_key(&refusal.id))
        {
            let (id, reason) = (refusal.id, refusal.reason.as_str());
            let detail = refusal.detail.as_deref();
            tracing::warn!(message_id = %id, run_id = %trigger.id, reason, detail, "nothing to send");
            self.metrics.ended(Outcome::Refused, refusal.reason);
        }
    }

    /// Keeps what triggers say inline of recipients that are to be kept.
    async fn keep_inline(&self, batch: &[Piece<'_>]) -> Result<(), PlanError> {
        let mut edits: HashMap<&WorkspaceKey, Vec<ProfileEdit>> = HashMap::new();
        for piece in batch {
            let recipients = &piece.trigger.recipients[piece.recipients.clone()];
            for who in recipients.iter().filter(|who| who.keep) {
                let Some(distinct_id) = who.distinct_id.clone() else {
                    continue;
                };
                let edit = ProfileEdit {
                    distinct_id,
                    edits: inline_edits(who),
                };
                edits
                    .entry(&piece.trigger.workspace)
                    .or_default()
                    .push(edit);
            }
        }
        for (workspace, edits) in edits {
            let store = &self.parts.store;
            let kept = store
                .edit_profiles(workspace, edits, self.profile_limits, time_of_day_ms())
                .await;
            match kept {
                Ok(_) => {}
                // A profile that is full keeps what it has; the trigger itself is not harmed by it.
                Err(StoreError::Edit { .. }) => {
                    tracing::warn!("what a trigger says of a recipient does not fit the profile");
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn profiles(&self, batch: &[Piece<'_>]) -> Result<Profiles, PlanError> {
        let mut wanted: HashMap<WorkspaceKey, HashSet<DistinctId>> = HashMap::new();
        for piece in batch {
            let people = piece.trigger.recipients[piece.recipients.clone()].iter();
            let people = people.chain(&piece.trigger.actor);
            let ids = people.filter_map(|who| who.distinct_id.clone());
            wanted
                .entry(piece.trigger.workspace.clone())
                .or_default()
                .extend(ids);
        }
        let mut profiles = HashMap::new();
        for (workspace, ids) in wanted {
            let ids: Vec<_> = ids.into_iter().collect();
            let found = self.parts.store.profiles(&workspace, &ids).await?;
            profiles.insert(workspace, found);
        }
        Ok(profiles)
    }
}

/// Receives triggers until nobody wants them any more.
async fn receive(queue: Queue, sender: mpsc::Sender<Vec<Delivery<Trigger>>>) {
    while !sender.is_closed() {
        match queue.receive_triggers(TRIGGERS_MAX).await {
            Ok(deliveries) => {
                if sender.send(deliveries).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "triggers can't be received; trying again");
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        }
    }
}

/// How urgent a trigger is: as its most urgent step.
fn category(trigger: &Trigger, catalog: &Catalog) -> Category {
    let steps = steps(&trigger.start, catalog);
    let most_urgent = steps.into_iter().map(|step| step.category).min();
    most_urgent.unwrap_or_default()
}

/// A message that was on record before is sent only if it had not ended, and is marked. The record
/// says its place.
fn still_to_send(mut message: Message, recorded: &Recorded) -> Option<Message> {
    message.place = recorded
        .places
        .get(&message.id)
        .copied()
        .unwrap_or_default();
    match recorded.before.get(&message.id) {
        None => Some(message),
        Some(None) => {
            message.planned_before = true;
            Some(message)
        }
        Some(Some(_)) => None,
    }
}

fn inline_edits(who: &Recipient) -> Vec<Edit> {
    let addresses = who.addresses.iter().map(|address| Edit::AddAddress {
        target: address.target.clone(),
        credential: address.connection.clone(),
    });
    std::iter::once(Edit::Set(who.properties.clone()))
        .chain(addresses)
        .collect()
}
