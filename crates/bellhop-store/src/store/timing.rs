//! Timers, digests, throttles and cancellations.

use std::collections::{HashMap, HashSet};

use bellhop_core::id::{MessageId, TriggerId, WorkspaceKey};
use bellhop_core::plan::Event;
use bellhop_core::timer::Timer;
use uuid::Uuid;

use super::Store;
use super::reading::read;
use crate::StoreError;
use crate::timing::{self, Calling, ClosedDigest, ThrottleAsk};
use crate::writes::timing::{Ask, Run};

impl Store {
    /// Keeps timers; one that is there stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_timers(&self, timers: Vec<Timer>) -> Result<(), StoreError> {
        let Some(earliest) = timers.iter().map(|timer| timer.due_at_ms).min() else {
            return Ok(());
        };
        self.writes.timing(Ask::Put(timers)).await?;
        self.bell.added(earliest);
        Ok(())
    }

    /// Takes up to `limit` timers that are due, in their order. Until `until_ms` no other process gets
    /// them; then, if they were not removed, they are due again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn take_timers(
        &self,
        now_ms: u64,
        until_ms: u64,
        limit: u32,
    ) -> Result<Vec<Timer>, StoreError> {
        let ask = Ask::Take {
            now_ms,
            until_ms,
            limit,
        };
        Ok(self.writes.timing(ask).await?.timers)
    }

    /// Removes timers that were acted on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_timers(&self, ids: Vec<Uuid>) -> Result<(), StoreError> {
        self.writes.timing(Ask::Remove(ids)).await.map(drop)
    }

    /// When the next timer is due, in milliseconds since 1970. One that this process adds later, and
    /// that is due before that (or before `horizon_ms`), rings: see [`Store::earlier_timer`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn next_timer_ms(&self, horizon_ms: u64) -> Result<Option<u64>, StoreError> {
        self.bell.expect(horizon_ms);
        read!(self, timing::next_due_ms)
    }

    /// Waits until this process adds a timer that is due earlier than was looked ahead.
    pub async fn earlier_timer(&self) {
        self.bell.rung().await;
    }

    /// How many timers wait, by kind.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn timer_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        read!(self, timing::counts)
    }

    /// When the first of what waits of a trigger as a whole is due.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn trigger_due_ms(&self, id: TriggerId) -> Result<Option<u64>, StoreError> {
        read!(self, timing::trigger_due_ms, id)
    }

    /// Collects events, each once, and puts them on record; a collection that is begun ends by itself.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn collect(&self, events: Vec<Event>, now_ms: u64) -> Result<(), StoreError> {
        let Some(earliest) = events.iter().map(|event| event.ends_at_ms).min() else {
            return Ok(());
        };
        self.writes.timing(Ask::Collect(events, now_ms)).await?;
        self.bell.added(earliest);
        Ok(())
    }

    /// Ends a collection: it takes no more events. Gives what is in it, until it is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], or [`StoreError::Unreadable`].
    pub async fn close_digest(&self, id: Uuid) -> Result<Option<ClosedDigest>, StoreError> {
        Ok(self.writes.timing(Ask::Close(id)).await?.closed)
    }

    /// Forgets a collection that has been sent, and its timer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_digest(&self, id: Uuid) -> Result<(), StoreError> {
        self.writes.timing(Ask::Forget(id)).await.map(drop)
    }

    /// Whether each may pass its throttle. Asked about the same again, it answers the same.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn throttle(
        &self,
        asks: Vec<ThrottleAsk>,
        now_ms: u64,
    ) -> Result<HashMap<MessageId, bool>, StoreError> {
        if asks.is_empty() {
            return Ok(HashMap::new());
        }
        let told = self.writes.timing(Ask::Throttle(asks, now_ms)).await?;
        let passed = told.passed.into_iter();
        Ok(passed.map(|(id, passes)| (MessageId(id), passes)).collect())
    }

    /// Notes that a trigger can be called off, by its key if it has one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_run(
        &self,
        trigger: TriggerId,
        workspace: &WorkspaceKey,
        cancellation_key: Option<&str>,
    ) -> Result<(), StoreError> {
        let key = cancellation_key.map(|key| timing::hash(workspace, key));
        let run = Run {
            trigger,
            workspace: workspace.clone(),
            key,
        };
        self.writes.timing(Ask::Run(vec![run])).await.map(drop)
    }

    /// Notes that triggers can be called off, without a key.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_runs(
        &self,
        triggers: impl IntoIterator<Item = (TriggerId, WorkspaceKey)>,
    ) -> Result<(), StoreError> {
        let runs = triggers.into_iter().map(|(trigger, workspace)| Run {
            trigger,
            workspace,
            key: None,
        });
        let runs: Vec<_> = runs.collect();
        if runs.is_empty() {
            return Ok(());
        }
        self.writes.timing(Ask::Run(runs)).await.map(drop)
    }

    /// Calls off the triggers that fit: what waits of them goes away, with a record, and what is
    /// planned of them from now on is not sent. Gives those of which something waited, and how many
    /// messages ended by it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: it may be half done then; asking again does the rest.
    pub async fn cancel(
        &self,
        calling: Calling,
        now_ms: u64,
    ) -> Result<(Vec<TriggerId>, u64), StoreError> {
        let recipients = calling.recipients.clone();
        let marked = self.writes.timing(Ask::Mark(calling, now_ms)).await?;
        if marked.triggers.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let ask = Ask::Sweep(marked.triggers, recipients, now_ms);
        let swept = self.writes.timing(ask).await?;
        Ok((swept.triggers, swept.count))
    }

    /// Of these triggers, for whom each was called off: the ids of recipients; an empty one is
    /// everybody.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn cancelled(
        &self,
        triggers: &[TriggerId],
    ) -> Result<HashMap<TriggerId, HashSet<String>>, StoreError> {
        if triggers.is_empty() {
            return Ok(HashMap::new());
        }
        read!(self, timing::cancelled, triggers)
    }
}
