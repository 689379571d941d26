//! The test bed: a simulated Slack with channels, and a server process that can be killed.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use bellhop_sim::{ChannelKind, Limits, Seed, SeedChannel, SeedToken, Sim, SimConfig};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::client::Client;

const KEY: &str = "wskey_bench_0123456789abcd";
const API_KEY: &str = "bellhop-bench-api-key";
const TOKEN: &str = "xoxb-bench";
const TEMPLATE: &str = "function(data) { text: data.text }\n";

/// A simulated Slack and a folder for a server.
pub(super) struct Bed {
    pub(super) sim: Sim,
    folder: TempDir,
    listen: String,
    pace: &'static str,
}

/// A server process.
pub(super) struct Server {
    child: Child,
    pub(super) client: Client,
}

pub(super) fn channel(number: usize) -> String {
    format!("C{number:05}")
}

pub(super) fn recipient(number: usize) -> String {
    format!("channel_{number}")
}

impl Bed {
    /// A Slack with `channels` channels and these limits. `paced`: whether Bellhop keeps the default
    /// pace, or none.
    pub(super) async fn new(channels: usize, limits: Limits, paced: bool) -> Result<Self> {
        let names = (0..channels).map(|number| SeedChannel {
            id: channel(number),
            name: format!("bench-{number}"),
            kind: ChannelKind::Public,
            ..SeedChannel::default()
        });
        let token = SeedToken {
            token: TOKEN.into(),
            in_channels: (0..channels).map(channel).collect(),
            ..SeedToken::default()
        };
        let seed = Seed {
            channels: names.collect(),
            tokens: vec![token],
            ..Seed::default()
        };
        let sim = Sim::start(SimConfig {
            limits,
            seed,
            ..SimConfig::default()
        })
        .await?;
        let folder = tempfile::Builder::new()
            .prefix("bellhop-bench-")
            .tempdir()?;
        let template = folder.path().join("templates/bench");
        std::fs::create_dir_all(&template)?;
        std::fs::write(template.join("template.jsonnet"), TEMPLATE)?;
        let listen = free_address()?;
        Ok(Self {
            sim,
            folder,
            listen,
            pace: if paced { "1" } else { "0" },
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a server and waits until it is ready.
    pub(super) async fn serve(&self) -> Result<Server> {
        let folder = self.folder.path();
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .env("BELLHOP_HTTP__LISTEN", &self.listen)
            .env(
                "BELLHOP_STORE__URL",
                format!("sqlite:{}", folder.join("bellhop.db").display()),
            )
            .env("BELLHOP_TEMPLATES__DIR", folder.join("templates"))
            .env("BELLHOP_SLACK__API_URL", self.sim.api_url())
            .env("BELLHOP_PACE__DESTINATION_PER_SECOND", self.pace)
            .env("BELLHOP_WORKSPACE__KEY", KEY)
            .env("BELLHOP_WORKSPACE__SECRET", "wssecret_bench_0123456789")
            .env("BELLHOP_WORKSPACE__API_KEY", API_KEY)
            .env("BELLHOP_LOG__LEVEL", "bellhop::app=info,error")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the server does not start")?;
        let stderr = child.stderr.take().context("the server's log")?;
        let mut lines = BufReader::new(stderr).lines();
        let mut said = String::new();
        loop {
            match lines.next_line().await? {
                Some(line) if line.contains("bellhop is ready") => break,
                Some(line) => said.push_str(&line),
                None => bail!("the server ended before it was ready: {said}"),
            }
        }
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                anstream::eprintln!("  server: {line}");
            }
        });
        let client = Client::new(
            &format!("http://{}", self.listen),
            API_KEY.to_owned().into(),
        )?;
        Ok(Server { child, client })
    }

    /// Makes a recipient for each channel.
    pub(super) async fn put_recipients(&self, client: &Client, channels: usize) -> Result<()> {
        for number in 0..channels {
            let slack = json!({"channel_id": channel(number), "access_token": TOKEN});
            let path = format!("/v1/user/{}/", recipient(number));
            client.post(&path, &json!({"$slack": slack})).await?;
        }
        Ok(())
    }
}

impl Server {
    /// kill -9.
    pub(super) async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("kill -9")
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.child.id()
    }
}

/// A trigger that sends `text` to the channel of this number.
pub(super) fn trigger(number: usize, text: &str) -> Value {
    json!({"workflow": "bench", "recipients": [recipient(number)], "data": {"text": text}})
}

/// An address of this machine that is free now, so that a restarted server can have the same.
fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?.to_string())
}
