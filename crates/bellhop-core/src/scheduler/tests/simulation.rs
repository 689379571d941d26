//! Random worlds: whatever the delays, failures and withdrawals, Slack refuses nothing, every message
//! arrives once, and in order.

use super::*;
use crate::simulation::random::{Wrongs, live, world};
use crate::simulation::world::Dice;

/// How many worlds; a failure prints the seed of its own.
const WORLDS: u64 = 10_000;

#[test]
fn slack_refuses_nothing_and_every_message_arrives_once_and_in_order() {
    for seed in 0..WORLDS {
        let (mut world, messages) = world(seed);

        let wrongs = live(&mut world, messages);

        assert_eq!(wrongs, Wrongs::default(), "seed {seed}");
    }
}

#[test]
fn a_configured_ceiling_is_never_passed() {
    for seed in 0..WORLDS / 30 {
        let mut dice = Dice::new(seed);
        let per_minute = u32::try_from(dice.between(5, 600)).unwrap();
        let pace = PaceConfig {
            connection_per_minute: per_minute,
            ..PACE
        };
        let mut world = World::new(pace, seed);
        world.network = (0, 900);
        world.slack.connection_per_minute = usize::try_from(per_minute).ok();
        for ticket in 0..300 {
            world.offer(ticket, 1, dice.between(1, 100));
        }

        world.run_until(at(100_000_000));

        assert_eq!(world.slack.rejected, 0, "refused, seed {seed}");
        assert_eq!(world.slack.delivered.len(), 300, "lost, seed {seed}");
    }
}
