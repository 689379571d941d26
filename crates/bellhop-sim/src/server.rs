//! The routes, and the HTTP server that holds them.
//!
//! Two worker threads: enough for load runs, and little enough to share a machine.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use actix_web::web::{Bytes, Data, Path, PayloadConfig, ServiceConfig, get, resource, to};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};

use crate::args::Source;
use crate::sim::Shared;
use crate::{api, control, page, webhook};

/// Worker threads.
const WORKERS: usize = 2;
/// The largest body that is read, in bytes; larger ones get a 413.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How long an idle connection is kept, longer than any client keeps it, so that
/// a client never meets a connection that is just being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(300);
/// How long a client may take to send the head of its first request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// Binds the address and returns the server, not yet running, with where it listens.
pub(crate) fn bind(shared: &Arc<Shared>, listen: SocketAddr) -> io::Result<(Server, SocketAddr)> {
    let data = Data::from(Arc::clone(shared));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .app_data(PayloadConfig::new(BODY_BYTES_MAX))
            .configure(routes)
    })
    .workers(WORKERS)
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(HEAD_TIMEOUT)
    .tcp_nodelay(true)
    // A client that closes is gone: what was withheld from it need not be kept.
    .h1_allow_half_closed(false)
    .disable_signals()
    .bind(listen)?;
    let bound = *server
        .addrs()
        .first()
        .expect("a server that was bound has an address");
    Ok((server.run(), bound))
}

/// Stops a server without waiting for the calls it holds.
pub(crate) async fn stop(handle: &ServerHandle) {
    handle.stop(false).await;
}

fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/api/{method}").to(call))
        .service(resource("/services/{path:.*}").to(post_webhook))
        .route("/", get().to(async || page::serve("index.html")))
        .route("/assets/{file:.*}", get().to(asset))
        .configure(control::routes)
        .default_service(to(HttpResponse::NotFound));
}

async fn call(
    request: HttpRequest,
    name: Path<String>,
    body: Bytes,
    shared: Data<Shared>,
) -> HttpResponse {
    let authorization = header(&request, &AUTHORIZATION);
    let verdict = api::call(&shared, &name, authorization, source(&request, &body));
    verdict.deliver().await
}

async fn post_webhook(
    request: HttpRequest,
    path: Path<String>,
    body: Bytes,
    shared: Data<Shared>,
) -> HttpResponse {
    let verdict = webhook::post(&shared, &path, source(&request, &body));
    verdict.deliver().await
}

async fn asset(file: Path<String>) -> HttpResponse {
    page::serve(&format!("assets/{file}"))
}

fn source<'a>(request: &'a HttpRequest, body: &'a [u8]) -> Source<'a> {
    Source {
        is_post: request.method() == Method::POST,
        query: request.query_string(),
        content_type: header(request, &CONTENT_TYPE),
        body,
    }
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
}
