//! A noisy neighbour: every call of one team is answered 429 with a long Retry-After; nine others share
//! its worker.

use std::time::{Duration, Instant};

use anyhow::Result;
use bellhop_sim::{Fault, FaultKind, Limits};

use super::row::{Demand, Measure, Row};
use super::stage::{Memory, Stage};
use crate::commands::bench::bed::channel;
use crate::commands::bench::bulk;
use crate::commands::bench::crash::settled;
use crate::commands::bench::tally::makespan;

const TEAMS: usize = 10;
/// The team that is refused; it has fewer messages than the others.
const NOISY: usize = 0;
const NOISY_MESSAGES: usize = 3;
const SLOWER_AT_MOST: f64 = 1.02;
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn play(stage: &Stage<'_>) -> Result<Row> {
    let (messages, seconds) = (stage.count(30, 8), stage.count(30, 5));
    let bed = stage.bed(TEAMS, TEAMS, Limits::default(), true).await?;
    let processes = bed.processes().await?;
    let (client, sender) = (&processes[0].client, &processes[processes.len() - 1]);
    let memory = Memory::of(sender)?;
    bed.put_recipients(client).await?;
    bed.sim.add_fault(Fault {
        method: "*".to_owned(),
        channel: Some(channel(NOISY)),
        fault: FaultKind::RateLimited {
            retry_after: Some(seconds.to_string()),
        },
        times: 0,
    });
    let began = Instant::now();
    bulk::send(client, NOISY..NOISY + 1, NOISY_MESSAGES).await?;
    bulk::send(client, NOISY + 1..TEAMS, messages).await?;
    let ideal = Duration::from_secs(messages as u64 - 1);
    let quiet = messages * (TEAMS - 1);
    bed.arrived(quiet, ideal * 2 + PATIENCE).await;
    let refused_for = began.elapsed();
    bed.sim.clear_faults();
    let mut sent = vec![bulk::texts(messages); TEAMS];
    sent[NOISY] = bulk::texts(NOISY_MESSAGES);
    let tally = settled(&bed, &sent, Duration::from_secs(seconds as u64) + PATIENCE).await;

    let mut row = Row::of(&bed.sim, &tally);
    // What the fault refused was no fault of the pace's; every other refusal is.
    let refused = |call: &&bellhop_sim::Call| call.error.as_deref() == Some("ratelimited");
    let calls = bed.sim.calls();
    let noisy = |call: &&bellhop_sim::Call| call.channel.as_deref() == Some(&channel(NOISY));
    let knocks = calls.iter().filter(refused).filter(noisy).count();
    let others = calls.iter().filter(refused).count() - knocks;
    row.demand(Measure::Rejected, others as f64, Demand::Exactly(0.0));
    let ratio = makespan(&bed.sim, NOISY + 1..TEAMS).as_secs_f64() / ideal.as_secs_f64();
    row.demand(Measure::Makespan, ratio, Demand::AtMost(SLOWER_AT_MOST));
    row.memory(memory.most_mib());
    let told = refused_for.as_secs() as usize / seconds + 1;
    row.remark(
        knocks <= told,
        format!(
            "the noisy team: {knocks} calls (≤ {told}), each told to wait for {seconds} s; the figures are of the {} others",
            TEAMS - 1
        ),
    );
    Ok(row)
}
