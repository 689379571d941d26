//! The sections that no other crate owns, and how a section is read.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use bellhop_core::id::WorkspaceKey;
use bellhop_templates::{Engine, TemplatesConfig};
use bellhop_worker::SamplingConfig;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// Takes a section out of the table and reads it whole.
pub(super) fn take<T: DeserializeOwned>(table: &mut Table, name: &str) -> Result<T> {
    read(section(table, name)?, name)
}

/// Takes a section that has a `url` beside the settings of what is there.
pub(super) fn take_with_url<T: DeserializeOwned>(
    table: &mut Table,
    name: &str,
) -> Result<(String, T)> {
    let mut section = section(table, name)?;
    let url = part(&mut section, name, "url")?;
    Ok((url, read(section, name)?))
}

pub(super) fn section(table: &mut Table, name: &str) -> Result<Table> {
    match table.remove(name) {
        Some(Value::Table(section)) => Ok(section),
        Some(_) | None => bail!("{name} must be a section: [{name}]"),
    }
}

/// Takes one key out of a section.
pub(super) fn part<T: DeserializeOwned>(section: &mut Table, name: &str, key: &str) -> Result<T> {
    let value = section
        .remove(key)
        .with_context(|| format!("{name}.{key} is missing"))?;
    value
        .try_into()
        .map_err(|error| anyhow!("{name}.{key}: {}", one_line(&error)))
}

pub(super) fn read<T: DeserializeOwned>(section: Table, name: &str) -> Result<T> {
    section
        .try_into()
        .map_err(|error| anyhow!("[{name}] {}", one_line(&error)))
}

/// Says what an address must look like, which the type's own error does not.
pub(super) fn check_address(table: &Table, name: &str, key: &str) -> Result<()> {
    let text = table
        .get(name)
        .and_then(|section| section.get(key))
        .and_then(Value::as_str);
    match text.map(|text| (text, text.parse::<SocketAddr>())) {
        Some((text, Err(_))) => {
            bail!("{name}.{key}: {text:?} is not an address with a port, such as 127.0.0.1:8080")
        }
        Some((_, Ok(_))) | None => Ok(()),
    }
}

/// The error's message; its position would be one in a text that nobody has seen.
fn one_line(error: &toml::de::Error) -> String {
    error.to_string().trim().replace('\n', "; ")
}

/// `[templates]`: see `config.default.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "every key has its sentence in config.default.toml"
)]
pub struct TemplatesSection {
    pub dir: PathBuf,
    pub watch_seconds: u64,
    pub source: TemplatesSource,
    pub history_max: u32,
    pub engine: Engine,
    pub helpers: usize,
    pub deadline_ms: u64,
    pub memory_mib: u64,
    pub output_bytes_max: usize,
    pub source_bytes_max: usize,
    pub data_bytes_max: usize,
    pub helper_renders_max: u64,
    pub helper_resident_mib_max: u64,
    pub quarantine_after: u32,
    pub samples_max: u32,
    pub sample_bytes_max: usize,
    pub sample_seconds: u64,
}

impl TemplatesSection {
    /// The settings as the templates take them.
    #[must_use]
    pub fn config(&self) -> TemplatesConfig {
        let mut config = TemplatesConfig::new(&self.dir);
        config.engine = self.engine;
        if self.helpers > 0 {
            config.helpers = self.helpers;
        }
        config.deadline = Duration::from_millis(self.deadline_ms);
        config.memory_bytes = self.memory_mib.saturating_mul(1 << 20);
        config.output_bytes_max = self.output_bytes_max;
        config.source_bytes_max = self.source_bytes_max;
        config.data_bytes_max = self.data_bytes_max;
        config.helper_renders_max = self.helper_renders_max;
        config.helper_resident_bytes_max = self.helper_resident_mib_max.saturating_mul(1 << 20);
        config.quarantine_after = self.quarantine_after;
        config
    }

    /// What is noted of the messages that templates are filled for.
    #[must_use]
    pub fn sampling(&self) -> SamplingConfig {
        SamplingConfig {
            samples_max: self.samples_max,
            bytes_max: self.sample_bytes_max,
            every: Duration::from_secs(self.sample_seconds),
        }
    }
}

/// Samples of one template at the most: a draft is rendered with all of them when it is tried.
pub(super) const SAMPLES_MAX: u32 = 100;

/// Where the templates that are served come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemplatesSource {
    /// The folder alone.
    Files,
    /// The store, over the folder.
    Api,
}

/// `[workspace]`: the first workspace.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// Its key; empty for none.
    pub key: String,
    /// Its secret, for signed requests.
    pub secret: SecretString,
    /// Its bearer key; empty for none.
    pub api_key: SecretString,
}

impl Workspace {
    pub(super) fn check(&self) -> Result<()> {
        let (secret, api_key) = (self.secret.expose_secret(), self.api_key.expose_secret());
        if self.key.is_empty() {
            if !secret.is_empty() || !api_key.is_empty() {
                bail!(
                    "workspace.key: is empty, but workspace.secret or workspace.api_key is given"
                );
            }
            return Ok(());
        }
        WorkspaceKey::parse(&self.key).context("workspace.key")?;
        if secret.is_empty() {
            bail!("workspace.secret: is empty; workspace.key needs one");
        }
        if !api_key.is_empty() && api_key.len() < 16 {
            bail!("workspace.api_key: must have 16 characters or more");
        }
        Ok(())
    }
}

/// `[retention]`: how long the record is kept.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Days that the record of an ended message is kept.
    pub record_days: u32,
    /// Seconds between two purges.
    pub purge_every_seconds: u64,
    /// Rows removed in one go.
    pub purge_rows_max: u32,
}

/// `[secrets]`: the key that seals tokens and webhook URLs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// The key itself; empty for `key_file`.
    pub key: SecretString,
    /// Where the key is kept; empty for beside the store.
    pub key_file: PathBuf,
}

/// `[log]`: what is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Which lines.
    pub level: String,
    /// For whom.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
