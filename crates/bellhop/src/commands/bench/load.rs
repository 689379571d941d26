//! An open road: how many triggers are accepted and delivered a second, at what cost, and how long
//! one takes.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bellhop_sim::Limits;
use tokio::task::JoinSet;

use super::bed::{Bed, channel, trigger};

const CHANNELS: usize = 200;
/// The latency part: so many triggers, one every ten milliseconds.
const PACED: usize = 500;
const PACED_EVERY: Duration = Duration::from_millis(10);

pub(super) async fn run(triggers: usize, clients: usize, latency_ms: u64) -> Result<ExitCode> {
    let limits = Limits {
        latency_ms,
        ..Limits::none()
    };
    let bed = Bed::new(CHANNELS, limits, false).await?;
    let server = Arc::new(bed.serve().await?);
    bed.put_recipients(&server.client, CHANNELS).await?;
    let pid = server.pid().context("the server ended")?;

    let (busy_before, began) = (cpu_seconds(pid)?, Instant::now());
    let next = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..clients {
        let (server, next) = (server.clone(), next.clone());
        callers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= triggers {
                    return Ok::<_, anyhow::Error>(());
                }
                let body = trigger(number % CHANNELS, &format!("load {number}"));
                server.client.post("/trigger/", &body).await?;
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
    let accepted_in = began.elapsed();
    bed.sim
        .wait_for(
            |state| state.message_count() >= triggers,
            Duration::from_secs(300),
        )
        .await;
    let delivered_in = began.elapsed();
    let busy = cpu_seconds(pid)? - busy_before;
    let resident = resident_mib(pid)?;

    let mut waits = latencies(&bed, &server, triggers).await?;
    waits.sort_unstable();
    let rate = |took: Duration| triggers as f64 / took.as_secs_f64();
    anstream::println!(
        "{triggers} triggers from {clients} callers, Slack unlimited, {latency_ms} ms"
    );
    anstream::println!("  accepted      {:.0} a second", rate(accepted_in));
    anstream::println!("  delivered     {:.0} a second", rate(delivered_in));
    anstream::println!(
        "  CPU           {:.3} s for 1,000 messages",
        busy / triggers as f64 * 1_000.0
    );
    anstream::println!("  resident      {resident:.0} MiB (the server, without render helpers)");
    anstream::println!(
        "  at 100/s      p50 {:.1} ms, p99 {:.1} ms from call to Slack",
        at(&waits, 0.50),
        at(&waits, 0.99)
    );
    Ok(ExitCode::SUCCESS)
}

/// Milliseconds, in tenths, from calling Bellhop to the message's arrival in Slack.
async fn latencies(bed: &Bed, server: &super::bed::Server, before: usize) -> Result<Vec<u64>> {
    let mut waits = Vec::with_capacity(PACED);
    let mut tick = tokio::time::interval(PACED_EVERY);
    for number in 0..PACED {
        tick.tick().await;
        let began = Instant::now();
        let wanted = before + number + 1;
        let body = trigger(number % CHANNELS, &format!("paced {number}"));
        let (sent, _) = tokio::join!(
            server.client.post("/trigger/", &body),
            bed.sim.wait_for(
                |state| state.message_count() >= wanted,
                Duration::from_secs(10)
            ),
        );
        sent?;
        waits.push(u64::try_from(began.elapsed().as_micros() / 100)?);
    }
    debug_assert!(
        !bed.sim.messages(&channel(0)).is_empty(),
        "the first channel got its share"
    );
    Ok(waits)
}

fn at(sorted: &[u64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    sorted
        .get(place.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default() as f64
        / 10.0
}

/// Processor time of a process and the children it has waited for or has, in seconds.
fn cpu_seconds(pid: u32) -> Result<f64> {
    let mut ticks = 0;
    for pid in std::iter::once(pid).chain(children(pid)?) {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split(' ')
            .collect();
        let tick = |place: usize| fields.get(place).and_then(|text| text.parse::<u64>().ok());
        ticks += tick(12).unwrap_or_default() + tick(13).unwrap_or_default();
    }
    // Linux counts in hundredths of a second on every platform that Bellhop is built for.
    Ok(ticks as f64 / 100.0)
}

fn children(pid: u32) -> Result<Vec<u32>> {
    let mut children = Vec::new();
    for task in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        let text = std::fs::read_to_string(task?.path().join("children")).unwrap_or_default();
        children.extend(
            text.split_whitespace()
                .filter_map(|pid| pid.parse::<u32>().ok()),
        );
    }
    Ok(children)
}

fn resident_mib(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1_024.0)
}
