//! What became of a trigger or of one message: `GET /v1/message/{id}/`.

use actix_web::HttpResponse;
use bellhop_store::{MessagePage, MessageView, TriggerView};
use uuid::Uuid;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::path::{decode, query_value};
use crate::routes::limit;
use crate::serve::Call;

/// Messages of a page when the caller does not say.
const LIMIT_DEFAULT: u32 = 100;

/// What became of a trigger, or of one message.
///
/// The id of a trigger (the `message_id` of its 202) tells how many of its messages are where in their
/// life, with a page of them; the id of a message tells of it alone. Times are milliseconds since
/// 1970. `queued` means on its way: what is intended is never shown as done.
#[utoipa::path(
    get,
    path = "/v1/message/{id}/",
    tag = "messages",
    params(
        ("id" = uuid::Uuid, Path, description = "The id of a trigger or of a message."),
        ("limit" = Option<u32>, Query, description = "Messages of a trigger on the page; 100 when it is not given."),
        ("after" = Option<String>, Query, description = "The page after this cursor."),
    ),
    responses(
        (status = 200, description = "The record.", body = Object, example = json!({
            "id": "0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11",
            "accepted_at_ms": 1_795_239_720_000_u64,
            "start": "workflow order-shipped",
            "recipients": 1,
            "counts": {"queued": 0, "delivered": 1, "failed": 0, "expired": 0, "refused": 0},
            "messages": [{
                "id": "5b0c2f5e-9a51-5c3a-8f5d-0a4be0a7c9a1",
                "message_id": "0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11",
                "distinct_id": "u-1842",
                "template": "order-shipped",
                "category": "transactional",
                "address": {"kind": "user_id", "id": "U0123456789"},
                "connection": "con_0123456789abcdef01234567",
                "status": "delivered",
                "reason": "accepted",
                "receipt": {"channel": "D0123456789", "ts": "1795239720.000100"},
                "attempts": 1,
                "accepted_at_ms": 1_795_239_720_000_u64,
                "updated_at_ms": 1_795_239_720_180_u64,
                "timeline": [
                    {"at_ms": 1_795_239_720_002_u64, "what": "planned"},
                    {"at_ms": 1_795_239_720_180_u64, "what": "delivered"},
                ],
            }],
        })),
        (status = 404, description = "There is no such trigger or message.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn get(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    Ok(match wanted(call, id).await? {
        Wanted::Trigger(trigger) => HttpResponse::Ok().json(trigger),
        Wanted::Message(message) => HttpResponse::Ok().json(message),
    })
}

/// What an id names.
pub(crate) enum Wanted {
    /// A trigger, with the page of its messages that was asked for.
    Trigger(Box<TriggerView>),
    Message(Box<MessageView>),
}

/// The record that the id in a path names.
pub(crate) async fn wanted(call: &Call<'_>, id: &str) -> Result<Wanted, ApiError> {
    let text = decode(id)?;
    let not_found = || {
        let shown: String = text.chars().take(80).collect();
        ApiError::not_found(format!("message '{shown}' not found"))
    };
    let id = Uuid::parse_str(&text).map_err(|_| not_found())?;
    let after = query_value(call.query, "after").filter(|cursor| !cursor.is_empty());
    let page = MessagePage {
        limit: limit(call, LIMIT_DEFAULT)?,
        after,
    };
    let store = &call.context.store;
    let trigger = store
        .trigger_page(call.workspace, id, page)
        .await
        .map_err(refuse_store)?;
    if let Some(trigger) = trigger {
        return Ok(Wanted::Trigger(Box::new(trigger)));
    }
    let message = store.message(call.workspace, id).await;
    let message = message.map_err(refuse_store)?.ok_or_else(not_found)?;
    Ok(Wanted::Message(Box::new(message)))
}
