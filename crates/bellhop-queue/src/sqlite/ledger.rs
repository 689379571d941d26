//! What the writer keeps in mind of the file: the positions it gives out, and how much waits.
//!
//! It is seeded from the file, kept as changes are committed, and seeded again after trouble.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::batch::{self, Batch, Row};
use super::file::Seed;
use super::line::Line;
use super::statements::Done;
use super::{Counts, Shared};

pub(super) struct Ledger {
    shared: Arc<Shared>,
    /// The positions that the next trigger and message get. Never used twice, even after a failure: a
    /// commit whose answer was lost may have happened.
    next_trigger: i64,
    next_message: i64,
}

impl Ledger {
    pub(super) fn new(shared: Arc<Shared>, seed: Seed) -> Self {
        let mut ledger = Self {
            shared,
            next_trigger: 1,
            next_message: 1,
        };
        ledger.seed(seed);
        ledger
    }

    /// Takes over what a look at the file has found.
    pub(super) fn seed(&mut self, seed: Seed) {
        self.next_trigger = self.next_trigger.max(seed.last_trigger + 1);
        self.next_message = self.next_message.max(seed.last_message + 1);
        let counts = self.counts();
        counts.triggers.store(seed.triggers, Relaxed);
        counts.messages.store(seed.messages, Relaxed);
        counts.dead_letters.store(seed.dead_letters, Relaxed);
        self.read_all_back();
    }

    /// The positions of the first trigger and message of a batch; they are used up by it.
    pub(super) fn positions_for(&mut self, batch: &Batch) -> (i64, i64) {
        let first = (self.next_trigger, self.next_message);
        self.next_trigger += batch.triggers.len() as i64;
        self.next_message += batch.messages.len() as i64;
        first
    }

    /// A batch is committed: counts it, and puts it into the lines.
    pub(super) fn committed(
        &mut self,
        batch: Batch,
        triggers: Done,
        messages: Done,
        released: u64,
    ) {
        let counts = self.counts();
        let buried = batch.burials.len() as u64;
        counts.triggers.fetch_add(triggers.published, Relaxed);
        counts.triggers.fetch_sub(triggers.settled, Relaxed);
        counts.messages.fetch_add(messages.published, Relaxed);
        counts.messages.fetch_sub(messages.settled, Relaxed);
        counts
            .dead_letters
            .fetch_add(triggers.dead + messages.dead + buried, Relaxed);
        counts.dead_letters.fetch_sub(released, Relaxed);
        let hungry_triggers = hand_over(&self.shared.triggers, triggers, batch.triggers);
        let hungry_messages = hand_over(&self.shared.messages, messages, batch.messages);
        if hungry_triggers || hungry_messages {
            self.shared.wanted.notify_one();
        }
    }

    fn counts(&self) -> &Counts {
        &self.shared.counts
    }

    /// Lets the reader read all that is committed and not in memory yet.
    fn read_all_back(&self) {
        self.shared
            .triggers
            .commit(self.next_trigger - 1, iter::empty());
        self.shared
            .messages
            .commit(self.next_message - 1, iter::empty());
        self.shared.wanted.notify_one();
    }
}

/// Puts committed `rows` into their line. When some were there before, the others are read back from
/// the file: that is rare, and keeps the order beyond doubt.
fn hand_over<T>(line: &Line<T>, done: Done, rows: Vec<Row<T>>) -> bool {
    if done.published == 0 {
        return false;
    }
    let committed = done.first + rows.len() as i64 - 1;
    let rows = if done.published == rows.len() as u64 {
        rows
    } else {
        Vec::new()
    };
    line.commit(committed, batch::entries(done.first, rows))
}
