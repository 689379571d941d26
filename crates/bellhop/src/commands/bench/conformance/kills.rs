//! kill -9 again and again in mid-drain, between call and record.

use std::time::Duration;

use anyhow::{Context as _, Result};
use bellhop_sim::Limits;

use super::row::Row;
use super::stage::{Memory, Stage};
use crate::commands::bench::callers::{Callers, texts};
use crate::commands::bench::crash::settled;

/// Tokens of apps of their own, so that looking for what was on the road has budgets enough.
const CONNECTIONS: usize = 20;
const CHANNELS: usize = 40;
const PER_SECOND: u32 = 200;
/// How long Slack takes to answer, so that calls are under way whenever the kill comes.
const LATENCY_MS: u64 = 20;
const KILL_EVERY: Duration = Duration::from_secs(1);
const ARRIVE_WITHIN: Duration = Duration::from_secs(120);

pub(super) async fn play(stage: &Stage<'_>) -> Result<Row> {
    let kills = stage.count(20, 3);
    let triggers = kills * PER_SECOND as usize;
    let limits = Limits {
        latency_ms: LATENCY_MS,
        ..Limits::none()
    };
    let bed = stage.bed(CONNECTIONS, CHANNELS, limits, false).await?;
    let mut server = bed.serve().await?;
    let memory = Memory::of(&server)?;
    bed.put_recipients(&server.client).await?;
    let callers = Callers::start(&server.client, CHANNELS, triggers, PER_SECOND);
    for _ in 0..kills {
        tokio::time::sleep(KILL_EVERY).await;
        server.kill().await?;
        server = bed.serve().await.context("the server does not come back")?;
        memory.follow(&server)?;
    }
    callers.done().await;
    let tally = settled(&bed, &texts(CHANNELS, triggers), ARRIVE_WITHIN).await;

    let mut row = Row::of(&bed.sim, &tally);
    row.memory(memory.most_mib());
    row.remark(true, format!("{triggers} triggers, {kills} times kill -9"));
    Ok(row)
}
