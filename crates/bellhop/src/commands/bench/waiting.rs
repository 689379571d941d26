//! Many messages that wait: how much memory they take.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use bellhop_sim::Limits;
use serde_json::{Value, json};

use super::bed::{Bed, Plan, recipient};
use super::load::{own_memory, serve};
use super::parts::Parts;
use crate::client::Client;

const CONNECTIONS: usize = 20;
const CHANNELS: usize = 200;
/// Recipients of one trigger: the default bound.
const RECIPIENTS: usize = 10_000;
const ASK_EVERY: Duration = Duration::from_secs(1);
const PLANNED_WITHIN: Duration = Duration::from_secs(1_800);

pub(super) async fn measure(parts: Parts, messages: usize) -> Result<()> {
    // Bellhop's own pace keeps them waiting: 200 channels take 200 a second.
    let bed = Bed::new(Plan {
        parts,
        connections: CONNECTIONS,
        channels: CHANNELS,
        limits: Limits::default(),
        paced: true,
    })
    .await?;
    let processes = serve(&bed, parts).await?;
    let client = &processes[0].client;
    bed.put_recipients(client).await?;
    let began = Instant::now();
    let mut left = messages;
    while left > 0 {
        let count = left.min(RECIPIENTS);
        // The same person many times: each a message of its own, as the recipients are inline copies.
        let recipients: Vec<Value> = (0..count)
            .map(|number| json!(recipient(number % CHANNELS)))
            .collect();
        for piece in recipients.chunks(CHANNELS) {
            let body =
                json!({"workflow": "bench", "recipients": piece, "data": {"text": "waiting"}});
            client.post("/trigger/", &body).await?;
        }
        left -= count;
    }
    let worker = &processes[processes.len() - 1].client;
    while depth(worker, "trigger").await? > 0 {
        ensure!(began.elapsed() < PLANNED_WITHIN, "planning takes too long");
        tokio::time::sleep(ASK_EVERY).await;
    }
    let planned_in = began.elapsed().as_secs_f64();
    tokio::time::sleep(ASK_EVERY * 2).await;
    let waiting = depth(worker, "message").await?;
    anstream::println!(
        "  {waiting} wait   {}, planned {:.0} a second",
        own_memory(&processes)?,
        messages as f64 / planned_in
    );
    for (kind, mib) in bed.services.resident_mib() {
        anstream::println!("                {} {mib:.0} MiB", kind.name());
    }
    Ok(())
}

/// What waits, as `/metrics` says.
async fn depth(client: &Client, kind: &str) -> Result<u64> {
    let metrics = client.get("/metrics").await?;
    let text = metrics.as_str().context("/metrics is text")?;
    let name = format!("bellhop_queue_depth{{kind=\"{kind}\"}} ");
    let value = text.lines().find_map(|line| line.strip_prefix(&name));
    value.context("the depth")?.parse().context("the depth")
}
