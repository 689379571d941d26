//! Events and profile edits: `POST /event/`, `POST /v2/event/` and `POST /v2/bulk/event/`.

use actix_web::HttpResponse;
use bellhop_store::ProfileEdit;
use serde_json::value::RawValue;

use crate::error::ApiError;
use crate::ingest::{Secrets, accept, accept_all, refuse_store};
use crate::routes::trigger::all;
use crate::routes::{bulk, ok};
use crate::serve::Call;
use crate::wire::answer::Accepted;
use crate::wire::event::{self, EventRecord};
use crate::wire::json::{Records, check_depth, records};

/// Records an event, or changes a profile.
///
/// `$user_operations` makes it a change, which is applied before the answer; `event` makes it an
/// event, which starts every workflow that names it. An array may hold both and is accepted as a
/// whole or not at all; its changes are applied first.
#[utoipa::path(
    post,
    path = "/event/",
    tag = "events",
    request_body(content = event::EventBody<'_>, examples(
        ("an event" = (
            summary = "Something happened to somebody",
            value = json!({
                "distinct_id": "u-1842", "event": "order shipped", "properties": {"order": "A-17"},
            }),
        )),
        ("an address" = (
            summary = "A profile gets a Slack address and a property",
            value = json!({
                "distinct_id": "u-1842",
                "$user_operations": [
                    {"$append": {"$slack": {"user_id": "U0123456789", "access_token": "xoxb-…"}}},
                    {"$set": {"name": "Ada"}},
                ],
            }),
        )),
    )),
    responses(
        (status = 202, description = "Applied, or accepted and durable.", body = String, content_type = "text/plain", example = "OK"),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 413, description = "A bound was passed.", body = crate::error::Body<'_>),
        (status = 503, description = "Try again.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn event(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    check_depth(body, context.http.json_depth_max)?;
    let mut secrets = Secrets::new(&context.store, workspace);
    let read: Vec<EventRecord> = match records(body, context.ingest.bulk_records_max)? {
        Records::One(text) => {
            vec![secrets.gather(context, |reader| event::read(text, reader))?]
        }
        Records::Many(texts) => secrets.gather(context, |reader| {
            let read = |(index, text): (usize, &&RawValue)| {
                event::read(text.get().as_bytes(), reader)
                    .map_err(|error| error.at(format_args!("[{index}]")))
            };
            texts.iter().enumerate().map(read).collect::<Result<_, _>>()
        })?,
    };
    secrets.keep().await?;
    let mut edits = Vec::new();
    let mut events = Vec::new();
    for record in read {
        match record {
            EventRecord::Edit(distinct_id, of_one) => {
                edits.push(ProfileEdit {
                    distinct_id,
                    edits: of_one,
                });
            }
            EventRecord::Event(request) => events.push(Ok(*request)),
        }
    }
    if !edits.is_empty() {
        let limits = context.ingest.profile_limits();
        let edited = context
            .store
            .edit_profiles(workspace, edits, limits, now_ms)
            .await;
        let edited = edited.map_err(refuse_store)?;
        context.metrics.profile_edits.inc_by(edited.len() as u64);
    }
    if !events.is_empty() {
        all(accept_all(context, workspace, events, now_ms).await)?;
    }
    Ok(ok())
}

/// Records an event.
///
/// Every workflow that names it is started for the user it happened to.
#[utoipa::path(
    post,
    path = "/v2/event/",
    tag = "events",
    request_body(content = event::EventBody<'_>, example = json!({
        "distinct_id": "u-1842", "event": "order shipped", "properties": {"order": "A-17"},
    })),
    responses(
        (status = 202, description = "Accepted and durable.", body = Accepted),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 503, description = "Try again.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn event_v2(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    check_depth(body, context.http.json_depth_max)?;
    let request = event::read_event(body)?;
    let id = accept(context, workspace, request, now_ms).await?;
    tracing::Span::current().record("run_id", tracing::field::display(id));
    Ok(HttpResponse::Accepted().json(Accepted::new(id, None)))
}

/// Records several events.
///
/// Answered with one record for each, or with 4xx when all were refused.
#[utoipa::path(
    post,
    path = "/v2/bulk/event/",
    tag = "events",
    request_body(content = Vec<event::EventBody<'_>>, example = json!([
        {"distinct_id": "u-1842", "event": "order shipped", "properties": {"order": "A-17"}},
        {"distinct_id": "u-1843", "event": "order shipped", "properties": {"order": "A-18"}},
    ])),
    responses(
        (status = 207, description = "What became of each.", body = crate::wire::answer::Bulk),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 413, description = "A bound was passed.", body = crate::error::Body<'_>),
        (status = 503, description = "Try again.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn bulk_event(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    check_depth(body, context.http.json_depth_max)?;
    let Records::Many(texts) = records(body, context.ingest.bulk_records_max)? else {
        return Err(ApiError::invalid("the body must be an array of events"));
    };
    let requests = texts
        .iter()
        .map(|text| event::read_event(text.get().as_bytes()))
        .collect();
    bulk(
        call,
        &accept_all(context, workspace, requests, now_ms).await,
    )
}
