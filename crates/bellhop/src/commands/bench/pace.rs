//! Many channels at Slack's pace: does everything arrive once, in order, without a refusal, and in
//! hardly more than the time that the pace demands?

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use bellhop_sim::Limits;

use super::bed::{Bed, Plan};
use super::bulk;
use super::parts::Parts;
use super::tally::{makespan, tally};

pub(super) async fn run(parts: Parts, channels: usize, messages: usize) -> Result<ExitCode> {
    ensure!(
        channels > 0 && messages > 1,
        "at least one channel and two messages"
    );
    let bed = Bed::new(Plan {
        parts,
        connections: 1,
        channels,
        limits: Limits::default(),
        paced: true,
    })
    .await?;
    let server = bed.serve().await?;
    bed.put_recipients(&server.client).await?;
    bulk::send(&server.client, 0..channels, messages).await?;
    let ideal = Duration::from_secs(messages as u64 - 1);
    let all = channels * messages;
    bed.arrived(all, ideal * 2 + Duration::from_secs(30)).await;

    let sent = vec![bulk::texts(messages); channels];
    let tally = tally(&bed.sim, &sent);
    let stats = bed.sim.stats();
    let makespan = makespan(&bed.sim, 0..channels);
    let ratio = makespan.as_secs_f64() / ideal.as_secs_f64();
    anstream::println!(
        "{channels} channels x {messages} messages, 1 message/s/channel, {}",
        parts.name()
    );
    anstream::println!("  calls         {}", stats.calls);
    let rejected = stats.rejected + stats.rate_limited;
    anstream::println!("  rejected      {rejected}");
    anstream::println!("  arrived       {} of {all}", tally.arrived);
    anstream::println!("  lost          {}", tally.lost);
    anstream::println!("  doubled       {}", tally.doubled);
    anstream::println!("  inversions    {}", tally.inversions);
    anstream::println!("  ideal         {:.3} s", ideal.as_secs_f64());
    anstream::println!("  makespan      {:.3} s", makespan.as_secs_f64());
    anstream::println!("  ratio         {ratio:.4}");
    server.kill().await?;
    let perfect = tally.lost + tally.doubled + tally.inversions + tally.unexpected == 0;
    Ok(if perfect && rejected == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
