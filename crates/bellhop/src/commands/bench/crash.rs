//! kill -9, again and again, while triggers come in: is every accepted one delivered?

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bellhop_sim::Limits;
use serde_json::Value;
use tokio::task::JoinSet;

use super::bed::{Bed, trigger};
use super::tally::tally;
use crate::client::Client;

const CHANNELS: usize = 50;
const CLIENTS: usize = 8;
/// The wait of a caller whose server is away.
const CALL_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// The longest time for the killing.
const LONGEST: Duration = Duration::from_secs(600);
/// How long after the last kill everything must have arrived.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(60);

pub(super) async fn run(triggers: usize, per_second: u32, kill_every_ms: u64) -> Result<ExitCode> {
    let bed = Arc::new(Bed::new(CHANNELS, Limits::none(), false).await?);
    let server = bed.serve().await?;
    bed.put_recipients(&server.client, CHANNELS).await?;
    let client = server.client.clone();
    let accepted = Arc::new(AtomicUsize::new(0));
    let again = Arc::new(AtomicUsize::new(0));
    let every = Duration::from_secs(CLIENTS as u64) / per_second.max(1);
    let mut callers = JoinSet::new();
    for caller in 0..CLIENTS {
        let (client, accepted, again) = (client.clone(), accepted.clone(), again.clone());
        callers.spawn(async move {
            let mut tick = tokio::time::interval(every);
            for number in (caller..triggers).step_by(CLIENTS) {
                tick.tick().await;
                call(&client, number, &again).await;
                accepted.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    let (began, mut server, mut kills) = (Instant::now(), server, 0);
    while bed.sim.stats().accepted < triggers as u64 && began.elapsed() < LONGEST {
        tokio::time::sleep(Duration::from_millis(kill_every_ms)).await;
        server.kill().await?;
        kills += 1;
        server = bed.serve().await.context("the server does not come back")?;
    }
    callers.join_all().await;
    // Doubled ones count in Slack too, so all calls may be in before all messages are.
    let sent: Vec<Vec<String>> = (0..CHANNELS)
        .map(|channel| (channel..triggers).step_by(CHANNELS).map(text).collect())
        .collect();
    let until = Instant::now() + ARRIVAL_TIMEOUT;
    while tally(&bed.sim, &sent).lost > 0 && Instant::now() < until {
        let before = bed.sim.stats().calls;
        bed.sim
            .wait_for(|state| state.stats().calls > before, ARRIVAL_TIMEOUT)
            .await;
    }
    report(&bed, &sent, kills, &again, began.elapsed())
}

fn text(number: usize) -> String {
    format!("trigger {number}")
}

/// Calls until the trigger is accepted; the key makes the repetitions harmless.
async fn call(client: &Client, number: usize, again: &AtomicUsize) {
    let mut body = trigger(number % CHANNELS, &text(number));
    body["$idempotency_key"] = Value::from(format!("crash-{number}"));
    while client.post("/trigger/", &body).await.is_err() {
        again.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(CALL_AGAIN_AFTER).await;
    }
}

fn report(
    bed: &Bed,
    sent: &[Vec<String>],
    kills: usize,
    again: &AtomicUsize,
    took: Duration,
) -> Result<ExitCode> {
    let tally = tally(&bed.sim, sent);
    let all: usize = sent.iter().map(Vec::len).sum();
    anstream::println!("{all} triggers, kill -9 again and again");
    anstream::println!("  kills         {kills}");
    anstream::println!("  calls again   {}", again.load(Ordering::Relaxed));
    anstream::println!("  arrived       {} of {all}", tally.arrived);
    anstream::println!("  lost          {}", tally.lost);
    anstream::println!("  doubled       {}", tally.doubled);
    anstream::println!("  unexpected    {}", tally.unexpected);
    anstream::println!("  took          {:.1} s", took.as_secs_f64());
    anstream::println!("  files         {}", bed.path().display());
    Ok(if tally.lost + tally.unexpected == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
