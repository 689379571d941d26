//! What takes hours, in a time of its own: the scheduler alone, against a model of Slack.

use bellhop_core::simulation::{lookups, random};

use super::row::{Demand, Measure, Row};

const SEEDS: u64 = 10_000;
const SEEDS_QUICK: u64 = 1_000;
const EMAILS: usize = 10_000;
/// People of one page of `users.list`, as Slack advises.
const PAGE: usize = 200;
const SWEEP_MINUTES: f64 = 5.0;

pub(super) fn worlds(quick: bool) -> Row {
    let seeds = if quick { SEEDS_QUICK } else { SEEDS };
    let (mut sum, mut calls) = (random::Wrongs::default(), 0);
    let mut broken = Vec::new();
    for seed in 0..seeds {
        let (mut world, messages) = random::world(seed);
        let wrongs = random::live(&mut world, messages);
        calls += world.slack.delivered.len() + world.slack.rejected;
        sum.refused += wrongs.refused;
        sum.lost += wrongs.lost + wrongs.left_behind;
        sum.doubled += wrongs.doubled;
        sum.inversions += wrongs.inversions;
        if wrongs != random::Wrongs::default() {
            broken.push(seed);
        }
    }
    let mut row = Row::default();
    row.tell(Measure::Calls, calls as f64);
    for (measure, count) in [
        (Measure::Rejected, sum.refused),
        (Measure::Lost, sum.lost),
        (Measure::Doubled, sum.doubled),
        (Measure::Inversions, sum.inversions),
    ] {
        row.demand(measure, count as f64, Demand::Exactly(0.0));
    }
    row.remark(true, format!("{seeds} seeds"));
    if let Some(first) = broken.first() {
        let text = format!("{} seeds go wrong, the first is {first}", broken.len());
        row.remark(false, text);
    }
    row
}

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
