//! The configuration: three layers, read once, as values.
//!
//! `config.default.toml` is the default, the documentation and the example in one. Loading is a pure
//! function of texts and variables; only `main` knows the environment.

mod layers;
mod places;
mod sections;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use bellhop_api::{HttpConfig, IngestConfig};
use bellhop_core::retry::RetryPolicy;
use bellhop_core::scheduler::PaceConfig;
use bellhop_core::timing::TimersConfig;
use bellhop_directory::DirectoryConfig;
use bellhop_queue::QueueConfig;
use bellhop_slack::SlackConfig;
use bellhop_store::StoreConfig;
use bellhop_worker::WorkerConfig;

pub use self::places::{CachePlace, QueuePlace, StorePlace};
pub use self::sections::{
    Log, LogFormat, Retention, Secrets, TemplatesSection, TemplatesSource, Workspace,
};

/// The default configuration, with a sentence for every key.
pub const DEFAULT: &str = include_str!("config.default.toml");

/// Everything there is to set, by section.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[http]`
    pub http: HttpConfig,
    /// `[ingest]`
    pub ingest: IngestConfig,
    /// `[store]`: where it is, and its bounds.
    pub store: (StorePlace, StoreConfig),
    /// `[retention]`
    pub retention: Retention,
    /// `[queue]`: where it is, and its bounds.
    pub queue: (QueuePlace, QueueConfig),
    /// `[cache]`: where it is, and its bounds.
    pub cache: (CachePlace, DirectoryConfig),
    /// `[slack]`
    pub slack: SlackConfig,
    /// `slack.webhook_hosts`
    pub webhook_hosts: Vec<String>,
    /// `[templates]`
    pub templates: TemplatesSection,
    /// `[pace]`
    pub pace: PaceConfig,
    /// `[retry]`
    pub retry: RetryPolicy,
    /// `[timers]`
    pub timers: TimersConfig,
    /// `[worker]`
    pub worker: WorkerConfig,
    /// `[workspace]`
    pub workspace: Workspace,
    /// `[secrets]`
    pub secrets: Secrets,
    /// `[log]`
    pub log: Log,
}

impl Config {
    /// Lays `file` (its name and text) and the variables that start with `BELLHOP_` over the
    /// defaults.
    ///
    /// # Errors
    /// An unknown section or key, or a value of the wrong kind, by its name; a file that is not TOML.
    pub fn load(
        file: Option<(&str, &str)>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut table: toml::Table = DEFAULT.parse().context("config.default.toml")?;
        if let Some((name, text)) = file {
            let over: toml::Table = text
                .parse()
                .with_context(|| format!("{name} is not a TOML file"))?;
            layers::lay_over(&mut table, over);
        }
        layers::lay_variables_over(&mut table, variables)?;
        Self::of_table(table)
    }

    fn of_table(mut table: toml::Table) -> Result<Self> {
        sections::check_address(&table, "http", "listen")?;
        let mut slack = sections::section(&mut table, "slack")?;
        let webhook_hosts = sections::part(&mut slack, "slack", "webhook_hosts")?;
        let store: (String, StoreConfig) = sections::take_with_url(&mut table, "store")?;
        let store = (StorePlace::parse(&store.0)?, store.1);
        let queue: (String, QueueConfig) = sections::take_with_url(&mut table, "queue")?;
        let queue = (QueuePlace::parse(&queue.0, &store.0)?, queue.1);
        let cache: (String, DirectoryConfig) = sections::take_with_url(&mut table, "cache")?;
        let cache = (CachePlace::parse(&cache.0)?, cache.1);
        let config = Self {
            http: sections::take(&mut table, "http")?,
            ingest: sections::take(&mut table, "ingest")?,
            store,
            retention: sections::take(&mut table, "retention")?,
            queue,
            cache,
            slack: sections::read(slack, "slack")?,
            webhook_hosts,
            templates: sections::take(&mut table, "templates")?,
            pace: sections::take(&mut table, "pace")?,
            retry: sections::take(&mut table, "retry")?,
            timers: sections::take(&mut table, "timers")?,
            worker: sections::take(&mut table, "worker")?,
            workspace: sections::take(&mut table, "workspace")?,
            secrets: sections::take(&mut table, "secrets")?,
            log: sections::take(&mut table, "log")?,
        };
        if let Some(unknown) = table.keys().next() {
            bail!("there is no section [{unknown}] in the configuration");
        }
        config.check()?;
        Ok(config)
    }

