//! Putting messages where they wait in the store.

use std::sync::Arc;

use bellhop_core::id::MessageId;

use super::messages::Change;
use super::{Job, Reply, Writes};
use crate::{MessageChange, Spilled, StoreError};

pub(crate) struct Spill {
    pub(crate) rows: Vec<SpillRow>,
    pub(crate) reply: Reply<()>,
}

pub(crate) struct SpillRow {
    pub(crate) id: MessageId,
    pub(crate) shard: i32,
    pub(crate) lane: i64,
    pub(crate) place: i64,
    pub(crate) connection: String,
    pub(crate) category: i16,
    pub(crate) body: String,
}

impl SpillRow {
    fn of(spilled: &Spilled) -> Self {
        let message = &spilled.message;
        let body = serde_json::to_string(message);
        Self {
            id: message.id,
            shard: spilled.shard.into(),
            lane: spilled.lane.0.cast_signed(),
            place: crate::rows::int(message.place),
            connection: message.address.connection.as_str().to_owned(),
            category: message.category as i16,
            body: body.expect("a message is a map with text keys, which JSON can hold"),
        }
    }
}

impl Writes {
    pub(crate) async fn spill(&self, messages: Vec<Spilled>) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let rows = messages.iter().map(SpillRow::of).collect();
        self.write(|reply| Job::Spill(Spill { rows, reply })).await
    }

    pub(crate) async fn record_and_unspill(
        &self,
        changes: Arc<[MessageChange]>,
        ids: Vec<MessageId>,
    ) -> Result<(), StoreError> {
        if changes.is_empty() && ids.is_empty() {
            return Ok(());
        }
        self.write(|reply| Job::Change(Change::with_unspilled(changes, ids, reply)))
            .await
    }
}
