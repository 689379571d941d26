//! All the wiring: the parts are put together here, started, and taken down in the right order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use bellhop_api::{Api, Reloader, ReloaderParts, RunningApi, Serves};
use bellhop_core::address::WebhookHosts;
use bellhop_core::id::WorkspaceKey;
use bellhop_directory::Directory;
use bellhop_queue::Queue;
use bellhop_slack::SlackClient;
use bellhop_store::{SecretsKey, Store, Workspace};
use bellhop_templates::Templates;
use bellhop_worker::{Metrics, Parts, Sampling, Worker};
use prometheus::Registry;
use secrecy::ExposeSecret as _;
use tokio::task::JoinHandle;

use crate::config::{CachePlace, Config, QueuePlace, Role, StorePlace, TemplatesSource};
use crate::gauges::Gauges;
use crate::housekeeping;
use crate::watch;

/// A running Bellhop: what its role says, in one process.
pub struct App {
    api: RunningApi,
    worker: Option<Worker>,
    tasks: [JoinHandle<()>; 3],
    parts: Parts,
    drain_delay: Duration,
}

impl App {
    /// Opens what there is to open and starts to serve. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// What could not be opened, with the setting or the file that says so.
    pub async fn start(config: &Config, role: Role) -> Result<Self> {
        let registry = Registry::new();
        let parts = open_parts(config, role).await?;
        put_first_workspace(&parts.store, config).await?;
        let gauges = Gauges::register(&registry).context("the metrics")?;
        let metrics = Metrics::register(&registry).context("the metrics")?;
        let reloader = ReloaderParts {
            templates: parts.templates.clone(),
            store: parts.store.clone(),
            queue: parts.queue.clone(),
            time_to_live: config.retry.time_to_live(),
            delivers: role != Role::Api,
            serves_committed: config.templates.source == TemplatesSource::Api,
            history_max: config.templates.history_max,
        };
        let reloader = Reloader::new(reloader, &registry).context("the metrics")?;
        // What was committed is served from the first request on, and the history is complete.
        reloader.reload().await.context("[templates]")?;
        let api = Api {
            serves: match role {
                Role::All | Role::Api => Serves::Everything,
                Role::Worker => Serves::Operations,
            },
            store: parts.store.clone(),
            queue: parts.queue.clone(),
            templates: parts.templates.clone(),
            webhook_hosts: WebhookHosts::new(config.webhook_hosts.clone()),
            http: config.http.clone(),
            ingest: config.ingest.clone(),
            timers: config.timers.clone(),
            pace: config.pace,
            time_to_live: config.retry.time_to_live(),
            reloader: reloader.clone(),
            registry,
        };
        let api = api.start().await?;
        let worker = match role {
            Role::Api => None,
            Role::All | Role::Worker => Some(Worker::start(
                parts.clone(),
                config.worker,
                config.pace,
                config.retry,
                config.timers.clone(),
                config.ingest.profile_limits(),
                metrics,
            )),
        };
        tracing::info!(listen = %api.addr, ?role, "bellhop is ready");
        let housekeeping = housekeeping::start(parts.store.clone(), config.retention);
        let watching = watch::start(
            reloader,
            config.templates.dir.clone(),
            Duration::from_secs(config.templates.watch_seconds),
        )?;
        let gauges = gauges.start(parts.queue.clone(), parts.directory.clone());
        Ok(Self {
            api,
            worker,
            tasks: [housekeeping, gauges, watching],
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
        if let Some(worker) = self.worker {
            worker.stop().await;
        }
        for task in self.tasks {
            task.abort();
        }
        self.parts.queue.close().await;
        self.parts.store.close().await;
        self.parts.templates.shut_down().await;
        tracing::info!("bellhop has stopped");
    }
}

async fn open_parts(config: &Config, role: Role) -> Result<Parts> {
    let hosts = WebhookHosts::new(config.webhook_hosts.clone());
    let slack = SlackClient::open(config.slack.clone(), hosts).context("[slack]")?;
    let directory = open_directory(config).await?;
    let store = open_store(config).await?;
    let queue = open_queue(config).await?;
    let shards = queue.shards();
    let fixed = store.fix_shards(shards).await.context("store.url")?;
    ensure!(
        fixed == shards,
        "queue.shards: is {shards}, but this deployment was started with {fixed}: the messages of a connection must stay in one queue; set it to {fixed}"
    );
    let mut templates = config.templates.config();
    if role == Role::Api {
        // It sends nothing; the helper is there to try templates, and for previews.
        templates.helpers = 1;
    }
    let earlier = bellhop_api::newest_versions(&store).await;
    let earlier = earlier.context("store.url")?;
    let templates = Templates::open_after(templates, earlier).await;
    let templates =
        templates.with_context(|| format!("templates.dir = {:?}", config.templates.dir))?;
    let templates = Arc::new(templates);
    Ok(Parts {
        queue,
        store,
        templates,
        slack,
        directory,
        sampling: Arc::new(Sampling::new(config.templates.sampling())),
    })
}

async fn open_store(config: &Config) -> Result<Store> {
    let (place, bounds) = &config.store;
    let key = secrets_key(config)?;
    let store = match place {
        StorePlace::File(path) => {
            make_folder(path).context("store.url")?;
            Store::open_with(&format!("sqlite:{}", path.display()), key, bounds.clone()).await
        }
        StorePlace::Postgres(url) => {
            Store::open_with(url.expose_secret(), key, bounds.clone()).await
        }
    };
    store.context("store.url")
}

async fn open_queue(config: &Config) -> Result<Queue> {
    let (place, bounds) = &config.queue;
    let queue = match place {
        QueuePlace::File(path) => {
            make_folder(path).context("queue.url")?;
            Queue::open_sqlite(path, bounds.clone()).await
        }
        QueuePlace::Rabbitmq(url) => Queue::connect_rabbitmq(url, bounds.clone()).await,
    };
    queue.context("queue.url")
}

async fn open_directory(config: &Config) -> Result<Directory> {
    let (place, bounds) = &config.cache;
    let url = match place {
        CachePlace::Memory => "memory",
        CachePlace::Redis(url) => url.expose_secret(),
    };
    let directory = Directory::open(url, bounds.clone()).await;
    directory.context("[cache]")
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
