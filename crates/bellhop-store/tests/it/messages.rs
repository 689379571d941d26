//! The record of messages.

use bellhop_core::address::Target;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::TriggerId;
use bellhop_store::{
    Accepted, Attempt, End, IdempotencyKey, MessageChange, MessagePage, MessageStatus, Step,
    StoreConfig,
};
use uuid::Uuid;

use crate::place::{NOW_MS, Place, message, other_workspace, trigger, workspace};
use crate::said::{accepted, change, delivered, entry, failed, planned, steps, view};

pub(crate) async fn an_end_is_recorded_with_receipt_and_timeline(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let messages = [message(&trigger(1), "ada"), message(&trigger(1), "bob")];
    planned(&store, &messages).await;
    let mut attempt = entry(2, Step::Attempted);
    attempt.detail = Some("chat.postMessage\nwith a line break".into());

    let entries = vec![entry(1, Step::Rendered), attempt, entry(3, Step::Delivered)];
    let mut first = change(messages[0].id, entries, delivered());
    first.destination = Some("D1".into());
    let second = change(messages[1].id, vec![entry(4, Step::Failed)], failed());
    store.record(vec![first, second]).await.unwrap();

    let ada = serde_json::to_string_pretty(&view(&store, messages[0].id).await).unwrap();
    insta::assert_snapshot!(ada, @r#"
    {
      "id": "00000000-0000-82ad-9409-58dbe5d1e78c",
      "message_id": "00000000-0000-0000-0000-000000000002",
      "distinct_id": "ada",
      "template": "welcome",
      "category": "transactional",
      "address": {
        "kind": "user_id",
        "id": "U1"
      },
      "connection": "con_00112233445566778899aabb",
      "destination": "D1",
      "status": "delivered",
      "reason": "accepted",
      "receipt": {
        "channel": "D1",
        "ts": "1.2"
      },
      "attempts": 1,
      "accepted_at_ms": 1750000000000,
      "updated_at_ms": 1750000000003,
      "timeline": [
        {
          "at_ms": 1750000000000,
          "what": "planned"
        },
        {
          "at_ms": 1750000000001,
          "what": "rendered"
        },
        {
          "at_ms": 1750000000002,
          "what": "attempted",
          "detail": "chat.postMessage\nwith a line break"
        },
        {
          "at_ms": 1750000000003,
          "what": "delivered"
        }
      ]
    }
    "#);
    let bob = view(&store, messages[1].id).await;
    assert_eq!(
        (bob.status, bob.reason),
        (MessageStatus::Failed, Some(Reason::Recipient))
    );
    assert_eq!(
        (bob.detail.as_deref(), bob.receipt),
        (Some("user_not_found"), None)
    );
    let state = store.message_state(bob.id).await.unwrap().unwrap();
    assert_eq!(state.end, Some((Outcome::Failed, Reason::Recipient)));
}

pub(crate) async fn changes_of_one_message_in_one_write_are_all_kept(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;

    let waits = |after_ms| change(id, vec![entry(after_ms, Step::Waiting)], None);
    let attempt = change(id, vec![entry(3, Step::Attempted)], None);
    let end = change(id, vec![entry(4, Step::Delivered)], delivered());
    let (first, second) = tokio::join!(
        store.record(vec![waits(1), waits(2)]),
        store.record(vec![attempt, end])
    );

    first.unwrap();
    second.unwrap();
    let view = view(&store, id).await;
    assert_eq!(
        steps(&view),
        ["planned", "waiting", "waiting", "attempted", "delivered"]
    );
    assert_eq!((view.status, view.attempts), (MessageStatus::Delivered, 1));
    assert_eq!(view.updated_at_ms, NOW_MS + 4);
}

pub(crate) async fn a_delivered_message_stays_delivered(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;
    store
        .record(vec![change(
            id,
            vec![entry(1, Step::Delivered)],
            delivered(),
        )])
        .await
        .unwrap();

    store
        .record(vec![change(id, vec![entry(2, Step::Failed)], failed())])
        .await
        .unwrap();

    let view = view(&store, id).await;
    assert_eq!(
        (view.status, view.reason),
        (MessageStatus::Delivered, Some(Reason::Accepted))
    );
    assert_eq!(view.receipt, delivered().unwrap().receipt);
    assert_eq!(view.detail, None);
    assert_eq!(steps(&view), ["planned", "delivered", "failed"]);
}

pub(crate) async fn a_message_that_was_given_up_can_still_be_delivered(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;
    store
        .record(vec![change(id, vec![entry(1, Step::Failed)], failed())])
        .await
        .unwrap();

    store
        .record(vec![change(
            id,
            vec![entry(2, Step::Delivered)],
            delivered(),
        )])
        .await
        .unwrap();

    let view = view(&store, id).await;
    assert_eq!(
        (view.status, view.reason),
        (MessageStatus::Delivered, Some(Reason::Accepted))
    );
    assert_eq!(view.detail, None);
}

pub(crate) async fn a_long_timeline_takes_only_the_end(place: Place) {
    let config = StoreConfig {
        timeline_bytes_max: 200,
        ..StoreConfig::default()
    };
    let store = place.open_with(config).await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;

    for after_ms in 1..50 {
        let waits = change(id, vec![entry(after_ms, Step::Waiting)], None);
        store.record(vec![waits]).await.unwrap();
    }
    store
        .record(vec![change(
            id,
            vec![entry(50, Step::Delivered)],
            delivered(),
        )])
        .await
        .unwrap();

    let view = view(&store, id).await;
    assert!((5..10).contains(&view.timeline.len()), "{:?}", steps(&view));
    assert_eq!(view.timeline.last().unwrap().what, Step::Delivered);
    assert_eq!(view.updated_at_ms, NOW_MS + 50);
}

pub(crate) async fn a_change_of_an_unknown_message_is_dropped(place: Place) {
    let store = place.open().await;
    let id = message(&trigger(1), "ada").id;

    store
        .record(vec![change(id, vec![entry(1, Step::Failed)], failed())])
        .await
        .unwrap();

    assert_eq!(store.message_state(id).await.unwrap(), None);
    assert_eq!(store.message(&workspace(), id.0).await.unwrap(), None);
}

pub(crate) async fn a_trigger_shows_its_messages_in_pages_and_counts_them_all(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let names = ["e", "d", "c", "b", "a"];
    planned(&store, &names.map(|name| message(&trigger(1), name))).await;
    let id = message(&trigger(1), "c").id;
    store
        .record(vec![change(
            id,
            vec![entry(1, Step::Delivered)],
            delivered(),
        )])
        .await
        .unwrap();

    let mut after = None;
    let mut pages = Vec::new();
    loop {
        let page = MessagePage { limit: 2, after };
        let view = store
            .trigger_page(&workspace(), trigger(1).id.0, page)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((view.counts.queued, view.counts.delivered), (4, 1));
        let names = view
            .messages
            .iter()
            .map(|message| message.distinct_id.clone());
        pages.push(names.collect::<Vec<_>>());
        after = view.after;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(pages, [vec!["e", "d"], vec!["c", "b"], vec!["a"]]);
}

/// PostgreSQL cannot keep one, and callers and Slack may send one.
pub(crate) async fn a_zero_byte_in_a_text_keeps_nothing_from_being_recorded(place: Place) {
    let store = place.open().await;
    let mut zero = trigger(1);
    zero.start = "event a\0b".into();
    zero.idempotency_key = Some("a\0b".into());
    let key = IdempotencyKey::parse("a\0b").unwrap();
    let mut messages = [message(&zero, "ada")];
    messages[0].distinct_id = "a\0b".into();
    messages[0].address.target = Target::Email("a\0b".into());
    let mut entry = entry(1, Step::Failed);
    entry.detail = Some("a\0b".into());
    let end = failed().map(|end| End {
        detail: entry.detail.clone(),
        ..end
    });

    let accepted = store.accept(zero, Some(key), NOW_MS).await.unwrap();
    planned(&store, &messages).await;
    let mut ended = change(messages[0].id, vec![entry.clone()], end);
    ended.destination = Some("a\0b".into());
    store.record(vec![ended]).await.unwrap();

    assert_eq!(accepted, Accepted::New);
    let view = view(&store, messages[0].id).await;
    assert_eq!(view.status, MessageStatus::Failed);
    assert_eq!(view.timeline.last(), Some(&entry));
}

pub(crate) async fn another_workspace_sees_nothing(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;

    assert_eq!(store.message(&other_workspace(), id.0).await.unwrap(), None);
    assert_eq!(
        store
            .trigger(&other_workspace(), trigger(1).id.0)
            .await
            .unwrap(),
        None
    );
}

pub(crate) async fn the_last_activity_is_that_of_the_newest_change(place: Place) {
    let store = place.open().await;
    assert_eq!(store.last_activity_ms().await.unwrap(), None);
    accepted(&store).await;
    assert_eq!(store.last_activity_ms().await.unwrap(), None);

    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;
    assert_eq!(store.last_activity_ms().await.unwrap(), Some(NOW_MS));
    store
        .record(vec![change(id, vec![entry(7, Step::Waiting)], None)])
        .await
        .unwrap();
    store
        .record(vec![change(id, vec![entry(3, Step::Waiting)], None)])
        .await
        .unwrap();

    assert_eq!(store.last_activity_ms().await.unwrap(), Some(NOW_MS + 7));
}

pub(crate) async fn purging_forgets_what_is_finished_and_old(place: Place) {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let store = place.open().await;
    let key = bellhop_store::IdempotencyKey::parse("order-1").unwrap();
    let mut triggers = [trigger(1), trigger(2), trigger(3)];
    triggers[2].accepted_at_ms = NOW_MS + 3 * DAY_MS;
    for trigger in &triggers {
        let now_ms = trigger.accepted_at_ms;
        let key = (trigger.id == triggers[0].id).then(|| key.clone());
        assert_eq!(
            store.accept(trigger.clone(), key, now_ms).await.unwrap(),
            Accepted::New
        );
        let messages = [message(trigger, "ada"), message(trigger, "bob")];
        store
            .record_planned(trigger.id, &messages, &[], now_ms)
            .await
            .unwrap();
        let ended = change(messages[0].id, vec![entry(1, Step::Delivered)], delivered());
        store.record(vec![ended]).await.unwrap();
    }
    let waiting = message(&triggers[0], "bob").id;
    store
        .record(vec![change(
            waiting,
            vec![entry(1, Step::Expired)],
            failed(),
        )])
        .await
        .unwrap();

    let before_ms = NOW_MS + 2 * DAY_MS;
    let mut rounds = Vec::new();
    while let deleted @ 1.. = store.purge(before_ms, 2).await.unwrap() {
        rounds.push(deleted);
    }

    // Both messages of the first trigger and itself, and the finished message of the second.
    assert_eq!(rounds.iter().sum::<u64>(), 4);
    let left = async |id: TriggerId| {
        let view = store.trigger(&workspace(), id.0).await.unwrap();
        view.map(|view| view.messages.len())
    };
    assert_eq!(left(triggers[0].id).await, None);
    assert_eq!(left(triggers[1].id).await, Some(1));
    assert_eq!(left(triggers[2].id).await, Some(2));
    let mut again = trigger(9);
    again.id = TriggerId(Uuid::from_u128(99));
    assert_eq!(
        store.accept(again, Some(key), NOW_MS).await.unwrap(),
        Accepted::New
    );
}

pub(crate) async fn an_attempt_is_remembered_until_it_is_answered(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let message = message(&trigger(1), "ada");
    planned(&store, std::slice::from_ref(&message)).await;
    let attempt = async |attempt: Option<Attempt>| {
        let change = MessageChange {
            attempt,
            ..change(message.id, vec![entry(1, Step::Attempted)], None)
        };
        store.record(vec![change]).await.unwrap();
        let state = store.message_state(message.id).await.unwrap().unwrap();
        (state.end, state.attempted_at_ms)
    };

    assert_eq!(
        attempt(Some(Attempt::Begun(NOW_MS))).await,
        (None, Some(NOW_MS))
    );
    assert_eq!(attempt(None).await, (None, Some(NOW_MS)));
    assert_eq!(attempt(Some(Attempt::Answered)).await, (None, None));
    assert_eq!(attempt(None).await, (None, None));
}
