use bellhop_core::id::{Slug, TriggerId};
use bellhop_core::trigger::Start;

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
        data: serde_json::Map::new(),
    }
}

#[test]
fn a_large_trigger_is_cut_and_small_ones_share_a_batch() {
    let triggers = [trigger(1), trigger(0), trigger(5), trigger(2)];
    let triggers: Vec<_> = triggers.iter().collect();

    let batches = pieces(&triggers, 3);

    let ends = |piece: &Piece<'_>| (piece.recipients.start, piece.recipients.end);
    let cut: Vec<Vec<_>> = batches
        .iter()
        .map(|batch| batch.iter().map(ends).collect())
        .collect();
    assert_eq!(cut, [vec![(0, 1), (0, 2)], vec![(2, 5)], vec![(0, 2)]]);
}
