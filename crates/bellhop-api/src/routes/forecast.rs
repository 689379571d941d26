//! When what waits will have gone: `GET /v1/forecast/` and `GET /v1/message/{id}/forecast/`.

use std::collections::HashSet;

use actix_web::HttpResponse;
use bellhop_core::id::ConnectionId;
use bellhop_store::{MessageStatus, MessageView};
use serde_json::json;

use crate::error::ApiError;
use crate::forecast::{Board, Expected, Forecast, destination};
use crate::ingest::refuse_store;
use crate::path::query_value;
use crate::routes::message::{Wanted, wanted};
use crate::serve::Call;

/// When what waits will have gone, for each connection and for the destinations that take longest.
///
/// What is not named is empty, or will be in a second or two.
#[utoipa::path(
    get,
    path = "/v1/forecast/",
    tag = "messages",
    params(
        ("connection" = Option<String>, Query, description = "Only this connection."),
        ("destination" = Option<String>, Query, description = "Only this channel or user (or `webhook`)."),
    ),
    responses((status = 200, description = "The forecast.", body = Forecast)),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let store = &call.context.store;
    let own = store.connections(call.workspace).await;
    let own = own.map_err(refuse_store)?.into_iter().map(|one| one.id);
    let own: HashSet<ConnectionId> = own.collect();
    let asked = query_value(call.query, "connection");
    let destination = query_value(call.query, "destination");
    let wanted = |id: &ConnectionId| {
        own.contains(id) && asked.as_deref().is_none_or(|asked| asked == id.as_str())
    };
    let forecast = board(call).await?.forecast(wanted, destination.as_deref());
    Ok(HttpResponse::Ok().json(forecast))
}

/// When a message will have gone.
///
/// `ahead` is how many messages are before it in its lane. For one that has ended both are left out.
#[utoipa::path(
    get,
    path = "/v1/message/{id}/forecast/",
    tag = "messages",
    params(("id" = uuid::Uuid, Path, description = "The id of a message.")),
    responses(
        (status = 200, description = "The forecast.", body = Object, example = json!({
            "id": "5b0c2f5e-9a51-5c3a-8f5d-0a4be0a7c9a1", "status": "queued",
            "ahead": 312, "expected_at_ms": 1_795_240_032_000_u64,
        })),
        (status = 404, description = "There is no such message.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn message(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let Wanted::Message(message) = wanted(call, id).await? else {
        return Err(ApiError::not_found(format!(
            "message '{id}' not found: it is a trigger's id; GET /v1/message/{id}/ lists its messages"
        )));
    };
    let mut answer = json!({"id": message.id, "status": message.status});
    if let Some(Expected {
        ahead,
        expected_at_ms,
    }) = expected(call, &message).await?
    {
        answer["ahead"] = ahead.into();
        answer["expected_at_ms"] = expected_at_ms.into();
    }
    Ok(HttpResponse::Ok().json(answer))
}

/// When a message that waits is expected to have gone; `None` for one that has ended.
pub(crate) async fn expected(
    call: &Call<'_>,
    message: &MessageView,
) -> Result<Option<Expected>, ApiError> {
    if message.status != MessageStatus::Queued {
        return Ok(None);
    }
    let board = board(call).await?;
    let (Some(lane), Some(name)) = (board.lane(message), destination(message)) else {
        // Its lane is empty before it.
        return Ok(Some(Expected {
            ahead: 0,
            expected_at_ms: call.now_ms,
        }));
    };
    let ahead = call
        .context
        .store
        .waiting_between(&lane.connection, name, lane.first_place, message.place)
        .await
        .map_err(refuse_store)?;
    Ok(Some(board.expected(lane, ahead)))
}

async fn board(call: &Call<'_>) -> Result<Board, ApiError> {
    let said = call.context.store.backlogs().await;
    said.map(Board::of).map_err(refuse_store)
}
