//! Looking for messages.

use bellhop_core::address::Target;
use bellhop_core::id::{MessageId, Slug};
use bellhop_store::{
    Accepted, FoundMessages, IdempotencyKey, MessageSearch, MessageStatus, Step, Store, StoreError,
    TriggerRecord,
};

use crate::place::{NOW_MS, Place, message, other_workspace, trigger, workspace};
use crate::said::{change, delivered, entry, failed};

/// Everything, in one page.
fn all() -> MessageSearch {
    MessageSearch {
        statuses: Vec::new(),
        template: None,
        recipient: None,
        text: None,
        limit: 100,
        rows_max: 1000,
        after: None,
    }
}

fn text(text: &str) -> MessageSearch {
    MessageSearch {
        text: Some(text.into()),
        ..all()
    }
}

async fn find(store: &Store, search: MessageSearch) -> FoundMessages {
    store.find_messages(&workspace(), search).await.unwrap()
}

/// The recipients of what is found.
async fn names(store: &Store, search: MessageSearch) -> Vec<String> {
    let found = find(store, search).await;
    found.results.into_iter().map(|it| it.distinct_id).collect()
}

/// A trigger that was accepted with so many messages, for 0, 1, 2 and so on.
async fn sent(store: &Store, number: u64, count: usize) -> (TriggerRecord, Vec<MessageId>) {
    let trigger = TriggerRecord {
        accepted_at_ms: NOW_MS + number,
        ..trigger(number)
    };
    let accepted = store.accept(trigger.clone(), None, NOW_MS).await.unwrap();
    assert_eq!(accepted, Accepted::New);
    let messages: Vec<_> = (0..count)
        .map(|name| message(&trigger, &name.to_string()))
        .collect();
    let planned = store.record_planned(trigger.id, &messages, &[], NOW_MS);
    planned.await.unwrap();
    (trigger, messages.into_iter().map(|it| it.id).collect())
}

pub(crate) async fn found_messages_are_the_newest_first_and_without_timelines(place: Place) {
    let store = place.open().await;
    sent(&store, 1, 2).await;
    sent(&store, 2, 1).await;

    let found = find(&store, all()).await;

    let order: Vec<_> = found
        .results
        .iter()
        .map(|it| (it.accepted_at_ms - NOW_MS, it.distinct_id.as_str()))
        .collect();
    assert_eq!(order, [(2, "0"), (1, "1"), (1, "0")]);
    assert!(found.results.iter().all(|it| it.timeline.is_empty()));
    assert_eq!((found.after, found.searched_to_ms), (None, None));
}

pub(crate) async fn pages_of_a_search_neither_miss_nor_repeat(place: Place) {
    let store = place.open().await;
    sent(&store, 1, 7).await;

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let search = MessageSearch {
            limit: 3,
            after,
            ..all()
        };
        let found = find(&store, search).await;
        // What is new meanwhile is before the first page.
        sent(&store, 10 + seen.len() as u64, 1).await;
        seen.extend(found.results.into_iter().map(|it| it.distinct_id));
        after = found.after;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(seen, ["6", "5", "4", "3", "2", "1", "0"]);
}

pub(crate) async fn a_search_looks_at_so_much_and_says_how_far_it_came(place: Place) {
    let store = place.open().await;
    sent(&store, 1, 1).await;
    sent(&store, 2, 4).await;
    sent(&store, 3, 5).await;
    let first_of = |after| MessageSearch {
        recipient: Some("0".into()),
        limit: 3,
        rows_max: 7,
        after,
        ..all()
    };

    let first = find(&store, first_of(None)).await;
    let second = find(&store, first_of(first.after.clone())).await;

    // The five of the third, and two of the second.
    assert_eq!(first.results.len(), 1);
    assert_eq!(first.looked_at, 7);
    assert_eq!(first.searched_to_ms, Some(NOW_MS + 2));
    assert_eq!(second.results.len(), 2);
    assert_eq!((second.after, second.searched_to_ms), (None, None));
}

pub(crate) async fn a_search_passes_over_what_was_purged(place: Place) {
    let store = place.open().await;
    sent(&store, 1, 1).await;
    let (_, gone) = sent(&store, 2, 20).await;
    sent(&store, 3, 1).await;
    let ids: Vec<_> = gone
        .iter()
        .map(|id| format!("{:032x}", id.0.as_u128()))
        .collect();
    for id in ids {
        let id = match place.url().starts_with("sqlite:") {
            true => format!("x'{id}'"),
            false => format!("'{id}'"),
        };
        place
            .by_hand(&format!("DELETE FROM messages WHERE message_id = {id}"))
            .await;
    }
    let page = |after| MessageSearch {
        rows_max: 2,
        after,
        ..all()
    };

    let first = find(&store, page(None)).await;
    let second = find(&store, page(first.after.clone())).await;

    assert_eq!((first.results.len(), second.results.len()), (1, 1));
    assert_eq!(second.after, None);
}

