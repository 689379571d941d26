//! Redriving to another address: what was asked for, whether it can be, and the record of it.

use std::collections::{HashMap, HashSet};

use bellhop_core::address::{Address, Target};
use bellhop_core::id::MessageId;
use bellhop_core::message::Elsewhere;
use bellhop_queue::{About, Kind};
use bellhop_store::StoreError;

use crate::error::ApiError;
use crate::routes::place;
use crate::serve::Call;
use crate::wire::dead_letter::To;

/// Reads where messages are to go.
pub(super) async fn read(call: &Call<'_>, to: &To) -> Result<Elsewhere, ApiError> {
    let target = place::target(call, "to", &to.place)?;
    let connection = match &to.connection {
        Some(connection) => Some(place::connection(call, "connection", connection).await?),
        None => None,
    };
    Ok(Elsewhere { target, connection })
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
