//! What a receiver takes from: what has arrived of one queue and is not taken yet, and what is not
//! settled yet.
//!
//! Everything in it belongs to one *generation*, a channel of the subscription. When the channel is
//! lost, all of it is void: the broker hands it out again.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;

use super::subscription::Receipt;
use crate::delivery::{self, Delivery};
use crate::{QueueError, Waiting};

#[derive(Debug)]
pub(super) struct Inbox<T> {
    state: Mutex<State<T>>,
    arrived: Notify,
}

/// Something that has arrived.
pub(super) struct Arrival<T> {
    pub(super) body: T,
    pub(super) redelivered: bool,
    pub(super) receipt: Receipt,
}

struct State<T> {
    waiting: VecDeque<Delivery<T>>,
    /// When what is not settled was accepted, by delivery tag: the order of arrival.
    unsettled: BTreeMap<u64, u64>,
    last_position: u64,
    closed: bool,
}

impl<T> std::fmt::Debug for State<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("waiting", &self.waiting.len())
            .field("unsettled", &self.unsettled.len())
            .finish_non_exhaustive()
    }
}

impl<T> Inbox<T> {
    pub(super) fn new() -> Self {
        let state = State {
            waiting: VecDeque::new(),
            unsettled: BTreeMap::new(),
            last_position: 0,
            closed: false,
        };
        Self {
            state: Mutex::new(state),
            arrived: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state
            .lock()
            .expect("no code that holds this lock can panic")
    }

    /// For the receiver: waits for at least one, and takes up to `max`. Cancelled, it takes nothing.
    pub(super) async fn receive(&self, max: usize) -> Result<Vec<Delivery<T>>, QueueError> {
        loop {
            if let Some(taken) = self.take(max.max(1))? {
                return Ok(taken);
            }
            self.arrived.notified().await;
        }
    }

    fn take(&self, max: usize) -> Result<Option<Vec<Delivery<T>>>, QueueError> {
        let mut state = self.state();
        if state.closed {
            self.arrived.notify_one();
            return Err(QueueError::Closed);
        }
        if state.waiting.is_empty() {
            return Ok(None);
        }
        let count = max.min(state.waiting.len());
        let taken = state.waiting.drain(..count).collect();
        if !state.waiting.is_empty() {
            self.arrived.notify_one();
        }
        Ok(Some(taken))
    }

    /// For the subscription: puts in what has arrived.
    pub(super) fn put(&self, arrivals: Vec<Arrival<T>>) {
        let mut state = self.state();
        for arrival in arrivals {
            state.last_position += 1;
            let position = state.last_position;
            state
                .unsettled
                .insert(arrival.receipt.tag(), arrival.receipt.accepted_at_ms());
            let receipt = delivery::Receipt::Rabbitmq(arrival.receipt);
            state.waiting.push_back(Delivery::new(
                arrival.body,
                position,
                arrival.redelivered,
                receipt,
            ));
        }
        self.arrived.notify_one();
    }

    /// For the subscription: these are settled.
    pub(super) fn settled(&self, tags: &[u64]) {
        let mut state = self.state();
        for tag in tags {
            state.unsettled.remove(tag);
        }
    }

    /// For the subscription: the channel is lost, and all that came over it.
    pub(super) fn void(&self) {
        let mut state = self.state();
        state.waiting.clear();
        state.unsettled.clear();
    }

    /// For the subscription: nothing comes any more.
    pub(super) fn close(&self) {
        self.void();
        self.state().closed = true;
        self.arrived.notify_waiters();
        self.arrived.notify_one();
    }

    /// How many are not settled, and when the first of them was accepted.
    pub(super) fn unsettled(&self) -> Waiting {
        let state = self.state();
        let first = state.unsettled.first_key_value();
        Waiting {
            count: state.unsettled.len() as u64,
            oldest_accepted_at_ms: first.map(|(_, accepted_at_ms)| *accepted_at_ms),
        }
    }
}
