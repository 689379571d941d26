//! Slack takes a message and its answer is lost: withheld for ten, cut off for ten. With a bot token the
//! message is found again; with a webhook nobody can look, and the workflow's guarantee decides.

use std::time::Duration;

use anyhow::Result;
use bellhop_sim::{Fault, FaultKind, Limits, Seed, SeedWebhook};
use serde_json::{Value, json};

use super::row::{Demand, Measure, Row};
use super::stage::{Memory, Stage};
use crate::client::Client;
use crate::commands::bench::bed::{Bed, channel, recipient};
use crate::commands::bench::bulk;
use crate::commands::bench::crash::settled;

const CHANNELS: usize = 4;
/// Messages of each channel; more than there are faults.
const MESSAGES: usize = 10;
const ARRIVE_WITHIN: Duration = Duration::from_secs(90);
/// How long Bellhop waits for an answer, in milliseconds.
const PATIENCE_MS: usize = 1_000;

/// How the messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Road {
    /// By the Web API, whose history can be searched.
    Bot,
    /// By a webhook, sent again when in doubt.
    WebhookAgain,
    /// By a webhook, given up when in doubt.
    WebhookOnce,
}

pub(super) async fn play(stage: &Stage<'_>, road: Road) -> Result<Row> {
    let each = stage.count(10, 3);
    let mut bed = stage.bed(CHANNELS, CHANNELS, Limits::none(), false).await?;
    let patience = ("SLACK__REQUEST_TIMEOUT_MS", PATIENCE_MS.to_string());
    bed.settings.push(patience);
    if road == Road::WebhookOnce {
        bed.workflow("bench", "guarantee = \"at_most_once\"\n")?;
    }
    let processes = bed.processes().await?;
    let (client, sender) = (&processes[0].client, &processes[processes.len() - 1]);
    let memory = Memory::of(sender)?;
    let method = match road {
        Road::Bot => {
            bed.put_recipients(client).await?;
            "chat.postMessage"
        }
        Road::WebhookAgain | Road::WebhookOnce => {
            put_webhooks(&bed, client).await?;
            "webhook"
        }
    };
    for fault in [FaultKind::AcceptThenStall, FaultKind::Cut] {
        bed.sim.add_fault(Fault {
            method: method.to_owned(),
            channel: None,
            fault,
            times: u32::try_from(each)?,
        });
    }
    bulk::send(client, 0..CHANNELS, MESSAGES).await?;
    let sent = vec![bulk::texts(MESSAGES); CHANNELS];
    let tally = settled(&bed, &sent, ARRIVE_WITHIN).await;

    let mut row = Row::of(&bed.sim, &tally);
    if road == Road::WebhookAgain {
        // Each lost answer is one message twice: no fewer without a guess, no more.
        let doubled = (tally.doubled + tally.unexpected) as f64;
        row.demand(
            Measure::Doubled,
            doubled,
            Demand::Exactly(each as f64 * 2.0),
        );
    }
    row.memory(memory.most_mib());
    row.remark(true, format!("{} answers lost", each * 2));
    Ok(row)
}

/// Makes a webhook for each channel, and recipients that are reached by them.
async fn put_webhooks(bed: &Bed, client: &Client) -> Result<()> {
    for number in 0..CHANNELS {
        let path = format!("T0BENCH/B0BENCH{number}/secret{number}");
        let webhook = SeedWebhook {
            path: path.clone(),
            channel: channel(number),
            name: "bench".to_owned(),
        };
        bed.sim.seed(Seed {
            webhooks: vec![webhook],
            ..Seed::default()
        })?;
        let url = bed.sim.webhook_url(&path);
        let slack: Value = json!({"incoming_webhook": {"url": url}});
        let path = format!("/v1/user/{}/", recipient(number));
        client.post(&path, &json!({"$slack": slack})).await?;
    }
    Ok(())
}