    /// What types can't say: bounds.
    fn check(&self) -> Result<()> {
        let (days, hours) = (self.retention.record_days, self.store.1.idempotency_hours);
        if days.saturating_mul(24) < hours {
            bail!(
                "retention.record_days: {days} days are less than store.idempotency_hours, {hours}"
            );
        }
        let pace = self.pace.destination_per_second;
        if !pace.is_finite() || !(0.0..=1_000.0).contains(&pace) {
            bail!("pace.destination_per_second: must be 0 (unlimited) to 1000, not {pace}");
        }
        for (name, value) in [
            ("worker.window", self.worker.window),
            ("worker.lane_max", self.worker.lane_max),
            ("worker.connection_max", self.worker.connection_max),
            ("ingest.dead_letters_max", self.ingest.dead_letters_max),
            ("timers.poll_ms", self.timers.poll_ms as usize),
            ("timers.claim_seconds", self.timers.claim_seconds as usize),
            (
                "timers.cancel_runs_max",
                self.timers.cancel_runs_max as usize,
            ),
            ("worker.in_flight_max", self.worker.in_flight_max),
            ("worker.plan_chunk", self.worker.plan_chunk),
            ("worker.backlogs_max", self.worker.backlogs_max),
            ("worker.lease_seconds", self.worker.lease_seconds as usize),
            ("templates.history_max", self.templates.history_max as usize),
            ("queue.shards", usize::from(self.queue.1.shards)),
            ("queue.prefetch", usize::from(self.queue.1.prefetch)),
            (
                "retention.purge_rows_max",
                self.retention.purge_rows_max as usize,
            ),
        ] {
            if value == 0 {
                bail!("{name}: must be 1 or more");
            }
        }
        let (samples, most) = (self.templates.samples_max, sections::SAMPLES_MAX);
        if samples > most {
            bail!("templates.samples_max: must be 0 (none are kept) to {most}, not {samples}");
        }
        self.workspace.check()
    }

    /// Whether a process may have this role: with files, one process does everything.
    ///
    /// # Errors
    /// When it may not, with what it needs.
    pub fn check_role(&self, role: Role) -> Result<()> {
        let name = match role {
            Role::All => return Ok(()),
            Role::Api => "api",
            Role::Worker => "worker",
        };
        if let QueuePlace::File(_) = self.queue.0 {
            bail!(
                "--role {name} needs queue.url = \"amqp://…\": a queue in a file has one process"
            );
        }
        if let StorePlace::File(_) = self.store.0 {
            bail!(
                "--role {name} needs store.url = \"postgres://…\": a store in a file has one process"
            );
        }
        Ok(())
    }

    /// The path of the file that holds the secrets' key when the configuration does not.
    ///
    /// # Errors
    /// When the store is not a file, so that nothing says where the key would lie.
    pub fn key_path(&self) -> Result<PathBuf> {
        if !self.secrets.key_file.as_os_str().is_empty() {
            return Ok(self.secrets.key_file.clone());
        }
        match &self.store.0 {
            StorePlace::File(path) => Ok(path.with_extension("key")),
            StorePlace::Postgres(_) => bail!(
                "secrets.key: is empty; with PostgreSQL every process needs the same key: give it 64 hexadecimal digits (openssl rand -hex 32), or a secrets.key_file"
            ),
        }
    }
}

/// What a process does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Everything: takes requests, plans and delivers
    #[default]
    All,
    /// Takes requests
    Api,
    /// Plans and delivers
    Worker,
}

#[cfg(test)]
mod tests;
