//! Where cards are.

use bellhop_core::card::{CardId, CardState};
use bellhop_core::id::{CardKey, ConnectionId};
use bellhop_store::{CardChange, MessageChange, Step};

use crate::place::{NOW_MS, Place, message, trigger, workspace};
use crate::said::{accepted, change, delivered, entry, planned};

fn card(conversation: &str) -> CardId {
    CardId {
        connection: ConnectionId::parse("con_00112233445566778899aabb").unwrap(),
        conversation: conversation.into(),
        workspace: workspace(),
        key: CardKey::parse("incident 7").unwrap(),
    }
}

fn live(ts: &str) -> CardState {
    CardState::Live {
        channel: "C1".into(),
        ts: ts.into(),
    }
}

/// The end of Ada's message, which leaves a card like this.
fn leaves(id: CardId, state: CardState, after_ms: u64) -> MessageChange {
    let ada = message(&trigger(1), "ada").id;
    MessageChange {
        card: Some(CardChange {
            id,
            state,
            accepted_at_ms: NOW_MS + after_ms,
        }),
        ..change(ada, vec![entry(after_ms, Step::Delivered)], delivered())
    }
}

pub(crate) async fn a_card_is_on_record_with_the_end_of_its_message(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    planned(&store, &[message(&trigger(1), "ada")]).await;
    assert_eq!(store.card(&card("C1")).await.unwrap(), None);

    let end = leaves(card("C1"), live("1.2"), 3);
    store.record(vec![end]).await.unwrap();
    drop(store);

    let store = place.open().await;
    let found = store.card(&card("C1")).await.unwrap().unwrap();
    assert_eq!((found.id, found.state), (card("C1"), live("1.2")));
    assert_eq!(found.message, message(&trigger(1), "ada").id);
    let times = (found.accepted_at_ms, found.updated_at_ms);
    assert_eq!(times, (NOW_MS + 3, NOW_MS + 3));
}

pub(crate) async fn the_last_change_of_a_card_counts_and_cards_are_kept_apart(place: Place) {
    let store = place.open().await;
    let changes = vec![
        leaves(card("C1"), live("1.2"), 1),
        leaves(card("C2"), live("3.4"), 2),
        leaves(card("C1"), CardState::Absent, 3),
    ];
    store.record(changes).await.unwrap();
    let again = leaves(card("C2"), live("5.6"), 4);
    store.record(vec![again]).await.unwrap();

    let cards = store.cards(&workspace(), &card("").key).await.unwrap();
    let found: Vec<_> = cards
        .into_iter()
        .map(|card| (card.id.conversation, card.state))
        .collect();
    let expected = [
        ("C1".to_owned(), CardState::Absent),
        ("C2".to_owned(), live("5.6")),
    ];
    assert_eq!(found, expected);
}

pub(crate) async fn a_card_that_nothing_changes_is_forgotten(place: Place) {
    let store = place.open().await;
    let changes = vec![
        leaves(card("C1"), live("1.2"), 1),
        leaves(card("C2"), live("3.4"), 2),
    ];
    store.record(changes).await.unwrap();

    assert_eq!(store.purge(NOW_MS + 2, 10).await.unwrap(), 1);

    assert_eq!(store.card(&card("C1")).await.unwrap(), None);
    assert!(store.card(&card("C2")).await.unwrap().is_some());
}
