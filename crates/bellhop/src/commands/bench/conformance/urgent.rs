//! An urgent DM behind a broadcast to the same team: to one channel, or to as many people under the
//! ceiling of their connection. Ten other teams send beside it, through the same worker.
//!
//! The broadcast is not waited for: at Slack's pace it takes hours.

use std::time::Duration;

use anyhow::{Context as _, Result};
use bellhop_services::resident_mib;
use bellhop_sim::{Limits, Observed, Seed, Sim, User};
use serde_json::{Value, json};

use super::others::{OTHER_TEAMS, Others};
use super::row::{Demand, Measure, Row};
use super::stage::{Memory, Stage, now_ms, planned};
use crate::client::Client;
use crate::commands::bench::bed::{Bed, channel, token, trigger};
use crate::commands::bench::bulk;
use crate::commands::bench::tally::Tally;

/// Recipients of one trigger.
const RECIPIENTS: usize = 10_000;
/// What the connection of the broadcast to people may send in a minute, here and in Slack.
const PER_MINUTE: u32 = 600;
const URGENT: &str = "U0URGENT";
const URGENT_MESSAGES: usize = 5;
/// Slower than the pace of one DM, so that they don't wait for one another.
const URGENT_EVERY: Duration = Duration::from_millis(1_500);
const URGENT_WITHIN_SECONDS: f64 = 2.0;
/// One pace slot: what a noisy neighbour may cost.
const OTHERS_WITHIN_SECONDS: f64 = 1.0;
/// What a hundred times the waiting messages may take more, in MiB: indexes, not bodies.
const GROWTH_MIB: f64 = 16.0;
const ARRIVE_WITHIN: Duration = Duration::from_secs(60);

/// To whom the broadcast goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broadcast {
    /// Every message to one channel.
    Channel,
    /// One message to each of so many people.
    People,
}

pub(super) async fn play(stage: &Stage<'_>, broadcast: Broadcast) -> Result<Row> {
    let (few, many) = (stage.count(500, 100), stage.count(50_000, 2_000));
    let bed = bed(stage, broadcast, many).await?;
    let processes = bed.processes().await?;
    let (client, sender) = (&processes[0].client, &processes[processes.len() - 1]);
    bed.put_recipients(client).await?;
    let urgent = json!({"user_id": URGENT, "access_token": token(0)});
    let urgent = json!({"$slack": urgent});
    client.post("/v1/user/urgent/", &urgent).await?;

    send(client, broadcast, 0..few).await?;
    planned(sender).await?;
    tokio::time::sleep(URGENT_EVERY).await;
    let with_few = resident_mib(sender.pid()?)?;
    let memory = Memory::of(sender)?;
    let others = Others::start(client.clone());
    send(client, broadcast, few..many).await?;
    // The first comes while the broadcast is still being planned, the rest when all of it waits.
    let mut sent = vec![(text(0), now_ms())];
    call(client, 0).await?;
    planned(sender).await?;
    for number in 1..URGENT_MESSAGES {
        tokio::time::sleep(URGENT_EVERY).await;
        sent.push((text(number), now_ms()));
        call(client, number).await?;
    }
    let all = |slack: &Observed<'_>| slack.messages(URGENT).count() >= URGENT_MESSAGES;
    bed.sim.wait_for(all, ARRIVE_WITHIN).await;
    let others = others.end().await?;
    let all_others = |slack: &Observed<'_>| {
        let there = (1..=OTHER_TEAMS).map(|team| slack.messages(&channel(team)).count());
        there.sum::<usize>() >= others.len()
    };
    bed.sim.wait_for(all_others, ARRIVE_WITHIN).await;

    let mut tally = broadcast_tally(&bed.sim);
    let urgent: Vec<String> = sent.iter().map(|(text, _)| text.clone()).collect();
    tally.add(&bed.sim, URGENT, &urgent);
    let mut waits = Vec::new();
    for team in 1..=OTHER_TEAMS {
        let sent: Vec<_> = others.iter().filter(|sent| sent.team == team).collect();
        let texts: Vec<String> = sent.iter().map(|sent| sent.text.clone()).collect();
        tally.add(&bed.sim, &channel(team), &texts);
        let sent = sent.iter().map(|sent| (sent.text.as_str(), sent.at_ms));
        waits.extend(seconds(&bed.sim, &channel(team), sent));
    }
    waits.sort_by(f64::total_cmp);
    let sent = sent.iter().map(|(text, at)| (text.as_str(), *at));
    let urgent_waits = seconds(&bed.sim, URGENT, sent);
    let worst = urgent_waits.iter().copied().fold(0.0, f64::max);
    let p99 = waits.get(waits.len() * 99 / 100).copied();
    let mut row = Row::of(&bed.sim, &tally);
    row.demand(
        Measure::Urgent,
        worst,
        Demand::AtMost(URGENT_WITHIN_SECONDS),
    );
    row.demand(
        Measure::Others,
        p99.context("no other team sent anything")?,
        Demand::AtMost(OTHERS_WITHIN_SECONDS),
    );
    row.demand(
        Measure::Memory,
        memory.most_mib(),
        Demand::AtMost(with_few + GROWTH_MIB),
    );
    row.remark(
        true,
        format!(
            "{many} wait, {with_few:.0} MiB with {few}; urgent DMs took {}, the first while they were planned",
            shown(&urgent_waits)
        ),
    );
    Ok(row)
}

