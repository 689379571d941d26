//! The one handler: every request goes through it, from its raw target to its answer.
//!
//! Routing is done here rather than by actix, because actix decodes a path before it splits it: an id
//! with an encoded slash would be two parts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use bellhop_core::id::WorkspaceKey;
use tracing::Instrument as _;

use crate::auth::Credential;
use crate::body;
use crate::error::ApiError;
use crate::path::Route;
use crate::routes::{
    cancel, card, connection, dead_letter, event, explain, forecast, health, library, message,
    openapi, quarantine, search, studio, template, template_sample, template_test,
    template_version, trigger, user,
};
use crate::server::{Context, Serves};
use crate::signature::Signed;

/// The header that names a request, in logs and to its caller.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The most characters of a request id that a caller brings.
const REQUEST_ID_CHARACTERS_MAX: usize = 64;

/// An authenticated request, read whole.
pub(crate) struct Call<'a> {
    pub(crate) context: &'a Context,
    /// Whose it is.
    pub(crate) workspace: &'a WorkspaceKey,
    /// The query as it came, without the `?`; empty when there is none.
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
    /// The kinds of answer that the caller takes, as its `Accept` header has them.
    pub(crate) accept: &'a str,
    /// When it came, in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

/// Answers one request.
pub(crate) async fn serve(
    request: HttpRequest,
    payload: Payload,
    context: web::Data<Context>,
) -> HttpResponse {
    let started = Instant::now();
    let route = Route::of(request.uri().path());
    let request_id = request_id(&request, &context);
    let span = tracing::info_span!(
        "request",
        method = request.method().as_str(),
        route = route.label(),
        request_id = request_id.to_str().unwrap_or_default(),
        workspace = tracing::field::Empty,
        run_id = tracing::field::Empty,
        status = tracing::field::Empty,
    );
    let answer = answer(&request, payload, &context, route);
    let result = answer.instrument(span.clone()).await;
    let _entered = span.enter();
    let mut response = result.unwrap_or_else(|error| refuse(&context, &error));
    let status = response.status().as_u16();
    span.record("status", status);
    let took = started.elapsed();
    context.metrics.answered(route, status, took);
    tracing::debug!(
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response.headers_mut().insert(REQUEST_ID, request_id);
    response
}

fn refuse(context: &Context, error: &ApiError) -> HttpResponse {
    context.metrics.refused(error.code);
    tracing::info!(error_code = error.code.as_str(), why = %error.logged(), "request refused");
    error.response()
}

/// The id that the caller brought, or a new one.
fn request_id(request: &HttpRequest, context: &Context) -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let brought = request.headers().get(REQUEST_ID).filter(|id| {
        (1..=REQUEST_ID_CHARACTERS_MAX).contains(&id.len())
            && id.as_bytes().iter().all(u8::is_ascii_graphic)
    });
    brought.cloned().unwrap_or_else(|| {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        HeaderValue::from_str(&format!("{}-{number}", context.start_id))
            .expect("letters, digits and '-' may stand in a header")
    })
}

async fn answer(
    request: &HttpRequest,
    mut payload: Payload,
    context: &Context,
    route: Route<'_>,
) -> Result<HttpResponse, ApiError> {
    if route.is_open() {
        route.check_method(request.method())?;
        return open(context, route).await;
    }
    if context.serves == Serves::Operations {
        return Err(no_such_path().with_detail(
            "this process is a worker (--role worker) and takes no requests; send them to one with --role api",
        ));
    }
    let headers = request.headers();
    let uri = request.uri();
    let target = uri
        .path_and_query()
        .map_or(uri.path(), |target| target.as_str());
    body::check_head(target, headers, context.http.header_bytes_max)?;
    body::check_encoding(headers)?;
    let credential = Credential::of(headers)?;
    let entry = context.workspaces.find(credential).await?;
    tracing::Span::current().record("workspace", entry.key.as_str());
    let body = body::read(headers, &mut payload, &context.http).await?;
    let now_ms = now_ms();
    if let Credential::Signature { signature, .. } = credential {
        let header = |name| headers.get(name).map_or(&b""[..], HeaderValue::as_bytes);
        let signed = Signed {
            method: request.method().as_str(),
            content_type: header(CONTENT_TYPE),
            date: header(DATE),
            target,
            body: &body,
        };
        let tolerance = Duration::from_secs(context.http.date_tolerance_seconds);
        context
            .workspaces
            .verify(&entry, signed, signature, tolerance, now_ms)
            .await?;
    }
    route.check_method(request.method())?;
    let query = uri.query().unwrap_or_default();
    let accept = headers.get(ACCEPT).and_then(|kinds| kinds.to_str().ok());
    let call = Call {
        accept: accept.unwrap_or_default(),
        context,
        workspace: &entry.key,
        query,
        body: &body,
        now_ms,
    };
    dispatch(request.method(), route, &call).await
}

