//! The test bed: a simulated Slack, the parts, and Bellhop processes on them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bellhop_sim::{ChannelKind, Limits, Seed, SeedChannel, SeedToken, Sim, SimConfig};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::parts::{Parts, Services};
use super::process::Process;
use crate::client::Client;

const API_KEY: &str = "bellhop-bench-api-key";
const TEMPLATE: &str = "function(data) { text: data.text }\n";

/// What a bed is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) parts: Parts,
    /// Tokens, each of an app of its own.
    pub(super) connections: usize,
    /// Channels, spread over the tokens one after the other.
    pub(super) channels: usize,
    pub(super) limits: Limits,
    /// Whether Bellhop keeps the default pace, or none.
    pub(super) paced: bool,
}

/// A simulated Slack, the parts, and a folder.
pub(super) struct Bed {
    pub(super) sim: Arc<Sim>,
    /// The servers that are its own.
    pub(super) services: Services,
    /// The settings of its processes that are the benchmark's choice, by section and key.
    pub(super) settings: Vec<(&'static str, String)>,
    parts: Vec<(&'static str, String)>,
    plan: Plan,
    folder: TempDir,
    listen: String,
}

pub(super) fn channel(number: usize) -> String {
    format!("C{number:05}")
}

pub(super) fn recipient(number: usize) -> String {
    format!("channel_{number}")
}

/// The token of the connection of this number.
pub(super) fn token(connection: usize) -> String {
    format!("xoxb-bench-{connection}")
}

impl Bed {
    /// A bed with servers of its own.
    pub(super) async fn new(plan: Plan) -> Result<Self> {
        let (folder, services) = (folder()?, Services::start(plan.parts)?);
        let parts = services.settings(&folder);
        Self::build(plan, folder, services, parts).await
    }

    /// A bed on servers that others use too: with a database and names of its own.
    pub(super) async fn on(services: &Services, plan: Plan) -> Result<Self> {
        let folder = folder()?;
        let parts = services.settings_apart(&folder)?;
        Self::build(plan, folder, Services::none(), parts).await
    }

    async fn build(
        plan: Plan,
        folder: TempDir,
        services: Services,
        parts: Vec<(&'static str, String)>,
    ) -> Result<Self> {
        let names = (0..plan.channels).map(|number| SeedChannel {
            id: channel(number),
            name: format!("bench-{number}"),
            kind: ChannelKind::Public,
            ..SeedChannel::default()
        });
        let tokens = (0..plan.connections).map(|connection| SeedToken {
            token: token(connection),
            in_channels: (connection..plan.channels)
                .step_by(plan.connections)
                .map(channel)
                .collect(),
            ..SeedToken::default()
        });
        let seed = Seed {
            channels: names.collect(),
            tokens: tokens.collect(),
            ..Seed::default()
        };
        let sim = Sim::start(SimConfig {
            limits: plan.limits,
            seed,
            ..SimConfig::default()
        })
        .await?;
        let bed = Self {
            sim: Arc::new(sim),
            services,
            settings: Vec::new(),
            parts,
            plan,
            folder,
            listen: free_address()?,
        };
        bed.workflow("bench", "")?;
        Ok(bed)
    }

    /// Adds a workflow that says `data.text`, with this `workflow.toml`.
    pub(super) fn workflow(&self, slug: &str, text: &str) -> Result<()> {
        let folder = self.folder.path().join("templates").join(slug);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("template.jsonnet"), TEMPLATE)?;
        std::fs::write(folder.join("workflow.toml"), text)?;
        Ok(())
    }

    /// One process, or on distributed parts one of each role: the one that takes the requests first, the
    /// one that sends last.
    pub(super) async fn processes(&self) -> Result<Vec<Process>> {
        Ok(match self.plan.parts {
            Parts::Embedded => vec![self.serve().await?],
            Parts::Distributed => vec![self.api().await?, self.worker().await?],
        })
    }

    /// Starts a process that does everything, always at the same address.
    pub(super) async fn serve(&self) -> Result<Process> {
        self.start("all", &self.listen).await
    }

    /// Starts a process of the API, always at the same address.
    pub(super) async fn api(&self) -> Result<Process> {
        self.start("api", &self.listen).await
    }

    /// Starts one more worker.
    pub(super) async fn worker(&self) -> Result<Process> {
        self.start("worker", &free_address()?).await
    }

    async fn start(&self, role: &str, listen: &str) -> Result<Process> {
        let pace = if self.plan.paced { "1" } else { "0" };
        let templates = self.folder.path().join("templates");
        let hosts = format!("hooks.slack.com,{}", self.sim.address());
        let mut settings = self.parts.clone();
        settings.extend([
            ("TEMPLATES__DIR", templates.display().to_string()),
            ("SLACK__API_URL", self.sim.api_url()),
            ("SLACK__WEBHOOK_URL", self.sim.url()),
            ("SLACK__WEBHOOK_HOSTS", hosts),
            ("PACE__DESTINATION_PER_SECOND", pace.to_owned()),
            ("WORKSPACE__KEY", "wskey_bench_0123456789abcd".to_owned()),
            ("WORKSPACE__SECRET", "wssecret_bench_0123456789".to_owned()),
        ]);
        settings.extend(self.settings.clone());
        Process::start(role, listen, &settings, API_KEY).await
    }

    /// Makes a recipient for each channel.
    pub(super) async fn put_recipients(&self, client: &Client) -> Result<()> {
        for number in 0..self.plan.channels {
            let token = token(number % self.plan.connections);
            let slack = json!({"channel_id": channel(number), "access_token": token});
            let path = format!("/v1/user/{}/", recipient(number));
            client.post(&path, &json!({"$slack": slack})).await?;
        }
        Ok(())
    }

    /// Waits until as many messages are in Slack; whether they came.
    pub(super) async fn arrived(&self, messages: usize, within: Duration) -> bool {
        let wanted = |slack: &bellhop_sim::Observed<'_>| slack.message_count() >= messages;
        self.sim.wait_for(wanted, within).await
    }
}

/// A trigger that sends `text` to the channel of this number.
pub(super) fn trigger(number: usize, text: &str) -> Value {
    json!({"workflow": "bench", "recipients": [recipient(number)], "data": {"text": text}})
}

fn folder() -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix("bellhop-bench-").tempdir()
}

/// An address of this machine that is free now, so that a restarted server can have the same.
fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.to_string())
}
