//! Many channels, one message a second each: nothing refused, and hardly more time than that takes.

use std::time::Duration;

use anyhow::Result;
use bellhop_sim::Limits;

use super::row::{Demand, Measure, Row};
use super::stage::{Memory, Stage};
use crate::commands::bench::bulk;
use crate::commands::bench::tally::{makespan, tally};

const CHANNELS: usize = 50;
const SLOWER_AT_MOST: f64 = 1.02;
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn play(stage: &Stage<'_>) -> Result<Row> {
    let messages = stage.count(40, 8);
    let bed = stage.bed(1, CHANNELS, Limits::default(), true).await?;
    let processes = bed.processes().await?;
    let (client, sender) = (&processes[0].client, &processes[processes.len() - 1]);
    let memory = Memory::of(sender)?;
    bed.put_recipients(client).await?;
    bulk::send(client, 0..CHANNELS, messages).await?;
    let ideal = Duration::from_secs(messages as u64 - 1);
    bed.arrived(CHANNELS * messages, ideal * 2 + PATIENCE).await;

    let sent = vec![bulk::texts(messages); CHANNELS];
    let mut row = Row::of(&bed.sim, &tally(&bed.sim, &sent));
    let ratio = makespan(&bed.sim, 0..CHANNELS).as_secs_f64() / ideal.as_secs_f64();
    row.demand(Measure::Makespan, ratio, Demand::AtMost(SLOWER_AT_MOST));
    row.memory(memory.most_mib());
    Ok(row)
}
