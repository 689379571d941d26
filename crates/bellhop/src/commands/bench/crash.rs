//! kill -9, again and again, while triggers come in: is every accepted one delivered?

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bellhop_sim::Limits;

use super::bed::{Bed, Plan};
use super::callers::{Callers, texts};
use super::parts::Parts;
use super::tally::{Tally, tally};

const CHANNELS: usize = 48;
/// The longest time for the killing.
const LONGEST: Duration = Duration::from_secs(600);
/// How long after the last kill everything must have arrived.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(60);

pub(super) async fn run(
    parts: Parts,
    triggers: usize,
    per_second: u32,
    kill_every_ms: u64,
) -> Result<ExitCode> {
    let bed = Bed::new(Plan {
        parts,
        connections: 1,
        channels: CHANNELS,
        limits: Limits::none(),
        paced: false,
    })
    .await?;
    let mut server = bed.serve().await?;
    bed.put_recipients(&server.client).await?;
    let callers = Callers::start(&server.client, CHANNELS, triggers, per_second);
    let (began, mut kills) = (Instant::now(), 0);
    while bed.sim.stats().accepted < triggers as u64 && began.elapsed() < LONGEST {
        tokio::time::sleep(Duration::from_millis(kill_every_ms)).await;
        server.kill().await?;
        kills += 1;
        server = bed.serve().await.context("the server does not come back")?;
    }
    let again = callers.done().await;
    let sent = texts(CHANNELS, triggers);
    let tally = settled(&bed, &sent, ARRIVAL_TIMEOUT).await;
    anstream::println!(
        "{triggers} triggers, kill -9 again and again, {}",
        parts.name()
    );
    anstream::println!("  kills         {kills}");
    anstream::println!("  calls again   {again}");
    anstream::println!("  arrived       {} of {triggers}", tally.arrived);
    anstream::println!("  lost          {}", tally.lost);
    anstream::println!("  doubled       {}", tally.doubled);
    anstream::println!("  inversions    {}", tally.inversions);
    anstream::println!("  unexpected    {}", tally.unexpected);
    anstream::println!("  took          {:.1} s", began.elapsed().as_secs_f64());
    Ok(if tally.lost + tally.unexpected == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Counts what arrived, as soon as nothing is missing or the time is over. (Doubled ones count in
/// Slack too, so all calls may be in before all messages are.)
pub(super) async fn settled(bed: &Bed, sent: &[Vec<String>], within: Duration) -> Tally {
    let until = Instant::now() + within;
    while tally(&bed.sim, sent).lost > 0 && Instant::now() < until {
        let before = bed.sim.stats().calls;
        let more = |slack: &bellhop_sim::Observed<'_>| slack.stats().calls > before;
        let left = until.saturating_duration_since(Instant::now());
        bed.sim.wait_for(more, left).await;
    }
    tally(&bed.sim, sent)
}
