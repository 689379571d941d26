//! Random worlds: a seed is a world, and what became of it is counted.

use std::collections::HashSet;
use std::num::NonZeroU32;

use super::world::{Dice, Outage, World};
use super::{PACE, at};
use crate::scheduler::PaceConfig;

/// Long after everything has happened.
const END_MS: u64 = 1_000_000_000;

/// What became of a world's messages; all of it is to be nought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wrongs {
    /// Posts that Slack refused, because they came too fast.
    pub refused: usize,
    /// Messages that were neither delivered nor withdrawn.
    pub lost: usize,
    /// Deliveries beyond the first of a message.
    pub doubled: usize,
    /// Neighbours in one conversation that arrived in the wrong order.
    pub inversions: usize,
    /// Lanes that the scheduler still holds.
    pub left_behind: usize,
}

/// Builds the world of a seed, and says how many messages it has.
#[must_use]
pub fn world(seed: u64) -> (World, u64) {
    let mut dice = Dice::new(seed);
    let pace = PaceConfig {
        destination_burst: NonZeroU32::MIN
            .saturating_add(u32::try_from(dice.between(0, 2)).unwrap_or_default()),
        ..PACE
    };
    let mut world = World::new(pace, seed);
    world.network = (0, dice.between(0, 2_000));
    world.fails_one_in = [0, 3, 10][usize::try_from(dice.between(0, 2)).unwrap_or_default()];
    let (connections, channels) = (dice.between(1, 4), dice.between(1, 5));
    let messages = dice.between(1, 60);
    let mut offered = 0;
    for ticket in 0..messages {
        offered += dice.between(0, 400);
        let (connection, channel) = (dice.between(1, connections), dice.between(1, channels));
        let (prepared_after, withdrawn) = (dice.between(0, 3_000), dice.one_in(20));
        world.offer_later(
            ticket,
            connection,
            channel,
            offered,
            prepared_after,
            withdrawn,
        );
    }
    (world, messages)
}

/// The same, but Slack can't be reached once or twice, for seconds or half an hour.
#[must_use]
pub fn with_outages(seed: u64) -> (World, u64) {
    let (mut world, messages) = world(seed);
    let mut dice = Dice::new(seed ^ 0x0074_1A6E);
    let mut from = 0;
    for _ in 0..dice.between(1, 2) {
        from += dice.between(0, 15_000);
        let until = from + dice.between(1_000, 1_800_000);
        world.outages.push(Outage::between(from, until));
        from = until;
    }
    (world, messages)
}

/// Lets a world of so many messages live to its end.
pub fn live(world: &mut World, messages: u64) -> Wrongs {
    world.run_until(at(END_MS));
    let tickets: HashSet<u64> = world.slack.delivered.iter().map(|it| it.0).collect();
    let messages = usize::try_from(messages).unwrap_or(usize::MAX);
    Wrongs {
        refused: world.slack.rejected,
        lost: messages.saturating_sub(tickets.len() + world.withdrawn),
        doubled: world.slack.delivered.len() - tickets.len(),
        inversions: world.inversions(),
        left_behind: world.scheduler.lanes(),
    }
}
