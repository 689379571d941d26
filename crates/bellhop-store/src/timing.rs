//! What waits, is collected, throttled and called off: the words for it, and what runs each write.

mod bell;
mod cancel;
mod digests;
mod throttle;
mod timers;

use bellhop_core::id::{MessageId, TriggerId, WorkspaceKey};
use bellhop_core::timing::Throttle;
use bellhop_core::trigger::Trigger;
use uuid::Uuid;

use crate::StoreError;
use crate::hand::Hand;
use crate::writes::timing::{Ask, TimingJob, Told};

pub(crate) use bell::Bell;
pub(crate) use cancel::{cancelled, hash};
pub(crate) use timers::{counts, next_due_ms, trigger_due_ms};

/// Somebody who wants to pass a throttle.
#[derive(Debug, Clone, Copy)]
pub struct ThrottleAsk {
    /// What wants to pass; asked again, it is answered as before.
    pub execution: MessageId,
    /// Whom it is counted for.
    pub slot: [u8; 16],
    /// How many may pass.
    pub throttle: Throttle,
}

/// A digest that takes no more events.
#[derive(Debug, Clone)]
pub struct ClosedDigest {
    /// What is to start, with the data of the last event.
    pub trigger: Trigger,
    /// How many events there were.
    pub count: u64,
    /// The data of those that are shown, in order, as JSON.
    pub shown: Vec<String>,
    /// The records of all events.
    pub events: Vec<ShownEvent>,
}

/// An event of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownEvent {
    /// Its record.
    pub id: MessageId,
    /// The trigger that it came of.
    pub trigger: TriggerId,
}

/// What is to be called off: everything that is given must fit, and at least one of the first three
/// must be given.
#[derive(Debug, Clone)]
pub struct Calling {
    /// Whose triggers.
    pub workspace: WorkspaceKey,
    /// The id of the trigger.
    pub execution: Option<Uuid>,
    /// Its cancellation key.
    pub cancellation_key: Option<String>,
    /// Its idempotency key.
    pub idempotency_key: Option<String>,
    /// The workflow that it started by name.
    pub workflow: Option<String>,
    /// Only for these recipients; empty for all.
    pub recipients: Vec<String>,
    /// How many at most.
    pub limit: u32,
}

/// Runs the writes of one transaction, in their order.
pub(crate) async fn run(hand: &mut Hand<'_>, jobs: &mut [TimingJob]) -> Result<(), StoreError> {
    for job in jobs {
        let told = one(hand, &job.ask).await?;
        job.reply.stage(Ok(told));
    }
    Ok(())
}

async fn one(hand: &mut Hand<'_>, ask: &Ask) -> Result<Told, StoreError> {
    let mut told = Told::default();
    match ask {
        Ask::Put(all) => timers::put(hand, all).await?,
        Ask::Take {
            now_ms,
            until_ms,
            limit,
        } => told.timers = timers::take(hand, *now_ms, *until_ms, *limit).await?,
        Ask::Remove(ids) => timers::remove(hand, ids).await?,
        Ask::Collect(events, now_ms) => digests::collect(hand, events, *now_ms).await?,
        Ask::Close(id) => told.closed = digests::close(hand, *id).await?,
        Ask::Forget(id) => digests::forget(hand, *id).await?,
        Ask::Throttle(asks, now_ms) => told.passed = throttle::pass(hand, asks, *now_ms).await?,
        Ask::Run(runs) => cancel::run(hand, runs).await?,
        Ask::Mark(calling, now_ms) => told.triggers = cancel::mark(hand, calling, *now_ms).await?,
        Ask::Sweep(triggers, recipients, now_ms) => {
            let (taken, count) = cancel::sweep(hand, triggers, recipients, *now_ms).await?;
            (told.triggers, told.count) = (taken, count);
        }
    }
    Ok(told)
}
