//! A line in memory: what a receiver takes from.
//!
//! It keeps three things: `held`, the entries in memory; `loaded`, the position up to which the file
//! has been brought into memory; `committed`, the position up to which the file is committed. The
//! order of delivery rests on one invariant:
//!
//! > `held` is, in order, every committed and undelivered entry with a position up to `loaded`, and
//! > `loaded` is never above `committed`.
//!
//! Entries get into `held` in two ways, and both keep it. The writer appends what it has just
//! committed, but only while `loaded == committed`, that is, when nothing lies between. The reader
//! appends what it read between `loaded` and the `committed` it was told; only it does so while
//! `loaded < committed`, so the two never interleave.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;

use crate::QueueError;

/// How many bytes of envelopes a line holds before it stops taking more.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// How many entries are read from the file at once.
const PAGE_ROWS: usize = 256;

/// A committed entry on its way to a receiver.
#[derive(Debug)]
pub(super) struct Entry<T> {
    pub(super) position: i64,
    /// The size of its envelope.
    pub(super) bytes: usize,
    pub(super) body: T,
}

/// What a receiver takes at once.
#[derive(Debug)]
pub(super) struct Taken<T> {
    pub(super) entries: Vec<Entry<T>>,
    /// Whether the reader should be woken.
    pub(super) hungry: bool,
}

/// What the reader is to read: positions after `after`, up to `up_to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) after: i64,
    pub(super) up_to: i64,
    pub(super) rows: usize,
    pub(super) bytes: usize,
}

#[derive(Debug)]
pub(crate) struct Line<T> {
    state: Mutex<State<T>>,
    arrived: Notify,
    /// The last position that was in the file when it was opened.
    last_at_opening: i64,
}

#[derive(Debug)]
struct State<T> {
    held: VecDeque<Entry<T>>,
    held_bytes: usize,
    held_max: usize,
    loaded: i64,
    committed: i64,
    trouble: Option<QueueError>,
    closed: bool,
}

impl<T> State<T> {
    fn has_room(&self) -> bool {
        self.held.len() < self.held_max && self.held_bytes < BYTES_MAX
    }

    fn is_hungry(&self) -> bool {
        self.loaded < self.committed
            && self.held.len() <= self.held_max / 2
            && self.held_bytes <= BYTES_MAX / 2
    }

    fn hold(&mut self, entry: Entry<T>) {
        self.held_bytes += entry.bytes;
        self.held.push_back(entry);
    }
}

impl<T> Line<T> {
    /// An empty line that holds up to `held_max` entries, of a file whose last was `last_at_opening`.
    pub(super) fn new(held_max: usize, last_at_opening: i64) -> Self {
        let state = State {
            held: VecDeque::new(),
            held_bytes: 0,
            held_max: held_max.max(1),
            loaded: 0,
            committed: 0,
            trouble: None,
            closed: false,
        };
        Self {
            state: Mutex::new(state),
            arrived: Notify::new(),
            last_at_opening,
        }
    }

    /// Whether an earlier opening of the file may have handed out what has this position.
    pub(super) fn is_inherited(&self, position: i64) -> bool {
        position <= self.last_at_opening
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state
            .lock()
            .expect("no code that holds this lock can panic")
    }

    /// For the receiver: up to `max` entries, or `None` when there is nothing to take yet.
    pub(super) fn take(&self, max: usize) -> Result<Option<Taken<T>>, QueueError> {
        let mut state = self.state();
        if state.closed {
            self.arrived.notify_one();
            return Err(QueueError::Closed);
        }
        if state.held.is_empty() {
            return state.trouble.take().map_or(Ok(None), Err);
        }
        let count = max.min(state.held.len());
        let entries: Vec<_> = state.held.drain(..count).collect();
        state.held_bytes -= entries.iter().map(|entry| entry.bytes).sum::<usize>();
        if !state.held.is_empty() {
            self.arrived.notify_one();
        }
        Ok(Some(Taken {
            entries,
            hungry: state.is_hungry(),
        }))
    }

    /// For the receiver: resolves when it is worth looking again.
    pub(super) async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// For publishers: whether bodies will be taken straight from the writer, as far as one can tell.
    pub(super) fn wants_bodies(&self) -> bool {
        let state = self.state();
        state.loaded == state.committed && state.has_room()
    }

    /// For the writer: everything up to `committed` is committed now, and `entries` are, in order and
    /// without a gap, the first of what is new (or nothing, when they are to be read back from the
    /// file). Returns whether the reader should be woken.
    pub(super) fn commit(&self, committed: i64, entries: impl Iterator<Item = Entry<T>>) -> bool {
        let mut state = self.state();
        let held_before = state.held.len();
        if state.loaded == state.committed {
            for entry in entries {
                if !state.has_room() {
                    break;
                }
                state.loaded = entry.position;
                state.hold(entry);
            }
        }
        state.committed = committed;
        if state.held.len() > held_before {
            self.arrived.notify_one();
        }
        state.is_hungry()
    }

    /// For the reader: what to read now, if anything.
    pub(super) fn page(&self) -> Option<Page> {
        let state = self.state();
        state.is_hungry().then(|| Page {
            after: state.loaded,
            up_to: state.committed,
            rows: PAGE_ROWS.min(state.held_max),
            bytes: BYTES_MAX / 2,
        })
    }

    /// For the reader: `entries` are, in order, all the readable ones after `loaded` up to `up_to`.
    pub(super) fn fill(&self, entries: Vec<Entry<T>>, up_to: i64) {
        let mut state = self.state();
        state.trouble = None;
        state.loaded = up_to;
        if !entries.is_empty() {
            entries.into_iter().for_each(|entry| state.hold(entry));
            self.arrived.notify_one();
        }
    }

    /// For the reader: tells a receiver that the file cannot be read.
    pub(super) fn fail(&self, error: QueueError) {
        self.state().trouble = Some(error);
        self.arrived.notify_one();
    }

    /// Whether the writer has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// For the writer: nothing comes any more.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.arrived.notify_waiters();
        self.arrived.notify_one();
    }
}

#[cfg(test)]
mod tests;
