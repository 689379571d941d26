//! Record, then settle: what Slack has is on record, or what waits is in the store, before the queue
//! forgets the message.
//!
//! One task records for a desk, and one settles behind it: whatever has piled up while the last batch
//! was written is the next batch.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::address::Address;
use bellhop_core::fault::Reason;
use bellhop_core::id::{DistinctId, MessageId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_queue::{Delivery, QueueError};
use bellhop_store::{MessageChange, Spilled, Store, StoreError};
use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};

use crate::clock::time_of_day_ms;
use crate::happening::Happening;
use crate::worker::Parts;

/// Changes written together at the most.
const BATCH_MAX: usize = 512;
/// The wait before a failed write is tried again. What is delivered must get on record, so there is
/// no last try.
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// How often a dead letter is published that has no delivery, which would come again.
const BURY_TRIES: u32 = 10;

/// Something to put on record, and what to do then.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// `None` where the record is complete already.
    pub(crate) change: Option<MessageChange>,
    pub(crate) settle: Option<Settle>,
    pub(crate) dead_address: Option<DeadAddress>,
    /// A message that goes to the store, to wait there.
    pub(crate) spilling: Option<Spilling>,
    /// A message that waits in the store no longer.
    pub(crate) unspilled: Option<MessageId>,
    /// Told when this, and everything before it, is on record.
    pub(crate) written: Option<oneshot::Sender<()>>,
}

/// How a message is settled: all the deliveries of it, since it may have come more than once. The
/// last is the newest, and the one that counts.
#[derive(Debug)]
pub(crate) struct Settle {
    pub(crate) deliveries: Vec<Delivery<()>>,
    /// Why it was given up, if it was.
    pub(crate) dead: Option<(Reason, String)>,
    /// The message, if it was given up and is in the store: it stays there until it is among the dead
    /// letters.
    pub(crate) stored: Option<Arc<Message>>,
}

impl Settle {
    /// There is nothing more to do.
    pub(crate) fn done(deliveries: Vec<Delivery<()>>) -> Self {
        Self {
            deliveries,
            dead: None,
            stored: None,
        }
    }
}

/// A message on its way to the store, and what is settled when it is there.
#[derive(Debug)]
pub(crate) struct Spilling {
    pub(crate) spilled: Spilled,
    pub(crate) deliveries: Vec<Delivery<()>>,
}

/// An address that Slack says leads nowhere.
#[derive(Debug)]
pub(crate) struct DeadAddress {
    pub(crate) workspace: WorkspaceKey,
    pub(crate) distinct_id: DistinctId,
    pub(crate) address: Address,
}

/// Runs until every sender is gone and everything is written and settled.
pub(crate) async fn run(
    parts: Arc<Parts>,
    mut entries: mpsc::UnboundedReceiver<Entry>,
    tell: mpsc::UnboundedSender<Happening>,
) {
    let store = &parts.store;
    let (recorded, to_settle) = mpsc::unbounded_channel();
    let settling = tokio::spawn(settle_all(Arc::clone(&parts), to_settle));
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while entries.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let (mut changes, mut settles, mut told) = (Vec::new(), Vec::new(), Vec::new());
        let (mut spilled, mut unspilled) = (Vec::new(), Vec::new());
        for entry in batch.drain(..) {
            changes.extend(entry.change);
            settles.extend(entry.settle);
            unspilled.extend(entry.unspilled);
            if let Some(spilling) = entry.spilling {
                spilled.push(spilling.spilled);
                settles.push(Settle::done(spilling.deliveries));
            }
            told.extend(entry.written);
            if let Some(dead) = entry.dead_address {
                deactivate(store, &dead).await;
            }
        }
        // They share a transaction, in which what comes to the store does so before what leaves it.
        tokio::join!(
            spill(store, &spilled),
            record(store, changes.into(), &unspilled)
        );
        if !spilled.is_empty() {
            let _ = tell.send(Happening::Spilled(spilled.len()));
        }
        for settle in settles {
            let _ = recorded.send(settle);
        }
        for told in told {
            let _ = told.send(());
        }
    }
    drop(recorded);
    if let Err(error) = settling.await {
        tracing::error!(%error, "settling ended badly");
    }
}

