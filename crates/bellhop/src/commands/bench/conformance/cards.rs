//! Cards that change ten times a second: one message each, as few calls as their method's budget allows,
//! and the last state in the end.

use std::time::{Duration, Instant};

use anyhow::Result;
use bellhop_sim::{Limits, Observed, Sim};
use serde_json::Value;

use super::row::{Demand, Measure, Row};
use super::stage::{Memory, Stage};
use crate::commands::bench::bed::{channel, trigger};
use crate::commands::bench::bulk;
use crate::commands::bench::tally::Tally;

const CARDS: usize = 20;
const CHANGE_EVERY: Duration = Duration::from_millis(100);
/// What Slack allows in any minute for `chat.update` (tier 3).
const UPDATES_PER_MINUTE: usize = 50;
const SETTLE_WITHIN: Duration = Duration::from_secs(120);

fn state(number: usize) -> String {
    format!("state {number}")
}

/// The number of a card's state.
fn number(text: &str) -> Option<usize> {
    text.strip_prefix("state ")?.parse().ok()
}

pub(super) async fn play(stage: &Stage<'_>) -> Result<Row> {
    let changes = stage.count(100, 20);
    let bed = stage.bed(1, CARDS, Limits::default(), true).await?;
    let processes = bed.processes().await?;
    let (client, sender) = (&processes[0].client, &processes[processes.len() - 1]);
    let memory = Memory::of(sender)?;
    bed.put_recipients(client).await?;
    let began = Instant::now();
    let mut ticks = tokio::time::interval(CHANGE_EVERY);
    for change in 0..changes {
        ticks.tick().await;
        let card = |card| {
            let mut body = trigger(card, &state(change));
            body["key"] = Value::from(format!("card-{card}"));
            body
        };
        bulk::post(client, (0..CARDS).map(card).collect()).await?;
    }
    let last = state(changes - 1);
    let is_last = |slack: &Observed<'_>, card: usize| {
        let last_message = slack.messages(&channel(card)).last();
        last_message.is_some_and(|message| *message.text == *last)
    };
    let all = |slack: &Observed<'_>| (0..CARDS).all(|card| is_last(slack, card));
    bed.sim.wait_for(all, SETTLE_WITHIN).await;
    let took = began.elapsed();

    let mut tally = Tally::default();
    for card in 0..CARDS {
        let messages = bed.sim.messages(&channel(card)).len();
        tally.doubled += messages.saturating_sub(1);
        tally.lost += usize::from(!bed.sim.observe(|slack| is_last(slack, card)));
        tally.inversions += steps_back(&bed.sim, &channel(card));
    }
    let mut row = Row::of(&bed.sim, &tally);
    let minutes = took.as_secs() as usize / 60 + 1;
    let budget = CARDS + UPDATES_PER_MINUTE * minutes;
    let calls = bed.sim.stats().calls;
    row.demand(Measure::Calls, calls as f64, Demand::AtMost(budget as f64));
    row.memory(memory.most_mib());
    row.remark(
        true,
        format!(
            "{CARDS} cards, {changes} changes each; the last is there after {:.0} s",
            took.as_secs_f64()
        ),
    );
    Ok(row)
}

/// How often a channel's card went back to an earlier state.
fn steps_back(sim: &Sim, channel: &str) -> usize {
    let calls = sim.calls();
    let of_channel = calls
        .iter()
        .filter(|call| call.error.is_none() && call.channel.as_deref() == Some(channel));
    let states: Vec<usize> = of_channel
        .filter_map(|call| number(call.text.as_deref()?))
        .collect();
    states.windows(2).filter(|pair| pair[1] < pair[0]).count()
}
