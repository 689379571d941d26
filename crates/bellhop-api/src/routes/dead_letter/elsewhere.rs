//! Redriving to another address: what was asked for, whether it can be, and the record of it.

use std::collections::{HashMap, HashSet};

use bellhop_core::address::{Address, Claim, CredentialKind, Target};
use bellhop_core::id::{ConnectionId, MessageId};
use bellhop_core::message::Elsewhere;
use bellhop_queue::{About, Kind};
use bellhop_store::StoreError;
use serde_json::json;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::serve::Call;
use crate::wire::dead_letter::To;
use crate::wire::quarantine::connection;

/// Reads where messages are to go. A connection has to be one of the caller's, with a token.
pub(super) async fn read(call: &Call<'_>, to: &To) -> Result<Elsewhere, ApiError> {
    let target = target(call, &to.place)?;
    let connection = to.connection.as_deref().map(connection).transpose()?;
    if let Some(id) = &connection {
        check(call, id).await?;
    }
    Ok(Elsewhere { target, connection })
}

fn target(call: &Call<'_>, place: &str) -> Result<Target, ApiError> {
    let field = match place.trim().chars().next() {
        _ if place.contains('@') => "email",
        Some('U' | 'u' | 'W' | 'w') => "user_id",
        Some(_) | None => "channel_id",
    };
    let claim = Claim::parse_partial(&json!({field: place}), &call.context.webhook_hosts);
    claim.map(|claim| claim.target).map_err(|_| {
        let shown: String = place.chars().take(80).collect();
        ApiError::invalid(format!(
            "to: must be a channel (C…, G…, D…), a user (U…, W…) or an e-mail address, not {shown:?}"
        ))
    })
}

async fn check(call: &Call<'_>, id: &ConnectionId) -> Result<(), ApiError> {
    let known = call.context.store.connections(call.workspace).await;
    let known = known.map_err(refuse_store)?.into_iter();
    let mut found = known.filter(|known| known.id == *id);
    let problem = match found.next().map(|known| known.kind) {
        Some(CredentialKind::Token) => return Ok(()),
        Some(CredentialKind::Webhook) => "is a webhook, which reaches its own channel only",
        None => "is none of this workspace's; see GET /v1/connection/",
    };
    Err(ApiError::invalid(format!("connection: {id} {problem}")))
}

/// Why this letter can't go there, if it can't.
pub(super) fn unfit(to: &Elsewhere, kind: Kind, about: &About) -> Option<String> {
    let target = about.address.as_ref().map(|address| &address.target);
    match (kind, target) {
        (Kind::Trigger, _) => {
            Some("a trigger has recipients instead of an address; redrive it without to".to_owned())
        }
        (Kind::Message, Some(Target::Webhook)) if to.connection.is_none() => {
            Some("its webhook reaches one channel only; name a connection with a token".to_owned())
        }
        (Kind::Message, _) => None,
    }
}

/// Opens the records of messages that go elsewhere. Answers with those that Slack has.
pub(super) async fn reopen(
    call: &Call<'_>,
    to: &Elsewhere,
    messages: &[MessageId],
    addresses: &HashMap<MessageId, Address>,
) -> Result<HashSet<MessageId>, StoreError> {
    let mut delivered = HashSet::new();
    for id in messages {
        let Some(from) = addresses.get(id) else {
            continue;
        };
        let address = to.instead_of(from);
        let detail = format!("from {} to {}", from.target, address.target);
        let store = &call.context.store;
        if store.readdress(*id, call.now_ms, address, detail).await? {
            delivered.insert(*id);
        }
    }
    Ok(delivered)
}
