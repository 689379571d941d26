//! The HTTP side as the program runs it, on a free port, with a store and a queue of its own.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bellhop_api::{Api, HttpConfig, IngestConfig, Reloader, ReloaderParts, RunningApi, Serves};
use bellhop_core::address::WebhookHosts;
use bellhop_core::id::WorkspaceKey;
use bellhop_core::scheduler::PaceConfig;
use bellhop_core::trigger::Trigger;
use bellhop_queue::{Queue, QueueConfig};
use bellhop_store::{SecretsKey, Store, Workspace};
use bellhop_templates::{Templates, TemplatesConfig};
use prometheus::Registry;
use tempfile::TempDir;

use crate::wire::{Answer, Client};

/// The workspace of the recorded requests, which signs.
pub(crate) const KEY: &str = "wskey_0123456789abcdefghij";
/// What it signs with.
pub(crate) const SECRET: &str = "wssecret_0123456789";
/// The workspace of the recorded requests that has an API key.
pub(crate) const BEARER_WORKSPACE: &str = "__workspace_uid_20_characters__";
/// That key.
pub(crate) const API_KEY: &str = "SS.testkey";

/// The workflows that are served.
const WORKFLOWS: [&str; 5] = ["wf-slug", "tmpl-slug", "w", "w1", "w2"];

/// A running HTTP side.
pub(crate) struct TestApp {
    pub(crate) api: RunningApi,
    pub(crate) store: Store,
    pub(crate) queue: Queue,
    pub(crate) folder: TempDir,
}

/// The bounds of a test.
#[derive(Default)]
pub(crate) struct Bounds {
    pub(crate) http: HttpConfig,
    pub(crate) ingest: IngestConfig,
    pub(crate) queue: QueueConfig,
    pub(crate) serves: Option<Serves>,
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::start_with(Bounds::default()).await
    }

    pub(crate) async fn start_with(bounds: Bounds) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| -> PathBuf { folder.path().join(name) };
        let key = SecretsKey::load_or_create(&path("key")).unwrap();
        let url = format!("sqlite:{}", path("store.db").display());
        let store = Store::open(&url, key).await.unwrap();
        store
            .put_workspace(&workspace(KEY, SECRET, None))
            .await
            .unwrap();
        let bearer = workspace(BEARER_WORKSPACE, "wssecret_of_the_other", Some(API_KEY));
        store.put_workspace(&bearer).await.unwrap();
        let queue = Queue::open_sqlite(&path("queue.db"), bounds.queue)
            .await
            .unwrap();
        let templates = Arc::new(templates(path("templates")).await);
        let registry = Registry::new();
        let parts = ReloaderParts {
            templates: Arc::clone(&templates),
            store: store.clone(),
            queue: queue.clone(),
            time_to_live: Duration::from_secs(3_600),
            delivers: false,
            serves_committed: false,
            history_max: 10,
        };
        let api = Api {
            serves: bounds.serves.unwrap_or(Serves::Everything),
            store: store.clone(),
            queue: queue.clone(),
            templates,
            webhook_hosts: WebhookHosts::new(["hooks.slack.com".into()]),
            http: HttpConfig {
                listen: ([127, 0, 0, 1], 0).into(),
                workers: 1,
                ..bounds.http
            },
            ingest: bounds.ingest,
            timers: bellhop_core::timing::TimersConfig::default(),
            pace: PaceConfig {
                destination_per_second: 1.0,
                destination_burst: NonZeroU32::MIN,
                connection_per_minute: 0,
            },
            time_to_live: Duration::from_secs(3_600),
            reloader: Reloader::new(parts, &registry).unwrap(),
            registry,
        };
        Self {
            api: api.start().await.unwrap(),
            store,
            queue,
            folder,
        }
    }

    /// A client that signs, as the SDKs do.
    pub(crate) fn signing(&self) -> Client {
        Client::signing(self.api.addr, KEY, SECRET)
    }

    /// A client with an API key.
    pub(crate) fn bearer(&self) -> Client {
        Client::bearer(self.api.addr, API_KEY)
    }

    pub(crate) async fn post(&self, target: &str, body: &str) -> Answer {
        self.signing().send("POST", target, body).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.signing().send("GET", target, "").await
    }

    /// The triggers that wait in the queue, in their order.
    pub(crate) async fn queued(&self) -> Vec<Trigger> {
        let count = usize::try_from(self.queue.stats().await.unwrap().triggers.count).unwrap();
        let mut triggers = Vec::new();
        while triggers.len() < count {
            let deliveries = self
                .queue
                .receive_triggers(count - triggers.len())
                .await
                .unwrap();
            triggers.extend(deliveries.into_iter().map(|delivery| delivery.body));
        }
        triggers
    }
}

pub(crate) fn workspace(key: &str, secret: &str, api_key: Option<&str>) -> Workspace {
    Workspace {
        key: WorkspaceKey::parse(key).unwrap(),
        secret: secret.into(),
        api_key: api_key.map(Into::into),
    }
}

async fn templates(directory: PathBuf) -> Templates {
    for name in WORKFLOWS {
        let folder = directory.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("template.jsonnet"), "{ text: 'hello' }").unwrap();
    }
    let mut config = TemplatesConfig::new(directory);
    config.helper = vec![env!("CARGO_BIN_EXE_api-render-helper").into()];
    config.helpers = 1;
    Templates::open(config).await.unwrap()
}
