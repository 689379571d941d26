//! All the wiring: the parts are put together here, started, and taken down in the right order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use bellhop_api::{Api, RunningApi};
use bellhop_core::address::WebhookHosts;
use bellhop_core::id::WorkspaceKey;
use bellhop_directory::Directory;
use bellhop_queue::Queue;
use bellhop_slack::SlackClient;
use bellhop_store::{SecretsKey, Store, Workspace};
use bellhop_templates::Templates;
use bellhop_worker::{Metrics, Parts, Worker};
use prometheus::Registry;
use secrecy::ExposeSecret as _;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::housekeeping;

/// A running Bellhop: API, planner and worker in one process.
pub struct App {
    api: RunningApi,
    worker: Worker,
    housekeeping: JoinHandle<()>,
    parts: Parts,
    drain_delay: Duration,
}

impl App {
    /// Opens what there is to open and starts to serve. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// What could not be opened, with the setting or the file that says so.
    pub async fn start(config: &Config) -> Result<Self> {
        let registry = Registry::new();
        let parts = open_parts(config).await?;
        put_first_workspace(&parts.store, config).await?;
        let metrics = Metrics::register(&registry).context("the metrics")?;
        let api = Api {
            store: parts.store.clone(),
            queue: parts.queue.clone(),
            templates: parts.templates.clone(),
            webhook_hosts: WebhookHosts::new(config.webhook_hosts.clone()),
            http: config.http.clone(),
            ingest: config.ingest.clone(),
            registry,
        };
        let api = api.start().await?;
        let worker = Worker::start(
            parts.clone(),
            config.worker,
            config.pace,
            config.retry,
            config.ingest.profile_limits(),
            metrics,
        )
        .await
        .context("the worker")?;
        tracing::info!(listen = %api.addr, "bellhop is ready");
        let housekeeping = housekeeping::start(parts.store.clone(), config.retention);
        Ok(Self {
            api,
            worker,
            housekeeping,
            parts,
            drain_delay: Duration::from_secs(config.http.drain_delay_seconds),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.api.addr
    }

    /// Stops: no new requests, then the calls under way and their records, then the files. What was
    /// accepted and not sent stays in the queue.
    pub async fn stop(self) {
        self.api.drain();
        tokio::time::sleep(self.drain_delay).await;
        self.api.stop().await;
        self.worker.stop().await;
        self.housekeeping.abort();
        self.parts.queue.close().await;
        self.parts.store.close().await;
        self.parts.templates.shut_down().await;
        tracing::info!("bellhop has stopped");
    }
}

async fn open_parts(config: &Config) -> Result<Parts> {
    let hosts = WebhookHosts::new(config.webhook_hosts.clone());
    let slack = SlackClient::open(config.slack.clone(), hosts).context("[slack]")?;
    let (cache_url, cache) = &config.cache;
    let directory = Directory::open(cache_url, cache.clone()).await;
    let directory = directory.context("[cache]")?;
    let (url, bounds) = &config.store;
    make_folder(&config.store_path()?).context("store.url")?;
    let store = Store::open_with(url, secrets_key(config)?, bounds.clone()).await;
    let store = store.with_context(|| format!("store.url = {url:?}"))?;
    let path = config.queue_path()?;
    make_folder(&path).context("queue.url")?;
    let queue = Queue::open_sqlite(&path, config.queue.1.clone()).await;
    let queue = queue.with_context(|| format!("the queue's file {}", path.display()))?;
    let templates = Templates::open(config.templates.config()).await;
    let templates =
        templates.with_context(|| format!("templates.dir = {:?}", config.templates.dir))?;
    let templates = Arc::new(templates);
    Ok(Parts {
        queue,
        store,
        templates,
        slack,
        directory,
    })
}

/// Makes the folder of a file that is to be made.
fn make_folder(file: &Path) -> Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} can't be made", folder.display())),
        Some(_) | None => Ok(()),
    }
}

fn secrets_key(config: &Config) -> Result<SecretsKey> {
    let key = &config.secrets.key;
    if !key.expose_secret().is_empty() {
        return SecretsKey::parse(key).context("secrets.key");
    }
    let path: PathBuf = config.key_path()?;
    SecretsKey::load_or_create(&path).context("secrets.key_file")
}

async fn put_first_workspace(store: &Store, config: &Config) -> Result<()> {
    let given = &config.workspace;
    if given.key.is_empty() {
        return Ok(());
    }
    let workspace = Workspace {
        key: WorkspaceKey::parse(&given.key).context("workspace.key")?,
        secret: given.secret.clone(),
        api_key: (!given.api_key.expose_secret().is_empty()).then(|| given.api_key.clone()),
    };
    store.put_workspace(&workspace).await.context("[workspace]")
}
