//! Looking for messages: `GET /v1/message/`.

use actix_web::HttpResponse;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::routes::limit;
use crate::serve::Call;
use crate::wire::search::read_search;

/// Messages of a page when the caller does not say.
const LIMIT_DEFAULT: u32 = 50;

/// Looks for messages, newest first.
///
/// What is given must fit all at once. A page looks at no more than `ingest.search_rows_max` messages,
/// newest first: when it stops before it is full, `searched_to_ms` says how far back it looked, and
/// the page after goes on from there. An id, or the idempotency key of a recent trigger, leads straight
/// to its messages, however old they are. There are no timelines here: `GET /v1/message/{id}/` has them.
#[utoipa::path(
    get,
    path = "/v1/message/",
    tag = "messages",
    params(
        ("status" = Option<String>, Query, description = "One or several, with commas: queued, delivered, failed, expired, refused, ambiguous, merged, cancelled."),
        ("template" = Option<String>, Query, description = "What they are rendered with."),
        ("recipient" = Option<String>, Query, description = "The recipient's distinct_id."),
        ("search" = Option<String>, Query, description = "The id of a message or of a trigger, the idempotency key of a trigger, or, exactly, the recipient, the channel, user or e-mail it is for, or the channel or user it went to."),
        ("limit" = Option<u32>, Query, description = "Messages of the page at most; 50 when it is not given."),
        ("after" = Option<String>, Query, description = "The page after this cursor."),
    ),
    responses(
        (status = 200, description = "A page of messages.", body = Object, example = json!({
            "results": [{
                "id": "5b0c2f5e-9a51-5c3a-8f5d-0a4be0a7c9a1",
                "message_id": "0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11",
                "distinct_id": "u-1842",
                "template": "order-shipped",
                "category": "transactional",
                "address": {"kind": "user_id", "id": "U0123456789"},
                "connection": "con_0123456789abcdef01234567",
                "destination": "U0123456789",
                "status": "failed",
                "reason": "recipient",
                "detail": "user_not_found",
                "attempts": 1,
                "accepted_at_ms": 1_795_239_720_000_u64,
                "updated_at_ms": 1_795_239_720_180_u64,
            }],
            "after": "Zm91bmQ6MTIz",
            "looked_at": 50_000,
            "searched_to_ms": 1_795_153_320_000_u64,
        })),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn messages(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let limit = limit(call, LIMIT_DEFAULT)?;
    let rows_max = call.context.ingest.search_rows_max;
    let search = read_search(call.query, limit, rows_max)?;
    let found = call
        .context
        .store
        .find_messages(call.workspace, search)
        .await
        .map_err(refuse_store)?;
    Ok(HttpResponse::Ok().json(found))
}
