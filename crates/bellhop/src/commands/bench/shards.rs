//! Several workers share many connections: everything once, in order, never too fast, evenly spread;
//! then the same while workers are killed and added.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use bellhop_sim::Limits;

use super::bed::{Bed, Plan};
use super::bulk;
use super::crash::settled;
use super::parts::Parts;
use super::process::Process;
use super::tally::makespan;
use crate::cli::ShardsOptions;

const EVEN_WITHIN: Duration = Duration::from_secs(30);
const ASK_EVERY: Duration = Duration::from_millis(500);
/// In the second part a worker is killed, and another started, this often.
const CHANGE_EVERY: Duration = Duration::from_secs(4);

pub(super) async fn run(options: &ShardsOptions) -> Result<ExitCode> {
    let calm = part(options, 0).await?;
    let restless = part(options, options.changes).await?;
    Ok(if calm && restless {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One run; `changes` workers are killed on the way, each replaced by a new one.
async fn part(options: &ShardsOptions, changes: usize) -> Result<bool> {
    let channels = options.connections * options.channels;
    let bed = Bed::new(Plan {
        parts: Parts::Distributed,
        connections: options.connections,
        channels,
        limits: Limits::default(),
        paced: true,
    })
    .await?;
    let api = bed.api().await?;
    bed.put_recipients(&api.client).await?;
    let mut workers = Vec::new();
    for _ in 0..options.workers {
        workers.push(bed.worker().await?);
    }
    let shares = even(&workers).await?;
    let all = channels * options.messages;
    bulk::send(&api.client, 0..channels, options.messages).await?;
    for _ in 0..changes {
        tokio::time::sleep(CHANGE_EVERY).await;
        workers.remove(0).kill().await?;
        workers.push(bed.worker().await?);
    }
    let within = Duration::from_secs(options.messages as u64 * 2 + 120);
    let sent = vec![bulk::texts(options.messages); channels];
    let tally = settled(&bed, &sent, within).await;
    let stats = bed.sim.stats();
    let makespan = makespan(&bed.sim, 0..channels);
    let rejected = stats.rejected + stats.rate_limited;
    anstream::println!(
        "{} workers, {} connections x {} channels x {} messages, {changes} killed and replaced",
        options.workers,
        options.connections,
        options.channels,
        options.messages
    );
    anstream::println!("  shards        {shares}");
    if changes > 0 {
        anstream::println!("  shards after  {}", even(&workers).await?);
    }
    anstream::println!("  calls         {}", stats.calls);
    anstream::println!("  rejected      {rejected}");
    anstream::println!("  arrived       {} of {all}", tally.arrived);
    anstream::println!("  lost          {}", tally.lost);
    anstream::println!("  doubled       {}", tally.doubled);
    anstream::println!("  inversions    {}", tally.inversions);
    anstream::println!(
        "  makespan      {:.1} s, ideal {}.0 s",
        makespan.as_secs_f64(),
        options.messages - 1
    );
    Ok(tally.lost + tally.inversions + tally.unexpected == 0 && rejected == 0)
}

/// Waits until the workers' shares differ by one at most and nothing is left over; gives them.
async fn even(workers: &[Process]) -> Result<String> {
    let mut shares = Vec::new();
    for _ in 0..EVEN_WITHIN.as_millis() / ASK_EVERY.as_millis() {
        shares.clear();
        for worker in workers {
            shares.push(worker.metric("bellhop_shards_owned").await?);
        }
        let (least, most) = (shares.iter().min(), shares.iter().max());
        let difference = most.copied().unwrap_or_default() - least.copied().unwrap_or_default();
        if difference <= 1 && shares.iter().sum::<u64>() == SHARDS {
            break;
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
    let texts: Vec<String> = shares.iter().map(ToString::to_string).collect();
    Ok(texts.join(" + "))
}

/// The default of `queue.shards`.
const SHARDS: u64 = 16;
