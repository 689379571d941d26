//! Half an hour in which Slack can't be reached, while a thousand conversations wait.

use super::PACE;
use super::world::{Outage, World};
use crate::scheduler::PaceConfig;

/// How long it lasts, in milliseconds.
pub const LASTS_MS: u64 = 1_800_000;
/// What the one connection of this world may send in a minute, here and in Slack.
pub const PER_MINUTE: u32 = 600;
const CHANNELS: u64 = 1_000;

/// A world that begins with the outage, with so many messages of one connection.
#[must_use]
pub fn half_an_hour(messages: u64) -> World {
    let pace = PaceConfig {
        connection_per_minute: PER_MINUTE,
        ..PACE
    };
    let mut world = World::new(pace, 7);
    world.slack.connection_per_minute = usize::try_from(PER_MINUTE).ok();
    world.outages.push(Outage::between(0, LASTS_MS));
    for ticket in 0..messages {
        world.offer(ticket, 1, ticket % CHANNELS);
    }
    world
}
