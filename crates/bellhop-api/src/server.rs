//! The server: binds, serves until it is told to stop, and drains.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::KeepAlive;
use actix_web::middleware::Compress;
use actix_web::{App, HttpServer, web};
use bellhop_core::address::WebhookHosts;
use bellhop_core::scheduler::PaceConfig;
use bellhop_core::timing::TimersConfig;
use bellhop_queue::Queue;
use bellhop_store::{Store, StoreError};
use bellhop_templates::Templates;
use prometheus::Registry;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::auth::Workspaces;
use crate::config::{HttpConfig, IngestConfig};
use crate::metrics::Metrics;
use crate::reload::Reloader;
use crate::routes::studio;
use crate::serve::serve;

/// How long a connection whose request was refused before its body was read stays open, so that the
/// client can finish writing and read the refusal.
const LINGER: Duration = Duration::from_secs(5);

/// What a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serves {
    /// Everything.
    Everything,
    /// Health, metrics and the documentation; the rest is answered by another process.
    Operations,
}

/// What the HTTP side is made of.
pub struct Api {
    /// What it answers.
    pub serves: Serves,
    /// Where profiles, connections, idempotency keys and the record are.
    pub store: Store,
    /// Where triggers go.
    pub queue: Queue,
    /// The templates, for their catalog of workflows.
    pub templates: Arc<Templates>,
    /// The hosts that webhook URLs may name.
    pub webhook_hosts: WebhookHosts,
    /// The server and the bounds of one request.
    pub http: HttpConfig,
    /// The bounds of what one request may ask for.
    pub ingest: IngestConfig,
    /// The bounds of what waits.
    pub timers: TimersConfig,
    /// How fast messages go, to explain what one waited for.
    pub pace: PaceConfig,
    /// How long a message that is sent again after it was given up may take.
    pub time_to_live: Duration,
    /// What has changed templates served.
    pub reloader: Reloader,
    /// What `/metrics` shows; the HTTP side adds its own counters to it.
    pub registry: Registry,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address could not be listened at.
    #[error("cannot listen at {listen} (http.listen)")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The workspaces could not be read.
    #[error("the workspaces cannot be read")]
    Workspaces(#[source] StoreError),
    /// The counters' names are registered already.
    #[error("the metrics cannot be registered")]
    Metrics(#[source] prometheus::Error),
}

/// What every request has at hand.
pub(crate) struct Context {
    pub(crate) serves: Serves,
    pub(crate) store: Store,
    pub(crate) queue: Queue,
    pub(crate) templates: Arc<Templates>,
    pub(crate) reloader: Reloader,
    pub(crate) webhook_hosts: WebhookHosts,
    pub(crate) http: HttpConfig,
    pub(crate) ingest: IngestConfig,
    pub(crate) timers: TimersConfig,
    pub(crate) pace: PaceConfig,
    pub(crate) time_to_live: Duration,
    pub(crate) registry: Registry,
    pub(crate) metrics: Metrics,
    pub(crate) workspaces: Workspaces,
    pub(crate) draining: AtomicBool,
    /// What the request ids of this run start with.
    pub(crate) start_id: String,
}

impl Api {
    /// Binds the listener and starts to serve. Must be called within a tokio runtime; requests are
    /// served on threads of their own.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(self) -> Result<RunningApi, StartError> {
        let workspaces = Workspaces::open(self.store.clone()).await;
        let metrics = Metrics::register(&self.registry).map_err(StartError::Metrics)?;
        let context = web::Data::new(Context {
            reloader: self.reloader,
            serves: self.serves,
            store: self.store,
            queue: self.queue,
            templates: self.templates,
            webhook_hosts: self.webhook_hosts,
            http: self.http,
            ingest: self.ingest,
            timers: self.timers,
            pace: self.pace,
            time_to_live: self.time_to_live,
            registry: self.registry,
            metrics,
            workspaces: workspaces.map_err(StartError::Workspaces)?,
            draining: AtomicBool::new(false),
            start_id: Uuid::new_v4().simple().to_string().split_off(24),
        });
        let config = context.http.clone();
        let listen_error = |source| StartError::Listen {
            listen: config.listen,
            source,
        };
        let app_context = context.clone();
        let server = HttpServer::new(move || {
            // Only the page is compressed: answers are small, and the SDKs ask for gzip by themselves.
            let page = web::scope(studio::SCOPE)
                .wrap(Compress::default())
                .default_service(web::to(serve));
            App::new()
                .app_data(app_context.clone())
                .service(page)
                .default_service(web::to(serve))
        })
        .disable_signals()
        .workers(workers(&config))
        .max_connections(config.connections_max)
        .keep_alive(KeepAlive::Timeout(Duration::from_secs(
            config.keep_alive_seconds,
        )))
        .client_request_timeout(Duration::from_secs(config.head_timeout_seconds))
        .client_disconnect_timeout(LINGER)
        .shutdown_timeout(config.drain_seconds)
        .tcp_nodelay(true)
        .bind(config.listen)
        .map_err(listen_error)?;
        let addr = server.addrs().first().copied().unwrap_or(config.listen);
        let server = server.run();
        let handle = server.handle();
        let task = tokio::spawn(server);
        tracing::info!(%addr, "listening");
        Ok(RunningApi {
            addr,
            handle,
            task,
            context,
        })
    }
}

fn workers(config: &HttpConfig) -> usize {
    match config.workers {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        workers => workers,
    }
}

/// A server that serves.
#[must_use = "the server goes on when this is dropped; stop it with `stop`"]
pub struct RunningApi {
    /// Where it listens.
    pub addr: SocketAddr,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
    context: web::Data<Context>,
}

impl RunningApi {
    /// Makes `/health/ready` say no, so that load balancers send requests elsewhere; those that come
    /// all the same are still served.
    pub fn drain(&self) {
        self.context.draining.store(true, Ordering::Relaxed);
    }

    /// Stops taking connections, lets requests in flight finish for up to `http.drain_seconds`, and
    /// returns when the last is answered.
    pub async fn stop(self) {
        self.drain();
        self.handle.stop(true).await;
        match self.task.await {
            Ok(Ok(())) => tracing::info!("no longer listening"),
            Ok(Err(error)) => tracing::error!(%error, "the server ended with an error"),
            Err(error) => tracing::error!(%error, "the server's task failed"),
        }
    }

    /// Reads the workspaces again at once; returns how many there are. (Without it a new or changed
    /// workspace is noticed within seconds.)
    ///
    /// # Errors
    /// When the store cannot be read; what was known stays.
    pub async fn refresh_workspaces(&self) -> Result<usize, StoreError> {
        self.context.workspaces.refresh().await
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { http, ingest, .. } = self;
        f.debug_struct("Api")
            .field("http", http)
            .field("ingest", ingest)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for RunningApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunningApi")
            .field("addr", &self.addr)
            .finish_non_exhaustive()
    }
}
