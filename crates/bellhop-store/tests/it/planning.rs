//! What planning made is recorded once.

use std::collections::HashMap;

use bellhop_core::fault::Outcome;
use bellhop_store::{MessageState, MessageStatus, StatusCounts, Step};

use crate::place::{NOW_MS, Place, message, trigger, workspace};
use crate::said::{accepted, change, delivered, entry, failed, planned, refusal, view};

pub(crate) async fn a_planned_message_is_queued(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let message = message(&trigger(1), "ada");

    let before = planned(&store, std::slice::from_ref(&message)).await;

    assert!(before.is_empty());
    assert_eq!(
        store.message_state(message.id).await.unwrap(),
        Some(MessageState::default())
    );
    let view = serde_json::to_string_pretty(&view(&store, message.id).await).unwrap();
    insta::assert_snapshot!(view, @r#"
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
      "status": "queued",
      "attempts": 0,
      "accepted_at_ms": 1750000000000,
      "updated_at_ms": 1750000000000,
      "timeline": [
        {
          "at_ms": 1750000000000,
          "what": "planned"
        }
      ]
    }
    "#);
}

pub(crate) async fn a_refusal_is_recorded_as_one(place: Place) {
    let store = place.open().await;
    accepted(&store).await;

    let before = store
        .record_planned(trigger(1).id, &[], &[refusal()], NOW_MS + 1)
        .await
        .unwrap();

    assert!(before.is_empty());
    let view = serde_json::to_string_pretty(&view(&store, refusal().id).await).unwrap();
    insta::assert_snapshot!(view, @r#"
    {
      "id": "00000000-0000-8462-9cd3-cc01f83bbc9e",
      "message_id": "00000000-0000-0000-0000-000000000002",
      "distinct_id": "bob",
      "template": "welcome",
      "status": "refused",
      "reason": "no_address",
      "attempts": 0,
      "accepted_at_ms": 1750000000000,
      "updated_at_ms": 1750000000001,
      "timeline": [
        {
          "at_ms": 1750000000001,
          "what": "refused",
          "detail": "no_address"
        }
      ]
    }
    "#);
}

pub(crate) async fn what_was_planned_before_comes_back_with_its_outcome(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let names: Vec<_> = (0..200).map(|number| format!("person-{number}")).collect();
    let messages: Vec<_> = names
        .iter()
        .map(|name| message(&trigger(1), name))
        .collect();
    let (first, last) = (messages[0].id, messages[149].id);
    planned(&store, &messages[..150]).await;
    store
        .record(vec![change(
            first,
            vec![entry(1, Step::Delivered)],
            delivered(),
        )])
        .await
        .unwrap();
    store
        .record(vec![change(last, vec![entry(1, Step::Failed)], failed())])
        .await
        .unwrap();

    let before = store
        .record_planned(trigger(1).id, &messages, &[refusal()], NOW_MS)
        .await
        .unwrap();

    assert_eq!(before.len(), 150);
    assert_eq!(before[&first], Some(Outcome::Delivered));
    assert_eq!(before[&last], Some(Outcome::Failed));
    assert_eq!(before[&messages[1].id], None);
    let again = store
        .record_planned(trigger(1).id, &[], &[refusal()], NOW_MS)
        .await
        .unwrap();
    assert_eq!(
        again,
        HashMap::from([(refusal().id, Some(Outcome::Refused))])
    );
    let counts = store
        .trigger(&workspace(), trigger(1).id.0)
        .await
        .unwrap()
        .unwrap()
        .counts;
    assert_eq!(
        counts,
        StatusCounts {
            queued: 198,
            delivered: 1,
            failed: 1,
            expired: 0,
            refused: 1,
            ambiguous: 0,
            merged: 0,
            cancelled: 0,
        }
    );
}

pub(crate) async fn a_refusal_is_its_workspaces_even_when_its_trigger_is_recorded_after_it(
    place: Place,
) {
    let store = place.open().await;

    store
        .record_planned(trigger(1).id, &[], &[refusal()], NOW_MS + 1)
        .await
        .unwrap();
    accepted(&store).await;

    let view = view(&store, refusal().id).await;
    assert_eq!(view.accepted_at_ms, NOW_MS);
    assert_eq!(view.status, MessageStatus::Refused);
}

pub(crate) async fn two_that_plan_the_same_at_once_learn_of_one_another(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let messages = [message(&trigger(1), "ada")];

    let (first, second) = tokio::join!(planned(&store, &messages), planned(&store, &messages));

    assert!(first.is_empty());
    assert_eq!(second, HashMap::from([(messages[0].id, None)]));
}
