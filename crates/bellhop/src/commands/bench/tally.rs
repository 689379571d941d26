//! What arrived, compared with what was sent.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bellhop_sim::Sim;

use super::bed::channel;

/// The four counts of a delivery test, and the order.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) arrived: usize,
    pub(super) lost: usize,
    pub(super) doubled: usize,
    pub(super) unexpected: usize,
    pub(super) inversions: usize,
}

/// Compares the texts in each channel with `sent`, which holds the texts of each channel in order.
pub(super) fn tally(sim: &Sim, sent: &[Vec<String>]) -> Tally {
    let mut tally = Tally::default();
    for (number, sent) in sent.iter().enumerate() {
        tally.add(sim, &channel(number), sent);
    }
    tally
}

impl Tally {
    /// Counts one more conversation, which was sent these texts in this order.
    pub(super) fn add(&mut self, sim: &Sim, conversation: &str, sent: &[String]) {
        let place: HashMap<&str, usize> = sent
            .iter()
            .enumerate()
            .map(|(place, text)| (text.as_str(), place))
            .collect();
        let mut seen = HashSet::new();
        let mut last = 0;
        for message in sim.messages(conversation) {
            match place.get(&*message.text) {
                None => self.unexpected += 1,
                Some(place) if !seen.insert(*place) => self.doubled += 1,
                Some(place) => {
                    self.inversions += usize::from(*place < last);
                    last = last.max(*place);
                }
            }
        }
        self.arrived += seen.len();
        self.lost += sent.len() - seen.len();
    }
}

/// The time between the first and the last message of these channels.
pub(super) fn makespan(sim: &Sim, channels: impl Iterator<Item = usize>) -> Duration {
    let messages = channels.flat_map(|number| sim.messages(&channel(number)));
    let times: Vec<u64> = messages.map(|message| message.received_at_ms).collect();
    let first = times.iter().min().copied().unwrap_or_default();
    let last = times.iter().max().copied().unwrap_or_default();
    Duration::from_millis(last - first)
}
