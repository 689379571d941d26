//! Rows, as every engine gives them, and what is made of them.

mod card;
mod connection;
mod message;
mod profile;
mod quarantine;
pub(crate) mod sample;
mod spilled;
pub(crate) mod template;
pub(crate) mod workspace;

pub(crate) use card::CardRow;
pub(crate) use connection::{ConnectionRow, OpenConnectionRow, workspace_key};
pub(crate) use message::{CountRow, MessageRow, MessageWindow, StateRow, TriggerRow, outcome};
pub(crate) use profile::{Direction, ProfileRow, ProfileWindow, body as profile_body};
pub(crate) use quarantine::QuarantineRow;
pub(crate) use spilled::{SpilledLaneRow, SpilledRow, spilled_pages};
pub(crate) use workspace::WorkspaceRow;

/// A time or count as a database keeps it. Beyond 2^63 there is neither.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A time or count that a database kept.
pub(crate) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
