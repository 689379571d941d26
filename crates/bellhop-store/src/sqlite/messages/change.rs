//! Changes of the record of messages.

use std::collections::HashMap;
use std::sync::LazyLock;

use bellhop_core::fault::Outcome;
use bellhop_core::id::MessageId;
use sqlx::SqliteConnection;

use super::row::write_line;
use crate::sqlite::bulk::{Bulk, ROWS_MAX};
use crate::sqlite::int;
use crate::sqlite::writer::Reply;
use crate::{End, MessageChange, StoreError};

pub(in crate::sqlite) struct Change {
    pub(super) changes: Vec<MessageChange>,
    pub(in crate::sqlite) reply: Reply<()>,
}

impl Change {
    /// The time of the newest entry.
    pub(super) fn newest_ms(&self) -> Option<u64> {
        self.changes
            .iter()
            .flat_map(|change| &change.entries)
            .map(|entry| entry.at_ms)
            .max()
    }
}

/// A delivered message stays delivered; any other end gives way to a later one. A timeline that has
/// grown too long takes only the end.
static UPDATE: LazyLock<Bulk> = LazyLock::new(|| {
    let end = |column: &str, value: usize| {
        format!(
            "{column} = CASE WHEN v.column5 IS NULL OR messages.outcome = 'delivered'
                        THEN messages.{column} ELSE v.column{value} END"
        )
    };
    let ends = [
        end("outcome", 5),
        end("reason", 6),
        end("detail", 7),
        end("receipt_channel", 8),
        end("receipt_ts", 9),
    ];
    let before = format!(
        "UPDATE messages SET
             timeline = CASE WHEN v.column5 IS NULL AND octet_length(timeline) > v.column10
                        THEN timeline ELSE timeline || v.column2 END,
             updated_at_ms = CASE WHEN v.column3 > updated_at_ms
                        THEN v.column3 ELSE updated_at_ms END,
             destination = COALESCE(v.column4, destination),
             {}
         FROM",
        ends.join(", ")
    );
    Bulk::new(10, &before, "AS v WHERE messages.message_id = v.column1")
});

/// All that this transaction adds to one message: an update from several rows would take only one.
struct Merged<'a> {
    id: MessageId,
    timeline: String,
    at_ms: u64,
    destination: Option<&'a str>,
    end: Option<&'a End>,
}

pub(in crate::sqlite) async fn change(
    connection: &mut SqliteConnection,
    jobs: &mut [Change],
    timeline_bytes_max: u32,
) -> Result<(), StoreError> {
    let merged = merge(jobs.iter().flat_map(|job| &job.changes));
    for chunk in merged.chunks(ROWS_MAX) {
        let mut query = UPDATE.query(chunk.len());
        for change in chunk {
            let receipt = change.end.and_then(|end| end.receipt.as_ref());
            query = query
                .bind(&change.id.0.as_bytes()[..])
                .bind(change.timeline.as_str())
                .bind(int(change.at_ms))
                .bind(change.destination)
                .bind(change.end.map(|end| end.outcome.as_str()))
                .bind(change.end.map(|end| end.reason.as_str()))
                .bind(change.end.and_then(|end| end.detail.as_deref()))
                .bind(receipt.map(|receipt| receipt.channel.as_str()))
                .bind(receipt.map(|receipt| receipt.ts.as_str()))
                .bind(i64::from(timeline_bytes_max));
        }
        query.execute(&mut *connection).await?;
    }
    for job in jobs {
        job.reply.stage(Ok(()));
    }
    Ok(())
}

fn merge<'a>(changes: impl Iterator<Item = &'a MessageChange>) -> Vec<Merged<'a>> {
    let mut merged: Vec<Merged<'_>> = Vec::with_capacity(changes.size_hint().0);
    let mut places = HashMap::new();
    for change in changes {
        let place = *places.entry(change.id).or_insert_with(|| {
            let timeline = String::with_capacity(128);
            merged.push(Merged {
                id: change.id,
                timeline,
                at_ms: 0,
                destination: None,
                end: None,
            });
            merged.len() - 1
        });
        let slot = &mut merged[place];
        for entry in &change.entries {
            write_line(&mut slot.timeline, entry);
            slot.at_ms = slot.at_ms.max(entry.at_ms);
        }
        slot.destination = change.destination.as_deref().or(slot.destination);
        let delivered = slot
            .end
            .is_some_and(|end| end.outcome == Outcome::Delivered);
        if !delivered {
            slot.end = change.end.as_ref().or(slot.end);
        }
    }
    merged
}
