use bellhop_core::id::{Slug, TriggerId, WorkspaceKey};
use bellhop_core::trigger::{Recipient, Start};

use super::*;

fn trigger(recipients: usize) -> Trigger {
    Trigger {
        id: TriggerId(uuid::Uuid::from_u128(1)),
        workspace: WorkspaceKey::parse("wskey_0123456789abcdefghij").unwrap(),
        accepted_at_ms: 0,
        start: Start::Workflow {
            slug: Slug::parse("w").unwrap(),
        },
        recipients: vec![Recipient::default(); recipients],
        actor: None,
        timing: bellhop_core::timing::TriggerTiming::default(),
        tenant: None,
        card: bellhop_core::card::CardAsk::default(),
        ephemeral: None,
        said: None,
        data: serde_json::Map::new(),
    }
}

/// The cuts of one batch, as (from, until) for each trigger.
fn cut(triggers: &[Trigger], planned: usize, chunk: usize) -> Vec<(usize, usize)> {
    let batch = pieces(triggers.iter(), planned, chunk);
    let ends = |piece: &Piece<'_>| (piece.recipients.start, piece.recipients.end);
    batch.iter().map(ends).collect()
}

#[test]
fn a_large_trigger_is_cut_and_small_ones_share_a_batch() {
    let triggers = [trigger(1), trigger(0), trigger(5), trigger(2)];

    assert_eq!(cut(&triggers, 0, 3), [(0, 1), (0, 0), (0, 2)]);
    assert_eq!(cut(&triggers[2..], 2, 3), [(2, 5)]);
    assert_eq!(cut(&triggers[3..], 0, 3), [(0, 2)]);
}
