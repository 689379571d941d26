//! What takes hours, in a time of its own: the scheduler alone, against a model of Slack.

use bellhop_core::simulation::outages::{LASTS_MS, half_an_hour};
use bellhop_core::simulation::random::{Wrongs, live};
use bellhop_core::simulation::world::World;
use bellhop_core::simulation::{at, lookups};

use super::row::{Demand, Measure, Row};

/// What waits when the long outage begins.
const WAITING: u64 = 3_000;
/// The longest wait of a trial, and what a call takes.
const BACK_WITHIN_SECONDS: f64 = 35.0;
/// Trials of half an hour, the calls on the road when it begins, and those that make sure.
const KNOCKS_MAX: usize = 100;
const EMAILS: usize = 10_000;
/// People of one page of `users.list`, as Slack advises.
const PAGE: usize = 200;
const SWEEP_MINUTES: f64 = 5.0;

/// Random worlds, one for each seed.
pub(super) fn worlds(seeds: u64, make: fn(u64) -> (World, u64)) -> Row {
    let (mut sum, mut calls) = (Wrongs::default(), 0);
    let mut broken = Vec::new();
    for seed in 0..seeds {
        let (mut world, messages) = make(seed);
        let wrongs = live(&mut world, messages);
        calls += self::calls(&world);
        sum.refused += wrongs.refused;
        sum.lost += wrongs.lost;
        sum.left_behind += wrongs.left_behind;
        sum.doubled += wrongs.doubled;
        sum.inversions += wrongs.inversions;
        if wrongs != Wrongs::default() {
            broken.push(seed);
        }
    }
    let mut row = row(calls, sum);
    row.remark(true, format!("{seeds} seeds"));
    if let Some(first) = broken.first() {
        let text = format!("{} seeds go wrong, the first is {first}", broken.len());
        row.remark(false, text);
    }
    row
}

/// Half an hour without Slack, and what is there when it is back.
pub(super) fn long_outage() -> Row {
    let mut world = half_an_hour(WAITING);
    let wrongs = live(&mut world, WAITING);
    let mut row = row(calls(&world), wrongs);
    let knocks = knocks(&world);
    row.remark(
        knocks <= KNOCKS_MAX,
        format!("{knocks} calls (≤ {KNOCKS_MAX}) while Slack was away for half an hour"),
    );
    let back_at = at(LASTS_MS);
    let first = world.first_delivery(1, back_at);
    let wait = first.map_or(f64::INFINITY, |first| (first - back_at).as_secs_f64());
    row.remark(
        wait <= BACK_WITHIN_SECONDS,
        format!("it goes on {wait:.1} s (≤ {BACK_WITHIN_SECONDS:.0}) after Slack is back"),
    );
    row
}

fn knocks(world: &World) -> usize {
    let outages = world.outages.iter();
    outages.flat_map(|outage| outage.knocks.values()).sum()
}

fn calls(world: &World) -> usize {
    world.slack.delivered.len() + world.slack.rejected + knocks(world)
}

fn row(calls: usize, wrongs: Wrongs) -> Row {
    let mut row = Row::default();
    row.tell(Measure::Calls, calls as f64);
    for (measure, count) in [
        (Measure::Rejected, wrongs.refused),
        (Measure::Lost, wrongs.lost + wrongs.left_behind),
        (Measure::Doubled, wrongs.doubled),
        (Measure::Inversions, wrongs.inversions),
    ] {
        row.demand(measure, count as f64, Demand::Exactly(0.0));
    }
    row
}

/// E-mails that nobody has asked for yet.
pub(super) fn cold_emails() -> Row {
    let (pages, took) = lookups::sweep(EMAILS, PAGE);
    let hours = lookups::one_by_one(EMAILS).as_secs_f64() / 3_600.0;
    let minutes = took.as_secs_f64() / 60.0;
    let mut row = Row::default();
    row.demand(
        Measure::Calls,
        pages as f64,
        Demand::AtMost((EMAILS / PAGE) as f64),
    );
    row.remark(
        minutes <= SWEEP_MINUTES,
        format!(
            "{EMAILS} e-mails: {minutes:.1} min (≤ {SWEEP_MINUTES:.0}) by pages of {PAGE}, {hours:.1} h one by one"
        ),
    );
    row
}