async fn open(context: &Context, route: Route<'_>) -> Result<HttpResponse, ApiError> {
    match route {
        Route::Index => Ok(openapi::index(context)),
        Route::Live => Ok(health::live()),
        Route::Ready => Ok(health::ready(context).await),
        Route::Metrics => health::metrics(context),
        Route::OpenApi => Ok(openapi::document()),
        Route::Docs { file } => openapi::docs(file),
        Route::Studio { below } => studio::page(context, below),
        Route::Trigger
        | Route::OldTrigger { .. }
        | Route::Event
        | Route::EventV2
        | Route::BulkEvent
        | Route::Users
        | Route::User { .. }
        | Route::UserMerge { .. }
        | Route::BulkUser
        | Route::Messages
        | Route::Message { .. }
        | Route::MessageExplain { .. }
        | Route::MessageForecast { .. }
        | Route::Forecast
        | Route::Cards
        | Route::Connections
        | Route::Library
        | Route::Templates
        | Route::TemplateReload
        | Route::Template { .. }
        | Route::TemplatePreview { .. }
        | Route::TemplateTest { .. }
        | Route::TemplateDraft { .. }
        | Route::TemplateCommit { .. }
        | Route::TemplateHistory { .. }
        | Route::TemplateRollback { .. }
        | Route::TemplateSamples { .. }
        | Route::TemplateDiff { .. }
        | Route::DeadLetters
        | Route::DeadLetter { .. }
        | Route::Redrive
        | Route::Quarantine
        | Route::ReleaseQuarantine
        | Route::PurgeDeadLetters
        | Route::Cancel
        | Route::NotSupported { .. }
        | Route::Unknown => Err(no_such_path()),
    }
}

async fn dispatch(
    method: &Method,
    route: Route<'_>,
    call: &Call<'_>,
) -> Result<HttpResponse, ApiError> {
    match route {
        Route::Trigger => trigger::trigger(call).await,
        Route::OldTrigger { key } => trigger::old_trigger(call, key).await,
        Route::Event => event::event(call).await,
        Route::EventV2 => event::event_v2(call).await,
        Route::BulkEvent => event::bulk_event(call).await,
        Route::Users => user::list(call).await,
        Route::User { id } => match *method {
            Method::GET => user::get(call, id).await,
            Method::POST => user::upsert(call, id).await,
            Method::PATCH => user::edit(call, id).await,
            _ => user::delete(call, id).await,
        },
        Route::UserMerge { id } => user::merge(call, id).await,
        Route::BulkUser => user::bulk_delete(call).await,
        Route::Messages => search::messages(call).await,
        Route::Message { id } => message::get(call, id).await,
        Route::MessageExplain { id } => explain::get(call, id).await,
        Route::MessageForecast { id } => forecast::message(call, id).await,
        Route::Forecast => forecast::list(call).await,
        Route::Cards => card::list(call).await,
        Route::Connections => connection::list(call).await,
        Route::Library => library::get(call).await,
        Route::Templates => template::list(call).await,
        Route::TemplateReload => template::reload(call).await,
        Route::Template { slug } => template::get(call, slug).await,
        Route::TemplatePreview { slug } => template::preview(call, slug).await,
        Route::TemplateTest { slug } => template_test::send(call, slug).await,
        Route::TemplateDraft { slug } => template_version::draft(method, call, slug).await,
        Route::TemplateCommit { slug } => template_version::commit(call, slug).await,
        Route::TemplateHistory { slug } => template_version::history(call, slug).await,
        Route::TemplateRollback { slug } => template_version::rollback(call, slug).await,
        Route::TemplateSamples { slug } => template_sample::list(call, slug).await,
        Route::TemplateDiff { slug } => template_sample::diff(call, slug).await,
        Route::DeadLetters => dead_letter::list(call).await,
        Route::DeadLetter { id } => dead_letter::get(call, id).await,
        Route::Quarantine => quarantine::list(call).await,
        Route::ReleaseQuarantine => quarantine::release(call).await,
        Route::Redrive => dead_letter::redrive(call).await,
        Route::PurgeDeadLetters => dead_letter::purge(call).await,
        Route::Cancel => cancel::cancel(call).await,
        Route::NotSupported { what } => Err(ApiError::not_supported(what)),
        Route::Index
        | Route::Live
        | Route::Ready
        | Route::Metrics
        | Route::OpenApi
        | Route::Docs { .. }
        | Route::Studio { .. }
        | Route::Unknown => Err(no_such_path()),
    }
}

fn no_such_path() -> ApiError {
    ApiError::not_found("no such path")
        .with_detail("no such path; /openapi.json lists those there are")
}

/// The wall clock, in milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since_1970 = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}
