//! Slack is away for half a minute: it answers 503, then nothing at all; then it is back.

use std::time::Duration;

use anyhow::Result;
use bellhop_sim::{Fault, FaultKind, Limits, Sim};

use super::row::Row;
use super::stage::{Memory, Stage, now_ms};
use crate::commands::bench::bed::channel;
use crate::commands::bench::bulk;
use crate::commands::bench::crash::settled;

const CONNECTIONS: usize = 5;
const CHANNELS: usize = 10;
/// The longest wait of a trial, as configured by default, and what the call itself takes.
const BACK_WITHIN: Duration = Duration::from_secs(35);
/// Calls of one connection that may be wasted: those under way, the few that make sure, and the trials.
const CALLS_MAX: usize = 20;
/// How long Bellhop waits for an answer, in milliseconds.
const PATIENCE_MS: usize = 2_000;
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) async fn play(stage: &Stage<'_>) -> Result<Row> {
    let (messages, away) = (stage.count(20, 6), stage.count(15, 3));
    let before = Duration::from_secs(stage.count(5, 2) as u64);
    let each = Duration::from_secs(away as u64);
    let mut bed = stage
        .bed(CONNECTIONS, CHANNELS, Limits::default(), true)
        .await?;
    let patience = ("SLACK__REQUEST_TIMEOUT_MS", PATIENCE_MS.to_string());
    bed.settings.push(patience);
    let processes = bed.processes().await?;
    let (client, sender) = (&processes[0].client, &processes[processes.len() - 1]);
    let memory = Memory::of(sender)?;
    bed.put_recipients(client).await?;
    bulk::send(client, 0..CHANNELS, messages).await?;
    tokio::time::sleep(before).await;
    let calls_before = bed.sim.stats().calls;
    for fault in [FaultKind::Status { status: 503 }, FaultKind::Hang] {
        bed.sim.clear_faults();
        bed.sim.add_fault(Fault {
            method: "*".to_owned(),
            channel: None,
            fault,
            times: 0,
        });
        tokio::time::sleep(each).await;
    }
    let wasted = bed.sim.stats().calls - calls_before;
    bed.sim.clear_faults();
    let back_at = now_ms();
    let sent = vec![bulk::texts(messages); CHANNELS];
    let within = Duration::from_secs(messages as u64) + PATIENCE;
    let tally = settled(&bed, &sent, within).await;

    let mut row = Row::of(&bed.sim, &tally);
    row.memory(memory.most_mib());
    let most = CONNECTIONS * CALLS_MAX;
    row.remark(
        wasted <= most as u64,
        format!(
            "{wasted} calls (≤ {most}) of {CONNECTIONS} connections while Slack was away for {} s",
            away * 2
        ),
    );
    let first = (0..CHANNELS).filter_map(|number| first_after(&bed.sim, &channel(number), back_at));
    let wait = first.max().unwrap_or(Duration::MAX);
    row.remark(
        wait <= BACK_WITHIN,
        format!(
            "the last channel goes on {:.1} s (≤ {:.0}) after Slack is back",
            wait.as_secs_f64(),
            BACK_WITHIN.as_secs_f64()
        ),
    );
    Ok(row)
}

/// How long after `from` a channel's next message came, if one came.
fn first_after(sim: &Sim, channel: &str, from: u64) -> Option<Duration> {
    let messages = sim.messages(channel);
    let mut times = messages.iter().map(|message| message.received_at_ms);
    let first = times.find(|time| *time >= from)?;
    Some(Duration::from_millis(first - from))
}
