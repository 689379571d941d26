//! Cards: where the posts are that live and change.

use bellhop_core::card::{CardId, CardState};
use bellhop_core::id::MessageId;

/// What became of a card, by a message that changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardChange {
    /// Which card.
    pub id: CardId,
    /// Where it is now, if it is anywhere.
    pub state: CardState,
    /// When the trigger of that message was accepted, in milliseconds since 1970: an older message that
    /// comes again must not undo a newer.
    pub accepted_at_ms: u64,
}

/// A card, as it is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRecord {
    /// Which card.
    pub id: CardId,
    /// Where it is, if it is anywhere.
    pub state: CardState,
    /// The message that changed it last.
    pub message: MessageId,
    /// When that message's trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// When it was changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
}
