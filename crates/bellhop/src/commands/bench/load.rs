//! An open road: how many triggers are accepted and delivered a second, at what cost, how long one
//! takes, and how much memory it needs. All parts in one run, so that their figures can be compared.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bellhop_services::{cpu_seconds, resident_mib};
use bellhop_sim::Limits;
use tokio::task::JoinSet;

use super::bed::{Bed, Plan, trigger};
use super::parts::Parts;
use super::process::Process;
use super::waiting;
use crate::cli::LoadOptions;
use crate::client::Client;

const CONNECTIONS: usize = 20;
const CHANNELS: usize = 200;
/// The latency part: so many triggers, one every ten milliseconds.
const PACED: usize = 500;
const PACED_EVERY: Duration = Duration::from_millis(10);
const ARRIVE_WITHIN: Duration = Duration::from_secs(300);

pub(super) async fn run(options: &LoadOptions) -> Result<ExitCode> {
    let (triggers, clients) = (options.triggers, options.clients);
    anstream::println!(
        "{triggers} triggers from {clients} callers, Slack unlimited, {} ms",
        options.slack_latency_ms
    );
    for parts in &options.parts {
        measure(*parts, options).await?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(parts: Parts, options: &LoadOptions) -> Result<()> {
    let limits = Limits {
        latency_ms: options.slack_latency_ms,
        ..Limits::none()
    };
    let bed = Bed::new(Plan {
        parts,
        connections: CONNECTIONS,
        channels: CHANNELS,
        limits,
        paced: false,
    })
    .await?;
    let processes = bed.processes().await?;
    let client = processes[0].client.clone();
    bed.put_recipients(&client).await?;
    anstream::println!("\n{}", parts.name());
    // One of each first, so that nothing is made for the first time while it is measured.
    let warm = CHANNELS;
    send(&client, warm, options.clients, "warm").await?;
    ensure!(bed.arrived(warm, ARRIVE_WITHIN).await, "nothing arrives");
    let at_rest = own_memory(&processes)?;

    let before = (own_cpu(&processes)?, bed.services.cpu_seconds());
    let began = Instant::now();
    send(&client, options.triggers, options.clients, "load").await?;
    let accepted_in = began.elapsed();
    let all = warm + options.triggers;
    ensure!(bed.arrived(all, ARRIVE_WITHIN).await, "not all arrive");
    let delivered_in = began.elapsed();
    let rate = |took: Duration| options.triggers as f64 / took.as_secs_f64();
    anstream::println!("  accepted      {:.0} a second", rate(accepted_in));
    anstream::println!("  delivered     {:.0} a second", rate(delivered_in));
    let thousands = options.triggers as f64 / 1_000.0;
    let own = (own_cpu(&processes)? - before.0) / thousands;
    let used: Vec<_> = bed.services.cpu_seconds();
    let services = used
        .iter()
        .zip(&before.1)
        .map(|((kind, after), (_, before))| (*kind, (after - before) / thousands));
    let services: Vec<_> = services.collect();
    let total: f64 = own + services.iter().map(|(_, seconds)| seconds).sum::<f64>();
    let parts_of: Vec<String> = services
        .iter()
        .map(|(kind, seconds)| format!(", {} {seconds:.3}", kind.name()))
        .collect();
    anstream::println!(
        "  CPU           {total:.3} s for 1,000 messages: Bellhop {own:.3}{}",
        parts_of.concat()
    );

    let mut waits = latencies(&bed, &client, all).await?;
    waits.sort_unstable();
    anstream::println!(
        "  at 100/s      p50 {:.1} ms, p99 {:.1} ms from call to Slack",
        at(&waits, 0.50),
        at(&waits, 0.99)
    );
    anstream::println!("  memory        at rest {at_rest}");
    anstream::println!("                after the load {}", own_memory(&processes)?);
    drop((processes, bed));
    if options.waiting > 0 {
        waiting::measure(parts, options.waiting).await?;
    }
    Ok(())
}

async fn send(client: &Client, triggers: usize, clients: usize, text: &'static str) -> Result<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..clients {
        let (client, next) = (client.clone(), next.clone());
        callers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= triggers {
                    return Ok::<_, anyhow::Error>(());
                }
                let body = trigger(number % CHANNELS, &format!("{text} {number}"));
                client.post("/trigger/", &body).await?;
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
    Ok(())
}

fn own_cpu(processes: &[Process]) -> Result<f64> {
    let mut seconds = 0.0;
    for process in processes {
        seconds += cpu_seconds(process.pid()?)?;
    }
    Ok(seconds)
}

/// The memory of each process, for people: with its render helpers, what they share counted once.
pub(super) fn own_memory(processes: &[Process]) -> Result<String> {
    let names: &[&str] = match processes.len() {
        1 => &["one process"],
        _ => &["api", "worker"],
    };
    let mut texts = Vec::new();
    for (process, name) in processes.iter().zip(names) {
        texts.push(format!("{name} {:.0} MiB", resident_mib(process.pid()?)?));
    }
    Ok(texts.join(", "))
}

/// Milliseconds, in tenths, from calling Bellhop to the message's arrival in Slack.
async fn latencies(bed: &Bed, client: &Client, before: usize) -> Result<Vec<u64>> {
    let mut waits = Vec::with_capacity(PACED);
    let mut tick = tokio::time::interval(PACED_EVERY);
    for number in 0..PACED {
        tick.tick().await;
        let began = Instant::now();
        let body = trigger(number % CHANNELS, &format!("paced {number}"));
        let (sent, _) = tokio::join!(
            client.post("/trigger/", &body),
            bed.arrived(before + number + 1, Duration::from_secs(10)),
        );
        sent?;
        waits.push(u64::try_from(began.elapsed().as_micros() / 100)?);
    }
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
