//! Places that a request names by themselves, without the credential that reaches them: a channel, a person,
//! an e-mail, and the connection.

use bellhop_core::address::{Claim, CredentialKind, Target};
use bellhop_core::id::ConnectionId;
use serde_json::json;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::serve::Call;

/// Reads a place; what kind it is shows in its beginning. `field` is what the request calls it.
pub(crate) fn target(call: &Call<'_>, field: &str, place: &str) -> Result<Target, ApiError> {
    let kind = match place.trim().chars().next() {
        _ if place.contains('@') => "email",
        Some('U' | 'u' | 'W' | 'w') => "user_id",
        Some(_) | None => "channel_id",
    };
    let claim = Claim::parse_partial(&json!({kind: place}), &call.context.webhook_hosts);
    claim.map(|claim| claim.target).map_err(|_| {
        ApiError::invalid(format!(
            "{field}: must be a channel (C…, G…, D…), a user (U…, W…) or an e-mail address, not {:?}",
            shown(place)
        ))
    })
}

/// Reads a connection, which has to be one of the caller's, with a token.
pub(crate) async fn connection(
    call: &Call<'_>,
    field: &str,
    text: &str,
) -> Result<ConnectionId, ApiError> {
    let id = ConnectionId::parse(text).map_err(|_| {
        ApiError::invalid(format!(
            "{field}: must be the id of a connection (con_…), not {:?}",
            shown(text)
        ))
    })?;
    let known = call.context.store.connections(call.workspace).await;
    let known = known.map_err(refuse_store)?.into_iter();
    let mut found = known.filter(|known| known.id == id);
    let problem = match found.next().map(|known| known.kind) {
        Some(CredentialKind::Token) => return Ok(id),
        Some(CredentialKind::Webhook) => "is a webhook, which reaches its own channel only",
        None => "is none of this workspace's; see GET /v1/connection/",
    };
    Err(ApiError::invalid(format!("{field}: {id} {problem}")))
}

/// What a caller wrote, as a refusal may repeat it.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}
