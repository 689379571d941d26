//! Many channels at Slack's pace: does everything arrive once, in order, without a refusal, and in
//! hardly more than the time that the pace demands?

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use bellhop_sim::Limits;
use serde_json::Value;

use super::bed::{Bed, Plan, channel, trigger};
use super::parts::Parts;
use super::tally::tally;

/// Records of one bulk request.
const BULK: usize = 100;

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
    let text = |place: usize| format!("message {place}");
    let triggers: Vec<Value> = (0..messages)
        .flat_map(|place| (0..channels).map(move |number| trigger(number, &text(place))))
        .collect();
    for bulk in triggers.chunks(BULK) {
        server
            .client
            .post("/trigger/", &Value::Array(bulk.to_vec()))
            .await?;
    }
    let ideal = Duration::from_secs(messages as u64 - 1);
    let all = channels * messages;
    bed.arrived(all, ideal * 2 + Duration::from_secs(30)).await;

    let sent: Vec<Vec<String>> = vec![(0..messages).map(text).collect(); channels];
    let tally = tally(&bed.sim, &sent);
    let stats = bed.sim.stats();
    let times = (0..channels).flat_map(|number| bed.sim.messages(&channel(number)));
    let times: Vec<u64> = times.map(|message| message.received_at_ms).collect();
    let first = times.iter().min().copied().unwrap_or_default();
    let makespan_ms = times.iter().max().copied().unwrap_or_default() - first;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let ratio = makespan_ms as f64 / ideal.as_millis() as f64;
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
    anstream::println!(
        "  makespan      {:.3} s",
        Duration::from_millis(makespan_ms).as_secs_f64()
    );
    anstream::println!("  ratio         {ratio:.4}");
    server.kill().await?;
    let perfect = tally.lost + tally.doubled + tally.inversions + tally.unexpected == 0;
    Ok(if perfect && rejected == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
