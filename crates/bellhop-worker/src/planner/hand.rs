//! The triggers in a planner's hands: in order, the more urgent ones first.
//!
//! A large trigger is planned in pieces, and between two of them more urgent triggers pass. So a
//! broadcast to fifty thousand people does not hold up a one-time password while it is planned. Triggers
//! of one category never pass one another, and a less urgent one is passed over a few times at most.

use std::collections::VecDeque;
use std::ops::Range;

use bellhop_core::trigger::Trigger;
use bellhop_core::workflow::Category;
use bellhop_queue::Delivery;

/// After this many batches of more urgent triggers, one of the passed-over category goes first.
const PASSED_OVER_MAX: u32 = 8;

/// A piece of a trigger: these of its recipients.
pub(super) struct Piece<'a> {
    pub(super) trigger: &'a Trigger,
    pub(super) recipients: Range<usize>,
}

/// Triggers that are not planned yet, or not to their end.
#[derive(Default)]
pub(super) struct Hand {
    lines: [VecDeque<Delivery<Trigger>>; Category::ALL.len()],
    /// How many recipients of the first trigger of each line are planned.
    planned: [usize; Category::ALL.len()],
    passed_over: [u32; Category::ALL.len()],
}

impl Hand {
    pub(super) fn take(&mut self, category: Category, delivery: Delivery<Trigger>) {
        self.lines[category as usize].push_back(delivery);
    }

    pub(super) fn len(&self) -> usize {
        self.lines.iter().map(VecDeque::len).sum()
    }

    /// The line whose turn it is: the most urgent, but none is passed over for ever.
    pub(super) fn turn(&mut self) -> Option<Category> {
        let lines = &self.lines;
        let waits = |category: &&Category| !lines[**category as usize].is_empty();
        let mut passed_over = Category::ALL.iter().rev();
        let starved =
            passed_over.find(|it| waits(it) && self.passed_over[**it as usize] >= PASSED_OVER_MAX);
        let turn = *starved.or_else(|| Category::ALL.iter().find(waits))?;
        self.passed_over[turn as usize] = 0;
        for later in Category::ALL.iter().filter(|it| **it > turn).filter(waits) {
            self.passed_over[*later as usize] += 1;
        }
        Some(turn)
    }

    /// The next of a line, about `chunk` recipients, in order.
    pub(super) fn batch(&self, category: Category, chunk: usize) -> Vec<Piece<'_>> {
        let line = self.lines[category as usize].iter();
        let triggers = line.map(|delivery| &delivery.body);
        pieces(triggers, self.planned[category as usize], chunk)
    }

    /// Whether this planner is still the one to plan what is in a line.
    pub(super) fn is_current(&self, category: Category) -> bool {
        self.lines[category as usize]
            .iter()
            .all(Delivery::is_current)
    }

    /// The batch that [`Hand::batch`] gave is planned; gives the triggers that are now planned to their
    /// end.
    pub(super) fn planned(&mut self, category: Category, chunk: usize) -> Vec<Delivery<Trigger>> {
        let mut room = chunk;
        let mut done = Vec::new();
        let (line, planned) = (
            &mut self.lines[category as usize],
            &mut self.planned[category as usize],
        );
        while let Some(first) = line.front() {
            let rest = first.body.recipients.len() - *planned;
            if rest > room {
                *planned += room;
                break;
            }
            room -= rest;
            *planned = 0;
            done.extend(line.pop_front());
        }
        done
    }
}

/// Cuts about `chunk` recipients off triggers, of which so many of the first are planned. Those without
/// recipients come along.
fn pieces<'a>(
    triggers: impl Iterator<Item = &'a Trigger>,
    mut planned: usize,
    chunk: usize,
) -> Vec<Piece<'a>> {
    let mut batch = Vec::new();
    let mut room = chunk;
    for trigger in triggers {
        let until = trigger.recipients.len().min(planned + room);
        room -= until - planned;
        let is_whole = until == trigger.recipients.len();
        if until == planned && !is_whole {
            break;
        }
        batch.push(Piece {
            trigger,
            recipients: std::mem::take(&mut planned)..until,
        });
        if !is_whole {
            break;
        }
    }
    batch
}

#[cfg(test)]
mod tests;
