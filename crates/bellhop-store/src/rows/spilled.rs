//! Rows of messages that wait in the store.

use bellhop_core::id::ConnectionId;
use bellhop_core::spill::LaneKey;
use bellhop_core::workflow::Category;

use super::uint;
use crate::{SpilledLane, SpilledPage, StoreError};

#[derive(sqlx::FromRow)]
pub(crate) struct SpilledLaneRow {
    connection_id: String,
    lane: i64,
    category: i64,
    count: i64,
    first: i64,
}

impl SpilledLaneRow {
    pub(crate) fn lane(self) -> Result<SpilledLane, StoreError> {
        let unreadable = |_| StoreError::unreadable(format!("spilled lane {}", self.lane));
        let category = usize::try_from(self.category).unwrap_or_default();
        let category = Category::ALL.get(category).copied();
        Ok(SpilledLane {
            connection: ConnectionId::parse(&self.connection_id).map_err(unreadable)?,
            lane: LaneKey(self.lane.cast_unsigned()),
            category: category.unwrap_or(Category::Promotional),
            count: uint(self.count),
            first: uint(self.first),
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct SpilledRow {
    /// For which of the lanes that were asked for, from 1.
    pub(crate) number: i64,
    place: i64,
    body: String,
}

/// The rows of so many lanes, by lane.
pub(crate) fn spilled_pages(lanes: usize, rows: Vec<SpilledRow>) -> Vec<SpilledPage> {
    let mut pages = vec![SpilledPage::default(); lanes];
    for row in rows {
        let number = usize::try_from(row.number).unwrap_or_default();
        let Some(page) = pages.get_mut(number.wrapping_sub(1)) else {
            continue;
        };
        page.read += 1;
        page.last = page.last.max(Some(uint(row.place)));
        match serde_json::from_str(&row.body) {
            Ok(message) => page.messages.push(message),
            Err(error) => {
                tracing::error!(place = row.place, %error, "a message that waits in the store cannot be read");
            }
        }
    }
    pages
}