pub(crate) async fn messages_are_found_by_status_template_and_recipient(place: Place) {
    let store = place.open().await;
    let (_, ids) = sent(&store, 1, 4).await;
    let changes = vec![
        change(ids[0], vec![entry(1, Step::Delivered)], delivered()),
        change(ids[1], vec![entry(1, Step::Failed)], failed()),
    ];
    store.record(changes).await.unwrap();
    let other = trigger(2);
    let mut elsewhere = message(&other, "3");
    elsewhere.template = Slug::parse("goodbye").unwrap();
    let accepted = store.accept(other.clone(), None, NOW_MS).await;
    assert_eq!(accepted.unwrap(), Accepted::New);
    let elsewhere = [elsewhere];
    let planned = store.record_planned(other.id, &elsewhere, &[], NOW_MS);
    planned.await.unwrap();
    let of = |statuses: &[MessageStatus]| MessageSearch {
        statuses: statuses.to_vec(),
        ..all()
    };
    let template = |template: &str, search| MessageSearch {
        template: Some(template.into()),
        ..search
    };

    let failed = names(&store, of(&[MessageStatus::Failed])).await;
    let both = names(
        &store,
        of(&[MessageStatus::Failed, MessageStatus::Delivered]),
    )
    .await;
    let waiting = names(&store, of(&[MessageStatus::Queued])).await;
    let waits_there = names(&store, template("goodbye", of(&[MessageStatus::Queued]))).await;
    let any = names(&store, of(MessageStatus::ALL)).await;

    assert_eq!(failed, ["1"]);
    assert_eq!(both, ["1", "0"]);
    assert_eq!(waiting, ["3", "3", "2"]);
    assert_eq!(waits_there, ["3"]);
    assert_eq!(any.len(), 5);
}

pub(crate) async fn a_text_finds_ids_keys_people_and_places(place: Place) {
    let store = place.open().await;
    let (first, ids) = sent(&store, 1, 3).await;
    let keyed = TriggerRecord {
        idempotency_key: Some("order-7".into()),
        ..trigger(2)
    };
    let key = IdempotencyKey::parse("order-7").unwrap();
    let accepted = store.accept(keyed.clone(), Some(key), NOW_MS).await;
    assert_eq!(accepted.unwrap(), Accepted::New);
    // Somebody whose id is a UUID, in a channel of their own.
    let uuid = "4d1c1f0e-6d1f-4c7c-9d3e-111111111111";
    let mut message = message(&keyed, uuid);
    message.address.target = Target::Channel("C7".into());
    let messages = [message];
    let planned = store.record_planned(keyed.id, &messages, &[], NOW_MS);
    planned.await.unwrap();
    let mut arrived = change(ids[2], vec![entry(1, Step::Delivered)], delivered());
    arrived.destination = Some("D9".into());
    store.record(vec![arrived]).await.unwrap();
    // Two rows alone are looked at, unless the text leads straight to them.
    let near = |wanted: &str| MessageSearch {
        rows_max: 2,
        ..text(wanted)
    };

    assert_eq!(names(&store, near(&ids[0].to_string())).await, ["0"]);
    let of_trigger = names(&store, near(&first.id.to_string())).await;
    assert_eq!(of_trigger, ["2", "1", "0"]);
    assert_eq!(names(&store, near("order-7")).await, [uuid]);
    assert_eq!(names(&store, near(uuid)).await, [uuid]);
    assert_eq!(names(&store, near("C7")).await, [uuid]);
    assert_eq!(names(&store, near("D9")).await, ["2"]);
    assert_eq!(names(&store, text("1")).await, ["1"]);
    assert_eq!(names(&store, text("nobody")).await, [""; 0]);
    assert_eq!(names(&store, text("U\0")).await, [""; 0]);
}

pub(crate) async fn another_workspace_finds_nothing(place: Place) {
    let store = place.open().await;
    let (trigger, ids) = sent(&store, 1, 1).await;
    let searches = [
        all(),
        text(&trigger.id.to_string()),
        text(&ids[0].to_string()),
        text("0"),
    ];

    for search in searches {
        let found = store.find_messages(&other_workspace(), search).await;
        assert_eq!(found.unwrap().results, []);
    }
}

pub(crate) async fn a_cursor_of_another_list_is_refused(place: Place) {
    let store = place.open().await;
    sent(&store, 1, 1).await;
    let search = MessageSearch {
        after: Some("cHJvZmlsZXM6MQ".into()),
        ..all()
    };

    let refused = store.find_messages(&workspace(), search).await;

    assert!(
        matches!(&refused, Err(StoreError::Cursor { field: "after", .. })),
        "{refused:?}"
    );
}
