//! Triggers: `POST /trigger/` and the older `POST /{workspace}/trigger/`.

use actix_web::HttpResponse;
use serde_json::value::RawValue;

use crate::error::ApiError;
use crate::estimate::estimate;
use crate::ingest::{Secrets, accept, accept_all};
use crate::path::decode;
use crate::routes::{bulk, ok};
use crate::serve::Call;
use crate::wire::answer::Accepted;
use crate::wire::json::{Records, check_depth, records};
use crate::wire::{Request, trigger};

/// Starts a workflow for some recipients.
///
/// 202 means durable: the trigger survives a power cut. An array of triggers is answered with 207 and
/// one record for each, or with 4xx when all were refused.
#[utoipa::path(
    post,
    path = "/trigger/",
    tag = "triggers",
    request_body(content = trigger::TriggerBody<'_>, examples(
        ("known user" = (
            summary = "Somebody whose profile has an address",
            value = json!({
                "workflow": "order-shipped",
                "recipients": ["u-1842"],
                "data": {"order": "A-17", "items": [{"name": "lamp", "count": 2}]},
                "$idempotency_key": "order-A-17-shipped",
            }),
        )),
        ("inline address" = (
            summary = "Somebody new: the address is used, and kept for later",
            value = json!({
                "workflow": "welcome",
                "recipients": [{
                    "distinct_id": "u-1843",
                    "name": "Ada",
                    "$slack": {"email": "ada@example.com", "access_token": "xoxb-…"},
                }],
                "data": {},
            }),
        )),
        ("a channel" = (
            summary = "A channel, without keeping anything",
            value = json!({
                "workflow": "incident-opened",
                "recipients": [{
                    "is_transient": true,
                    "$slack": {"channel_id": "C0123456789", "access_token": "xoxb-…"},
                }],
                "data": {"incident_id": "INC-2077", "title": "checkout is slow"},
            }),
        )),
    )),
    responses(
        (status = 202, description = "Accepted and durable.", body = Accepted),
        (status = 207, description = "An array: what became of each.", body = crate::wire::answer::Bulk),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 404, description = "There is no such workflow.", body = crate::error::Body<'_>),
        (status = 409, description = "`deliver_by` can't be met, and `impossible` is `refuse`.", body = crate::error::Body<'_>),
        (status = 413, description = "A bound was passed.", body = crate::error::Body<'_>),
        (status = 503, description = "Try again.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn trigger(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    check_depth(body, context.http.json_depth_max)?;
    let mut secrets = Secrets::new(&context.store, workspace);
    match records(body, context.ingest.bulk_records_max)? {
        Records::One(text) => {
            let request = secrets.gather(context, |reader| trigger::read(text, reader))?;
            secrets.keep().await?;
            let expected_at_ms = estimate(call, &request).await?;
            let id = accept(context, workspace, request, now_ms).await?;
            tracing::Span::current().record("run_id", tracing::field::display(id));
            Ok(HttpResponse::Accepted().json(Accepted::new(id, expected_at_ms)))
        }
        Records::Many(texts) => {
            let mut requests: Vec<_> = secrets.gather(context, |reader| {
                let read = |text: &&RawValue| trigger::read(text.get().as_bytes(), reader);
                texts.iter().map(read).collect()
            });
            secrets.keep().await?;
            for one in &mut requests {
                let estimated = match one {
                    Ok(request) => estimate(call, request).await,
                    Err(_) => Ok(None),
                };
                if let Err(error) = estimated {
                    *one = Err(error);
                }
            }
            bulk(
                call,
                &accept_all(context, workspace, requests, now_ms).await,
            )
        }
    }
}

/// Sends a template to some users.
///
/// The key in the path is the workspace's own. An array is accepted as a whole or not at all.
#[utoipa::path(
    post,
    path = "/{workspace_key}/trigger/",
    tag = "triggers",
    params(("workspace_key" = String, Path, description = "The workspace's key.")),
    request_body(content = trigger::OldTriggerBody<'_>, example = json!({
        "name": "order-shipped",
        "template": "order-shipped",
        "notification_category": "transactional",
        "users": [{"distinct_id": "u-1842"}],
        "data": {"order": "A-17"},
    })),
    responses(
        (status = 202, description = "Accepted and durable.", body = String, content_type = "text/plain", example = "OK"),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 404, description = "There is no such template or workspace.", body = crate::error::Body<'_>),
        (status = 413, description = "A bound was passed.", body = crate::error::Body<'_>),
        (status = 503, description = "Try again.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn old_trigger(call: &Call<'_>, key: &str) -> Result<HttpResponse, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    if decode(key)? != workspace.as_str() {
        return Err(ApiError::not_found(
            "the path does not name the workspace of the credential",
        ));
    }
    check_depth(body, context.http.json_depth_max)?;
    let mut secrets = Secrets::new(&context.store, workspace);
    match records(body, context.ingest.bulk_records_max)? {
        Records::One(text) => {
            let request = secrets.gather(context, |reader| trigger::read_old(text, reader))?;
            secrets.keep().await?;
            let id = accept(context, workspace, request, now_ms).await?;
            tracing::Span::current().record("run_id", tracing::field::display(id));
        }
        Records::Many(texts) => {
            let requests: Vec<Request> = secrets.gather(context, |reader| {
                let read = |(index, text): (usize, &&RawValue)| {
                    trigger::read_old(text.get().as_bytes(), reader)
                        .map_err(|error| error.at(format_args!("[{index}]")))
                };
                texts.iter().enumerate().map(read).collect::<Result<_, _>>()
            })?;
            secrets.keep().await?;
            all(accept_all(
                context,
                workspace,
                requests.into_iter().map(Ok).collect(),
                now_ms,
            )
            .await)?;
        }
    }
    Ok(ok())
}

/// Answers for records that are accepted as a whole: the first failure is the answer. Those before it
/// are on the queue, and a caller that repeats the request repeats them, unless they carry keys.
pub(crate) fn all<T>(results: Vec<Result<T, ApiError>>) -> Result<(), ApiError> {
    results.into_iter().collect::<Result<Vec<_>, _>>().map(drop)
}
