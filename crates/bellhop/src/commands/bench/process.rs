//! A Bellhop process of a benchmark, which can be killed, stopped and frozen.

use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::client::Client;

/// A running process, and a client of it.
pub(super) struct Process {
    child: Child,
    pub(super) client: Client,
}

impl Process {
    /// Starts one with these settings, and waits until it is ready. It is killed with its owner.
    pub(super) async fn start(
        role: &str,
        listen: &str,
        settings: &[(&'static str, String)],
        api_key: &str,
    ) -> Result<Self> {
        let variables = settings
            .iter()
            .map(|(name, value)| (format!("BELLHOP_{name}"), value));
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--role", role])
            .envs(variables)
            .env("BELLHOP_HTTP__LISTEN", listen)
            .env("BELLHOP_WORKSPACE__API_KEY", api_key)
            .env(
                "BELLHOP_LOG__LEVEL",
                std::env::var("BELLHOP_BENCH_LOG").unwrap_or("bellhop::app=info,error".into()),
            )
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
        let role = role.to_owned();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if !line.contains("bellhop has stopped") {
                    tracing::debug!(role, line, "a process says");
                }
            }
        });
        let client = Client::new(&format!("http://{listen}"), api_key.to_owned().into())?;
        Ok(Self { child, client })
    }

    /// kill -9.
    pub(super) async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("kill -9")
    }

    /// SIGTERM, as a deploy does; returns when it has ended.
    pub(super) async fn stop(mut self) -> Result<()> {
        self.signal(Signal::TERM)?;
        self.child.wait().await.context("SIGTERM")?;
        Ok(())
    }

    /// SIGSTOP and SIGCONT.
    pub(super) fn signal(&self, signal: Signal) -> Result<()> {
        let pid = i32::try_from(self.pid()?).ok().and_then(Pid::from_raw);
        kill_process(pid.context("the process's id")?, signal).context("signalling")
    }

    /// A whole number in `/metrics`, by its name with its labels.
    pub(super) async fn metric(&self, series: &str) -> Result<u64> {
        let metrics = self.client.get("/metrics").await?;
        let text = metrics.as_str().context("/metrics is text")?;
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(series));
        let value = lines.next().with_context(|| series.to_owned())?;
        value.trim().parse().with_context(|| series.to_owned())
    }

    pub(super) fn pid(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }
}
