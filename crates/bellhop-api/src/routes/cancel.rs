//! Calling off: `POST /v1/workflow_run/cancel/`.

use actix_web::HttpResponse;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::serve::Call;
use crate::wire::cancel::{self, CancelAnswer, CancelBody};

/// Calls off what waits of some triggers.
///
/// A trigger can be called off when it has a `cancellation_key`, as long as it waits anywhere; and
/// without one as long as it waits for its time (`delay`, `trigger_at`), in a digest, or for its hours.
/// What cannot be stopped any more: a message whose post is on the road to Slack, or whose answer was
/// lost; an event whose digest has ended; and what has arrived.
#[utoipa::path(
    post,
    path = "/v1/workflow_run/cancel/",
    tag = "triggers",
    request_body = CancelBody,
    responses(
        (status = 200, description = "What was called off; nothing if nothing waited.", body = CancelAnswer),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 503, description = "Try again; it may be half done.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn cancel(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let context = call.context;
    let limits = (
        context.timers.cancel_runs_max,
        context.ingest.recipients_max,
    );
    let calling = cancel::read(call.body, call.workspace, limits.0, limits.1)?;
    let (execution_ids, messages) = context
        .store
        .cancel(calling, call.now_ms)
        .await
        .map_err(refuse_store)?;
    context.metrics.cancelled.inc_by(messages);
    for id in &execution_ids {
        tracing::info!(run_id = %id, "called off");
    }
    Ok(HttpResponse::Ok().json(CancelAnswer { execution_ids }))
}
