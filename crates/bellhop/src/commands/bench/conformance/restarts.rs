//! Every channel at exactly the rate that Slack allows, while the sender is stopped and replaced again
//! and again: by itself on files, by another worker where there can be one.

use std::time::Duration;

use anyhow::Result;
use bellhop_sim::Limits;

use super::row::{Measure, Row};
use super::stage::{Memory, Stage};
use crate::commands::bench::bulk;
use crate::commands::bench::crash::settled;
use crate::commands::bench::parts::Parts;
use crate::commands::bench::tally::makespan;

const CONNECTIONS: usize = 10;
const CHANNELS: usize = 20;
const CHANGE_EVERY: Duration = Duration::from_secs(4);
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn play(stage: &Stage<'_>) -> Result<Row> {
    let (messages, changes) = (stage.count(40, 10), stage.count(6, 2));
    let bed = stage
        .bed(CONNECTIONS, CHANNELS, Limits::default(), true)
        .await?;
    let mut processes = bed.processes().await?;
    if stage.parts == Parts::Distributed {
        processes.push(bed.worker().await?);
    }
    let memory = Memory::of(&processes[processes.len() - 1])?;
    bed.put_recipients(&processes[0].client).await?;
    bulk::send(&processes[0].client, 0..CHANNELS, messages).await?;
    for change in 0..changes {
        tokio::time::sleep(CHANGE_EVERY).await;
        match stage.parts {
            Parts::Embedded => {
                processes.remove(0).stop().await?;
                processes.push(bed.serve().await?);
            }
            // A deploy starts the next before it stops the last; a crash leaves the shards to the other.
            Parts::Distributed => {
                processes.push(bed.worker().await?);
                let worker = processes.remove(1);
                match change % 2 {
                    0 => worker.stop().await?,
                    _ => worker.kill().await?,
                }
            }
        }
        memory.follow(&processes[processes.len() - 1])?;
    }
    let sent = vec![bulk::texts(messages); CHANNELS];
    let within = Duration::from_secs(messages as u64 * 2) + PATIENCE;
    let tally = settled(&bed, &sent, within).await;

    let mut row = Row::of(&bed.sim, &tally);
    let ideal = Duration::from_secs(messages as u64 - 1);
    let ratio = makespan(&bed.sim, 0..CHANNELS).as_secs_f64() / ideal.as_secs_f64();
    row.tell(Measure::Makespan, ratio);
    row.memory(memory.most_mib());
    let how = match stage.parts {
        Parts::Embedded => "SIGTERM and start",
        Parts::Distributed => "SIGTERM or kill -9, and takeover",
    };
    row.remark(true, format!("{changes} times: {how}"));
    Ok(row)
}
