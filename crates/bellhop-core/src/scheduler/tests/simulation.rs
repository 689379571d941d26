//! Random worlds: whatever the delays, failures and withdrawals, Slack refuses nothing, every message
//! arrives once, and in order.

use super::world::{Dice, World};
use super::*;

/// How many worlds; a failure prints the seed of its own.
const WORLDS: u64 = 10_000;

/// Builds the world of a seed, and says how many messages it has.
pub(super) fn world(seed: u64) -> (World, u64) {
    let mut dice = Dice::new(seed);
    let pace = PaceConfig {
        destination_burst: NonZeroU32::new(u32::try_from(dice.between(1, 3)).unwrap()).unwrap(),
        ..PACE
    };
    let mut world = World::new(pace, seed);
    world.network = (0, dice.between(0, 2_000));
    world.fails_one_in = [0, 3, 10][usize::try_from(dice.between(0, 2)).unwrap()];
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

#[test]
fn slack_refuses_nothing_and_every_message_arrives_once_and_in_order() {
    for seed in 0..WORLDS {
        let (mut world, messages) = world(seed);

        world.run_until(at(100_000_000));

        assert_eq!(world.slack.rejected, 0, "refused, seed {seed}");
        let mut tickets: Vec<_> = world
            .slack
            .delivered
            .iter()
            .map(|(ticket, _)| *ticket)
            .collect();
        tickets.sort_unstable();
        tickets.dedup();
        let delivered = world.slack.delivered.len();
        assert_eq!(tickets.len(), delivered, "doubled, seed {seed}");
        let messages = usize::try_from(messages).unwrap();
        assert_eq!(delivered + world.withdrawn, messages, "lost, seed {seed}");
        assert_eq!(world.inversions(), 0, "out of order, seed {seed}");
        assert_eq!(world.scheduler.lanes(), 0, "left behind, seed {seed}");
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
