//! Record, then settle: what Slack has is on record before the queue forgets the message.
//!
//! One task records for a desk, and one settles behind it: whatever has piled up while the last batch
//! was written is the next batch.

use std::time::Duration;

use bellhop_core::address::Address;
use bellhop_core::fault::Reason;
use bellhop_core::id::{DistinctId, WorkspaceKey};
use bellhop_queue::{Delivery, QueueError};
use bellhop_store::{MessageChange, Store, StoreError};
use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};

use crate::clock::time_of_day_ms;

/// Changes written together at the most.
const BATCH_MAX: usize = 512;
/// The wait before a failed write is tried again. What is delivered must get on record, so there is
/// no last try.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Something to put on record, and what to do then.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// `None` where the record is complete already.
    pub(crate) change: Option<MessageChange>,
    pub(crate) settle: Option<Settle>,
    pub(crate) dead_address: Option<DeadAddress>,
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
}

/// An address that Slack says leads nowhere.
#[derive(Debug)]
pub(crate) struct DeadAddress {
    pub(crate) workspace: WorkspaceKey,
    pub(crate) distinct_id: DistinctId,
    pub(crate) address: Address,
}

/// Runs until every sender is gone and everything is written and settled.
pub(crate) async fn run(store: Store, mut entries: mpsc::UnboundedReceiver<Entry>) {
    let (recorded, to_settle) = mpsc::unbounded_channel();
    let settling = tokio::spawn(settle_all(to_settle));
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while entries.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let (mut changes, mut settles, mut told) = (Vec::new(), Vec::new(), Vec::new());
        for entry in batch.drain(..) {
            changes.extend(entry.change);
            settles.extend(entry.settle);
            told.extend(entry.written);
            if let Some(dead) = entry.dead_address {
                deactivate(&store, &dead).await;
            }
        }
        while !changes.is_empty()
            && let Err(error) = store.record(changes.clone()).await
        {
            tracing::error!(%error, "the record can't be written; trying again");
            tokio::time::sleep(AGAIN_AFTER).await;
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
async fn settle_all(mut recorded: mpsc::UnboundedReceiver<Settle>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while recorded.recv_many(&mut batch, BATCH_MAX).await > 0 {
        for result in join_all(batch.drain(..).map(settle)).await {
            match result {
                Ok(()) => {}
                Err(QueueError::Lost) => {
                    tracing::debug!("a message was handed out again; its record settles it");
                }
                Err(error) => tracing::error!(%error, "a message could not be settled yet"),
            }
        }
    }
}

async fn settle(settle: Settle) -> Result<(), QueueError> {
    let mut deliveries = settle.deliveries;
    let Some(newest) = deliveries.pop() else {
        return Ok(());
    };
    match settle.dead {
        None => newest.ack().await?,
        Some((reason, detail)) => newest.dead_letter(reason, &detail).await?,
    }
    for older in deliveries {
        match older.ack().await {
            Ok(()) | Err(QueueError::Lost) => {}
            Err(error) => return Err(error),
        }
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
