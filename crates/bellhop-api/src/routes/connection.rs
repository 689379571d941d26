//! The Slack credentials of a workspace, without their secrets: `GET /v1/connection/`.

use actix_web::HttpResponse;
use serde_json::json;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::serve::Call;

/// Lists the connections of the workspace: bot tokens and webhooks, by id, and whether they work.
///
/// A disabled connection works again when its token or webhook is given again.
#[utoipa::path(
    get,
    path = "/v1/connection/",
    tag = "messages",
    responses((status = 200, description = "The connections, without their secrets.", body = Object,
        example = json!({"results": [{
            "id": "con_0123456789abcdef01234567", "kind": "token", "state": "active",
            "created_at_ms": 1_795_239_720_000_u64,
        }]}))),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let connections = call
        .context
        .store
        .connections(call.workspace)
        .await
        .map_err(refuse_store)?;
    Ok(HttpResponse::Ok().json(json!({"results": connections})))
}
