//! Many messages that wait: how much memory they take.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bellhop_sim::Limits;
use serde_json::json;

use super::bed::{Bed, Plan, recipient};
use super::load::own_memory;
use super::parts::Parts;

const CONNECTIONS: usize = 20;
const CHANNELS: usize = 200;
const TRIGGERS: &str = "bellhop_queue_depth{kind=\"trigger\"}";
const MESSAGES: &str = "bellhop_queue_depth{kind=\"message\"}";
const SPILLED: &str = "bellhop_spilled_messages";
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
    let processes = bed.processes().await?;
    let client = &processes[0].client;
    bed.put_recipients(client).await?;
    let began = Instant::now();
    let recipients: Vec<String> = (0..CHANNELS).map(recipient).collect();
    let body = json!({"workflow": "bench", "recipients": recipients, "data": {"text": "waiting"}});
    for _ in 0..messages.div_ceil(CHANNELS) {
        client.post("/trigger/", &body).await?;
    }
    let worker = &processes[processes.len() - 1];
    while worker.metric(TRIGGERS).await? > 0 {
        ensure!(began.elapsed() < PLANNED_WITHIN, "planning takes too long");
        tokio::time::sleep(ASK_EVERY).await;
    }
    let planned_in = began.elapsed().as_secs_f64();
    tokio::time::sleep(ASK_EVERY * 2).await;
    let waiting = worker.metric(MESSAGES).await? + worker.metric(SPILLED).await?;
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
