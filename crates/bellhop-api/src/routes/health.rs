//! Whether the service lives, whether it can take requests, and its metrics. Open to anybody.

use std::sync::atomic::Ordering;

use actix_web::HttpResponse;
use prometheus::TextEncoder;
use serde_json::{Map, Value, json};

use crate::error::{ApiError, Code};
use crate::server::Context;

/// Whether the process lives.
#[utoipa::path(
    get, path = "/health/live", tag = "operations", security(()),
    responses((status = 200, description = "It does.", body = Object, example = json!({"status": "ok"}))),
)]
pub(crate) fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "ok"}))
}

/// Whether requests can be taken: the store, the queue and the templates answer, and the server is
/// not about to stop.
#[utoipa::path(
    get, path = "/health/ready", tag = "operations", security(()),
    responses(
        (status = 200, description = "Ready.", body = Object,
            example = json!({"status": "ok", "checks": {"store": "ok", "queue": "ok", "templates": "ok", "server": "ok"}})),
        (status = 503, description = "Not ready, and why.", body = Object,
            example = json!({"status": "error", "checks": {"store": "ok", "queue": "ok", "templates": "ok", "server": "stopping"}})),
    ),
)]
pub(crate) async fn ready(context: &Context) -> HttpResponse {
    let store = context
        .store
        .last_activity_ms()
        .await
        .err()
        .map(|error| error.to_string());
    let queue = context
        .queue
        .stats()
        .await
        .err()
        .map(|error| error.to_string());
    let no_workflows = context.templates.catalog().all().is_empty();
    let templates = no_workflows.then(|| "there is no template that compiles".to_owned());
    let server = context
        .draining
        .load(Ordering::Relaxed)
        .then(|| "stopping".to_owned());
    let checks = [
        ("store", store),
        ("queue", queue),
        ("templates", templates),
        ("server", server),
    ];

    let is_ready = checks.iter().all(|(_, problem)| problem.is_none());
    let shown: Map<String, Value> = checks
        .into_iter()
        .map(|(name, problem)| {
            (
                name.to_owned(),
                problem.unwrap_or_else(|| "ok".into()).into(),
            )
        })
        .collect();
    let mut response = if is_ready {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    response.json(json!({"status": if is_ready { "ok" } else { "error" }, "checks": shown}))
}

/// The metrics, as Prometheus reads them.
#[utoipa::path(
    get, path = "/metrics", tag = "operations", security(()),
    responses((status = 200, description = "The metrics.", body = String, content_type = "text/plain")),
)]
pub(crate) fn metrics(context: &Context) -> Result<HttpResponse, ApiError> {
    match TextEncoder::new().encode_to_string(&context.registry.gather()) {
        Ok(text) => Ok(HttpResponse::Ok()
            .content_type(prometheus::TEXT_FORMAT)
            .body(text)),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            Err(ApiError::new(
                Code::Internal,
                "the metrics could not be written",
            ))
        }
    }
}