async fn record(store: &Store, changes: Arc<[MessageChange]>, unspilled: &[MessageId]) {
    while let Err(error) = store
        .record_and_unspill(Arc::clone(&changes), unspilled.to_vec())
        .await
    {
        tracing::error!(%error, "the record can't be written; trying again");
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

async fn spill(store: &Store, spilled: &[Spilled]) {
    while let Err(error) = store.spill(spilled.to_vec()).await {
        tracing::error!(%error, "what is to wait can't be written; trying again");
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

/// Waits until everything that was handed to the recorder before is on record.
pub(crate) async fn flushed(entries: &mpsc::UnboundedSender<Entry>) {
    let (tell, told) = oneshot::channel();
    let _ = entries.send(Entry {
        written: Some(tell),
        ..Entry::default()
    });
    // It fails when the recorder is gone, with the desk that waits here.
    let _ = told.await;
}

/// Settles what is on record. The next batch is recorded meanwhile: the less time between Slack's
/// answer and its record, the less a crash sends again.
async fn settle_all(parts: Arc<Parts>, mut recorded: mpsc::UnboundedReceiver<Settle>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while recorded.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let (given_up, done): (Vec<_>, Vec<_>) =
            batch.drain(..).partition(|settle| settle.dead.is_some());
        let done = done.into_iter().flat_map(|settle| settle.deliveries);
        let given_up = given_up.into_iter().map(|settle| give_up(&parts, settle));
        let (failed, given_up) = tokio::join!(Delivery::ack_all(done), join_all(given_up));
        for error in failed
            .into_iter()
            .chain(given_up.into_iter().filter_map(Result::err))
        {
            if matches!(error, QueueError::Lost) {
                tracing::debug!("a message was handed out again; its record settles it");
            } else {
                tracing::error!(%error, "a message could not be settled yet");
            }
        }
    }
}

/// Puts what was given up among the dead letters.
async fn give_up(parts: &Parts, settle: Settle) -> Result<(), QueueError> {
    let mut deliveries = settle.deliveries;
    let Some((reason, detail)) = settle.dead else {
        return Ok(());
    };
    if let Some(message) = settle.stored {
        bury(parts, &message, reason, &detail).await?;
    } else if let Some(newest) = deliveries.pop() {
        newest.dead_letter(reason, &detail).await?;
    }
    let failed = Delivery::ack_all(deliveries).await.into_iter();
    let mut failed = failed.filter(|error| !matches!(error, QueueError::Lost));
    failed.next().map_or(Ok(()), Err)
}

/// Puts a message that waited in the store among the dead letters, and takes it out of the store then. If
/// that can't be done it stays, and is met again by whoever has the shard next.
async fn bury(
    parts: &Parts,
    message: &Message,
    reason: Reason,
    detail: &str,
) -> Result<(), QueueError> {
    let mut tries = 1;
    while let Err(error) = parts.queue.bury(message, reason, detail).await {
        if tries == BURY_TRIES || matches!(error, QueueError::Closed) {
            return Err(error);
        }
        tries += 1;
        tracing::error!(%error, "a dead letter could not be published; trying again");
        tokio::time::sleep(AGAIN_AFTER).await;
    }
    let gone = vec![message.id];
    if let Err(error) = parts.store.record_and_unspill([].into(), gone).await {
        tracing::error!(%error, message_id = %message.id, "a dead letter waits in the store, too");
    }
    Ok(())
}

/// Marks an address dead. If that fails it is found again by the next message, so it is only logged.
async fn deactivate(store: &Store, dead: &DeadAddress) {
    let DeadAddress {
        workspace,
        distinct_id,
        address,
    } = dead;
    let now_ms = time_of_day_ms();
    let result: Result<bool, StoreError> = store
        .deactivate_address(workspace, distinct_id, address, Reason::Recipient, now_ms)
        .await;
    match result {
        Ok(_) => tracing::warn!(%distinct_id, target = address.target.kind(), "an address is dead"),
        Err(error) => tracing::error!(%error, "a dead address could not be marked"),
    }
}
