//! Where the cards with a key are: `GET /v1/card/?key=…`.

use actix_web::HttpResponse;
use bellhop_core::card::CardState;
use bellhop_core::id::CardKey;
use bellhop_store::CardRecord;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::path::query_value;
use crate::serve::Call;

/// Lists the cards with a key: one for each conversation in which there is, or was, one.
///
/// A card is forgotten when nothing has changed it for as long as records are kept.
#[utoipa::path(
    get,
    path = "/v1/card/",
    tag = "messages",
    params(("key" = String, Query, description = "The key that the triggers gave.")),
    responses((status = 200, description = "Where the cards are, by connection and conversation.",
        body = Object, example = json!({"results": [{
            "key": "incident-2077", "connection": "con_0123456789abcdef01234567",
            "conversation": "C0123456789", "state": "live",
            "receipt": {"channel": "C0123456789", "ts": "1795239720.000100"},
            "message": "5b0c2f5e-9a51-5c3a-8f5d-0a4be0a7c9a1",
            "updated_at_ms": 1_795_239_720_000_u64,
        }]}))),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let key = query_value(call.query, "key").unwrap_or_default();
    let key = CardKey::parse(&key).map_err(|error| ApiError::invalid(format!("key: {error}")))?;
    let store = &call.context.store;
    let cards = store.cards(call.workspace, &key).await;
    let cards = cards.map_err(refuse_store)?;
    let results: Vec<Value> = cards.iter().map(shown).collect();
    Ok(HttpResponse::Ok().json(json!({"results": results})))
}

fn shown(card: &CardRecord) -> Value {
    let (state, receipt) = match &card.state {
        CardState::Live { channel, ts } => ("live", json!({"channel": channel, "ts": ts})),
        CardState::Absent => ("gone", Value::Null),
    };
    json!({
        "key": card.id.key,
        "connection": card.id.connection,
        "conversation": card.id.conversation,
        "state": state,
        "receipt": receipt,
        "message": card.message,
        "updated_at_ms": card.updated_at_ms,
    })
}