async fn bed(stage: &Stage<'_>, broadcast: Broadcast, many: usize) -> Result<Bed> {
    let teams = OTHER_TEAMS + 1;
    let mut limits = Limits::default();
    if broadcast == Broadcast::People {
        limits.connection_per_minute = PER_MINUTE;
    }
    let mut bed = stage.bed(teams, teams, limits, true).await?;
    bed.workflow("alert", "category = \"system\"\n")?;
    bed.workflow("news", "category = \"promotional\"\n")?;
    let mut ids = vec![URGENT.to_owned()];
    if broadcast == Broadcast::People {
        let ceiling = ("PACE__CONNECTION_PER_MINUTE", PER_MINUTE.to_string());
        bed.settings.push(ceiling);
        ids.extend((0..many).map(person));
    }
    let user = |id: String| User {
        name: id.to_lowercase(),
        id,
        ..User::default()
    };
    bed.sim.seed(Seed {
        users: ids.into_iter().map(user).collect(),
        ..Seed::default()
    })?;
    Ok(bed)
}

fn person(number: usize) -> String {
    format!("U1P{number:06}")
}

fn text(number: usize) -> String {
    format!("urgent {number}")
}

/// Sends these messages of the broadcast.
async fn send(
    client: &Client,
    broadcast: Broadcast,
    numbers: std::ops::Range<usize>,
) -> Result<()> {
    match broadcast {
        Broadcast::Channel => {
            let of = |number| trigger(0, &format!("broadcast {number}"));
            bulk::post(client, numbers.map(of).collect()).await
        }
        Broadcast::People => {
            let person = |number| {
                let slack = json!({"user_id": person(number), "access_token": token(0)});
                json!({"distinct_id": format!("person_{number}"), "$slack": slack})
            };
            let people: Vec<Value> = numbers.map(person).collect();
            for people in people.chunks(RECIPIENTS) {
                let data = json!({"text": "broadcast"});
                let body = json!({"workflow": "news", "recipients": people, "data": data});
                client.post("/trigger/", &body).await?;
            }
            Ok(())
        }
    }
}

async fn call(client: &Client, number: usize) -> Result<()> {
    let data = json!({"text": text(number)});
    let body = json!({"workflow": "alert", "recipients": ["urgent"], "data": data});
    client.post("/trigger/", &body).await?;
    Ok(())
}

/// What arrived of the broadcast: none twice, and in order. (How much, is a matter of time.)
fn broadcast_tally(sim: &Sim) -> Tally {
    let mut tally = Tally::default();
    let mut last = std::collections::HashMap::new();
    for call in sim.calls() {
        let (None, Some(text), Some(channel)) = (call.error, call.text, call.channel) else {
            continue;
        };
        let Some(number) = text.strip_prefix("broadcast") else {
            continue;
        };
        let number: usize = number.trim().parse().unwrap_or_default();
        match last.insert(channel, number) {
            Some(before) if before == number => tally.doubled += 1,
            Some(before) if before > number => tally.inversions += 1,
            Some(_) | None => {}
        }
    }
    tally
}

/// How long each of these messages took from the call to its arrival in Slack, in seconds; for ever,
/// if it did not come.
fn seconds<'a>(
    sim: &Sim,
    conversation: &str,
    sent: impl Iterator<Item = (&'a str, u64)>,
) -> Vec<f64> {
    let messages = sim.messages(conversation);
    let wait = |(text, at): (&str, u64)| {
        let message = messages.iter().find(|message| &*message.text == text);
        message.map_or(f64::INFINITY, |message| {
            message.received_at_ms.saturating_sub(at) as f64 / 1e3
        })
    };
    sent.map(wait).collect()
}

fn shown(seconds: &[f64]) -> String {
    let texts: Vec<String> = seconds.iter().map(|it| Measure::Urgent.show(*it)).collect();
    texts.join(", ")
}
